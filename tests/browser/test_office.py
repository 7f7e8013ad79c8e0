"""An absence in a real browser: noted, proposed, decided in one tap; the Plh. approves and the paper says who he was."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from renkeg.office.models import Absence, Pegawai
from tests.browser.looking import DESK, PHONE, LogIn, check
from tests.cast import MONDAY, Cast, usulan_at

KABAG = "Kepala Bagian Keuangan, Umum dan Logistik"


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_from_an_absence_to_a_letter_signed_by_the_plh(cast: Cast, log_in: LogIn, viewport: dict[str, int]) -> None:
    usulan = usulan_at(2, cast)
    cast.at(MONDAY)
    kabag = log_in(cast.kabag, viewport=viewport)
    kabag.get_by_role("link", name="Ketidakhadiran").click()
    kabag.get_by_role("link", name="Catat ketidakhadiran").click()
    kabag.get_by_role("button", name="Catat ketidakhadiran").click()
    expect(kabag.get_by_role("heading", name="Belum dapat disimpan")).to_be_visible()
    check(kabag)
    kabag.get_by_label("Jenis").select_option("Cuti")
    kabag.get_by_label("Sampai dengan").fill("2027-01-08")
    kabag.get_by_role("button", name="Catat ketidakhadiran").click()
    expect(kabag.get_by_text("Belum ada Plh.")).to_be_visible()
    check(kabag)

    above = log_in(cast.sekretaris, viewport=viewport)
    above.get_by_role("link", name=re.compile("Kabag Contoh tidak di tempat 4 s.d. 8 Januari 2027")).click()
    check(above)
    above.get_by_role("button", name="Tunjuk Outsider Kabag Contoh sebagai Plh.").click()
    expect(above.get_by_role("status")).to_contain_text(f"menjadi Plh. {KABAG}")
    above.get_by_role("link", name="Catat surat perintah").click()
    above.get_by_label("Nomor surat perintah").fill("7/SDM.06.1-SPt/17/2027")
    check(above)
    above.get_by_role("button", name="Simpan surat perintah").click()
    expect(above.get_by_text("Surat Perintah Nomor 7/SDM.06.1-SPt/17/2027")).to_be_visible()

    plh = log_in(cast.outsider_kabag, viewport=viewport)
    plh.goto(usulan.get_absolute_url())
    plh.get_by_role("button", name=re.compile("Setujui dan tanda tangani")).click()
    plh.goto(usulan.get_absolute_url())
    expect(plh.get_by_text(f"Plh. {KABAG}").first).to_be_visible()
    check(plh)
    assert f"Plh. {KABAG}" in _letter(plh, usulan.get_absolute_url())


def test_the_settings_read_well_on_a_phone(cast: Cast, log_in: LogIn) -> None:
    long = Pegawai.objects.create(username="nama-panjang", nama="Koordinasi" * 12)
    page = log_in(cast.admin, viewport=PHONE)
    paths = ["", "kop/", "unit/", f"pegawai/{long.pk}/", "penugasan/", "libur/?tahun=2027", "tanya/"]
    for path in paths:
        page.goto(f"/kantor/{path}")
        for details in page.locator("main details:has(form)").all()[:2]:
            details.locator("summary").click()
        check(page)
    assert not Absence.objects.exists()


def _letter(page: Page, address: str) -> str:
    """What is printed on the nota dinas."""
    href = page.locator('a[href^="/dokumen/"]').first.get_attribute("href")
    assert href, address
    answer = page.request.get(href)
    assert answer.ok
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return re.sub(r"\s+", " ", " ".join(one.extract_text() for one in pages))
