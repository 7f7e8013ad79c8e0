"""Pages in a real browser are calm when people are hasty, late or elsewhere; how they look is checked by the gallery."""

from playwright.sync_api import expect

from renkeg.planning import actions, drafts
from renkeg.planning.models import Usulan
from tests.browser.looking import PHONE, LogIn, check
from tests.cast import Cast, start, usulan_at


def test_an_admin_names_a_plh_and_ends_it_without_scripts(cast: Cast, log_in: LogIn) -> None:
    page = log_in(cast.admin, viewport=PHONE, java_script_enabled=False)
    title = "Kepala Bagian Keuangan, Umum dan Logistik"

    page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Kantor").click()
    page.get_by_role("link", name="Kantor").click()
    page.get_by_role("link", name="Orang dan jabatan").click()
    page.get_by_role("link", name=f"Tunjuk Plh. untuk {title}").click()
    page.get_by_label("Pegawai", exact=True).select_option("Outsider Kabag Contoh")
    page.get_by_label("Selesai").fill("2027-01-08")
    page.get_by_role("button", name="Tunjuk pegawai").click()
    expect(page.get_by_role("status")).to_contain_text(f"Outsider Kabag Contoh menjadi Plh. {title}")
    assert cast.outsider_kabag.penugasan.get(kapasitas="plh").ended_at is None

    page.get_by_text(f"Akhiri penugasan Outsider Kabag Contoh sebagai Plh. {title}").click()
    page.get_by_role("button", name="Ya, akhiri penugasan ini").click()
    expect(page.get_by_role("status")).to_contain_text("sudah diakhiri")
    assert cast.outsider_kabag.penugasan.get(kapasitas="plh").ended_at is not None


def test_a_double_click_acts_once(cast: Cast, log_in: LogIn) -> None:
    usulan = usulan_at(2, cast)
    page = log_in(cast.kabag)

    page.goto(usulan.get_absolute_url())
    page.get_by_role("button", name="Setujui dan tanda tangani").dblclick()
    expect(page.get_by_text("NOMOR 1/PR.02.2-ND/17/2027")).to_be_visible()

    assert [row.verb for row in Usulan.objects.get().riwayat] == ["propose", "approve"]


def test_a_double_click_starts_one_usulan(cast: Cast, log_in: LogIn) -> None:
    page = log_in(cast.kasubbag, java_script_enabled=False)

    page.goto("/usulan/baru/")
    page.get_by_role("button", name="Simpan usulan").dblclick()
    expect(page.get_by_text("KONSEP", exact=True)).to_be_visible()

    assert Usulan.objects.count() == 1


def test_a_stale_page_says_so_and_shows_what_is_there_now(cast: Cast, log_in: LogIn) -> None:
    usulan = usulan_at(2, cast)
    page = log_in(cast.kabag)
    page.goto(usulan.get_absolute_url())

    actions.write_surat(
        usulan, drafts.Surat(hal="Hal yang diubah", pengantar="Bersama ini."), versi=usulan.versi, by=cast.kabag
    )
    page.get_by_role("button", name="Setujui dan tanda tangani").click()

    expect(page.get_by_role("alert")).to_contain_text("Isinya sudah berubah")
    expect(page.get_by_text("Hal yang diubah").first).to_be_visible()
    check(page)
    page.get_by_role("button", name="Setujui dan tanda tangani").click()
    expect(page.get_by_text("NOMOR 1/PR.02.2-ND/17/2027")).to_be_visible()


def test_who_comes_too_late_is_told_by_whom_it_was_done(cast: Cast, log_in: LogIn) -> None:
    usulan = usulan_at(6, cast)
    assert usulan.open_tugas is not None
    page = log_in(cast.petugas)
    page.goto(usulan.get_absolute_url())

    actions.assign(usulan.open_tugas, by=cast.kasubbag, petugas=cast.rekan.username)
    page.get_by_role("button", name="Serahkan untuk diperiksa").click()

    expect(page.get_by_role("heading", name="Belum dapat dilakukan")).to_be_visible()
    expect(page.get_by_role("alert").get_by_text(f"Menunggu {cast.rekan.nama}")).to_be_visible()
    check(page)
    expect(page.get_by_role("button", name="Serahkan untuk diperiksa")).to_have_count(0)


def test_rows_pasted_from_excel_land_in_their_cells(cast: Cast, log_in: LogIn) -> None:
    usulan = start(cast)
    page = log_in(cast.kasubbag)
    page.goto(f"{usulan.get_absolute_url()}kertas-kerja/")

    lines = [
        f"6709.{n}\tKegiatan ke-{n}\tPegawai\t1.200\torang\tRapat\t{n + 1}.000.000\tKota\t1{n} Februari 2027"
        for n in range(5)
    ]
    page.get_by_label("Kode baris 2", exact=True).evaluate(
        """(field, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        "\r\n".join(lines) + "\r\n",
    )
    expect(page.locator("[data-total]")).to_have_text("27.500.000")
    page.get_by_role("button", name="Simpan kertas kerja").click()

    expect(page.get_by_role("heading", name="Kegiatan · 6")).to_be_visible()
    assert [row.judul for row in Usulan.objects.get().kegiatan.all()][1:] == [f"Kegiatan ke-{n}" for n in range(5)]


def test_the_sekretaris_approves_in_three_taps(cast: Cast, log_in: LogIn) -> None:
    usulan_at(3, cast)
    page = log_in(cast.sekretaris, viewport=PHONE, has_touch=True, is_mobile=True)

    page.locator("#menunggu ~ article a").first.tap()
    button = page.get_by_role("button", name="Setujui dengan disposisi")
    expect(button).to_be_in_viewport()
    button.tap()

    expect(page.get_by_role("status", name="Yang baru Anda lakukan")).to_contain_text("Diteruskan ke")


def test_a_filter_narrows_the_list_in_place_and_an_ended_session_leads_to_the_log_in(cast: Cast, log_in: LogIn) -> None:
    start(cast)
    page = log_in(cast.kasubbag)
    page.goto("/usulan/")

    page.get_by_label("Keadaan").select_option("batal")
    expect(page.get_by_text("Tidak ada usulan yang cocok.")).to_be_visible()
    assert "keadaan=batal" in page.url

    page.context.clear_cookies()
    page.get_by_label("Keadaan").select_option("berjalan")
    expect(page.get_by_role("button", name="Masuk ke Renkeg")).to_be_visible()
    expect(page.get_by_label("Keadaan")).to_have_count(0)


def test_no_page_moves_by_itself_under_the_finger(cast: Cast, log_in: LogIn) -> None:
    usulan = start(cast)
    page = log_in(cast.kasubbag, viewport=PHONE)
    for address in ("/", "/tautan/", f"{usulan.get_absolute_url()}kertas-kerja/"):
        page.goto(address)
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto", address
