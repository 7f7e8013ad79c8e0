"""Seals papers: what a QR says of a paper, signed with the office's key, so that it can be believed without asking the office.

The text of a QR is the address of the paper's page, then behind "#", which no browser sends:
`<version>.<facts>.<signature>`. `<facts>` are jenis, nomor, tanggal, hal, penandatangan, versi and the short digest of the
contents, each percent-encoded with "+" for a space, joined by "*". The signature (ECDSA, P-256, SHA-256, r and s of 32 bytes
each, base64url) covers `renkeg:<code>/#<version>.<facts>`. The address itself is not covered: an office may move.
"""

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote_plus, unquote_plus, urlsplit

import segno
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from django.conf import settings
from django.db import IntegrityError, transaction

from renkeg.lib.digests import digest, sha256
from renkeg.lib.errors import Refused
from renkeg.lib.keys import PATTERN
from renkeg.settings import UNUSABLE_SECRET
from renkeg.trail.record import SYSTEM, record

from . import vault
from .models import Document, SealKey

VERSION: Final = "1"
PATH: Final = "/verifikasi/"
_LONGEST: Final = 60
_LONGEST_WRITTEN: Final = 90
"""Characters of hal, nomor and penandatangan each, plain and encoded: a QR that is too dense is read by no phone."""
_SAFE: Final = "/:,()"
_NUMBER: Final = 32
_TEXT: Final = re.compile(rf"(?:^|/verifikasi/)({PATTERN})/?#(\d+)\.([^\s#]*)\.([A-Za-z0-9_-]+)$")
_CODE: Final = re.compile(rf"(?:^|/verifikasi/)({PATTERN})(?:/?$|/?#)")


class Unsealed(ValueError):
    """The text bears no seal of these keys; the text of the exception is the Indonesian sentence that says why."""


@dataclass(frozen=True)
class Facts:
    """What is said of a paper to everybody: no contents, no money, no name."""

    jenis: str
    nomor: str
    tanggal: str
    hal: str
    penandatangan: str
    """The post with its kapasitas: "Plt. Kepala Bagian …"."""
    versi: int
    sidik: str
    """The first 128 bits of the digest of the contents, base64url."""


def seal(document: Document) -> str:
    """The sealed text of a paper that is being issued. Belongs inside the transaction of the act that issues it."""
    told = f"{VERSION}.{_written(facts_of(document, short=True))}"
    signature = _sign(_signing_key(document.made_for), _covered(document.code, told))
    return f"{address_of(document.code)}#{told}.{_base64(signature)}"


def qr_text(document: Document) -> str:
    """What stands in the QR of a paper; of one from before there were seals its address alone."""
    return document.seal or address_of(document.code)


def qr_svg(text: str) -> str:
    """The QR of a text as SVG without a size of its own: the same each time."""
    made = BytesIO()
    segno.make(text, micro=False, error="l").save(made, kind="svg", xmldecl=False, omitsize=True, border=4, nl=False)
    return made.getvalue().decode()


def printed(document: Document) -> Mapping[str, str] | None:
    """What a template draws of the seal: the QR and the address in letters; nothing on a paper without a seal."""
    if not document.seal:
        return None
    return {"svg": qr_svg(document.seal), "alamat": document.seal.partition("#")[0]}


def address_of(code: str) -> str:
    """Where a paper is verified; the path alone where this machine is the only one that knows the office's address."""
    return site_address(f"{PATH}{code}/")


def site_address(path: str) -> str:
    """A path of this site as a paper tells it; the path alone where only this machine knows the office's address."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    known = not (host in {"localhost", "::1"} or host.startswith("127."))
    return f"{settings.SITE_URL if known else ''}{path}"


def facts_of(document: Document, *, short: bool = False) -> Facts:
    """What is told of a paper, from its frozen contents; `short` as a seal has room for it."""
    nomor, tanggal, hal, penandatangan = _FACTS.get(document.jenis, _of_any)(document.contents)
    cut = _cut if short else _whole
    return Facts(
        jenis=str(Document.Jenis(document.jenis).label),
        nomor=cut(nomor),
        tanggal=cut(tanggal),
        hal=cut(hal),
        penandatangan=cut(penandatangan),
        versi=document.versi,
        sidik=short_digest(document),
    )


def short_digest(document: Document) -> str:
    """The first 128 bits of the digest of the contents, as a seal tells them."""
    return _base64(bytes.fromhex(document.contents_digest)[:16])


def code_in(text: str) -> str | None:
    """The code of a paper in what somebody typed or scanned: the code itself, an address, or a QR's whole text."""
    found = _CODE.search(text.strip())
    return found[1] if found else None


def opened(text: str, keys: Iterable[SealKey]) -> tuple[str, Facts]:
    """The code and the facts of a QR's text. Raises Unsealed where none of these keys has sealed exactly this."""
    found = _TEXT.search(text.strip())
    if found is None:
        raise Unsealed("Teks ini tidak memuat segel Renkeg.")
    code, version, told, signature = found.groups()
    if version != VERSION:
        raise Unsealed("Segel ini dibuat dengan susunan yang tidak dikenal.")
    covered = _covered(code, f"{version}.{told}")
    if not any(_verifies(key, signature, covered) for key in keys):
        raise Unsealed("Segel ini bukan dari kantor ini, atau isinya diubah.")
    parts = [unquote_plus(part) for part in told.split("*")]
    jenis, nomor, tanggal, hal, penandatangan, versi, sidik = parts
    return code, Facts(jenis, nomor, tanggal, hal, penandatangan, int(versi), sidik)


def fingerprint(key: SealKey) -> str:
    """The public key in short, to be compared by people: "3F9A 02BC …", 80 bits."""
    told = sha256(_bytes(key.public))[:20].upper()
    return " ".join(told[at : at + 4] for at in range(0, 20, 4))


def _written(facts: Facts) -> str:
    told = (facts.jenis, facts.nomor, facts.tanggal, facts.hal, facts.penandatangan, str(facts.versi), facts.sidik)
    return "*".join(quote_plus(one, safe=_SAFE) for one in told)


def _covered(code: str, told: str) -> bytes:
    return f"renkeg:{code}/#{told}".encode()


def _cut(text: str) -> str:
    if len(text) <= _LONGEST and len(quote_plus(text, safe=_SAFE)) <= _LONGEST_WRITTEN:
        return text
    short = text[: _LONGEST - 1]
    while len(quote_plus(short, safe=_SAFE)) >= _LONGEST_WRITTEN:
        short = short[:-1]
    return f"{short.rstrip()}…"


def _whole(text: str) -> str:
    return text


# --- Keys ----------------------------------------------------------------------


def key_in_force(at: datetime) -> SealKey:
    """The key that seals today; made where there is none, or where the office's secret is another than it was kept with.

    Raises Refused where there is no secret at all.
    """
    with transaction.atomic():
        _signing_key(at)
        return SealKey.objects.in_force().get()


def _signing_key(at: datetime) -> ec.EllipticCurvePrivateKey:
    kept = SealKey.objects.in_force().first()
    if kept is not None and (private := _unlocked(kept)) is not None:
        return private
    return _new_key(at, instead=kept)


def _new_key(at: datetime, *, instead: SealKey | None) -> ec.EllipticCurvePrivateKey:
    if settings.SECRET_KEY == UNUSABLE_SECRET:
        raise Refused("Rahasia kantor tidak ada di sini; jalankan dengan DATA kantor, atau isi RENKEG_SECRET_KEY.")
    private = ec.generate_private_key(ec.SECP256R1())
    key = SealKey(made_at=at)
    key.public = _base64(
        private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    key.private = _locked(key, private)
    try:
        with transaction.atomic():
            # The entries first: they take the chain's lock, so that two who come first at once do not wait for each other.
            if instead is not None:
                instead.in_force = False
                _enter("retire_seal_key", instead, at)
                instead.save(update_fields=["in_force"])
            _enter("make_seal_key", key, at)
            key.save(force_insert=True)
    except IntegrityError:
        # Somebody else was first; his key is kept with the same secret.
        other = _unlocked(SealKey.objects.in_force().get())
        if other is None:
            raise
        return other
    return private


def _enter(verb: str, key: SealKey, at: datetime) -> None:
    facts = {"fingerprint": fingerprint(key)}
    record(verb, key.subject, by=SYSTEM, at=at, facts=facts, state=digest([key.snapshot()]))


def _locked(key: SealKey, private: ec.EllipticCurvePrivateKey) -> str:
    plain = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return vault.close(plain, purpose=_purpose(key))


def _unlocked(key: SealKey) -> ec.EllipticCurvePrivateKey | None:
    """The private half; None where it was kept with another secret."""
    try:
        plain = vault.open_(key.private, purpose=_purpose(key))
    except vault.Locked:
        return None
    private = serialization.load_der_private_key(plain, password=None)
    return private if isinstance(private, ec.EllipticCurvePrivateKey) else None


def _purpose(key: SealKey) -> str:
    return f"seal {key.public}"


def _sign(private: ec.EllipticCurvePrivateKey, covered: bytes) -> bytes:
    r, s = decode_dss_signature(private.sign(covered, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return r.to_bytes(_NUMBER) + s.to_bytes(_NUMBER)


def _verifies(key: SealKey, signature: str, covered: bytes) -> bool:
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(key.public))
    try:
        both = _bytes(signature)
        if len(both) != 2 * _NUMBER:
            return False
        numbers = int.from_bytes(both[:_NUMBER]), int.from_bytes(both[_NUMBER:])
        public.verify(encode_dss_signature(*numbers), covered, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# --- What is told of each kind of paper: nomor, tanggal, hal, penandatangan ------

_Told = tuple[str, str, str, str]


def _of_any(contents: Mapping[str, Any]) -> _Told:
    hal = contents.get("hal") or contents.get("judul") or ""
    return contents.get("nomor") or "", contents.get("tanggal") or "", hal, contents.get("jabatan_penandatangan") or ""


def _of_disposisi(contents: Mapping[str, Any]) -> _Told:
    surat, chain = contents["surat"], contents["rantai"]
    return (
        surat["nomor"],
        surat["tanggal"],
        f"Disposisi: {surat['hal']}",
        chain[-1]["paraf"]["jabatan"] if chain else "",
    )


def _of_rencana(contents: Mapping[str, Any]) -> _Told:
    kepala = contents.get("kepala") or {}
    revisi = f" ({contents['revisi']})" if "revisi" in contents else ""
    hal = f"Rencana Kegiatan Bulanan {contents['sub_bagian'].title()} {contents['bulan_tahun'].title()}{revisi}"
    tanggal = contents["tempat_tanggal"].rpartition(", ")[2]
    return "", tanggal, hal, kepala.get("jabatan") or contents.get("jabatan_kepala") or ""


_FACTS: Final[Mapping[str, Callable[[Mapping[str, Any]], _Told]]] = {
    Document.Jenis.LEMBAR_DISPOSISI: _of_disposisi,
    Document.Jenis.RENCANA_PDF: _of_rencana,
    Document.Jenis.RENCANA_XLSX: _of_rencana,
}
