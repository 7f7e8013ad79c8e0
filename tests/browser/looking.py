"""How a page is looked at: the screens that people have, and what may not be wrong on any of them."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

if TYPE_CHECKING:
    from renkeg.office.models import Pegawai

PASSWORD = "kata-sandi-latihan-27"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

LogIn = Callable[..., Page]

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OPTIONS = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"], "preload": False}
# What the bar at the foot covers for the moment is no small target: it lies below while axe looks.
_RUN = f"""() => {{
    const bars = [...document.querySelectorAll(".bilah")];
    for (const one of bars) one.style.position = "static";
    return axe.run(document, {json.dumps(_OPTIONS)}).then((told) => told.violations)
        .finally(() => {{ for (const one of bars) one.style.position = ""; }});
}}"""
_WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""


def session_of(person: "Pegawai", url: str) -> Any:
    """The cookie of somebody who has logged in."""
    from django.conf import settings  # as for the models: only once Django is set up
    from django.test import Client

    client = Client()
    client.force_login(person)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


def check(page: Page) -> None:
    """No fault of accessibility at all, nothing wider than the screen."""
    found, out = faults(page), wider(page)
    assert (found, out) == ([], []), f"{page.url}: {found} {out}"


def faults(page: Page) -> list[tuple[str, str, list[Any]]]:
    """What axe finds: the rule, what it says, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN)
    return [(one["id"], one["help"], [node["target"] for node in one["nodes"]][:5]) for one in found]


def wider(page: Page) -> list[str]:
    """What makes the page wider than the screen."""
    found: list[str] = page.evaluate(_WIDER)
    return found
