"""The kertas kerja as a workbook: how it goes out, what a file that comes back says, and what it would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core import signing

from renkeg.lib import indonesian
from renkeg.lib.clean_text import file_name
from renkeg.lib.digests import sha256
from renkeg.lib.errors import BadInput, Problem
from renkeg.office.models import Pegawai
from renkeg.papers import kertas_kerja
from renkeg.papers.kertas_kerja import FIELDS, LABELS, FileRow, Filled, Form
from renkeg.papers.opening import Unreadable

from . import contents, drafts, ledger, merging, sheet, suggested, typed
from .kode import Level
from .models import Upload, Usulan

_SALT = "renkeg.kertas-kerja"
_KEY = 40


@dataclass(frozen=True)
class Change:
    """What accepting the file would do to one row. `row` is its number in the file; of a row that the file lacks, its number in the form.

    `fields` holds old and new by name; in a conflict the old is what others saved since the file was downloaded. `open`
    names the fields about which somebody must decide; "" is the whole row, which one side dropped and the other changed.
    """

    row: int
    kind: str
    id: str | None
    judul: str
    fields: Mapping[str, tuple[Any, Any]]
    open: tuple[str, ...] = ()
    dropped_by_file: bool = False

    def key(self, name: str) -> str:
        """How a choice names what is open: "12/anggaran" by the row in the file, else "id/" by the kegiatan."""
        return choice_key(self.id if self.dropped_by_file else self.row, name)


@dataclass(frozen=True)
class Difference:
    """What a file would change of the form as it stands now."""

    changes: Sequence[Change]
    moved: bool
    comparison: sheet.Comparison
    writers: Sequence[merging.Writer]

    @property
    def nothing(self) -> bool:
        """Whether the form already is what the file says."""
        return not self.changes and not self.moved


def choice_key(row: object, name: str) -> str:
    """The name under which a choice is given: the row's number in the file, or the kegiatan's key where the file lacks it."""
    return f"{row}/{name}"


def form_of(usulan: Usulan, *, at: datetime) -> bytes:
    """The kertas kerja of a usulan to fill in anywhere; it carries its rows as they stand now, under a seal."""
    cap = {"usulan": str(usulan.pk), "versi": usulan.versi, "untuk": _named(usulan), "rows": merging.rows_of(usulan)}
    rows = [{**typed.printed(one.content()), "anggaran": one.anggaran, "id": one.pk} for one in usulan.kegiatan.all()]
    return _form(usulan, rows, cap, at)


def blank_form(usulan: Usulan, *, at: datetime) -> bytes:
    """The form of a usulan that is not there yet: its unit and month, and no rows."""
    return _form(usulan, [], {"untuk": _named(usulan)}, at)


def read_upload(usulan: Usulan, data: bytes, *, name: str, by: Pegawai, at: datetime) -> Upload:
    """What a file says of the usulan, not yet kept. Raises BadInput where it is no form at all, or another's."""
    filled = read_form(data)
    cap = _opened(filled.stamp)
    if cap is not None and cap.get("usulan") not in (None, str(usulan.pk)):
        raise BadInput.at(
            "file",
            f"Berkas ini adalah kertas kerja {cap['untuk']}, bukan {_named(usulan)}. "
            "Unduh kertas kerja yang ini, lalu salin barisnya ke sana.",
        )
    sealed = cap is not None and "rows" in cap
    base = cap["rows"] if cap is not None and sealed else None
    known = {str(row["id"]): row for row in (base or merging.rows_of(usulan))}
    rows = _rows(filled, known)
    read = typed.read([typed.Typed(_key(row), row.typed) for row in rows], usulan.tahun)
    faults = _faults(filled)
    # A cell that failed is named for that, not for being empty as well.
    named = {(one["row"], one["column"]) for one in faults}
    problems = [
        *faults,
        *(one for one in _problems(rows, read.problems) if (one["row"], one["column"]) not in named),
    ]
    wrong = _wrong(filled, rows, read.problems)
    return Upload(
        usulan=usulan,
        by=by,
        at=at,
        name=file_name(name, otherwise="berkas.xlsx"),
        sha256=sha256(data),
        versi=cap["versi"] if cap is not None and sealed else None,
        base=base,
        rows=[
            {"number": row.number, "id": baris.id, **_kept(baris, wrong.get(row.number, set()), known)}
            for row, baris in zip(rows, read.rows, strict=True)
        ],
        problems=problems,
        notes=_notes(filled, cap),
    )


def read_form(data: bytes) -> Filled:
    """The rows of any file with the form in it. Raises BadInput with the sentence that says why it is none."""
    try:
        return kertas_kerja.read(data)
    except Unreadable as error:
        raise BadInput.at("file", str(error)) from error


def difference(upload: Upload, usulan: Usulan) -> Difference:
    """What the file would change of the usulan as it stands now."""
    server = merging.rows_of(usulan)
    comparison = compared(upload, usulan)
    writers = merging.writers_since(usulan, upload.versi) if upload.versi is not None else ()
    moved = comparison.moved in (sheet.Side.MINE, sheet.Side.BOTH)
    return Difference(list(_changes(upload, comparison, server)), moved, comparison, writers)


def compared(upload: Upload, usulan: Usulan) -> sheet.Comparison:
    """Base, server and file brought together. Without a base nothing that the file lacks is taken for dropped."""
    base = [_plain(row) for row in upload.base or ()]
    return sheet.compare(base, merging.rows_of(usulan), [_plain(row) for row in upload.rows])


def _form(usulan: Usulan, rows: Sequence[Mapping[str, str | int | None]], cap: object, at: datetime) -> bytes:
    paper = contents.rencana_bulanan(usulan, kepala=None, mengetahui=None, day=None)
    left = (
        ("Mengetahui,", f"{paper['jabatan_mengetahui']},", "", "." * 28) if paper["jabatan_mengetahui"] else ("",) * 4
    )
    right = (paper["tempat_tanggal"], f"{paper['jabatan_kepala']},", "", "." * 28)
    words = suggested.words()
    form = Form(
        judul=paper["judul"],
        head=[
            ("BULAN/TAHUN ANGGARAN", paper["bulan_tahun"]),
            (paper["label_wilayah"], paper["provinsi"]),
            ("SUB BAGIAN", paper["sub_bagian"]),
        ],
        rows=rows,
        stamp={"cap": signing.dumps(cap, salt=_SALT, compress=True, serializer=_Json)},
        choices={name: words[name] for name in ("jenis", "satuan")},
        pagu=_budget(usulan),
        foot=list(zip(left, right, strict=True)),
    )
    return kertas_kerja.form(form, made_for=at)


def _budget(usulan: Usulan) -> list[kertas_kerja.Room]:
    """The kode that a row may draw on, each with what other plans draw on it."""
    book = ledger.of_year(usulan.tahun, usulan)
    return [
        kertas_kerja.Room(one.path, one.uraian, one.pagu, one.blokir, one.planned - one.this)
        for one in book.rooms.values()
        if one.level >= Level.KOMPONEN
    ]


class _Json:
    """JSON that also takes the volume of a row."""

    def dumps(self, told: object) -> bytes:
        return merging.base_text(told).encode()  # type: ignore[arg-type]  # any JSON value

    def loads(self, data: bytes) -> Any:
        return signing.JSONSerializer().loads(data)


def _opened(stamp: Mapping[str, str | int]) -> dict[str, Any] | None:
    """What the seal holds; None where there is none of ours."""
    try:
        told: dict[str, Any] = signing.loads(str(stamp.get("cap", "")), salt=_SALT, serializer=_Json)
    except signing.BadSignature:
        return None
    return told


def _rows(filled: Filled, known: Mapping[str, sheet.Row]) -> list[FileRow]:
    """The rows that the file says. One without a word was emptied, unless it went out so: then it is still what it was."""
    said = {row.id for row in filled.rows}
    blank = {
        row.id: row
        for row in reversed(filled.blank)
        if row.id in known and row.id not in said and not any(_said(known[row.id], name) for name in FIELDS)
    }
    return sorted((*filled.rows, *blank.values()), key=lambda row: row.number)


def _key(row: FileRow) -> str:
    # Longer than any key: somebody wrote into the hidden column, and the row is found by its content.
    return row.id if len(row.id) <= _KEY else ""


def _kept(baris: drafts.Baris, wrong: set[str], known: Mapping[str, sheet.Row]) -> dict[str, object]:
    """The row's content; what could not be read stays as it was, so that it shows no change of its own."""
    content = baris.content()
    old = known.get(baris.id or "", {})
    if old:
        content = {name: value for name, value in content.items() if name not in wrong}
        content |= {name: old[name] for name in wrong if name in old}
    return {name: _json(value) for name, value in content.items()}


def _json(value: object) -> object:
    return value if isinstance(value, str | int | list | None) else str(value)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row that was kept as JSON, for a comparison."""
    told = {name: row[name] for name in ("id", *FIELDS) if name in row}
    return told | {"volume": None if row["volume"] is None else Decimal(row["volume"])}


def _wrong(filled: Filled, rows: Sequence[FileRow], problems: Iterable[Problem]) -> dict[int, set[str]]:
    """The fields that could not be read, by the row's number in the file."""
    told: dict[int, set[str]] = {}
    for one in problems:
        parts = one.loc.split("/")
        if len(parts) > 2:
            told.setdefault(rows[int(parts[1])].number, set()).add(parts[2])
    for fault in filled.faults:
        told.setdefault(fault.row, set()).update(name for name in FIELDS if LABELS[name] == fault.column)
    return told


def _problems(rows: Sequence[FileRow], problems: Iterable[Problem]) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    for one in problems:
        _, place, *name = one.loc.split("/")
        told.append({"row": rows[int(place)].number, "column": _column(name[0] if name else ""), "msg": one.msg})
    if len(rows) > drafts.ROWS:
        told.append({"row": 0, "column": "", "msg": f"Paling banyak {drafts.ROWS} baris dalam satu usulan."})
    return told


def _faults(filled: Filled) -> list[dict[str, object]]:
    return [{"row": one.row, "column": one.column.removesuffix(" (Rp)"), "msg": one.msg} for one in filled.faults]


def _column(name: str) -> str:
    return LABELS[name].removesuffix(" (Rp)") if name in FIELDS else ""


def _notes(filled: Filled, cap: Mapping[str, Any] | None) -> list[str]:
    """What is good to know of the file, without being wrong."""
    told = []
    if cap is None:
        told.append(
            "Berkas ini bukan unduhan dari usulan ini. Barisnya dicocokkan menurut isi; baris yang tidak ada di dalamnya tetap ada."
        )
    elif "rows" not in cap:
        told.append(f"Berkas ini form kosong untuk {cap['untuk']}; barisnya ditambahkan.")
    if filled.ignored:
        told.append(f"Kolom di luar form tidak dibaca: {', '.join(filled.ignored[:5])}.")
    return told


def _changes(upload: Upload, comparison: sheet.Comparison, server: Sequence[sheet.Row]) -> Iterable[Change]:
    now = {str(row["id"]): (number, row) for number, row in enumerate(server, 1)}
    for line in comparison.lines:
        number, old = now.get(line.id or "", (0, None))
        row = upload.rows[line.place]["number"] if line.place is not None else number
        judul = str(line.content["judul"] or "")
        if line.conflicts:
            yield _conflict(line, row, judul, old)
        elif old is None:
            fields: dict[str, tuple[Any, Any]] = {
                name: (None, line.content[name]) for name in FIELDS if _said(line.content, name)
            }
            yield Change(row, "added", None, judul, fields)
        elif changed := {name: _pair(old, line.content, name) for name in FIELDS if _differs(old, line.content, name)}:
            yield Change(row, "changed", line.id, judul, changed)
    for gone, side in comparison.removed:
        if side is sheet.Side.MINE:
            number, old = now[str(gone["id"])]
            dropped = {name: (old[name], None) for name in FIELDS if _said(old, name)}
            yield Change(number, "removed", str(gone["id"]), str(gone["judul"] or ""), dropped)


def _conflict(line: sheet.Line, row: int, judul: str, old: sheet.Row | None) -> Change:
    """Beside what is open also what the file changes undisputed in the same row."""
    fields = {name: _pair(old or {}, line.content, name) for name in line.mine}
    fields |= {one.name: (one.theirs, one.mine) for one in line.conflicts if one.name}
    dropped = any(not one.name and one.mine is None for one in line.conflicts)
    if dropped and old is not None:
        fields = {name: (old[name], None) for name in FIELDS if _said(old, name)}
    return Change(row, "conflict", line.id, judul, fields, tuple(one.name for one in line.conflicts), dropped)


def _said(row: sheet.Row, name: str) -> bool:
    return row.get(name) not in (None, [])


def _pair(old: sheet.Row, new: sheet.Row, name: str) -> tuple[object, object]:
    return old.get(name), new.get(name)


def _differs(old: sheet.Row, new: sheet.Row, name: str) -> bool:
    one, other = _pair(old, new, name)
    return one != other


def _named(usulan: Usulan) -> str:
    """How a file's usulan is named: "Februari 2027, Subbagian Keuangan"."""
    extra = ", susulan" if usulan.susulan else ""
    return f"{indonesian.nama_bulan(usulan.bulan)} {usulan.tahun}, {usulan.unit.nama}{extra}"
