"""How high each row must be, which rows share a page, and where lines pass from one page to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .nets import Net, Netted
from .parts import TEXTS, Cell, Columns, Row, height_of
from .wrapping import Measure, wrapped

HEAD = 1250
LABEL = 220
"""The size of the type of "Ya" and "Tidak"."""

_EM = 282  # 8 pt
_SMALLEST = 120
_PAD = 110
_LANE = 130  # between level lines
_ARROW = 260  # an arrow's head with some of its line
_FAN = 1500  # at most, for all the lines that change their place on the way to their segilima
_GAP = 90


@dataclass(frozen=True)
class Measured:
    """A row with its words broken into lines. `above` and `below` is what its symbol needs there for lines and labels."""

    cells: tuple[Cell, ...]
    em: int
    height: int
    above: int
    below: int


@dataclass(frozen=True)
class Passage:
    """A line that passes to the next page: it runs at `x`, its segilima stands around `slot`; `turn` is where it leaves for it."""

    net: Net
    x: int
    slot: int
    turn: int


@dataclass(frozen=True)
class Break:
    """All that passes between two pages. `fan` is the height in which lines change their place, `pentagon` a segilima's width."""

    passages: tuple[Passage, ...] = ()
    fan: int = 0
    pentagon: int = 0

    @property
    def height(self) -> int:
        return self.fan + 2 * _ARROW + height_of_pentagon(self.pentagon) if self.passages else 0

    def of(self, net: Net) -> Passage:
        return next(one for one in self.passages if one.net is net)


def height_of_pentagon(width: int) -> int:
    """A segilima is a little higher than wide."""
    return width * 6 // 5


def line_height(em: int) -> int:
    """From one line of words to the next."""
    return em * 5 // 4


def measured(row: Row, place: int, netted: Netted, columns: Columns, measure: Measure, room: int | None) -> Measured:
    """The row with the largest type in which it fits the room. Raises ValueError where none does."""
    above, below = _needs(place, row, netted, columns)
    least = above + height_of(row.shape, columns.symbol) + below
    em = _EM
    while True:
        lines = [
            wrapped(text, width - 2 * _PAD, em, measure)
            for text, (_, width) in zip(row.texts, columns.texts, strict=True)
        ]
        height = max(least, max(map(len, lines)) * line_height(em) + 2 * _PAD)
        if room is None or height <= room:
            break
        em = em * 9 // 10
        if em < _SMALLEST or least > room:
            raise ValueError(f"langkah {row.number} terlalu panjang untuk satu halaman")
    cells = tuple(Cell(x + _PAD, told) for (x, _), told in zip(columns.texts, lines, strict=True))
    return Measured(cells, em, height, above, below)


def _needs(place: int, row: Row, netted: Netted, columns: Columns) -> tuple[int, int]:
    """What the symbol needs above and below it."""
    onto = netted.onto(place)
    above = _LANE * len(onto) + _ARROW if onto else _LANE
    below = netted.below(place)
    if below is None:
        return above, _LANE
    net, source = below
    label = LABEL + _GAP + 40 if source.exit.label else 0
    return above, _LANE + label + (0 if net.straight else _LANE)


def paged(heights: Sequence[int], netted: Netted, rows: Sequence[Row], columns: Columns, room: int | None) -> list[int]:
    """The place of the last row of each page but the last, filled as far as they go."""
    ends: list[int] = []
    if room is None:
        return ends
    top, used, begun = 0, 0, 0
    for place, height in enumerate(heights):
        last = place == len(heights) - 1
        bottom = 0 if last else passing(place, netted, rows, columns).height
        if place > begun and top + used + height + bottom > room:
            ends.append(place - 1)
            top, used, begun = passing(place - 1, netted, rows, columns).height, 0, place
        used += height
    return ends


def tallest_passage(netted: Netted, rows: Sequence[Row], columns: Columns) -> int:
    """The most that what passes between two pages can need."""
    return max((passing(place, netted, rows, columns).height for place in range(len(rows) - 1)), default=0)


def passing(place: int, netted: Netted, rows: Sequence[Row], columns: Columns) -> Break:
    """What passes below that row, and where: each segilima as near to its line as those beside it allow."""
    nets = [one for one in netted.nets if one.crosses(place)]
    if not nets:
        return Break()
    wanted = sorted((_passes_at(one, rows, columns), key, one) for key, one in enumerate(nets))
    width = min(520, columns.pelaksana // len(nets) - 40) // 2 * 2
    inside = [_in_column(x, width + 40, columns) for x, _, _ in wanted]
    slots = _apart(inside, width + 40, columns.start, columns.start + columns.pelaksana)
    turns = _turns([(x, slot) for (x, _, _), slot in zip(wanted, slots, strict=True)])
    most = max(turns) + 1
    fan = min(_FAN, most * _LANE)
    passages = tuple(
        Passage(net, x, slot, (turn + 1) * fan // (most + 1))
        for (x, _, net), slot, turn in zip(wanted, slots, turns, strict=True)
    )
    return Break(passages, fan, width)


def _passes_at(net: Net, rows: Sequence[Row], columns: Columns) -> int:
    return columns.centre(rows[net.sources[0].place].column) if net.straight else net.x


def _in_column(x: int, width: int, columns: Columns) -> int:
    """The centre nearest to `x` at which a segilima stands in the column that `x` lies in."""
    left = columns.start + (x - columns.start) // columns.each * columns.each
    return max(left + width // 2, min(x, left + columns.each - width // 2))


def _apart(wanted: Sequence[int], width: int, left: int, right: int) -> list[int]:
    """Centres at least `width` apart between `left` and `right`, near to the wanted ones and in their order."""
    told: list[int] = []
    for key, x in enumerate(wanted):
        latest = right - width // 2 - (len(wanted) - 1 - key) * width
        told.append(min(max(x, told[-1] + width if told else left + width // 2), latest))
    return told


def _turns(moves: Sequence[tuple[int, int]]) -> list[int]:
    """In which order lines leave for their segilima, 0 the nearest to the row: so none runs along another.

    Of those that go right the rightmost leaves first, of those that go left the leftmost.
    """
    told = [0] * len(moves)
    rightward = [key for key, (x, slot) in enumerate(moves) if slot > x]
    leftward = [key for key, (x, slot) in enumerate(moves) if slot < x]
    for order, key in enumerate(reversed(rightward)):
        told[key] = order
    for order, key in enumerate(leftward):
        told[key] = order
    return told


def rows_of(ends: Sequence[int], count: int) -> list[range]:
    """The places of the rows on each page."""
    edges = [-1, *ends, count - 1]
    return [range(first + 1, last + 1) for first, last in pairwise(edges)]


def texts_checked(rows: Sequence[Row]) -> None:
    """Raises ValueError where a row has not the words of every column."""
    for row in rows:
        if len(row.texts) != len(TEXTS):
            raise ValueError(f"langkah {row.number}: {len(row.texts)} isian, bukan {len(TEXTS)}")
