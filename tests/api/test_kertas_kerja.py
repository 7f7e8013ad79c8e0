"""The kertas kerja as a workbook over HTTP, in the shapes that the contract promises."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.worksheet.worksheet import Worksheet

from renkeg.papers.kertas_kerja import FIELDS
from tests.cast import KEGIATAN
from tests.workbooks import edited, put

from .callers import Caller, Callers

ROWS = [{**KEGIATAN, "judul": f"Kegiatan {n}", "anggaran": n * 1_000_000} for n in range(1, 4)]


def _file(caller: Caller, usulan: dict[str, Any]) -> bytes:
    response = caller.client.get(f"/api/v1/usulan/{usulan['id']}/kertas-kerja.xlsx")
    assert response.status_code == 200
    return bytes(response.content)


def _compare(caller: Caller, usulan: dict[str, Any], file: bytes) -> tuple[int, Any]:
    address = f"/api/v1/usulan/{usulan['id']}/kertas-kerja.xlsx"
    response = caller.client.post(address, {"file": SimpleUploadedFile("isi.xlsx", file)})
    return response.status_code, response.json()


def test_a_filled_form_is_compared_and_accepted(api: Callers) -> None:
    usulan = api.kasubbag.start(kegiatan=ROWS)
    rows: dict[str, int] = {}

    def change(sheet: Worksheet) -> None:
        rows["changed"] = put(sheet, "Kegiatan 1", anggaran="Rp 2.500.000,-", volume="2,5")
        rows["added"] = put(sheet, "", judul="Kegiatan baru", anggaran=0)
        put(sheet, "Kegiatan 3", **dict.fromkeys((*FIELDS, "id")))

    status, told = _compare(api.kasubbag, usulan, edited(_file(api.kasubbag, usulan), change))
    assert status == 200
    assert told["problems"] == []
    by_kind = {one["kind"]: one for one in told["changes"]}
    assert by_kind["changed"]["row"] == rows["changed"]
    assert by_kind["changed"]["fields"]["anggaran"] == [1_000_000, 2_500_000]
    assert by_kind["changed"]["fields"]["volume"][1] == 2.5
    assert by_kind["added"] == {
        "row": rows["added"],
        "kind": "added",
        "kegiatan": None,
        "fields": {"judul": [None, "Kegiatan baru"], "anggaran": [None, 0]},
    }
    assert by_kind["removed"]["fields"]["judul"] == ["Kegiatan 3", None]
    assert api.kasubbag.usulan(usulan["id"])["versi"] == usulan["versi"]

    for _ in range(2):
        status, saved = api.kasubbag.post(f"/usulan/{usulan['id']}/unggahan/{told['id']}/accept")
        assert status == 200
    assert [(one["judul"], one["anggaran"]) for one in saved["kegiatan"]] == [
        ("Kegiatan 1", 2_500_000),
        ("Kegiatan 2", 2_000_000),
        ("Kegiatan baru", 0),
    ]
    assert saved["versi"] == usulan["versi"] + 1


def test_a_clash_and_a_problem_are_told_and_nothing_is_saved(api: Callers) -> None:
    usulan = api.kasubbag.start(kegiatan=ROWS)
    file = edited(_file(api.kasubbag, usulan), lambda sheet: put(sheet, "Kegiatan 2", anggaran=5))
    theirs = [{**one, "anggaran": 9} if one["judul"] == "Kegiatan 2" else one for one in usulan["kegiatan"]]
    assert api.petugas.put(f"/usulan/{usulan['id']}/kegiatan", {"versi": usulan["versi"], "kegiatan": theirs})[0] == 200

    _, told = _compare(api.kasubbag, usulan, file)
    (clash,) = told["changes"]
    assert (clash["kind"], clash["fields"]) == ("conflict", {"anggaran": [9, 5]})
    accept = f"/usulan/{usulan['id']}/unggahan/{told['id']}/accept"
    status, problem = api.kasubbag.post(accept)
    assert status == 409
    assert problem["usulan"]["kegiatan"][1]["anggaran"] == 9
    assert api.kasubbag.post(accept, {"choices": {clash["choices"][0]: "mine"}})[0] == 422
    status, saved = api.kasubbag.post(accept, {"choices": {clash["choices"][0]: "file"}})
    assert (status, saved["kegiatan"][1]["anggaran"]) == (200, 5)

    wrong = edited(_file(api.kasubbag, usulan), lambda sheet: put(sheet, "Kegiatan 1", anggaran="12.50"))
    _, told = _compare(api.kasubbag, usulan, wrong)
    assert [(one["column"], bool(one["msg"])) for one in told["problems"]] == [("Anggaran", True)]
    assert told["changes"] == []
    assert api.kasubbag.post(f"/usulan/{usulan['id']}/unggahan/{told['id']}/accept")[0] == 422


def test_who_may_and_what_is_no_file(api: Callers) -> None:
    usulan = api.kasubbag.start(kegiatan=ROWS)
    file = _file(api.kasubbag, usulan)
    assert _compare(api.outsider, usulan, file)[0] == 404
    assert _compare(api.kabag, usulan, file)[0] == 404
    assert _compare(api.kasubbag, usulan, b"PK\x03\x04")[0] == 422
    assert api.kasubbag.post(f"/usulan/{usulan['id']}/kertas-kerja.xlsx", {})[0] == 422
    _, told = _compare(api.kasubbag, usulan, file)
    assert told["changes"] == []
    assert api.petugas.post(f"/usulan/{usulan['id']}/unggahan/{told['id']}/accept")[0] == 404
