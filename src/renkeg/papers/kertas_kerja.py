"""The kertas kerja as a workbook to fill in: the official form with the keys of its rows, and the way back into rows of text."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Final

import xlsxwriter

from renkeg.lib import indonesian
from renkeg.papers.opening import Grid, Unreadable, Value, opened
from renkeg.papers.sheet import EXACT, RUPIAH, TYPE, Sheet, clean

FIELDS: Final = ("kode", "judul", "sasaran", "volume", "satuan", "jenis", "anggaran", "lokus", "tanggal", "rincian")
"""What a row of the form holds. `rincian` stands beside the printed form: the kode of a kegiatan that draws on several."""
_HEADS: Final = (
    ("No.", 5.0),
    ("Kode", 22.0),
    ("Judul Kegiatan", 40.0),
    ("Sasaran", 22.0),
    ("Volume", 9.0),
    ("Satuan", 11.0),
    ("Jenis Kegiatan", 18.0),
    ("Anggaran (Rp)", 18.0),
    ("Lokus", 22.0),
    ("Tanggal Kegiatan", 24.0),
    ("Rincian Kode", 30.0),
    ("Kunci baris", 14.0),
)
_NAMES: Final = ("no", *FIELDS, "id")
_KNOWN: Final = {
    "no": "no",
    "kode": "kode",
    "judul kegiatan": "judul",
    "judul": "judul",
    "sasaran": "sasaran",
    "volume": "volume",
    "satuan": "satuan",
    "sasaran/volume": "sasaran_volume",
    "jenis kegiatan": "jenis",
    "jenis": "jenis",
    "anggaran (rp)": "anggaran",
    "anggaran": "anggaran",
    "lokus": "lokus",
    "tanggal kegiatan": "tanggal",
    "tanggal": "tanggal",
    "rincian kode": "rincian",
    "kunci baris": "id",
}
LABELS: Final = dict(zip(_NAMES, (name for name, _ in _HEADS), strict=True))
"""The name of each field as the form prints it."""
_NEEDED: Final = {"judul", "anggaran"}
_NUMBERS: Final = {"volume", "anggaran"}
_STAMP: Final = "Renkeg"
_BEFORE_HEAD: Final = 60
_ROOM: Final = 25
"""Blank rows to write into below the ones that are there."""
_TOTAL: Final = re.compile(r"(sub ?)?(jumlah|total)( yang berlaku)?( \(rp\))?:?")
_SIGNED: Final = re.compile(r"mengetahui,?")
_WITH_VOLUME: Final = re.compile(r"(?P<sasaran>.+?)\s*/\s*(?P<volume>[0-9][0-9.,]*)\s+(?P<satuan>\D.*)")
_VOLUME_FIRST: Final = re.compile(r"(?P<volume>[0-9][0-9.,]*)\s+(?P<satuan>[^()/]+?)(?:\s*\((?P<sasaran>.+)\))?")


@dataclass(frozen=True)
class Form:
    """What the workbook is made of. Rows are texts as people write them, `anggaran` whole rupiah or None, `id` a row's key or ""."""

    judul: str
    head: Sequence[tuple[str, str]]
    """The lines above the table: label and value."""
    rows: Sequence[Mapping[str, str | int | None]]
    stamp: Mapping[str, str | int]
    """Comes back unchanged with the file: which usulan, which versi."""
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Suggestions by field; another word is allowed."""


@dataclass(frozen=True)
class FileRow:
    """A row as it stood in the file: the number that the program shows beside it, and each field as people write it."""

    number: int
    id: str
    typed: Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What cannot be taken as it stands: the row's number in the file, the column's name ("" is the whole row), and why."""

    row: int
    column: str
    msg: str


@dataclass(frozen=True)
class Filled:
    """A file that was read. `stamp` is empty where the workbook was not made here; `ignored` names columns beside the form."""

    rows: Sequence[FileRow]
    faults: Sequence[Fault]
    stamp: Mapping[str, str | int]
    ignored: Sequence[str]


def form(data: Form, *, made_for: datetime) -> bytes:
    """Return the workbook, byte-identical for the same input; texts never become formulas. `made_for` is aware."""
    if made_for.tzinfo is None:
        raise ValueError("made_for must be aware")
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_format_properties": dict(TYPE)}) as workbook:
        created = made_for.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        workbook.set_properties({"title": clean(data.judul), "created": created})
        _Writer(workbook, data).write()
    return file.getvalue()


def read(file: bytes) -> Filled:
    """Return the rows of a form, wherever in the workbook its table lies; the order of columns is free.

    Raises Unreadable where the file cannot be opened or holds no such table.
    """
    grids = opened(file)
    tables = [(grid, head) for grid in grids if grid.visible and (head := _head(grid)) is not None]
    if not tables:
        raise Unreadable(
            "Tabel rencana kegiatan tidak ditemukan: cari baris judul kolom dengan Judul Kegiatan dan Anggaran (Rp)."
        )
    if len(tables) > 1:
        names = ", ".join(f"“{grid.name}”" for grid, _ in tables)
        raise Unreadable(
            f"Ada lebih dari satu tabel rencana kegiatan, pada lembar {names}. Sisakan satu, lalu unggah lagi."
        )
    grid, head = tables[0]
    return _Reading(grid, head).filled(_stamp(grids))


class _Writer(Sheet):
    def __init__(self, workbook: xlsxwriter.Workbook, data: Form) -> None:
        super().__init__(workbook, "Rencana Kegiatan", _HEADS, {})
        self.data = data

    def write(self) -> None:
        shown = self.last - 1
        self.merged(0, shown, self.data.judul, bold=True, align="center", font_size=13)
        self.row += 2
        for label, value in self.data.head:
            self.merged(0, 1, f"{label} :")
            self.merged(2, shown, value)
            self.row += 1
        self.row += 1
        head_row = self.row
        self.head()
        self.sheet.freeze_panes(self.row, 0)
        first = self.row
        for number, row in enumerate(self.data.rows, 1):
            self._line(number, row)
        for number in range(len(self.data.rows) + 1, len(self.data.rows) + _ROOM + 1):
            self._line(number, {})
        self._total(first)
        self._lists(first)
        self.sheet.set_column(self.last, self.last, None, None, {"hidden": True})
        self.print_setup(head_row, "&L&8Rencana Kegiatan Bulanan&R&8Halaman &P dari &N")
        self.sheet.print_area(0, 0, self.row - 1, shown)

    def _line(self, number: int, row: Mapping[str, str | int | None]) -> None:
        look = {"border": 1, "valign": "top", "text_wrap": True}
        self.number(0, number, **look | {"align": "center"})
        words = {name: str(row.get(name) or "") for name in FIELDS if name != "anggaran"}
        self.height(*((text, (_NAMES.index(name),)) for name, text in words.items()))
        for column, name in enumerate(_NAMES[1:], 1):
            if name == "anggaran":
                self._money(column, row.get(name), look)
            elif text := str(row.get(name) or ""):
                # "@" keeps what is typed as it is typed: no date for "3-5", no number for a kode.
                self.text(column, text, **look, num_format="@")
            else:
                self.number(column, None, **look, num_format="@")
        self.row += 1

    def _money(self, column: int, amount: str | int | None, look: dict[str, object]) -> None:
        if amount is None or isinstance(amount, int):
            self.amount(column, amount, **look, **({"num_format": RUPIAH} if amount is None else {}))
        else:
            self.text(column, amount, **look)

    def _total(self, first: int) -> None:
        look = {"bold": True, "border": 1, "valign": "vcenter", "bg_color": "#F5F5F5"}
        column = _NAMES.index("anggaran")
        self.merged(0, column - 1, "Jumlah", **look | {"align": "center"})
        amounts = [one for row in self.data.rows if isinstance(one := row.get("anggaran"), int)]
        letter = chr(ord("A") + column)
        formula = "" if any(one > EXACT for one in amounts) else f"=SUM({letter}{first + 1}:{letter}{self.row})"
        self.total(column, sum(amounts), formula, **look)
        self.merged(column + 1, self.last - 1, "", **look)
        self.row += 1

    def _lists(self, first: int) -> None:
        """The stamp and the suggestions, on a sheet that is not shown."""
        hidden = self.workbook.add_worksheet(_STAMP)
        hidden.write_string(0, 0, json.dumps(dict(self.data.stamp), ensure_ascii=False, sort_keys=True))
        for place, (name, words) in enumerate(self.data.choices.items(), 1):
            if not words:
                continue
            for row, word in enumerate(words):
                hidden.write_string(row, place, clean(word))
            letter, column = chr(ord("A") + place), _NAMES.index(name)
            source = f"={_STAMP}!${letter}$1:${letter}${len(words)}"
            rule = {"validate": "list", "source": source, "show_error": False, "ignore_blank": True}
            self.sheet.data_validation(first, column, self.row - 2, column, rule)
        hidden.very_hidden()


class _Reading:
    """One pass over the table of a sheet."""

    def __init__(self, grid: Grid, head: "_Head") -> None:
        self.grid = grid
        self.head = head
        self.faults: list[Fault] = []

    def filled(self, stamp: Mapping[str, str | int]) -> Filled:
        rows: list[FileRow] = []
        ended = 0
        for place in range(self.head.below, len(self.grid.rows)):
            cells = self.grid.rows[place]
            number = place + 1
            row = self._row(place, cells)
            if not ended and self._is_foot(row, cells):
                ended = number
                continue
            if ended:
                if row.typed["judul"] and row.typed["anggaran"]:
                    msg = f"Baris ini berada di bawah baris Jumlah (baris {ended}); pindahkan ke atasnya."
                    self.faults.append(Fault(number, "", msg))
                continue
            if any(row.typed.values()) or any((place, at) in self.grid.unsettled for at in self.head.columns.values()):
                self._settle(place)
                rows.append(row)
        self._twice(rows)
        return Filled(rows, self.faults, stamp, self.head.ignored)

    def _is_foot(self, row: FileRow, cells: Sequence[Value]) -> bool:
        """The row of the total, or of the signatures: a kegiatan may be called "Jumlah", but says more than that."""
        words = [_plain(cell) for cell in cells]
        if row.id:
            return False
        said = [text for name, text in row.typed.items() if text and name != "anggaran"]
        return any(map(_SIGNED.fullmatch, words)) or (len(said) <= 1 and any(map(_TOTAL.fullmatch, words)))

    def _row(self, place: int, cells: Sequence[Value]) -> FileRow:
        typed = {name: _written(cells[at], name) for name, at in self.head.columns.items()}
        key = typed.pop("id", "")
        typed.pop("no", None)
        both = typed.pop("sasaran_volume", "")
        if both:
            found = _WITH_VOLUME.fullmatch(both) or _VOLUME_FIRST.fullmatch(both)
            typed |= {name: text or "" for name, text in found.groupdict().items()} if found else {"sasaran": both}
        return FileRow(place + 1, key, {name: typed.get(name, "") for name in FIELDS})

    def _settle(self, place: int) -> None:
        for name, at in self.head.columns.items():
            why = self.grid.unsettled.get((place, at))
            if why and name in FIELDS:
                self.faults.append(Fault(place + 1, LABELS[name], f"Sel ini kosong karena {why}; ketik nilainya."))
        for (top, left), (bottom, right) in self.grid.merged:
            if not top <= place <= bottom or top == bottom:
                continue
            for name in (name for name, at in self.head.columns.items() if left <= at <= right and name in FIELDS):
                msg = "Sel ini digabung dengan baris lain; pisahkan, lalu isi setiap baris."
                self.faults.append(Fault(place + 1, LABELS[name], msg))

    def _twice(self, rows: list[FileRow]) -> None:
        """A row copied in the program carries its key along; the first one keeps it."""
        known: set[str] = set()
        for place, row in enumerate(rows):
            if row.id and row.id in known:
                rows[place] = FileRow(row.number, "", row.typed)
            known.add(row.id)


@dataclass(frozen=True)
class _Head:
    """Where the table begins and which column holds what."""

    below: int
    columns: Mapping[str, int]
    ignored: Sequence[str]


def _head(grid: Grid) -> _Head | None:
    for place, cells in enumerate(grid.rows[:_BEFORE_HEAD]):
        columns: dict[str, int] = {}
        ignored = []
        for at, cell in enumerate(cells):
            words = _plain(cell)
            name = _KNOWN.get(words.rstrip("."))
            if name is not None and name not in columns:
                columns[name] = at
            elif words:
                ignored.append(str(cell).strip())
        if columns.keys() >= _NEEDED:
            return _Head(place + 1, columns, ignored)
    return None


def _stamp(grids: Sequence[Grid]) -> Mapping[str, str | int]:
    for grid in grids:
        if grid.name == _STAMP and not grid.visible and grid.rows and grid.rows[0]:
            try:
                told = json.loads(str(grid.rows[0][0]))
            except ValueError:
                return {}
            known = isinstance(told, dict) and all(isinstance(one, str | int) for one in told.values())
            return told if known else {}
    return {}


def _plain(cell: Value) -> str:
    return " ".join(str(cell).split()).casefold()


def _written(value: Value, name: str) -> str:
    """What a cell holds as people write it: it is read by the same rules as what is typed on the page."""
    match value:
        case bool():
            return "BENAR" if value else "SALAH"
        case float() if value.is_integer() and abs(value) < 1e16:
            return str(int(value))
        case float() | int():
            return str(value).replace(".", ",") if name in _NUMBERS else str(value)
        case datetime():
            return indonesian.tanggal(value.date()) if name == "tanggal" else value.date().isoformat()
        case date():
            return indonesian.tanggal(value) if name == "tanggal" else value.isoformat()
        case str():
            return value.strip()
        case _:
            return str(value)
