"""What import-linter cannot see: Django's own HTTP modules stay in `web` and `api`, the environment in settings.py."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent.parent / "src/renkeg"
BELOW_HTTP = ("lib", "trail", "office", "papers", "planning")
HTTP = (
    "django.http",
    "django.shortcuts",
    "django.urls",
    "django.views",
    "django.template",
    "django.test",
    "django.forms",
)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (SOURCE / package).rglob("*.py"))


@pytest.mark.parametrize("path", _files(*BELOW_HTTP), ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_below_web_and_api_knows_http(path: Path) -> None:
    assert [name for name in _imports(path) if f"{name}.".startswith(tuple(f"{one}." for one in HTTP))] == []


def test_the_apps_below_never_name_web_or_api() -> None:
    named = [
        path for path in _files(*BELOW_HTTP) for name in _imports(path) if name.startswith(("renkeg.web", "renkeg.api"))
    ]
    assert named == []


def test_a_locked_row_can_still_be_referred_to() -> None:
    """Whoever commits a row that refers to it holds the trail's lock: waiting for a key lock then is a deadlock (ADR 0005)."""
    keyed = [
        f"{path.relative_to(SOURCE)}:{call.lineno}"
        for path in _files(".")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "select_for_update"
        if not any(one.arg == "no_key" for one in call.keywords)
    ]
    assert keyed == []


def test_every_module_says_in_one_docstring_what_it_is_for() -> None:
    silent = [path for path in _files(".") if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None]
    assert [str(path.relative_to(SOURCE)) for path in silent if "migrations" not in path.parts] == []
