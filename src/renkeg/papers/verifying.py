"""Says of a PDF whether it is one of the office's papers, byte for byte, and if not, why not."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from renkeg.lib.digests import sha256

from . import ca, documents, examining
from .examining import MOST_BYTES, Endless, Examined, Signed, Trust
from .models import Document, SignerKind

_END: Final = re.compile(rb"%%EOF")
_MOST_ENDS: Final = 200


class Verdict(StrEnum):
    """What is said of a file; only ASLI says that it is the office's own paper."""

    ASLI = "asli"
    CHANGED = "changed"
    NOT_KEPT = "not kept"
    """Signed by the office's own certificate, yet not in the archive."""
    UNKNOWN_SIGNER = "unknown signer"
    EXPIRED = "expired"
    REVOKED = "revoked"
    FOREIGN = "foreign"
    NO_PDF = "no pdf"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Answer:
    """A verdict, the Indonesian sentence that says why, and the paper of the office that the file is or pretends to be."""

    verdict: Verdict
    reason: str
    document: Document | None = None

    @property
    def asli(self) -> bool:
        """Whether it is the office's own; of an old version, too: whether that is in force is another question."""
        return self.verdict is Verdict.ASLI

    @property
    def berlaku(self) -> bool:
        """Whether it is the office's own and in force."""
        return self.asli and self.document is not None and standing(self.document).berlaku


@dataclass(frozen=True)
class Standing:
    """Where a paper stands today. `by` is the paper that has come into its place, where one of its kind has."""

    keadaan: str
    by: Document | None = None

    @property
    def berlaku(self) -> bool:
        return self.keadaan == Document.Keadaan.BERLAKU


def standing(document: Document) -> Standing:
    """Whether what stands on it is in force. A paper of which only the signature came later is still the paper."""
    if document.keadaan != Document.Keadaan.DIGANTIKAN:
        return Standing(document.keadaan)
    later = Document.objects.about(document.subject).filter(jenis=document.jenis, versi__gt=document.versi)
    newest = later.order_by("-versi").first()
    if newest is None:
        return Standing(document.keadaan)
    if newest.contents_digest == document.contents_digest and newest.keadaan != Document.Keadaan.DIGANTIKAN:
        return Standing(newest.keadaan)
    return Standing(document.keadaan, newest)


def trusted_roots() -> Sequence[bytes]:
    """The certificates (DER) from which the signatures of this office descend."""
    return [one.public_bytes(Encoding.DER) for one in ca.authorities()]


def revocations() -> Sequence[bytes]:
    """The office's own lists (CRL, DER) of certificates that were revoked."""
    return ()


def verify(data: bytes) -> Answer:
    """What a file is. Keeps nothing of it."""
    if len(data) > MOST_BYTES:
        return Answer(
            Verdict.UNREADABLE,
            f"Berkas ini lebih besar dari {MOST_BYTES // 1024**2} MB; naskah kantor jauh lebih kecil.",
        )
    if not data.startswith(b"%PDF-"):
        return Answer(Verdict.NO_PDF, _NO_PDF_BEFORE if b"%PDF-" in data[:4096] else _NO_PDF)
    document = Document.objects.filter(sha256=sha256(data)).first()
    # What is in the archive was signed when it was entered there, however long ago its certificate ended.
    at = None if document else timezone.now()
    try:
        found = examining.examined(data, trust=_trust(), at=at)
    except Endless:
        return Answer(
            Verdict.UNREADABLE, "Berkas ini tidak selesai dibaca; susunannya tidak wajar untuk sebuah naskah."
        )
    if document is not None:
        return _of_kept(document, found)
    return _of_other(data, found)


def _trust() -> Trust:
    return Trust(roots=trusted_roots(), revoked=revocations())


def _of_kept(document: Document, found: Examined) -> Answer:
    signatures, by_bsre = _taken(document, found.signatures)
    for one in signatures:
        if bad := _distrusted(one):
            return Answer(bad.verdict, bad.reason, document)
    if signatures and not _all_good(signatures):
        return Answer(Verdict.CHANGED, _NOT_WHOLE, document)
    return Answer(Verdict.ASLI, _ASLI_BSRE if by_bsre else _ASLI_SIGNED if signatures else _ASLI, document)


def _taken(document: Document, signatures: Sequence[Signed]) -> tuple[list[Signed], bool]:
    """The signatures, those of them trusted that came with the kept file from BSrE; and whether there are any.

    Its certificates descend from no authority of this office. What it gave back was checked and entered when it was taken.
    """
    papers = Document.objects.about(document.subject).with_signing()
    came = [request.signer == SignerKind.BSRE for request in documents.signings(document, papers)]
    later = [False] * (len(signatures) - len(came))
    told = [
        replace(one, trusted=True, good=True) if by_bsre and one.intact else one
        for one, by_bsre in zip(signatures, [*came, *later], strict=False)
    ]
    return told, any(came)


def _of_other(data: bytes, found: Examined) -> Answer:
    beginning, rest = _beginning(data)
    document = beginning or _named(found.codes)
    if found.encrypted:
        return Answer(Verdict.CHANGED if document else Verdict.UNREADABLE, _LOCKED, document)
    signatures = _taken(beginning, found.signatures)[0] if beginning is not None else found.signatures
    for one in signatures:
        if one.intact and (bad := _distrusted(one)):
            return Answer(bad.verdict, bad.reason, document)
    if found.signatures and _all_good(found.signatures):
        return Answer(Verdict.NOT_KEPT, _NOT_KEPT, document)
    if beginning is not None:
        return Answer(Verdict.CHANGED, _said_of_tail(beginning, rest, found), beginning)
    if document is not None:
        return Answer(Verdict.CHANGED, _said_of_change(document, data, found), document)
    if found.signatures:
        broken = any(not one.intact for one in found.signatures)
        return Answer(Verdict.CHANGED, _BROKEN if broken else _NOT_WHOLE)
    if not found.readable:
        return Answer(Verdict.UNREADABLE, "Berkas PDF ini rusak atau terpotong, sehingga tidak dapat dikenali.")
    return Answer(
        Verdict.FOREIGN, "Berkas ini tidak dibuat oleh Renkeg kantor ini: tidak ada naskah kami yang sama dengannya."
    )


def _all_good(signatures: Sequence[Signed]) -> bool:
    return all(one.good for one in signatures) and signatures[-1].whole


def _distrusted(one: Signed) -> Answer | None:
    if not one.intact or one.trusted:
        return None
    who = f" “{one.signer}”" if one.signer else ""
    match one.problem:
        case "expired":
            return Answer(Verdict.EXPIRED, f"Sertifikat penanda tangan{who} tidak berlaku lagi, atau belum berlaku.")
        case "revoked":
            return Answer(Verdict.REVOKED, f"Sertifikat penanda tangan{who} sudah dicabut.")
        case "usage":
            return Answer(Verdict.UNKNOWN_SIGNER, f"Sertifikat{who} bukan sertifikat untuk menandatangani naskah.")
        case _:
            return Answer(
                Verdict.UNKNOWN_SIGNER,
                f"Tanda tangan{who} memakai sertifikat yang tidak diterbitkan kantor ini, walaupun namanya mungkin sama.",
            )


# --- Our paper, changed -----------------------------------------------------------


def _beginning(data: bytes) -> tuple[Document | None, bytes]:
    """The paper whose whole file is the beginning of this one, and what follows there."""
    told, at, ends = hashlib.sha256(), 0, {}
    for end in _ends(data):
        told.update(data[at:end])
        at = end
        ends[told.copy().hexdigest()] = end
    kept = max(Document.objects.filter(sha256__in=ends), key=lambda one: one.size or 0, default=None)
    if kept is None or kept.sha256 is None:
        return None, b""
    return kept, data[ends[kept.sha256] :]


def _ends(data: bytes) -> Iterator[int]:
    """Where a PDF may end inside of this one: behind each end mark, with or without its line break."""
    for place, mark in enumerate(_END.finditer(data)):
        if place > _MOST_ENDS:
            return
        line_break = re.compile(rb"\r?\n?").match(data, mark.end())
        for end in dict.fromkeys((mark.end(), line_break.end() if line_break else mark.end())):
            if end < len(data):
                yield end


def _named(codes: Sequence[str]) -> Document | None:
    return Document.objects.filter(code__in=codes[:20]).order_by("-versi").first()


def _said_of_tail(document: Document, rest: bytes, found: Examined) -> str:
    """What was hung onto our own file."""
    if b"startxref" not in rest:
        return f"Ini naskah kantor, tetapi ada {len(rest)} bita yang ditambahkan di belakangnya."
    return f"Ini naskah kantor yang diubah sesudah dibuat: {_difference(document, found) or 'ada bagian yang ditambahkan'}."


def _said_of_change(document: Document, data: bytes, found: Examined) -> str:
    """What is different in a file that bears our code."""
    if not found.readable or documents.read(document).startswith(data):
        return "Berkas ini memuat kode naskah kantor, tetapi terpotong atau rusak."
    difference = _difference(document, found)
    if difference:
        return f"Berkas ini memuat kode naskah kantor, tetapi isinya diubah: {difference}."
    return "Ini naskah kantor yang disimpan ulang oleh program lain, jadi bukan lagi berkas yang dibuat kantor. Mintalah berkas aslinya."


def _difference(document: Document, found: Examined) -> str:
    """What the file has that ours has not, in words; "" where only its bytes are others."""
    ours = examining.examined(documents.read(document), trust=_trust(), at=None)
    if not found.readable:
        return "susunannya rusak"
    if len(found.pages) != len(ours.pages):
        return f"jumlah halamannya {len(found.pages)}, sedangkan naskah kantor {len(ours.pages)}"
    changed = [str(at) for at, (one, other) in enumerate(zip(found.pages, ours.pages, strict=True), 1) if one != other]
    if changed:
        return f"isi halaman {', '.join(changed[:5])} bukan isi naskah kantor"
    more = [
        (found.signatures[len(ours.signatures) :], "ada tanda tangan yang ditambahkan atau diubah"),
        (found.attachments > ours.attachments, "ada lampiran berkas yang disisipkan"),
        (found.active and not ours.active, "ada perintah yang dijalankan saat dibuka"),
        (found.fields != ours.fields, "ada isian formulir yang ditambahkan atau diubah"),
        (found.annotations != ours.annotations, "ada anotasi yang ditambahkan atau dihapus"),
        (len(found.signatures) < len(ours.signatures), "tanda tangannya hilang"),
    ]
    return next((words for there, words in more if there), "")


_NO_PDF: Final = "Berkas ini bukan PDF. Pilih berkas PDF naskah yang akan diperiksa."
_NO_PDF_BEFORE: Final = "Berkas ini tidak dimulai sebagai PDF: ada sesuatu yang disisipkan di depannya."
_ASLI: Final = "Berkas ini sama bita demi bita dengan yang dibuat dan disimpan kantor."
_ASLI_SIGNED: Final = f"{_ASLI} Tanda tangannya utuh dan mencakup seluruh berkas."
_ASLI_BSRE: Final = (
    f"{_ASLI_SIGNED} Dibubuhkan melalui BSrE; sertifikat penanda tangannya dapat diperiksa pada layanan BSrE."
)
_NOT_WHOLE: Final = (
    "Tanda tangannya tidak mencakup seluruh berkas: ada yang ditambahkan atau disisipkan sesudah ditandatangani."
)
_BROKEN: Final = "Isi berkas ini berubah sesudah ditandatangani."
_NOT_KEPT: Final = (
    "Berkas ini ditandatangani dengan sertifikat internal kantor ini, tetapi tidak ada dalam arsipnya. "
    "Tanyakan kepada kantor."
)
_LOCKED: Final = "Berkas ini dikunci dengan kata sandi, sedangkan naskah kantor tidak pernah dikunci."
