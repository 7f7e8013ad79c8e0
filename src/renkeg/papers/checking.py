"""What an answer must be before it is taken: the very file that was sent, and one signature more."""

from collections.abc import Sequence
from io import BytesIO

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from . import looks
from .signing import Rejected, Signed

_GROWTH = 2 * 1024 * 1024
"""As many bytes as one signature with its stamp may add; ours need some 40,000."""


_UNREADABLE = (PdfError, SigningError, SignatureValidationError, ValueError, LookupError, TypeError, AttributeError)
"""What a reader of hostile bytes may raise."""


def check(base: bytes, answer: bytes, *, roots: Sequence[Certificate] | None) -> Signed:
    """The signature by which `answer` exceeds `base`. Raises Rejected unless nothing else has changed.

    A signature alone proves little: a page replaced after signing leaves it "valid" (threats 22). So the answer must begin
    with every byte that was sent, look the same but for the mark, and have one signature more, which covers the whole file.
    `roots` are the authorities of this office; None: somebody else signed, and whom he trusts is not judged here.
    """
    if not answer.startswith(base) or not len(base) < len(answer) <= len(base) + _GROWTH:
        raise Rejected(
            "Jawaban penanda tangan bukan berkas yang dikirim. Tidak ada yang disimpan sebagai tanda tangan."
        )
    try:
        return _last_signature(base, answer, roots)
    except _UNREADABLE as error:
        raise Rejected("Jawaban penanda tangan tidak dapat dibaca sebagai PDF bertanda tangan.") from error


def signatures(pdf: bytes) -> list[Signed]:
    """The signatures of a file, the oldest first, unchecked."""
    return [_told(one) for one in PdfFileReader(BytesIO(pdf)).embedded_signatures]


def fault(pdf: bytes) -> str | None:
    """What is wrong with the signatures of a file; None where each is intact and the last one covers all of it."""
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not found:
            return "tidak memuat tanda tangan"
        if not all(_sound(one) for one in found):
            return "tanda tangannya tidak sah"
        return None if _coverage(found[-1]) is SignatureCoverageLevel.ENTIRE_FILE else "berubah sesudah ditandatangani"
    except _UNREADABLE:
        return "tidak dapat dibaca sebagai PDF bertanda tangan"


def _sound(one: EmbeddedPdfSignature) -> bool:
    status = _status(one, [])
    return bool(status.intact and status.valid)


def _last_signature(base: bytes, answer: bytes, roots: Sequence[Certificate] | None) -> Signed:
    reader = PdfFileReader(BytesIO(answer))
    before = PdfFileReader(BytesIO(base))
    found, earlier = reader.embedded_signatures, before.embedded_signatures
    if len(found) != len(earlier) + 1:
        raise Rejected("Jawaban penanda tangan tidak memuat tepat satu tanda tangan baru.")
    last = found[-1]
    if _coverage(last) is not SignatureCoverageLevel.ENTIRE_FILE:
        raise Rejected("Tanda tangan pada jawaban tidak mencakup seluruh berkas.")
    status = _status(last, roots or [])
    if not (status.intact and status.valid):
        raise Rejected("Tanda tangan pada jawaban tidak sah: isinya tidak cocok dengan tanda tangannya.")
    if roots is not None and not status.trusted:
        raise Rejected("Tanda tangan pada jawaban tidak memakai sertifikat internal kantor ini.")
    if looks.of(reader) != looks.of(before):
        raise Rejected("Jawaban penanda tangan mengubah isi berkas, bukan hanya menandatanganinya.")
    return _told(last)


def _status(one: EmbeddedPdfSignature, roots: Sequence[Certificate]) -> PdfSignatureStatus:
    context = ValidationContext(trust_roots=[x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots])
    return validate_pdf_signature(one, context, skip_diff=True)


def _coverage(one: EmbeddedPdfSignature) -> SignatureCoverageLevel:
    return one.evaluate_signature_coverage()


def _told(one: EmbeddedPdfSignature) -> Signed:
    return Signed(str(one.field_name), one.signer_cert.sha256.hex())
