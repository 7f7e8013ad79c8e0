"""Finds where a POK stands in a workbook: the rows of its head, the column of each field, and what its amounts are counted in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from renkeg.papers.opening import Grid, Value

from .kode import Level, levels_from, normal

FIELDS: Final[Mapping[str, str]] = {"kode": "Kode", "uraian": "Uraian", "pagu": "Pagu", "blokir": "Blokir"}
"""What is looked for in a sheet, as people read it."""
UNITS: Final[Mapping[int, str]] = {1: "Rupiah", 1_000: "Ribuan rupiah", 1_000_000: "Jutaan rupiah"}
"""What the amounts of a sheet may be counted in, by how many rupiah that is."""

# The words of a head, the likeliest first; a word of the second list says that it is another column.
_HEADS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "kode": (("kode", "kd"), ("satker", "register")),
    "uraian": (("uraian", "rincian", "program/", "program", "nama"), ("kode",)),
    "pagu": (
        ("pagu menjadi", "pagu", "jumlah biaya", "jumlah", "alokasi", "total", "nilai"),
        ("harga", "volume", "blokir"),
    ),
    "blokir": (("blokir",), ()),
}
_LEVELS: Final[Mapping[str, Level]] = {
    "program": Level.PROGRAM,
    "kegiatan": Level.KEGIATAN,
    "kro": Level.KRO,
    "klasifikasi rincian output": Level.KRO,
    "ro": Level.RO,
    "rincian output": Level.RO,
    "komponen": Level.KOMPONEN,
    "sub": Level.SUBKOMPONEN,
    "sub komponen": Level.SUBKOMPONEN,
    "subkomponen": Level.SUBKOMPONEN,
    "akun": Level.AKUN,
}
_LEAST_LEVELS: Final = 4
"""So many columns of levels say that the kode is spread over them."""
_SEARCHED: Final = 40
"""So many rows from the top a head is looked for."""
_DEEPEST: Final = 4
"""So many rows a head has at most, with the row that numbers its columns."""
_COUNTED_IN: Final = re.compile(
    r"\b(?:ribu|juta)(?:an)?\b|\brp\.? ?\(?(?:x ?)?1?[.,]?000(?:[.,]000)?\b|\(000\)|\bx ?1[.,]000\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Columns:
    """Where a POK stands in a workbook: the sheet, the first row of the head and the columns, all counted from 0."""

    sheet: str
    head: int
    kode: int
    uraian: int
    pagu: int
    blokir: int | None = None
    levels: Mapping[str, int] = field(default_factory=dict)
    """The column of each level, by its name, where the kode is spread over several; `kode` is the first of them then."""
    unit: int | None = 1
    """One of UNITS; None while somebody must still say which."""

    @property
    def level_columns(self) -> Mapping[Level, int]:
        """The columns of `levels`, the highest level first."""
        return {one: self.levels[one.name] for one in Level if one.name in self.levels}


def guessed(grids: Sequence[Grid], remembered: Mapping[str, object] | None = None) -> Columns | None:
    """Where the POK stands, by the words of its head; `remembered` are the heads that were right the last time.

    None where no sheet has a head with a code and an amount.
    """
    best: tuple[int, Columns] | None = None
    for sheet in grids:
        if not sheet.visible:
            continue
        # A POK may have thousands of merged cells, and each row is looked at for its own.
        grid = replace(sheet, merged=[one for one in sheet.merged if one[0][0] < _SEARCHED + _DEEPEST])
        below = {row for (top, _), (bottom, _) in grid.merged for row in range(top + 1, min(bottom, _SEARCHED) + 1)}
        for row in (one for one in range(min(_SEARCHED, len(grid.rows))) if one not in below):
            found = _columns(grid, row, remembered or {})
            # Of two equals the lower: a title above the head is no part of it.
            if found is not None and (best is None or found[0] >= best[0]):
                best = found
    return best[1] if best else None


def likely_head(grid: Grid) -> int:
    """The row (from 0) with the most words near the top, where no head is known; the first of equals."""
    words = [sum(bool(_word(cell)) for cell in row) for row in grid.rows[:_SEARCHED]]
    return words.index(max(words)) if words else 0


def heads(grid: Grid, row: int) -> list[str]:
    """The words at the head of each column, from the top down; a cell that is merged says its word for all its columns."""
    if not 0 <= row < len(grid.rows):
        return []
    parts = [_words(grid, one) for one in range(row, _last_with_words(grid, row) + 1)]
    return [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*parts, strict=True)]


def last_row(grid: Grid, row: int) -> int:
    """The last row (from 0) of the head that begins at `row`, with the one that numbers its columns."""
    last = _last_with_words(grid, row)
    if last + 1 < len(grid.rows) and _numbers_columns(grid.rows[last + 1]):
        return last + 1
    return last


def levels_at(grid: Grid, row: int) -> dict[str, int]:
    """The column of each level in the head at `row`, by its name; empty where one column holds the whole kode."""
    found: dict[str, int] = {}
    for column, word in enumerate(heads(grid, row)):
        plain = re.sub(r"^(?:(?:kode|kd)\b[.\s]*)+", "", word.lower()).strip(" .:()")
        level = _LEVELS.get(plain)
        if level is not None and (level.name not in found or plain != word.lower()):
            found[level.name] = column
    return found if len(found) >= _LEAST_LEVELS else {}


def counted_in(grid: Grid, row: int) -> tuple[int, str] | None:
    """The row (from 0) and the words at or above the head that say that amounts are not in rupiah; None where none do."""
    for place, cells in enumerate(grid.rows[: last_row(grid, row) + 1]):
        for cell in cells:
            if (word := _word(cell)) and _COUNTED_IN.search(word):
                return place, word[:80]
    return None


def _last_with_words(grid: Grid, row: int) -> int:
    end = min(len(grid.rows) - 1, row + _DEEPEST - 1)
    merged = max((bottom for (top, _), (bottom, _) in grid.merged if top == row < bottom), default=row)
    last = row
    while last < end and (last < row + 1 or last < merged) and _may_be_head(grid.rows[last + 1]):
        last += 1
    return last


def _may_be_head(cells: Sequence[Value]) -> bool:
    """Whether a row below a head can belong to it: it has no number and no code."""
    if any(isinstance(cell, int | float) for cell in cells) or _numbers_columns(cells):
        return False
    words = [word for word in map(_word, cells) if word and word.upper() == word]
    return not any(
        word.lower() not in _LEVELS and levels_from(normal(word).split("."), Level.PROGRAM) for word in words
    )


def _numbers_columns(cells: Sequence[Value]) -> bool:
    """A row "1 | 2 | 3" or "(1) | (2) | (3)" right below a head."""
    told = [str(int(cell)) if isinstance(cell, float) else str(cell).strip("() .") for cell in cells if cell != ""]
    return len(told) > 2 and told == [str(number) for number in range(1, len(told) + 1)]


def _words(grid: Grid, row: int) -> list[str]:
    """The words of a row of a head, where a merged cell says its own in each of its columns and rows."""
    told = [_word(cell) for cell in grid.rows[row]]
    for (top, left), (bottom, right) in grid.merged:
        if top <= row <= bottom and (word := _word(grid.rows[top][left])):
            told[left : right + 1] = [word] * (min(right, len(told) - 1) - left + 1)
    return told


def _columns(grid: Grid, row: int, remembered: Mapping[str, object]) -> tuple[int, Columns] | None:
    levels = levels_at(grid, row)
    words = ["" if place in levels.values() else word.lower() for place, word in enumerate(heads(grid, row))]
    found = {name: _column(name, words, remembered) for name in FIELDS}
    kode, uraian, pagu, blokir = (found[name] for name in FIELDS)
    if levels:
        kode = (20, min(levels.values()))
    if kode is None or pagu is None or kode[1] == pagu[1]:
        return None
    score = sum(one[0] for one in (kode, uraian, pagu, blokir) if one is not None)
    at = uraian[1] if uraian is not None else max(kode[1], *levels.values(), -1) + 1
    return score, Columns(
        grid.name,
        row,
        kode[1],
        at,
        pagu[1],
        blokir[1] if blokir is not None else None,
        levels,
        None if counted_in(grid, row) else 1,
    )


def _column(name: str, words: Sequence[str], remembered: Mapping[str, object]) -> tuple[int, int] | None:
    """How sure, and which column."""
    if (known := remembered.get(name)) and isinstance(known, str) and known.lower() in words:
        return 20, words.index(known.lower())
    wanted, others = _HEADS[name]
    for place, want in enumerate(wanted):
        for column, word in enumerate(words):
            if re.search(rf"\b{re.escape(want)}", word) and len(word) < 80 and not any(one in word for one in others):
                return 10 - place, column
    return None


def _word(cell: Value) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""
