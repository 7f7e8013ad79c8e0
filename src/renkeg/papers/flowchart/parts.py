"""What a flowchart is made of: the rows that go in, the symbols, arrows and labels with their coordinates that come out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import sqrt

Point = tuple[int, int]
"""Hundredths of a millimetre from the upper left corner of the table, to the right and down."""

TEXTS = ("uraian", "kelengkapan", "waktu", "output", "ket")
"""The columns of a row that hold words, as they stand from left to right; the pelaksana stand after the first."""


_MARGIN = 600  # beside a symbol: room for the word Tidak


class Shape(StrEnum):
    """The symbols of Permenpan-RB 35/2012; the fifth, the arrow, is an Arrow."""

    CAPSULE = "kapsul"
    BOX = "kotak"
    DIAMOND = "belah-ketupat"
    PENTAGON = "segilima"


@dataclass(frozen=True)
class Exit:
    """A way out of a row: to the row of that number, None at the end; `label` is what stands beside it ("Ya", "Tidak")."""

    to: int | None
    label: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the SOP table. `column` is the acting pelaksana's, from 0; `mark` is for the drawing's style alone."""

    number: int
    column: int
    shape: Shape
    texts: tuple[str, ...]
    exits: tuple[Exit, ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class Box:
    """An upright rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2

    def overlaps(self, other: "Box") -> bool:
        """Whether they share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True)
class Symbol:
    """One of the symbols; `row` is its row's number, None for a segilima, whose `text` tells it from others."""

    shape: Shape
    box: Box
    row: int | None = None
    text: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Arrow:
    """A line of upright and level stretches with its head at the end; `joins` says that it ends on a line that goes on."""

    points: tuple[Point, ...]
    joins: bool = False


@dataclass(frozen=True)
class Label:
    """A word beside an arrow; nothing else stands in its box."""

    text: str
    box: Box


@dataclass(frozen=True)
class Cell:
    """The words of a row in one column, line by line; `x` is where they begin."""

    x: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Band:
    """A row of the table as it stands on a page; without a `row` it holds segilima only. `em` is its type's size."""

    y: int
    height: int
    row: int | None = None
    cells: tuple[Cell, ...] = ()
    em: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Page:
    """One page: its bands from the table's head down, and what is drawn over them."""

    height: int
    bands: tuple[Band, ...]
    symbols: tuple[Symbol, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Columns:
    """How wide the columns are: No, Kegiatan, all pelaksana together, Kelengkapan, Waktu, Output, Ket."""

    no: int = 900
    uraian: int = 6400
    pelaksana: int = 11600
    kelengkapan: int = 2700
    waktu: int = 1700
    output: int = 2700
    ket: int = 1300
    names: Sequence[str] = field(default_factory=tuple)
    last: str = "Ket"
    """What the last column is called."""

    @classmethod
    def of(cls, names: Sequence[str], *, last: str = "") -> "Columns":
        """On a landscape A4: many pelaksana take room from the words. With `last` something else than Ket is told, at more length."""
        taken = max(0, (580 + 2 * _MARGIN) * len(names) - cls.pelaksana)
        if last:
            return replace(cls.of(names), uraian=cls.uraian - taken // 2 - 900, ket=cls.of(names).ket + 900, last=last)
        return cls(
            uraian=cls.uraian - taken // 2,
            pelaksana=cls.pelaksana + taken,
            kelengkapan=cls.kelengkapan - taken // 5,
            output=cls.output - taken // 5,
            ket=cls.ket - (taken - taken // 2 - 2 * (taken // 5)),
            names=tuple(names),
        )

    @property
    def start(self) -> int:
        """Where the first pelaksana begins."""
        return self.no + self.uraian

    @property
    def each(self) -> int:
        """The width of one pelaksana; all are equal, what is left over stays on the right."""
        return self.pelaksana // len(self.names)

    @property
    def width(self) -> int:
        return sum(self.widths)

    @property
    def widths(self) -> tuple[int, ...]:
        """Every column's width, the pelaksana each for itself."""
        lost = self.pelaksana - self.each * len(self.names)
        pelaksana = [self.each] * (len(self.names) - 1) + [self.each + lost]
        return (self.no, self.uraian, *pelaksana, self.kelengkapan, self.waktu, self.output, self.ket)

    @property
    def texts(self) -> tuple[tuple[int, int], ...]:
        """Of each column of TEXTS where it begins and how wide it is."""
        at = self.start + self.pelaksana
        told = [(self.no, self.uraian)]
        for width in (self.kelengkapan, self.waktu, self.output, self.ket):
            told.append((at, width))
            at += width
        return tuple(told)

    @property
    def symbol(self) -> int:
        """How wide a symbol is; what is left of the column is margin for lines and labels."""
        return max(300, min(1300, self.each * 2 // 5, self.each - 2 * _MARGIN)) // 2 * 2

    def centre(self, column: int) -> int:
        return self.start + self.each * column + self.each // 2


@dataclass(frozen=True)
class Drawing:
    """The whole: the table's columns, the height of its head and its pages."""

    columns: Columns
    head: int
    pages: tuple[Page, ...]


def height_of(shape: Shape, width: int) -> int:
    """How high a symbol of that width is."""
    return {Shape.DIAMOND: width * 31 // 50, Shape.PENTAGON: width}.get(shape, width // 2) // 2 * 2


def upper_edge(symbol: Symbol, x: int) -> int:
    """The height at which a line coming straight down at `x` meets the symbol."""
    box, (centre, middle) = symbol.box, symbol.box.middle
    away = abs(x - centre)
    if symbol.shape is Shape.DIAMOND:
        return box.y + away * box.height // box.width
    if symbol.shape is Shape.CAPSULE:
        radius = box.height // 2
        beyond = away - (box.width // 2 - radius)
        if beyond > 0:
            return middle - int(sqrt(max(0, radius * radius - beyond * beyond)))
    return box.y
