"""A signed paper as others read it: Poppler calls it valid, it stays PDF/A and PDF/UA, and a change shows."""

import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pypdf import PdfReader

from renkeg.lib.errors import Refused
from renkeg.papers import ca, checking, documents, pdf, stamping, vault
from renkeg.papers.models import Certificate, Document
from renkeg.papers.signers import embedded
from renkeg.papers.signing import ToSign
from renkeg.planning import actions
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from tests import provide
from tests.cast import Cast, do, published, usulan_at
from tests.papers import samples
from tests.papers.validating import faults

NOTA, FORM = Document.Jenis.NOTA_DINAS, Document.Jenis.RENCANA_PDF


def signed_letter(cast: Cast) -> bytes:
    usulan = usulan_at(3, cast)
    return file_of(actions.sign(paper_of(usulan, NOTA), by=cast.kabag), NOTA)


def form_signed_by(cast: Cast, *people: Any) -> bytes:
    usulan = published(cast, susulan=True)
    usulan = do(Verb.ACKNOWLEDGE, usulan.sampingan[0], cast.kabag, cast)
    for by in people:
        usulan = actions.sign(paper_of(usulan, FORM), by=by)
    return file_of(usulan, FORM)


def paper_of(usulan: Usulan, jenis: str) -> Document:
    return usulan.papers().valid().get(jenis=jenis)


def file_of(usulan: Usulan, jenis: str) -> bytes:
    return documents.read(paper_of(usulan, jenis))


def pdfsig(data: bytes, folder: Path) -> str:
    """What Poppler says of the file."""
    (folder / "signed.pdf").write_bytes(data)
    done = subprocess.run(
        [provide.pdfsig(), folder / "signed.pdf"],
        capture_output=True,
        text=True,
        check=False,
        env={"TZ": "UTC", "HOME": str(folder)},
    )
    return done.stdout


def test_poppler_calls_one_signature_valid(cast: Cast, tmp_path: Path) -> None:
    said = pdfsig(signed_letter(cast), tmp_path)

    assert said.count("Signature is Valid.") == 1
    assert "Total document signed" in said
    assert "Signature Type: ETSI.CAdES.detached" in said
    assert "CN=Kabag Contoh" in said


def test_poppler_calls_two_signatures_valid(cast: Cast, tmp_path: Path) -> None:
    said = pdfsig(form_signed_by(cast, cast.kasubbag, cast.kabag), tmp_path)

    assert said.count("Signature is Valid.") == 2
    assert said.count("Total document signed") == 1


def test_poppler_sees_a_change(cast: Cast, tmp_path: Path) -> None:
    data = signed_letter(cast)

    said = pdfsig(data.replace(b"/Type/Page/", b"/Type/Pagf/", 1), tmp_path)

    assert "Signature is Valid." not in said


def test_one_signature_keeps_the_paper_pdf_a_and_pdf_ua(cast: Cast, tmp_path: Path) -> None:
    """PDF/A-2a contains all that PDF/A-2b asks for; the paper says of itself to be the former."""
    for data in (signed_letter(cast), form_signed_by(cast, cast.kasubbag)):
        assert faults(data, tmp_path, "PDF_A_2A") == []
        assert faults(data, tmp_path, "PDF_UA_1") == []


def test_two_signatures_keep_it_pdf_ua_and_fail_pdf_a_in_the_one_known_rule(cast: Cast, tmp_path: Path) -> None:
    data = form_signed_by(cast, cast.kabag, cast.kasubbag)

    assert faults(data, tmp_path, "PDF_UA_1") == []
    # The first of several signatures can never cover what was appended after it.
    assert {"BYTERANGE" in one for one in faults(data, tmp_path, "PDF_A_2A") if "STREAM-LENGTH" not in one} == {True}


def test_the_certificate_names_person_and_post_and_no_nip(cast: Cast) -> None:
    cast.kabag.nip = "197906282005011001"
    cast.kabag.save(update_fields=["nip"])
    data = signed_letter(cast)

    (signature,) = PdfFileReader(BytesIO(data)).embedded_signatures

    subject = signature.signer_cert.subject.native
    assert (subject["common_name"], subject["title"]) == ("Kabag Contoh", "Kepala Bagian Keuangan, Umum dan Logistik")
    assert cast.kabag.nip not in str(subject)
    assert "tersertifikasi" not in str(subject).lower()


def test_the_mark_says_who_in_which_post_when_and_with_what(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[dict[str, object]] = []
    real = stamping.mark_of

    def mark_of(wish: ToSign, width: float, height: float, how: str) -> dict[str, object]:
        drawn.append(real(wish, width, height, how))
        return drawn[0]

    monkeypatch.setattr(stamping, "mark_of", mark_of)
    signed_letter(cast)

    mark = pdf.render(pdf.MARK, drawn[0], made_for=samples.MADE_FOR, title="Tanda tangan")
    words = " ".join(PdfReader(BytesIO(mark)).pages[0].extract_text().split())
    assert "Ditandatangani secara elektronik oleh Kabag Contoh Kepala Bagian Keuangan, Umum dan Logistik" in words
    assert "4 Januari 2027 pukul 09.00 WIB dengan sertifikat internal kantor" in words
    assert "BSrE" not in words


def test_keys_are_closed_and_those_of_a_lost_secret_are_made_anew(cast: Cast, settings: Any) -> None:
    first = ca.authority()
    assert "PRIVATE" not in first.key
    assert ca.authority().pk == first.pk

    settings.SECRET_KEY = "rahasia-lain-0123456789-abcdefghijklmnopqrst"

    with pytest.raises(vault.Locked):
        vault.open_(first.key, purpose=f"certificate {first.fingerprint}")
    second = ca.authority()
    assert second.pk != first.pk
    assert Certificate.objects.filter(pegawai__isnull=True).count() == 2
    assert len(ca.authorities()) == 2


def test_what_was_signed_under_an_earlier_authority_still_holds(cast: Cast, settings: Any) -> None:
    data = signed_letter(cast)
    settings.SECRET_KEY = "rahasia-lain-0123456789-abcdefghijklmnopqrst"
    ca.authority()

    assert checking.fault(data) is None
    base = documents.kept(Document.objects.get(jenis=NOTA, versi=1).sha256 or "")
    assert checking.check(base, data, roots=ca.authorities()).place == "tanda_tangan"


def test_with_a_time_stamp_service_the_signature_lasts(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    """PAdES B-LT: the time stamp is inside the signature, certificates and revocation lists beside it."""
    stamper, root = _stamper()
    settings.TSA_ROOTS = tmp_path / "tsa.pem"
    settings.TSA_ROOTS.write_bytes(root.public_bytes(Encoding.PEM))
    monkeypatch.setattr(embedded, "time_stamper", lambda: stamper)

    data = signed_letter(cast)

    (signature,) = PdfFileReader(BytesIO(data)).embedded_signatures
    assert "signature_time_stamp_token" in [one["type"].native for one in signature.signer_info["unsigned_attrs"]]
    dss = PdfFileReader(BytesIO(data)).root["/DSS"]
    assert len(dss["/CRLs"]) >= 1
    assert len(dss["/Certs"]) >= 2
    assert checking.fault(data) is None
    assert "Signature is Valid." in pdfsig(data, tmp_path)


def test_a_time_stamp_service_that_is_not_there_is_told(cast: Cast, settings: Any) -> None:
    settings.TSA_URL = "http://127.0.0.1:9"

    with pytest.raises(Refused, match="Layanan cap waktu"):
        signed_letter(cast)


def _stamper() -> tuple[DummyTimeStamper, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Layanan Cap Waktu Contoh")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate = asn1.Certificate.load(made.public_bytes(Encoding.DER))
    private = keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return DummyTimeStamper(certificate, private), made
