"""Signs here and now: PAdES by pyHanko with a certificate of the office's own."""

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates
from django.conf import settings
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko.stamp import NoOpStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from renkeg.papers import ca, stamping
from renkeg.papers.signing import Failed, ToSign


class Embedded:
    """The office's own signer. With a time stamp service (RENKEG_TSA_URL) its signatures are PAdES B-LT, else B-B."""

    def sign(self, wish: ToSign) -> bytes:
        """Signs with the person's certificate in the post; needs neither network nor waiting."""
        held = ca.credentials(wish.pegawai, wish.title)
        authority = _certificate(held.authority.public_bytes(Encoding.DER))
        signer = SimpleSigner(
            signing_cert=_certificate(held.certificate.public_bytes(Encoding.DER)),
            signing_key=keys.PrivateKeyInfo.load(held.key),
            cert_registry=SimpleCertificateStore.from_certs([authority]),
        )
        writer = stamping.open_(wish.pdf)
        stamping.lay_fields(writer, wish)
        stamper = time_stamper()
        how = stamping.style(writer, wish, stamping.INTERNAL) or NoOpStampStyle()
        work = PdfSigner(
            _meta(wish, authority, lasting=stamper is not None), signer, timestamper=stamper, stamp_style=how
        )
        try:
            data: bytes = work.sign_pdf(writer, existing_fields_only=True).getvalue()
        except (TimestampRequestError, ValidationError, OSError) as error:
            # Only a time stamp service is asked for anything from outside.
            raise Failed(
                "Layanan cap waktu tidak menjawab dengan baik. Berkas tetap seperti semula; coba lagi beberapa saat lagi."
            ) from error
        return data


def time_stamper() -> TimeStamper | None:
    """The time stamp service that the settings name; None where they name none."""
    return HTTPTimeStamper(settings.TSA_URL, timeout=settings.TSA_TIMEOUT) if settings.TSA_URL else None


def _meta(wish: ToSign, authority: x509.Certificate, *, lasting: bool) -> PdfSignatureMetadata:
    context = _context(authority) if lasting else None
    return PdfSignatureMetadata(
        field_name=wish.place,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=wish.pegawai.nama,
        reason=wish.title,
        embed_validation_info=lasting,
        validation_context=context,
        # In the signature's own revision, so that it covers all of the file.
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )


def _context(authority: x509.Certificate) -> ValidationContext:
    """What a lasting signature carries with it: that nothing of ours was revoked today, and whom the time stamp rests on."""
    roots = load_pem_x509_certificates(settings.TSA_ROOTS.read_bytes()) if settings.TSA_ROOTS else []
    return ValidationContext(
        trust_roots=[authority, *(_certificate(one.public_bytes(Encoding.DER)) for one in roots)],
        crls=[ca.revocation_list()],
        allow_fetching=True,
        revocation_mode="soft-fail",
    )


def _certificate(der: bytes) -> x509.Certificate:
    found: x509.Certificate = x509.Certificate.load(der)
    return found
