"""The page that verifies seals, opened from a folder on a machine without any network."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from renkeg.office import clock
from renkeg.papers import seals, verifier
from renkeg.papers.models import Document, SealKey
from tests.browser.looking import DESK, PHONE, check
from tests.cast import Cast, published

OTHER_SECRET = "rahasia-kantor-lain-0123456789-abcdefgh"

# A browser that can read a QR by itself, as a telephone's does.
_READER = """
globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return window.told ? [{ rawValue: window.told }] : []; }
};
"""


@pytest.fixture
def file(cast: Cast, tmp_path: Path) -> Path:
    path = tmp_path / "pemeriksa.html"
    content = verifier.page(SealKey.objects.all(), office=cast.satker.nama, made=date(2027, 1, 4))
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture
def opened(file: Path, browser: Browser) -> Iterator[Any]:
    """`opened(viewport)`: the page as it lies in a folder; nothing may be fetched and nothing may go wrong."""
    wrong: list[str] = []
    contexts = []

    def open_page(viewport: Any = PHONE, script: str = "") -> Page:
        context = browser.new_context(offline=True, viewport=viewport, bypass_csp=False)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda one: None if one.url.startswith(("file:", "blob:")) else wrong.append(one.url))
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def _ask(page: Page, text: str) -> Any:
    page.get_by_label("Isi kode QR pada surat").fill(text)
    page.get_by_role("button", name="Periksa segel").click()
    return page.get_by_role("alert")


def test_a_true_seal_shows_what_the_office_sealed(opened: Any, cast: Cast) -> None:
    page = opened()
    check(page)
    for paper in published(cast).papers():
        facts = seals.facts_of(paper, short=True)
        told = _ask(page, paper.seal)
        expect(told).to_contain_text("Segel asli")
        for fact in (facts.jenis, facts.nomor, facts.tanggal, facts.hal, facts.penandatangan, paper.code):
            expect(told).to_contain_text(fact)
        expect(told).to_contain_text("masih berlaku hari ini")
    check(page)
    desk = opened(DESK)
    # As it comes out of a message that broke its lines.
    wrapped = "\n ".join(paper.seal[at : at + 60] for at in range(0, len(paper.seal), 60))
    expect(_ask(desk, f"https://renkeg.contoh.id{wrapped}\n")).to_contain_text("Segel asli")
    check(desk)


def test_an_altered_or_foreign_seal_shows_why_not_and_no_fact(opened: Any, cast: Cast, settings: Any) -> None:
    page = opened()
    letter = published(cast).papers().get(jenis=Document.Jenis.NOTA_DINAS)
    altered = letter.seal.replace("4+Januari", "5+Januari")
    moved = letter.seal.replace(letter.code, "A" * 22)
    settings.SECRET_KEY = OTHER_SECRET
    seals.key_in_force(clock.now())
    foreign = seals.seal(letter)
    assert foreign != letter.seal
    for text in (altered, moved, foreign, letter.seal[:-3] + "AAA"):
        told = _ask(page, text)
        expect(told).to_contain_text("Segel tidak asli")
        expect(told).to_contain_text("bukan dari kantor ini")
        expect(told).not_to_contain_text("Januari 2027")
        expect(page.locator("#keterangan dd")).to_have_count(0)
    for text in ("", letter.code, letter.seal.partition("#")[0], "<img src=x onerror=alert(1)>"):
        expect(_ask(page, text)).to_contain_text("tidak memuat segel")
    expect(_ask(page, letter.seal.replace("#1.", "#2."))).to_contain_text("belum dikenal")
    check(page)


def test_it_names_the_keys_that_it_trusts_old_ones_too(cast: Cast, tmp_path: Path, settings: Any) -> None:
    letter = published(cast).papers().get(jenis=Document.Jenis.NOTA_DINAS)
    settings.SECRET_KEY = OTHER_SECRET
    seals.key_in_force(clock.now())
    content = verifier.page(SealKey.objects.all(), office="Kantor <Contoh>", made=date(2027, 1, 4))
    for key in SealKey.objects.all():
        assert seals.fingerprint(key) in content
        assert key.public in content
        assert key.private not in content
    assert "Kantor &lt;Contoh&gt;" in content
    assert "4 Januari 2027" in content
    assert letter.seal not in content


def test_a_photo_is_read_where_the_browser_can(opened: Any, cast: Cast, tmp_path: Path) -> None:
    page = opened(script=_READER)
    check(page)
    photo = tmp_path / "foto.png"
    page.screenshot(path=photo)
    page.get_by_label("Pilih foto kode QR").set_input_files(photo)
    expect(page.get_by_role("alert")).to_contain_text("Kode QR tidak terbaca")
    letter = published(cast).papers().get(jenis=Document.Jenis.NOTA_DINAS)
    page.evaluate("(text) => { window.told = text }", letter.seal)
    page.get_by_label("Pilih foto kode QR").set_input_files(photo)
    expect(page.get_by_role("alert")).to_contain_text("Segel asli")


def test_where_the_browser_cannot_there_is_no_button_for_it(opened: Any) -> None:
    page = opened()
    expect(page.get_by_role("button")).to_have_count(1)
    expect(page.get_by_label("Pilih foto kode QR")).to_be_hidden()


def test_the_page_may_reach_nothing(file: Path) -> None:
    content = file.read_text(encoding="utf-8")
    assert "default-src 'none'" in content
    assert "unsafe-inline" not in content
    assert "connect-src" not in content
    assert not any(word in content for word in ("innerHTML", "eval(", "http://", "fetch("))
