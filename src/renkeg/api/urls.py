"""The addresses below /api/v1/, each behind one door: no cookies, no HTML, no redirect, nothing kept by caches."""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from . import docs, problems
from .root import api

TOKEN = "token"  # noqa: S105 - the name of a right

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


def _nouns() -> Iterator[URLPattern]:
    """The operations of ninja behind the door; each says by which methods it is called and who may."""
    known = {
        f"{router.prefix}{path}".strip("/").replace("{", "<").replace("}", ">"): view.operations
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
    }
    for pattern in api.urls[0]:
        operations = known.get(str(pattern.pattern))
        if operations and isinstance(pattern, URLPattern):
            pattern.callback = door(pattern.callback)
            rights = {(operation.openapi_extra or {}).get("x-hak", TOKEN) for operation in operations}
            _say(pattern.callback, sorted(one for row in operations for one in row.methods), ", ".join(sorted(rights)))
            yield pattern


def _open(view: View) -> View:
    answered = door(view)
    _say(answered, ["GET"], "terbuka")
    return answered


def _say(view: Any, methods: Sequence[str], right: str) -> None:
    view.methods, view.right = tuple(methods), right


app_name = "api"
urlpatterns = [
    path("openapi.json", _open(docs.openapi), name="openapi"),
    path("docs", _open(docs.page), name="docs"),
    *_nouns(),
    re_path("", _open(_nowhere)),
]
