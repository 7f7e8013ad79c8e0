"""Reads a POK out of a workbook's cells, wherever its columns stand, and names every row that cannot be right; writes nothing."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Final

from renkeg.lib import indonesian
from renkeg.lib.clean_text import line_within
from renkeg.papers.opening import Grid, Value

from .kode import SHAPES, Level, levels_from, normal, parent
from .pok_head import FIELDS, Columns, counted_in, last_row

URAIAN: Final = 500
_DIGITS: Final[Mapping[Level, int]] = {
    Level.KEGIATAN: 4,
    Level.KRO: 3,
    Level.RO: 3,
    Level.KOMPONEN: 3,
    Level.AKUN: 6,
}
_NEARLY: Final = 0.001


@dataclass(frozen=True)
class Node:
    """A row with a code. `path` is the full one; `row` its number in the sheet, from 1; whole rupiah."""

    path: str
    level: Level
    uraian: str
    pagu: int
    blokir: int
    row: int = 0


@dataclass(frozen=True)
class Note:
    """Something about one cell: "Baris 12, kolom Pagu: …"."""

    row: int
    field: str
    text: str

    def __str__(self) -> str:
        return f"Baris {indonesian.angka(self.row)}, kolom {FIELDS[self.field]}: {self.text}"


@dataclass(frozen=True)
class Reading:
    """What a sheet says. With `problems` it cannot be taken; `warnings` are told. `details` counts lines below akun, without code."""

    nodes: tuple[Node, ...]
    problems: tuple[Note, ...]
    warnings: tuple[Note, ...]
    details: int

    @property
    def total(self) -> int:
        """The budget of the year: the sum of what stands at the top."""
        paths = {node.path for node in self.nodes}
        return sum(node.pagu for node in self.nodes if parent(node.path) not in paths)


def read(grid: Grid, columns: Columns) -> Reading:
    """Every row with a code below the head, and what is wrong with it. At most what `opening` lets through: 11,000 rows."""
    reader = _Reader(grid, columns)
    reader.run()
    return reader.finished()


class _Reader:
    """Goes down the rows with the path of the last code at hand."""

    def __init__(self, grid: Grid, columns: Columns) -> None:
        self.grid, self.columns = grid, columns
        self.levels = columns.level_columns
        self.problems: list[Note] = []
        self.warnings: list[Note] = []
        self.nodes: list[Node] = []
        self.blank: set[str] = set()
        """Paths whose blokir is not written: it is what lies below."""
        self.details = 0
        self.stack: dict[Level, str] = {}
        self.seen: dict[str, int] = {}

    def run(self) -> None:
        self._ask_for_unit()
        first = last_row(self.grid, self.columns.head) + 1
        told = [(number, self._code(row)) for number, row in enumerate(self.grid.rows[first:], first)]
        coded = [(number, code) for number, code in told if code]
        self.details = sum(
            1 for number, code in told if not code and isinstance(self._cell(number, self.columns.pagu), int | float)
        )
        if self.levels:
            for number, _ in coded:
                self._spread_row(number)
            return
        codes = [code for _, code in coded]
        for place, (number, code) in enumerate(coded):
            self._row(number, code, codes, place)

    def _ask_for_unit(self) -> None:
        found = counted_in(self.grid, self.columns.head)
        row, words = found or (self.columns.head, "")
        if self.columns.unit is None:
            said = f"tertulis “{words}”" if words else "satuan jumlahnya belum dipilih"
            self._wrong(row, "pagu", f"{said}; pilih satuannya pada “Jumlah dalam” di bawah.")
        elif found and self.columns.unit == 1:
            text = f"tertulis “{words}”, tetapi jumlahnya dibaca sebagai rupiah; periksa “Jumlah dalam”."
            self.warnings.append(Note(row + 1, "pagu", text))

    def finished(self) -> Reading:
        nodes = self._with_blokir()
        self._compare_sums(nodes)
        if not nodes and not self.problems:
            self._wrong(self.columns.head, "kode", "tidak ada kode anggaran di bawah judul kolom ini.")
        for node in nodes:
            if node.blokir > node.pagu:
                self._wrong(
                    node.row - 1,
                    "blokir",
                    f"blokir {indonesian.rupiah(node.blokir)} melebihi pagunya, {indonesian.rupiah(node.pagu)}.",
                )
        order = sorted(self.problems, key=lambda note: note.row)
        return Reading(tuple(nodes), tuple(order), tuple(self.warnings), self.details)

    def _row(self, number: int, code: str, codes: Sequence[str], place: int) -> None:
        segments = code.split(".")
        placed = self._placed(segments, codes, place)
        if placed is None:
            if Level.AKUN in self.stack:
                self.details += 1
            else:
                lost = " Nol di depannya mungkin hilang; ubah kolom kode menjadi teks." if code.isdigit() else ""
                self._wrong(number, "kode", f"“{code[:40]}” bukan kode anggaran yang dikenal.{lost}")
            return
        self._stand_at(placed, segments)
        self._node(number)

    def _spread_row(self, number: int) -> None:
        """A row whose kode is spread over a column for each level: the deepest one says what it is, the rest stands above or beside."""
        texts = {level: text for level, at in self.levels.items() if (text := self._segment(number, level, at))}
        deepest = max(texts)
        for level, text in texts.items():
            if not SHAPES[level].fullmatch(text):
                self._wrong(number, "kode", f"“{text[:40]}” bukan kode {level.told} yang dikenal.")
                return
        # A level that is written anew ends what stood below it.
        for level, text in texts.items():
            if self.stack.get(level) != text or level == deepest:
                self._stand_at((level,), (text,))
        self._node(number)

    def _node(self, number: int) -> None:
        """The row is the one at which the reader stands now."""
        deepest = Level(self._deepest)
        top = min(*self.stack, Level.KEGIATAN)
        lacking = [one for one in Level if top <= one < deepest and one not in self.stack]
        if lacking and not (lacking == [Level.SUBKOMPONEN] and deepest is Level.AKUN):
            told = ", ".join(one.told for one in lacking if one is not Level.SUBKOMPONEN) or "Subkomponen"
            self._wrong(number, "kode", f"tingkat {told} tidak ada di atas {self.stack[deepest]}; tambahkan barisnya.")
        path = ".".join(self.stack[one] for one in sorted(self.stack))
        if path in self.seen:
            self._wrong(number, "kode", f"{path} sudah ada pada baris {indonesian.angka(self.seen[path])}.")
            return
        if (above := parent(path)) and above not in self.seen and not lacking:
            self._wrong(number, "kode", f"{path} berdiri tanpa induknya, {above}, pada baris di atasnya.")
        self.seen[path] = number + 1
        blokir = self._amount(number, "blokir", self.columns.blokir) if self.columns.blokir is not None else None
        if blokir is None:
            self.blank.add(path)
        pagu = self._amount(number, "pagu", self.columns.pagu)
        if pagu is None and not any(note.row == number + 1 and note.field == "pagu" for note in self.problems[-3:]):
            self._wrong(number, "pagu", "pagu kode ini kosong; isi 0 bila memang tidak ada.")
        self.nodes.append(Node(path, deepest, self._uraian(number), pagu or 0, blokir or 0, number + 1))

    def _placed(self, segments: Sequence[str], codes: Sequence[str], place: int) -> tuple[Level, ...] | None:
        """The levels of a row's segments; the shape alone does not tell "001" or "TA", the rows around it do."""
        if len(segments) > 1:
            found = [told for start in Level if (told := levels_from(segments, start))]
            after = self._deepest + 1
            return next((told for told in found if told[0] == after), found[0] if found else None)
        (segment,) = segments
        if segment.isdigit() and len(segment) < 3:
            return (Level.SUBKOMPONEN,) if self._deepest == Level.KOMPONEN else None
        fits = [one for one in Level if SHAPES[one].fullmatch(segment)]
        if len(fits) < 2:
            return (fits[0],) if fits else None
        following = codes[place + 1].split(".") if place + 1 < len(codes) else [""]
        if fits[0] is Level.PROGRAM:
            opens = levels_from(following, Level.PROGRAM) or levels_from(following, Level.KEGIATAN)
            program = Level.KOMPONEN not in self.stack or (opens and self._deepest != Level.KOMPONEN)
            return (Level.PROGRAM,) if program else (Level.SUBKOMPONEN,)
        return (self._of_three(segment, codes, place),)

    def _of_three(self, segment: str, codes: Sequence[str], place: int) -> Level:
        """KRO, RO or komponen: the last of a run of such rows before a subkomponen or an akun is the komponen."""
        run = place
        while run < len(codes) and re.fullmatch(r"[A-Z0-9]{3}", codes[run]):
            run += 1
        left = run - place
        ends = run < len(codes) and ("." not in codes[run]) and (len(codes[run]) <= 2 or len(codes[run]) == 6)
        fresh = {Level.KEGIATAN: Level.KRO, Level.KRO: Level.RO}.get(Level(self._deepest)) if self._deepest else None
        if fresh is not None:
            return fresh
        letters = SHAPES[Level.KRO].fullmatch(segment) is not None
        if ends and left <= 3:
            told = {1: Level.KOMPONEN, 2: Level.RO, 3: Level.KRO}[left]
            return told if told is not Level.KRO or letters else Level.RO
        if self._deepest == Level.RO:
            return Level.KOMPONEN
        return Level.KRO if letters else Level.KOMPONEN

    @property
    def _deepest(self) -> int:
        return max(self.stack, default=0)

    def _stand_at(self, placed: Sequence[Level], segments: Sequence[str]) -> None:
        self.stack = {one: text for one, text in self.stack.items() if one < placed[0]}
        self.stack |= dict(zip(placed, segments, strict=True))

    def _code(self, row: Sequence[Value]) -> str:
        if self.levels:
            return next((text for at in self.levels.values() if at < len(row) and (text := _code_in(row[at]))), "")
        return _code_in(row[self.columns.kode]) if self.columns.kode < len(row) else ""

    def _segment(self, number: int, level: Level, column: int) -> str:
        row = self.grid.rows[number]
        text = _code_in(row[column]) if column < len(row) else ""
        # A number lost the zeros that its level always has.
        return (
            text.zfill(_DIGITS.get(level, 0)) if text and not isinstance(row[column], str) else text.rpartition(".")[2]
        )

    def _amount(self, number: int, field: str, column: int) -> int | None:
        """Whole rupiah; None for an empty cell, or one that is named as a problem."""
        if why := self.grid.unsettled.get((number, column)):
            self._wrong(number, field, f"{why}; hitung ulang di Excel, simpan, lalu unggah lagi.")
            return None
        cell = self._cell(number, column)
        if cell is None or (isinstance(cell, str) and cell.strip() in ("", "-")):
            return None
        try:
            return _rupiah(cell, self.columns.unit or 1)
        except ValueError as error:
            self._wrong(number, field, str(error))
            return None

    def _uraian(self, number: int) -> str:
        cell = self._cell(number, self.columns.uraian)
        text = " ".join(str(cell).split()) if cell is not None else ""
        if not text:
            return ""
        try:
            return line_within(text, URAIAN)
        except ValueError as error:
            self._wrong(number, "uraian", str(error))
            return ""

    def _cell(self, number: int, column: int) -> Value | None:
        row = self.grid.rows[number]
        return row[column] if column < len(row) else None

    def _wrong(self, number: int, field: str, text: str) -> None:
        self.problems.append(Note(number + 1, field, text))

    def _with_blokir(self) -> list[Node]:
        """The nodes; where the paper leaves a blokir open, it is the sum of what is blocked right below."""
        below: dict[str, int] = defaultdict(int)
        told = []
        for node in reversed(self.nodes):
            blokir = below[node.path] if node.path in self.blank else node.blokir
            below[parent(node.path)] += blokir
            told.append(replace(node, blokir=blokir))
        return told[::-1]

    def _compare_sums(self, nodes: Iterable[Node]) -> None:
        below: dict[str, int] = defaultdict(int)
        for node in nodes:
            below[parent(node.path)] += node.pagu
        for node in nodes:
            if node.path in below and below[node.path] != node.pagu:
                text = (
                    f"pagu {node.path} {indonesian.rupiah(node.pagu)}, "
                    f"tetapi jumlah di bawahnya {indonesian.rupiah(below[node.path])}."
                )
                self.warnings.append(Note(node.row, "pagu", text))


def _code_in(cell: Value) -> str:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return ""
    if isinstance(cell, str):
        return normal(cell).strip("-–—>* ")
    # "1.2" as a number is a detail's numbering, never a code.
    return str(int(cell)) if cell == int(cell) else ""


def _rupiah(cell: Value, unit: int) -> int:
    if isinstance(cell, bool | date | time | timedelta):
        raise ValueError("bukan jumlah rupiah.")  # noqa: TRY004 - a sentence for people
    if isinstance(cell, str):
        if cell.strip().startswith(("-", "(")):
            raise ValueError("pagu tidak dapat kurang dari nol.")
        return _within(indonesian.parse_rupiah(cell) * unit)
    if cell < 0:
        raise ValueError("pagu tidak dapat kurang dari nol.")
    # 1,234.5 thousands are whole rupiah, which the number of a workbook holds only nearly.
    amount = round(cell * unit)
    if abs(cell * unit - amount) > (_NEARLY if unit > 1 else 0):
        raise ValueError("bukan rupiah bulat; tulis jumlahnya tanpa pecahan, misalnya 1.500.000.")
    return _within(amount)


def _within(amount: int) -> int:
    if amount > indonesian.MOST_RUPIAH:
        raise ValueError(f"jumlah terlalu besar; paling banyak {indonesian.rupiah(indonesian.MOST_RUPIAH)}.")
    return amount
