"""Certificates for the tests, good and bad, and a hand that signs with them."""

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from asn1crypto import keys, x509
from cryptography import x509 as cx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

OFFICE = "KPU Provinsi Contoh"
SIGNER = "Kepala Bagian Contoh"
_BEGAN = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
_ENDS = dt.datetime(2035, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Authority:
    """A root that issues certificates; two of them may bear the same names."""

    key: ec.EllipticCurvePrivateKey
    certificate: cx.Certificate

    @classmethod
    def made(cls) -> "Authority":
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(OFFICE)
        built = (
            _builder(name, name, key, _BEGAN, _ENDS)
            .add_extension(cx.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        )
        return cls(key, built.sign(key, hashes.SHA256()))

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def signer(self, *, ends: dt.datetime = _ENDS, **usage: bool) -> signers.SimpleSigner:
        """Somebody who signs; `usage` of the certificate is that of a signature where nothing else is said."""
        key = ec.generate_private_key(ec.SECP256R1())
        allowed = _usage(**(usage or {"digital_signature": True, "content_commitment": True}))
        certificate = (
            _builder(_name(SIGNER), _name(OFFICE), key, _BEGAN, ends)
            .add_extension(allowed, critical=True)
            .sign(self.key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        store = SimpleCertificateStore()
        store.register(_loaded(self.der))
        return signers.SimpleSigner(
            signing_cert=_loaded(certificate.public_bytes(serialization.Encoding.DER)),
            signing_key=keys.PrivateKeyInfo.load(private),
            cert_registry=store,
        )

    def revoking(self, signer: signers.SimpleSigner) -> bytes:
        """The list of revoked certificates, with this one on it."""
        assert signer.signing_cert is not None
        number = int(signer.signing_cert.serial_number)
        one = (
            cx.RevokedCertificateBuilder().serial_number(number).revocation_date(_BEGAN + dt.timedelta(days=1)).build()
        )
        now = dt.datetime.now(dt.UTC)
        listed = (
            cx.CertificateRevocationListBuilder()
            .issuer_name(_name(OFFICE))
            .last_update(now - dt.timedelta(days=400))
            .next_update(now + dt.timedelta(days=4000))
            .add_revoked_certificate(one)
            .sign(self.key, hashes.SHA256())
        )
        return listed.public_bytes(serialization.Encoding.DER)


def sign(data: bytes, signer: signers.SimpleSigner, field: str = "Tanda tangan", *, visible: bool = False) -> bytes:
    """The file with a signature hung onto it."""
    writer = IncrementalPdfFileWriter(BytesIO(data + b"\n"))
    meta = signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES)
    spec = fields.SigFieldSpec(field, on_page=0, box=(320, 380, 500, 430)) if visible else None
    signed: Any = signers.PdfSigner(meta, signer=signer, new_field_spec=spec).sign_pdf(writer)
    return bytes(signed.getvalue())


def _loaded(der: bytes) -> x509.Certificate:
    return x509.Certificate.load(der)  # type: ignore[no-any-return]


def _name(text: str) -> cx.Name:
    return cx.Name([cx.NameAttribute(NameOID.COMMON_NAME, text), cx.NameAttribute(NameOID.COUNTRY_NAME, "ID")])


def _builder(
    subject: cx.Name, issuer: cx.Name, key: ec.EllipticCurvePrivateKey, began: dt.datetime, ends: dt.datetime
) -> cx.CertificateBuilder:
    return (
        cx.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(cx.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(ends)
    )


def _usage(**allowed: bool) -> cx.KeyUsage:
    names = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"]
    names += ["key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
    return cx.KeyUsage(**{name: allowed.get(name, False) for name in names})
