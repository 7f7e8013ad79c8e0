"""Returns, withdrawals, re-assignments and stale pages over HTTP."""

from typing import Any

import pytest

from renkeg.trail.models import Event
from tests.api.callers import Callers
from tests.cast import KEGIATAN, Cast

REASON = "Perbaiki lokus kegiatan pertama."


def _ended(api: Callers, name: str, usulan: dict[str, Any], verb: str, **said: Any) -> tuple[int, Any]:
    return api.known[name].post(f"/usulan/{usulan['id']}/{verb}", {"tugas": usulan["tugas"]["id"], **said})


# --- seen and versi ----------------------------------------------------------


@pytest.mark.parametrize("langkah", [2, 3, 7])
def test_an_approval_needs_what_was_read(api: Callers, langkah: int) -> None:
    usulan = api.walk(langkah)
    who = api.known[{2: "kabag", 3: "sekretaris", 7: "kasubbag"}[langkah]]

    status, told = who.act(usulan, "approve")
    assert (status, [one["loc"] for one in told["errors"]]) == (422, ["seen"])
    status, told = who.act(usulan, "approve", seen="0" * 64)
    assert status == 409
    assert told["usulan"] == who.usulan(usulan["id"])
    assert who.act(usulan, "approve", seen=usulan["seen"])[0] == 200


@pytest.mark.parametrize(
    ("langkah", "name", "verb", "said"),
    [
        (1, "kasubbag", "propose", {}),
        (2, "kabag", "send_back", {"catatan": REASON}),
        (4, "kabag", "dispose", {}),
        (5, "kasubbag", "assign", {"petugas": "petugas"}),
        (6, "petugas", "submit", {}),
        (6, "kasubbag", "assign", {"petugas": "rekan"}),
        (8, "petugas", "publish", {}),
    ],
)
def test_seen_is_compared_at_every_verb_where_it_is_given(
    api: Callers, langkah: int, name: str, verb: str, said: dict[str, Any]
) -> None:
    usulan = api.walk(langkah)

    status, told = api.known[name].act(usulan, verb, seen="f" * 64, **said)
    assert status == 409
    assert told["usulan"]["seen"] == usulan["seen"]
    assert api.known[name].act(usulan, verb, seen=usulan["seen"], **said)[0] == 200


def test_seen_changes_with_the_content_and_with_nothing_else(api: Callers) -> None:
    usulan = api.walk(2)
    path = f"/usulan/{usulan['id']}/surat"
    changed = api.kabag.put(
        path, {"hal": "Hal yang diperbaiki", "pengantar": usulan["pengantar"], "versi": usulan["versi"]}
    )[1]

    assert changed["seen"] != usulan["seen"]
    assert api.kabag.act(usulan, "approve", seen=usulan["seen"])[0] == 409
    after = api.kabag.act(usulan, "approve", seen=changed["seen"])[1]
    assert after["seen"] == changed["seen"]


def test_an_older_versi_is_answered_with_the_present_usulan(api: Callers) -> None:
    usulan = api.kasubbag.start()
    path = f"/usulan/{usulan['id']}"
    assert api.petugas.put(f"{path}/kegiatan", {"versi": 1, "kegiatan": [{**KEGIATAN, "anggaran": 5}]})[0] == 200

    for put, body in (
        ("/kegiatan", {"versi": 1, "kegiatan": []}),
        ("/surat", {"versi": 1, "hal": "Hal lain", "pengantar": "Teks lain."}),
    ):
        status, told = api.kasubbag.put(path + put, body)
        assert status == 409
        assert told["usulan"]["versi"] == 2
        assert told["usulan"]["total"] == 5


def test_rows_keep_their_keys_and_their_order(api: Callers) -> None:
    usulan = api.kasubbag.start(kegiatan=[{**KEGIATAN, "judul": f"Kegiatan ke-{n}"} for n in range(3)])
    a, b, c = usulan["kegiatan"]

    body = {"versi": 1, "kegiatan": [c, {"judul": "Kegiatan baru"}, {**a, "anggaran": 7}]}
    after = api.kasubbag.put(f"/usulan/{usulan['id']}/kegiatan", body)[1]

    assert [row["judul"] for row in after["kegiatan"]] == ["Kegiatan ke-2", "Kegiatan baru", "Kegiatan ke-0"]
    assert [after["kegiatan"][0]["id"], after["kegiatan"][2]["id"]] == [c["id"], a["id"]]
    assert b["id"] not in [row["id"] for row in after["kegiatan"]]
    assert after["total"] == 12_500_007


@pytest.mark.parametrize(
    ("langkah", "surat", "kegiatan"),
    [
        (1, {"kasubbag"}, {"kasubbag", "petugas", "rekan"}),
        (2, {"kabag"}, {"kabag"}),
        (3, set(), set()),
        (4, set(), set()),
        (5, set(), set()),
        (6, set(), {"petugas"}),
        (7, set(), set()),
        (8, set(), set()),
    ],
)
def test_who_may_write_what_and_when(api: Callers, langkah: int, surat: set[str], kegiatan: set[str]) -> None:
    usulan = api.walk(langkah)
    for name in ("kasubbag", "petugas", "rekan", "kabag", "sekretaris"):
        for part, allowed in (("surat", surat), ("kegiatan", kegiatan)):
            sees = langkah > 1 or name in {"kasubbag", "petugas", "rekan"}
            present = api.kasubbag.usulan(usulan["id"])
            body = {
                "versi": present["versi"],
                "hal": f"Hal menurut {name}",
                "pengantar": "Pengantar.",
                "kegiatan": [{**KEGIATAN, "judul": f"Kegiatan menurut {name}"}],
            }
            expected = 200 if name in allowed else 409 if sees else 404
            assert api.known[name].put(f"/usulan/{usulan['id']}/{part}", body)[0] == expected, (name, part)


# --- Tidak -------------------------------------------------------------------


@pytest.mark.parametrize(("langkah", "name", "back"), [(2, "kabag", 1), (3, "sekretaris", 2), (7, "kasubbag", 6)])
@pytest.mark.parametrize("catatan", [None, "", "Perbaiki", "ab cd", "1234567890 1234567890"])
def test_a_tidak_needs_a_reason(api: Callers, langkah: int, name: str, back: int, catatan: str | None) -> None:
    usulan = api.walk(langkah)

    status, told = api.known[name].act(usulan, "send_back", catatan=catatan)
    assert (status, told["errors"][0]["loc"]) == (422, "catatan")
    status, after = api.known[name].act(usulan, "send_back", catatan=f"  {REASON}\r\nBaris kedua. ")
    assert (status, after["langkah"]) == (200, back)
    assert after["riwayat"][-1]["catatan"] == f"{REASON}\nBaris kedua."


def test_all_three_returns_on_one_way(api: Callers) -> None:
    usulan = api.walk(2)
    usulan = api.kabag.act(usulan, "send_back", catatan=REASON)[1]
    usulan = api.forward(api.forward(usulan))
    nomor = usulan["nota_dinas"]
    usulan = api.sekretaris.act(usulan, "send_back", catatan=REASON)[1]
    assert usulan["langkah"] == 2
    usulan = api.kabag.act(usulan, "send_back", catatan=REASON)[1]
    assert usulan["langkah"] == 1
    while usulan["langkah"] != 7:
        usulan = api.forward(usulan)
    usulan = api.kasubbag.act(usulan, "send_back", catatan=REASON)[1]
    assert (usulan["langkah"], usulan["tugas"]["petugas"]) == (6, "petugas")
    while usulan["langkah"] is not None:
        usulan = api.forward(usulan)

    assert [row["langkah"] for row in usulan["riwayat"]] == [1, 2, 1, 2, 3, 2, 1, 2, 3, 4, 5, 6, 7, 6, 7, 8]
    assert usulan["nota_dinas"] == nomor
    letters = [paper["keadaan"] for paper in usulan["dokumen"] if paper["jenis"] == "nota_dinas"]
    assert letters == ["digantikan", "berlaku"]


# --- disposisi, assign -------------------------------------------------------


def test_instruksi_are_free_text_or_the_preset_ones(api: Callers) -> None:
    from renkeg.planning.models import Disposisi

    usulan = api.walk(3)
    usulan = api.sekretaris.act(usulan, "approve", seen=usulan["seen"], instruksi=["Segera", "Hemat anggaran"])[1]
    api.kabag.act(usulan, "dispose", instruksi=[])

    assert [one.instruksi for one in Disposisi.objects.order_by("tugas__ordinal")] == [
        ["Segera", "Hemat anggaran"],
        ["Tindak lanjuti", "Input ke form rencana kegiatan"],
    ]


@pytest.mark.parametrize("petugas", [None, "", "tidak-ada", "outsider-petugas", "kabag", "PETUGAS"])
def test_only_a_petugas_of_the_subbagian_can_be_assigned(api: Callers, petugas: str | None) -> None:
    usulan = api.walk(5)
    status, told = api.kasubbag.act(usulan, "assign", petugas=petugas)
    assert (status, told["errors"][0]["loc"]) == (422, "petugas")


@pytest.mark.parametrize(("langkah", "verb"), [(6, "submit"), (8, "publish")])
def test_the_kasubbag_may_name_another_petugas(api: Callers, cast: Cast, langkah: int, verb: str) -> None:
    usulan = api.walk(langkah)
    cast.at("2027-01-04T10:00:00+07:00")
    assert usulan["tugas"]["petugas"] == "petugas"
    assert "assign" in api.kasubbag.usulan(usulan["id"])["tugas"]["verbs"]
    assert api.petugas.act(usulan, "assign", petugas="rekan")[0] == 409
    entries = Event.objects.count()

    status, after = api.kasubbag.act(usulan, "assign", petugas="rekan")
    assert status == 200
    assert Event.objects.count() == entries + 1
    assert after["riwayat"] == usulan["riwayat"]
    assert after["tugas"]["petugas"] == "rekan"
    for name in ("id", "opened_at", "due_at", "langkah"):
        assert after["tugas"][name] == usulan["tugas"][name]
    assert api.kasubbag.act(usulan, "assign", petugas="rekan") == (200, after)
    assert Event.objects.count() == entries + 1

    assert api.petugas.act(usulan, verb)[0] == 409
    assert api.petugas.get("/tugas")[1]["items"] == []
    assert len(api.rekan.get("/tugas")[1]["items"]) == 1
    assert api.rekan.act(usulan, verb)[0] == 200
    assert api.kasubbag.act(usulan, "assign", petugas="rekan")[0] == 200
    assert api.kasubbag.act(usulan, "assign", petugas="petugas")[0] == 409


def test_the_last_one_named_gets_what_comes_back_and_publishes(api: Callers) -> None:
    usulan = api.walk(6)
    usulan = api.kasubbag.act(usulan, "assign", petugas="rekan")[1]
    usulan = api.rekan.act(usulan, "submit")[1]
    usulan = api.kasubbag.act(usulan, "send_back", catatan=REASON)[1]
    assert usulan["tugas"]["petugas"] == "rekan"
    usulan = api.rekan.act(usulan, "submit")[1]
    usulan = api.kasubbag.act(usulan, "approve", seen=usulan["seen"])[1]
    assert usulan["tugas"]["petugas"] == "rekan"
    assert api.petugas.act(usulan, "publish")[0] == 409
    assert api.rekan.act(usulan, "publish")[0] == 200


# --- propose, submit ---------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "loc"),
    [
        ({**KEGIATAN, "judul": None}, "kegiatan/0/judul"),
        ({**KEGIATAN, "anggaran": None}, "kegiatan/0/anggaran"),
        ({**KEGIATAN, "tanggal": []}, "kegiatan/0/tanggal"),
        ({**KEGIATAN, "tanggal": [{"mulai": "2027-03-01", "selesai": "2027-03-02"}]}, "kegiatan/0/tanggal"),
        ({**KEGIATAN, "tanggal": [{"mulai": "2027-02-01", "selesai": "2028-01-02"}]}, "kegiatan/0/tanggal"),
        (None, "kegiatan"),
    ],
)
def test_what_is_proposed_says_what_when_and_how_much(api: Callers, row: dict[str, Any] | None, loc: str) -> None:
    usulan = api.kasubbag.start(kegiatan=[row] if row else [])
    status, told = api.kasubbag.act(usulan, "propose")
    assert (status, [one["loc"] for one in told["errors"]]) == (422, [loc])


@pytest.mark.parametrize("field", ["kode", "sasaran", "volume", "satuan", "jenis", "lokus"])
def test_what_is_submitted_is_complete(api: Callers, field: str) -> None:
    usulan = api.walk(6, kegiatan=[{name: value for name, value in KEGIATAN.items() if name != field}])
    status, told = api.petugas.act(usulan, "submit")
    assert (status, [one["loc"] for one in told["errors"]]) == (422, [f"kegiatan/0/{field}"])


# --- withdraw ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("langkah", "sender"),
    [(2, "kasubbag"), (3, "kabag"), (4, "sekretaris"), (5, "kabag"), (6, "kasubbag"), (7, "petugas"), (8, "kasubbag")],
)
def test_whoever_sent_it_on_may_take_it_back(api: Callers, langkah: int, sender: str) -> None:
    usulan = api.walk(langkah)
    for name in {"kasubbag", "kabag", "sekretaris", "petugas", "rekan"} - {sender}:
        assert _ended(api, name, usulan, "withdraw")[0] == 409, name

    status, after = _ended(api, sender, usulan, "withdraw", catatan="Ada yang terlewat.")
    assert status == 200
    assert after["langkah"] == langkah - 1
    assert after["tugas"]["id"] != usulan["tugas"]["id"]
    assert after["nota_dinas"] == usulan["nota_dinas"]
    assert after["sampingan"] == []
    ended = [row for row in after["riwayat"] if row["verb"] == "withdraw"]
    assert next((row["langkah"], row["by"], row["catatan"]) for row in ended) == (langkah, sender, "Ada yang terlewat.")
    assert len(ended) == (2 if langkah == 8 else 1)
    entries = Event.objects.count()
    assert _ended(api, sender, usulan, "withdraw")[0] == 200
    assert Event.objects.count() == entries
    assert _ended(api, sender, after, "withdraw")[0] == 409
    while after["langkah"] is not None:
        after = api.forward(after)


def test_nothing_is_taken_back_once_the_next_one_has_begun(api: Callers) -> None:
    usulan = api.walk(2)
    body = {"versi": usulan["versi"], "hal": "Hal yang diperbaiki", "pengantar": "Pengantar."}
    changed = api.kabag.put(f"/usulan/{usulan['id']}/surat", body)[1]
    assert _ended(api, "kasubbag", changed, "withdraw")[0] == 409

    further = api.forward(changed)
    assert _ended(api, "kasubbag", changed, "withdraw")[0] == 409
    assert _ended(api, "kasubbag", further, "withdraw")[0] == 409


def test_a_withdrawal_names_a_tugas_of_this_usulan(api: Callers) -> None:
    usulan = api.walk(2)
    other = api.walk(2, susulan=True)
    path = f"/usulan/{usulan['id']}/withdraw"

    for wrong in (other["tugas"]["id"], "AAAAAAAAAAAAAAAAAAAAAA"):
        status, told = api.kasubbag.post(path, {"tugas": wrong})
        assert status == 409
        assert told["usulan"]["id"] == usulan["id"]
    for missing in ({}, {"tugas": None}, {"tugas": 7}, {"tugas": ""}):
        status, told = api.kasubbag.post(path, missing)
        assert (status, told["errors"][0]["loc"]) == (422, "tugas")


# --- cancel ------------------------------------------------------------------


@pytest.mark.parametrize("langkah", range(1, 9))
def test_the_proposer_may_cancel_until_it_is_published(api: Callers, langkah: int) -> None:
    usulan = api.walk(langkah)
    for name in ("petugas", "rekan") + (("kabag", "sekretaris") if langkah > 1 else ()):
        assert _ended(api, name, usulan, "cancel", catatan=REASON)[0] == 409, name
    status, told = _ended(api, "kasubbag", usulan, "cancel")
    assert (status, told["errors"][0]["loc"]) == (422, "catatan")

    status, after = _ended(api, "kasubbag", usulan, "cancel", catatan=REASON)
    assert status == 200
    assert (after["keadaan"], after["langkah"], after["tugas"], after["sampingan"]) == ("batal", None, None, [])
    assert after["nota_dinas"] == usulan["nota_dinas"]
    assert {paper["keadaan"] for paper in after["dokumen"]} <= {"batal", "digantikan"}
    assert {row["verb"] for row in after["riwayat"][len(usulan["riwayat"]) :]} == {"cancel"}
    assert _ended(api, "kasubbag", usulan, "cancel", catatan=REASON) == (200, after)
    assert api.kasubbag.act(usulan, "propose")[0] == 409
    assert api.kasubbag.start()["keadaan"] == "berjalan"


def test_what_is_published_is_not_cancelled(api: Callers) -> None:
    usulan = api.walk(8)
    api.forward(usulan)
    assert _ended(api, "kasubbag", usulan, "cancel", catatan=REASON)[0] == 409


def test_a_void_number_is_not_given_again(api: Callers) -> None:
    usulan = api.walk(3)
    _ended(api, "kasubbag", usulan, "cancel", catatan=REASON)
    assert api.walk(3)["nota_dinas"]["nomor"] == "2/PR.02.2-ND/17/2027"


# --- side task ---------------------------------------------------------------


@pytest.mark.parametrize("langkah", [8, 9])
def test_the_kabag_acknowledges_beside_the_way(api: Callers, langkah: int) -> None:
    usulan = api.walk(langkah)
    (side,) = api.kabag.usulan(usulan["id"])["sampingan"]
    assert side["verbs"] == ["acknowledge"]
    assert [one["id"] for one in api.kabag.get("/tugas")[1]["items"]] == [side["id"]]
    path = f"/tugas/{side['id']}/acknowledge"
    assert api.sekretaris.post(path)[0] == 409
    assert api.kabag.post(f"/tugas/{side['id']}/approve", {"seen": usulan["seen"]})[0] == 409

    status, after = api.kabag.post(path)
    assert status == 200
    assert after["sampingan"] == []
    assert after["langkah"] == usulan["langkah"]
    forms = [(one["versi"], one["keadaan"]) for one in after["dokumen"] if one["jenis"] == "rencana_bulanan_pdf"]
    assert forms == [(1, "digantikan"), (2, "berlaku")]
    assert api.kabag.post(path) == (200, after)
    if langkah == 9:
        assert api.outsider.get("/rencana")[1]["items"][0]["mengetahui"] is True


def test_growth_at_step_7_needs_a_reason(api: Callers) -> None:
    usulan = api.walk(6)
    body = {"versi": usulan["versi"], "kegiatan": [{**usulan["kegiatan"][0], "anggaran": 20_000_000}]}
    usulan = api.petugas.put(f"/usulan/{usulan['id']}/kegiatan", body)[1]
    usulan = api.petugas.act(usulan, "submit")[1]

    status, told = api.kasubbag.act(usulan, "approve", seen=usulan["seen"])
    assert (status, told["errors"][0]["loc"]) == (422, "catatan")
    assert api.kasubbag.act(usulan, "approve", seen=usulan["seen"], catatan="Harga sewa gedung naik.")[0] == 200
