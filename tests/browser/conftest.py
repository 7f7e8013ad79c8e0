"""People at a real browser, logged in already; no page may leave an error in the console."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import DESK, PASSWORD, LogIn, session_of

if TYPE_CHECKING:
    # Models can only be imported once Django is set up, which is after this file is read.
    from renkeg.office.models import Pegawai
    from tests.cast import Cast


@pytest.fixture
def log_in(cast: "Cast", live_server: Any, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[LogIn]:
    """`log_in(person)`: a page of one's own, at the Meja Kerja. The form is filled in by tests of its own."""
    errors: list[str] = []
    contexts = []

    def open_page(person: "Pegawai", *, viewport: dict[str, int] = DESK, **options: Any) -> Page:
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        context = browser.new_context(
            **{**browser_context_args, "viewport": viewport, "base_url": live_server.url, **options}
        )
        contexts.append(context)
        context.add_cookies([session_of(person, live_server.url)])
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/")
        page.get_by_role("heading", level=1, name=person.nama).wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A refusal is told as 404, 409 or 422, which Chromium repeats in the console; a line cut on purpose htmx repeats there.
    known = ("Failed to load resource", "htmx:afterRequest", "htmx:sendError")
    assert [text for text in errors if not text.startswith(known)] == []
