"""Signing over HTTP: by the one who approved, with his password, once."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.api.callers import V1, Callers
from tests.cast import Cast

PASSWORD = "kata-sandi-latihan-27"


@pytest.fixture(autouse=True)
def passwords(api: Callers, cast: Cast) -> None:
    for person in cast.everyone().values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])


def letter(usulan: dict[str, Any], jenis: str = "nota_dinas") -> dict[str, Any]:
    return next(one for one in usulan["dokumen"] if one["jenis"] == jenis and one["keadaan"] == "berlaku")


def test_the_one_who_approved_signs(api: Callers) -> None:
    usulan = api.walk(3)
    before = letter(usulan)
    assert before["signatures"] == []

    status, usulan = api.kabag.post(f"/dokumen/{before['id']}/sign", {"password": PASSWORD})

    assert status == 200
    after = letter(usulan)
    assert after["versi"] == 2
    (signature,) = after["signatures"]
    assert signature == {
        "signer": "embedded",
        "by": "kabag",
        "jabatan": "kabag-keuangan-umum-logistik",
        "kapasitas": "definitif",
        "at": signature["at"],
    }
    assert api.kabag.get(f"/dokumen/{after['id']}")[1].content.startswith(
        api.kabag.get(f"/dokumen/{before['id']}")[1].content
    )


def test_a_repeat_answers_with_the_present_usulan(api: Callers) -> None:
    usulan = api.walk(3)
    path = f"/dokumen/{letter(usulan)['id']}/sign"
    first = api.kabag.post(path, {"password": PASSWORD})[1]

    status, again = api.kabag.post(path, {"password": PASSWORD})

    assert (status, again) == (200, first)


def test_the_password_is_asked_anew(api: Callers) -> None:
    path = f"/dokumen/{letter(api.walk(3))['id']}/sign"

    for said in ({}, {"password": None}, {"password": ""}, {"password": "bukan-ini"}, {"password": 7}):
        status, told = api.kabag.post(path, said)
        assert (status, told["errors"][0]["loc"]) == (422, "password")


def test_who_guesses_is_locked_out_as_at_the_log_in(api: Callers, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    path = f"/dokumen/{letter(api.walk(3))['id']}/sign"

    for _ in range(3):
        response = api.kabag.send("POST", path, {"password": "bukan-ini"})

    assert response.status_code == 429
    assert response.headers["Content-Type"] == "application/problem+json"
    assert int(response.headers["Retry-After"]) > 0
    assert api.kabag.send("POST", path, {"password": PASSWORD}).status_code == 429


def test_others_are_refused_and_outsiders_see_nothing(api: Callers) -> None:
    path = f"/dokumen/{letter(api.walk(3))['id']}/sign"

    for person in ("kasubbag", "sekretaris", "petugas", "auditor"):
        status, told = getattr(api, person).post(path, {"password": PASSWORD})
        assert (status, told["detail"]) == (
            409,
            "Yang menandatangani berkas ini Kabag Contoh (Kepala Bagian Keuangan, Umum dan Logistik).",
        )
    for person in ("outsider", "outsider_kabag", "admin"):
        assert getattr(api, person).post(path, {"password": PASSWORD})[0] == 404


def test_a_paper_that_was_replaced_is_409(api: Callers) -> None:
    usulan = api.published()
    old = letter(usulan, "rencana_bulanan_pdf")
    side = usulan["sampingan"][0]
    api.kabag.post(f"/tugas/{side['id']}/acknowledge")

    status, told = api.kasubbag.post(f"/dokumen/{old['id']}/sign", {"password": PASSWORD})

    assert (status, told["detail"]) == (
        409,
        "Berkas ini sudah digantikan versi yang lebih baru; buka versi yang berlaku.",
    )


def scan(kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (620, 877), "white").save(out, kind)
    return out.getvalue()


def upload(caller: Any, path: str, data: bytes, name: str = "pindaian.png") -> Any:
    return caller.client.post(f"{V1}{path}", {"file": SimpleUploadedFile(name, data)})


def test_a_scan_takes_the_place_of_the_paper(api: Callers) -> None:
    usulan = api.walk(3)
    path = f"/dokumen/{letter(usulan)['id']}/scan"

    response = upload(api.kasubbag, path, scan())

    assert response.status_code == 200, response.content
    after = letter(response.json())
    assert (after["versi"], after["signatures"][0]["signer"]) == (2, "scan")
    assert api.kabag.get(f"/dokumen/{after['id']}")[1].content.startswith(b"%PDF-")
    assert upload(api.kasubbag, path, scan()).json()["versi"] == response.json()["versi"]
    status, told = api.kabag.post(f"/dokumen/{after['id']}/sign", {"password": PASSWORD})
    assert (status, told["detail"]) == (409, "Berkas ini pindaian naskah yang sudah bertanda tangan basah.")


def test_a_scan_is_told_by_its_content_and_refused_where_it_is_none(api: Callers) -> None:
    path = f"/dokumen/{letter(api.walk(3))['id']}/scan"

    for data, why in (
        (b"", "PDF, PNG atau JPEG"),
        (b"<html>", "PDF, PNG atau JPEG"),
        (b"MZ" + scan(), "PDF, PNG atau JPEG"),
        (b"%PDF-1.7\nnothing", "rusak"),
        (scan()[:200], "rusak"),
        (scan() + b"0" * (10 * 1024 * 1024), "lebih besar dari 10 MB"),
    ):
        response = upload(api.kasubbag, path, data)
        assert response.status_code == 422
        assert why in response.json()["errors"][0]["msg"]


def test_nobody_else_puts_a_scan_there(api: Callers) -> None:
    path = f"/dokumen/{letter(api.walk(3))['id']}/scan"

    assert upload(api.sekretaris, path, scan()).status_code == 409
    assert upload(api.outsider, path, scan()).status_code == 404
