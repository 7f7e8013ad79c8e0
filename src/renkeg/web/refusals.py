"""The one place where a rule's No, a missing thing or a bug becomes a page with a way on."""

import logging
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from renkeg.lib.errors import BadInput, NotThere, Refused, Stale
from renkeg.office import clock
from renkeg.office.models import Satker
from renkeg.planning.models import Pin, Tugas

from .http import page

log = logging.getLogger("renkeg.web")

View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """Every page's frame: the office's zone, no copy left in the browser, and refusals as pages.

    Poor lines get pages compressed; Django adds bytes at random, so that lengths do not tell what stands inside.
    """

    @gzip_page
    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with timezone.override(_zone()):
            response = _answer(view, request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return framed


def status(error: BadInput | Refused) -> int:
    """With which status a form is shown again after `error`."""
    return 422 if isinstance(error, BadInput) else 409


def bug(request: HttpRequest) -> HttpResponse:
    """The page after a bug: it asks nothing of the database, and gives a word to find the log line by."""
    word = secrets.token_hex(4)
    log.error("Galat pada halaman, kode %s", word)
    # A template that reads the user would ask the database, which may be what failed.
    request.user = AnonymousUser()
    return render(None, "500.html", {"word": word}, status=500)


def _zone() -> Any:
    satker = Satker.objects.first()
    return satker.tz if satker else timezone.get_default_timezone()


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        response = view(request, *args, **kwargs)
    except Refused as error:
        context = {"sentence": error.sentence, "stale": isinstance(error, Stale), "back": _way_back(request, kwargs)}
        return page(request, "409.html", context, status=409)
    except NotThere as error:
        raise Http404(error.sentence) from error
    if isinstance(response, HttpResponseNotAllowed):
        told = page(request, "405.html", {"back": _way_back(request, kwargs)}, status=405)
        told.headers["Allow"] = response.headers["Allow"]
        return told
    return response


def _way_back(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    """The usulan that the request was about, where the person sees it; else the Meja Kerja."""
    if "usulan" in kwargs:
        return f"/usulan/{kwargs['usulan']}/"
    if "tugas" in kwargs and request.user.is_authenticated:
        tugas = Tugas.objects.visible_to(request.user, clock.now()).for_reading().in_bulk([kwargs["tugas"]])
        return next((f"/usulan/{one.usulan_id}/" for one in tugas.values()), "/")
    if "pin" in kwargs and request.user.is_authenticated:
        pins = Pin.objects.visible_to(request.user, clock.now()).select_related("tugas").in_bulk([kwargs["pin"]])
        return next((f"/usulan/{one.tugas.usulan_id}/" for one in pins.values()), "/")
    return "/"
