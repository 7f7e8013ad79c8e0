"""Who asks: the bearer of a token, at one office time for the whole request."""

import uuid
from datetime import datetime

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from renkeg.lib.errors import BadInput, NotThere
from renkeg.office import clock
from renkeg.office.actions import hash_of
from renkeg.office.models import ApiToken, Jabatan, Pegawai

NOT_THERE = "Alamat ini tidak ada, atau tidak terbuka bagi Anda."


class Request(HttpRequest):
    """A request that has come past `Bearer`."""

    auth: Pegawai
    at: datetime
    usulan: uuid.UUID | None
    """The usulan that a verb was about, so that a stale one can be answered with the present one."""


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`; cookies count for nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> Pegawai | None:
        known = (
            ApiToken.objects.select_related("pegawai")
            .filter(hash=hash_of(token), revoked_at__isnull=True, pegawai__is_active=True)
            .first()
        )
        if known is None:
            return None
        _note_use(known)
        request.at = clock.now()  # type: ignore[attr-defined]
        request.usulan = None  # type: ignore[attr-defined]
        return known.pegawai


def _note_use(token: ApiToken) -> None:
    """The day, so that its owner sees which of his tokens are in use; once a day, so that reading stays reading."""
    today = timezone.localdate()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


def must_know_password(request: Request, typed: str | None) -> None:
    """Raises BadInput unless that is the person's own password; wrong tries count as at the log-in."""
    if typed and authenticate(request, username=request.auth.username, password=typed) == request.auth:
        return
    raise BadInput.at("password", "Kata sandi ini tidak cocok." if typed else "Sertakan kata sandi Anda.")


def must_hold(request: Request, post: Jabatan.Post) -> None:
    """Raises NotThere for everybody whose posts have no part in this address."""
    if not request.auth.standing(request.at).has(post):
        raise NotThere(NOT_THERE)
