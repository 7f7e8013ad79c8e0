"""Draws a flowchart as SVG, for pages and as a file of its own: no style inside a page, colours from its theme."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from xml.etree.ElementTree import Element, SubElement, tostring

from .bands import line_height
from .parts import Arrow, Band, Box, Columns, Drawing, Label, Page, Point, Shape, Symbol
from .wrapping import Measure

HEADS = ("No", "Kegiatan", "Pelaksana", "Mutu Baku")
QUALITY = ("Kelengkapan", "Waktu", "Output")

_STYLE = (
    "svg{color:#211f1c;background:#fff;font-family:Arial,Arimo,'Liberation Sans',Helvetica,sans-serif}"
    ".latar{fill:#fff}.kepala-tabel{fill:#e8e8e8}"
    "@media(prefers-color-scheme:dark){svg{color:#ece8e1;background:#1c1a18}.latar{fill:#1c1a18}.kepala-tabel{fill:#33302c}}"
)
PASSED = "selesai"
"""The mark of a row that is done: its symbol bears a tick."""

_EM = 282
_HEAD = (150, 60)  # an arrow's head: long, half as wide
_BASELINE = 35  # of a line of type in the middle of a box: a little below the middle, in hundredths of its size


def as_svg(drawing: Drawing, *, measure: Measure, title: str, desc: str, key: str, alone: bool = False) -> str:
    """The first page of a drawing as SVG. `title` and `desc` tell who cannot see it; `key` makes their ids unique.

    `measure` is the one that it was laid out with: each line of words is told how long it is, so that it stays in its
    column where the reader's device has another type.

    With `alone` it is a file that brings its own style; without, the page's style sheet says how `latar`, `kepala-tabel`
    and the marks look, on a row's `baris` and on its symbol.
    """
    page = drawing.pages[0]
    width, height = drawing.columns.width, page.height
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"-20 -20 {width + 40} {height + 40}",
            "class": "bagan",
            "role": "img",
            "aria-labelledby": f"{key}-judul {key}-uraian",
        },
    )
    if alone:
        root.set("width", f"{width / 100:g}mm")
        root.set("height", f"{height / 100:g}mm")
    SubElement(root, "title", {"id": f"{key}-judul"}).text = title
    SubElement(root, "desc", {"id": f"{key}-uraian"}).text = desc
    if alone:
        SubElement(root, "style").text = _STYLE
    _table(root, drawing, page, measure)
    for arrow in page.arrows:
        _arrow(root, arrow)
    for symbol in page.symbols:
        _symbol(root, symbol)
    for label in page.labels:
        _label(root, label, measure)
    return tostring(root, encoding="unicode")


def _table(root: Element, drawing: Drawing, page: Page, measure: Measure) -> None:
    columns, head = drawing.columns, drawing.head
    edges = list(accumulate(columns.widths, initial=0))
    SubElement(root, "rect", {**_at(Box(0, 0, columns.width, page.height)), "class": "latar"})
    SubElement(root, "rect", {**_at(Box(0, 0, columns.width, head)), "class": "kepala-tabel"})
    for band in page.bands:
        if band.mark:
            SubElement(root, "rect", {**_at(Box(0, band.y, columns.width, band.height)), "class": f"baris {band.mark}"})
    _rules(root, columns, edges, page, head)
    _heads(root, columns, edges, head)
    for band in page.bands:
        if band.row is not None:
            _words(root, band, columns.no, measure)


def _rules(root: Element, columns: Columns, edges: Sequence[int], page: Page, head: int) -> None:
    """The table's lines as one path: a page of them weighs little."""
    grouped = {columns.start, edges[-5], edges[-2]}
    alone = {0, columns.no, columns.width} | grouped
    upright = [f"M{x} {0 if x in alone else head // 2}V{page.height}" for x in edges]
    level = [f"M0 {y}H{columns.width}" for y in (0, head, *(band.y + band.height for band in page.bands))]
    split = f"M{columns.start} {head // 2}H{edges[-2]}"
    path = "".join([*upright, *level, split])
    SubElement(root, "path", {"d": path, "fill": "none", "stroke": "currentColor", "stroke-width": "14"})


def _heads(root: Element, columns: Columns, edges: Sequence[int], head: int) -> None:
    half = head // 2
    no, uraian, pelaksana, quality = HEADS
    last = len(columns.names) + 2
    _middle(root, no, Box(0, 0, columns.no, head), bold=True)
    _middle(root, uraian, Box(columns.no, 0, columns.uraian, head), bold=True)
    _middle(root, pelaksana, Box(columns.start, 0, columns.pelaksana, half), bold=True)
    _middle(root, quality, Box(edges[last], 0, edges[-2] - edges[last], half), bold=True)
    _middle(root, columns.last, Box(edges[-2], 0, columns.ket, head), bold=True)
    for place, name in enumerate((*columns.names, *QUALITY), 2):
        _middle(root, name, Box(edges[place], half, edges[place + 1] - edges[place], half), bold=True)


def _words(root: Element, band: Band, no: int, measure: Measure) -> None:
    group = SubElement(root, "g", {"font-size": str(band.em), "fill": "currentColor"})
    first = band.y + 110 + band.em
    number = SubElement(group, "text", {"x": str(no // 2), "y": str(first), "text-anchor": "middle"})
    number.text = f"{band.row}."
    for cell in band.cells:
        if not cell.lines:
            continue
        text = SubElement(group, "text", {"y": str(first)})
        for place, line in enumerate(cell.lines):
            step = {"dy": str(line_height(band.em))} if place else {}
            length = _length(measure(line) * band.em // 100)
            SubElement(text, "tspan", {"x": str(cell.x), **step, **length}).text = line


def _arrow(root: Element, arrow: Arrow) -> None:
    (x, y), before = arrow.points[-1], arrow.points[-2]
    right, down = _sign(x - before[0]), _sign(y - before[1])
    long, half = _HEAD
    back: Point = (x - right * long, y - down * long)
    line = "L".join(f"{px} {py}" for px, py in (*arrow.points[:-1], (x - right * long // 2, y - down * long // 2)))
    SubElement(root, "path", {"d": f"M{line}", "fill": "none", "stroke": "currentColor", "stroke-width": "30"})
    wings = f"L{back[0] + down * half} {back[1] + right * half}L{back[0] - down * half} {back[1] - right * half}"
    SubElement(root, "path", {"d": f"M{x} {y}{wings}Z", "fill": "currentColor"})


def _sign(length: int) -> int:
    return (length > 0) - (length < 0)


def _symbol(root: Element, symbol: Symbol) -> None:
    draw: Callable[[Box], tuple[str, dict[str, str]]] = _SHAPES[symbol.shape]
    tag, shape = draw(symbol.box)
    marked = f"simbol-bagan {symbol.mark}".strip()
    SubElement(root, tag, {**shape, "class": f"latar {marked}", "stroke": "currentColor", "stroke-width": "30"})
    if symbol.mark == PASSED:
        x, y = symbol.box.middle
        tick = f"M{x - 110} {y}L{x - 30} {y + 80}L{x + 120} {y - 90}"
        SubElement(
            root, "path", {"d": tick, "class": "lewat", "fill": "none", "stroke": "currentColor", "stroke-width": "50"}
        )
    if symbol.text:
        box = symbol.box
        _middle(
            root, symbol.text, Box(box.x, box.y, box.width, box.height * 2 // 3), em=min(_EM, box.width * 45 // 100)
        )


def _capsule(box: Box) -> tuple[str, dict[str, str]]:
    return "rect", {**_at(box), "rx": str(box.height // 2)}


def _box(box: Box) -> tuple[str, dict[str, str]]:
    return "rect", _at(box)


def _diamond(box: Box) -> tuple[str, dict[str, str]]:
    x, y = box.middle
    return "path", {"d": f"M{x} {box.y}L{box.right} {y}L{x} {box.bottom}L{box.x} {y}Z"}


def _pentagon(box: Box) -> tuple[str, dict[str, str]]:
    shoulder = box.y + box.height * 62 // 100
    return "path", {"d": f"M{box.x} {box.y}H{box.right}V{shoulder}L{box.middle[0]} {box.bottom}L{box.x} {shoulder}Z"}


_SHAPES = {Shape.CAPSULE: _capsule, Shape.BOX: _box, Shape.DIAMOND: _diamond, Shape.PENTAGON: _pentagon}


def _label(root: Element, label: Label, measure: Measure) -> None:
    SubElement(root, "rect", {**_at(label.box), "class": "latar"})
    length = _length(measure(label.text) * label.box.height // 100)
    _middle(root, label.text, label.box, em=label.box.height).attrib.update(length)


def _length(length: int) -> dict[str, str]:
    return {"textLength": str(length), "lengthAdjust": "spacingAndGlyphs"}


def _middle(root: Element, text: str, box: Box, *, em: int = _EM, bold: bool = False) -> Element:
    x, y = box.middle
    told = {"x": str(x), "y": str(y + em * _BASELINE // 100), "font-size": str(em), "text-anchor": "middle"}
    if bold:
        told["font-weight"] = "bold"
    element = SubElement(root, "text", {**told, "fill": "currentColor"})
    element.text = text
    return element


def _at(box: Box) -> dict[str, str]:
    return {"x": str(box.x), "y": str(box.y), "width": str(box.width), "height": str(box.height)}
