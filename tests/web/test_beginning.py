"""The first-run page: computed from facts, one next thing, for the admin alone."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from renkeg.office import accounts, actions, clock, founding
from renkeg.office.models import Jabatan, Pegawai, Unit
from renkeg.planning import integrity
from renkeg.trail.models import Event
from renkeg.web import beginning
from tests.cast import Cast, start

PASSWORD = "empat-kata-yang-baik"


@pytest.fixture
def admin(db: None) -> Pegawai:
    """A real office on its first day, with its admin alone."""
    founding.found(founding.read("office"))
    return accounts.first_admin(username="tono", nama="Tono Contoh", password=PASSWORD)


def _done() -> list[str]:
    return [one.key for one in beginning.steps(clock.now()) if one.done]


def _next() -> str | None:
    return next((one.key for one in beginning.steps(clock.now()) if one.next), None)


def _chain() -> Iterator[tuple[str, str]]:
    yield from (("kasubbag", "keuangan"), ("petugas", "keuangan"), ("kabag", "keuangan-umum-logistik"))
    yield "sekretaris", "sekretariat"


def test_each_thing_is_done_when_it_is_so_and_one_is_the_next(admin: Pegawai) -> None:
    assert _done() == ["kop", "holidays"]
    assert _next() == "units"
    for _ in range(2):
        beginning.confirm_units(admin)
    assert Event.objects.filter(verb=beginning.LOOKED_THROUGH).count() == 1
    assert _next() == "people"
    for post, unit in _chain():
        person = actions.hire(username=f"{post}-satu", nama=f"{post} Contoh")
        jabatan = Jabatan.objects.get(post=post, unit=unit)
        assert "posts" not in _done()
        actions.appoint(person, jabatan, kapasitas="definitif", mulai=date(2025, 1, 1), by=admin)
    assert {"people", "posts"} <= set(_done())
    assert _next() == "contacts"
    assert integrity.check().findings == []


def test_a_changed_tree_was_looked_through(admin: Pegawai) -> None:
    unit = Unit.objects.get(pk="keuangan")
    actions.rename_unit(unit, nama="Subbagian Keuangan dan Umum", kepala="Kepala Subbagian Keuangan", by=admin)
    assert "units" in _done()


def test_the_first_usulan_ends_it_and_the_desk_then_keeps_silent(cast: Cast, client: Client, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    client.force_login(cast.admin)
    assert "Lanjutkan menyiapkan kantor" in client.get("/").content.decode()
    start(cast)
    beginning.confirm_units(cast.admin)
    cast.satker.contacts = "Tono, ruang 2"
    cast.satker.save()
    assert _next() is None
    assert "Lanjutkan menyiapkan kantor" not in client.get("/").content.decode()
    assert "Semua sudah siap" in client.get("/kantor/mulai/").content.decode()


def test_only_the_admin_finds_it_and_reading_writes_nothing(admin: Pegawai, client: Client) -> None:
    assert client.get("/kantor/mulai/").status_code == 302
    other = actions.hire(username="rina", nama="Rina Contoh")
    client.force_login(other)
    assert client.get("/kantor/mulai/").status_code == 404
    assert client.post("/kantor/mulai/confirm-units/").status_code == 404
    client.force_login(admin)
    before = Event.objects.count()
    body = client.get("/kantor/mulai/").content.decode()
    assert Event.objects.count() == before
    assert body.count("btn-utama") == 1
    assert len(re.findall(r'aria-current="step"', body)) == 1
    assert client.get("/kantor/mulai/confirm-units/").status_code == 405
    assert client.post("/kantor/mulai/confirm-units/")["Location"] == "/kantor/mulai/"


def test_it_asks_as_much_with_many_people_as_with_few(admin: Pegawai, client: Client) -> None:
    client.force_login(admin)
    client.get("/kantor/mulai/")
    with CaptureQueriesContext(connection) as few:
        client.get("/kantor/mulai/")
    for place in range(30):
        person = actions.hire(username=f"orang-{place}", nama=f"Orang {place}")
        jabatan = Jabatan.objects.get(post="petugas", unit="keuangan")
        actions.appoint(person, jabatan, kapasitas="definitif", mulai=date(2025, 1, 1), by=admin)
    with CaptureQueriesContext(connection) as many:
        client.get("/kantor/mulai/")
    assert len(many) <= len(few)
