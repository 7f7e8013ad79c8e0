"""One's account at a phone: logging in, coming back after an ended session, devices, a token, help beside the work."""

import re

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.browser.looking import DESK, PASSWORD, PHONE, LogIn, check
from tests.cast import Cast

LONG = "W" * 60


def test_a_person_looks_after_his_own_account(cast: Cast, log_in: LogIn) -> None:
    desk = log_in(cast.kasubbag, viewport=DESK)
    page = log_in(cast.kasubbag, viewport=PHONE, has_touch=True)

    # Setting his password again has ended the first session; its next form says that nothing was kept.
    desk.get_by_role("button", name="Jangan tampilkan lagi").click()
    expect(desk.get_by_role("status").first).to_contain_text("belum tersimpan")
    field = desk.get_by_label("Kata sandi")
    desk.get_by_label("Nama pengguna").fill("kasubbag")
    field.fill("salah")
    desk.get_by_role("button", name="Lihat kata sandi").click()
    expect(field).to_have_attribute("type", "text")
    desk.get_by_role("button", name="Masuk ke Renkeg").click()
    expect(desk.get_by_role("alert")).to_be_focused()
    check(desk)
    field.fill(PASSWORD)
    desk.get_by_role("button", name="Masuk ke Renkeg").click()
    expect(desk.get_by_role("heading", name="Begini cara kerja Anda")).to_be_visible()
    check(desk)

    page.get_by_role("link", name="Kasubbag Contoh").click()
    expect(page.get_by_role("listitem").filter(has_text="perangkat ini")).to_have_count(1)
    check(page)
    page.get_by_role("button", name="Keluarkan Chrome").click()
    expect(page.get_by_role("status").first).to_contain_text("sudah dikeluarkan")
    desk.goto("/usulan/?keadaan=berjalan")
    expect(desk.get_by_text("Sesi Anda sudah berakhir")).to_be_visible()

    page.get_by_role("link", name="Kelola token").click()
    page.get_by_label("Nama token").fill(LONG)
    page.get_by_label("Kata sandi Anda").fill(PASSWORD)
    page.get_by_role("button", name="Buat token").click()
    token = page.get_by_label("Token", exact=True).input_value()
    assert len(token) == 43
    check(page)
    page.get_by_role("link", name="Sudah saya simpan").click()
    expect(page.get_by_text(LONG, exact=True)).to_be_visible()
    check(page)
    assert token not in page.content()

    page.get_by_role("link", name="Bantuan untuk halaman ini").click()
    expect(page.get_by_role("heading", name="Akun", exact=True)).to_be_in_viewport()
    check(page)

    Session.objects.all().delete()
    page.goto("/panduan/kasubbag/")
    page.get_by_label("Nama pengguna").fill("kasubbag")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk ke Renkeg").click()
    expect(page).to_have_url(re.compile(r"/panduan/kasubbag/$"))
