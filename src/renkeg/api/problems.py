"""What is answered when it did not go well: application/problem+json, the sentences in Indonesian."""

import logging
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from renkeg.lib.errors import BadInput, NotThere, Problem, Refused, Stale
from renkeg.lib.working_time import Closed

from . import usulan as usulan_noun
from .auth import NOT_THERE
from .bodies import TooBig, WrongType

MEDIA_TYPE = "application/problem+json"
BUSY = 2
"""Seconds after which it is worth trying again."""

log = logging.getLogger(__name__)

_TITLES = {
    400: "Permintaan tidak terbaca",
    401: "Belum masuk",
    404: "Tidak ada",
    405: "Metode tidak tersedia",
    409: "Ditolak",
    413: "Terlalu besar",
    415: "Jenis isi tidak didukung",
    422: "Masukan belum benar",
    500: "Kesalahan sistem",
    503: "Coba lagi",
}


def problem(status: int, detail: str, errors: Iterable[Problem] = (), **more: Any) -> HttpResponse:
    """The answer to a request that was not carried out."""
    data: dict[str, Any] = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    told = [{"loc": one.loc, "msg": one.msg} for one in errors]
    if told:
        data["errors"] = told
    return JsonResponse(data | more, status=status, content_type=MEDIA_TYPE)


def not_there() -> HttpResponse:
    """Not there or not yours: the same bytes for both."""
    return problem(404, NOT_THERE)


def not_allowed(methods: Iterable[str]) -> HttpResponse:
    """A method that the address does not know."""
    response = problem(405, "Alamat ini tidak mengenal metode itu.")
    response["Allow"] = ", ".join(methods)
    return response


def answer(request: HttpRequest, error: object) -> HttpResponse:
    """The answer to any error that came up while a request was carried out."""
    match error:
        case NotThere():
            return problem(404, error.sentence)
        case Http404():
            return not_there()
        case Stale():
            return problem(409, error.sentence, usulan=usulan_noun.at_hand(request))
        case Refused():
            return problem(409, error.sentence)
        case Closed():
            return problem(409, "Kantor tidak memiliki jam kerja pada waktu itu; minta admin memeriksanya.")
        case BadInput():
            return _bad_input(error.problems)
        case ValidationError():
            return _bad_input(_translated(error))
        case _:
            return _not_carried_out(error)


def install(api: NinjaAPI) -> None:
    """Makes `answer` the one place where errors become answers."""
    for kind in (Exception, AuthenticationError, Http404, ValidationError):
        api.add_exception_handler(kind, answer)


def _not_carried_out(error: object) -> HttpResponse:
    """The answer where the request did not come as far as a rule."""
    match error:
        case AuthenticationError():
            response = problem(401, "Sertakan token yang berlaku: Authorization: Bearer TOKEN.")
            response["WWW-Authenticate"] = "Bearer"
        case WrongType():
            response = problem(415, "Kirim isi sebagai application/json (UTF-8).")
        case TooBig():
            response = problem(413, "Isi permintaan terlalu besar.")
        case UnreadablePostError():
            response = problem(400, "Isi permintaan terputus di tengah jalan.")
        case OperationalError() | InterfaceError():
            log.warning("the database did not answer in time", exc_info=error)
            response = problem(503, "Sistem sedang sibuk. Tidak ada yang tersimpan; coba lagi sebentar lagi.")
            response["Retry-After"] = str(BUSY)
        case _:
            number = secrets.token_hex(8)
            log.error(
                "an unforeseen error",
                exc_info=error if isinstance(error, Exception) else None,
                extra={"error_id": number},
            )
            response = problem(500, f"Terjadi kesalahan pada sistem. Sebutkan nomor {number} kepada admin.", id=number)
    return response


def _bad_input(problems: Iterable[Problem]) -> HttpResponse:
    told = list(problems)
    many = len(told) > 1
    return problem(422, f"Ada {len(told)} hal yang perlu diperbaiki." if many else told[0].msg, told)


def _translated(error: ValidationError) -> list[Problem]:
    """What pydantic says of a query, in Indonesian and with the field's name alone."""
    return [Problem(str(one["loc"][-1]), _sentence(one)) for one in error.errors]


def _sentence(error: dict[str, Any]) -> str:
    limits = error.get("ctx", {})
    match error["type"]:
        case "greater_than_equal":
            return f"Paling kecil {limits['ge']}."
        case "less_than_equal":
            return f"Paling besar {limits['le']}."
        case "enum" | "literal_error":
            return f"Pilih salah satu: {str(limits['expected']).replace(' or ', ' atau ')}."
        case "missing":
            return "Wajib diisi."
        case kind if kind.startswith("int"):
            return "Isi dengan bilangan bulat."
        case _:
            return "Isian ini tidak dapat dibaca."
