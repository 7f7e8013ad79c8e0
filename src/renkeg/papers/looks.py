"""What a reader sees of a PDF, as one digest: all that its pages draw and do, but for the marks of signatures."""

from hashlib import sha256
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

_DEPTH: Final = 60
_ROOT: Final = frozenset(
    {"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Pages", "/StructTreeRoot", "/Version", "/MarkInfo"}
)
"""What signing may touch in the catalog; anything else there (what happens on opening, layers, files) must stay."""
_ANNOTATIONS: Final = "/Annots"
_UNSEEN: Final = frozenset({"/Parent", "/P", "/StructParent", "/StructParents", "/Tabs", _ANNOTATIONS})
_MARK: Final = 0.25
"""The part of a page that a mark may cover."""


def of(reader: PdfFileReader) -> str:
    """The digest. Raises ValueError for a file that is nested without end, or a mark that hides a page."""
    seen = sha256()
    known: dict[generic.Reference, bytes] = {}
    root = reader.root
    for name in sorted(set(root) - _ROOT):
        seen.update(name.encode() + _digest(root.raw_get(name), known, 0))
    for page in _pages(root["/Pages"], 0):
        for name in sorted(set(page) - _UNSEEN):
            seen.update(name.encode() + _digest(page.raw_get(name), known, 0))
        for one in _annotations(page):
            seen.update(_digest(one, known, 0))
        seen.update(b"page")
    return seen.hexdigest()


def _pages(node: generic.DictionaryObject, depth: int) -> list[generic.DictionaryObject]:
    if depth > _DEPTH:
        raise ValueError("pages nested without end")
    if "/Kids" not in node:
        return [node]
    inherited = {
        name: node.raw_get(name) for name in ("/Resources", "/MediaBox", "/CropBox", "/Rotate") if name in node
    }
    found: list[generic.DictionaryObject] = []
    for kid in node["/Kids"]:
        child = kid.get_object()
        found += _pages(generic.DictionaryObject({**inherited, **child}), depth + 1)
    return found


def _annotations(page: generic.DictionaryObject) -> list[generic.PdfObject]:
    """All but the fields of signatures."""
    left, low, right, high = (float(one) for one in page["/MediaBox"])
    found = []
    for ref in page.get(_ANNOTATIONS, ()):
        one = ref.get_object()
        if one.get("/FT") != "/Sig":
            found.append(one)
            continue
        x, y, to_x, to_y = (float(side) for side in one["/Rect"])
        if abs((to_x - x) * (to_y - y)) > _MARK * abs((right - left) * (high - low)):
            raise ValueError("the mark hides the page")
    return found


def _digest(value: generic.PdfObject, known: dict[generic.Reference, bytes], depth: int) -> bytes:
    if depth > _DEPTH:
        raise ValueError("nested without end")
    if isinstance(value, generic.IndirectObject):
        if value.reference not in known:
            known[value.reference] = b"circle"
            known[value.reference] = _digest(value.get_object(), known, depth + 1)
        return known[value.reference]
    made = sha256(type(value).__name__.encode())
    if isinstance(value, generic.DictionaryObject):
        for name in sorted(set(value) - _UNSEEN):
            made.update(name.encode() + _digest(value.raw_get(name), known, depth + 1))
        if isinstance(value, generic.StreamObject):
            made.update(value.encoded_data)
    elif isinstance(value, generic.ArrayObject):
        for one in list(value):
            made.update(_digest(one, known, depth + 1))
    else:
        made.update(repr(value).encode())
    return made.digest()
