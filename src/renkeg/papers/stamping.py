"""The visible side of a signature: the room that a paper keeps, the field that is laid into it, the mark that fills it."""

from io import BytesIO
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.stamp import StaticStampStyle

from . import pdf
from .seals import qr_svg
from .signing import Room, ToSign

LABEL: Final = "Tanda tangan elektronik"
INTERNAL: Final = "dengan sertifikat internal kantor"
BSRE: Final = (
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh "
    "Balai Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara."
)
"""Only on what BSrE signs (domain.md 7.3)."""


def open_(data: bytes) -> IncrementalPdfFileWriter:
    """A writer that only appends to the file."""
    # typst ends a file without a line break: what is appended would be glued to the end mark.
    writer = IncrementalPdfFileWriter(BytesIO(data if data.endswith(b"\n") else data + b"\n"))
    # It would rewrite the metadata and lose that the file says to be PDF/UA (docs/adr/0022; pyHanko is pinned for this).
    writer._update_meta = lambda: None  # type: ignore[method-assign]
    return writer


def lay_fields(writer: IncrementalPdfFileWriter, wish: ToSign) -> None:
    """Lays all places of the paper as empty fields into it, tagged for readers; whoever signs later finds his own."""
    if "/AcroForm" in writer.root:
        return
    for room in wish.rooms:
        _lay(writer, room)
    if not wish.rooms:
        append_signature_field(writer, SigFieldSpec(wish.place, readable_field_name=LABEL))


def style(writer: IncrementalPdfFileWriter, wish: ToSign, how: str) -> StaticStampStyle | None:
    """How the signer's field looks once it is signed; None for a field that is not seen."""
    width, height = _size(writer, wish.place)
    if not width or not height:
        return None
    flush = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins.uniform(0))
    mark = _Page(pdf.render(pdf.MARK, mark_of(wish, width, height, how), made_for=wish.at, title=LABEL))
    return StaticStampStyle(background=mark, background_layout=flush, border_width=0, background_opacity=1)


def mark_of(wish: ToSign, width: float, height: float, how: str) -> dict[str, object]:
    """What stands on the mark, as large as its room (points)."""
    return {
        "width": width,
        "height": height,
        "qr": qr_svg(wish.qr),
        "nama": wish.pegawai.nama,
        "jabatan": wish.title,
        "waktu": wish.written_at,
        "cara": how,
    }


class _Page(PdfContent):
    """The one page of a PDF at hand; pyHanko's own wants a file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        super().__init__()

    def render(self) -> bytes:
        """Draws it."""
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self.data)))
        self.resources.xobject["/Mark"] = page
        left, low, right, high = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(high - low))
        return b"/Mark Do"


def _lay(writer: IncrementalPdfFileWriter, room: Room) -> None:
    page_ref, _ = writer.find_page_for_modification(room.page - 1)
    page = page_ref.get_object()
    top = float(_media_box(page)[3])
    low = top - room.y - room.height
    box = (room.x, low, room.x + room.width, low + room.height)
    spec = SigFieldSpec(
        room.name,
        on_page=room.page - 1,
        box=tuple(round(one, 2) for one in box),  # type: ignore[arg-type]
        readable_field_name=f"{LABEL}: {room.name.replace('_', ' ')}",
    )
    append_signature_field(writer, spec)
    field = writer.root["/AcroForm"]["/Fields"].raw_get(-1)
    _tag(writer, field, page_ref)
    page[pdf_name("/Tabs")] = pdf_name("/S")
    writer.mark_update(page_ref)


def _tag(writer: IncrementalPdfFileWriter, field: generic.IndirectObject, page: generic.IndirectObject) -> None:
    """PDF/UA asks for a Form element in the structure that leads to the field, and back from it."""
    tree = writer.root["/StructTreeRoot"]
    key = int(tree.get("/ParentTreeNextKey", _next_key(tree["/ParentTree"])))
    leads = generic.DictionaryObject(
        {pdf_name("/Type"): pdf_name("/OBJR"), pdf_name("/Obj"): field, pdf_name("/Pg"): page}
    )
    top = tree.raw_get("/K")
    above = top[0] if isinstance(top, generic.ArrayObject) else top.get_object()
    above_ref = top.raw_get(0) if isinstance(top, generic.ArrayObject) else top
    element = writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/StructElem"),
                pdf_name("/S"): pdf_name("/Form"),
                pdf_name("/P"): above_ref,
                pdf_name("/Pg"): page,
                pdf_name("/K"): leads,
            }
        )
    )
    children = above["/K"]
    there = list(children) if isinstance(children, generic.ArrayObject) else [above.raw_get("/K")]
    above[pdf_name("/K")] = generic.ArrayObject([*there, element])
    writer.update_container(above)
    field.get_object()[pdf_name("/StructParent")] = generic.NumberObject(key)
    _lead_back(writer, tree["/ParentTree"], key, element)
    tree[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(key + 1)
    writer.update_container(tree)


def _lead_back(
    writer: IncrementalPdfFileWriter, numbers: generic.DictionaryObject, key: int, element: generic.IndirectObject
) -> None:
    pair = [generic.NumberObject(key), element]
    if "/Nums" in numbers:
        numbers[pdf_name("/Nums")] = generic.ArrayObject([*numbers["/Nums"], *pair])
    else:
        leaf = generic.DictionaryObject(
            {
                pdf_name("/Nums"): generic.ArrayObject(pair),
                pdf_name("/Limits"): generic.ArrayObject([generic.NumberObject(key), generic.NumberObject(key)]),
            }
        )
        numbers["/Kids"].append(writer.add_object(leaf))
    writer.update_container(numbers)


def _next_key(numbers: generic.DictionaryObject) -> int:
    if "/Nums" in numbers:
        return max((int(one) for one in list(numbers["/Nums"])[::2]), default=-1) + 1
    return max(int(kid.get_object()["/Limits"][1]) for kid in numbers["/Kids"]) + 1


def _size(writer: IncrementalPdfFileWriter, name: str) -> tuple[float, float]:
    for field in writer.root["/AcroForm"]["/Fields"]:
        if field.get_object()["/T"] == name:
            left, low, right, high = (float(one) for one in field.get_object()["/Rect"])
            return right - left, high - low
    return 0, 0


def _media_box(page: generic.DictionaryObject) -> generic.ArrayObject:
    while "/MediaBox" not in page:
        page = page["/Parent"]
    box: generic.ArrayObject = page["/MediaBox"]
    return box
