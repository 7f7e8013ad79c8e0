"""One state of one page, as data."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.stage import Stage

Act = Callable[[Page, Stage], None]

NOBODY = ""


@dataclass(frozen=True)
class State:
    """One picture: the page by the name of its address, the state in a few words, whose screen, and how it comes about."""

    page: str
    name: str
    who: str
    address: str
    act: Act | None = None
    status: int = 200

    @property
    def file(self) -> str:
        """Its name as a file's."""
        return f"{self.page}-{self.name}".replace(" ", "-").replace(",", "").replace("/", "-").replace("'", "")


def of(page: str, address: str, *states: tuple[str, str] | tuple[str, str, Act]) -> list[State]:
    """States of one page that differ in the reader and in what was done; `address` may go on in the name after '?'."""
    made = []
    for name, who, *act in states:
        words, _, tail = name.partition("?")
        made.append(State(page, words.strip(), who, f"{address}?{tail}" if tail else address, act[0] if act else None))
    return made


def on_usulan(name: str, place: str, who: str, act: Act | None = None) -> State:
    return State("usulan", name, who, f"/usulan/{{{place}}}/", act)
