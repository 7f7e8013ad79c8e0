"""From nothing to the first usulan in a real browser: `renkeg setup`, the first-run page, four people, a draft."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import DESK, PHONE, check
from tests.serving import OfficeServer, Template

PASSWORD = "empat-kata-yang-baik"
OWN = "tiga-kata-yang-lain"
PEOPLE = (
    ("rina", "Rina Contoh", "Kepala Subbagian Keuangan"),
    ("sari", "Sari Contoh", "Petugas Subbagian Keuangan"),
    ("budi", "Budi Contoh", "Kepala Bagian Keuangan, Umum dan Logistik"),
    ("joko", "Joko Contoh", "Sekretaris KPU Provinsi Bengkulu"),
)
# Seconds that a person needs who reads what he meets: to answer `setup`, to fill or choose, to press, to read a page for the first
# time, to see one again, to hand over a password.
SETUP, FILL, PRESS, READ, SEE, HAND_OVER = 120, 8, 3, 15, 4, 45


@pytest.fixture
def server(pytestconfig: pytest.Config) -> Iterator[OfficeServer]:
    """An office as an operator leaves it after `renkeg setup` and `renkeg serve`."""
    url = os.environ["DATABASE_URL"] if pytestconfig.getoption("db") == "postgresql" else ""
    template = Template.empty(postgresql=url)
    server = OfficeServer(template, workers=1, demo=False)
    try:
        (server.data / "secret").unlink()
        _setup(server)
        server.start()
        yield server
    finally:
        server.remove()
        template.remove()


class Hand:
    """Somebody at a browser, whose acts are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.fills = self.presses = 0
        self.pages: list[str] = []

    def fill(self, label: str, text: str) -> None:
        self.fills += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, label: str, option: str) -> None:
        self.fills += 1
        self.page.get_by_label(label, exact=True).select_option(option)

    def press(self, name: str, *, role: str = "button") -> None:
        self.presses += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.page.wait_for_load_state()
        self.pages.append(self.page.title().split(" – ")[0])

    def log_in(self, username: str, password: str) -> None:
        self.page.goto("/")
        self.fill("Nama pengguna", username)
        self.fill("Kata sandi", password)
        self.press("Masuk ke Renkeg")

    def step(self, title: str) -> None:
        """On the first-run page: the next thing is this one, and its button is pressed."""
        self.press("Meja Kerja", role="link")
        self.press("Lanjutkan menyiapkan kantor", role="link")
        expect(self.page.locator("li[aria-current=step]")).to_contain_text(title)
        check(self.page)

    @property
    def seconds(self) -> int:
        """How long a person would need for this, reading what he meets."""
        new = len(set(self.pages))
        return self.fills * FILL + self.presses * PRESS + new * READ + (len(self.pages) - new) * SEE


def test_from_nothing_to_the_first_usulan(
    server: OfficeServer, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    here: dict[str, Any] = {"base_url": server.base_url, "locale": "id-ID", "timezone_id": "Asia/Jakarta"}
    context = browser.new_context(**here, viewport=DESK)  # type: ignore[arg-type]
    admin = Hand(context.new_page())
    admin.log_in("tono", PASSWORD)

    passwords = _prepare(admin)

    phone = browser.new_context(**here, viewport=PHONE)  # type: ignore[arg-type]
    rina = Hand(phone.new_page())
    rina.log_in("rina", passwords["rina"])
    expect(rina.page.get_by_role("heading", level=1)).to_have_text("Buat kata sandi sendiri")
    check(rina.page)
    rina.fill("Sandi sementara dari admin", passwords["rina"])
    rina.fill("Kata sandi baru", OWN)
    rina.fill("Kata sandi baru sekali lagi", OWN)
    rina.press("Simpan kata sandi saya")
    expect(rina.page.get_by_role("heading", name="Begini cara kerja Anda")).to_be_visible()
    check(rina.page)
    rina.press("Buat usulan baru", role="link")
    rina.press("Simpan usulan")
    expect(rina.page.get_by_text("KONSEP", exact=True)).to_be_visible()

    admin.page.goto("/kantor/mulai/")
    expect(admin.page.get_by_text("Semua sudah siap")).to_be_visible()
    check(admin.page)
    admin.page.goto("/")
    expect(admin.page.get_by_role("link", name="Lanjutkan menyiapkan kantor")).to_have_count(0)

    walked = SETUP + admin.seconds + rina.seconds + HAND_OVER * len(PEOPLE)
    took = time.monotonic() - began
    acts = admin.fills + admin.presses + rina.fills + rina.presses
    told = f"first usulan after {acts} acts; a person needs about {walked // 60} min {walked % 60} s; walked in {took:.1f} s"
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")
    assert walked < 15 * 60, told
    phone.close()
    context.close()


def _prepare(admin: Hand) -> dict[str, str]:
    """All that the first-run page asks for before the first usulan; returns the temporary passwords."""
    admin.step("Bagian dan subbagian")
    admin.press("Susunannya sudah cocok")

    admin.step("Pegawai")
    admin.press("Daftarkan pegawai", role="link")
    passwords = {}
    for username, nama, _ in PEOPLE:
        admin.press("Tambah pegawai", role="link")
        admin.fill("Nama pengguna", username)
        admin.fill("Nama lengkap", nama)
        admin.press("Simpan dan buat sandi sementara")
        passwords[username] = admin.page.locator(".sandi-sementara").inner_text().strip()
        admin.page.goto("/kantor/pegawai/")

    admin.step("Jabatan")
    admin.press("Isi jabatan", role="link")
    for _, nama, jabatan in PEOPLE:
        admin.press(f"Tunjuk pegawai untuk {jabatan}", role="link")
        admin.choose("Pegawai", nama)
        admin.press("Tunjuk pegawai")
        expect(admin.page.get_by_role("status")).to_contain_text(f"{nama} menjadi {jabatan}")

    admin.step("Siapa yang bisa ditanya")
    admin.press("Isi narahubung", role="link")
    admin.fill("Narahubung Renkeg (tidak wajib)", "Tono, ruang 2, pesawat 104")
    admin.press("Simpan")
    admin.step("Usulan pertama")
    return passwords


def _setup(server: OfficeServer) -> None:
    url = ["--db", server.url_of_database] if server.url_of_database else []
    asked = ["--username", "tono", "--nama", "Tono Contoh", "--password-stdin"]
    done = subprocess.run(
        [sys.executable, "-m", "renkeg.cli", "setup", "--data", str(server.data), *url, *asked],
        input=f"{PASSWORD}\n",
        cwd=server.data,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode == 0, done.stderr
    assert "renkeg serve" in done.stdout
