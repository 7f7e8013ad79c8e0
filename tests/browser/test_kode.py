"""Kode of the POK in a real browser: offered while one is typed, chosen by keyboard and by finger, never in the way."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from renkeg.planning.models import Usulan
from tests.browser.looking import DESK, PHONE, LogIn, check
from tests.browser.test_kertas_kerja import _cell, _open, _save, _state
from tests.browser.test_live import _unfold
from tests.budget import imported
from tests.cast import KEGIATAN, Cast, start

PACKET = "CQ.6709.QGE.001.113.A.524114"


def _offers(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Kode yang cocok")


def _opened(cast: Cast, log_in: LogIn, size: dict[str, int] = DESK, **options: Any) -> tuple[Usulan, Page]:
    imported(cast)
    usulan = start(cast, kegiatan=[{**KEGIATAN, "kode": None, "judul": f"Kegiatan {n}"} for n in range(1, 4)])
    page = log_in(cast.kasubbag, viewport=size, **options)
    _open(page, usulan)
    return usulan, page


def test_a_kode_is_found_by_words_and_chosen_by_keyboard(cast: Cast, log_in: LogIn) -> None:
    usulan, page = _opened(cast, log_in)
    kode = _cell(page, "Kode", 2)
    kode.click()
    page.keyboard.type("paket meeting")
    option = _offers(page).get_by_role("option").first
    expect(option).to_contain_text(PACKET)
    expect(option).to_contain_text("sisa Rp40.000.000")
    check(page)
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(kode).to_have_value(PACKET)
    expect(kode).to_be_focused()
    expect(_offers(page)).to_be_hidden()
    page.keyboard.press("Enter")
    expect(_cell(page, "Kode", 3)).to_be_focused()
    _save(page)
    expect(_state(page)).to_contain_text("tersimpan")
    assert [row.kode for row in Usulan.objects.get(pk=usulan.pk).kegiatan.all()] == [None, PACKET, None]


def test_the_choice_is_taken_back_as_what_is_typed(cast: Cast, log_in: LogIn) -> None:
    _, page = _opened(cast, log_in)
    kode = _cell(page, "Kode", 1)
    kode.click()
    page.keyboard.type("524114")
    expect(_offers(page)).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(kode).to_have_value(PACKET)
    expect(_cell(page, "Judul kegiatan", 1)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+Z")
    expect(kode).not_to_have_value(PACKET)


@pytest.mark.parametrize("row", [1, 3])
def test_a_kode_is_chosen_by_a_finger(cast: Cast, log_in: LogIn, row: int) -> None:
    _, page = _opened(cast, log_in, PHONE, has_touch=True)
    _unfold(page, row)
    kode = _cell(page, "Kode", row)
    kode.tap()
    page.keyboard.type("belanja")
    last = _offers(page).get_by_role("option").last
    last.scroll_into_view_if_needed()
    box = _offers(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert box["y"] >= 0
    check(page)
    chosen = last.locator("b").inner_text()
    last.tap()
    expect(kode).to_have_value(chosen)
    expect(kode).to_be_focused()


def test_several_kode_each_keep_their_amount(cast: Cast, log_in: LogIn) -> None:
    _, page = _opened(cast, log_in)
    rincian = _cell(page, "Rincian kode", 1)
    rincian.click()
    page.keyboard.type("521211 = 1 juta; paket")
    expect(_offers(page)).to_contain_text(PACKET)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("2 juta")
    expect(rincian).to_have_value(f"521211 = 1 juta; {PACKET} = 2 juta")
    expect(_offers(page)).to_be_hidden()


def test_offers_are_never_in_the_way(cast: Cast, log_in: LogIn) -> None:
    _, page = _opened(cast, log_in)
    kode = _cell(page, "Kode", 1)
    kode.click()
    page.keyboard.type("belanja")
    expect(_offers(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(_offers(page)).to_be_hidden()
    expect(kode).to_have_value("belanja")
    page.keyboard.type(" lain")
    page.keyboard.press("Enter")
    expect(_cell(page, "Kode", 2)).to_be_focused()
    expect(kode).to_have_value("belanja lain")

    page.context.set_offline(True)
    page.keyboard.type("belanja bahan")
    page.wait_for_timeout(600)
    expect(_cell(page, "Kode", 2)).to_have_value("belanja bahan")
    expect(_offers(page)).to_be_hidden()
    page.context.set_offline(False)


def test_a_late_answer_is_not_offered_for_another_text(cast: Cast, log_in: LogIn) -> None:
    _, page = _opened(cast, log_in)

    def late(route: Any) -> None:
        if "q=belanja&" in route.request.url:
            page.wait_for_timeout(700)
        route.continue_()

    page.route("**/pagu/kode/**", late)
    kode = _cell(page, "Kode", 1)
    kode.click()
    page.keyboard.type("belanja")
    page.wait_for_timeout(350)
    page.keyboard.press("Control+A")
    page.keyboard.type("paket")
    expect(_offers(page).get_by_role("option").first).to_contain_text(PACKET)
    page.wait_for_timeout(800)
    expect(_offers(page).get_by_role("option").first).to_contain_text(PACKET)
    expect(kode).to_have_value("paket")


def test_without_a_pok_nothing_is_offered(cast: Cast, log_in: LogIn) -> None:
    usulan = start(cast)
    page = log_in(cast.kasubbag)
    _open(page, usulan)
    _cell(page, "Kode", 2).click()
    with page.expect_response("**/pagu/kode/**"):
        page.keyboard.type("belanja")
    expect(_offers(page)).to_be_hidden()
    expect(_cell(page, "Kode", 2)).to_have_value("belanja")


def test_a_new_usulan_offers_the_kode_of_its_year(cast: Cast, log_in: LogIn) -> None:
    imported(cast)
    page = log_in(cast.kasubbag)
    page.goto("/usulan/baru/?tahun=2027&bulan=3")
    _cell(page, "Kode", 1).click()
    page.keyboard.type("paket")
    expect(_offers(page)).to_contain_text(PACKET)
