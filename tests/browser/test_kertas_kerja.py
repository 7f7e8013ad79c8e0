"""The kertas kerja in a real browser: pasted from Excel, filled by keyboard, cut off, logged out, written by two at once."""

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

from renkeg.lib import indonesian
from renkeg.planning.models import Usulan
from tests.browser.looking import PASSWORD, PHONE, LogIn, check
from tests.cast import KEGIATAN, Cast, start

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
HEADINGS = "No.\tKode\tJudul Kegiatan\tSasaran/Volume\tJenis Kegiatan\tAnggaran (Rp)\tLokus\tTanggal Kegiatan"
AMOUNTS = ["0", "1.500.000", "Rp 1,5 juta", "750rb", "1.250 juta", "Rp\u00a01.500.000,00", "2 miliar", "1,2345678 juta"]
AMOUNTS += [
    "1,500,000",
    "1.500.000,50",
    "dua juta",
    "1.5 juta",
    "-5",
    "007",
    "9" * 15,
    "9" * 16,
    "1000 triliun",
    "Rp -",
]


def _open(page: Page, usulan: Usulan) -> None:
    page.goto(f"{usulan.get_absolute_url()}kertas-kerja/")


def _cell(page: Page, label: str, row: int) -> Any:
    return page.get_by_label(f"{label} baris {row}", exact=True)


def _state(page: Page) -> Any:
    return page.locator("[data-state]")


def _save(page: Page) -> None:
    page.get_by_role("button", name="Simpan dan lanjut mengisi").click()


def _kept(page: Page) -> list[str]:
    """The drafts on the device."""
    found: list[str] = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('renkeg:tulisan:'))")
    return found


def _judul(usulan: Usulan) -> list[str | None]:
    return [row.judul for row in Usulan.objects.get(pk=usulan.pk).kegiatan.all()]


def test_fifty_rows_from_excel_in_one_paste(cast: Cast, log_in: LogIn) -> None:
    usulan = start(cast)
    page = log_in(cast.kasubbag, **CLIPBOARD)
    _open(page, usulan)
    lines = [
        f"{n}\t6709.{n}\tRapat\u00a0ke-{n}\tKPU kabupaten/kota / {n} orang\tRapat\tRp {n}.000.000\t"
        f'"Curup\nManna"\t{n % 5 + 15} Februari 2027'
        for n in range(1, 51)
    ]
    lines[1] = '2\t\t"Rapat" ke-2\t10 orang\tRapat\t1,5 juta\tCurup\t15, 17 dan 19 Februari 2027'
    lines[2] = "3\t6709.3\tRapat ke-3\tsekitar 3 atau 4 lembaga\tRapat\t1,500,000\tCurup\t15 Februari 2027"
    page.evaluate("text => navigator.clipboard.writeText(text)", "\r\n".join([HEADINGS, *lines]) + "\r\n")

    _cell(page, "Kode", 2).click()
    page.keyboard.press("Control+V")

    expect(_cell(page, "Judul kegiatan", 51)).to_have_value("Rapat ke-50")
    expect(_cell(page, "Sasaran", 51)).to_have_value("KPU kabupaten/kota")
    expect(_cell(page, "Volume", 51)).to_have_value("50")
    expect(_cell(page, "Lokus", 51)).to_have_value("Curup; Manna")
    expect(_cell(page, "Judul kegiatan", 3)).to_have_value('"Rapat" ke-2')
    expect(page.get_by_text("Sasaran atau volume?")).to_have_count(1)
    expect(page.get_by_text("Pisahkan ribuan dengan titik, bukan koma: 1.500.000.")).to_have_count(1)
    total = sum(range(1, 51)) * 1_000_000 - 2_000_000 + 1_500_000 - 3_000_000 + 12_500_000
    expect(page.locator("[data-total]")).to_have_text(indonesian.angka(total))
    page.keyboard.press("Control+z")
    expect(page.locator("[data-total]")).to_have_text("12.500.000")
    page.get_by_role("button", name="Ulangi").click()
    expect(page.locator("[data-total]")).to_have_text(indonesian.angka(total))

    _save(page)
    expect(page.get_by_role("alert")).to_contain_text("Baris 4, anggaran: Pisahkan ribuan dengan titik")
    page.get_by_role("link", name="Baris 4, anggaran").click()
    expect(_cell(page, "Anggaran (Rp)", 4)).to_be_focused()
    page.keyboard.insert_text("3 juta")
    _save(page)
    expect(_state(page)).to_contain_text("tersimpan")
    rows = list(Usulan.objects.get().kegiatan.all())
    assert (len(rows), sum(row.anggaran or 0 for row in rows)) == (51, total + 3_000_000)
    assert (rows[2].satuan, len(rows[2].tanggal), rows[50].lokus) == ("orang", 3, ["Curup", "Manna"])
    check(page)

    understood = page.evaluate("texts => texts.map((text) => String(globalThis.renkeg.rupiah(text)))", AMOUNTS)
    assert understood == [_read(text) for text in AMOUNTS]


def _read(text: str) -> str:
    try:
        return str(indonesian.parse_rupiah(text))
    except ValueError:
        return "null"


def test_a_month_of_twenty_rows_by_keyboard_alone(cast: Cast, log_in: LogIn) -> None:
    page = log_in(cast.kasubbag)
    page.goto("/usulan/baru/?tahun=2027&bulan=2")
    keys = page.keyboard
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == "kegiatan/0/kode":
            break
        keys.press("Tab")

    for n in range(1, 21):
        values = [
            f"6709.{n}",
            f"Rapat ke-{n}",
            "KPU kabupaten/kota",
            str(n),
            "orang",
            "Rapat kerja",
            f"{n} juta",
            "Curup",
        ]
        for text in values:
            if n > 1 and text in {"KPU kabupaten/kota", "orang", "Rapat kerja", "Curup"}:
                keys.press("Control+d")
            else:
                keys.insert_text(text)
            keys.press("Tab")
        keys.insert_text(f"{n % 5 + 15} Februari")
        if n < 20:
            keys.press("Enter")
    keys.press("Alt+ArrowUp")
    keys.press("Control+z")
    expect(page.locator("[data-total]")).to_have_text("210.000.000")
    keys.press("Alt+ArrowUp")
    for _ in range(60):
        if page.evaluate("document.activeElement.textContent") == "Simpan usulan":
            break
        keys.press("Tab")
    keys.press("Enter")

    expect(page.get_by_text("KONSEP", exact=True)).to_be_visible()
    usulan = Usulan.objects.get()
    rows = list(usulan.kegiatan.all())
    assert [row.judul for row in rows] == [f"Rapat ke-{n}" for n in [*range(1, 19), 20, 19]]
    assert (usulan.total, {row.satuan for row in rows}, {len(row.tanggal) for row in rows}) == (
        210_000_000,
        {"orang"},
        {1},
    )
    assert _kept(page) == []


def test_a_line_that_is_cut_loses_nothing(cast: Cast, log_in: LogIn) -> None:
    usulan = start(cast)
    page = log_in(cast.kasubbag)
    _open(page, usulan)
    line = page.context

    _cell(page, "Judul kegiatan", 1).fill("Ditulis sebelum terputus")
    line.set_offline(True)
    _cell(page, "Judul kegiatan", 2).fill("Ditulis saat terputus")
    expect(_state(page)).to_have_text("sambungan terputus, tulisan Anda tersimpan di perangkat ini")
    _save(page)
    expect(page.get_by_role("button", name="Coba lagi")).to_be_visible()
    check(page)
    _cell(page, "Judul kegiatan", 3).fill("Ditulis sesudah mencoba")
    line.set_offline(False)
    expect(_state(page)).to_contain_text("tersimpan")
    assert _judul(usulan) == ["Ditulis sebelum terputus", "Ditulis saat terputus", "Ditulis sesudah mencoba"]

    # The answer is lost, not the request; more is written; nothing is saved twice.
    page.route("**/kertas-kerja/", lambda route: (route.fetch(), route.abort())[1], times=1)
    _cell(page, "Judul kegiatan", 4).fill("Jawabannya hilang")
    _save(page)
    expect(page.get_by_role("button", name="Coba lagi")).to_be_visible()
    _cell(page, "Judul kegiatan", 4).fill("Jawabannya hilang, lalu diubah")
    page.get_by_role("button", name="Coba lagi").click()
    expect(_state(page)).to_contain_text("tersimpan")
    assert _judul(usulan)[3:] == ["Jawabannya hilang, lalu diubah"]
    assert _kept(page) == []

    line.set_offline(True)
    _cell(page, "Judul kegiatan", 1).fill("Ditulis lalu ditutup")
    expect(_state(page)).to_contain_text("sambungan terputus")
    page.close()
    line.set_offline(False)
    page = line.new_page()
    _open(page, usulan)
    expect(_cell(page, "Judul kegiatan", 1)).to_have_value("Ditulis sebelum terputus")
    expect(page.locator(".tersisa")).to_contain_text("Ada tulisan yang belum tersimpan dari")
    check(page)
    page.get_by_role("button", name="Pakai").click()
    expect(_cell(page, "Judul kegiatan", 1)).to_have_value("Ditulis lalu ditutup")
    page.get_by_role("button", name="Simpan kertas kerja").click()
    page.wait_for_url(f"**{usulan.get_absolute_url()}")
    assert _judul(usulan)[0] == "Ditulis lalu ditutup"


def test_two_browsers_on_one_form(cast: Cast, log_in: LogIn) -> None:
    rows = [{**KEGIATAN, "judul": f"Kegiatan {n}"} for n in range(1, 4)]
    usulan = start(cast, kegiatan=rows)
    mine, theirs = log_in(cast.kasubbag), log_in(cast.petugas, viewport=PHONE)
    for page in (mine, theirs):
        _open(page, usulan)

    theirs.get_by_role("button", name=re.compile("^1 · Kegiatan 1")).click()
    _cell(theirs, "Anggaran (Rp)", 1).fill("2 juta")
    theirs.get_by_role("button", name=re.compile("^3 · Kegiatan 3")).click()
    theirs.get_by_label("Hapus baris 3").check()
    _save(theirs)
    expect(_state(theirs)).to_contain_text("tersimpan")
    _cell(mine, "Judul kegiatan", 2).fill("Judul dari kasubbag")
    _save(mine)
    expect(mine.get_by_text("Digabungkan dengan perubahan Petugas Contoh")).to_be_visible()
    assert _judul(usulan) == ["Kegiatan 1", "Judul dari kasubbag"]

    _cell(theirs, "Judul kegiatan", 1).fill("Judul dari petugas")
    _save(theirs)
    expect(theirs.get_by_text("Digabungkan dengan perubahan Kasubbag Contoh")).to_be_visible()
    _cell(mine, "Judul kegiatan", 1).fill("Judul lain dari kasubbag")
    _save(mine)
    expect(mine.get_by_role("heading", name="Belum tersimpan: pilih isi yang dipakai")).to_be_visible()
    check(mine)
    mine.get_by_role("link", name=re.compile("^Baris 1, judul kegiatan: Anda “Judul lain")).click()
    expect(_cell(mine, "Judul kegiatan", 1)).to_be_focused()
    mine.get_by_role(
        "radio", name=re.compile("^Tersimpan oleh Petugas Contoh pukul [0-9.]+: Judul dari petugas")
    ).check()
    mine.get_by_role("button", name="Simpan kertas kerja").click()
    mine.wait_for_url(f"**{usulan.get_absolute_url()}")
    assert _judul(usulan) == ["Judul dari petugas", "Judul dari kasubbag"]
    assert _kept(mine) == []


def test_a_session_that_ends_while_typing_loses_nothing(cast: Cast, log_in: LogIn) -> None:
    usulan = start(cast)
    page = log_in(cast.kasubbag)
    _open(page, usulan)

    _cell(page, "Judul kegiatan", 1).fill("Ditulis saat sesi berakhir")
    page.context.clear_cookies()
    _save(page)
    expect(_state(page)).to_contain_text("Sesi Anda berakhir. Masuk lagi di tab baru, lalu simpan")
    check(page)
    with page.context.expect_page() as opened:
        _state(page).get_by_role("link", name="Masuk lagi").click()
    _fill_log_in(opened.value, cast.kasubbag.username)
    _save(page)
    expect(_state(page)).to_contain_text("tersimpan")
    assert _judul(usulan) == ["Ditulis saat sesi berakhir"]

    # All is closed, somebody else works on the same machine, and the writer comes back.
    _cell(page, "Judul kegiatan", 1).fill("Ditinggalkan di perangkat")
    expect(_state(page)).to_have_text("belum disimpan")
    context = page.context
    page.close()
    for cookie in (cast.petugas.username, cast.kasubbag.username):
        context.clear_cookies()
        cast.petugas.set_password(PASSWORD)
        cast.petugas.save(update_fields=["password"])
        page = context.new_page()
        page.goto(f"/akun/login/?next={usulan.get_absolute_url()}kertas-kerja/")
        _fill_log_in(page, cookie)
        expect(page.locator(".tersisa")).to_have_count(1 if cookie == cast.kasubbag.username else 0)
        assert len(_kept(page)) == 1
        if cookie == cast.petugas.username:
            page.goto("/akun/logout/")
            page.get_by_role("button", name="Keluar dari Renkeg").click()
            page.get_by_label("Nama pengguna").wait_for()
    assert (
        json.loads(page.evaluate("Object.values(localStorage)[0]"))["rows"][0]["judul"] == "Ditinggalkan di perangkat"
    )
    page.goto("/akun/logout/")
    page.get_by_role("button", name="Keluar dari Renkeg").click()
    page.get_by_label("Nama pengguna").wait_for()
    assert _kept(page) == []


def _fill_log_in(page: Page, username: str) -> None:
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk ke Renkeg").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def test_on_a_phone_each_row_is_a_small_form(cast: Cast, log_in: LogIn) -> None:
    start(cast)
    page = log_in(cast.kasubbag, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/usulan/baru/?tahun=2027&bulan=2")
    expect(page.get_by_text("sudah memiliki usulan utama Februari 2027")).to_be_visible()
    page.get_by_label("Bulan", exact=True).select_option("Maret")
    expect(page.get_by_text("sudah memiliki usulan utama")).to_have_count(0)
    expect(page.get_by_label("Hal", exact=True)).to_have_value("Usulan Rencana Kegiatan Bulan Maret 2027")

    page.get_by_role("button", name="1 · baris kosong").tap()
    _cell(page, "Judul kegiatan", 1).fill("Rapat koordinasi")
    _cell(page, "Anggaran (Rp)", 1).fill("12,5 juta")
    summary = page.get_by_role("button", name="1 · Rapat koordinasi · Rp12.500.000 · 1 hal belum lengkap")
    expect(summary).to_have_attribute("aria-expanded", "true")
    check(page)
    summary.tap()
    expect(_cell(page, "Judul kegiatan", 1)).to_be_hidden()
    page.get_by_text("1 hal perlu dilengkapi sebelum diteruskan").tap()
    page.get_by_role("link", name="tanggal kegiatan").tap()
    expect(_cell(page, "Tanggal kegiatan", 1)).to_be_focused()
    page.get_by_role("button", name="Tambah baris").tap()
    expect(_cell(page, "Kode", 4)).to_be_focused()
    expect(page.get_by_role("button", name="Simpan usulan")).to_be_in_viewport()
    page.get_by_role("button", name="Isi dari bulan lalu").tap()
    expect(page.get_by_role("group", name="Isi dari Februari 2027")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Tambahkan yang dicentang").tap()
    expect(
        page.get_by_role("button", name=re.compile("^2 · Rapat koordinasi perencanaan · Rp12.500.000"))
    ).to_be_visible()
    check(page)
    # It is started, but the answer is lost, and more is written: that goes on as unsaved rows of what was started.
    page.route("**/usulan/baru/", lambda route: (route.fetch(), route.abort())[1], times=1)
    page.get_by_role("button", name="Simpan usulan").tap()
    expect(page.get_by_role("button", name="Coba lagi")).to_be_visible()
    page.get_by_role("button", name=re.compile("^1 · Rapat koordinasi")).tap()
    _cell(page, "Judul kegiatan", 1).fill("Rapat koordinasi yang diubah")
    page.get_by_role("button", name="Coba lagi").tap()
    page.get_by_role("button", name="Pakai").tap()
    page.get_by_role("button", name="Simpan kertas kerja").tap()
    expect(page.get_by_text("KONSEP", exact=True)).to_be_visible()
    assert [row.judul for row in Usulan.objects.get(bulan=3).kegiatan.all()] == [
        "Rapat koordinasi yang diubah",
        "Rapat koordinasi perencanaan",
    ]
