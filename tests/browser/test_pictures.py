"""The pictures of README and handbook; `pytest tests/browser/test_pictures.py --pictures` takes them anew."""

from pathlib import Path

import pytest

from renkeg.planning import actions
from tests import plans
from tests.browser.looking import DESK, PHONE, LogIn
from tests.cast import KEGIATAN, Cast, published, start, usulan_at

PICTURES = Path(__file__).parents[2] / "docs" / "gambar"
LOG_IN = "/akun/login/"
ROWS = [
    {**KEGIATAN, "judul": "Rapat koordinasi perencanaan program dan anggaran"},
    {**KEGIATAN, "judul": "Bimbingan teknis penyusunan laporan keuangan", "jenis": "Bimtek", "anggaran": 48_500_000},
    {**KEGIATAN, "judul": "Rekonsiliasi data belanja", "jenis": "Rapat dalam kantor", "anggaran": 3_250_000},
]


def test_the_pictures_of_the_handbook(cast: Cast, log_in: LogIn, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    folder = PICTURES if pytestconfig.getoption("pictures") else tmp_path
    waiting = usulan_at(2, cast, kegiatan=ROWS)
    returned = usulan_at(3, cast, kegiatan=ROWS[:2], susulan=True)
    assert returned.open_tugas is not None
    actions.send_back(returned.open_tugas, by=cast.sekretaris, catatan="Lokus kegiatan kedua belum tepat.")
    published(cast, susulan=True, kegiatan=ROWS)
    draft = start(cast, susulan=True, kegiatan=ROWS)
    plans.fill(cast, plans.subbagian()[1:], [1], rows=3)
    plans.fill(cast, plans.subbagian()[2:6], [2], rows=4, acknowledged=False)

    for name, person, viewport, address in (
        ("meja-kerja", cast.kabag, DESK, "/"),
        ("meja-kerja-telepon", cast.kabag, PHONE, "/"),
        ("keputusan-telepon", cast.kabag, PHONE, waiting.get_absolute_url()),
        ("usulan", cast.kabag, DESK, waiting.get_absolute_url()),
        ("kertas-kerja", cast.kasubbag, DESK, f"{draft.get_absolute_url()}kertas-kerja/"),
        ("tautan", cast.sekretaris, DESK, "/tautan/"),
        ("langkah-pertama-telepon", cast.rekan, PHONE, "/"),
        ("akun", cast.rekan, DESK, "/akun/"),
        ("mulai", cast.admin, DESK, "/kantor/mulai/"),
        ("orang-dan-jabatan", cast.admin, DESK, "/kantor/penugasan/"),
        ("masuk-telepon", cast.rekan, PHONE, LOG_IN),
    ):
        page = log_in(person, viewport=viewport)
        if address == LOG_IN:
            page.context.clear_cookies()
        page.goto(address)
        page.screenshot(path=folder / f"{name}.png")
        page.context.close()
        assert (folder / f"{name}.png").stat().st_size > 10_000
