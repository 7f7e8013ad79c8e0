"""The list of usulan: the line of truth, marks, search and filters that live in the address."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from renkeg.planning.sop import Verb
from tests.cast import KEGIATAN, Cast, do, published, start, usulan_at


@pytest.fixture
def listed(client: Client) -> Any:
    """`listed(person, query)`: the halaman of the list as (months and states) and as text."""

    def read(person: Any, query: str = "") -> tuple[list[tuple[int, str]], str]:
        client.force_login(person)
        response = client.get(f"/usulan/{query}")
        assert response.status_code == 200
        return [(one.usulan.bulan, one.word) for one in response.context["lines"]], response.content.decode()

    return read


def test_newest_month_first_and_mine_before_the_rest(cast: Cast, listed: Any) -> None:
    usulan_at(3, cast)
    usulan_at(2, cast, susulan=True)
    cancelled = start(cast, susulan=True)
    assert cancelled.open_tugas is not None
    do(Verb.CANCEL, cancelled.open_tugas, cast.kasubbag, cast)
    published(cast, susulan=True)

    rows, body = listed(cast.kabag)

    # The published one waits for him, too: he has not acknowledged it yet.
    assert [word for _, word in rows] == ["berjalan", "terbit", "berjalan", "batal"]
    assert body.index("Di meja Anda sejak") < body.index("Di meja Sekretaris sejak")
    assert "Terbit di Tautan sejak 09.00." in body


def test_marks_say_what_to_look_at(cast: Cast, listed: Any) -> None:
    returned = usulan_at(2, cast)
    assert returned.open_tugas is not None
    do(Verb.SEND_BACK, returned.open_tugas, cast.kabag, cast)
    cast.at("2027-01-26T09:00:00+07:00")
    usulan_at(2, cast, susulan=True)

    rows, body = listed(cast.kasubbag)
    assert len(rows) == 2
    assert "Dikembalikan Kabag Contoh: “Perbaiki lokus kegiatan pertama.”" in body
    assert re.search(r"terlambat 1\d hari kerja\.", body)
    for mark, count in (("saya", 1), ("terlambat", 1), ("dikembalikan", 1), ("ngawur", 2), ("", 2)):
        assert len(listed(cast.kasubbag, f"?tanda={mark}")[0]) == count, mark
    assert len(listed(cast.kabag, "?tanda=saya")[0]) == 1


def test_search_finds_hal_title_code_and_number(cast: Cast, listed: Any) -> None:
    usulan_at(3, cast, hal="Usulan Pemutakhiran Data")
    start(cast, susulan=True, kegiatan=[{**KEGIATAN, "judul": "Bimbingan 100% teknis", "kode": "6709.ABC"}])

    for text, count in (
        ("pemutakhiran", 1),
        ("bimbingan   100%", 1),
        ("6709.abc", 1),
        ("1/PR.02.2-ND/17/2027", 1),
        ("%", 1),
        ("tidak ada", 0),
        ("\u202e", 2),
        ("x" * 5000, 0),
    ):
        rows, body = listed(cast.kasubbag, f"?{urlencode({'cari': text})}")
        assert len(rows) == count, text
    assert "Tidak ada usulan yang cocok." in body
    assert listed(cast.outsider, "?cari=pemutakhiran")[0] == []


def test_the_filters_stay_in_the_addresses_of_the_pages(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renkeg.web.listing.PER_PAGE", 2)
    for n in range(3):
        start(cast, susulan=n > 0)
    client.force_login(cast.kasubbag)

    body = client.get("/usulan/?tanda=saya&cari=usulan&hal=1").content.decode()

    assert "?tanda=saya&amp;cari=usulan&amp;hal=2" in body
    assert "Belum ada usulan." in _body(client, cast.outsider)


def test_many_rows_ask_no_more_than_few(cast: Cast, client: Client) -> None:
    client.force_login(cast.kabag)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/usulan/?cari=rapat").status_code == 200
        return len(queries)

    usulan_at(2, cast)
    asked()
    few = asked()
    for _ in range(6):
        usulan_at(3, cast, susulan=True)
    assert asked() == few
    assert few <= 22


def _body(client: Client, person: Any) -> str:
    client.force_login(person)
    return client.get("/usulan/").content.decode()
