"""A drawing as plain data, for the template that draws it on paper."""

from typing import Any

from .parts import Arrow, Band, Box, Drawing, Label, Page, Symbol


def as_data(drawing: Drawing) -> dict[str, Any]:
    """The drawing as JSON knows it; all lengths in hundredths of a millimetre."""
    columns = drawing.columns
    return {
        "widths": list(columns.widths),
        "head": drawing.head,
        "pages": [_page(page) for page in drawing.pages],
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "height": page.height,
        "bands": [_band(one) for one in page.bands],
        "symbols": [_symbol(one) for one in page.symbols],
        "arrows": [_arrow(one) for one in page.arrows],
        "labels": [_label(one) for one in page.labels],
    }


def _band(band: Band) -> dict[str, Any]:
    return {
        "height": band.height,
        "row": band.row,
        "em": band.em,
        "cells": [list(cell.lines) for cell in band.cells],
    }


def _symbol(symbol: Symbol) -> dict[str, Any]:
    return {"shape": symbol.shape.value, "box": _box(symbol.box), "text": symbol.text}


def _arrow(arrow: Arrow) -> list[list[int]]:
    return [list(point) for point in arrow.points]


def _label(label: Label) -> dict[str, Any]:
    return {"text": label.text, "box": _box(label.box)}


def _box(box: Box) -> list[int]:
    return [box.x, box.y, box.width, box.height]
