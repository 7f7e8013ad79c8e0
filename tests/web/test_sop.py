"""The SOP on pages: its drawing and files for everybody, and how many usulan stand where for who sees them."""

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from renkeg.office import clock
from renkeg.office.models import Pegawai
from renkeg.planning import bpmn, drawing
from renkeg.planning.sop import Verb, named
from renkeg.web import charts
from tests.cast import Cast, do, forward, published, usulan_at

ADDRESS = "/sop/6-2025/"


def _read(client: Client, person: Pegawai, address: str = ADDRESS) -> str:
    client.force_login(person)
    return " ".join(client.get(address).content.decode().split())


def _chart(page: str) -> str:
    start = page.index("<svg xmlns")
    return page[start : page.index("</svg>", start)]


def _counts(person: Pegawai) -> list[tuple[int, int]]:
    return [(one.nomor, count) for one, count in charts.standing(named("6-2025"), person, clock.now())]


def test_everybody_in_the_office_sees_the_drawing_and_gets_the_files(cast: Cast, client: Client) -> None:
    one = named("6-2025")
    for person in (cast.petugas, cast.outsider, cast.auditor, cast.admin):
        page = _read(client, person)
        assert "SOP Perencanaan Kegiatan Nomor 6 TAHUN 2025</title>" in _chart(page)
        assert f'href="{ADDRESS}sop.pdf"' in page
        assert client.get(f"{ADDRESS}sop.pdf").content == drawing.as_pdf(one)

    told = client.get(f"{ADDRESS}sop.pdf")
    assert told["Content-Type"] == "application/pdf"
    assert "SOP Perencanaan Kegiatan Nomor 6 TAHUN 2025.pdf" in told["Content-Disposition"]
    assert len(PdfReader(BytesIO(told.content)).pages) == 3
    told = client.get(f"{ADDRESS}sop.bpmn")
    assert (told["Content-Type"], told.content) == ("application/xml", bpmn.as_bpmn(one))
    assert told["Content-Disposition"].startswith("attachment")


def test_a_sop_that_is_not_there_is_not_found(cast: Cast, client: Client) -> None:
    client.force_login(cast.kabag)
    for tail in ("", "sop.pdf", "sop.bpmn"):
        assert client.get(f"/sop/7-2030/{tail}").status_code == 404
    assert client.get("/sop/kabupaten-kota/").status_code == 200


def test_without_a_log_in_there_is_nothing_to_see(cast: Cast, client: Client) -> None:
    for tail in ("", "sop.pdf", "sop.bpmn"):
        assert client.get(f"{ADDRESS}{tail}").status_code == 302


def test_each_langkah_says_how_many_usulan_stand_there_of_those_one_sees(cast: Cast, client: Client) -> None:
    usulan_at(1, cast, susulan=True)
    usulan_at(2, cast, susulan=True)
    usulan_at(2, cast, susulan=True)
    usulan_at(6, cast, susulan=True)
    published(cast)

    assert _counts(cast.kasubbag) == [(1, 1), (2, 2), (6, 1)]
    assert _counts(cast.kabag) == [(2, 2), (6, 1)]
    assert _counts(cast.auditor) == [(2, 2), (6, 1)]
    assert _counts(cast.outsider) == _counts(cast.admin) == []
    page = _read(client, cast.kabag)
    assert "2 pada langkah 2, pemeriksaan Kepala Bagian; 1 pada langkah 6" in page
    assert ">2 usulan</tspan>" in _chart(page)
    page = _read(client, cast.outsider)
    assert "Usulan berjalan" not in page
    assert ">Ket</text>" in _chart(page)


def test_another_sop_counts_its_own_usulan_alone(cast: Cast, client: Client) -> None:
    usulan_at(2, cast)

    assert "Usulan berjalan" not in _read(client, cast.kabag, "/sop/kabupaten-kota/")


def test_a_usulan_shows_where_it_stands_and_what_each_langkah_took(cast: Cast, client: Client) -> None:
    cast.at("2027-01-04T09:00:00+07:00")
    usulan = usulan_at(1, cast)
    cast.at("2027-01-04T09:30:30+07:00")
    usulan = forward(usulan, cast)
    cast.at("2027-01-04T10:30:40+07:00")
    assert usulan.open_tugas is not None
    usulan = do(Verb.SEND_BACK, usulan.open_tugas, cast.kabag, cast)
    cast.at("2027-01-04T10:40:50+07:00")
    usulan = forward(usulan, cast)

    chart = _chart(_read(client, cast.kabag, f"/usulan/{usulan.pk}/"))

    assert "Langkah 1, Kasubbag, mulai atau akhir: ke langkah 2. Terpakai: 40 menit, 2 kali." in chart
    assert "Terpakai: 1 jam, 2 kali, 1 kali dikembalikan; di sini sekarang." in chart
    assert chart.count('class="baris selesai"') == chart.count('class="baris sekarang"') == 1
    assert "Langkah 3, Sekretaris, keputusan: Ya ke langkah 4, Tidak ke langkah 2. Langkah 4" in chart


def test_a_published_usulan_stands_nowhere_and_every_langkah_is_ticked(cast: Cast, client: Client) -> None:
    usulan = published(cast)

    chart = _chart(_read(client, cast.kabag, f"/usulan/{usulan.pk}/"))

    assert "sekarang" not in chart
    assert chart.count('class="baris selesai"') == len(usulan.sop.langkah) == chart.count('class="lewat"')


@pytest.mark.parametrize("slug", ["6-2025", "kabupaten-kota"])
def test_nothing_in_the_drawing_brings_a_style_that_the_page_may_not_have(slug: str) -> None:
    svg = charts.of_all(named(slug), [])

    assert "style" not in svg
    assert "<script" not in svg
