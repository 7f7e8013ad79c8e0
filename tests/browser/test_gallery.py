"""Every page in every state, in one office and one browser: nothing for axe to say, nothing wider than the screen."""

import html
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser import gallery
from tests.browser.looking import DESK, PHONE, faults, session_of, wider
from tests.browser.stage import Stage, set_up
from tests.browser.states import NOBODY, State
from tests.cast import Cast

PAGES = Path(__file__).parents[2] / "docs" / "pages.md"
NARROWEST = {"width": 320, "height": 640}
TWICE = {"width": 640, "height": 450}
"""A desk at twice the size."""

SHEET = {"width": 718, "height": 1015}
"""A4 with margins of a centimetre."""
PRINTED = ("usulan-", "tautan-", "tautan_list-year", "sop-", "compare-published")
"""What people print."""

Open = Callable[[str], Page]


@pytest.fixture
def folder(pytestconfig: pytest.Config) -> Path | None:
    """Where the pictures go, if they are wanted."""
    given = pytestconfig.getoption("pictures_in")
    return Path(given) if given else None


@pytest.fixture
def open_as(live_server: Any, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Open]]:
    """`open_as(stage)(who)`: the page of that person, logged in by his cookie."""
    contexts = []

    def opener(stage: Stage | None) -> Open:
        pages: dict[str, Page] = {}

        def open_page(who: str) -> Page:
            if who not in pages:
                context = browser.new_context(
                    **{**browser_context_args, "base_url": live_server.url, "reduced_motion": "reduce"}
                )
                contexts.append(context)
                # Once for all its pages, which is quicker than bringing it to each.
                context.add_init_script(AXE_SCRIPT)
                if who != NOBODY and stage is not None:
                    context.add_cookies([session_of(stage.people[who], live_server.url)])
                pages[who] = context.new_page()
                pages[who].set_default_timeout(15_000)
            return pages[who]

        return open_page

    yield opener
    for context in contexts:
        context.close()


@pytest.mark.once
def test_every_state_of_every_page_reads_well(
    cast: Cast, open_as: Callable[..., Open], folder: Path | None, settings: Any, pytestconfig: pytest.Config
) -> None:
    settings.DEBUG = False
    stage = set_up(cast)
    open_page = open_as(stage)
    found: list[str] = []

    for state, scheme in zip(gallery.states(), cycle(["light", "dark"]), strict=False):
        if pytestconfig.getoption("only") not in state.file:
            continue
        page = open_page(state.who)
        found += [f"{state.page}, {state.name}: {one}" for one in _look(page, state, stage, scheme, folder)]

    if folder is not None:
        _index(folder)
        PAGES.write_text(gallery.table(), encoding="utf-8")
    assert found == [], "\n".join(found)


@pytest.mark.once
def test_the_first_page_of_all_reads_well(
    transactional_db: None, open_as: Callable[..., Open], folder: Path | None
) -> None:
    state = gallery.BEFORE_THE_OFFICE
    assert list(_look(open_as(None)(state.who), state, None, "light", folder)) == []


def test_every_address_is_in_the_gallery_once() -> None:
    known = gallery.addresses()
    pictured = {one.page for one in gallery.states()}
    twice = [name for name, times in Counter((one.page, one.name) for one in gallery.states()).items() if times > 1]

    assert {name for name, (_, read) in known.items() if read} - pictured == set(gallery.DOWNLOADS)
    assert pictured - known.keys() == {"400", "403", "403_csrf", "404", "405", "409", "500"}
    assert twice == []


def test_the_list_of_pages_is_fresh() -> None:
    assert PAGES.read_text(encoding="utf-8") == gallery.table(), "stale: run `make gallery`"


def _look(page: Page, state: State, stage: Stage | None, scheme: Any, folder: Path | None) -> Iterator[str]:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]  # a plain mapping will do
    page.emulate_media(color_scheme=scheme)
    try:
        answer = page.goto(state.address.format(**stage.places) if stage else state.address)
        if answer is not None and answer.status != state.status:
            yield f"answered {answer.status}"
        if state.act is not None and stage is not None:
            state.act(page, stage)
    except Exception as error:
        yield f"did not come about: {str(error)[:300]}"
        return
    # Every state meets axe once: in the dark at a desk, or in the light on a phone. `make gallery` looks at both.
    if scheme == "dark" or folder is not None:
        yield from (f"1280 {scheme}: {one}" for one in faults(page))
    yield from (f"1280: {one}" for one in wider(page))
    for size in (TWICE, NARROWEST):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        yield from (f"{size['width']}: {one}" for one in wider(page))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    if scheme == "light" or folder is not None:
        yield from (f"360 light: {one}" for one in faults(page))
    yield from (f"360: {one}" for one in wider(page))
    if folder is not None:
        _picture(page, folder / state.file)


def _picture(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for size, scheme in ((PHONE, "light"), (PHONE, "dark"), (DESK, "light")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        name = f"{path.name}-{size['width']}{'-dark' if scheme == 'dark' else ''}.png"
        page.screenshot(path=path.parent / name, full_page=True)
    if path.name.startswith(PRINTED):
        page.set_viewport_size(SHEET)  # type: ignore[arg-type]
        page.emulate_media(media="print")
        page.screenshot(path=path.parent / f"{path.name}-print.png", full_page=True)
        page.emulate_media(media="screen")


def _index(folder: Path) -> None:
    rows = []
    for title, group in gallery.GROUPS.items():
        rows.append(f"<h2>{html.escape(title)}</h2>")
        for one in group:
            pictures = [f"{one.file}-{size}.png" for size in ("360", "360-dark", "1280")]
            shown = "".join(
                f'<a href="{name}"><img src="{name}" alt="" height="400" loading="lazy"></a>' for name in pictures
            )
            rows.append(
                f"<p>{html.escape(one.page)}: {html.escape(one.name)}, {one.who or 'nobody'}</p><div>{shown}</div>"
            )
    page = f'<!doctype html><meta charset="utf-8"><title>Renkeg: every page</title>{"".join(rows)}'
    (folder / "index.html").write_text(page, encoding="utf-8")
