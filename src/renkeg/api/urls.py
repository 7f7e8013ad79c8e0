"""The addresses below /api/v1/, each behind one door: no cookies, no HTML, no redirect, nothing kept by caches."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from . import docs, problems
from .root import api

View = Callable[..., HttpResponseBase]


def door(view: View) -> View:
    """A view whose every answer is the API's own, whatever happens in it."""

    @login_not_required  # the token is asked for by each operation
    @csrf_exempt  # a browser sends no bearer token by itself
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
        except Exception as error:
            response = problems.answer(request, error)
        if head:
            request.method = "HEAD"  # the server leaves the body out
        if response.status_code == 405:
            response = problems.not_allowed(response["Allow"].split(", "))
        response["Cache-Control"] = "no-store"
        return response

    return answered


def _nowhere(_request: HttpRequest) -> HttpResponse:
    return problems.not_there()


def _behind(pattern: URLPattern) -> URLPattern:
    pattern.callback = door(pattern.callback)
    return pattern


app_name = "api"
urlpatterns = [
    path("openapi.json", door(docs.openapi), name="openapi"),
    path("docs", door(docs.page), name="docs"),
    *(_behind(pattern) for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"),
    re_path("", door(_nowhere)),
]
