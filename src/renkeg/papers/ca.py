"""The office's own certificates: an authority made at set-up, and one certificate for each signer in each post.

They prove inside the office that a file is unchanged and whose key signed it. They are no certified electronic
certificates (PP 71/2019 Ps 60): nothing here may call them so.
"""

from dataclasses import dataclass
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509.oid import NameOID
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from renkeg.office import clock
from renkeg.office.actions import kantor_rows
from renkeg.office.models import Pegawai, Satker, state_of
from renkeg.trail.record import SYSTEM, record

from . import vault
from .models import Certificate

_AUTHORITY_DAYS = 20 * 365
_SIGNER_DAYS = 2 * 365
_RENEW = timedelta(days=30)
_PURPOSE = "certificate"
_EARLIER = timedelta(minutes=5)
"""Clocks of two machines differ a little: nobody shall find a signature older than its certificate."""


@dataclass(frozen=True)
class Credentials:
    """What signs: a certificate, its private key (DER, PKCS 8), and the authority above it."""

    certificate: x509.Certificate
    key: bytes
    authority: x509.Certificate


def authority(*, by: str = SYSTEM) -> Certificate:
    """The office's authority that is in force; made at set-up, and where its key cannot be opened any more."""
    found = _usable(Certificate.objects.filter(pegawai__isnull=True))
    if found is not None:
        return found
    with transaction.atomic():
        # Two who need the first one wait for each other here.
        satker = Satker.objects.select_for_update(no_key=True).get()
        return _usable(Certificate.objects.filter(pegawai__isnull=True)) or _make_authority(satker, by)


def credentials(pegawai: Pegawai, title: str) -> Credentials:
    """What this person signs with in this post; made at first need, and anew before it runs out."""
    wanted = Certificate.objects.filter(pegawai=pegawai, title=title).select_related("issuer")
    found = _usable(wanted)
    if found is None:
        above = authority()
        with transaction.atomic():
            Pegawai.objects.select_for_update(no_key=True).get(pk=pegawai.pk)
            found = _usable(wanted) or _make_signer(pegawai, title, above)
    if found.issuer is None:
        raise AssertionError("a signer's certificate has an issuer")
    return Credentials(_read(found), vault.open_(found.key, purpose=_purpose(found)), _read(found.issuer))


def authorities() -> list[x509.Certificate]:
    """Every authority that this office ever had: what one of them certified was signed here."""
    return [_read(one) for one in Certificate.objects.filter(pegawai__isnull=True)]


def revocation_list() -> bytes:
    """An empty list of revoked certificates (DER) of today: what a long-term signature carries with it."""
    above, now = authority(), timezone.now()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(_read(above).subject)
        .last_update(now - _EARLIER)
        .next_update(now + timedelta(days=7))
    )
    return builder.sign(_key(above), hashes.SHA256()).public_bytes(Encoding.DER)


def _usable(found: QuerySet[Certificate]) -> Certificate | None:
    for one in found.filter(not_after__gt=timezone.now() + _RENEW):
        try:
            vault.open_(one.key, purpose=_purpose(one))
        except vault.Locked:
            continue
        return one
    return None


def _make_authority(satker: Satker, by: str) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, satker.nama_pendek[:64]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _practice(satker, "Sertifikat internal kantor")),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Renkeg {satker.nama_pendek}"[:64]),
        ]
    )
    builder = _builder(name, name, key.public_key(), _AUTHORITY_DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(sign_certificates=True), critical=True)
    made = _keep(builder.sign(key, hashes.SHA256()), key)
    told = {"sertifikat": made.fingerprint}
    record("make_authority", "kantor", by=by, at=clock.now(), facts=told, state=state_of(kantor_rows(satker)))
    return made


def _make_signer(pegawai: Pegawai, title: str, above: Certificate) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    satker = Satker.objects.office()
    # Name and post only: a NIP tells the birthday and the sex, and a certificate travels with every copy.
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, satker.nama_pendek[:64]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _practice(satker, "Sertifikat internal kantor")),
            x509.NameAttribute(NameOID.TITLE, title[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, pegawai.nama[:64]),
        ]
    )
    builder = _builder(name, _read(above).subject, key.public_key(), _SIGNER_DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(sign_certificates=False), critical=True)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(_key(above).public_key()), critical=False
    )
    made = _keep(builder.sign(_key(above), hashes.SHA256()), key, pegawai=pegawai, title=title, issuer=above)
    told = {"sertifikat": made.fingerprint}
    record("certify", f"pegawai:{pegawai.pk}", by=SYSTEM, at=clock.now(), facts=told, state=state_of([pegawai]))
    return made


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = timezone.now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=not sign_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _keep(
    made: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    *,
    pegawai: Pegawai | None = None,
    title: str = "",
    issuer: Certificate | None = None,
) -> Certificate:
    fingerprint = made.fingerprint(hashes.SHA256()).hex()
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Certificate.objects.create(
        pegawai=pegawai,
        title=title,
        issuer=issuer,
        certificate=made.public_bytes(Encoding.PEM).decode(),
        fingerprint=fingerprint,
        key=vault.close(der, purpose=f"{_PURPOSE} {fingerprint}"),
        not_after=made.not_valid_after_utc,
        made_at=timezone.now(),
    )


def _key(one: Certificate) -> ec.EllipticCurvePrivateKey:
    key = load_der_private_key(vault.open_(one.key, purpose=_purpose(one)), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the office's keys are on P-256")
    return key


def _read(one: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(one.certificate.encode())


def _purpose(one: Certificate) -> str:
    return f"{_PURPOSE} {one.fingerprint}"


def _practice(satker: Satker, text: str) -> str:
    return f"{text} (latihan)" if satker.latihan else text
