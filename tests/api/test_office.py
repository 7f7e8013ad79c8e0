"""The office, its clock, its SOP, its plans, papers and trail over HTTP."""

import hashlib
import io
import json
import re
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from renkeg.office import actions as office_actions
from renkeg.office.models import HariLibur, Jabatan, PenugasanJabatan
from renkeg.trail.models import Event
from tests.api.callers import Caller, Callers
from tests.cast import KEGIATAN, Cast

PLH = {
    "username": "rekan", "jabatan": "kabag-keuangan-umum-logistik", "kapasitas": "plh", "mulai": "2027-01-05",
    "selesai": "2027-01-06", "dasar": "Surat Perintah 1/2027",
}  # fmt: skip


# --- me, petugas, referensi, sop ---------------------------------------------


def test_who_i_am(api: Callers, cast: Cast) -> None:
    held = cast.kasubbag.penugasan.get()
    assert api.kasubbag.get("/me") == (
        200,
        {
            "username": "kasubbag",
            "nama": "Kasubbag Contoh",
            "penugasan": [
                {
                    "id": held.pk,
                    "jabatan": "kasubbag-keuangan",
                    "kapasitas": "definitif",
                    "mulai": "2025-01-01",
                    "selesai": None,
                }
            ],
        },
    )


def test_whom_i_can_assign(api: Callers, cast: Cast) -> None:
    both = [
        {"username": "petugas", "nama": "Petugas Contoh", "unit": "keuangan"},
        {"username": "rekan", "nama": "Rekan Contoh", "unit": "keuangan"},
    ]
    other = [{"username": "outsider-petugas", "nama": "Outsider Petugas Contoh", "unit": "teknis"}]

    assert api.kasubbag.get("/petugas?unit=keuangan")[1] == {"items": both}
    assert api.kasubbag.get("/petugas")[1] == api.kasubbag.get("/petugas?unit=")[1] == {"items": both + other}
    assert api.kasubbag.get("/petugas?unit=tidak-ada")[1] == {"items": []}
    office_actions.disable(cast.rekan, by=cast.admin)
    assert api.kasubbag.get("/petugas?unit=keuangan")[1] == {"items": both[:1]}


def test_what_the_forms_suggest(api: Callers) -> None:
    status, told = api.petugas.get("/referensi")

    assert status == 200
    assert list(told) == ["jenis", "satuan", "instruksi", "unit", "jabatan"]
    for name in ("jenis", "satuan", "instruksi"):
        assert len(told[name]) > 10
        assert len(told[name]) == len(set(told[name]))
        assert all(0 < len(text) <= 200 for text in told[name])
    assert {
        "slug": "keuangan",
        "nama": "Subbagian Keuangan",
        "jenis": "subbagian",
        "parent": "keuangan-umum-logistik",
    } in told["unit"]
    assert {
        "slug": "petugas-keuangan", "nama": "Petugas Subbagian Keuangan", "unit": "keuangan", "post": "petugas",
    } in told["jabatan"]  # fmt: skip


def test_the_preset_instruksi_are_among_the_suggestions(api: Callers) -> None:
    suggested = api.kabag.get("/referensi")[1]["instruksi"]
    preset = [
        text for row in api.kabag.get("/sop/6-2025")[1]["langkah"] for way in row["ways"] for text in way["instruksi"]
    ]
    assert preset
    assert set(preset) <= set(suggested)


def test_the_sop_as_data(api: Callers) -> None:
    assert "6-2025" in [one["slug"] for one in api.auditor.get("/sop")[1]["items"]]
    status, sop = api.admin.get("/sop/6-2025")
    assert status == 200
    assert [(row["nomor"], row["post"], row["minutes"]) for row in sop["langkah"]] == [
        (1, "kasubbag", 120), (2, "kabag", 60), (3, "sekretaris", 60), (4, "kabag", 60), (5, "kasubbag", 60), (6, "petugas", 60),
        (7, "kasubbag", 60), (8, "petugas", 10),
    ]  # fmt: skip
    assert [way["to"] for way in sop["langkah"][2]["ways"]] == [4, 2]


# --- lists -------------------------------------------------------------------


def test_a_list_can_be_narrowed(api: Callers) -> None:
    running = api.walk(3)
    march = api.kasubbag.start(
        bulan=3, kegiatan=[{**KEGIATAN, "tanggal": [{"mulai": "2027-03-01", "selesai": "2027-03-01"}]}]
    )
    done = api.published(susulan=True)
    api.kasubbag.post(
        f"/usulan/{march['id']}/cancel", {"tugas": march["tugas"]["id"], "catatan": "Tidak jadi dilaksanakan."}
    )

    def found(query: str) -> list[str]:
        status, told = api.kasubbag.get(f"/usulan?{query}")
        assert status == 200
        assert told["total"] == len(told["items"])
        return [one["id"] for one in told["items"]]

    assert found("") == [march["id"], running["id"], done["id"]]
    assert found("tahun=&bulan=&unit=&langkah=&keadaan=&page=") == found("")
    assert found("bulan=2") == [running["id"], done["id"]]
    assert found("tahun=2026") == []
    assert found("unit=keuangan&langkah=3") == [running["id"]]
    assert found("unit=teknis") == []
    assert found("keadaan=berjalan") == [running["id"]]
    assert found("keadaan=terbit") == [done["id"]]
    assert found("keadaan=batal") == [march["id"]]
    assert found("keadaan=digantikan") == []
    told = api.kasubbag.get("/usulan?bulan=2")[1]
    whole = api.kasubbag.usulan(running["id"])
    assert told["items"][0] == {
        name: value for name, value in whole.items() if name not in ("kegiatan", "riwayat", "pins")
    }


def test_a_list_comes_in_pages_of_fifty(api: Callers) -> None:
    for n in range(51):
        api.kasubbag.start(susulan=True, hal=f"Usulan ke-{n}", kegiatan=[])

    first, second, third = (api.petugas.get(f"/usulan?page={page}")[1] for page in (1, 2, 3))
    assert [len(one["items"]) for one in (first, second, third)] == [50, 1, 0]
    assert {(one["total"], one["pages"]) for one in (first, second, third)} == {(51, 2)}
    assert second["page"] == 2
    assert len({one["id"] for one in first["items"] + second["items"]}) == 51


# --- rencana and papers ------------------------------------------------------


def test_a_published_plan_is_read_by_the_whole_office(api: Callers) -> None:
    usulan = api.published()
    item = {
        "id": usulan["id"], "unit": "keuangan", "tahun": 2027, "bulan": 2, "susulan": False,
        "terbit_pada": usulan["riwayat"][-1]["closed_at"], "total": 12_500_000, "mengetahui": False,
    }  # fmt: skip

    assert api.outsider.get("/rencana?tahun=2027&bulan=2&unit=keuangan") == (200, {"items": [item]})
    assert api.outsider.get("/rencana?bulan=3")[1] == {"items": []}
    assert api.outsider.get(f"/rencana/{usulan['id']}") == (200, {**item, "kegiatan": usulan["kegiatan"]})


def test_papers_come_with_their_type_and_a_clean_name(api: Callers) -> None:
    usulan = api.published()
    for paper in usulan["dokumen"]:
        assert paper["sha256"] is None
        first = api.kabag.send("GET", f"/dokumen/{paper['id']}")
        again = api.auditor.send("GET", f"/dokumen/{paper['id']}")

        assert first.status_code == 200
        assert first.content == again.content
        workbook = paper["jenis"].endswith("xlsx")
        assert first.headers["Content-Type"] == (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if workbook else "application/pdf"
        )
        assert first.content.startswith(b"PK" if workbook else b"%PDF-")
        assert re.fullmatch(r'attachment; filename="[\w .()-]+\.(pdf|xlsx)"', first.headers["Content-Disposition"])
        assert first.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert first.headers["Cache-Control"] == "no-store"
        known = next(one for one in api.kabag.usulan(usulan["id"])["dokumen"] if one["id"] == paper["id"])
        assert known["sha256"] == hashlib.sha256(first.content).hexdigest()


def test_the_month_of_the_office_comes_as_two_files(api: Callers) -> None:
    api.published()
    book = api.outsider.send("GET", "/rencana.xlsx?tahun=2027&bulan=2")
    table = api.outsider.send("GET", "/rencana.csv?tahun=2027&bulan=2")

    assert openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames == ["Rekapitulasi", "Keuangan"]
    assert table.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    assert table.headers["Content-Disposition"] == (
        'attachment; filename="Rencana Kegiatan Februari 2027 seluruh kantor.csv"'
    )
    assert table.content.startswith('\ufeff"unit";'.encode())
    for kind in ("xlsx", "csv"):
        assert api.outsider.get(f"/rencana.{kind}?tahun=2027&bulan=3")[0] == 404
        for wrong in ("", "?tahun=2027", "?tahun=2027&bulan=13", "?tahun=x&bulan=2", "?tahun=&bulan="):
            assert api.outsider.get(f"/rencana.{kind}{wrong}")[0] == 422, wrong


def test_the_form_of_a_plan_is_the_valid_one(api: Callers) -> None:
    usulan = api.published()
    pdf = api.outsider.send("GET", f"/rencana/{usulan['id']}.pdf")
    xlsx = api.outsider.send("GET", f"/rencana/{usulan['id']}.xlsx")

    assert "Rapat koordinasi perencanaan" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text().replace(
        "\n", " "
    )
    cells = [cell.value for row in openpyxl.load_workbook(io.BytesIO(xlsx.content)).worksheets[0] for cell in row]
    assert "Rapat koordinasi perencanaan" in cells
    side = api.kabag.usulan(usulan["id"])["sampingan"][0]
    api.kabag.post(f"/tugas/{side['id']}/acknowledge")
    newer = api.outsider.send("GET", f"/rencana/{usulan['id']}.pdf")
    assert newer.content != pdf.content
    assert "Kabag Contoh" in PdfReader(io.BytesIO(newer.content)).pages[0].extract_text()


# --- trail -------------------------------------------------------------------


def test_the_trail_can_be_verified_by_a_stranger(api: Callers) -> None:
    usulan = api.published()
    api.kabag.send("GET", f"/dokumen/{usulan['dokumen'][0]['id']}")

    entries = _trail(api.auditor)
    assert len(entries) == Event.objects.count()
    prev = "0" * 64
    for seq, entry in enumerate(entries, start=1):
        assert list(entry) == ["seq", "at", "recorded_at", "verb", "subject", "by", "facts", "state", "prev", "hash"]
        assert (entry["seq"], entry["prev"]) == (seq, prev)
        told = {name: value for name, value in entry.items() if name not in ("prev", "hash")}
        canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert entry["hash"] == hashlib.sha256((prev + canonical).encode()).hexdigest()
        prev = entry["hash"]
    assert [one["verb"] for one in entries if one["subject"] == f"usulan:{usulan['id']}"] == [
        "start", "propose", "approve", "approve", "dispose", "assign", "submit", "approve", "publish",
    ]  # fmt: skip
    assert _trail(api.auditor, "?after=5") == entries[5:]
    assert _trail(api.auditor, f"?after={len(entries)}") == []


def test_a_long_trail_comes_whole(api: Callers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("renkeg.api.trail.CHUNK", 3)
    assert [one["seq"] for one in _trail(api.auditor)] == list(range(1, Event.objects.count() + 1))


def _trail(reader: Caller, query: str = "") -> list[dict[str, Any]]:
    response = reader.send("GET", f"/trail{query}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/x-ndjson"
    text = b"".join(response.streaming_content).decode()
    assert not text or text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


# --- penugasan ---------------------------------------------------------------


def test_the_admin_gives_and_ends_posts(api: Callers) -> None:
    status, told = api.admin.post("/penugasan", PLH)
    assert status == 201
    assert told == {**PLH, "id": told["id"], "ended_at": None}
    entries = Event.objects.count()
    assert api.admin.post("/penugasan", PLH) == (200, told)
    assert Event.objects.count() == entries
    assert api.admin.post("/penugasan", {**PLH, "dasar": "Surat lain"})[0] == 409
    assert api.admin.delete(f"/penugasan/{told['id']}")[0] == 200
    assert api.admin.post("/penugasan", PLH)[0] == 201


def test_a_superior_gives_the_posts_right_below_his_as_plt_or_plh_only(api: Callers, cast: Cast) -> None:
    status, told = api.sekretaris.post("/penugasan", PLH)
    assert status == 201
    assert api.sekretaris.post("/penugasan", {**PLH, "kapasitas": "definitif"})[0] == 409
    assert api.sekretaris.post("/penugasan", {**PLH, "username": "outsider", "selesai": None})[0] == 422
    for jabatan in (
        "kasubbag-keuangan",
        "sekretaris-sekretariat",
        "petugas-keuangan",
        "admin-sekretariat",
        "tidak-ada",
        None,
    ):
        assert (jabatan, api.sekretaris.post("/penugasan", {**PLH, "jabatan": jabatan})[0]) == (jabatan, 404)
    for caller in (api.kabag, api.outsider_kabag, api.kasubbag, api.auditor):
        assert caller.post("/penugasan", PLH)[0] == 404
        assert caller.delete(f"/penugasan/{told['id']}")[0] == 404
    assert api.kabag.post("/penugasan", {**PLH, "jabatan": "kasubbag-keuangan"})[0] == 201
    assert api.sekretaris.delete(f"/penugasan/{cast.kabag.penugasan.get().pk}")[0] == 409
    assert api.sekretaris.delete(f"/penugasan/{told['id']}")[0] == 200


def test_there_is_one_definitive_holder(api: Callers) -> None:
    body = {**PLH, "kapasitas": "definitif", "selesai": None}
    status, told = api.admin.post("/penugasan", body)
    assert status == 409
    assert "sudah dijabat Kabag Contoh" in told["detail"]


@pytest.mark.parametrize(
    ("changes", "loc"),
    [
        ({"username": "tidak-ada"}, "username"),
        ({"username": None}, "username"),
        ({"username": 5}, "username"),
        ({"username": "a\0"}, "username"),
        ({"jabatan": "tidak-ada"}, "jabatan"),
        ({"jabatan": ""}, "jabatan"),
        ({"kapasitas": "pjs"}, "kapasitas"),
        ({"kapasitas": None}, "kapasitas"),
        ({"mulai": "05-01-2027"}, "mulai"),
        ({"mulai": None}, "mulai"),
        ({"mulai": "0001-01-01"}, "mulai"),
        ({"selesai": "2027-01-04"}, "selesai"),
        ({"selesai": 20270106}, "selesai"),
        ({"dasar": "a" * 201}, "dasar"),
        ({"dasar": ["x"]}, "dasar"),
    ],
)
def test_a_post_is_given_with_good_words(api: Callers, changes: dict[str, Any], loc: str) -> None:
    known = PenugasanJabatan.objects.count()
    status, told = api.admin.post("/penugasan", {**PLH, **changes})
    assert (status, [one["loc"] for one in told["errors"]]) == (422, [loc])
    assert PenugasanJabatan.objects.count() == known


# --- hari libur --------------------------------------------------------------


def test_the_admin_closes_days(api: Callers, cast: Cast) -> None:
    days = [
        {"tanggal": "2027-01-01", "nama": "Tahun Baru", "jenis": "libur_nasional"},
        {"tanggal": "2027-01-05", "nama": "HUT kantor", "jenis": "khusus"},
    ]
    status, told = api.admin.put("/hari-libur", days)
    assert (status, told) == (200, {"tahun": 2027, "items": days})
    entries = Event.objects.count()
    assert api.admin.put("/hari-libur", days) == (200, told)
    assert Event.objects.count() == entries
    assert HariLibur.objects.filter(tanggal__year=2027).count() == 2
    assert HariLibur.objects.filter(tanggal__year=2026).count() > 10
    usulan = api.walk(2)
    assert usulan["tugas"]["due_at"].startswith("2027-01-04T10:00")
    cast.at("2027-01-04T15:30:00+07:00")
    assert api.walk(2, susulan=True)["tugas"]["due_at"].startswith("2027-01-06T08:00")


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ([], ""),
        ({}, ""),
        ([{"tanggal": "2027-01-01", "nama": "A", "jenis": "khusus"}, {"tanggal": "2028-01-01", "nama": "B", "jenis": "khusus"}], ""),
        ([{"tanggal": "2027-01-01", "nama": "A", "jenis": "khusus"}] * 2, "1/tanggal"),
        ([{"tanggal": "2027-01-01", "nama": "A", "jenis": "libur"}], "0/jenis"),
        ([{"tanggal": "2027-02-30", "nama": "A", "jenis": "khusus"}], "0/tanggal"),
        ([{"tanggal": "2027-01-01", "nama": "\u200b", "jenis": "khusus"}], "0/nama"),
        ([{"tanggal": "2027-01-01", "nama": "a" * 201, "jenis": "khusus"}], "0/nama"),
        ([7], "0/tanggal"),
        ([{"tanggal": "2027-01-01", "nama": "A", "jenis": "khusus"}] * 400, ""),
    ],
)  # fmt: skip
def test_days_are_closed_in_good_order(api: Callers, body: Any, loc: str) -> None:
    before = list(HariLibur.objects.values_list("tanggal", "nama"))
    status, told = api.admin.put("/hari-libur", body)
    assert (status, told["errors"][0]["loc"]) == (422, loc)
    assert list(HariLibur.objects.values_list("tanggal", "nama")) == before


# --- the practice clock ------------------------------------------------------


def test_the_practice_clock_goes_forth_and_back(api: Callers) -> None:
    for moment in ("2027-03-01T08:00:00+07:00", "2027-01-04T02:00:00Z", "2027-01-04T09:00:00.250000+07:00"):
        status, told = api.admin.put("/latihan/jam", {"now": moment})
        assert status == 200
        assert 0 <= (datetime.fromisoformat(told["now"]) - datetime.fromisoformat(moment)).total_seconds() < 5
        assert told["now"].endswith("+07:00")
        opened = api.kasubbag.start(susulan=True)["tugas"]["opened_at"]
        assert 0 <= (datetime.fromisoformat(opened) - datetime.fromisoformat(moment)).total_seconds() < 5
    entries = Event.objects.count()
    status, told = api.admin.put("/latihan/jam", {"now": None})
    assert status == 200
    assert abs((datetime.fromisoformat(told["now"]) - datetime.now().astimezone()).total_seconds()) < 5
    assert Event.objects.count() == entries + 1


def test_a_clock_before_everybodys_time_does_not_lock_the_admin_out(api: Callers) -> None:
    assert api.admin.put("/latihan/jam", {"now": "2010-01-01T00:00:00Z"})[0] == 200
    assert api.kasubbag.get("/me")[1]["penugasan"] == []
    assert api.kasubbag.get("/usulan")[1]["total"] == 0
    assert api.admin.put("/latihan/jam", {"now": None})[0] == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"now": ""}, {"now": "2027-01-04T09:00:00"}, {"now": "2027-01-04"}, {"now": 5}, {"now": True}, {"now": "besok"},
     {"now": "0001-01-01T00:00:00+14:00"}, {"now": "9999-12-31T23:59:59-14:00"}, {"now": "2027-13-01T00:00:00Z"}],
)  # fmt: skip
def test_a_moment_is_iso_8601_with_its_zone(api: Callers, body: dict[str, Any]) -> None:
    status, told = api.admin.put("/latihan/jam", body)
    assert (status, [one["loc"] for one in told["errors"]]) == (422, ["now"])


def test_without_practice_there_is_no_clock_to_move(api: Callers, settings: Any) -> None:
    settings.DEMO = False
    assert api.admin.put("/latihan/jam", {"now": None})[0] == 404


def test_an_office_without_hours_refuses_and_says_so(api: Callers, cast: Cast) -> None:
    cast.satker.jam_kerja.all().delete()
    body = {"tahun": 2027, "bulan": 2, "hal": "Usulan", "pengantar": "Mohon.", "kegiatan": []}
    status, told = api.kasubbag.put("/usulan/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11", body)
    assert status == 409
    assert "jam kerja" in told["detail"]


def test_somebody_without_a_post_finds_nothing(api: Callers, cast: Cast) -> None:
    api.published()
    caller = Caller(office_actions.hire(username="baru", nama="Baru Contoh"))

    assert caller.get("/me")[1]["penugasan"] == []
    for path in ("/usulan", "/tugas", "/rencana"):
        assert caller.get(path)[1]["items"] == []
    assert caller.get("/trail")[0] == 404
    assert caller.put("/usulan/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11", {"tahun": 2027})[0] in {404, 422}


def test_who_proposes_for_two_units_says_for_which(api: Callers, cast: Cast) -> None:
    office_actions.appoint(
        cast.kasubbag,
        Jabatan.objects.get(slug="kasubbag-umum-logistik"),
        kapasitas="plt",
        mulai=date(2027, 1, 1),
        by=cast.admin,
    )
    body = {"tahun": 2027, "bulan": 2, "hal": "Usulan", "pengantar": "Mohon.", "kegiatan": []}
    status, told = api.kasubbag.put("/usulan/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11", body)
    assert (status, told["errors"][0]["loc"]) == (422, "unit")
    status, told = api.kasubbag.put("/usulan/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11", {**body, "unit": "umum-logistik"})
    assert (status, told["unit"]) == (201, "umum-logistik")
