"""What people read when something is refused, missing or broken."""

import re

import pytest
from django.test import Client

from renkeg.office import clock
from tests.cast import Cast


def test_a_bug_becomes_a_page_with_a_word_that_stands_in_the_log(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.kabag)
    monkeypatch.setattr(clock, "now", None)
    monkeypatch.setattr("renkeg.web.refusals.log.propagate", True)

    response = client.get("/akun/")

    word = re.search(r"kode <strong>([0-9a-f]{8})</strong>", response.content.decode())
    assert response.status_code == 500
    assert word
    assert word[1] in caplog.text


def test_a_missing_page_has_a_way_on(cast: Cast, client: Client) -> None:
    for person in (cast.kabag, None):
        if person is None:
            client.logout()
        else:
            client.force_login(person)
        response = client.get("/tidak-ada/")
        assert response.status_code == 404
        assert "Ke Meja Kerja" in response.content.decode()


def test_the_practice_banner_is_there_only_in_practice(cast: Cast, client: Client, settings: object) -> None:
    client.force_login(cast.kabag)
    assert "MODE LATIHAN" in client.get("/").content.decode()

    settings.DEMO = False  # type: ignore[attr-defined]

    assert "MODE LATIHAN" not in client.get("/").content.decode()


def test_the_account_tells_the_posts_of_now_and_of_later(cast: Cast, client: Client) -> None:
    cast.appoint(cast.kasubbag, "kabag", "keuangan-umum-logistik", "plh", "2027-02-01", "2027-02-05")
    client.force_login(cast.kasubbag)

    body = client.get("/akun/").content.decode()

    assert "Jabatan yang akan datang" in body
    assert "Plh. Kepala Bagian Keuangan, Umum dan Logistik" in body
    assert "1 Februari 2027" in body
