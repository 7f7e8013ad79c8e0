"""What happens to typed rows before they are saved: moved and copied, marked with what is missing, decided where they clash."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, Problem
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai
from renkeg.planning import carrying, drafts
from renkeg.planning.merging import Writer
from renkeg.planning.sheet import Comparison, Line, Side
from renkeg.planning.sop import Rows
from renkeg.planning.typed import printed

from .baris import Kept, Row, sent_rows
from .forms import Fault, told_name

_NAMED = re.compile(r"\b[Kk]egiatan ([0-9]{1,3}(?:(?:, | dan )[0-9]{1,3})*)\b")
DROPPED = "hapus"
CHANGED = "isi"


@dataclass(frozen=True)
class Lack:
    """What one row still lacks, each a way to its field."""

    number: int
    fields: list[Fault]


def arranged(rows: Sequence[Row], wish: str) -> list[Row]:
    """The rows after "salin/3", "naik/3" or "turun/3", the number being the place; unchanged by anything else."""
    verb, _, place = wish.partition("/")
    at = next((n for n, row in enumerate(rows) if str(row.place) == place), None)
    told = list(rows)
    if at is None:
        return told
    if verb == "salin":
        told.insert(at + 1, replace(rows[at], id="", removed=False, kept={}))
    other = at + {"naik": -1, "turun": 1}.get(verb, 0)
    if 0 <= other < len(told):
        told[at], told[other] = told[other], told[at]
    return renumbered(told)


def renumbered(rows: Sequence[Row]) -> list[Row]:
    """The rows with their places counted anew."""
    return [replace(row, place=place) for place, row in enumerate(rows)]


def decided(rows: Sequence[Row]) -> list[Row]:
    """The rows as the choices made at clashing cells leave them. Raises BadInput where one is still open."""
    problems = []
    told = []
    for row in rows:
        typed, removed = dict(row.typed), row.removed
        for name, kept in row.kept.items():
            if not kept.chosen:
                problems.append(Problem(f"{row.loc}/{name}".rstrip("/"), "Pilih dahulu isi yang dipakai."))
            elif name:
                typed[name] = kept.value if kept.chosen == "tersimpan" else typed.get(name, "")
            else:
                removed = kept.chosen == ("tersimpan" if kept.value == DROPPED else "anda")
        told.append(replace(row, typed=typed, removed=removed, kept={}))
    if problems:
        raise BadInput(problems)
    return told


def needed(wanted: Rows | None, tahun: int, bulan: int) -> frozenset[str]:
    """The fields without which a row cannot go on."""
    if wanted is None:
        return frozenset()
    problems = drafts.missing([drafts.Baris().content()], wanted, tahun=tahun, bulan=bulan)
    return frozenset(one.loc.split("/")[2] for one in problems)


def marked(rows: Sequence[Row], fields: frozenset[str], month: date, calendar: Calendar) -> list[Row]:
    """The rows with what each lacks, and a soft word where its days look odd."""
    told = []
    for row in rows:
        hint, misplaced = _about_days(row.typed.get("tanggal", ""), month, calendar)
        hints = {"tanggal": hint, **row.hints} if hint else row.hints
        told.append(replace(row, needed=fields, hints=hints, misplaced=misplaced))
    return told


def pointed_at(rows: Sequence[Row], catatan: str) -> list[Row]:
    """The rows with a soft word on those that the reason of a return names: "kegiatan 3, 5 dan 7: …"."""
    named = {int(number) for group in _NAMED.findall(catatan) for number in re.findall(r"[0-9]+", group)}
    return [
        replace(row, hints={"judul": "Disebut dalam alasan pengembalian.", **row.hints})
        if row.number in named and not row.blank
        else row
        for row in rows
    ]


def lacking(rows: Sequence[Row]) -> list[Lack]:
    """What is missing, by row."""
    return [
        Lack(row.number, [Fault(f"#{row.loc}/{name}", told_name(name)) for name in row.lacking])
        for row in rows
        if row.lacking
    ]


def merged(comparison: Comparison, typed: Sequence[Row], writers: Sequence[Writer], by: Pegawai) -> list[Row]:
    """The rows for somebody who must choose: his own words, what others changed, and both where they clash."""
    sent = sent_rows(typed)
    who = told_by(writers, by)
    told = []
    for place, line in enumerate(comparison.lines):
        own = sent[line.place] if line.place is not None else None
        words = printed(line.content)
        if own is not None:
            words |= {name: text for name, text in own.typed.items() if name not in line.theirs or name in line.mine}
        told.append(
            Row(
                place=place,
                id=line.id or "",
                typed=words,
                hints={name: f"Diubah {who}." for name in line.theirs if name not in line.mine},
                kept=_clashes(line, who),
            )
        )
    return told


def _clashes(line: Line, who: str) -> dict[str, Kept]:
    told: dict[str, Kept] = {}
    for one in line.conflicts:
        if one.name:
            told[one.name] = Kept(printed({**line.content, one.name: one.theirs})[one.name], who)
        else:
            told[""] = Kept(DROPPED if one.theirs is None else CHANGED, who)
    return told


def told_by(writers: Sequence[Writer], by: Pegawai) -> str:
    """Who saved meanwhile, and when last: "Rina Contoh pukul 10.42"."""
    if not writers:
        return "orang lain"
    names = ["Anda sendiri" if one.key == by.pk else one.nama for one in writers]
    return f"{' dan '.join(names)} pukul {indonesian.jam(timezone.localtime(writers[0].at))}"


def told_merge(
    comparison: Comparison, writers: Sequence[Writer], by: Pegawai, *, begin: str = "Digabungkan dengan perubahan"
) -> str:
    """What of others came into the rows that were just saved, as a sentence; "" where nothing did."""
    parts = []
    for number, line in enumerate(comparison.lines, 1):
        if line.added is Side.THEIRS:
            parts.append(f"baris {number} ditambahkan")
        elif line.theirs:
            names = ", ".join(told_name(name) for name in line.theirs)
            parts.append(f"baris {number} {names}")
    gone = sum(side is Side.THEIRS for _, side in comparison.removed)
    parts += [f"{gone} baris dihapus"] if gone else []
    parts += ["urutan baris"] if comparison.moved is Side.THEIRS else []
    if comparison.moved is Side.BOTH:
        parts.append("urutan baris memakai urutan Anda")
    shown = "; ".join(parts[:8]) + ("; dan lainnya" if len(parts) > 8 else "")
    return f"{begin} {told_by(writers, by)}: {shown}." if parts else ""


def _about_days(text: str, month: date, calendar: Calendar) -> tuple[str, bool]:
    if not text.strip():
        return "", False
    try:
        spans = indonesian.parse_rentang(text, month.year)
    except ValueError:
        return "", False
    name = f"{indonesian.nama_bulan(month.month)} {month.year}"
    if any(day.year != month.year for span in spans for day in span):
        return f"Di luar tahun anggaran {month.year}.", True
    if not any(first.month <= month.month <= last.month for first, last in spans):
        return f"Di luar {name}.", True
    closed = carrying.closed_days(spans, calendar)
    if not closed:
        return "", False
    day = closed[0]
    why = "hari libur" if day in calendar.closed else "bukan hari kerja"
    return f"{indonesian.hari_tanggal(day).removesuffix(f' {day.year}')}, {why}.", False
