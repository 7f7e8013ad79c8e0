"""Lays out a SOP's flowchart by the rules of Permenpan-RB 35/2012. Pure: the same rows give the same coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .bands import (
    HEAD,
    LABEL,
    Break,
    Measured,
    height_of_pentagon,
    measured,
    paged,
    passing,
    rows_of,
    tallest_passage,
    texts_checked,
)
from .nets import Net, Netted, Source, netted
from .parts import (
    Arrow,
    Band,
    Box,
    Columns,
    Drawing,
    Label,
    Page,
    Point,
    Row,
    Shape,
    Symbol,
    height_of,
    upper_edge,
)
from .wrapping import Measure

PAGE = 18200
"""The height that a table may have on a landscape A4 beside margins, head and foot of the page."""

_FIRST_LANE = 120
_LANE = 130
_ARROW = 260
_STUB = 420


def lay_out(rows: Sequence[Row], columns: Columns, *, measure: Measure, height: int | None = PAGE) -> Drawing:
    """The drawing of these rows on pages no higher than `height`, or on one as high as it needs.

    `measure` gives a text's width in hundredths of its type's size. Raises ValueError, with an Indonesian sentence, for
    rows that cannot be drawn: a number twice, a way to nowhere or more than two, or words too long for a page.
    """
    texts_checked(rows)
    lines = netted(rows, columns)
    room = None if height is None else height - HEAD
    whole = None if room is None else room - 2 * tallest_passage(lines, rows, columns)
    sizes = [measured(row, place, lines, columns, measure, whole) for place, row in enumerate(rows)]
    ends = paged([one.height for one in sizes], lines, rows, columns, room)
    breaks = [Break(), *(passing(place, lines, rows, columns) for place in ends), Break()]
    letters = _letters(breaks)
    pages = [
        _Sheet(rows, columns, lines, sizes, measure, letters, places, above, below).drawn()
        for places, (above, below) in zip(rows_of(ends, len(rows)), pairwise(breaks), strict=True)
    ]
    return Drawing(columns, HEAD, tuple(pages))


def _letters(breaks: Sequence[Break]) -> dict[int, str]:
    """What tells the segilima of one line from those of others; nothing where only one line passes from page to page."""
    nets = {id(one.net): None for each in breaks for one in each.passages}
    if all(len(each.passages) < 2 for each in breaks):
        return dict.fromkeys(nets, "")
    return {key: _letter(place) for place, key in enumerate(nets)}


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else _letter(place // 26 - 1) + chr(ord("A") + place % 26)


@dataclass
class _Sheet:
    """One page while it is drawn."""

    rows: Sequence[Row]
    columns: Columns
    lines: Netted
    sizes: Sequence[Measured]
    measure: Measure
    letters: dict[int, str]
    places: range
    above: Break
    below: Break
    bottom: int = 0
    """Where the last row ends."""
    tops: dict[int, int] = field(default_factory=dict)
    drawn_rows: dict[int, Symbol] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    pentagons: list[Symbol] = field(default_factory=list)

    def drawn(self) -> Page:
        """The page of its rows between its breaks."""
        bands = self._bands()
        self._segilima()
        for net in self.lines.nets:
            self._line(net)
        for place, one in self.lines.ends.items():
            if place in self.places:
                self._end(place, one.label)
        symbols = (*self.drawn_rows.values(), *self.pentagons)
        return Page(self.bottom + self.below.height, tuple(bands), symbols, tuple(self.arrows), tuple(self.labels))

    def _bands(self) -> list[Band]:
        """The rows from above down, with their symbols; before and after them room for what passes to other pages."""
        y = HEAD
        bands = [Band(y, self.above.height)] if self.above.passages else []
        y += self.above.height
        for place in self.places:
            row, size = self.rows[place], self.sizes[place]
            bands.append(Band(y, size.height, row.number, size.cells, size.em, row.mark))
            self.tops[place] = y
            self.drawn_rows[place] = self._symbol(row, size, y)
            y += size.height
        self.bottom = y
        return [*bands, Band(y, self.below.height)] if self.below.passages else bands

    def _symbol(self, row: Row, size: Measured, top: int) -> Symbol:
        width = self.columns.symbol
        height = height_of(row.shape, width)
        at = min(max((size.height - height) // 2, size.above), size.height - size.below - height)
        box = Box(self.columns.centre(row.column) - width // 2, top + at, width, height)
        return Symbol(row.shape, box, row.number, mark=row.mark)

    def _segilima(self) -> None:
        for each, y in ((self.above, HEAD + _ARROW // 2), (self.below, self.bottom + self.below.fan + _ARROW)):
            for one in each.passages:
                box = Box(one.slot - each.pentagon // 2, y, each.pentagon, height_of_pentagon(each.pentagon))
                self.pentagons.append(Symbol(Shape.PENTAGON, box, text=self.letters[id(one.net)]))

    def _line(self, net: Net) -> None:
        """All of a line that lies on this page."""
        for one in net.sources:
            if one.place in self.places:
                self._label(one, net)
        enters, leaves = self._passages(net)
        local = [one for one in net.sources if one.place in self.places]
        begins = self._from_page(net, enters) if enters is not None else None
        if begins is None and local:
            far = net.farthest
            begins = self._from_row(far, net)
            local = [one for one in local if one is not far]
        if begins is None:
            return
        ends = self._to_page(net, leaves) if leaves is not None else self._to_row(net)
        self._draw([*begins, *ends])
        for one in local:
            self._draw(self._from_row(one, net), joins=True)

    def _passages(self, net: Net) -> tuple[bool | None, bool | None]:
        """Whether it comes from and goes to another page: True is the one above, False the one below, None no other."""
        first, last = net.places
        over_top, over_bottom = first < self.places.start <= last, first <= self.places.stop - 1 < last
        if net.up:
            return (False if over_bottom else None), (True if over_top else None)
        return (True if over_top else None), (False if over_bottom else None)

    def _from_page(self, net: Net, above: bool) -> list[Point]:
        """From its segilima to where it runs."""
        return list(reversed(self._to_page(net, above)))

    def _to_page(self, net: Net, above: bool) -> list[Point]:
        each = self.above if above else self.below
        one = each.of(net)
        if above:
            turn = HEAD + each.height - one.turn
            edge = HEAD + _ARROW // 2 + height_of_pentagon(each.pentagon)
        else:
            turn, edge = self.bottom + one.turn, self.bottom + each.fan + _ARROW
        return [(one.x, turn), (one.slot, turn), (one.slot, edge)]

    def _from_row(self, source: Source, net: Net) -> list[Point]:
        """From a symbol to where its line runs; of a straight line that is only how it leaves."""
        symbol = self.drawn_rows[source.place]
        centre, middle = symbol.box.middle
        if source.below:
            start = (centre, symbol.box.bottom)
            if net.straight:
                return [start]
            level = self.tops[source.place] + self.sizes[source.place].height - _FIRST_LANE
            return [start, (centre, level), (net.x, level)]
        side = symbol.box.right if net.x > centre else symbol.box.x
        return [(side, middle), (net.x, middle)]

    def _to_row(self, net: Net) -> list[Point]:
        """From where the line runs down onto the symbol of its target, beside those that come there too."""
        symbol = self.drawn_rows[net.target]
        onto = self.lines.onto(net.target)
        entry = self._entries(net.target, onto)[id(net)]
        level = self.tops[net.target] + _FIRST_LANE + _LANE * onto.index(net)
        return [(self._runs_at(net), level), (entry, level), (entry, upper_edge(symbol, entry))]

    def _runs_at(self, net: Net) -> int:
        return self.columns.centre(self.rows[net.sources[0].place].column) if net.straight else net.x

    def _entries(self, place: int, onto: Sequence[Net]) -> dict[int, int]:
        """Where on top of a symbol each line arrives: the straight one in the middle, the others on their sides."""
        centre = self.columns.centre(self.rows[place].column)
        step = self.columns.symbol // 6
        free = {-1: [-step, -2 * step], 1: [step, 2 * step]}
        straight = any(one.straight for one in onto)
        told: dict[int, int] = {}
        for net in onto:
            if net.straight or (not straight and len(onto) == 1):
                told[id(net)] = centre
            else:
                side = -1 if net.x < centre else 1
                told[id(net)] = centre + free[side].pop(0)
        return told

    def _label(self, source: Source, net: Net) -> None:
        if not source.exit.label:
            return
        symbol = self.drawn_rows[source.place]
        centre, _ = symbol.box.middle
        if source.below:
            self._write(source.exit.label, centre + 70, symbol.box.bottom + 40)
        else:
            self._beside(source.exit.label, symbol, right=net.x > centre)

    def _end(self, place: int, label: str) -> None:
        """A short arrow with its label, for a way out that ends the SOP."""
        symbol = self.drawn_rows[place]
        centre, middle = symbol.box.middle
        beside = self.lines.beside(place)
        right = beside is None or beside[0].x < centre
        start = symbol.box.right if right else symbol.box.x
        self._draw([(start, middle), (start + _STUB if right else start - _STUB, middle)])
        self._beside(label, symbol, right=right)

    def _beside(self, text: str, symbol: Symbol, *, right: bool) -> None:
        _, middle = symbol.box.middle
        width = self._width(text)
        x = symbol.box.right + 30 if right else symbol.box.x - 30 - width
        self._write(text, x, middle - 40 - LABEL)

    def _write(self, text: str, x: int, y: int) -> None:
        left, width = self.columns.start, self._width(text)
        x = max(left, min(x, left + self.columns.pelaksana - width))
        self.labels.append(Label(text, Box(x, y, width, LABEL)))

    def _width(self, text: str) -> int:
        return self.measure(text) * LABEL // 100

    def _draw(self, points: Sequence[Point], *, joins: bool = False) -> None:
        self.arrows.append(Arrow(tuple(_straightened(points)), joins))


def _straightened(points: Sequence[Point]) -> list[Point]:
    """Without points that are there twice or lie on the way."""
    told: list[Point] = []
    for point in points:
        if told and told[-1] == point:
            continue
        if len(told) > 1 and _in_line(told[-2], told[-1], point):
            told.pop()
        told.append(point)
    return told


def _in_line(first: Point, second: Point, third: Point) -> bool:
    return first[0] == second[0] == third[0] or first[1] == second[1] == third[1]
