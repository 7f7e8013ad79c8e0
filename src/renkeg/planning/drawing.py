"""The SOP as its papers and pages need it: rows of the flowchart, and what stands on cover and identity page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from renkeg.lib import indonesian
from renkeg.lib.errors import Refused
from renkeg.papers import flowchart, pdf
from renkeg.papers.flowchart import Columns, Drawing, Exit, Row, Shape

from .sop import Langkah, Sop, Way

_TEXTS = (
    *("instansi", "alamat", "judul", "tahun", "nomor", "nama", "disahkan_oleh", "nama_pengesah", "nip_pengesah"),
    *("tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif"),
)
_LISTS = ("dasar_hukum", "kualifikasi_pelaksana", "keterkaitan", "peralatan", "peringatan", "pencatatan")
_SHAPES = {Shape.CAPSULE: "mulai atau akhir", Shape.BOX: "proses", Shape.DIAMOND: "keputusan"}


@dataclass(frozen=True)
class Note:
    """What a drawing tells of a langkah beside the signed words: a mark for its look, and words for the last column."""

    mark: str = ""
    words: str = ""


@dataclass(frozen=True)
class Notes:
    """What is told of each langkah by its nomor, under a head of its own in place of Ket."""

    head: str
    of: Mapping[int, Note]


def drawn(sop: Sop, *, notes: Notes | None = None, height: int | None = None) -> Drawing:
    """The flowchart on one page, or on pages no higher than `height`. Raises Refused where it cannot be drawn."""
    columns = {one.post: place for place, one in enumerate(sop.pelaksana)}
    if stranger := next((row for row in sop.langkah if row.post not in columns), None):
        raise Refused(f"SOP {sop.slug} tidak dapat digambar: pelaksana langkah {stranger.nomor} tidak punya kolom.")
    rows = [_row(sop, one, columns[one.post], notes) for one in sop.langkah]
    widths = Columns.of([one.nama for one in sop.pelaksana], last=notes.head if notes else "")
    try:
        return flowchart.lay_out(rows, widths, measure=pdf.width, height=height)
    except ValueError as error:
        raise Refused(f"SOP {sop.slug} tidak dapat digambar: {error}.") from error


def shape(sop: Sop, langkah: Langkah) -> Shape:
    """Decision, begin or end, or plain work (Permenpan-RB 35/2012)."""
    if langkah.decides:
        return Shape.DIAMOND
    ends = langkah is sop.first or any(way.ends for way in langkah.ways)
    return Shape.CAPSULE if ends else Shape.BOX


def as_pdf(sop: Sop) -> bytes:
    """The official document: cover, identity page and flowchart; the same bytes for the same SOP. Raises Refused."""
    return pdf.render("sop", contents(sop), made_for=_made_for(sop), title=title(sop))


def as_svg(sop: Sop, *, notes: Notes | None = None, alone: bool = True) -> str:
    """The flowchart as a file of its own, or as a part of a page. Raises Refused."""
    words = told(sop, [one.nomor for one in sop.langkah], notes)
    picture = drawn(sop, notes=notes)
    key = f"sop-{sop.slug}"
    return flowchart.as_svg(picture, measure=pdf.width, title=title(sop), desc=words, key=key, alone=alone)


def title(sop: Sop) -> str:
    """How the document is called: "SOP Perencanaan Kegiatan Nomor 6 TAHUN 2025"."""
    identitas = _identitas(sop)
    nomor = f"Nomor {identitas['nomor']}" if identitas["nomor"] else ""
    return " ".join(word for word in ("SOP", identitas["nama"], nomor) if word)


def contents(sop: Sop) -> dict[str, Any]:
    """What stands on the document, the flowchart with its coordinates."""
    drawing = drawn(sop, height=flowchart.PAGE)
    return {
        "identitas": _identitas(sop),
        "nama_dokumen": title(sop),
        "pelaksana": [one.nama for one in sop.pelaksana],
        "drawing": flowchart.as_data(drawing),
        "alt": [told(sop, [band.row for band in page.bands if band.row is not None]) for page in drawing.pages],
    }


def _identitas(sop: Sop) -> dict[str, Any]:
    """Every field of the identity page; empty where the file has none."""
    texts: dict[str, Any] = {key: str(sop.identitas.get(key, "")) for key in _TEXTS}
    return texts | {key: [str(one) for one in sop.identitas.get(key, ())] for key in _LISTS}


def told(sop: Sop, nomor: Iterable[int], notes: Notes | None = None) -> str:
    """What the flowchart of these langkah shows, in words, for who cannot see it."""
    return " ".join(["Bagan alir.", *(_told(sop, sop.at(one), notes) for one in nomor)])


def _told(sop: Sop, row: Langkah, notes: Notes | None) -> str:
    who = next(one.nama for one in sop.pelaksana if one.post is row.post)
    ways = [f"{way.answer} {_whither(way)}" if way.answer else _whither(way) for way in row.ways]
    words = notes.of[row.nomor].words if notes and row.nomor in notes.of else ""
    beside = f" {notes.head}: {words}." if notes and words else ""
    return f"Langkah {row.nomor}, {who}, {_SHAPES[shape(sop, row)]}: {', '.join(ways)}.{beside}"


def _whither(way: Way) -> str:
    return "selesai" if way.to is None else f"ke langkah {way.to}"


def _row(sop: Sop, langkah: Langkah, column: int, notes: Notes | None) -> Row:
    note = notes.of.get(langkah.nomor, Note()) if notes else Note(words=langkah.ket)
    return Row(
        langkah.nomor,
        column,
        shape(sop, langkah),
        (langkah.uraian, langkah.kelengkapan, langkah.waktu, langkah.output, note.words),
        tuple(Exit(way.to, way.answer) for way in langkah.ways),
        note.mark,
    )


def _made_for(sop: Sop) -> datetime:
    """The day from which the SOP is in force, or else of the first one of all; a document must name a moment."""
    for key in ("tanggal_efektif", "tanggal_pembuatan"):
        try:
            day = indonesian.parse_tanggal(_identitas(sop)[key])
        except ValueError:
            continue
        return datetime.combine(day, time(), UTC)
    return datetime(2025, 1, 1, tzinfo=UTC)
