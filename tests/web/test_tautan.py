"""The pages of the Tautan: open to the office, silent about what is under way, narrowed by their address alone."""

import uuid
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from renkeg.office.models import Pegawai
from renkeg.papers.models import Document
from renkeg.planning import actions, drafts
from renkeg.planning.models import Usulan
from renkeg.trail.models import Event
from tests import plans
from tests.cast import KEGIATAN, Cast, forward, published, start, usulan_at

FEBRUARY = "/tautan/?tahun=2027&bulan=2"


def read(client: Client, person: Pegawai, address: str, **headers: str) -> str:
    client.force_login(person)
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return " ".join(unescape(response.content.decode()).split())


def words_of(client: Client, person: Pegawai, unit: str = "keuangan", bulan: int = 2) -> list[str]:
    """What the matrix says of that unit and month: its word and its notes."""
    client.force_login(person)
    groups = client.get(FEBRUARY).context["groups"]
    cells = [cell for _, lines in groups for line in lines if line.unit.pk == unit for cell in line.cells]
    cell = next(one for one in cells if one.bulan == bulan)
    return [f"{cell.mark} {cell.text}", *(note.text for note in cell.notes)]


def revised(usulan: Usulan, cast: Cast) -> Usulan:
    surat = drafts.Surat(hal="Revisi Rencana Kegiatan", pengantar="Bersama ini disampaikan revisinya.")
    revision, _ = actions.revise(usulan, uuid.uuid4(), surat, by=cast.kasubbag)
    while revision.open_tugas is not None:
        revision = forward(revision, cast)
    return revision


def test_others_read_the_same_whether_something_is_under_way_or_not(cast: Cast, client: Client) -> None:
    others = (cast.outsider, cast.outsider_kabag)
    addresses = (FEBRUARY, "/tautan/", "/tautan/?cari=rapat", "/tautan/?tahun=2027&bulan=&unit=keuangan")
    before = [read(client, one, address) for one in others for address in addresses]
    usulan = start(cast)
    draft = [read(client, one, address) for one in others for address in addresses]
    kabag = read(client, cast.kabag, FEBRUARY)
    usulan = forward(usulan, cast)
    running = [read(client, one, address) for one in others for address in addresses]

    assert before == draft == running
    assert "masih draf" not in kabag
    assert str(usulan.pk) not in kabag
    assert str(usulan.pk) in read(client, cast.kabag, FEBRUARY)
    for tail in ("", "rencana.pdf", "rencana.xlsx"):
        for person in (*others, cast.kabag, cast.kasubbag):
            client.force_login(person)
            assert client.get(f"/tautan/{usulan.pk}/{tail}").status_code == 404


def test_a_cell_says_in_words_where_a_plan_stands(cast: Cast, client: Client) -> None:
    assert words_of(client, cast.kasubbag) == ["· belum", "batas 25 Jan"]
    assert words_of(client, cast.kasubbag, bulan=9) == ["· belum"]
    assert words_of(client, cast.outsider) == ["· belum terbit"]
    usulan = start(cast)
    assert words_of(client, cast.petugas) == ["○ draf", "batas 25 Jan"]
    cast.at("2027-01-27T09:00:00+07:00")
    assert words_of(client, cast.petugas) == ["○ draf", "terlambat 2 hari kerja"]
    assert words_of(client, cast.kabag) == ["! terlambat 2 hari kerja", "belum diusulkan"]
    assert words_of(client, cast.auditor) == ["! terlambat 2 hari kerja", "belum diusulkan"]
    usulan = forward(usulan, cast)
    late = "diajukan terlambat 2 hari kerja"
    assert words_of(client, cast.kabag) == ["→ di meja Anda", late]
    assert words_of(client, cast.sekretaris) == ["→ di meja Kabag", late]
    cast.at("2027-01-27T11:10:30+07:00")
    assert words_of(client, cast.auditor) == ["→ di meja Kabag", "terlambat 1 jam 10 menit kerja", late]
    while usulan.open_tugas is not None:
        usulan = forward(usulan, cast)
    assert words_of(client, cast.outsider) == ["✓ terbit", "belum diketahui"]
    actions.acknowledge(usulan.sampingan[0], by=cast.kabag)
    revised(usulan, cast)
    published(cast, susulan=True)
    usulan_at(3, cast, susulan=True)
    assert words_of(client, cast.outsider) == ["✓ terbit", "belum diketahui", "revisi ke-1", "+1 susulan"]
    mine = words_of(client, cast.kasubbag)
    assert mine[-2:] == ["susulan di meja Sekretaris", "+1 susulan"]
    for _ in range(3):
        usulan_at(2, cast, susulan=True)
    # A cell stays a cell, however much runs beside the plan.
    assert words_of(client, cast.kasubbag)[-2:] == ["4 lainnya berjalan", "+1 susulan"]
    client.force_login(cast.kasubbag)
    leads = '"/usulan/?tahun=2027&amp;bulan=2&amp;unit=keuangan&amp;keadaan=berjalan"'
    assert leads in client.get("/tautan/?tahun=2027&bulan=2").content.decode()
    cast.at("2027-03-01T09:00:00+07:00")
    assert words_of(client, cast.outsider, "hukum") == ["– tidak ada"]
    assert words_of(client, cast.sekretaris, "hukum") == ["– tidak ada"]


def test_the_address_alone_narrows(cast: Cast, client: Client) -> None:
    first, second, *_ = units = plans.subbagian()
    plans.fill(cast, units[:2], [1, 2], rows=3)
    client.force_login(cast.outsider)

    def shown(query: str) -> list[tuple[int, int, str]]:
        told = client.get(f"/tautan/{query}").context["plans"]
        return [(one.usulan.tahun, one.usulan.bulan, one.usulan.unit_id) for one in told]

    february = [(2027, 2, first.pk), (2027, 2, second.pk)]
    january = [(2027, 1, first.pk), (2027, 1, second.pk)]
    assert shown("") == february
    assert shown("?tahun=2027&bulan=1") == january
    assert shown("?tahun=2027&bulan=") == february + january
    assert shown(f"?tahun=2027&bulan=&unit={second.pk}") == [february[1], january[1]]
    assert shown("?tahun=2026") == []
    for odd in ("tahun=%00", "tahun=99999999999", "tahun=0001&bulan=13", "unit=%00", "hal=abc", "bulan=x&cari=%00"):
        assert client.get(f"/tautan/?{odd}").status_code == 200, odd
    page = read(client, cast.outsider, f"/tautan/?tahun=2027&bulan=2&unit={second.pk}")
    assert "Jumlah yang ditampilkan, Februari 2027" in page
    assert "Rp37.500.000" in page
    part = read(client, cast.outsider, FEBRUARY, **{"HX-Request": "true"})
    assert part.startswith('<div id="tautan"')


@pytest.mark.parametrize(
    ("today", "month", "shown"),
    [
        ("2026-12-28", (2027, 1), (2027, 1)),
        ("2027-01-04", (2027, 2), (2027, 2)),
        ("2027-01-04", (2027, 6), (2027, 1)),
        ("2027-07-05", (2027, 6), (2027, 6)),
    ],
)
def test_unasked_it_shows_the_last_month_that_is_there(
    cast: Cast, client: Client, today: str, month: tuple[int, int], shown: tuple[int, int]
) -> None:
    plans.fill(cast, plans.subbagian()[:1], [month[1]], tahun=month[0])
    cast.at(f"{today}T09:00:00+07:00")
    client.force_login(cast.outsider)

    asked = client.get("/tautan/").context["filters"]

    assert (asked.tahun, asked.bulan) == shown


def test_a_search_goes_over_all_months_and_shows_the_rows(cast: Cast, client: Client) -> None:
    (unit, *_) = plans.subbagian()
    text = 'Bimtek <script>alert("x")</script> & arsip'
    plans.fill(cast, [unit], [1, 2], rows=30, judul=text)
    plans.fill(cast, [unit], [5], tahun=2026, judul=text)

    page = read(client, cast.outsider, "/tautan/?cari=BIMTEK+arsip")
    assert "62 kegiatan cocok, seluruhnya Rp775.000.000." in page
    assert "<mark>Bimtek</mark>" in page
    assert '<script>alert("x")' not in client.get("/tautan/?cari=BIMTEK+arsip").content.decode()
    assert "Halaman 1 dari 2" in page
    assert 'href="?cari=BIMTEK+arsip&hal=2"' in page
    assert "2 kegiatan cocok" in read(client, cast.outsider, "/tautan/?cari=bimtek&tahun=2026")
    nothing = read(client, cast.outsider, '/tautan/?cari="><img+src=x>&bulan=3')
    assert "Tidak ada kegiatan terbit" in nothing
    assert "Cari di semua bulan" in nothing
    assert "<img" not in client.get('/tautan/?cari="><img+src=x>').content.decode()


def test_the_month_of_the_whole_office_is_open_to_the_office_and_kept_nowhere(cast: Cast, client: Client) -> None:
    plans.fill(cast, plans.subbagian()[:3], [2], rows=2, judul='=HYPERLINK("http://evil.test")')
    usulan_at(3, cast, susulan=True)
    before = (Event.objects.count(), Document.objects.count())
    for person in (cast.outsider, cast.petugas, cast.auditor, cast.sekretaris):
        client.force_login(person)
        paper, book = (client.get(f"/tautan/2027/2/rekapitulasi.{kind}") for kind in ("pdf", "xlsx"))
        assert "Rekapitulasi%20Rencana" in paper["Content-Disposition"] or "Rekapitulasi Rencana" in str(paper.headers)
        text = " ".join(PdfReader(BytesIO(paper.content)).pages[0].extract_text().split())
        assert "Jumlah KPU Provinsi Bengkulu 6 75.000.000" in text
        sheets = openpyxl.load_workbook(BytesIO(book.content)).sheetnames
        assert sheets[:2] == ["Rekapitulasi", "Keuangan"]
    assert (Event.objects.count(), Document.objects.count()) == before

    for month in ("2027/3", "2027/13", "2027/0", "1999/2", "99999/2"):
        assert client.get(f"/tautan/{month}/rekapitulasi.pdf").status_code == 404
    for address in ("/tautan/2027/2/rekapitulasi.pdf", "/tautan/2027/2/rekapitulasi.xlsx"):
        client.force_login(cast.admin)
        assert client.get(address).status_code == 404
        assert Client().get(address)["Location"].startswith("/akun/login/")
        client.force_login(cast.kasubbag)
        assert client.post(address).status_code == 405


def test_the_month_to_be_worked_on_is_open_to_the_office_and_kept_nowhere(cast: Cast, client: Client) -> None:
    usulan = published(cast, kegiatan=[dict(KEGIATAN), {**KEGIATAN, "judul": '=HYPERLINK("http://evil.test")'}])
    actions.cancel_kegiatan(usulan.kegiatan.all()[0], by=cast.kasubbag, catatan="Narasumber berhalangan hadir.")
    published(cast, susulan=True)
    before = (Event.objects.count(), Document.objects.count())
    nomor = Usulan.objects.get(pk=usulan.pk).nota_dinas.nomor

    for person in (cast.outsider, cast.petugas, cast.auditor, cast.sekretaris):
        client.force_login(person)
        book, table = (client.get(f"/tautan/2027/2/rencana.{kind}") for kind in ("xlsx", "csv"))
        sheets = openpyxl.load_workbook(BytesIO(book.content))
        assert sheets.sheetnames == ["Rekapitulasi", "Keuangan"]
        told = [str(cell.value) for row in sheets["Keuangan"] for cell in row if cell.value]
        assert told.count("RENCANA KEGIATAN BULANAN") == 2
        assert {"Susulan", "Jumlah yang berlaku", "Jumlah 2 rencana"} <= set(told)
        assert any(one.startswith("Dinyatakan sesuai secara elektronik oleh") for one in told)
        named = [cell.value for row in sheets["Rekapitulasi"] for cell in row]
        assert {"Subbagian Hukum", "belum terbit"} <= set(named)
        lines = table.content.decode("utf-8-sig").split("\r\n")
        assert len(lines) == 1 + 3 + 1
        assert lines[1].endswith('"dibatalkan";"Dibatalkan (4 Januari 2027): Narasumber berhalangan hadir."')
        assert '"\'=HYPERLINK(""http://evil.test"")"' in lines[2]
        assert (nomor in lines[1]) == (person is not cast.outsider)
    assert (Event.objects.count(), Document.objects.count()) == before

    for kind in ("xlsx", "csv"):
        for month in ("2027/3", "2027/13", "2027/0", "1999/2", "99999/2"):
            assert client.get(f"/tautan/{month}/rencana.{kind}").status_code == 404
        client.force_login(cast.admin)
        assert client.get(f"/tautan/2027/2/rencana.{kind}").status_code == 404
        assert Client().get(f"/tautan/2027/2/rencana.{kind}")["Location"].startswith("/akun/login/")
        client.force_login(cast.kasubbag)
        assert client.post(f"/tautan/2027/2/rencana.{kind}").status_code == 405


def test_the_admin_is_told_that_it_is_not_for_him(cast: Cast, client: Client) -> None:
    published(cast)
    page = read(client, cast.admin, "/tautan/?cari=rapat")

    assert "isi rencana tidak terlihat olehnya" in page
    assert "Rapat koordinasi" not in page


def test_a_plan_that_was_replaced_stays_readable_and_names_its_versions(cast: Cast, client: Client) -> None:
    first = published(cast)
    second = revised(first, cast)

    old = read(client, cast.outsider, f"/tautan/{first.pk}/")
    assert "Versi ini sudah digantikan" in old
    assert f'href="/tautan/{second.pk}/"' in old
    new = read(client, cast.outsider, f"/tautan/{second.pk}/")
    assert "revisi ke-1" in new
    assert "Terbitan pertama" in new
    assert f"/tautan/{second.pk}/perbandingan/" in new
    for one in (first, second):
        for kind, start_of in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            assert client.get(f"/tautan/{one.pk}/rencana.{kind}").content.startswith(start_of)
    assert str(first.pk) not in read(client, cast.outsider, FEBRUARY)
    client.force_login(cast.admin)
    assert client.get(f"/tautan/{first.pk}/").status_code == 404


def test_a_row_that_was_taken_out_is_struck_with_its_reason(cast: Cast, client: Client) -> None:
    usulan = published(cast, kegiatan=[{**KEGIATAN, "judul": "Rapat " * 50}, dict(KEGIATAN)])
    actions.cancel_kegiatan(usulan.kegiatan.all()[0], by=cast.kasubbag, catatan="Narasumber berhalangan hadir.")

    page = read(client, cast.outsider, f"/tautan/{usulan.pk}/")

    assert "Dibatalkan (4 Januari 2027): Narasumber berhalangan hadir." in page
    assert "1 kegiatan berlaku dari 2" in page
    assert "Jumlah yang berlaku" in page
    assert "1 kegiatan" in read(client, cast.outsider, FEBRUARY)


def test_a_full_year_asks_as_often_as_a_small_one(cast: Cast, client: Client) -> None:
    first, *others = plans.subbagian()
    plans.fill(cast, [first], [1, 2], rows=2, acknowledged=False, forms=True)
    usulan_at(2, cast, susulan=True)
    client.force_login(cast.sekretaris)
    files = [f"/tautan/2027/2/{name}" for name in ("rekapitulasi.xlsx", "rencana.xlsx", "rencana.csv")]
    addresses = (FEBRUARY, "/tautan/?tahun=2027&bulan=", "/tautan/?cari=rapat", *files)

    def counts() -> list[int]:
        return [len(_asked(client, address)) for address in addresses]

    few = counts()
    plans.fill(cast, others, [2], rows=20, forms=True)
    plans.fill(cast, others, [1, *range(3, 13)], rows=20)
    plans.fill(cast, [first], range(3, 13), rows=20)
    assert counts() == few
    assert max(few) <= 30


def _asked(client: Client, address: str) -> Any:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return asked
