"""Rows as a SOP may have them, drawn at random, and what is asked of every drawing."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

from hypothesis import strategies as st

from renkeg.papers import pdf
from renkeg.papers.flowchart import PAGE, Columns, Drawing, Exit, Page, Row, Shape, lay_out
from renkeg.papers.flowchart.parts import Arrow, Box, Point, Symbol

Segment = tuple[Point, Point]

_SAYING = "Kepala Bagian memeriksa draf nota dinas; pertanggungjawaban/penyelenggaraan-bersama disampaikan kembali " * 4
_WORDS = st.integers(0, len(_SAYING)).map(lambda length: _SAYING[:length])
_SHORT = st.integers(0, 70).map(lambda length: _SAYING[:length])
NEAR = 10
"""Hundredths of a millimetre: lines that are no farther apart lie on each other for the eye."""


@st.composite
def rows(draw: st.DrawFn) -> tuple[Row, ...]:
    """3 to 40 steps, up to 8 pelaksana, decisions anywhere but at the ends, ways back and ahead to anywhere."""
    count = draw(st.integers(3, 40))
    actors = draw(st.integers(1, 8))
    column = st.integers(0, actors - 1)
    return tuple(
        Row(
            number,
            draw(column),
            shape := draw(_shape(number, count)),
            (draw(_WORDS), draw(_SHORT), draw(_SHORT), draw(_SHORT), ""),
            draw(_exits(number, count, shape)),
        )
        for number in range(1, count + 1)
    )


def _shape(number: int, count: int) -> st.SearchStrategy[Shape]:
    return st.just(Shape.CAPSULE) if number in {1, count} else st.sampled_from((Shape.BOX, Shape.DIAMOND))


def _exits(number: int, count: int, shape: Shape) -> st.SearchStrategy[tuple[Exit, ...]]:
    if number == count:
        return st.just((Exit(None),))
    ahead = st.one_of(st.just(number + 1), st.integers(1, count))
    if shape is not Shape.DIAMOND:
        return st.tuples(st.builds(Exit, ahead))
    back = st.one_of(st.integers(1, count), st.integers(max(1, number - 3), number), st.none())
    return st.tuples(
        st.builds(Exit, ahead, st.just("Ya")),
        st.builds(Exit, back, st.just("Tidak")),
    )


def drawn(given: tuple[Row, ...], *, height: int | None = PAGE) -> Drawing:
    """These rows with as many pelaksana as they need."""
    names = tuple(f"Pelaksana {column}" for column in range(1 + max(row.column for row in given)))
    return lay_out(given, Columns.of(names), measure=pdf.width, height=height)


def faults(given: tuple[Row, ...], drawing: Drawing) -> Iterator[str]:
    """What is wrong with it, in words; nothing where all is as Permenpan-RB 35/2012 and legibility ask."""
    for number, page in enumerate(drawing.pages, 1):
        for told in (*_crossed(page), *_one_on_another(page), *_labels(page), *_outside(drawing, page)):
            yield f"page {number}: {told}"
    yield from _without_partner(given, drawing)
    yield from _misled(given, drawing)


def segments(arrow: Arrow) -> list[Segment]:
    return list(pairwise(arrow.points))


def _crossed(page: Page) -> Iterator[str]:
    """Arrows through symbols; the first and the last stretch may touch the symbol they belong to."""
    for arrow in page.arrows:
        for begin, end in segments(arrow):
            if begin[0] != end[0] and begin[1] != end[1]:
                yield f"{begin} to {end} is not level"
            for symbol in page.symbols:
                if _box_of((begin, end)).overlaps(_inner(symbol, arrow)):
                    yield f"{begin} to {end} crosses {symbol}"


def _inner(symbol: Symbol, arrow: Arrow) -> Box:
    """A symbol's box; for an arrow that arrives on its slanted or round upper edge only what lies below that point."""
    box, (x, y) = symbol.box, arrow.points[-1]
    if box.x < x < box.right and box.y <= y < box.middle[1] and symbol.row is not None:
        return Box(box.x, y, box.width, box.bottom - y)
    return box


def _box_of(segment: Segment) -> Box:
    (x1, y1), (x2, y2) = segment
    return Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))


def _one_on_another(page: Page) -> Iterator[str]:
    for one, other in combinations(page.arrows, 2):
        for first in segments(one):
            for second in segments(other):
                if _lie_together(first, second):
                    yield f"{first} lies on {second}"


def _lie_together(first: Segment, second: Segment) -> bool:
    for along, across in ((0, 1), (1, 0)):
        if first[0][across] == first[1][across] and second[0][across] == second[1][across]:
            near = abs(first[0][across] - second[0][across]) < NEAR
            begin = max(min(one[0][along], one[1][along]) for one in (first, second))
            end = min(max(one[0][along], one[1][along]) for one in (first, second))
            return near and begin < end
    return False


def _labels(page: Page) -> Iterator[str]:
    for one, other in combinations(page.labels, 2):
        if one.box.overlaps(other.box):
            yield f"{one} on {other}"
    for first, second in combinations(page.symbols, 2):
        if first.box.overlaps(second.box):
            yield f"{first} on {second}"
    for label in page.labels:
        yield from (f"{label} on {symbol}" for symbol in page.symbols if label.box.overlaps(symbol.box))


def _outside(drawing: Drawing, page: Page) -> Iterator[str]:
    columns = drawing.columns
    left, right = columns.start, columns.start + columns.pelaksana
    boxes = [*(one.box for one in page.symbols), *(one.box for one in page.labels)]
    boxes += [_box_of(one) for arrow in page.arrows for one in segments(arrow)]
    for box in boxes:
        if box.x < left or box.right > right or box.y < drawing.head or box.bottom > page.height:
            yield f"{box} lies outside"
    for band in page.bands:
        for cell in band.cells:
            if len(cell.lines) * band.em * 5 // 4 > band.height:
                yield f"{cell} is higher than its row"


def _without_partner(given: tuple[Row, ...], drawing: Drawing) -> Iterator[str]:
    """Each segilima at the foot of a page has its partner at the head of the next, at the same place."""
    for number, (page, following) in enumerate(pairwise(drawing.pages), 1):
        foot = {(one.text, one.box.x) for one in _pentagons(page, page.height)}
        head = {(one.text, one.box.x) for one in _pentagons(following, drawing.head)}
        last = max(band.row for band in page.bands if band.row is not None)
        passes = any((row.number <= last) != (one.to <= last) for row in given for one in row.exits if one.to)
        if foot != head or bool(foot) != passes:
            yield f"page {number}: {foot} below, {head} above"


def _misled(given: tuple[Row, ...], drawing: Drawing) -> Iterator[str]:
    """Whoever follows the arrows comes where the SOP says, from above, over every page between."""
    told: Counter[tuple[int, int]] = Counter()
    for place, page in enumerate(drawing.pages):
        for arrow in page.arrows:
            source = _at(page, arrow.points[0])
            if source is None or source.row is None or (end := _led(drawing, place, arrow)) is None:
                continue
            told[source.row, end] += 1
    said = Counter((row.number, one.to) for row in given for one in row.exits if one.to is not None)
    if told != said:
        yield f"drawn {told - said}, not drawn {said - told}"


def _led(drawing: Drawing, place: int, arrow: Arrow) -> int | None:
    """The row to which an arrow of that page leads, over others and over pages; None where it ends in the open."""
    page = drawing.pages[place]
    if arrow.joins:
        (onto,) = {
            one for one in page.arrows if not one.joins and any(_on(arrow.points[-1], two) for two in segments(one))
        }
        return _led(drawing, place, onto)
    end = _at(page, arrow.points[-1])
    if end is None:
        return None
    if end.row is not None:
        (_, before), (_, after) = arrow.points[-2:]
        assert before < after, f"{arrow} does not come from above"
        return end.row
    following = place + 1 if end in _pentagons(page, page.height) else place - 1
    other = drawing.pages[following]
    facing = _pentagons(other, drawing.head if following > place else other.height)
    (partner,) = (one for one in facing if (one.text, one.box.x) == (end.text, end.box.x))
    (further,) = (one for one in other.arrows if _at(other, one.points[0]) == partner)
    return _led(drawing, following, further)


def _at(page: Page, point: Point) -> Symbol | None:
    x, y = point
    found = (one for one in page.symbols if one.box.x <= x <= one.box.right and one.box.y <= y <= one.box.bottom)
    return next(found, None)


def _on(point: Point, segment: Segment) -> bool:
    box = _box_of(segment)
    return box.x <= point[0] <= box.right and box.y <= point[1] <= box.bottom


def _pentagons(page: Page, edge: int) -> list[Symbol]:
    found = [one for one in page.symbols if one.shape is Shape.PENTAGON]
    return [one for one in found if abs(one.box.middle[1] - edge) < 1000]
