"""The Meja Kerja in a real browser: news without a reload, a line that is cut, a session that ends; every state looked at."""

import re

from playwright.sync_api import Page, expect

from renkeg.planning.sop import Verb
from tests.browser.looking import DESK, PHONE, LogIn, check
from tests.cast import KEGIATAN, Cast, do, forward, published, start, usulan_at


def test_the_desk_keeps_itself_fresh(cast: Cast, log_in: LogIn) -> None:
    waiting = start(cast, kegiatan=[{**KEGIATAN, "judul": "Rapat" + "koordinasi" * 28}])
    page = log_in(cast.kabag, viewport=PHONE)
    page.clock.install()
    page.goto("/")
    expect(page).to_have_title("Meja Kerja – Renkeg")
    _look(page)

    # Something arrives: title, card and a sentence for the ear, without a reload.
    page.evaluate("document.body.dataset.sama = 'ya'")
    forward(waiting, cast)
    page.clock.run_for(46_000)
    expect(page.locator("[data-tugas]")).to_have_count(1)
    expect(page).to_have_title("(1) Meja Kerja – Renkeg")
    expect(page.locator("#warta")).to_have_text("1 usulan baru menunggu Anda: Subbagian Keuangan, Februari 2027.")
    assert page.evaluate("document.body.dataset.sama") == "ya"
    _look(page)

    # Nobody's place is taken away: while something in it has the focus, the desk waits and says so.
    page.locator(".buka").focus()
    second = usulan_at(2, cast, susulan=True)
    page.clock.run_for(46_000)
    expect(page.locator("#baru-datang")).to_contain_text("1 usulan baru menunggu Anda")
    expect(page.locator("[data-tugas]")).to_have_count(1)
    expect(page).to_have_title("(2) Meja Kerja – Renkeg")
    _look(page)
    page.get_by_role("button", name="Tampilkan sekarang").click()
    expect(page.locator("[data-tugas]")).to_have_count(2)
    expect(page.locator("#baru-datang")).to_be_hidden()
    expect(page.locator("#menunggu")).to_be_focused()
    page.locator("#menunggu").blur()

    # Nothing new: the answer is empty.
    with page.expect_response(re.compile("stamp=")) as answer:
        page.clock.run_for(46_000)
    assert answer.value.status == 204

    # The line is cut and comes back by itself.
    page.context.set_offline(True)
    page.clock.run_for(46_000)
    expect(page.locator("#sambungan")).to_have_text(
        re.compile(r"^Sambungan terputus sejak \d\d\.\d\d; yang tampak mungkin belum yang terbaru\.$")
    )
    _look(page)
    assert second.open_tugas is not None
    do(Verb.SEND_BACK, second.open_tugas, cast.kabag, cast)
    page.context.set_offline(False)
    page.clock.run_for(46_000)
    expect(page.locator("#sambungan")).to_be_empty()
    expect(page.locator("[data-tugas]")).to_have_count(1)

    # The session ends: told with a way back, not jumped to.
    page.context.clear_cookies()
    page.clock.run_for(46_000)
    expect(page.locator("#sambungan")).to_contain_text("Sesi Anda sudah berakhir")
    expect(page.locator("[data-tugas]")).to_have_count(1)
    _look(page)
    page.get_by_role("link", name="Masuk kembali").click()
    expect(page.get_by_role("button", name="Masuk ke Renkeg")).to_be_visible()


def test_every_state_of_desk_list_and_history_reads_well(cast: Cast, log_in: LogIn) -> None:
    returned = usulan_at(3, cast)
    assert returned.open_tugas is not None
    do(Verb.SEND_BACK, returned.open_tugas, cast.sekretaris, cast)
    published(cast, susulan=True)
    start(cast, by=cast.outsider)
    cast.appoint(cast.outsider, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-29")
    cast.at("2027-01-26T10:00:00+07:00")

    page = log_in(cast.outsider, viewport=PHONE)
    expect(page.get_by_role("navigation", name="Bertindak sebagai")).to_be_visible()
    expect(page.locator("#menunggu ~ article").first).to_contain_text("sebagai Plh. Kepala Bagian Keuangan")
    _targets(page)
    _look(page)
    page.get_by_role("link", name=re.compile("^Plh. Kepala Bagian Keuangan")).click()
    expect(page.get_by_role("heading", name="Menunggu Anda · 2")).to_be_visible()
    _look(page)

    page.goto(returned.get_absolute_url())
    expect(page.get_by_text("Perbaiki di sini.")).to_be_visible()
    _look(page)
    page.goto("/usulan/?tanda=terlambat")
    expect(page.locator(".daftar .telat").first).to_be_visible()
    _look(page)
    page.get_by_label("Cari hal, judul kegiatan, kode atau nomor surat").fill("tidak ada yang begini")
    page.get_by_role("button", name="Saring daftar").click()
    expect(page.get_by_text("Tidak ada usulan yang cocok.")).to_be_visible()
    _look(page)

    page = log_in(cast.kasubbag, viewport=PHONE, java_script_enabled=False)
    page.get_by_role("button", name="Tandai sudah dibaca").click()
    expect(page.get_by_role("heading", name="Kabar untuk Anda")).to_have_count(0)
    page.get_by_role("link", name="Muat yang terbaru").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(cast.kasubbag.nama)


def _look(page: Page) -> None:
    """On a phone by day and at a desk by night."""
    check(page)
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    check(page)
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def _targets(page: Page) -> None:
    """The menu is big enough for a thumb."""
    for box in (one.bounding_box() for one in page.locator(".menu a, .saya").all()):
        assert box is not None
        assert box["height"] >= 44
