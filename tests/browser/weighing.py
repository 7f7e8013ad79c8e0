"""What a page costs on the line: the bytes that a browser receives for it, headings and all, from the real server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

PASSWORD = "latihan-renkeg"


@dataclass
class Weight:
    """Bytes received, and for how many requests."""

    bytes: int = 0
    requests: int = 0
    pictures: int = 0
    """Bytes of the handbook's pictures, which come when they are scrolled to."""


class Scale:
    """Weighs what one page's browser receives; an icon, which a headless browser never asks for, is asked for here."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._line = page.context.new_cdp_session(page)
        self._line.send("Network.enable")
        self._line.on("Network.responseReceived", self._began)
        self._line.on("Network.loadingFinished", self._received)
        self._pictures: set[str] = set()
        self._now = Weight()

    @contextmanager
    def weighing(self) -> Iterator[Weight]:
        """What comes while it is open, until the line is quiet."""
        self._now = Weight()
        yield self._now
        self._page.wait_for_load_state("networkidle")

    def icon(self) -> None:
        """As a browser with tabs would."""
        self._page.evaluate("fetch(document.querySelector('link[rel=icon]').href).then((answer) => answer.text())")

    def slow_down(self, *, bits_a_second: int, delay_ms: int) -> None:
        """The line from now on: so many bits a second both ways, and so long until an answer begins."""
        rate = bits_a_second / 8
        conditions = {"offline": False, "latency": delay_ms, "downloadThroughput": rate, "uploadThroughput": rate}
        self._line.send("Network.emulateNetworkConditions", conditions)

    def _began(self, told: dict[str, Any]) -> None:
        if told["response"]["mimeType"] == "image/png":
            self._pictures.add(told["requestId"])

    def _received(self, told: dict[str, Any]) -> None:
        if told["requestId"] in self._pictures:
            self._now.pictures += int(told["encodedDataLength"])
        elif told["encodedDataLength"] > 0:
            self._now.bytes += int(told["encodedDataLength"])
            self._now.requests += 1
