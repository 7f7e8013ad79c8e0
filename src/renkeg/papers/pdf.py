"""Makes the PDF of a paper with typst: the same data give the same bytes."""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import fontpkg
import typst
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from typst import PDFStandard

MARK: Final = "tanda_tangan"
TEMPLATES: Final = (
    "berita_acara_musnah",
    "buku_agenda",
    "daftar_arsip",
    "kit",
    "lembar_disposisi",
    "nota_dinas",
    "rekapitulasi",
    "rencana_bulanan",
    "sop",
    MARK,
)

MISSING: Final = "\u25a1"
"""The mark □ that stands for a character which no font of the papers has."""

_FOLDER: Final = Path(__file__).parent / "typst"
_FAMILIES: Final = ("Arimo", "Noto Serif")
_WIDE: Final = 500  # hundredths of an em: narrower than any column
_SPACES: Final = re.compile("[ \n]")  # where a line may break; a no-break space is part of its word
_STANDARDS: Final[list["PDFStandard"]] = ["a-2a", "ua-1"]

# Of the "format" characters these have a shape; the others are invisible and only join or order their neighbours.
_VISIBLE_FORMATS: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
_INVISIBLE_LETTERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


def render(
    template: str,
    data: Mapping[str, object],
    *,
    made_for: datetime,
    title: str,
    seal: Mapping[str, str] | None = None,
) -> bytes:
    """Return the PDF (PDF/A-2a, PDF/UA-1) of `data` laid out by `template`, byte-identical for the same input.

    `made_for` is the moment that the file names as its creation; it must be aware. `title` is the document's title in
    the reader's window; `seal` the QR (`svg`) and the address (`alamat`) that are printed on it. A character that the
    papers' fonts lack is printed as □, never dropped and never a reason to fail; invisible format characters have
    nothing to print and are left out. Raises `ValueError` for an unknown template or a naive moment, `typst.TypstError`
    for data of another shape than the template's.
    """
    if template not in TEMPLATES:
        raise ValueError(f"no such paper: {template!r}")
    if made_for.tzinfo is None:
        raise ValueError("made_for must be aware")
    return _rendered(template, data, made_for=made_for, title=title, seal=seal)[0]


def picture(template: str, data: Mapping[str, object], *, title: str) -> bytes:
    """The paper's first page as PNG, 200 points an inch. For a mark that somebody else draws."""
    paper = {"title": printable(title), "paper": _each_text(data, printable)}
    drawn = typst.compile(
        _FOLDER / f"{template}.typ",
        root=_FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(paper, sort_keys=True, ensure_ascii=False)},
        format="png",
        ppi=200,
    )
    if not isinstance(drawn, bytes):
        raise TypeError("a mark has one page")
    return drawn


def with_rooms(
    template: str,
    data: Mapping[str, object],
    *,
    made_for: datetime,
    title: str,
    seal: Mapping[str, str] | None = None,
) -> tuple[bytes, list[dict[str, Any]]]:
    """The paper as `render` gives it, and where on it a signature may stand.

    A room has its `name`, its `page` from 1, and `x`, `y` (upper left corner), `width` and `height` in points.
    """
    paper, inputs = _rendered(template, data, made_for=made_for, title=title, seal=seal)
    found = typst.query(
        _FOLDER / f"{template}.typ",
        "<room>",
        field="value",
        root=_FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    rooms: list[dict[str, Any]] = json.loads(found)
    return paper, rooms


def _rendered(
    template: str, data: Mapping[str, object], *, made_for: datetime, title: str, seal: Mapping[str, str] | None
) -> tuple[bytes, dict[str, str]]:
    """The paper, and the input that it was made from."""
    timestamp = int(made_for.timestamp())

    def paper(show: Callable[[str], str]) -> dict[str, object]:
        return {"title": show(title), "paper": _each_text(data, show), **({"seal": seal} if seal else {})}

    try:
        return _compile(template, paper(printable), timestamp)
    except typst.TypstError as problem:
        if "could not be displayed" not in problem.message:
            raise
        # A rare row of signs that each have a shape, but no shape together.
        return _compile(template, paper(_plain), timestamp)


def printable(text: str) -> str:
    """Return `text` as the papers can print it: NFC, with □ for each character without a shape in their fonts."""
    text = unicodedata.normalize("NFC", text)
    if _letters().issuperset(text):
        return text
    fonts = [_advances(family) for family in _FAMILIES]
    printed: list[str] = []
    for cluster in _clusters(text):
        if any(all(sign in font for sign in cluster) for font in fonts):
            printed.append(cluster)
        else:
            printed.extend(_shown(sign) for sign in cluster)
    return "".join(printed)


@lru_cache(maxsize=8192)
def width(text: str) -> int:
    """Return how wide `text` is on one line, in hundredths of an em, with 2 % to spare; Arial is as wide as Arimo."""
    advances = _advances(_FAMILIES[0])
    return math.ceil(102 * sum(advances.get(sign, 1.5) for sign in text))


def _compile(template: str, paper: Mapping[str, object], timestamp: int) -> tuple[bytes, dict[str, str]]:
    inputs = {"data": json.dumps({**paper, "wide": _wide_words(paper)}, sort_keys=True, ensure_ascii=False)}
    pdf = typst.compile(
        _FOLDER / f"{template}.typ",
        root=_FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format="pdf",
        # A mark becomes a drawing inside another file, whose own tags speak of it.
        pdf_standards=["a-2b"] if template == MARK else _STANDARDS,
        pdf_tags=template != MARK,
        timestamp=timestamp,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gives one PDF as bytes")
    return pdf, inputs


def _each_text(value: object, show: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return show(value)
    if isinstance(value, Mapping):
        return {key: _each_text(item, show) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(item, show) for item in value]
    return value


def _wide_words(paper: object) -> dict[str, int]:
    """Return for each text with a wide word how wide the widest is, in hundredths of an em.

    The templates look there instead of measuring every cell, which would take half of the time.
    """
    if isinstance(paper, str):
        widest = max((width(word) for word in _SPACES.split(paper) if len(word) > 4), default=0)
        return {paper: widest} if widest > _WIDE else {}
    if isinstance(paper, Mapping):
        paper = list(paper.values())
    wide: dict[str, int] = {}
    if isinstance(paper, list):
        for item in paper:
            wide |= _wide_words(item)
    return wide


def _plain(text: str) -> str:
    return "".join(sign if sign in _letters() else MISSING for sign in printable(text))


def _clusters(text: str) -> Iterator[str]:
    """Yield each base character together with the marks that sit on it; a font must have all of them."""
    cluster = ""
    for sign in text:
        if cluster and not unicodedata.category(sign).startswith("M"):
            yield cluster
            cluster = ""
        cluster += sign
    if cluster:
        yield cluster


def _shown(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign == "\t" or category == "Zs":
        return " "
    if sign == "\n" or category in {"Zl", "Zp"}:
        return "\n"
    if _is_invisible(sign, category):
        return ""
    has_shape = any(sign in _advances(family) for family in _FAMILIES)
    return sign if has_shape and not category.startswith("M") else MISSING


def _is_invisible(sign: str, category: str) -> bool:
    return (
        (category == "Cf" and sign not in _VISIBLE_FORMATS)
        or sign in _INVISIBLE_LETTERS
        or "\u180b" <= sign <= "\u180f"
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0100" <= sign <= "\U000e01ef"
    )


@cache
def _fonts() -> typst.Fonts:
    folders = sorted({str(file.path.parent) for family in _FAMILIES for file in fontpkg.family(family).files})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


@cache
def _letters() -> frozenset[str]:
    """Return what may stand anywhere: signs of the first family that need no neighbour, and the line break."""
    shapes = _advances(_FAMILIES[0])
    return frozenset(sign for sign in shapes if not unicodedata.category(sign).startswith("M")) | {"\n"}


@cache
def _advances(family: str) -> Mapping[str, float]:
    """Return the characters of the family's upright font with their widths in em.

    Control and private characters and line ends do not count: PDF/A has no place for them.
    """
    font: Any = TTFont(fontpkg.path(family), lazy=True)
    per_em: int = font["head"].unitsPerEm
    return {
        chr(point): font["hmtx"][glyph][0] / per_em
        for point, glyph in font.getBestCmap().items()
        if unicodedata.category(chr(point))[0] != "C" and unicodedata.category(chr(point)) not in {"Zl", "Zp"}
    }


def _version(template: str) -> str:
    """Return what the bytes of a paper depend on beside its data, in short."""
    made_with = sha256(f"{version('typst')} {version('segno')}".encode())
    for family in _FAMILIES:
        made_with.update(f"{family} {fontpkg.family(family).version}".encode())
    for file in ("shared", template):
        made_with.update((_FOLDER / f"{file}.typ").read_bytes())
    return f"{template}-{made_with.hexdigest()[:12]}"


TEMPLATE_VERSION: Final[Mapping[str, str]] = MappingProxyType({template: _version(template) for template in TEMPLATES})
"""For each template the version that is stored with a document: it changes with the layout, the fonts and typst."""
