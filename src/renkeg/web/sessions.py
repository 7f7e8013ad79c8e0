"""Ends sessions: thirty minutes after the last page, and twelve hours after the log-in whatever happens, by the real clock."""

import time
from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 12 * 60 * 60
# A page a minute must not be a write a page.
_NOTED_EVERY_SECONDS = 60
# Of a clock that was set back a little.
_TOLERANCE_SECONDS = 5 * 60

_BEGAN = "began"
_LAST = "last"


def limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware; stands after the one that knows the person, before the one that asks for a log-in."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _look(request)
        return get_response(request)

    return answer


def begin(request: HttpRequest) -> None:
    """Notes that the session begins now."""
    request.session[_BEGAN] = request.session[_LAST] = _now()


def _look(request: HttpRequest) -> None:
    now = _now()
    began, last = request.session.get(_BEGAN), request.session.get(_LAST)
    if not isinstance(began, int) or not isinstance(last, int):
        begin(request)
    elif now - began >= ABSOLUTE_SECONDS or now - last >= IDLE_SECONDS or now < began - _TOLERANCE_SECONDS:
        logout(request)
    elif now - last >= _NOTED_EVERY_SECONDS:
        request.session[_LAST] = now


def _now() -> int:
    return int(time.time())
