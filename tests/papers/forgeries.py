"""What somebody might hand in as a paper of the office: each made from real papers, none of them valid."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from renkeg.papers import pdf, seals
from renkeg.papers.models import Document
from renkeg.papers.verifying import Verdict
from tests.papers import samples
from tests.papers.authority import Authority, sign


@dataclass(frozen=True)
class Scene:
    """An office with its papers, and an authority that bears its names."""

    letter: Document
    plain: bytes
    """The letter as it was made."""
    signed: bytes
    """The same, signed with the office's certificate; both are in the archive."""
    other_signed: bytes
    """Another letter, signed by the same hand; in the archive as well."""
    cancelled: bytes
    authority: Authority
    impostor: Authority
    revoked: Any
    """A signer whose certificate is on the office's list of revoked ones."""


@dataclass(frozen=True)
class Forgery:
    """How it is made, what is said of it, and a word of the reason."""

    made: Callable[[Scene], bytes]
    verdict: Verdict
    word: str


_name = generic.pdf_name
_dictionary: Callable[..., Any] = generic.DictionaryObject
_number: Callable[..., Any] = generic.NumberObject


def _saved(data: bytes, change: Callable[[pikepdf.Pdf], object] = lambda _: None, **how: Any) -> bytes:
    """The file as another program saves it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        change(document)
        document.save(out, **how)
    return out.getvalue()


def _updated(data: bytes, change: Callable[[IncrementalPdfFileWriter], object]) -> bytes:
    """The file with a change hung onto it."""
    writer = IncrementalPdfFileWriter(BytesIO(data + b"\n"))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(writer: IncrementalPdfFileWriter) -> Any:
    return writer.root["/Pages"]["/Kids"][0]


def _draw(writer: IncrementalPdfFileWriter) -> None:
    """Another page content in the place of the first page's."""
    drawn = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 500 500 l S"))
    page = _page(writer)
    page[_name("/Contents")] = drawn
    writer.update_container(page)


def _cover(writer: IncrementalPdfFileWriter) -> None:
    """A white sheet over the first page, which stays below it."""
    page = _page(writer)
    before = page.raw_get("/Contents")
    sheet = writer.add_object(generic.StreamObject(stream_data=b"q 1 g 0 0 600 850 re f Q"))
    page[_name("/Contents")] = generic.ArrayObject([before, sheet])
    writer.update_container(page)


def _annotate(writer: IncrementalPdfFileWriter, kind: str = "/FreeText", **more: Any) -> None:
    note = _dictionary(
        {
            _name("/Type"): _name("/Annot"),
            _name("/Subtype"): _name(kind),
            _name("/Rect"): generic.ArrayObject([_number(n) for n in (70, 600, 400, 640)]),
            _name("/Contents"): generic.pdf_string("Rp999.000.000"),
            **{_name(f"/{name}"): value for name, value in more.items()},
        }
    )
    page = _page(writer)
    known = list(page.raw_get("/Annots")) if "/Annots" in page else []
    page[_name("/Annots")] = generic.ArrayObject([*known, writer.add_object(note)])
    writer.update_container(page)


def _fill(writer: IncrementalPdfFileWriter) -> None:
    """A field of a form, filled in."""
    field = _dictionary(
        {
            _name("/FT"): _name("/Tx"),
            _name("/T"): generic.pdf_string("jumlah"),
            _name("/V"): generic.pdf_string("Rp999.000.000"),
        }
    )
    fields = generic.ArrayObject([writer.add_object(field)])
    writer.root[_name("/AcroForm")] = _dictionary({_name("/Fields"): fields})
    writer.update_root()


def _restamp(writer: IncrementalPdfFileWriter) -> None:
    """Another picture on the stamp of the signature."""
    stamp = _page(writer)["/Annots"][0]
    drawn = generic.StreamObject(
        dict_data={
            _name("/Type"): _name("/XObject"),
            _name("/Subtype"): _name("/Form"),
            _name("/BBox"): generic.ArrayObject([_number(n) for n in (0, 0, 180, 50)]),
        },
        stream_data=b"1 0 0 rg 0 0 180 50 re f",
    )
    stamp[_name("/AP")] = _dictionary({_name("/N"): writer.add_object(drawn)})
    writer.update_container(stamp)


def _double_field(writer: IncrementalPdfFileWriter) -> None:
    """A second field that bears the first one's signature."""
    form = writer.root["/AcroForm"]
    first = form["/Fields"][0]
    twin = _dictionary(
        {
            _name("/FT"): _name("/Sig"),
            _name("/T"): generic.pdf_string("Tanda tangan Sekretaris"),
            _name("/V"): first.raw_get("/V"),
        }
    )
    form["/Fields"].append(writer.add_object(twin))
    writer.update_container(form["/Fields"])


def _write_over(document: pikepdf.Pdf) -> None:
    page = document.pages[0]
    page.contents_coalesce()
    contents = page.Contents
    assert isinstance(contents, pikepdf.Object)
    contents.write(contents.read_bytes() + b"\nBT (Rp999.000.000) Tj ET")


def _run_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _attach(document: pikepdf.Pdf) -> None:
    document.attachments["rahasia.txt"] = b"lain"


def _drop_page(document: pikepdf.Pdf) -> None:
    del document.pages[-1]


def _retitle(document: pikepdf.Pdf) -> None:
    document.docinfo["/Title"] = pikepdf.String("Surat Keputusan")


def _blank(change: Callable[[pikepdf.Pdf], object] = lambda _: None) -> bytes:
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(out)
    return out.getvalue()


def _wrapped(scene: Scene) -> bytes:
    """Our file inside somebody else's."""

    def put_in(document: pikepdf.Pdf) -> None:
        document.attachments["nota dinas.pdf"] = scene.plain

    return _blank(put_in)


def _somebody_elses(seal: dict[str, str] | None) -> bytes:
    """A paper that looks like ours, made with our own program."""
    letter = samples.nota_dinas(rows=samples.rows(2))
    return pdf.render("nota_dinas", letter, made_for=samples.MADE_FOR, title="Nota Dinas", seal=seal)


def _pasted_qr(scene: Scene) -> bytes:
    return _somebody_elses(dict(seals.printed(scene.letter) or {}))


def _other_contents(scene: Scene) -> bytes:
    """The bytes of another letter's signature in the place of this one's."""
    place = re.compile(rb"/Contents <([0-9a-fA-F]+)>")
    mine, theirs = place.search(scene.signed), place.search(scene.other_signed)
    assert mine is not None
    assert theirs is not None
    width = mine.end(1) - mine.start(1)
    return scene.signed[: mine.start(1)] + theirs[1].ljust(width, b"0")[:width] + scene.signed[mine.end(1) :]


def _gap(scene: Scene) -> bytes:
    """The signature is told to cover less than it did."""
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\s*\]", scene.signed)
    assert found is not None
    last = int(found[4])
    return scene.signed[: found.start(4)] + b"%0*d" % (len(found[4]), last - 40) + scene.signed[found.end(4) :]


def _signed_by(signer: Callable[[Scene], Any]) -> Callable[[Scene], bytes]:
    return lambda scene: sign(scene.plain, signer(scene))


_PAST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

FORGERIES: Final[dict[str, Forgery]] = {
    # --- our letter, changed
    "saved by another program": Forgery(lambda s: _saved(s.plain), Verdict.CHANGED, "disimpan ulang"),
    "saved smaller": Forgery(
        lambda s: _saved(s.plain, object_stream_mode=pikepdf.ObjectStreamMode.generate), Verdict.CHANGED, "disimpan ulang"
    ),
    "other title": Forgery(lambda s: _saved(s.plain, _retitle), Verdict.CHANGED, "disimpan ulang"),
    "text written over": Forgery(lambda s: _saved(s.plain, _write_over), Verdict.CHANGED, "halaman 1"),
    "page taken out": Forgery(lambda s: _saved(s.plain, _drop_page), Verdict.CHANGED, "jumlah halaman"),
    "attachment put in": Forgery(lambda s: _saved(s.plain, _attach), Verdict.CHANGED, "lampiran"),
    "script put in": Forgery(lambda s: _saved(s.plain, _run_script), Verdict.CHANGED, "perintah"),
    "locked": Forgery(
        lambda s: _saved(s.plain, encryption=pikepdf.Encryption(owner="a", user="")), Verdict.UNREADABLE, "dikunci"
    ),
    "locked with a password": Forgery(
        lambda s: _saved(s.plain, encryption=pikepdf.Encryption(owner="a", user="b")), Verdict.UNREADABLE, "dikunci"
    ),
    "cut in half": Forgery(lambda s: s.plain[: len(s.plain) // 2], Verdict.CHANGED, "terpotong"),
    "last byte missing": Forgery(lambda s: s.plain[:-1], Verdict.CHANGED, "terpotong"),
    "bytes behind it": Forgery(lambda s: s.plain + b"\n% lain", Verdict.CHANGED, "di belakangnya"),
    "a line break behind it": Forgery(lambda s: s.plain + b"\n", Verdict.CHANGED, "di belakangnya"),
    "a zip behind it": Forgery(lambda s: s.plain + b"PK\x03\x04" * 9, Verdict.CHANGED, "di belakangnya"),
    "one bit turned": Forgery(
        lambda s: s.plain[:60] + bytes([s.plain[60] ^ 1]) + s.plain[61:], Verdict.CHANGED, "naskah kantor"
    ),
    "page replaced by an update": Forgery(lambda s: _updated(s.plain, _draw), Verdict.CHANGED, "halaman 1"),
    "page covered by an update": Forgery(lambda s: _updated(s.plain, _cover), Verdict.CHANGED, "halaman 1"),
    "annotation by an update": Forgery(lambda s: _updated(s.plain, _annotate), Verdict.CHANGED, "anotasi"),
    "form filled by an update": Forgery(lambda s: _updated(s.plain, _fill), Verdict.CHANGED, "isian"),
    # --- our signed letter, changed
    "signed, saved by another program": Forgery(lambda s: _saved(s.signed), Verdict.CHANGED, "tanda tangan"),
    "signed, page replaced": Forgery(lambda s: _updated(s.signed, _draw), Verdict.CHANGED, "halaman 1"),
    "signed, page covered": Forgery(lambda s: _updated(s.signed, _cover), Verdict.CHANGED, "halaman 1"),
    "signed, annotation put on": Forgery(lambda s: _updated(s.signed, _annotate), Verdict.CHANGED, "anotasi"),
    "signed, form filled": Forgery(lambda s: _updated(s.signed, _fill), Verdict.CHANGED, "diubah"),
    "signed, stamp replaced": Forgery(lambda s: _updated(s.signed, _restamp), Verdict.CHANGED, "ditambahkan"),
    "signed, field doubled": Forgery(lambda s: _updated(s.signed, _double_field), Verdict.CHANGED, "tanda tangan"),
    "signed, bytes behind it": Forgery(lambda s: s.signed + b"\n\n", Verdict.CHANGED, "di belakangnya"),
    "signed, cut": Forgery(lambda s: s.signed[:-200], Verdict.CHANGED, "naskah kantor"),
    "signature of another letter": Forgery(_other_contents, Verdict.CHANGED, "tanda tangan"),
    "hole in what is signed": Forgery(_gap, Verdict.CHANGED, "tanda tangan"),
    # --- our letter, signed by whom it should not be
    "own chain with the same names": Forgery(
        _signed_by(lambda s: s.impostor.signer()), Verdict.UNKNOWN_SIGNER, "tidak diterbitkan kantor"
    ),
    "own chain on top of ours": Forgery(
        lambda s: sign(s.signed, s.impostor.signer(), "Lain"), Verdict.UNKNOWN_SIGNER, "tidak diterbitkan kantor"
    ),
    "certificate that ended": Forgery(
        _signed_by(lambda s: s.authority.signer(ends=_PAST)), Verdict.EXPIRED, "tidak berlaku lagi"
    ),
    "certificate for something else": Forgery(
        _signed_by(lambda s: s.authority.signer(key_encipherment=True)), Verdict.UNKNOWN_SIGNER, "bukan sertifikat untuk"
    ),
    "certificate that was revoked": Forgery(_signed_by(lambda s: s.revoked), Verdict.REVOKED, "dicabut"),
    "signed by us, not kept": Forgery(
        _signed_by(lambda s: s.authority.signer()), Verdict.NOT_KEPT, "tidak ada dalam arsip"
    ),
    # --- papers of others
    "our QR on another paper": Forgery(_pasted_qr, Verdict.CHANGED, "naskah kantor"),
    "our letter inside another paper": Forgery(_wrapped, Verdict.CHANGED, "bukan isi naskah kantor"),
    "looks like ours": Forgery(lambda _: _somebody_elses(None), Verdict.FOREIGN, "tidak dibuat"),
    "another paper": Forgery(lambda _: _blank(), Verdict.FOREIGN, "tidak dibuat"),
    "another paper, signed by an unknown": Forgery(
        lambda s: sign(_blank(), s.impostor.signer()), Verdict.UNKNOWN_SIGNER, "tidak diterbitkan kantor"
    ),
    "another paper, signed by us": Forgery(
        lambda s: sign(_blank(), s.authority.signer()), Verdict.NOT_KEPT, "tidak ada dalam arsip"
    ),
    "another paper, cut": Forgery(lambda _: _blank()[:200], Verdict.UNREADABLE, "rusak"),
    # --- no papers
    "no PDF": Forgery(lambda _: b"PK\x03\x04 word", Verdict.NO_PDF, "bukan PDF"),
    "nothing": Forgery(lambda _: b"", Verdict.NO_PDF, "bukan PDF"),
    "something before it": Forgery(lambda s: b"<html>" + s.plain, Verdict.NO_PDF, "di depannya"),
    "too large": Forgery(lambda s: s.plain + b"\0" * 10 * 1024**2, Verdict.UNREADABLE, "lebih besar"),
}  # fmt: skip
