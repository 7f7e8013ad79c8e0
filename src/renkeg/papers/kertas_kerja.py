"""The kertas kerja as a workbook to fill in: the official form with the keys of its rows, and the way back into rows of text."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import xlsxwriter

from renkeg.lib import indonesian
from renkeg.papers.opening import Grid, Unreadable, Value, opened
from renkeg.papers.sheet import EXACT, RUPIAH, Formats, Sheet, bytes_of, clean

FIELDS: Final = ("kode", "judul", "sasaran", "volume", "satuan", "jenis", "anggaran", "lokus", "tanggal", "rincian")
"""What a row of the form holds. `rincian` stands beside the printed form: the kode of a kegiatan that draws on several."""
_HEADS: Final = (
    ("No.", 5.0),
    ("Kode", 33.0),
    ("Judul Kegiatan", 40.0),
    ("Sasaran", 22.0),
    ("Volume", 9.0),
    ("Satuan", 11.0),
    ("Jenis Kegiatan", 18.0),
    ("Anggaran (Rp)", 18.0),
    ("Lokus", 22.0),
    ("Tanggal Kegiatan", 24.0),
    ("Rincian Kode", 30.0),
    ("Sisa Pagu (Rp)", 20.0),
    ("Kunci baris", 14.0),
)
_NAMES: Final = ("no", *FIELDS, "sisa", "id")
_MONTH: Final = ("bulan", ("Bulan", 13.0))
"""The column that a form for a whole year has beside the others, after the number."""
_TOGETHER: Final = ("sasaran", "satuan")
"""First and last of the columns that the printed form calls "Sasaran/Volume"."""
_PRINTED: Final = "tanggal"
"""The last column of the printed form."""
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
    "sisa pagu (rp)": "sisa",
    "kunci baris": "id",
}
LABELS: Final = dict(zip(_NAMES, (name for name, _ in _HEADS), strict=True)) | {_MONTH[0]: _MONTH[1][0]}
"""The name of each field as the form prints it."""
_NEEDED: Final = {"judul", "anggaran"}
_NUMBERS: Final = {"volume", "anggaran"}
_STAMP: Final = "Renkeg"
_PAGU: Final = "Pagu"
_LONGEST: Final = 30_000
"""Characters of a stamp in one cell; a cell holds 32,767."""
_BEFORE_HEAD: Final = 60
_ROOM: Final = 25
"""Blank rows to write into below the ones that are there."""
_A_DAY: Final = "Sel ini berisi tanggal; ubah formatnya menjadi Teks (Text), lalu ketik lagi isinya."
_TO_SIGN: Final = 54.0
"""Points of room for a signature."""
_TOTAL: Final = re.compile(r"(sub ?)?(jumlah|total)( yang berlaku)?( \(rp\))?:?")
_SIGNED: Final = re.compile(r"mengetahui,?")
_WITH_VOLUME: Final = re.compile(r"(?P<sasaran>.+?)\s*/\s*(?P<volume>[0-9][0-9.,]*)\s+(?P<satuan>\D.*)")
_VOLUME_FIRST: Final = re.compile(r"(?P<volume>[0-9][0-9.,]*)\s+(?P<satuan>[^()/]+?)(?:\s*\((?P<sasaran>.+)\))?")


@dataclass(frozen=True)
class Room:
    """A kode and how much of it is left, in whole rupiah: `planned` by other plans than this one."""

    kode: str
    uraian: str
    pagu: int
    blokir: int
    planned: int


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
    pagu: Sequence[Room] = ()
    """The budget on a sheet of its own; its kode are suggested, and beside each row stands what is left."""
    foot: Sequence[tuple[str, str]] = ()
    """The lines of the two signature blocks, left and right."""
    yearly: bool = False
    """Whether each row names its month, in a column of its own."""
    room: int = _ROOM
    """Blank rows below the ones that are there."""
    footer: str = "Rencana Kegiatan Bulanan"
    """What stands below each printed page."""


@dataclass(frozen=True)
class FileRow:
    """A row as it stood in the file: the number that the program shows beside it, and each field as people write it."""

    number: int
    id: str
    typed: Mapping[str, str]
    bulan: str = ""
    """As it was written; only a form for a whole year has it."""


@dataclass(frozen=True)
class Fault:
    """What cannot be taken as it stands: the row's number in the file, the column's name ("" is the whole row), and why.

    The field is one of LABELS; what the row holds there means nothing.
    """

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
    blank: Sequence[FileRow] = ()
    """Rows with a key that say nothing; they stand among `rows` by their number."""


def form(data: Form, *, made_for: datetime) -> bytes:
    """Return the workbook, byte-identical for the same input; texts never become formulas. `made_for` is aware."""
    return bytes_of(data.judul, lambda workbook: _Writer(workbook, data).write(), made_for=made_for)


def read(file: bytes) -> Filled:
    """Return the rows of a form, wherever in the workbook its table lies; the order of columns is free.

    Raises Unreadable where the file cannot be opened or holds no such table.
    """
    return rows_in(opened(file))


def rows_in(grids: Sequence[Grid], *, yearly: bool = False) -> Filled:
    """The same of a workbook that is already open, with the month of each row where it is a form for a whole year.

    Raises Unreadable where it holds no such table, or a yearly one lacks the months.
    """
    tables = [(grid, head) for grid in grids if grid.visible and (head := _head(grid, yearly=yearly)) is not None]
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
    if yearly and _MONTH[0] not in head.columns:
        raise Unreadable(
            "Kolom Bulan tidak ditemukan. Tambahkan kolom berjudul Bulan, atau unduh form rencana tahunan."
        )
    return _Reading(grid, head).filled(_stamp(grids))


class _Writer(Sheet):
    def __init__(self, workbook: xlsxwriter.Workbook, data: Form) -> None:
        self.names = (_NAMES[0], _MONTH[0], *_NAMES[1:]) if data.yearly else _NAMES
        super().__init__(
            workbook, "Rencana Kegiatan", (_HEADS[0], _MONTH[1], *_HEADS[1:]) if data.yearly else _HEADS, {}
        )
        self.data = data
        self.rooms = {one.kode: one for one in data.pagu}
        self.rooms_without_program: dict[str, list[Room]] = {}
        for one in data.pagu:
            self.rooms_without_program.setdefault(one.kode[3:], []).append(one)
        self.sums = self._sums()
        """What the rows draw on each kode as it is written, and on "??." and the rest of one with its program."""

    def _sums(self) -> Counter[str]:
        told = Counter[str]()
        for row in self.data.rows:
            kode, amount = str(row.get("kode") or ""), row.get("anggaran")
            if kode and isinstance(amount, int):
                told[kode] += amount
                if kode[2:3] == ".":
                    told[f"??.{kode[3:]}"] += amount
        return told

    def write(self) -> None:
        shown, kode = self.place(_PRINTED), self.place("kode")
        self.merged(0, shown, self.data.judul, bold=True, align="center", font_size=13)
        self.row += 2
        for label, value in self.data.head:
            self.merged(0, kode, f"{label} :")
            self.merged(kode + 1, shown, value)
            self.row += 1
        self.row += 1
        head_row = self.row
        self._heads()
        self.sheet.freeze_panes(self.row, 0)
        first, last = self.row, self.row + len(self.data.rows) + self.data.room - 1
        rows = [*self.data.rows, *({} for _ in range(self.data.room))]
        for number, row in enumerate(rows, 1):
            self._line(number, row, first, last)
        self._total(first)
        self._signatures()
        self._lists(first, last)
        self.sheet.set_column(self.last, self.last, None, None, {"hidden": True})
        self.print_setup(head_row, f"&L&8{self.data.footer}&R&8Halaman &P dari &N")
        self.sheet.repeat_rows(head_row, head_row + 1)
        self.sheet.print_area(0, 0, self.row - 1, shown)
        # Codes are often all digits and stay text: without this, every one of them gets a green corner.
        self.sheet.ignore_errors({"number_stored_as_text": f"A{first + 1}:{self.letter('rincian')}{last + 1}"})

    def place(self, name: str) -> int:
        """Where the column of a field stands, from 0."""
        return self.names.index(name)

    def letter(self, name: str) -> str:
        """The same as the workbook calls it: "H" for anggaran."""
        return chr(ord("A") + self.place(name))

    def _heads(self) -> None:
        """Two rows: "Sasaran/Volume" is one column of the printed form and three to write into."""
        look = {
            "bold": True,
            "border": 1,
            "align": "center",
            "valign": "vcenter",
            "bg_color": "#E8E8E8",
            "text_wrap": True,
        }
        top, begin, end = self.row, *(self.place(name) for name in _TOGETHER)
        self.sheet.set_row(top, 17)
        self.sheet.set_row(top + 1, 17)
        self.merged(begin, end, "Sasaran/Volume", **look)
        for column, (name, _) in enumerate(self.columns):
            if begin <= column <= end:
                self.row = top + 1
                self.text(column, name, **look)
                self.row = top
            else:
                self.sheet.merge_range(top, column, top + 1, column, "", self.format(**look))
                self.text(column, name, **look)
        self.row = top + 2

    def _line(self, number: int, row: Mapping[str, str | int | None], first: int, last: int) -> None:
        look = {"border": 1, "valign": "vcenter", "text_wrap": True}
        self.number(0, number, **look | {"align": "center"})
        words = {name: str(row.get(name) or "") for name in FIELDS if name != "anggaran"}
        self.height(*((text, (self.place(name),)) for name, text in words.items()))
        for name in self.names:
            if name in ("no", "sisa"):
                continue
            column = self.place(name)
            # "@" keeps what is typed as it is typed: no date for "3-5", no number for a kode.
            words_look = {**look, "num_format": "@", **({"align": "center"} if name == "volume" else {})}
            if name == "anggaran":
                self._money(column, row.get(name), look)
            elif text := str(row.get(name) or ""):
                self.text(column, text, **words_look)
            else:
                self.number(column, None, **words_look)
        self._left(row, first, last)
        self.row += 1

    def _money(self, column: int, amount: str | int | None, look: dict[str, object]) -> None:
        if amount is None or isinstance(amount, int):
            self.amount(column, amount, **look, **({"num_format": RUPIAH} if amount is None else {}))
        else:
            self.text(column, amount, **look)

    def _left(self, row: Mapping[str, str | int | None], first: int, last: int) -> None:
        """What is left of the row's kode after all rows of this form; it calculates while one types."""
        look = {"border": 1, "valign": "vcenter", "font_color": "#5B5B5B"}
        column = self.place("sisa")
        if not self.data.pagu:
            self.number(column, None, **look)
            return
        own, kode, money = f"{self.letter('kode')}{self.row + 1}", self.letter("kode"), self.letter("anggaran")
        rows, sums = (f"${letter}${first + 1}:${letter}${last + 1}" for letter in (kode, money))
        # With the program in front or without it, as `sums` has it: "??." stands for two letters and their dot.
        mine = "".join(f"-SUMIF({rows},{one},{sums})" for one in (own, f'"??."&{own}', f"MID({own},4,99)"))
        end = len(self.data.pagu) + 1
        whole, short = (f"VLOOKUP({one},{_PAGU}!$A$2:$F${end},6,FALSE)" for one in (own, f'"??."&{own}'))
        only = f'IF(COUNTIF({_PAGU}!$A$2:$A${end},"??."&{own})=1,{short},NA())'
        formula = f'=IF({own}="","",IFERROR(IFERROR({whole},{only}){mine},"tidak ada di POK"))'
        look |= {"align": "right", "indent": 1, "num_format": RUPIAH}
        self.sheet.write_formula(self.row, column, formula, self.format(**look), self._left_now(row))

    def _left_now(self, row: Mapping[str, str | int | None]) -> int | str:
        kode = str(row.get("kode") or "")
        if not kode:
            return ""
        own = [room] if (room := self.rooms.get(kode)) else self.rooms_without_program.get(kode, [])
        if len(own) != 1:
            return "tidak ada di POK"
        mine = self.sums[kode] + self.sums[f"??.{kode}"] + self.sums[kode[3:]]
        return own[0].pagu - own[0].blokir - own[0].planned - mine

    def _total(self, first: int) -> None:
        amounts = [one for row in self.data.rows if isinstance(one := row.get("anggaran"), int)]
        letter = self.letter("anggaran")
        formula = "" if any(one > EXACT for one in amounts) else f"=SUM({letter}{first + 1}:{letter}{self.row})"
        self.foot("Jumlah", self.place("anggaran"), sum(amounts), formula, last=self.place(_PRINTED))
        self.row += 1

    def _signatures(self) -> None:
        right = self.place("jenis")
        for left_text, right_text in self.data.foot:
            # The line without words is where they sign.
            at_least = 17 if left_text or right_text else _TO_SIGN
            self.height((left_text, (0, 1, 2)), (right_text, (6, 7, 8, 9)), at_least=at_least)
            self.merged(0, 2, left_text, text_wrap=True)
            self.merged(right, self.place(_PRINTED), right_text, text_wrap=True)
            self.row += 1

    def _lists(self, first: int, last: int) -> None:
        """The stamp and the suggestions, on a sheet that is not shown; the budget on one that is."""
        hidden = self.workbook.add_worksheet(_STAMP)
        stamp = json.dumps(dict(self.data.stamp), ensure_ascii=True, sort_keys=True)
        for place in range(0, len(stamp), _LONGEST):
            hidden.write_string(place // _LONGEST, 0, stamp[place : place + _LONGEST])
        for place, (name, words) in enumerate(self.data.choices.items(), 1):
            for row, word in enumerate(words):
                hidden.write_string(row, place, clean(word))
            if words:
                letter = chr(ord("A") + place)
                self._offer(name, first, last, f"={_STAMP}!${letter}$1:${letter}${len(words)}")
        if self.data.pagu:
            _Budget(self.workbook, self.formats).write(self.data.pagu)
            self._offer("kode", first, last, f"={_PAGU}!$A$2:$A${len(self.data.pagu) + 1}")
        hidden.very_hidden()

    def _offer(self, name: str, first: int, last: int, source: str) -> None:
        column = self.place(name)
        rule = {"validate": "list", "source": source, "show_error": False, "ignore_blank": True}
        self.sheet.data_validation(first, column, last, column, rule)


class _Budget(Sheet):
    """The kode of the POK, each with what is left beside the other plans."""

    def __init__(self, workbook: xlsxwriter.Workbook, formats: Formats) -> None:
        columns = (
            ("Kode", 34.0),
            ("Uraian", 60.0),
            ("Pagu", 20.0),
            ("Blokir", 20.0),
            ("Rencana lain", 20.0),
            ("Sisa", 20.0),
        )
        super().__init__(workbook, _PAGU, columns, formats)

    def write(self, pagu: Sequence[Room]) -> None:
        self.head()
        self.sheet.freeze_panes(1, 0)
        for one in pagu:
            self.text(0, one.kode, num_format="@")
            self.text(1, one.uraian)
            for column, amount in enumerate((one.pagu, one.blokir, one.planned), 2):
                self.amount(column, amount)
            at = self.row + 1
            self.total(5, one.pagu - one.blokir - one.planned, f"=C{at}-D{at}-E{at}")
            self.row += 1
        self.print_setup(0, "&L&8Pagu&R&8Halaman &P dari &N")


class _Reading:
    """One pass over the table of a sheet."""

    def __init__(self, grid: Grid, head: "_Head") -> None:
        self.grid = grid
        self.head = head
        self.own = [at for name, at in head.columns.items() if name in FIELDS]
        self.read = (*FIELDS, _MONTH[0])
        self.merged = [one for one in grid.merged if one[0][0] != one[1][0] and one[1][0] >= head.below]
        self.faults: list[Fault] = []

    def filled(self, stamp: Mapping[str, str | int]) -> Filled:
        rows: list[FileRow] = []
        blank: list[FileRow] = []
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
            if any(row.typed.values()) or self._only_seems_empty(place, row):
                self._settle(place)
                rows.append(row)
            elif row.id:
                blank.append(row)
        self._twice(rows)
        return Filled(rows, self.faults, stamp, self.head.ignored, blank)

    def _only_seems_empty(self, place: int, row: FileRow) -> bool:
        """Whether a row without words has a cell that failed, or was merged away while it was one of ours."""
        if any((place, at) in self.grid.unsettled for at in self.own):
            return True
        return bool(row.id) and any(top < place <= bottom for (top, _), (bottom, _) in self.merged)

    def _is_foot(self, row: FileRow, cells: Sequence[Value]) -> bool:
        """The row of the total, or of the signatures: a kegiatan may be called "Jumlah", but says more than that."""
        if row.id:
            return False
        words = [_plain(cell) for cell in cells]
        said = [text for name, text in row.typed.items() if text and name != "anggaran"]
        return any(map(_SIGNED.fullmatch, words)) or (len(said) <= 1 and any(map(_TOTAL.fullmatch, words)))

    def _row(self, place: int, cells: Sequence[Value]) -> FileRow:
        typed = {name: _written(cells[at], name) for name, at in self.head.columns.items()}
        key, bulan = typed.pop("id", ""), typed.pop(_MONTH[0], "")
        for beside in ("no", "sisa"):
            typed.pop(beside, None)
        both = typed.pop("sasaran_volume", "")
        if both:
            found = _WITH_VOLUME.fullmatch(both) or _VOLUME_FIRST.fullmatch(both)
            typed |= {name: text or "" for name, text in found.groupdict().items()} if found else {"sasaran": both}
        return FileRow(place + 1, key, {name: typed.get(name, "") for name in FIELDS}, bulan)

    def _settle(self, place: int) -> None:
        for name, at in self.head.columns.items() if self.grid.unsettled else ():
            why = self.grid.unsettled.get((place, at))
            if why and name in self.read:
                self.faults.append(Fault(place + 1, LABELS[name], f"Sel ini kosong karena {why}; ketik nilainya."))
        cells = self.grid.rows[place]
        for name, at in self.head.columns.items():
            # What was typed as a kode or a part became a day by itself; which one it was, nobody can tell.
            if isinstance(cells[at], date) and name in FIELDS and name != "tanggal":
                self.faults.append(Fault(place + 1, LABELS[name], _A_DAY))
        for (top, left), (bottom, right) in self.merged:
            if not top <= place <= bottom:
                continue
            for name in (name for name, at in self.head.columns.items() if left <= at <= right and name in self.read):
                msg = "Sel ini digabung dengan baris lain; pisahkan, lalu isi setiap baris."
                self.faults.append(Fault(place + 1, LABELS[name], msg))

    def _twice(self, rows: list[FileRow]) -> None:
        """A row copied in the program carries its key along; the first one keeps it."""
        known: set[str] = set()
        for place, row in enumerate(rows):
            if row.id and row.id in known:
                rows[place] = FileRow(row.number, "", row.typed, row.bulan)
            known.add(row.id)


@dataclass(frozen=True)
class _Head:
    """Where the table begins and which column holds what."""

    below: int
    columns: Mapping[str, int]
    ignored: Sequence[str]


def _head(grid: Grid, *, yearly: bool) -> _Head | None:
    for place, cells in enumerate(grid.rows[:_BEFORE_HEAD]):
        columns: dict[str, int] = {}
        ignored = []
        for at, cell in enumerate(cells):
            words = _plain(cell)
            name = _MONTH[0] if yearly and words == _MONTH[0] else _KNOWN.get(words.rstrip("."))
            if name is not None and name not in columns:
                columns[name] = at
            elif words:
                ignored.append(str(cell).strip())
        if columns.keys() >= _NEEDED:
            return _with_second_row(grid, _Head(place + 1, columns, ignored))
    return None


def _with_second_row(grid: Grid, head: _Head) -> _Head:
    """The head with what stands below "Sasaran/Volume": our form parts it into three columns."""
    cells = grid.rows[head.below] if head.below < len(grid.rows) else []
    names = {at: name for at, cell in enumerate(cells) if (name := _KNOWN.get(_plain(cell).rstrip("."))) is not None}
    others = [at for at, cell in enumerate(cells) if at not in names and _plain(cell)]
    new = {name: at for at, name in names.items() if name not in head.columns}
    if not new or others:
        return head
    columns = {name: at for name, at in head.columns.items() if name != "sasaran_volume" or "sasaran" not in new}
    return _Head(head.below + 1, columns | new, head.ignored)


def _stamp(grids: Sequence[Grid]) -> Mapping[str, str | int]:
    for grid in grids:
        if grid.name == _STAMP and not grid.visible and grid.rows:
            try:
                told = json.loads("".join(str(row[0]) for row in grid.rows if row))
            except ValueError:
                return {}
            known = isinstance(told, dict) and all(isinstance(one, str | int) for one in told.values())
            return told if known else {}
    return {}


def _plain(cell: Value) -> str:
    return " ".join(str(cell).split()).casefold()


def _whole(text: str) -> str:
    """The text without blanks around it; but a line break at the end keeps a place with a semicolon of its own together."""
    told = text.strip()
    return f"{told}\n" if text.rstrip(" ").endswith("\n") and ";" in told and "\n" not in told else told


def _written(value: Value, name: str) -> str:
    """What a cell holds as people write it: it is read by the same rules as what is typed on the page."""
    match value:
        # First what most cells are.
        case str():
            return _whole(value) if name == "lokus" else value.strip()
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
        case _:
            return str(value)
