"""Ends sessions: thirty minutes after the last page, and twelve hours after the log-in whatever happens, by the real clock."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from .devices import device

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 12 * 60 * 60
# A page a minute must not be a write a page.
_NOTED_EVERY_SECONDS = 60
# Of a clock that was set back a little.
_TOLERANCE_SECONDS = 5 * 60

# Sent by a page that asks for news by itself: nobody is known to sit before it.
UNATTENDED = "Renkeg-Unattended"

BEGAN = "began"
LAST = "last"
DEVICE = "device"


def limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware; stands after the one that knows the person, before the one that asks for a log-in."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _look(request)
        return get_response(request)

    return answer


def begin(request: HttpRequest) -> None:
    """Notes that the session begins now, and from what: in words, never an address."""
    request.session[BEGAN] = request.session[LAST] = now()
    request.session[DEVICE] = device(request.headers.get("User-Agent", ""))


def over(session: Mapping[str, Any], at: int) -> bool | None:
    """Whether a session has ended by its age at that second; None where it never noted when it began."""
    began, last = session.get(BEGAN), session.get(LAST)
    if not isinstance(began, int) or not isinstance(last, int):
        return None
    return at - began >= ABSOLUTE_SECONDS or at - last >= IDLE_SECONDS or at < began - _TOLERANCE_SECONDS


def now() -> int:
    """The second of the real clock."""
    return int(time.time())


def _look(request: HttpRequest) -> None:
    at = now()
    ended = over(dict(request.session.items()), at)
    if ended is None:
        begin(request)
    elif ended:
        logout(request)
    elif at - request.session[LAST] >= _NOTED_EVERY_SECONDS and UNATTENDED not in request.headers:
        request.session[LAST] = at
