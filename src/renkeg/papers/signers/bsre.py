"""BSrE, by its client service v2 in the office's network (domain.md 7.2): the file goes there as base64, and comes back signed.

The passphrase passes through and is kept nowhere; neither it nor the NIK nor the file ever reaches a log.
"""

import json
import logging
import socket
from base64 import b64decode, b64encode
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from renkeg.papers import pdf, stamping
from renkeg.papers.signing import Failed, Room, ToSign

_MOST: Final = 48 * 1024 * 1024
"""The longest answer that is read, in bytes."""
_WRONG_PASSPHRASE: Final = 2031
_UNKNOWN_USER: Final = 2011
_TROUBLE: Final = "Berkas tetap seperti semula; coba lagi beberapa saat lagi."

log = logging.getLogger("renkeg.bsre")


class Bsre:
    """The signer whose signatures are certified (PP 71/2019): only what it gives back may say so."""

    def sign(self, wish: ToSign) -> bytes:
        """The answer of the service. Raises Failed, with the field where the person can put it right."""
        if not settings.BSRE_URL:
            raise Failed("BSrE belum disiapkan di kantor ini. Minta admin mengisi alamat layanannya.")
        told = _post("/api/v2/sign/pdf", _body(wish))
        files = told.get("file")
        if not isinstance(files, list) or len(files) != 1 or not isinstance(files[0], str):
            raise Failed(f"Jawaban BSrE tidak dapat dibaca. {_TROUBLE}")
        try:
            return b64decode(files[0], validate=True)
        except ValueError as error:
            raise Failed(f"Jawaban BSrE tidak dapat dibaca. {_TROUBLE}") from error


def masked(nik: str) -> str:
    """A NIK as it may be shown: its last four digits."""
    return f"{'*' * 12}{nik[-4:]}" if len(nik) == 16 else "*" * len(nik)


def _body(wish: ToSign) -> Mapping[str, object]:
    room = next((one for one in wish.rooms if one.name == wish.place), None)
    return {
        "nik": wish.password["nik"],
        "passphrase": wish.password["passphrase"],
        "signatureProperties": [_visible(wish, room) if room else {"tampilan": "INVISIBLE", "reason": wish.title}],
        "file": [b64encode(wish.pdf).decode()],
    }


def _visible(wish: ToSign, room: Room) -> Mapping[str, object]:
    """The mark, as a picture that BSrE draws into the room. Coordinates count from the lower left corner, in points."""
    data = stamping.mark_of(wish, room.width, room.height, stamping.BSRE)
    picture = pdf.picture(pdf.MARK, data, title=stamping.LABEL)
    return {
        "tampilan": "VISIBLE",
        "imageBase64": b64encode(picture).decode(),
        "page": room.page,
        "originX": round(room.x, 2),
        "originY": round(room.paper_height - room.y - room.height, 2),
        "width": round(room.width, 2),
        "height": round(room.height, 2),
        "location": "",
        "reason": wish.title,
        "contactInfo": "",
    }


class _NoRedirect(HTTPRedirectHandler):
    """Nowhere else: what is sent holds a passphrase."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(path: str, body: Mapping[str, object]) -> Mapping[str, Any]:
    user = b64encode(f"{settings.BSRE_USER}:{settings.BSRE_PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {user}", "Content-Type": "application/json", "Accept": "application/json"}
    request = Request(f"{settings.BSRE_URL}{path}", json.dumps(body).encode(), headers, method="POST")  # noqa: S310
    try:
        with build_opener(_NoRedirect).open(request, timeout=settings.BSRE_TIMEOUT) as response:
            return _read(response.read(_MOST + 1))
    except HTTPError as error:
        raise _said(error.code, error.read(_MOST)) from error
    except TimeoutError as error:
        raise _late() from error
    except URLError as error:
        if isinstance(error.reason, TimeoutError | socket.timeout):
            raise _late() from error
        raise Failed(f"BSrE tidak dapat dihubungi dari server ini. {_TROUBLE}") from error
    except (OSError, HTTPException) as error:
        raise Failed(f"Hubungan dengan BSrE terputus. {_TROUBLE}") from error


def _read(data: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Failed(f"Jawaban BSrE tidak dapat dibaca. {_TROUBLE}") from error
    if not isinstance(told, dict):
        raise Failed(f"Jawaban BSrE tidak dapat dibaca. {_TROUBLE}")
    return told


def _said(status: int, data: bytes) -> Failed:
    """What an answer other than 200 means for the person."""
    try:
        told = json.loads(data)
        code = int(told.get("status_code", 0))
    except (ValueError, TypeError, AttributeError, RecursionError):
        code = 0
    log.warning("BSrE did not sign", extra={"status_code": status})
    if code == _WRONG_PASSPHRASE:
        return Failed("Passphrase BSrE ini salah.", field="passphrase")
    if code == _UNKNOWN_USER:
        return Failed("NIK ini tidak terdaftar pada BSrE.", field="nik")
    if status == HTTPStatus.REQUEST_TIMEOUT:
        return _late()
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Failed("Layanan BSrE menolak sandi aplikasi ini. Minta admin memeriksanya.")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Failed(f"Layanan BSrE sedang terganggu ({status}). {_TROUBLE}")
    return Failed(f"BSrE menolak permintaan ini ({code or status}). Minta admin memeriksanya.")


def _late() -> Failed:
    return Failed(f"BSrE belum menjawab dalam {settings.BSRE_TIMEOUT} detik. {_TROUBLE}")
