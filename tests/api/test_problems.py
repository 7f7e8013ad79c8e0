"""What the API answers when something is wrong: always a problem in Indonesian, never a page, never a trace."""

import time
import uuid
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from renkeg.api import problems
from renkeg.api.urls import door
from renkeg.office import actions as office_actions
from renkeg.office.models import ApiToken
from renkeg.trail.models import Event
from tests.api.callers import V1, Callers
from tests.cast import KEGIATAN, Cast, draft

NEW = "/usulan/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11"

ADDRESSES = [
    ("GET", "/me"), ("GET", "/petugas"), ("GET", "/referensi"), ("PUT", NEW), ("GET", NEW), ("GET", "/usulan"),
    ("PUT", f"{NEW}/surat"), ("PUT", f"{NEW}/kegiatan"), ("GET", "/tugas"), ("POST", "/tugas/AAAAAAAAAAAAAAAAAAAAAA/approve"),
    ("POST", f"{NEW}/withdraw"), ("POST", f"{NEW}/cancel"), ("GET", "/dokumen/AAAAAAAAAAAAAAAAAAAAAA"), ("GET", "/rencana"),
    ("GET", "/rencana/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11"), ("GET", "/rencana/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11.pdf"),
    ("GET", "/rencana/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11.xlsx"), ("GET", "/rencana.xlsx"),
    ("GET", "/rencana.csv"), ("GET", "/sop"), ("GET", "/sop/6-2025"), ("GET", "/trail"),
    ("POST", "/penugasan"), ("DELETE", "/penugasan/AAAAAAAAAAAAAAAAAAAAAA"), ("PUT", "/hari-libur"), ("PUT", "/latihan/jam"),
    ("PUT", f"{NEW}/revisi/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b12"), ("POST", "/kegiatan/AAAAAAAAAAAAAAAAAAAAAA/cancel"),
    ("POST", "/kegiatan/AAAAAAAAAAAAAAAAAAAAAA/postpone"), ("POST", "/pins/AAAAAAAAAAAAAAAAAAAAAA/tick"),
    ("POST", "/pins/AAAAAAAAAAAAAAAAAAAAAA/untick"), ("GET", f"{NEW}/kertas-kerja.xlsx"),
    ("POST", f"{NEW}/kertas-kerja.xlsx"), ("POST", f"{NEW}/unggahan/AAAAAAAAAAAAAAAAAAAAAA/accept"), ("GET", "/pagu"),
    ("POST", "/dokumen/AAAAAAAAAAAAAAAAAAAAAA/sign"), ("POST", "/dokumen/AAAAAAAAAAAAAAAAAAAAAA/scan"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_every_address_asks_for_a_token(api: Callers, method: str, path: str) -> None:
    browser = Client()
    browser.force_login(api.kasubbag.pegawai, backend="allauth.account.auth_backends.AuthenticationBackend")

    for headers in (
        {},
        {"authorization": "Bearer salah"},
        {"authorization": "Bearer"},
        {"authorization": "Basic eDp4"},
    ):
        response = browser.generic(method, f"{V1}{path}", "{}", content_type="application/json", headers=headers)
        assert response.status_code == 401
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_and_a_disabled_account_are_dead(api: Callers, cast: Cast) -> None:
    assert api.kasubbag.get("/me")[0] == api.kabag.get("/me")[0] == 200

    ApiToken.objects.filter(pegawai=cast.kasubbag).update(revoked_at=timezone.now())
    office_actions.disable(cast.kabag, by=cast.admin)

    assert api.kasubbag.get("/me")[0] == 401
    assert api.kabag.get("/me")[0] == 401


@pytest.mark.parametrize(
    "path",
    ["/", "/usulan/", "/me/", "/tidak-ada", "/usulan/bukan-uuid", "/usulan/1%00", "/usulan/-1", "/usulan/%F0%28%8C%28",
     "/usulan/9223372036854775808", f"{NEW}/apa", "/dokumen/1%00", "/dokumen/AAAAAAAAAAAAAAAAAAAAAA", "/sop/7-2030",
     "/sop/..%2f..%2fsettings", "/rencana/1%00", "/rencana/x.pdf", "/usulan/{3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11}"],
)  # fmt: skip
def test_what_is_not_there_is_404(api: Callers, path: str) -> None:
    assert api.kasubbag.get(path)[0] == 404


def test_not_yours_and_not_there_are_the_same_bytes(api: Callers) -> None:
    usulan = api.walk(2)
    nowhere = str(uuid.uuid4())
    tugas = usulan["tugas"]["id"]
    for method, path, missing in (
        ("GET", f"/usulan/{usulan['id']}", f"/usulan/{nowhere}"),
        ("PUT", f"/usulan/{usulan['id']}/surat", f"/usulan/{nowhere}/surat"),
        ("PUT", f"/usulan/{usulan['id']}/kegiatan", f"/usulan/{nowhere}/kegiatan"),
        ("POST", f"/usulan/{usulan['id']}/cancel", f"/usulan/{nowhere}/cancel"),
        ("POST", f"/tugas/{tugas}/approve", "/tugas/AAAAAAAAAAAAAAAAAAAAAA/approve"),
    ):
        theirs, none = (api.outsider.send(method, one, {"versi": 1}) for one in (path, missing))
        assert theirs.status_code == none.status_code == 404
        assert theirs.content == none.content
        assert theirs.headers == none.headers


def test_an_unknown_verb_is_404_and_a_known_one_out_of_turn_409(api: Callers) -> None:
    usulan = api.walk(2)

    for verb in ("setujui", "APPROVE", "withdraw", "cancel", "refusal"):
        assert api.kabag.act(usulan, verb)[0] == 404
    for verb in ("propose", "dispose", "assign", "submit", "publish", "acknowledge"):
        status, told = api.kabag.act(usulan, verb)
        assert status == 409
        assert "usulan" not in told
    status, told = api.petugas.act(usulan, "approve", seen=usulan["seen"])
    assert (status, told["detail"]) == (
        409,
        "Menunggu Kepala Bagian Keuangan, Umum dan Logistik sejak 4 Januari 2027 pukul 09.00.",
    )


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/me", "GET"), ("DELETE", NEW, "GET, PUT"), ("PATCH", f"{NEW}/surat", "PUT"), ("POST", "/usulan", "GET"),
        ("OPTIONS", "/usulan", "GET"), ("GET", "/penugasan", "POST"), ("TRACE", "/me", "GET"), ("POST", "/openapi.json", "GET"),
    ],
)  # fmt: skip
def test_a_method_that_an_address_does_not_know_is_405(api: Callers, method: str, path: str, allowed: str) -> None:
    response = api.kasubbag.send(method, path, {})

    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"
    assert ", ".join(sorted(response.headers["Allow"].split(", "))) == allowed


def test_reading_methods_change_nothing(api: Callers) -> None:
    usulan = api.walk(2)
    entries = Event.objects.count()
    path = f"/tugas/{usulan['tugas']['id']}/approve"

    for method in ("GET", "HEAD", "OPTIONS"):
        response = api.kabag.send(
            method, path, {"seen": usulan["seen"]}, headers={"x-http-method-override": "POST", "x-http-method": "POST"}
        )
        assert response.status_code == 405
    assert Event.objects.count() == entries
    assert api.kabag.usulan(usulan["id"])["langkah"] == 2


def test_head_is_get_without_a_body(api: Callers) -> None:
    response = api.kasubbag.send("HEAD", "/me")

    assert response.status_code == 200
    assert response.content == b""


def test_every_answer_is_kept_from_caches_and_guessing_browsers(api: Callers) -> None:
    for path in ("/me", "/tidak-ada", "/docs", "/openapi.json"):
        response = api.kasubbag.send("GET", path)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert not response.cookies


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"", b"null", b"[1]", b'"teks"', b"1", b"{'a': 1}", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": -Infinity}',
        b"\xff\xfe{\x00}\x00", b'{"a": "\xed\xa0\x80"}', b"[" * 100_000, b'{"a":' * 100_000, b'{"x": ' + b"[" * 30 + b"]" * 30 + b"}",
        b'{"a": ' + b"9" * 10_000 + b"}", b'{"a": 1e-99999999999999999999}', b'\xef\xbb\xbf{"a": 1}', b'{"a\\ud800": 1}',
    ],
    ids=repr,
)  # fmt: skip
def test_a_body_that_is_no_good_json_is_422_at_once(api: Callers, body: bytes) -> None:
    begun = time.monotonic()
    status, told = _read(api.kasubbag.send("PUT", NEW, body))

    assert status == 422
    assert told["errors"]
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", '{"seen": "x"}'),
        ("application/x-www-form-urlencoded", "seen=x"),
        ("multipart/form-data; boundary=x", "--x\r\n" * 10_000),
        ("application/json; charset=utf-16", '{"seen": "x"}'),
        ("application/jsonp", "{}"),
    ],
)
def test_a_body_of_another_type_is_415(api: Callers, kind: str, body: str) -> None:
    usulan = api.walk(2)
    response = api.kabag.send("POST", f"/tugas/{usulan['tugas']['id']}/approve", body, content_type=kind)

    assert response.status_code == 415
    assert response.headers["Content-Type"] == "application/problem+json"


def test_json_in_utf_8_may_say_so(api: Callers) -> None:
    response = api.kasubbag.send("PUT", NEW, draft(), content_type="application/json; charset=UTF-8")
    assert response.status_code == 201


def test_a_body_over_the_limit_is_413(api: Callers) -> None:
    response = api.kasubbag.send("PUT", NEW, b'{"hal": "' + b"a" * 5_000_000 + b'"}')

    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


def _kegiatan(**changes: Any) -> dict[str, Any]:
    return draft(kegiatan=[dict(KEGIATAN), dict(KEGIATAN), {**KEGIATAN, **changes}])


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        (_kegiatan(anggaran="Rp 1.500.000"), "kegiatan/2/anggaran"),
        (_kegiatan(anggaran=1500000.0), "kegiatan/2/anggaran"),
        (_kegiatan(anggaran=-1), "kegiatan/2/anggaran"),
        (_kegiatan(anggaran=1_000_000_000_000_000), "kegiatan/2/anggaran"),
        (_kegiatan(anggaran=True), "kegiatan/2/anggaran"),
        (_kegiatan(anggaran=10**40), "kegiatan/2/anggaran"),
        (_kegiatan(volume=0), "kegiatan/2/volume"),
        (_kegiatan(volume=1.005), "kegiatan/2/volume"),
        (_kegiatan(volume="2,5"), "kegiatan/2/volume"),
        (_kegiatan(volume=1e300), "kegiatan/2/volume"),
        (_kegiatan(judul=""), "kegiatan/2/judul"),
        (_kegiatan(judul="\u200b\u200b\u200b\u200b\u200b"), "kegiatan/2/judul"),
        (_kegiatan(judul="a\ud800bcdef"), "kegiatan/2/judul"),
        (_kegiatan(judul="abcde\0fgh"), "kegiatan/2/judul"),
        (_kegiatan(judul="abc\u202edef"), "kegiatan/2/judul"),
        (_kegiatan(judul="empat baris\nteks"), "kegiatan/2/judul"),
        (_kegiatan(judul="e\u0301" * 301), "kegiatan/2/judul"),
        (_kegiatan(judul=["daftar"]), "kegiatan/2/judul"),
        (_kegiatan(id=7), "kegiatan/2/id"),
        (_kegiatan(kode="a" * 201), "kegiatan/2/kode"),
        (_kegiatan(lokus=["a"] * 21), "kegiatan/2/lokus"),
        (_kegiatan(lokus=["Kota", 3]), "kegiatan/2/lokus/1"),
        (_kegiatan(lokus="Kota Bengkulu"), "kegiatan/2/lokus"),
        (_kegiatan(tanggal=[{"mulai": "2027-02-30", "selesai": "2027-03-01"}]), "kegiatan/2/tanggal/0/mulai"),
        (_kegiatan(tanggal=[{"mulai": "2027-02-03", "selesai": "2027-02-01"}]), "kegiatan/2/tanggal/0/selesai"),
        (_kegiatan(tanggal=[{"mulai": "12 s.d. 14 Januari 2027"}]), "kegiatan/2/tanggal/0/mulai"),
        (_kegiatan(tanggal="2027-02-01"), "kegiatan/2/tanggal"),
        (draft(kegiatan=[7]), "kegiatan/0"),
        (draft(kegiatan={"0": {}}), "kegiatan"),
        (draft(kegiatan=None), "kegiatan"),
        (draft(hal="abcd"), "hal"),
        (draft(hal=None), "hal"),
        (draft(hal="a" * 201), "hal"),
        (draft(pengantar="a" * 5001), "pengantar"),
        (draft(pengantar=" \u2060 "), "pengantar"),
        (draft(bulan=13), "bulan"),
        (draft(bulan="2"), "bulan"),
        (draft(tahun=2027.5), "tahun"),
        (draft(tahun=True), "tahun"),
        (draft(susulan="ya"), "susulan"),
        (draft(unit=["keuangan"]), "unit"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_field(api: Callers, body: dict[str, Any], loc: str) -> None:
    status, told = api.kasubbag.put(NEW, body)

    assert status == 422, told
    assert loc in [one["loc"] for one in told["errors"]]
    assert all(one["msg"].endswith(".") for one in told["errors"])
    assert api.kasubbag.get(NEW)[0] == 404


def test_all_that_is_wrong_is_told_at_once(api: Callers) -> None:
    status, told = api.kasubbag.put(NEW, {"tahun": 2027, "kegiatan": [{"judul": "abc", "anggaran": "1"}]})

    assert status == 422
    assert [one["loc"] for one in told["errors"]] == [
        "bulan", "hal", "pengantar", "kegiatan/0/judul", "kegiatan/0/anggaran",
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["/surat", "/kegiatan"])
@pytest.mark.parametrize("versi", [None, "1", 1.0, True, 0, -1, 10**30])
def test_versi_is_a_whole_number(api: Callers, path: str, versi: Any) -> None:
    usulan = api.kasubbag.start()
    body = {"versi": versi, "hal": "Hal baru", "pengantar": "Pengantar.", "kegiatan": []}

    assert api.kasubbag.put(f"/usulan/{usulan['id']}{path}", body)[0] == (409 if versi == 10**30 else 422)


@pytest.mark.parametrize(
    ("said", "loc"),
    [
        ({"seen": 5}, "seen"),
        ({"catatan": ["x"]}, "catatan"),
        ({"petugas": {"username": "petugas"}}, "petugas"),
        ({"instruksi": "Setuju"}, "instruksi"),
        ({"instruksi": ["Setuju", 2]}, "instruksi/1"),
        ({"instruksi": ["a" * 201]}, "instruksi/0"),
        ({"instruksi": ["a"] * 21}, "instruksi"),
        ({"catatan": "a" * 2001}, "catatan"),
        ({"petugas": "a\0"}, "petugas"),
        ({"petugas": "a\ud800"}, "petugas"),
    ],
)
def test_what_comes_with_a_verb_is_judged(api: Callers, said: dict[str, Any], loc: str) -> None:
    usulan = api.walk(3)
    status, told = api.sekretaris.act(usulan, "approve", **{"seen": usulan["seen"], **said})

    assert (status, [one["loc"] for one in told["errors"]]) == (422, [loc])
    assert api.sekretaris.usulan(usulan["id"])["langkah"] == 3


@pytest.mark.parametrize(
    "query",
    ["tahun=abc", "bulan=13", "bulan=0", "langkah=x", "keadaan=selesai", "page=0", "page=-1", "unit=a%00", "unit=%FF",
     "page=99999999999999999999", "tahun=1e3", "unit=" + "a" * 61],
)  # fmt: skip
def test_a_list_cannot_be_narrowed_by_nonsense(api: Callers, query: str) -> None:
    status, told = api.kasubbag.get(f"/usulan?{query}")

    assert status == 422
    assert [one["loc"] for one in told["errors"]] == [query.partition("=")[0]]


def test_what_is_said_twice_counts_the_last_time(api: Callers) -> None:
    body = b'{"tahun": 2020, "tahun": 2027, "bulan": 2, "hal": "Usulan", "pengantar": "Mohon.", "kegiatan": []}'
    response = api.kasubbag.send("PUT", NEW, body)

    assert response.status_code == 201
    assert response.json()["tahun"] == 2027


def test_a_busy_database_asks_to_come_again() -> None:
    response = problems.answer(RequestFactory().get("/"), OperationalError("database is locked"))

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


def test_a_bug_tells_its_number_and_nothing_else() -> None:
    def broken(_request: HttpRequest) -> HttpResponse:
        raise RuntimeError("rahasia dapur")

    response = door(broken)(RequestFactory().get("/"))

    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert b"rahasia" not in response.content  # type: ignore[attr-defined]


def test_a_foreign_host_is_refused(api: Callers) -> None:
    assert api.kasubbag.send("GET", "/me", headers={"host": "evil.test"}).status_code == 400


def _read(response: Any) -> tuple[int, Any]:
    return response.status_code, response.json()
