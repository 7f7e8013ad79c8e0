"""What allauth and axes may do here: nobody signs up, passwords change by our verb, who guesses too often must wait."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from renkeg.office import accounts
from renkeg.office.models import Pegawai

from . import sessions

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


class Adapter(DefaultAccountAdapter):
    """Keeps the door of sign-up shut, and lets sessions and passwords go the house's way."""

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
        user.password = accounts.set_password(user, password, by=user).password

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
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(typed).strip().casefold()[:255]


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """The answer to the one who has guessed too often."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    response = render(request, "account/locked.html", {"menit": seconds // 60}, status=429)
    response["Retry-After"] = str(seconds)
    return response
