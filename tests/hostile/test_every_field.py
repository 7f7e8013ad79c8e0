"""What one database takes and the other does not, put into every field there is: the same refusal on both, never an error."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from renkeg.planning.models import Usulan
from tests.cast import Cast, draft, usulan_at
from tests.hostile.doors import Page, put_in, signed_in

BROKEN = ("Rapat\0kerja", "Rapat\x0bkerja", "Rapat \u202ekerja", "Rapat \ufdd0kerja")
TEXTS = ("hal", "pengantar", *(f"kegiatan/0/{name}" for name in ("kode", "judul", "sasaran", "satuan", "jenis")))
WRITTEN = ("kegiatan/0/volume", "kegiatan/0/anggaran", "kegiatan/0/tanggal", "kegiatan/0/lokus")
HIDDEN = ("id", "unit", "tahun", "bulan", "susulan", "kegiatan/0/id", "kegiatan/0/hapus", "kegiatan/9999/judul", "aksi")
ANSWERS = (302, 404, 409, 422)


@pytest.mark.parametrize("text", BROKEN, ids=ascii)
def test_no_text_of_a_form_takes_broken_characters(text: str, cast: Cast) -> None:
    for field in (*TEXTS, *WRITTEN):
        answer = put_in(cast.kasubbag, "form", {field: text})
        assert answer.status == 422, field
        assert f'href="#{field}"' in answer.text, field
        assert Page(answer.text).fields[field] == text, field
    assert not Usulan.objects.exists()


@pytest.mark.parametrize("text", [*BROKEN, "Rapat \ud800kerja"], ids=ascii)
def test_no_text_of_the_api_takes_broken_characters(text: str, cast: Cast) -> None:
    for field in TEXTS:
        answer = put_in(cast.kasubbag, "api", {field: text})
        assert answer.status == 422, field
        assert [one["loc"] for one in answer.problem["errors"]] == [field]
    assert not Usulan.objects.exists()


@pytest.mark.parametrize("text", [*BROKEN, "9" * 5000, "-1", "1e9", "[]", "\u0661"], ids=lambda text: ascii(text)[:20])
def test_no_hidden_field_of_a_form_breaks_it(text: str, cast: Cast) -> None:
    for field in HIDDEN:
        # A button that the form does not know saves nothing: the form comes back as it was typed.
        answers = (*ANSWERS, 200) if field == "aksi" else ANSWERS
        assert put_in(cast.kasubbag, "form", {field: text}).status in answers, field
    usulan = usulan_at(1, cast, susulan=True)
    browser = signed_in(cast.kasubbag)
    for path in ("surat", "kertas-kerja"):
        for field in ("versi", "kegiatan/0/id"):
            said = {"hal": "Usulan", "pengantar": "Isi.", "versi": "1", "kegiatan/0/judul": "Rapat kerja", field: text}
            assert browser.post(f"/usulan/{usulan.pk}/{path}/", said).status_code in ANSWERS, (path, field)


@pytest.mark.parametrize("text", BROKEN, ids=ascii)
@pytest.mark.parametrize(
    ("langkah", "verb", "field"),
    [
        (2, "send_back", "catatan"),
        (2, "approve", "seen"),
        (2, "cancel", "catatan"),
        (2, "withdraw", "catatan"),
        (3, "approve", "instruksi"),
        (4, "dispose", "instruksi_lain"),
        (5, "assign", "petugas"),
    ],
)
def test_nothing_said_with_a_verb_takes_broken_characters(
    langkah: int, verb: str, field: str, text: str, cast: Cast
) -> None:
    usulan = usulan_at(langkah, cast)
    tugas = usulan.open_tugas
    assert tugas is not None
    by = cast.kasubbag if verb in ("cancel", "withdraw") else cast.whose(tugas)
    said: dict[str, Any] = {"seen": usulan.seen, field: text}

    page = signed_in(by).post(f"/tugas/{tugas.pk}/{verb}/", said)
    body = json.dumps({**said, "tugas": tugas.pk, "instruksi": [text]})
    path = f"/usulan/{usulan.pk}/{verb}" if verb in ("cancel", "withdraw") else f"/tugas/{tugas.pk}/{verb}"
    told = signed_in(by, "api").post(f"/api/v1{path}", body, content_type="application/json")

    refused = 409 if field == "seen" else 422
    assert page.status_code == refused
    # A NUL is refused wherever it stands; what else is wrong with a text that nobody keeps does not matter.
    assert told.status_code in (refused, 422)
    assert Usulan.objects.for_reading().get(pk=usulan.pk).versi == usulan.versi


@pytest.mark.parametrize("text", [*BROKEN, "x" * 100_000], ids=lambda text: ascii(text)[:20])
def test_the_log_in_takes_any_text(text: str, cast: Cast) -> None:
    client = Client(raise_request_exception=False)
    for field in ("login", "password", "next", "remember"):
        said = {"login": "kasubbag", "password": "salah", field: text}
        assert client.post("/akun/login/", said).status_code in (200, 403, 429), field
        assert client.post(f"/akun/login/?next={text}", said).status_code in (200, 403, 429), field


def test_a_token_of_any_text_is_no_token(cast: Cast) -> None:
    for token in ("", "x", "x" * 100_000, "Ra\u00a0pat", "' OR 1=1 --", str(uuid.uuid4())):
        client = Client(raise_request_exception=False, headers={"authorization": f"Bearer {token}"})
        assert client.get("/api/v1/me").status_code == 401
        put = client.put(f"/api/v1/usulan/{uuid.uuid4()}", json.dumps(draft()), content_type="application/json")
        assert put.status_code == 401
