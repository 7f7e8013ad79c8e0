"""What a Kabag waits on a poor line (400 kbit/s, 400 ms): from the log-in to an approval; and what each page weighs."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import machine
from tests import provide, serving
from tests.browser.weighing import PASSWORD, Scale

BITS_A_SECOND = 400_000
DELAY_MS = 400


def measure() -> list[tuple[str, str]]:
    from playwright.sync_api import sync_playwright

    from tests.faults.calling import People

    template = serving.Template.seeded()
    server = serving.OfficeServer(template)
    rows: list[tuple[str, str]] = []
    try:
        server.start()
        people = People(server)
        people.open_the_office()
        people.usulan_at(2)
        kabag = server.account("kabag")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=provide.chromium(), args=list(provide.CHROMIUM_ARGUMENTS)
            )
            page = browser.new_context(base_url=server.base_url, viewport={"width": 360, "height": 740}).new_page()
            scale = Scale(page)
            scale.slow_down(bits_a_second=BITS_A_SECOND, delay_ms=DELAY_MS)

            def step(name: str, act: Callable[[], object], then: Callable[[], object]) -> None:
                begin = time.perf_counter()
                with scale.weighing() as weight:
                    act()
                    then()
                    took = time.perf_counter() - begin
                rows.append((f"{name}, seconds until it can be used", f"{took:.1f}"))
                rows.append((f"{name}, kB in requests", f"{weight.bytes / 1000:.1f} in {weight.requests}"))

            button = page.get_by_role
            step("log-in page, nothing kept", lambda: page.goto("/"), button("button", name="Masuk ke Renkeg").wait_for)
            page.get_by_label("Nama pengguna").fill(kabag["username"])
            page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
            step(
                "Meja Kerja",
                button("button", name="Masuk ke Renkeg").click,
                page.locator("#menunggu ~ article a").first.wait_for,
            )
            approve = button("button", name="Setujui dan tanda tangani")
            step("usulan", page.locator("#menunggu ~ article a").first.click, approve.wait_for)
            step("approved", approve.click, page.get_by_role("status", name="Yang baru Anda lakukan").wait_for)
            browser.close()
    finally:
        server.remove()
        template.remove()
    return rows


def main() -> None:
    machine.set_up(Path(sys.argv[1]))
    Path(sys.argv[2]).write_text(json.dumps(measure()), encoding="utf-8")


if __name__ == "__main__":
    main()
