"""What a person does on a page until it shows a certain state; for the gallery."""

import re
from collections.abc import Callable
from typing import Any

from django.shortcuts import render
from django.test import RequestFactory
from playwright.sync_api import Locator, Page, expect

from renkeg.papers import documents
from renkeg.papers.models import Document
from renkeg.planning import actions, drafts
from renkeg.planning.models import Usulan
from renkeg.web import refusals
from tests.browser.looking import PASSWORD
from tests.browser.stage import ROWS, Stage

Act = Callable[[Page, Stage], None]


def press(name: str) -> Act:
    """Sends the form whose button begins with one of these words (a|b), past the browser's own checks."""

    def act(page: Page, _: Stage) -> None:
        _send(page, page.locator("main").get_by_role("button", name=re.compile(f"^({name})")).first)

    return act


def log_in(username: str) -> Act:
    """Tries a wrong password."""

    def act(page: Page, _: Stage) -> None:
        page.get_by_label("Nama pengguna").fill(username)
        page.get_by_label("Kata sandi", exact=True).fill("salah-ketik")
        _send(page, page.get_by_role("button", name="Masuk ke Renkeg"))

    return act


def open_summary(text: str) -> Act:
    """Opens what is folded away under those words."""

    def act(page: Page, _: Stage) -> None:
        page.locator("summary", has_text=text).first.click()

    return act


def hand_in(place: str, *, more: bytes = b"") -> Act:
    """A file on the open page: the paper with that code, and what was hung onto it."""

    def act(page: Page, stage: Stage) -> None:
        paper = Document.objects.filter(code=stage.places.get(place, "")).first()
        data = documents.read(paper) if paper else b""
        file: Any = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": data + more}
        page.locator("#file").set_input_files(file)
        _send(page, page.get_by_role("button", name="Periksa berkas"))

    return act


def sign_wrongly(page: Page, stage: Stage) -> None:
    """Types another password than one's own."""
    open_summary("Tanda tangani")(page, stage)
    page.get_by_label("Kata sandi Anda").fill("salah-ketik")
    _send(page, page.get_by_role("button", name="Tanda tangani nota dinas"))


def remark(page: Page, _: Stage) -> None:
    """A remark on the first row that is shown."""
    page.get_by_role("link", name="Beri catatan").first.click()
    page.get_by_label(re.compile("^Catatan untuk kegiatan")).locator("visible=true").fill(
        "Lampirkan rincian biaya perjalanan."
    )


def open_all(page: Page, _: Stage) -> None:
    """Opens everything that is folded away."""
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")


def lose_connection(page: Page, _: Stage) -> None:
    """The line is cut while the page is open."""
    page.evaluate("dispatchEvent(new Event('offline'))")


def something_new(page: Page, _: Stage) -> None:
    """What the desk says while somebody reads there and more arrives."""
    page.evaluate(
        """() => {
            const told = document.getElementById("baru-datang");
            told.firstElementChild.textContent = "1 usulan baru menunggu Anda: Subbagian Keuangan, Maret 2027.";
            told.hidden = false;
        }"""
    )


def too_short_a_reason(page: Page, stage: Stage) -> None:
    """One word is no reason: the form comes back with it."""
    open_summary("Kembalikan")(page, stage)
    page.get_by_label("Alasan dikembalikan").fill("ulangi")
    _send(page, page.get_by_role("button", name=re.compile("^Kembalikan ke")))


def record_wrongly(page: Page, stage: Stage) -> None:
    """A line that left the desk before it came, with nothing that says who saw it."""
    page.get_by_label("Tanggal keluar").fill("2027-01-05")
    page.get_by_label("Jam keluar").fill("07:00")
    page.get_by_label("Jam masuk").fill("")
    _send(page, page.get_by_role("button", name=re.compile("^Catat langkah")))


def stale(page: Page, stage: Stage) -> None:
    """Approves what has been changed in the meantime."""
    Usulan.objects.filter(pk=stage.places["changing"]).update(hal="Hal yang lebih baru")
    _send(page, page.get_by_role("button", name="Setujui dan tanda tangani"))


def empty_letter(page: Page, _: Stage) -> None:
    """Sends a letter without words."""
    page.locator("[name=hal]").fill("")
    page.locator("[name=pengantar]").fill("")
    _send(page, page.locator("main form button.btn-utama").last)


def wrong_rows(page: Page, _: Stage) -> None:
    """Types what is no amount and no day, and saves."""
    page.get_by_label("Judul kegiatan baris 1", exact=True).fill("Rapat")
    page.get_by_label("Anggaran (Rp) baris 1", exact=True).fill("lima juta kurang")
    page.get_by_label("Tanggal kegiatan baris 1", exact=True).fill("31 Februari 2027")
    page.get_by_role("button", name=re.compile("^Simpan (kertas kerja|usulan)")).last.click()
    expect(page.locator(".kesalahan").first).to_be_visible()


def type_a_kode(page: Page, _: Stage) -> None:
    """Types a word of what a kode stands for; on a phone the row is opened first."""
    cell = page.locator('[name="kegiatan/0/kode"]')
    if not cell.is_visible():
        page.locator("#baris-1 summary, #baris-1 button").first.click()
    cell.fill("")
    cell.press_sequentially("paket")
    expect(page.get_by_role("listbox", name="Kode yang cocok")).to_be_visible()


def clash(page: Page, stage: Stage) -> None:
    """Two people write the same cell; the later one is asked."""
    usulan = Usulan.objects.for_reading().get(pk=stage.places["clashing"])
    rows = drafts.read_kegiatan(
        [
            {**row, "id": one.pk, "judul": "Rapat dari rekan"}
            for row, one in zip(ROWS, usulan.kegiatan.all(), strict=True)
        ],
        usulan.tahun,
    )
    actions.write_kegiatan(usulan, rows, versi=usulan.versi, by=stage.cast.kasubbag)
    page.get_by_label("Judul kegiatan baris 1", exact=True).fill("Rapat dari saya")
    page.get_by_role("button", name="Simpan kertas kerja").last.click()
    expect(page.locator(".kesalahan, [role=alert]").first).to_be_visible()


def make_token(page: Page, _: Stage) -> None:
    """A token is shown once."""
    page.get_by_label("Nama token").fill("Rekap bulanan")
    page.get_by_label("Kata sandi Anda").fill(PASSWORD)
    _send(page, page.get_by_role("button", name="Buat token"))


def wrong_letterhead(page: Page, _: Stage) -> None:
    """No name, and a day count that is none."""
    page.locator("[name=nama]").fill("")
    page.locator("[name=lead_days]").fill("lima")
    _send(page, page.get_by_role("button", name="Simpan", exact=True))


def take_codes(page: Page, _: Stage) -> None:
    """A list of codes that is looked at before it is accepted."""
    text = "kode;uraian;dasar\nPR.02;Rencana Kerja Tahunan;Contoh\nPR.02.2;Usulan Kegiatan (contoh);Contoh\nPR.09;Baru (contoh);Contoh\n"
    page.get_by_label("Berkas CSV atau Excel").set_input_files(
        {"name": "klasifikasi.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    _send(page, page.get_by_role("button", name="Unggah dan periksa"))


def take_wrong_codes(page: Page, _: Stage) -> None:
    """A list with rows to be put right."""
    text = "kode;uraian;induk\nPR.02;Rencana Kerja Tahunan;\nPR.02;Lagi;\nlama;Kode lama;\nPR.03.1;;PR.03\n"
    page.get_by_label("Berkas CSV atau Excel").set_input_files(
        {"name": "klasifikasi.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    _send(page, page.get_by_role("button", name="Unggah dan periksa"))


def type_a_taken_number(page: Page, _: Stage) -> None:
    """A number that another letter has."""
    # What was typed of a Tidak in an earlier picture is kept on the device, and comes back in place of the Ya.
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    page.reload()
    page.get_by_text("Ketik nomor dari SRIKANDI atau buku agenda").click()
    page.get_by_label("Nomor surat (tidak wajib)").fill("1/PR.02.2-ND/17/2027")
    _send(page, page.get_by_role("button", name="Setujui").first)


def wrong_pattern(page: Page, _: Stage) -> None:
    """A number that never changes."""
    page.locator("[name=pola_ND]").fill("tanpa nomor")
    _send(page, page.get_by_role("button", name="Simpan", exact=True))


def wrong_sentence(page: Page, _: Stage) -> None:
    """A word that no letter fills in."""
    page.locator("[name=penutup]").fill("Demikian disampaikan untuk bulan {bula}.")
    _send(page, page.get_by_role("button", name="Simpan", exact=True))


def wrong_shelf(page: Page, _: Stage) -> None:
    """A code that is none, and a place for what lies on no shelf."""
    page.locator("[name=klasifikasi]").fill("PR 02")
    page.locator("[name=medium]").select_option("elektronik")
    page.locator("[name=rak]").fill("2")
    _send(page, page.get_by_role("button", name="Simpan", exact=True))


def new_password(page: Page, stage: Stage) -> None:
    """The temporary password is shown once."""
    open_summary("Buat sandi sementara")(page, stage)
    _send(page, page.get_by_role("button", name=re.compile("^(Ya, )?[Bb]uat sandi")).last)


def old_form(page: Page, _: Stage) -> None:
    """Sends a form whose token is somebody else's."""
    page.evaluate("for (const one of document.getElementsByName('csrfmiddlewaretoken')) one.value = 'lama'")
    _send(page, page.locator("main form button.btn-utama").last)


def show_bug(page: Page, _: Stage) -> None:
    """The page after a bug."""
    _answer(page, refusals.bug(RequestFactory().get("/")).content.decode())


def show_template(name: str) -> Act:
    """A page that the framework shows by itself."""

    def act(page: Page, _: Stage) -> None:
        _answer(page, render(None, name).content.decode())

    return act


def _answer(page: Page, html: str) -> None:
    address = page.url
    page.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"), times=1)
    page.goto(address)


def _send(page: Page, button: Locator) -> None:
    page.evaluate("for (const one of document.forms) one.noValidate = true")
    with page.expect_navigation():
        button.click()
