"""Remarks on rows over HTTP: pinned by send_back, read with the usulan, ticked by whoever mends."""

from typing import Any

from tests.api.callers import Callers

WHY = "Anggaran kegiatan belum tepat."


def returned(api: Callers) -> dict[str, Any]:
    usulan = api.walk(2)
    row = usulan["kegiatan"][0]
    pins = [
        {"kegiatan": row["id"], "field": "anggaran", "text": "Melebihi standar biaya."},
        {"kegiatan": row["id"], "field": None, "text": "Masih perlu?\nSebutkan dasarnya."},
    ]
    status, usulan = api.kabag.act(usulan, "send_back", catatan=WHY, pins=pins)
    assert status == 200
    return dict(usulan)


def test_pins_come_with_the_return_and_are_read_with_the_usulan(api: Callers) -> None:
    usulan = returned(api)
    first, second = usulan["pins"]
    row = usulan["kegiatan"][0]
    assert first | {"id": "", "at": ""} == {
        "id": "", "kegiatan": row["id"], "field": "anggaran", "text": "Melebihi standar biaya.", "number": 1,
        "judul": row["judul"], "by": "kabag", "jabatan": "kabag-keuangan-umum-logistik", "langkah": 2, "at": "",
        "ticked_at": None, "ticked_by": None,
    }  # fmt: skip
    assert first["at"] == usulan["riwayat"][-1]["closed_at"]
    assert (second["field"], second["text"]) == (None, "Masih perlu?\nSebutkan dasarnya.")
    for name in ("kasubbag", "petugas", "kabag", "sekretaris", "auditor"):
        assert api.known[name].usulan(usulan["id"])["pins"] == usulan["pins"], name


def test_who_may_change_the_form_ticks_and_repeating_is_harmless(api: Callers) -> None:
    usulan = returned(api)
    address = f"/pins/{usulan['pins'][0]['id']}"
    for name, status in (("outsider", 404), ("admin", 404), ("kabag", 409), ("auditor", 409), ("sekretaris", 409)):
        assert api.known[name].post(f"{address}/tick")[0] == status, name
    status, told = api.petugas.post(f"{address}/tick")
    assert (status, told["pins"][0]["ticked_by"], told["versi"], told["seen"]) == (
        200,
        "petugas",
        usulan["versi"] + 1,
        usulan["seen"],
    )
    assert api.petugas.post(f"{address}/tick") == (200, told)
    status, told = api.kasubbag.post(f"{address}/untick")
    assert (status, told["pins"][0]["ticked_at"]) == (200, None)
    assert api.kasubbag.post(f"{address}/untick")[1]["versi"] == told["versi"]
    assert api.kasubbag.post("/pins/AAAAAAAAAAAAAAAAAAAAAA/tick")[0] == 404


def test_bad_pins_are_named(api: Callers) -> None:
    usulan = api.walk(2)
    row = usulan["kegiatan"][0]["id"]
    for pins, loc in (
        ({}, "pins"),
        ([[]], "pins/0"),
        ([{"kegiatan": "x", "text": "Jelaskan."}], "pins/0/kegiatan"),
        ([{"kegiatan": row, "field": ["lokus"], "text": "Jelaskan."}], "pins/0/field"),
        ([{"kegiatan": row, "text": None}], "pins/0/text"),
    ):
        status, told = api.kabag.act(usulan, "send_back", catatan=WHY, pins=pins)
        assert (status, told["errors"][0]["loc"]) == (422, loc)


def test_a_published_plan_has_no_pins(api: Callers) -> None:
    usulan = returned(api)
    while usulan["langkah"]:
        usulan = api.forward(usulan)
    _, plan = api.outsider.get(f"/rencana/{usulan['id']}")
    assert "pins" not in plan
    assert "standar biaya" not in str(plan)
