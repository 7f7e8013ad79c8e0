"""Hostile ways round the rules: other people's ids, ended posts, stale pages, extra fields, forged requests, odd addresses."""

import json
import logging
import re
import uuid
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client

from renkeg.log_lines import JsonLines
from renkeg.planning.models import Tugas, Usulan
from renkeg.trail.models import Event
from tests.cast import Cast, draft, forward, start, usulan_at
from tests.hostile.doors import Page, put_in, signed_in

UNKNOWN = uuid.UUID(int=7)
NO_TUGAS = "A" * 22
EVIL = "https://evil.test"


def test_a_foreign_usulan_and_one_that_is_not_there_are_the_same(cast: Cast) -> None:  # A01, A02
    foreign, before = usulan_at(2, cast), Event.objects.count()
    outsider, program = signed_in(cast.outsider), signed_in(cast.outsider, "api")
    rows = {"versi": 1, "kegiatan": []}
    # The one address where the id is the caller's own: a foreign one is taken, an unknown one would be his.
    mine = program.put(f"/api/v1/usulan/{foreign.pk}", json.dumps(draft()), content_type="application/json")
    assert mine.status_code == 404

    for method, tail in (
        ("GET", "/"),
        ("GET", "/surat/"),
        ("POST", "/surat/"),
        ("GET", "/kertas-kerja/"),
        ("POST", "/kertas-kerja/"),
        ("GET", "/konsep-nota-dinas.pdf"),
    ):
        _same_404(*(_bytes(outsider.generic(method, f"/usulan/{key}{tail}")) for key in (foreign.pk, UNKNOWN)))
    for method, tail, body in (
        ("GET", "", ""),
        ("PUT", "/surat", json.dumps({"hal": "Usulan", "pengantar": "Isi", "versi": 1})),
        ("PUT", "/kegiatan", json.dumps(rows)),
        ("POST", "/withdraw", json.dumps({"tugas": NO_TUGAS})),
        ("POST", "/cancel", json.dumps({"tugas": NO_TUGAS, "catatan": "Tidak jadi dilaksanakan."})),
    ):
        answers = [
            program.generic(method, f"/api/v1/usulan/{key}{tail}", body, content_type="application/json")
            for key in (foreign.pk, UNKNOWN)
        ]
        _same_404(*map(_bytes, answers))
    assert Event.objects.count() == before


def test_a_foreign_tugas_paper_or_row_in_a_request_is_as_unknown_as_any(cast: Cast) -> None:  # A07
    mine, foreign = start(cast, by=cast.outsider), usulan_at(3, cast)
    assert foreign.open_tugas is not None
    paper = foreign.papers().first()
    row = foreign.kegiatan.first()
    assert paper is not None
    assert row is not None
    program, before = signed_in(cast.outsider, "api"), Event.objects.count()

    def sent(method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        text = "" if body is None else json.dumps(body)
        return _bytes(program.generic(method, f"/api/v1{path}", text, content_type="application/json"))

    _same_404(*(sent("GET", f"/dokumen/{key}") for key in (paper.pk, NO_TUGAS)))
    _same_404(*(sent("POST", f"/tugas/{key}/approve", {"seen": "x"}) for key in (foreign.open_tugas.pk, NO_TUGAS)))
    withdrawn = [
        sent("POST", f"/usulan/{mine.pk}/withdraw", {"tugas": key}) for key in (foreign.open_tugas.pk, NO_TUGAS)
    ]
    assert withdrawn[0] == withdrawn[1]
    assert withdrawn[0][0] == 409
    rows = [
        sent("PUT", f"/usulan/{mine.pk}/kegiatan", {"versi": 1, "kegiatan": [{"id": key}]})
        for key in (row.pk, NO_TUGAS)
    ]
    assert rows[0] == rows[1]
    assert rows[0][0] == 422
    assert sent("PUT", f"/usulan/{uuid.uuid4()}", draft(unit="keuangan"))[0] == 404
    assert Event.objects.count() == before


@pytest.mark.parametrize("named", ["outsider-petugas", "tidak-ada", "Rapat\0", "' OR 1=1 --", "x" * 5000])
@pytest.mark.parametrize("door", ["form", "api"])
def test_nobody_but_a_petugas_of_the_subbagian_can_be_named(door: str, named: str, cast: Cast) -> None:  # A07
    usulan = usulan_at(5, cast)
    assert usulan.open_tugas is not None
    path = f"/tugas/{usulan.open_tugas.pk}/assign"

    if door == "form":
        response = signed_in(cast.kasubbag).post(f"{path}/", {"petugas": named})
        assert re.search("Bukan petugas|Pilih petugas yang ditugaskan[.]", Page(response.content.decode()).text)
    else:
        body = json.dumps({"petugas": named})
        response = signed_in(cast.kasubbag, "api").post(f"/api/v1{path}", body, content_type="application/json")
    assert response.status_code == 422
    assert _stands_at(usulan) == 5


def test_who_proposed_does_not_approve_as_plh_either(cast: Cast) -> None:  # A09
    usulan = usulan_at(2, cast)
    cast.appoint(cast.kasubbag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-01", "2027-01-31")

    for status, text in _pressed(cast.kasubbag, usulan, "approve", {"seen": usulan.seen}):
        assert status == 409
        assert "Anda sendiri telah bertindak" in text
    assert _stands_at(usulan) == 2


def test_a_post_ends_with_its_day_and_not_with_the_session(cast: Cast) -> None:  # A10
    usulan = usulan_at(2, cast)
    cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-04")
    browser, program = signed_in(cast.outsider_kabag), signed_in(cast.outsider_kabag, "api")
    cast.at("2027-01-04T23:59:59+07:00")
    assert browser.get(f"/usulan/{usulan.pk}/").status_code == 200

    cast.at("2027-01-05T00:00:01+07:00")

    assert usulan.open_tugas is not None
    for client, prefix, tail in ((browser, "", "/"), (program, "/api/v1", "")):
        body = {"seen": usulan.seen} if not prefix else json.dumps({"seen": usulan.seen})
        path = f"{prefix}/tugas/{usulan.open_tugas.pk}/approve{tail}"
        kind = {"content_type": "application/json"} if prefix else {}
        assert client.post(path, body, **kind).status_code == 404  # type: ignore[arg-type]
    assert _stands_at(usulan) == 2


def test_fields_that_nobody_asked_for_change_nothing(cast: Cast) -> None:  # A12
    forged = {
        "versi": 99,
        "keadaan": "terbit",
        "langkah": 8,
        "started_by": cast.admin.pk,
        "sop": "lain",
        "sop_slug": "lain",
        "satker": "lain",
        "nota_dinas": {"nomor": "1"},
        "is_superuser": True,
        "is_staff": True,
        "role": "sekretaris",
    }
    key = uuid.uuid4()
    body = json.dumps({**draft(), **forged})

    sent = signed_in(cast.kasubbag, "api").put(f"/api/v1/usulan/{key}", body, content_type="application/json")
    typed = put_in(cast.kasubbag, "form", {name: str(value) for name, value in forged.items()})

    assert sent.status_code == 201
    assert typed.usulan is not None
    for usulan in (Usulan.objects.for_reading().get(pk=key), typed.usulan):
        assert (usulan.versi, usulan.keadaan, usulan.sop_slug, usulan.surat) == (1, "berjalan", "6-2025", None)
        assert usulan.started_by == cast.kasubbag
        assert usulan.satker == cast.satker


def test_nobody_approves_what_he_has_not_read(cast: Cast) -> None:  # A14
    usulan = usulan_at(2, cast)
    read = usulan.seen
    changed = signed_in(cast.kabag, "api").put(
        f"/api/v1/usulan/{usulan.pk}/surat",
        json.dumps({"hal": "Usulan yang lain", "pengantar": "Isi yang lain.", "versi": usulan.versi}),
        content_type="application/json",
    )
    assert changed.status_code == 200

    (_, page), (_, told) = pressed = _pressed(cast.kabag, usulan, "approve", {"seen": read})

    assert [status for status, _ in pressed] == [409, 409]
    assert "Isi usulan ini telah berubah" in page
    assert "Usulan yang lain" in page
    assert json.loads(told)["usulan"]["hal"] == "Usulan yang lain"
    assert _stands_at(usulan) == 2


def test_nobody_changes_a_letter_after_it_was_signed(cast: Cast) -> None:  # A15
    usulan = usulan_at(3, cast)
    for person, status in ((cast.kasubbag, 409), (cast.kabag, 409), (cast.sekretaris, 409), (cast.petugas, 409)):
        for client, path, kind in (
            (signed_in(person), f"/usulan/{usulan.pk}/surat/", ""),
            (signed_in(person, "api"), f"/api/v1/usulan/{usulan.pk}/surat", "application/json"),
        ):
            letter = {"hal": "Usulan yang lain", "pengantar": "Isi yang lain.", "versi": usulan.versi}
            answer = (
                client.put(path, json.dumps(letter), content_type=kind) if kind else client.post(path, letter)
            ).status_code
            assert answer == status, (person, path)
    assert Usulan.objects.for_reading().get(pk=usulan.pk).seen == usulan.seen


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"])
def test_no_other_method_does_what_post_does(method: str, cast: Cast) -> None:  # A20
    usulan = usulan_at(2, cast)
    assert usulan.open_tugas is not None
    forced = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}

    for client, path in (
        (signed_in(cast.kabag), f"/tugas/{usulan.open_tugas.pk}/approve/"),
        (signed_in(cast.kabag, "api"), f"/api/v1/tugas/{usulan.open_tugas.pk}/approve"),
    ):
        response = client.generic(method, f"{path}?seen={usulan.seen}&_method=POST", headers=forced)
        assert response.status_code == 405, path
        assert response.headers["Allow"] == "POST"
    assert _stands_at(usulan) == 2


def test_a_button_pressed_from_elsewhere_does_nothing(cast: Cast) -> None:  # H04, H05
    usulan = usulan_at(2, cast)
    assert usulan.open_tugas is not None
    path, seen = f"/tugas/{usulan.open_tugas.pk}/approve/", {"seen": usulan.seen}
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(cast.kabag)
    page = browser.get(f"/usulan/{usulan.pk}/").content.decode()
    token = Page(page).fields["csrfmiddlewaretoken"]

    assert browser.post(path, seen, headers={"HX-Request": "true"}).status_code == 403
    for origin in (EVIL, "null", "http://testserver.evil.test"):
        said = {"Origin": origin, "X-CSRFToken": token}
        assert browser.post(path, {**seen, "csrfmiddlewaretoken": token}, headers=said).status_code == 403
    assert _stands_at(usulan) == 2
    # The same with everything in order, so that the refusals above have their reason.
    assert browser.post(path, {**seen, "csrfmiddlewaretoken": token}).status_code == 302
    assert _stands_at(usulan) == 3


def test_a_cookie_is_no_token_and_a_token_no_cookie(cast: Cast) -> None:  # H04
    usulan = usulan_at(2, cast)
    assert usulan.open_tugas is not None
    browser, program = signed_in(cast.kabag), signed_in(cast.kabag, "api")
    body = json.dumps({"seen": usulan.seen})

    assert browser.post(f"/api/v1/tugas/{usulan.open_tugas.pk}/approve", body, "application/json").status_code == 401
    assert program.post(f"/tugas/{usulan.open_tugas.pk}/approve/", {"seen": usulan.seen}).status_code == 302
    assert _stands_at(usulan) == 2


@pytest.mark.parametrize("path", ["/", "/akun/login/", "/api/v1/me"])
def test_a_foreign_host_is_refused_and_a_forwarded_one_not_believed(path: str, cast: Cast) -> None:  # H06
    assert signed_in(cast.kasubbag).get(path, headers={"Host": "evil.test"}).status_code == 400
    told = signed_in(cast.kasubbag).get(path, headers={"X-Forwarded-Host": "evil.test", "Forwarded": "host=evil.test"})
    assert b"evil.test" not in told.content
    assert "evil.test" not in str(told.headers)


@pytest.mark.parametrize("path", ["/", "/usulan/", "/tautan/", "/sop/", "/akun/"])
def test_headers_of_htmx_are_not_echoed(path: str, cast: Cast) -> None:  # H09
    script = "<script>alert(9)</script>"
    names = ("HX-Request", "HX-Target", "HX-Trigger", "HX-Trigger-Name", "HX-Current-URL", "HX-Prompt", "HX-Boosted")

    response = signed_in(cast.kasubbag).get(path, headers=dict.fromkeys(names, script) | {"HX-Request": "true"})

    assert response.status_code == 200
    assert "alert(9)" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/media/../../renkeg.sqlite3",
        "/static/..%2f..%2fsecret",
        "/static/%2e%2e/%2e%2e/secret",
        "/static/../settings.py",
        "/.git/HEAD",
        "/.env",
        "/secret",
        "/berkas/",
        "/renkeg.sqlite3",
        "/admin/",
        "/__debug__/",
        "/api/v1/../../.env",
        "/usulan/9223372036854775808/",
        "/usulan/-1/",
        "/usulan/1%00/",
        "/usulan/%F0%28%8C%28/",
        "/tugas/-1/approve/",
        "/tugas/%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00/approve/",
        "/dokumen/9223372036854775808/",
        "/dokumen/..%2f..%2fsecret/",
        "/api/v1/usulan/9223372036854775808",
        "/api/v1/usulan/-1",
        "/api/v1/usulan/1%00",
        "/api/v1/usulan/%F0%28%8C%28",
        "/api/v1/dokumen/%00",
        "/api/v1/sop/..%2f..%2fsecret",
        "/api/v1/sop/%00",
        "/api/v1/rencana/..%2fsecret.pdf",
    ],
)
def test_odd_addresses_lead_nowhere(path: str, cast: Cast) -> None:  # H15, H16
    client = signed_in(cast.kasubbag, "api" if path.startswith("/api/") else "form")
    for method in ("GET", "POST"):
        response = client.generic(method, path)
        assert response.status_code in (404, 405), method
        assert house.SECRET_KEY.encode() not in response.content


@pytest.mark.parametrize("query", ["unit=' OR 1=1 --", "unit=%00", "tahun=1e9", "page=-1", "page=9223372036854775808"])
def test_a_list_takes_a_hostile_question_literally(query: str, cast: Cast) -> None:  # T28
    start(cast)

    page = signed_in(cast.kasubbag).get(f"/usulan/?{query}")
    told = signed_in(cast.kasubbag, "api").get(f"/api/v1/usulan?{query}")

    assert page.status_code == 200
    assert told.status_code == 422 or (told.status_code == 200 and told.json()["items"] == [])


def test_a_forged_line_of_log_stays_inside_its_field(cast: Cast) -> None:  # T30
    usulan = usulan_at(4, cast)
    forged = "Laksanakan.\n\n2025-01-01 00:00:00 INFO user=sekretaris action=approve ok"
    assert usulan.open_tugas is not None

    response = signed_in(cast.kabag).post(f"/tugas/{usulan.open_tugas.pk}/dispose/", {"catatan": forged})

    assert response.status_code == 302
    assert Tugas.objects.get(pk=usulan.open_tugas.pk).catatan == forged
    # Even a sentence that were the forged text itself is one line, and the text a field of it.
    (line,) = JsonLines().format(logging.makeLogRecord({"msg": forged, "levelname": "INFO"})).splitlines()
    assert json.loads(line)["event"] == forged
    sheet = (
        forward(Usulan.objects.for_reading().get(pk=usulan.pk), cast).papers().filter(jenis="lembar_disposisi").last()
    )
    assert sheet is not None
    assert forged in json.dumps(sheet.contents, ensure_ascii=False).replace("\\n", "\n")


def test_ten_bodies_without_a_bottom_are_refused_at_once(cast: Cast) -> None:  # H17
    program = signed_in(cast.kasubbag, "api")
    for opened in ("[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000, '{"kegiatan":' + "[" * 99_999):
        for path in (f"/api/v1/usulan/{uuid.uuid4()}", "/api/v1/tugas/x/approve"):
            response = program.put(path, opened, content_type="application/json")
            assert response.status_code in (404, 405, 422)
            assert re.search("bukan JSON|bersarang|tidak ada|tidak mengenal", response.json()["detail"])


def test_only_json_is_json_and_a_form_has_an_end(cast: Cast) -> None:  # H20
    program, browser = signed_in(cast.kasubbag, "api"), signed_in(cast.kasubbag)
    path = f"/api/v1/usulan/{uuid.uuid4()}"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json"):
        assert program.put(path, json.dumps(draft()), content_type=kind).status_code == 415, kind
    parts = {f"kegiatan/{n}/judul": "Rapat kerja" for n in range(10_000)}
    assert program.generic("PUT", path, *_multipart(parts)).status_code == 415
    assert browser.post("/usulan/baru/", parts).status_code == 400
    assert Usulan.objects.count() == 0


def _multipart(parts: dict[str, str]) -> tuple[bytes, str]:
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items())
    return f"{body}--x--\r\n".encode(), "multipart/form-data; boundary=x"


def _pressed(by: Any, usulan: Usulan, verb: str, said: dict[str, str]) -> list[tuple[int, str]]:
    """Status and text of a verb, through the button and through the API."""
    assert usulan.open_tugas is not None
    path = f"/tugas/{usulan.open_tugas.pk}/{verb}"
    page = signed_in(by).post(f"{path}/", said)
    told = signed_in(by, "api").post(f"/api/v1{path}", json.dumps(said), content_type="application/json")
    return [(page.status_code, Page(page.content.decode()).text), (told.status_code, told.content.decode())]


def _bytes(response: Any) -> tuple[int, bytes]:
    # What differs from one answer to the next by itself: the token against forged requests.
    return response.status_code, re.sub(rb'(csrf\w*"?[^>]*value=)"\w+"', rb"\1", response.content)


def _same_404(*answers: tuple[int, bytes]) -> None:
    assert {status for status, _ in answers} == {404}
    assert len({content for _, content in answers}) == 1


def _stands_at(usulan: Usulan) -> int:
    tugas = Usulan.objects.for_reading().get(pk=usulan.pk).open_tugas
    assert tugas is not None
    return tugas.langkah
