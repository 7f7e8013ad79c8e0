"""The open page on which anybody verifies a paper: what it says, what it never says, and how often."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, get_resolver

from renkeg.papers import documents, verifying
from renkeg.papers.models import Document
from renkeg.planning import actions, drafts
from renkeg.web.address import OPEN
from tests.cast import Cast, forward, published, usulan_at
from tests.papers.authority import Authority, sign

CODE = "A" * 22


@pytest.fixture(autouse=True)
def _office(settings: Any, tmp_path: Path, db: None) -> None:
    settings.DATA_DIR = tmp_path
    cache.clear()


def _letter(cast: Cast, **changes: Any) -> Document:
    return usulan_at(3, cast, **changes).papers().get(jenis=Document.Jenis.NOTA_DINAS)


def _text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def _hand_in(client: Client, data: bytes, code: str = "") -> Any:
    file = SimpleUploadedFile("surat.pdf", data, content_type="application/pdf")
    return client.post(f"/verifikasi/{code}/" if code else "/verifikasi/", {"file": file})


def test_it_says_the_facts_and_nothing_of_the_contents(cast: Cast, client: Client) -> None:
    letter = _letter(cast)
    response = client.get(f"/verifikasi/{letter.code}/")
    text = _text(response)
    assert response.status_code == 200
    for told in ("Berlaku", letter.contents["nomor"], "4 Januari 2027", letter.contents["hal"], "Kepala Bagian"):
        assert told in text
    page = response.content.decode()
    for secret in (cast.kabag.nama, "12.500.000", "Rapat koordinasi perencanaan", letter.pk, letter.contents_digest):
        assert secret not in page
    assert not re.search(r"\d{18}|Rp", text)


def test_every_paper_has_its_page_and_the_workbook_too(cast: Cast, client: Client) -> None:
    for paper in published(cast).papers():
        assert client.get(f"/verifikasi/{paper.code}/").status_code == 200


def test_nothing_else_is_open() -> None:
    """What anybody may ask without a log-in, each named here."""
    opened = {route for route, view in _routes(get_resolver()) if getattr(view, "right", "") == OPEN}
    described = {"api/v1/", "api/v1/openapi.json", "api/v1/docs"}
    assert opened == described | {"healthz", "readyz", "verifikasi/", "verifikasi/<key:code>/"}


def _routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, object]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _routes(one, f"{before}{one.pattern}")
        else:
            yield f"{before}{one.pattern}", one.callback


def test_it_asks_for_no_log_in_and_leaves_no_cookie(cast: Cast) -> None:
    letter = _letter(cast)
    strict = Client(enforce_csrf_checks=True)
    for response in (
        strict.get("/verifikasi/"),
        strict.get(f"/verifikasi/{letter.code}/"),
        _hand_in(strict, documents.read(letter)),
    ):
        assert response.status_code == 200
        assert not response.cookies
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert response.headers["Cache-Control"] == "no-store"
        assert b'name="robots" content="noindex' in response.content


def test_a_replaced_paper_names_the_one_in_its_place(cast: Cast, client: Client) -> None:
    plan = published(cast)
    first = plan.papers().get(jenis=Document.Jenis.LEMBAR_DISPOSISI, versi=1)
    later = plan.papers().get(jenis=Document.Jenis.LEMBAR_DISPOSISI, versi=2)
    response = client.get(f"/verifikasi/{first.code}/")
    assert "Digantikan" in _text(response)
    assert f"/verifikasi/{later.code}/" in response.content.decode()


def test_a_plan_that_was_revised_names_the_paper_of_its_revision(cast: Cast, client: Client) -> None:
    plan = published(cast)
    form = plan.papers().get(jenis=Document.Jenis.RENCANA_PDF)
    surat = drafts.Surat("Usulan revisi", "Isi revisi.")
    revision, _ = actions.revise(plan, uuid.uuid4(), surat, by=cast.kasubbag)
    while revision.open_tugas is not None:
        revision = forward(revision, cast)
    newest = revision.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF)
    response = client.get(f"/verifikasi/{form.code}/")
    assert "Digantikan" in _text(response)
    assert f"/verifikasi/{newest.code}/" in response.content.decode()


def test_a_cancelled_paper_is_said_to_be(cast: Cast, client: Client) -> None:
    usulan = usulan_at(3, cast)
    letter = usulan.papers().get(jenis=Document.Jenis.NOTA_DINAS)
    assert usulan.open_tugas is not None
    actions.cancel(usulan.open_tugas, by=cast.kasubbag, catatan="Kegiatan ini tidak jadi diadakan.")
    assert "Dibatalkan" in _text(client.get(f"/verifikasi/{letter.code}/"))
    assert "Asli, tetapi sudah dibatalkan" in _text(_hand_in(client, documents.read(letter)))


def test_an_unknown_code_is_a_page_and_no_such_shape_is_none(client: Client, cast: Cast) -> None:
    response = client.get(f"/verifikasi/{CODE}/")
    assert response.status_code == 404
    assert "Kode tidak dikenal" in _text(response)
    assert client.get("/verifikasi/abc/").status_code == 404
    assert client.get("/verifikasi/abc/", follow=True).status_code == 404


def test_a_code_is_typed_in_whatever_form_it_came(cast: Cast, client: Client) -> None:
    letter = _letter(cast)
    for typed in (letter.code, f"https://renkeg.contoh.id/verifikasi/{letter.code}/", letter.seal):
        response = client.get("/verifikasi/", {"kode": typed})
        assert (response.status_code, response.headers["Location"]) == (302, f"/verifikasi/{letter.code}/")
    response = client.get("/verifikasi/", {"kode": "<b>keliru"})
    assert response.status_code == 422
    assert "22 huruf" in _text(response)
    assert "<b>keliru" not in response.content.decode()


def test_it_lists_nothing_and_searches_nothing(cast: Cast, client: Client) -> None:
    letter = _letter(cast)
    for question in (letter.contents["nomor"], letter.contents["hal"], letter.code[:21], "%", "*"):
        response = client.get("/verifikasi/", {"kode": question})
        assert response.status_code == 422
        assert letter.code not in response.content.decode().replace(question, "")


def test_the_very_file_is_told_to_be_ours_and_a_changed_one_not(cast: Cast, client: Client) -> None:
    letter = _letter(cast)
    data = documents.read(letter)
    for code in ("", letter.code):
        assert "Asli dan berlaku" in _text(_hand_in(client, data, code))
        text = _text(_hand_in(client, data + b" ", code))
        assert "Asli" not in text
        assert "Tidak asli: berkas diubah" in text
        assert "di belakangnya" in text
    text = _text(_hand_in(client, b"PK lain"))
    assert "Bukan berkas PDF" in text


def test_a_true_file_of_another_paper_is_not_told_to_be_this_one(cast: Cast, client: Client) -> None:
    letter, other = _letter(cast), _letter(cast, susulan=True)
    text = _text(_hand_in(client, documents.read(other), letter.code))
    assert "Naskah lain" in text
    assert "Asli" not in text


def test_a_letter_that_was_signed_since_is_still_the_paper_with_its_code(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.papers.test_verifying import _keep

    authority = Authority.made()
    monkeypatch.setattr(verifying, "trusted_roots", lambda: [authority.der])
    letter = _letter(cast)
    signed = sign(documents.read(letter), authority.signer())
    _keep(letter, signed)
    assert "✓ Berlaku" in _text(client.get(f"/verifikasi/{letter.code}/"))
    assert "Asli dan berlaku" in _text(_hand_in(client, signed, letter.code))


def test_no_file_and_one_that_is_too_large_are_faults_of_the_form(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = client.post("/verifikasi/", {})
    assert response.status_code == 422
    assert "Pilih dahulu berkas PDF" in _text(response)
    response = _hand_in(client, b"%PDF-" + b"0" * (11 * 1024**2))
    assert response.status_code == 422
    assert "lebih besar dari 10 MB" in _text(response)


def test_nothing_of_the_file_is_kept(cast: Cast, client: Client, tmp_path: Path) -> None:
    letter = _letter(cast)
    documents.read(letter)
    before = sorted(tmp_path.rglob("*"))
    _hand_in(client, b"%PDF-1.7 lain")
    assert sorted(tmp_path.rglob("*")) == before


def test_who_guesses_codes_must_wait_and_others_need_not(cast: Cast, client: Client) -> None:
    letter = _letter(cast)
    for _ in range(30):
        assert client.get(f"/verifikasi/{CODE}/").status_code == 404
    for path in (f"/verifikasi/{CODE}/", f"/verifikasi/{letter.code}/"):
        response = client.get(path)
        assert response.status_code == 429
        assert 0 < int(response.headers["Retry-After"]) <= 900
        assert letter.contents["nomor"] not in response.content.decode()
    assert client.get(f"/verifikasi/{letter.code}/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_who_hands_in_files_without_end_must_wait(client: Client, cast: Cast) -> None:
    for _ in range(30):
        assert _hand_in(client, b"lain").status_code == 200
    assert _hand_in(client, b"lain").status_code == 429
    assert client.get("/verifikasi/").status_code == 200
