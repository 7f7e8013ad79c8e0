"""The decision in a real browser: on the stairs with a phone, at the desk, and several at once."""

import re
import time

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from renkeg.planning.models import Tugas, Usulan
from tests.browser.looking import DESK, PASSWORD, PHONE, LogIn
from tests.cast import KEGIATAN, Cast, usulan_at
from tests.planning.walk import open_tugas

LONG = ("Rapat koordinasi " + "perencanaan" * 30)[:300]
MANY = [{**KEGIATAN, "judul": LONG, "lokus": ["Kabupaten" + "x" * 100]}, *[dict(KEGIATAN) for _ in range(59)]]


class Taps:
    """Taps like a thumb and counts; what is tapped has to be on the screen already."""

    count = 0

    def on(self, target: Locator) -> None:
        expect(target).to_be_in_viewport()
        target.tap()
        self.count += 1


def fits(page: Page) -> None:
    """Nothing wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def clean(page: Page) -> None:
    """Fits, and axe has nothing at all to say."""
    fits(page)
    found = Axe().run(page).response["violations"]
    told = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
    assert told == [], page.url


def test_from_a_link_to_approved_on_a_phone_and_a_tidak_for_the_next(cast: Cast, log_in: LogIn) -> None:
    linked = usulan_at(2, cast, susulan=True)
    long = usulan_at(2, cast, kegiatan=MANY)
    page = log_in(cast.kabag, viewport=PHONE, has_touch=True, is_mobile=True)
    page.context.clear_cookies()
    taps = Taps()

    page.goto(linked.get_absolute_url())
    page.get_by_label("Nama pengguna").fill(cast.kabag.username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk ke Renkeg").tap()
    began = time.monotonic()
    taps.on(page.get_by_role("button", name="Setujui dan tanda tangani"))
    answer = page.get_by_role("status", name="Yang baru Anda lakukan")
    expect(answer).to_contain_text("Diteruskan ke Sekretaris KPU Provinsi Bengkulu. Batas pukul")
    took = time.monotonic() - began
    print(f"from a link to approved: {taps.count} tap after the log-in, {took:.1f} s")  # noqa: T201 - a figure to read
    assert taps.count <= 3
    expect(page.get_by_role("link", name="Beri tahu lewat WhatsApp")).to_have_attribute("rel", "noopener noreferrer")
    clean(page)

    # The next one gets a Tidak: the reason opens in place, ready to be typed, with the rows to tick.
    taps.on(page.get_by_role("link", name="Berikutnya: 1 lagi"))
    expect(page.get_by_role("heading", name="Yang diminta dari Anda")).to_be_visible()
    fits(page)
    page.locator("summary", has_text="Kembalikan").tap()
    expect(page.get_by_label("Alasan dikembalikan")).to_be_focused()
    page.get_by_label("Alasan dikembalikan").fill("ulangi")
    third = page.get_by_role("checkbox", name=re.compile("^3\\. "))
    third.check()
    page.get_by_role("button", name="Kembalikan ke Kasubbag").tap()
    expect(page.get_by_role("alert")).to_contain_text("paling sedikit dua kata")
    expect(page.get_by_label("Alasan dikembalikan")).to_be_focused()
    expect(page.get_by_label("Alasan dikembalikan")).to_have_value("ulangi")
    expect(page.get_by_role("button", name="Kembalikan ke Kasubbag")).to_be_in_viewport()
    expect(third).to_be_checked()
    clean(page)
    page.get_by_label("Alasan dikembalikan").fill("Lokusnya belum tepat.")
    page.get_by_role("button", name="Kembalikan ke Kasubbag").tap()
    expect(answer).to_contain_text("Dikembalikan ke Kepala Subbagian Keuangan. Batas pukul")
    expect(page.get_by_role("link", name="Selesai, ke Meja Kerja")).to_be_visible()
    fits(page)

    row = Tugas.objects.get(usulan=long, verb="send_back")
    assert row.catatan == "Kegiatan 3 (Rapat koordinasi perencanaan): Lokusnya belum tepat."


def test_from_the_desk_to_approved_in_two_taps_and_several_at_once(cast: Cast, log_in: LogIn) -> None:
    usulan_at(3, cast, kegiatan=MANY)
    several = [usulan_at(3, cast, susulan=True) for _ in range(3)]
    page = log_in(cast.sekretaris, viewport=PHONE, has_touch=True, is_mobile=True)
    taps = Taps()
    began = time.monotonic()

    page.locator("#menunggu ~ article a").first.tap()
    taps.count += 1
    expect(page.get_by_text("Disposisi: Setuju, Proses sesuai ketentuan")).to_be_in_viewport()
    taps.on(page.get_by_role("button", name="Setujui dengan disposisi"))
    expect(page.get_by_role("status", name="Yang baru Anda lakukan")).to_contain_text("Batas pukul")
    print(  # noqa: T201 - a figure to read, not to assert
        f"{taps.count} taps from the Meja Kerja to approved, {time.monotonic() - began:.1f} s"
    )
    assert taps.count <= 3

    page.goto("/putuskan/")
    fits(page)
    boxes = page.get_by_role("checkbox", name=re.compile("^Setujui dengan disposisi"))
    expect(boxes).to_have_count(3)
    expect(page.get_by_role("checkbox", checked=True).and_(boxes)).to_have_count(0)
    page.get_by_role("button", name="Setujui yang dicentang").tap()
    expect(page.get_by_role("alert")).to_contain_text("Belum ada yang dicentang")
    boxes.nth(0).check()
    boxes.nth(1).check()
    changed = next(
        one for one in several if page.locator("[name=tugas]").nth(1).get_attribute("value") == open_tugas(one).pk
    )
    _change(changed)
    page.get_by_role("button", name="Setujui yang dicentang (2)").tap()
    told = page.get_by_role("status", name="Yang baru Anda putuskan")
    expect(told).to_contain_text("disetujui. Diteruskan ke Kepala Bagian")
    expect(told).to_contain_text("dilewati. Isinya berubah")
    expect(boxes).to_have_count(2)
    expect(page.get_by_text("Hal yang lebih baru")).to_be_visible()
    clean(page)
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Setujui yang dicentang (2)").tap()
    expect(page.get_by_text("Tidak ada usulan yang menunggu persetujuan Anda.")).to_be_visible()
    clean(page)
    assert not Tugas.objects.open().filter(usulan__in=[one.pk for one in several], langkah=3).exists()


def test_the_same_at_a_desk_in_the_dark_and_without_scripts(cast: Cast, log_in: LogIn) -> None:
    usulan = usulan_at(3, cast, kegiatan=MANY[:5])
    page = log_in(cast.sekretaris, viewport=DESK, color_scheme="dark")
    page.goto(usulan.get_absolute_url())
    page.locator("summary", has_text="Disposisi").click()
    page.get_by_label("Proses sesuai ketentuan").uncheck()
    page.get_by_label("Instruksi lain").fill("Koordinasikan dengan Bendahara")
    expect(page.locator("summary", has_text="Disposisi: Setuju, Koordinasikan dengan Bendahara")).to_be_visible()
    _change(usulan)
    page.get_by_role("button", name="Setujui dengan disposisi").click()
    expect(page.get_by_role("alert")).to_contain_text("Isinya sudah berubah")
    expect(page.locator("summary", has_text="Disposisi: Setuju, Koordinasikan dengan Bendahara")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Setujui dengan disposisi").click()
    expect(page.get_by_role("status", name="Yang baru Anda lakukan")).to_contain_text("Diteruskan ke Kepala Bagian")
    fits(page)

    kabag = log_in(cast.kabag)
    returned = usulan_at(2, cast, susulan=True)
    kabag.goto(returned.get_absolute_url())
    kabag.locator("summary", has_text="Kembalikan").click()
    kabag.get_by_label("Alasan dikembalikan").fill("Lokusnya belum tepat.")
    kabag.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    kabag.get_by_role("button", name="Kembalikan ke Kasubbag").click()
    kabag.get_by_label("Nama pengguna").fill(cast.kabag.username)
    kabag.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    kabag.get_by_role("button", name="Masuk ke Renkeg").click()
    kabag.goto(returned.get_absolute_url())
    expect(kabag.get_by_label("Alasan dikembalikan")).to_have_value("Lokusnya belum tepat.")

    plain = log_in(cast.kabag, java_script_enabled=False)
    plain.goto(usulan.get_absolute_url())
    plain.get_by_role("button", name="Disposisikan ke Kasubbag").click()
    expect(plain.get_by_text("Disposisi sudah Anda berikan.")).to_be_visible()
    plain.goto("/putuskan/")
    plain.get_by_role("checkbox", name=re.compile("^Setujui dan tanda tangani")).check()
    plain.get_by_role("button", name="Setujui yang dicentang").click()
    expect(plain.get_by_role("status", name="Yang baru Anda putuskan")).to_contain_text("disetujui.")


def _change(usulan: Usulan) -> None:
    """The content changes under the page, as it can where a case was withdrawn and came again; here by force."""
    Usulan.objects.filter(pk=usulan.pk).update(hal="Hal yang lebih baru")
