"""How a page is looked at: the screens that people have, and what may not be wrong on any of them."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PASSWORD = "kata-sandi-latihan-27"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

LogIn = Callable[..., Page]


def check(page: Page) -> None:
    """No serious fault of accessibility, nothing wider than the screen."""
    found = Axe().run(page).response["violations"]
    serious = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found if one["impact"] in _SERIOUS]
    assert serious == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


_SERIOUS = {"serious", "critical"}
