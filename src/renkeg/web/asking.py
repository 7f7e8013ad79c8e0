"""Asks for a log-in where there is none, and for a password of one's own where there is only a temporary one."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

ENDED = "berakhir"
INTERRUPTED = "terputus"
"""What the log-in page is told of the session that was: it ended, or it ended before what was typed arrived."""

# With a temporary password one may choose one's own, read the handbook and leave.
_STILL_OPEN = frozenset({"account_change_password", "account_logout", "panduan", "panduan_page"})


class AskLogIn(LoginRequiredMiddleware):
    """Leads to the log-in and from there back to the page that one was on."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        """None lets the request through."""
        asked = super().process_view(request, view_func, view_args, view_kwargs)
        if asked is not None or not getattr(view_func, "login_required", True):
            return asked
        return _ask_for_own_password(request)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """The log-in page, which says what has become of the session."""
        query = {"next": _page_of(request)}
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            query["sesi"] = ENDED if request.method in {"GET", "HEAD"} else INTERRUPTED
        return _lead(request, f"{reverse('account_login')}?{urlencode(query, safe='/')}")


def _ask_for_own_password(request: HttpRequest) -> HttpResponse | None:
    if not getattr(request.user, "temporary_password", False):
        return None
    here = request.resolver_match.url_name if request.resolver_match else None
    if here in _STILL_OPEN:
        return None
    query = urlencode({"next": _page_of(request)}, safe="/")
    return _lead(request, f"{reverse('account_change_password')}?{query}")


def _page_of(request: HttpRequest) -> str:
    """The page that the person was on: a form's or a part's own address shows nothing when it is opened."""
    if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
        return request.get_full_path()
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(told)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


def _lead(request: HttpRequest, address: str) -> HttpResponse:
    if "HX-Request" not in request.headers:
        response: HttpResponseRedirect = redirect(address)
        return response
    # htmx would put the log-in into a corner of the page; this makes it open as a page.
    return HttpResponse(status=204, headers={"HX-Redirect": address})
