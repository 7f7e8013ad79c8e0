"""A published plan over HTTP: its revision, and kegiatan cancelled or postponed."""

import uuid

from renkeg.planning.models import Usulan
from tests.api.callers import Callers

WHY = "Narasumber berhalangan hadir."
LETTER = {"hal": "Usulan Revisi Rencana Kegiatan", "pengantar": "Bersama ini disampaikan usulan revisi."}


def test_a_revision_is_begun_and_begun_again(api: Callers) -> None:
    plan = api.published()
    address = f"/usulan/{plan['id']}/revisi/{uuid.uuid4()}"

    status, revision = api.kasubbag.put(address, LETTER)
    assert (status, revision["revisi_dari"], revision["langkah"], revision["total"]) == (
        201,
        plan["id"],
        1,
        plan["total"],
    )
    assert api.kasubbag.put(address, LETTER) == (200, revision)
    assert api.kasubbag.put(address, {**LETTER, "hal": "Hal yang lain"})[0] == 409
    assert api.kasubbag.put(f"/usulan/{plan['id']}/revisi/{uuid.uuid4()}", LETTER)[0] == 409
    assert api.kasubbag.put(f"/usulan/{plan['id']}/revisi/satu", LETTER)[0] == 422
    assert api.kabag.put(f"/usulan/{plan['id']}/revisi/{uuid.uuid4()}", LETTER)[0] == 409
    assert api.outsider.put(address, LETTER)[0] == 404


def test_a_kegiatan_says_what_became_of_it(api: Callers) -> None:
    plan = api.published()
    row = plan["kegiatan"][0]["id"]

    assert api.kasubbag.post(f"/kegiatan/{row}/cancel", {})[0] == 422
    assert api.outsider.post(f"/kegiatan/{row}/cancel", {"catatan": WHY})[0] == 404
    status, told = api.kasubbag.post(f"/kegiatan/{row}/cancel", {"catatan": WHY})
    assert status == 200
    gone = told["kegiatan"][0]["removal"]
    assert (gone["verb"], gone["catatan"], gone["usulan"]) == ("cancel", WHY, None)
    assert told["total"] == plan["total"] - plan["kegiatan"][0]["anggaran"]
    assert told["seen"] == plan["seen"]
    assert api.kasubbag.post(f"/kegiatan/{row}/cancel", {"catatan": WHY}) == (200, told)
    status, _ = api.kasubbag.post(f"/kegiatan/{row}/postpone", {"catatan": WHY, "tanggal": []})
    assert status == 409


def test_a_kegiatan_is_postponed_to_days_of_another_month(api: Callers) -> None:
    plan = api.published()
    address = f"/kegiatan/{plan['kegiatan'][0]['id']}/postpone"

    for bad in (
        [],
        [{"mulai": "9 Maret 2027", "selesai": "2027-03-09"}],
        [{"mulai": "2028-03-09", "selesai": "2028-03-09"}],
    ):
        assert api.kasubbag.post(address, {"catatan": WHY, "tanggal": bad})[0] == 422
    status, told = api.kasubbag.post(
        address, {"catatan": WHY, "tanggal": [{"mulai": "2027-03-09", "selesai": "2027-03-10"}]}
    )
    assert status == 200
    assert told["kegiatan"][0]["removal"]["usulan"] == str(Usulan.objects.get(bulan=3).pk)
