"""What the pages of the budget show: the tree as one part of it at a time, and a file between its upload and its acceptance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, Refused
from renkeg.office.models import Pegawai, Satker
from renkeg.papers.opening import Grid
from renkeg.planning import actions, ceilings, pok_head
from renkeg.planning.kode import ancestors
from renkeg.planning.ledger import Ledger, Room
from renkeg.planning.models import Pok, PokUpload

from . import forms
from .fields import Field, Form, Reader
from .listing import searched

DEPTH = 2
"""So many levels below the chosen kode are shown at once."""
MOST_HITS = 100
MOST_SUGGESTED = 20
MOST_NOTES = 50

UPLOAD: Sequence[Field] = (
    Field("tahun", "Tahun anggaran", kind="whole", short=True),
    Field("revisi", "Revisi ke-", "0 untuk POK awal.", kind="whole", short=True),
    Field("tanggal", "Tanggal revisi", "Seperti tercantum pada POK.", kind="date", short=True),
    Field("berkas", "Berkas Excel POK", "Format .xlsx, paling besar 4 MB.", kind="file"),
)
_NO_COLUMN = "-"
_LEVELS = "tingkat"
"""The choice of a kode that is spread over a column for each level."""


@dataclass(frozen=True)
class Asked:
    """Which part of the budget an address asks for."""

    tahun: int
    cari: str
    di: str


def asked(query: QueryDict, years: Sequence[int], today: date) -> Asked:
    """Reads it with care: an unknown year is this one, or the latest that has a budget."""
    tahun = forms.whole(query.get("tahun"))
    usual = today.year if today.year in years or not years else years[0]
    return Asked(
        tahun if tahun is not None and tahun in years else usual, searched(query.get("q", "")), query.get("di", "")[:60]
    )


def tree(found: Ledger, wanted: Asked) -> dict[str, Any]:
    """The rows to show: what a search finds, or the chosen kode with what lies below it, and the way down to it."""
    if wanted.cari:
        hits = found.matching(wanted.cari, MOST_HITS + 1)
        return {"rooms": hits[:MOST_HITS], "more": len(hits) > MOST_HITS, "way": []}
    here = found.rooms.get(wanted.di)
    way = [room for path in reversed(ancestors(wanted.di)) if here and (room := found.rooms.get(path))]
    return {"rooms": found.below(here.path if here else "", DEPTH), "here": here, "way": way}


def deepest(rooms: Sequence[Room]) -> list[Room]:
    """Those of them with none of them below: what is too much at the top is so because of these."""
    above = {one for room in rooms for one in ancestors(room.path)}
    return [room for room in rooms if room.path not in above]


def suggestions(found: Ledger, text: str) -> list[dict[str, str | int]]:
    """What a person may mean who types this: at most twenty kode with the room they have."""
    return [room.plain for room in found.matching(text, MOST_SUGGESTED)]


def first_typed(satker: Satker, at: datetime) -> dict[str, str]:
    """What the form of an upload proposes: this year's next revisi, of today."""
    today = satker.day(at)
    last = Pok.objects.in_force(today.year).first()
    return {
        "tahun": str(today.year),
        "revisi": str(last.revisi + 1 if last else 0),
        "tanggal": today.isoformat(),
    }


def read_upload(typed: Mapping[str, str]) -> tuple[int, int, date]:
    """Year, revisi and day out of the form. Raises BadInput."""
    reader = Reader(typed)
    told = reader.whole("tahun"), reader.whole("revisi"), reader.day("tanggal")
    reader.finish()
    return told


def preview(
    upload: PokUpload, by: Pegawai, at: datetime, post: QueryDict | None = None, error: BadInput | Refused | None = None
) -> dict[str, Any]:
    """All that is shown of an uploaded file: how it is read, what is wrong with it, what it would change."""
    grids, found = actions.read_upload(upload)
    last = Pok.objects.in_force(upload.tahun).first()
    fields = choices(upload, grids)
    typed = {one.name: post.get(one.name, "") for one in fields} if post is not None else {}
    told: dict[str, Any] = {
        "at": at,
        "upload": upload,
        "last": last,
        "form": Form(fields, typed, error),
        "found": found,
        "unit": pok_head.UNITS.get(upload.columns.get("unit") or 1, ""),
    }
    if found is None:
        return told
    problems, warnings = [str(one) for one in found.problems], [str(one) for one in found.warnings]
    after = [(one.path, int(one.level), one.uraian, one.pagu, one.blokir) for one in found.nodes]
    before = ceilings.nodes_of(last)
    return told | {
        "problems": problems[:MOST_NOTES],
        "more_problems": max(0, len(problems) - MOST_NOTES),
        "warnings": warnings[:MOST_NOTES],
        "more_warnings": max(0, len(warnings) - MOST_NOTES),
        "difference": ceilings.compared(before, after) if last and not problems else None,
        "shorts": [] if problems else ceilings.short_of(upload.tahun, before, after, by, at),
        "hidden": ceilings.hidden_words(by, at),
    }


def choices(upload: PokUpload, grids: Sequence[Grid]) -> list[Field]:
    """The fields by which the person says how the file is to be read, as it stands now."""
    columns = actions.columns_of(upload)
    sheets = [one.name for one in grids]
    grid = next((one for one in grids if columns and one.name == columns.sheet), grids[0] if grids else None)
    head = columns.head if columns else pok_head.likely_head(grid) if grid else 0
    options = _options(grid, head)
    levels = pok_head.levels_at(grid, head) if grid else {}
    unit = columns.unit if columns else None if grid and pok_head.counted_in(grid, head) else 1
    told = [
        replace(UPLOAD[1], value=str(upload.revisi)),
        replace(UPLOAD[2], value=upload.tanggal.isoformat()),
        Field(
            "lembar",
            "Lembar",
            kind="select",
            options=[(str(n), name) for n, name in enumerate(sheets)],
            value=str(sheets.index(columns.sheet)) if columns and columns.sheet in sheets else "0",
        ),
        Field("judul", "Baris judul kolom", "Nomor baris di Excel.", kind="whole", short=True, value=str(head + 1)),
    ]
    for name, label in pok_head.FIELDS.items():
        place = (
            _LEVELS if name == "kode" and columns and columns.levels else getattr(columns, name) if columns else None
        )
        optional = name == "blokir"
        spread = [(_LEVELS, f"{_spread(levels)}: satu per tingkat")] if name == "kode" and levels else []
        told.append(
            Field(
                name,
                f"Kolom {label.lower()}",
                kind="select",
                options=[(_NO_COLUMN, "Tidak ada" if optional else "Pilih kolom"), *spread, *options],
                required=not optional,
                value=_NO_COLUMN if place is None else str(place),
            )
        )
    units = [(str(one), word) for one, word in pok_head.UNITS.items()]
    told.append(
        Field(
            "satuan",
            "Jumlah dalam",
            kind="select",
            options=units if unit else [("", "Pilih satuannya"), *units],
            value=str(unit or ""),
        )
    )
    return told


def read_choices(typed: Mapping[str, str], grids: Sequence[Grid]) -> tuple[pok_head.Columns, int, date]:
    """Columns, revisi and day out of the form. Raises BadInput."""
    reader = Reader(typed)
    sheet = reader.choice("lembar", [str(n) for n in range(len(grids))])
    head = reader.whole("judul")
    if head == 0:
        reader.wrong("judul", "Baris pertama bernomor 1.")
    places: dict[str, int | None] = {}
    levels: dict[str, int] = {}
    unit = reader.choice("satuan", [str(one) for one in pok_head.UNITS])
    for name in pok_head.FIELDS:
        text = typed.get(name, "")
        if name == "blokir" and text in ("", _NO_COLUMN):
            places[name] = None
        elif name == "kode" and text == _LEVELS:
            levels = pok_head.levels_at(grids[int(sheet)], head - 1) if sheet else {}
            places[name] = min(levels.values(), default=None)
            if not levels:
                reader.wrong(name, "Baris judul itu tidak memuat kolom tiap tingkat; pilih satu kolom.")
        elif (place := forms.whole(text)) is None or place >= 200:
            reader.wrong(name, "Pilih kolomnya.")
        else:
            places[name] = place
    revisi, tanggal = reader.whole("revisi"), reader.day("tanggal")
    reader.finish()
    columns = pok_head.Columns(
        grids[int(sheet)].name,
        head - 1,
        kode=places["kode"] or 0,
        uraian=places["uraian"] or 0,
        pagu=places["pagu"] or 0,
        blokir=places["blokir"],
        levels=levels,
        unit=int(unit),
    )
    return columns, revisi, tanggal


def compared(found: Pok, by: Pegawai, at: datetime) -> dict[str, Any]:
    """A revision against the one before it in its year, and the plans that do not fit below it while it is in force."""
    older = list(Pok.objects.of_year(found.tahun).filter(urut__lt=found.urut)[:1])
    before, after = ceilings.nodes_of(older[0] if older else None), ceilings.nodes_of(found)
    in_force = Pok.objects.in_force(found.tahun).first() == found
    return {
        "at": at,
        "pok": found,
        "older": older[0] if older else None,
        "in_force": in_force,
        "difference": ceilings.compared(before, after),
        "shorts": ceilings.short_of(found.tahun, before, after, by, at) if in_force else [],
        "hidden": ceilings.hidden_words(by, at),
    }


def told_import(found: Pok) -> str:
    """What is said once it is in force."""
    return f"{found.told} tahun {found.tahun} berlaku: {indonesian.angka(found.rows)} kode, {indonesian.rupiah(found.total)}."


def _options(grid: Grid | None, head: int) -> list[tuple[str, str]]:
    if grid is None or not grid.rows:
        return []
    words = pok_head.heads(grid, head)
    told = []
    for place in range(len(grid.rows[0])):
        word = words[place][:60] if place < len(words) else ""
        told.append((str(place), f"{_letters(place)}: {word}" if word else _letters(place)))
    return told


def _spread(levels: Mapping[str, int]) -> str:
    """From which column to which: "A–G"."""
    return f"{_letters(min(levels.values()))}–{_letters(max(levels.values()))}"


def _letters(place: int) -> str:
    """0 as "A", 26 as "AA"."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text
