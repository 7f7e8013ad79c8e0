"""Two people with the same kertas kerja open: each sees the other's save, no keystroke is lost, and a clash is asked about."""

import re

import pytest
from playwright.sync_api import Page, expect

from renkeg.planning.models import Kegiatan, Usulan
from tests.browser.looking import DESK, PHONE, LogIn, check
from tests.browser.test_kertas_kerja import _cell, _judul, _kept, _open, _save, _state
from tests.cast import KEGIATAN, Cast, start

_TOP = "document.activeElement.getBoundingClientRect().top"


def _look(page: Page) -> None:
    """Comes back to the tab, which asks for news at once."""
    with page.expect_response(re.compile("/kertas-kerja/live/")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def _rows(usulan: Usulan) -> list[Kegiatan]:
    return list(Usulan.objects.get(pk=usulan.pk).kegiatan.all())


def _unfold(page: Page, row: int) -> None:
    closed = page.locator(f"[data-rows] tbody tr:nth-child({row}):not(.buka) .ringkas")
    if closed.is_visible():
        closed.click()


def _started(cast: Cast) -> Usulan:
    return start(cast, kegiatan=[{**KEGIATAN, "judul": f"Kegiatan {n}"} for n in range(1, 4)])


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_each_sees_the_others_save_and_no_keystroke_is_lost(cast: Cast, log_in: LogIn, size: dict[str, int]) -> None:
    usulan = _started(cast)
    mine, theirs = log_in(cast.kasubbag, viewport=size), log_in(cast.petugas, viewport=size)
    for page in (mine, theirs):
        _open(page, usulan)
        for row in (1, 2, 4):
            _unfold(page, row)
    _cell(mine, "Lokus", 1).click()
    mine.keyboard.press("End")
    mine.keyboard.type("; Curup")

    _cell(theirs, "Sasaran", 1).fill("KPU kabupaten")
    _cell(theirs, "Judul kegiatan", 2).fill("Judul dari petugas")
    _cell(theirs, "Judul kegiatan", 4).fill("Baris dari petugas")
    theirs.locator("[name='kegiatan/2/hapus']").evaluate("one => { one.checked = true }")
    _save(theirs)
    expect(_state(theirs)).to_contain_text("tersimpan")
    top = mine.evaluate(_TOP)
    _look(mine)

    expect(_cell(mine, "Sasaran", 1)).to_have_value("KPU kabupaten")
    expect(_cell(mine, "Judul kegiatan", 2)).to_have_value("Judul dari petugas")
    expect(_cell(mine, "Judul kegiatan", 3)).to_have_value("")
    expect(_cell(mine, "Judul kegiatan", 4)).to_have_value("Baris dari petugas")
    told = mine.get_by_role("status").filter(has_text="Petugas Contoh pukul")
    expect(told).to_contain_text("mengubah baris 1, 2; menambahkan baris 4; menghapus “Kegiatan 3”")
    expect(_cell(mine, "Lokus", 1)).to_be_focused()
    assert abs(mine.evaluate(_TOP) - top) < 2
    mine.keyboard.type("; Manna")
    expect(_cell(mine, "Lokus", 1)).to_have_value(re.compile("; Curup; Manna$"))
    check(mine)

    _save(mine)
    expect(_state(mine)).to_contain_text("tersimpan")
    expect(mine.get_by_text("Digabungkan dengan perubahan")).to_have_count(0)
    assert _judul(usulan) == ["Kegiatan 1", "Judul dari petugas", "Baris dari petugas"]
    first = _rows(usulan)[0]
    assert (first.lokus[-2:], first.sasaran) == (["Curup", "Manna"], "KPU kabupaten")
    _look(theirs)
    expect(_cell(theirs, "Lokus", 1)).to_have_value(re.compile("; Curup; Manna$"))
    expect(_state(theirs)).not_to_contain_text("belum disimpan")
    assert _kept(mine) == _kept(theirs) == []


def test_a_clash_on_one_cell_is_asked_about_at_the_save(cast: Cast, log_in: LogIn) -> None:
    usulan = _started(cast)
    mine, theirs = log_in(cast.kasubbag), log_in(cast.petugas)
    for page in (mine, theirs):
        _open(page, usulan)
    _cell(mine, "Judul kegiatan", 1).fill("Judul dari kasubbag")
    _cell(mine, "Sasaran", 3).click()

    _cell(theirs, "Judul kegiatan", 1).fill("Judul dari petugas")
    _cell(theirs, "Sasaran", 1).fill("KPU kabupaten")
    _cell(theirs, "Sasaran", 3).fill("Sasaran dari petugas")
    _save(theirs)
    expect(_state(theirs)).to_contain_text("tersimpan")
    _look(mine)

    expect(_cell(mine, "Sasaran", 1)).to_have_value("KPU kabupaten")
    expect(_cell(mine, "Judul kegiatan", 1)).to_have_value("Judul dari kasubbag")
    expect(_cell(mine, "Sasaran", 3)).to_have_value(str(KEGIATAN["sasaran"]))
    _cell(mine, "Kode", 2).click()
    expect(_cell(mine, "Sasaran", 3)).to_have_value("Sasaran dari petugas")
    _save(mine)
    expect(mine.get_by_role("heading", name="Belum tersimpan: pilih isi yang dipakai")).to_be_visible()
    expect(mine.get_by_role("radio")).to_have_count(2)
    mine.get_by_role("radio", name=re.compile("^Anda: Judul dari kasubbag")).check()
    mine.get_by_role("button", name="Simpan kertas kerja").click()
    mine.wait_for_url(f"**{usulan.get_absolute_url()}")
    assert _judul(usulan)[0] == "Judul dari kasubbag"
    assert [row.sasaran for row in _rows(usulan)][::2] == ["KPU kabupaten", "Sasaran dari petugas"]


def test_undoing_takes_back_ones_own_words_alone(cast: Cast, log_in: LogIn) -> None:
    usulan = _started(cast)
    mine, theirs = log_in(cast.kasubbag), log_in(cast.petugas)
    for page in (mine, theirs):
        _open(page, usulan)
    _cell(mine, "Judul kegiatan", 1).fill("Judul dari kasubbag")
    _cell(mine, "Kode", 2).click()
    _cell(theirs, "Sasaran", 1).fill("KPU kabupaten")
    _save(theirs)
    expect(_state(theirs)).to_contain_text("tersimpan")
    _look(mine)
    expect(_cell(mine, "Sasaran", 1)).to_have_value("KPU kabupaten")

    mine.get_by_role("button", name="Urungkan").click()

    expect(_cell(mine, "Judul kegiatan", 1)).to_have_value("Kegiatan 1")
    expect(_cell(mine, "Sasaran", 1)).to_have_value("KPU kabupaten")
    mine.wait_for_timeout(400)
    assert _kept(mine) == []


def test_nothing_is_said_where_nothing_changed_or_the_line_is_cut(cast: Cast, log_in: LogIn) -> None:
    usulan = _started(cast)
    page = log_in(cast.kasubbag)
    _open(page, usulan)
    _look(page)
    page.route("**/live/**", lambda route: route.abort())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(300)

    expect(page.locator("[data-live]")).to_be_empty()
    expect(_state(page)).to_have_text("")
