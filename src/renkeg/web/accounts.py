"""What allauth and axes may do here: nobody signs up, passwords change by our verb, who guesses too often must wait."""

import math
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from renkeg.office import accounts
from renkeg.office.models import Pegawai, Satker

from . import sessions

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


class Adapter(DefaultAccountAdapter):
    """Keeps the door of sign-up shut, and lets sessions and passwords go the house's way."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "Nama pengguna atau kata sandi tidak cocok.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by `setup`, `seed` and `hire`."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """A session begins."""
        super().login(request, user)
        sessions.begin(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """The person's own change, with its entry in the trail; his other sessions end with the old password."""
        if not isinstance(user, Pegawai):
            raise TypeError("the people of this house are Pegawai")
        changed = accounts.set_password(user, password, by=user)
        user.password, user.temporary_password = changed.password, changed.temporary_password

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account, unless the person was on the way to somewhere else."""
        return reverse("akun")

    def get_client_ip(self, request: HttpRequest) -> str:
        """As for the lock-out."""
        return address_of(request)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from. A proxy on this machine is believed, if there is one (the site has https)."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    # Only the last one: what stands before it was sent by the other side.
    return told if told and peer in _LOOPBACK and settings.SITE_URL.startswith("https://") else peer


def name_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The user name that was tried, as one key: other capitals are no new tries."""
    known = getattr(getattr(request, "user", None), "username", "")
    typed = (credentials or {}).get("username") or request.POST.get("login") or known
    return str(typed).strip().casefold()[:255]


def locked_out(request: HttpRequest, _: object, credentials: dict[str, Any] | None) -> HttpResponse:
    """The answer to the one who has guessed too often: from when he may try again."""
    left = settings.AXES_COOLOFF_TIME
    tried = AccessAttempt.objects.filter(
        username=name_of(request, credentials), ip_address=address_of(request)
    ).order_by("-attempt_time")
    if last := tried.first():
        left = max(last.attempt_time + left - timezone.now(), timedelta(seconds=1))
    seconds = math.ceil(left.total_seconds())
    # Never a moment too early, though the clock on the wall shows no seconds.
    until = timezone.now() + left + timedelta(minutes=1)
    context = {"menit": math.ceil(seconds / 60), "until": until}
    response = _locked(request, context)
    response["Retry-After"] = str(seconds)
    return response


def _locked(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    if request.path.startswith("/api/"):
        told = f"Kata sandi terlalu sering salah. Coba lagi {context['menit']} menit lagi."
        problem = {"type": "about:blank", "title": "Terkunci sementara", "status": 429, "detail": told}
        return JsonResponse(problem, status=429, content_type="application/problem+json")
    satker = Satker.objects.first()
    with timezone.override(satker.tz if satker else timezone.get_default_timezone()):
        return render(request, "account/locked.html", context, status=429)
