"""A stand-in for BSrE's client service v2 on this machine: it really signs, and errs as the real one is known to (domain.md 7.2)."""

import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

NIK = "1771000000000001"
PASSPHRASE = "passphrase-contoh"
USER, PASSWORD = "renkeg", "sandi-aplikasi-contoh"

Answer = Callable[["Handler", dict[str, Any]], None]


class Service(ThreadingHTTPServer):
    """The service: `answers` says how the next requests are answered; without any it signs."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = []
        self.asked: list[dict[str, Any]] = []
        self.signer = _signer()
        self.being_asked = threading.Event()
        self.let_go = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Service

    def do_POST(self) -> None:
        """Signs, or errs as it was told to."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        expected = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers["Authorization"] != f"Basic {expected}":
            return self.say(401, {"error": "Unauthorized", "status_code": 401})
        if self.path != "/api/v2/sign/pdf":
            return self.say(404, {"error": "Not Found", "status_code": 404})
        self.server.asked.append(body)
        self.server.being_asked.set()
        answer = self.server.answers.pop(0) if self.server.answers else signed
        return answer(self, body)

    def say(self, status: int, told: object) -> None:
        """Answers with JSON, or with bytes as they are."""
        data = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Says nothing on the tests' output."""


def signed(handler: Handler, body: dict[str, Any]) -> None:
    """As it should be."""
    if body["nik"] != NIK:
        return handler.say(400, {"error": "User tidak terdaftar", "status_code": 2011})
    if body["passphrase"] != PASSPHRASE:
        return handler.say(400, {"error": "Passphrase anda salah", "status_code": 2031})
    files = [_sign(handler.server.signer, b64decode(one), body["signatureProperties"][0]) for one in body["file"]]
    return handler.say(200, {"time": 812, "file": [b64encode(one).decode() for one in files]})


def saying(status: int, told: object) -> Answer:
    """Answers with that, whatever was asked."""
    return lambda handler, _: handler.say(status, told)


def changing(change: Callable[[bytes], bytes]) -> Answer:
    """Changes the file, then signs it."""

    def answer(handler: Handler, body: dict[str, Any]) -> None:
        signed(handler, {**body, "file": [b64encode(change(b64decode(one))).decode() for one in body["file"]]})

    return answer


def silent(handler: Handler, _: dict[str, Any]) -> None:
    """Does not answer before the test lets go."""
    handler.server.let_go.wait(30)
    handler.close_connection = True


def late(handler: Handler, body: dict[str, Any]) -> None:
    """Answers well, once the test lets go."""
    handler.server.let_go.wait(30)
    signed(handler, body)


def cut_off(handler: Handler, _: dict[str, Any]) -> None:
    """Ends in the middle of its answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"file": ["')
    handler.close_connection = True


@contextmanager
def running(settings: Any) -> Iterator[Service]:
    """The service, and the settings that name it."""
    service = Service()
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.BSRE_URL, settings.BSRE_USER, settings.BSRE_PASSWORD = service.url, USER, PASSWORD
    try:
        yield service
    finally:
        service.let_go.set()
        service.shutdown()
        service.server_close()
        thread.join()


def _sign(signer: SimpleSigner, data: bytes, wanted: dict[str, Any]) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(data))
    name = f"ttd_bsre_{len(writer.prev.embedded_signatures) + 1}"
    look: dict[str, Any] = {}
    box = None
    if wanted["tampilan"] == "VISIBLE":
        picture = Image.open(BytesIO(b64decode(wanted["imageBase64"])))
        look["stamp_style"] = StaticStampStyle(background=PdfImage(picture), border_width=0, background_opacity=1)
        x, y, width, height = (round(wanted[one]) for one in ("originX", "originY", "width", "height"))
        box = (x, y, x + width, y + height)
    append_signature_field(writer, SigFieldSpec(name, on_page=wanted.get("page", 1) - 1, box=box))
    meta = PdfSignatureMetadata(field_name=name, subfilter=SigSeedSubFilter.PADES, reason=wanted["reason"])
    out: bytes = PdfSigner(meta, signer, **look).sign_pdf(writer, existing_fields_only=True).getvalue()
    return out


@cache
def _signer() -> SimpleSigner:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Penanda Tangan Contoh (bukan BSrE)")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate = asn1.Certificate.load(made.public_bytes(Encoding.DER))
    private = keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return SimpleSigner(certificate, private, SimpleCertificateStore.from_certs([certificate]))
