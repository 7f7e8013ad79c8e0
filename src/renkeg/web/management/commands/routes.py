"""`renkeg routes`: every address, its methods and the right it needs, as the program itself has them."""

import argparse
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

from renkeg.web.address import LOGGED_IN, OPEN

TOKEN = "token"  # noqa: S105 - the name of a right


class Route(NamedTuple):
    """One address."""

    path: str
    methods: tuple[str, ...]
    right: str


class Command(BaseCommand):
    help = "Menyebut setiap alamat, caranya dan hak yang diperlukan."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """As text for people, or as JSON."""
        parser.add_argument("--json", action="store_true", help="sebagai JSON")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        """Prints them sorted by address."""
        found = sorted(routes())
        self.stdout.write(_as_json(found) if json else _as_text(found))


def routes() -> Iterator[Route]:
    """All addresses of the house."""
    yield from _walk(get_resolver(), "/")


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern).lstrip("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path)
        elif isinstance(entry, URLPattern):
            yield from _routes_of(path, entry.callback)


def _routes_of(path: str, view: Any) -> Iterator[Route]:
    call = getattr(view, "__self__", None)
    if isinstance(call, PathView):
        for operation in call.operations:
            yield Route(path, tuple(sorted(operation.methods)), TOKEN if operation.auth_callbacks else OPEN)
    elif hasattr(view, "methods"):
        yield Route(path, tuple(view.methods), view.right)
    else:
        yield Route(path, _methods_of_class(view), LOGGED_IN if getattr(view, "login_required", True) else OPEN)


def _methods_of_class(view: Any) -> tuple[str, ...]:
    shape = getattr(view, "view_class", None)
    handled = [name.upper() for name in ("get", "post", "put", "delete") if shape is None or hasattr(shape, name)]
    # A plain function of a package that does not say: it answers readers only, as the packages' own do.
    return tuple(handled) if shape is not None else ("GET",)


def _as_json(found: list[Route]) -> str:
    return json.dumps({"routes": [route._asdict() for route in found]}, ensure_ascii=False, indent=2)


def _as_text(found: list[Route]) -> str:
    return "\n".join(f"{','.join(route.methods):<10} {route.right:<10} {route.path}" for route in found)
