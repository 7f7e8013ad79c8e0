"""After publication, in a real browser: one kegiatan is cancelled, one postponed, the rest revised and compared."""

from playwright.sync_api import Page, expect

from renkeg.planning.models import Usulan
from tests.browser.looking import DESK, PHONE, LogIn, check
from tests.cast import KEGIATAN, Cast, forward, published
from tests.planning.walk import reread

TITLES = ("Rapat koordinasi perencanaan", "Evaluasi anggaran", "Bimbingan teknis arsip")


def test_what_changes_after_publication_is_said_where_people_look(cast: Cast, log_in: LogIn) -> None:
    plan = published(cast, kegiatan=[{**KEGIATAN, "judul": one} for one in TITLES])
    page = log_in(cast.kasubbag, viewport=PHONE)
    _take_out(page, plan)
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    _revise(page, plan)

    revision = reread(Usulan.objects.get(revisi_dari=plan))
    while revision.open_tugas is not None:
        revision = forward(revision, cast)
    page.goto(f"/tautan/{plan.pk}/")
    expect(page.get_by_text("Versi ini sudah digantikan")).to_be_visible()
    page.get_by_role("link", name="Buka versi yang menggantikannya").click()
    page.get_by_role("link", name="Apa yang berubah").click()
    expect(page.get_by_text("Rp12.500.000 menjadi Rp14.000.000, naik Rp1.500.000")).to_be_visible()
    check(page)


def _take_out(page: Page, plan: Usulan) -> None:
    """Cancels the first kegiatan and postpones the second."""
    page.goto(f"/tautan/{plan.pk}/")
    page.get_by_text("Batalkan atau tunda satu kegiatan").click()
    check(page)
    page.get_by_role("link", name=f"Batalkan {TITLES[0]}").click()
    page.get_by_label("Alasan pembatalan").fill("batal")
    page.get_by_role("button", name="Batalkan kegiatan ini").click()
    expect(page.get_by_role("alert")).to_contain_text("dua kata")
    expect(page.get_by_label("Alasan pembatalan")).to_have_value("batal")
    check(page)
    page.get_by_label("Alasan pembatalan").fill("Narasumber berhalangan hadir.")
    page.get_by_role("button", name="Batalkan kegiatan ini").click()
    expect(page.get_by_role("status").first).to_contain_text("dibatalkan. Jumlah yang berlaku sekarang Rp25.000.000.")
    expect(page.get_by_text("Dibatalkan (4 Januari 2027): Narasumber berhalangan hadir.")).to_be_visible()

    page.get_by_text("Batalkan atau tunda satu kegiatan").click()
    page.get_by_role("link", name=f"Tunda {TITLES[1]}").click()
    check(page)
    page.get_by_label("Tanggal yang baru").fill("9 s.d. 10 Maret")
    page.get_by_label("Alasan penundaan").fill("Menunggu revisi POK.")
    page.get_by_role("button", name="Tunda kegiatan ini").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maret 2027")


def _revise(page: Page, plan: Usulan) -> None:
    """Begins the revision and raises the money of what is left."""
    page.goto(f"/tautan/{plan.pk}/")
    page.get_by_role("link", name="Susun revisi").click()
    check(page)
    page.get_by_role("button", name="Mulai revisi").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Februari 2027")
    page.locator('[name="kegiatan/0/anggaran"]').fill("14.000.000")
    page.get_by_role("button", name="Simpan kertas kerja").click()
    page.wait_for_url(f"**/usulan/{Usulan.objects.get(revisi_dari=plan).pk}/")
    page.get_by_role("link", name="Lihat yang berubah").click()
    expect(page.get_by_role("insertion")).to_have_text("Rp14.000.000")
    check(page)
