"""The table "Who sees what" of docs/kontrak.md, typed by hand: every row, every column, every address."""

from collections.abc import Callable
from typing import Any

import pytest

from renkeg.office import actions as office_actions
from renkeg.office.models import Jabatan
from tests.api.callers import Caller, Callers
from tests.cast import Cast

READERS = (
    "kasubbag", "petugas", "rekan", "kabag", "sekretaris", "tetangga", "outsider", "outsider_kabag", "outsider_petugas",
    "auditor", "admin",
)  # fmt: skip

OWN = {"kasubbag", "petugas", "rekan"}
CHAIN = OWN | {"kabag", "sekretaris"}
OFFICE = CHAIN | {"tetangga", "outsider", "outsider_kabag", "outsider_petugas", "auditor"}

SEES: dict[str, set[str]] = {
    "draft": OWN,
    "running": CHAIN | {"auditor"},
    "back at step 1": CHAIN | {"auditor"},
    "cancelled": CHAIN | {"auditor"},
    "cancelled draft": CHAIN | {"auditor"},
    "published": CHAIN | {"auditor"},
}
"""Who reads the usulan itself, with catatan, disposisi and history."""

READS_PLAN: dict[str, set[str]] = {state: OFFICE if state == "published" else set() for state in SEES}
READS_TRAIL = {"auditor"}


@pytest.fixture
def everybody(api: Callers, cast: Cast) -> dict[str, Caller]:
    """The cast, and the kasubbag of another subbagian in the same bagian."""
    from datetime import date

    tetangga = office_actions.hire(username="tetangga", nama="Tetangga Contoh")
    office_actions.appoint(
        tetangga,
        Jabatan.objects.get(slug="kasubbag-umum-logistik"),
        kapasitas="definitif",
        mulai=date(2025, 1, 1),
        by=None,
    )
    return api.known | {"tetangga": Caller(tetangga)}


def _back(api: Callers) -> dict[str, Any]:
    usulan = api.walk(3)
    for name in ("sekretaris", "kabag"):
        usulan = api.known[name].act(usulan, "send_back", catatan="Perbaiki lokus kegiatan.")[1]
    assert usulan["langkah"] == 1
    return usulan


def _cancelled(api: Callers, langkah: int) -> dict[str, Any]:
    usulan = api.walk(langkah)
    body = {"tugas": usulan["tugas"]["id"], "catatan": "Kegiatan tidak jadi dilaksanakan."}
    status, usulan = api.kasubbag.post(f"/usulan/{usulan['id']}/cancel", body)
    assert status == 200
    return dict(usulan)


STATES: dict[str, Callable[[Callers], dict[str, Any]]] = {
    "draft": lambda api: api.kasubbag.start(),
    "running": lambda api: api.walk(6),
    "back at step 1": _back,
    "cancelled": lambda api: _cancelled(api, 8),
    "cancelled draft": lambda api: _cancelled(api, 1),
    "published": lambda api: api.published(),
}


@pytest.mark.parametrize("state", STATES)
def test_who_sees_what(api: Callers, everybody: dict[str, Caller], state: str) -> None:
    usulan = STATES[state](api)
    path = f"/usulan/{usulan['id']}"
    history = api.kasubbag.usulan(usulan["id"])["riwayat"]
    papers = [f"/dokumen/{paper['id']}" for paper in usulan["dokumen"]]
    assert bool(papers) == (state not in {"draft", "cancelled draft"})
    assert bool(history) == (state != "draft")

    for name in READERS:
        reader = everybody[name]
        sees = name in SEES[state]
        plan = name in READS_PLAN[state]
        assert reader.get(path)[0] == (200 if sees else 404), (name, "usulan")
        assert [one["id"] for one in reader.get("/usulan")[1]["items"]] == ([usulan["id"]] if sees else []), name
        for paper in papers:
            assert reader.get(paper)[0] == (200 if sees else 404), (name, paper)
        for kind in ("", ".pdf", ".xlsx"):
            assert reader.get(f"/rencana/{usulan['id']}{kind}")[0] == (200 if plan else 404), (name, kind)
        for kind in ("xlsx", "csv"):
            told = reader.send("GET", f"/rencana.{kind}?tahun=2027&bulan=2")
            assert told.status_code == (200 if plan else 404), (name, kind)
            if plan and kind == "csv":
                number = usulan["nota_dinas"]["nomor"]
                assert (number in told.content.decode()) == sees, name
        assert [one["id"] for one in reader.get("/rencana")[1]["items"]] == ([usulan["id"]] if plan else []), name
        assert reader.get("/trail")[0] == (200 if name in READS_TRAIL else 404), name


@pytest.mark.parametrize("state", STATES)
def test_who_does_not_see_it_finds_no_verb_and_who_sees_it_a_refusal(
    api: Callers, everybody: dict[str, Caller], state: str
) -> None:
    usulan = STATES[state](api)
    path = f"/usulan/{usulan['id']}"
    tugas = usulan["tugas"] or (usulan["sampingan"] or [None])[0]
    surat = {"hal": "Hal yang lain", "pengantar": "Pengantar yang lain.", "versi": usulan["versi"]}
    ended = {"tugas": tugas["id"] if tugas else "x", "catatan": "Coba tarik kembali sekarang."}

    # Nobody of these has his turn at anything in any of the states, nor has he sent it on.
    for name in ("sekretaris", "auditor", "tetangga", "outsider", "outsider_kabag", "outsider_petugas", "admin"):
        expected = 409 if name in SEES[state] else 404
        reader = everybody[name]
        assert reader.put(f"{path}/surat", surat)[0] == expected, name
        assert reader.put(f"{path}/kegiatan", {"versi": usulan["versi"], "kegiatan": []})[0] == expected, name
        assert reader.post(f"{path}/withdraw", ended)[0] == expected, name
        assert reader.post(f"{path}/cancel", ended)[0] == expected, name
        for verb in ("propose", "approve", "assign", "publish", "acknowledge") if tugas else ():
            assert reader.post(f"/tugas/{tugas['id']}/{verb}", {"seen": usulan["seen"]})[0] == expected, (name, verb)


def test_only_the_admin_reaches_the_office(everybody: dict[str, Caller]) -> None:
    for name in READERS:
        reader = everybody[name]
        refused = 422 if name == "admin" else 404
        assert reader.post("/penugasan", {})[0] == refused, name
        assert reader.put("/hari-libur", [{}])[0] == refused, name
        assert reader.put("/latihan/jam", {})[0] == refused, name
        assert reader.delete("/penugasan/AAAAAAAAAAAAAAAAAAAAAA")[0] == 404, name


def test_the_desk_shows_what_waits_for_me_alone(api: Callers, everybody: dict[str, Caller]) -> None:
    waiting = {
        1: "kasubbag",
        2: "kabag",
        3: "sekretaris",
        4: "kabag",
        5: "kasubbag",
        6: "petugas",
        7: "kasubbag",
        8: "petugas",
    }
    usulan = api.kasubbag.start()
    while usulan["langkah"] is not None:
        for name in READERS:
            status, told = everybody[name].get("/tugas")
            mine = [one for one in told["items"] if one["id"] == usulan["tugas"]["id"]]
            assert status == 200
            assert bool(mine) == (waiting[usulan["langkah"]] == name), (usulan["langkah"], name)
            assert all(one["verbs"] for one in mine)
        usulan = api.forward(usulan)


def test_the_desk_puts_the_most_urgent_first(api: Callers, cast: Cast) -> None:
    late = api.walk(2)
    cast.at("2027-01-06T10:00:00+07:00")
    new = api.walk(2, susulan=True)

    told = api.kabag.get("/tugas")[1]["items"]
    assert [(one["usulan"], one["late"]) for one in told] == [(late["id"], True), (new["id"], False)]


def test_a_plh_sees_and_does_what_the_post_may_while_it_lasts(api: Callers, cast: Cast) -> None:
    usulan = api.walk(2)
    path = f"/usulan/{usulan['id']}"
    cast.appoint(cast.outsider_petugas, "kabag", "keuangan-umum-logistik", "plh", "2027-01-05", "2027-01-06")
    plh = api.outsider_petugas

    def moment(at: str) -> tuple[int, int, int]:
        cast.at(at)
        return plh.get(path)[0], len(plh.get("/tugas")[1]["items"]), api.kabag.get(path)[0]

    assert moment("2027-01-04T23:59:58+07:00") == (404, 0, 200)
    assert plh.act(usulan, "approve", seen=usulan["seen"])[0] == 404
    assert moment("2027-01-05T00:00:00+07:00") == (200, 1, 200)
    assert moment("2027-01-06T23:59:00+07:00") == (200, 1, 200)
    assert [one["kapasitas"] for one in plh.get("/me")[1]["penugasan"]] == ["definitif", "plh"]
    status, after = plh.act(usulan, "approve", seen=usulan["seen"])
    assert status == 200
    assert after["riwayat"][-1] | {"opened_at": "", "closed_at": "", "minutes": 0} == {
        "langkah": 2, "verb": "approve", "by": "outsider-petugas", "jabatan": "kabag-keuangan-umum-logistik",
        "kapasitas": "plh", "opened_at": "", "closed_at": "", "minutes": 0, "catatan": None,
    }  # fmt: skip
    assert moment("2027-01-07T00:00:00+07:00") == (404, 0, 200)
    assert plh.act(usulan, "approve", seen=usulan["seen"])[0] == 404


def test_a_post_ended_by_hand_ends_at_once(api: Callers, cast: Cast) -> None:
    usulan = api.walk(2)
    penugasan = cast.appoint(cast.outsider_petugas, "kabag", "keuangan-umum-logistik", "plt", "2027-01-01")
    assert api.outsider_petugas.get(f"/usulan/{usulan['id']}")[0] == 200

    status, told = api.admin.delete(f"/penugasan/{penugasan.pk}")
    assert status == 200
    assert told["ended_at"]
    assert api.admin.delete(f"/penugasan/{penugasan.pk}") == (200, told)
    assert api.outsider_petugas.get(f"/usulan/{usulan['id']}")[0] == 404


def test_nobody_approves_what_he_has_proposed(api: Callers, cast: Cast) -> None:
    cast.appoint(cast.kasubbag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-01", "2027-01-31")
    usulan = api.walk(2)

    assert usulan["tugas"]["verbs"] == ["send_back"]
    status, told = api.kasubbag.act(usulan, "approve", seen=usulan["seen"])
    assert status == 409
    assert "orang lain" in told["detail"]
    assert api.kabag.act(usulan, "approve", seen=usulan["seen"])[0] == 200
