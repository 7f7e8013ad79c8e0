"""Pages stay light enough for a slow line: the bytes that come from the real server, compressed as it sends them."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import PHONE
from tests.browser.weighing import PASSWORD, Scale, Weight
from tests.cast import KEGIATAN
from tests.faults.calling import People
from tests.serving import OfficeServer

FIRST = 100_000
NEXT = 30_000
"""Bytes: of the first page with all it needs, and of each further one beyond what the browser has kept."""


@pytest.mark.once
def test_the_first_page_and_every_next_one_are_light(
    office_server: OfficeServer, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    people = People(office_server)
    people.open_the_office()
    usulan = f"/usulan/{people.usulan_at(2, kegiatan=[dict(KEGIATAN) for _ in range(8)])['id']}/"
    kabag = office_server.account("kabag")
    context = browser.new_context(**{**browser_context_args, "base_url": office_server.base_url, "viewport": PHONE})
    page = context.new_page()
    scale = Scale(page)
    weights: dict[str, Weight] = {}

    with scale.weighing() as weights["log-in"]:
        page.goto("/akun/login/")
        scale.icon()
    page.get_by_label("Nama pengguna").fill(kabag["username"])
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    with scale.weighing() as weights["meja"]:
        page.get_by_role("button", name="Masuk ke Renkeg").click()
        page.get_by_role("heading", level=1, name=kabag["nama"]).wait_for()
    addresses = [usulan, f"{usulan}kertas-kerja/", "/usulan/", "/tautan/", "/putuskan/", "/sop/", "/panduan/", "/akun/"]
    for address in addresses:
        with scale.weighing() as weights[address.replace(usulan, "usulan/")]:
            page.goto(address)
    context.close()

    first, *following = weights.values()
    print(  # noqa: T201 - figures to read beside the limits
        *(f"{name}: {one.bytes / 1000:.1f} kB in {one.requests}" for name, one in weights.items()), sep="\n"
    )
    assert 0 < first.bytes <= FIRST, weights
    assert all(0 < one.bytes <= NEXT for one in following), weights
