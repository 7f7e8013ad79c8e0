"""A request by somebody known, and the one way in which pages are shown."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from renkeg.office.models import Pegawai


class Request(HttpRequest):
    """What every view behind the log-in gets."""

    user: Pegawai
    htmx: HtmxDetails


def unchanged(request: HttpRequest, stamp: str) -> bool:
    """Whether the page that asks by itself for news shows the state of that stamp already."""
    return bool(getattr(request, "htmx", False)) and request.GET.get("stamp") == stamp


def page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, part: str = "", status: int = 200
) -> HttpResponse:
    """The page, or only its `part` where htmx asks for it; no other code knows of htmx."""
    wanted = part and getattr(request, "htmx", False) and not request.headers.get("HX-History-Restore-Request")
    response = render(request, f"{template}#{part}" if wanted else template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def scripted(request: HttpRequest) -> bool:
    """Whether a script of ours sends the form and wants to be told, not shown, that it was saved."""
    return request.headers.get("Accept") == "application/json"
