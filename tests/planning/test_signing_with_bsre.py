"""BSrE signs over the wire: its errors are told, its lateness harms nothing, and only its own signature is taken."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from renkeg.lib.errors import BadInput, Refused
from renkeg.papers import choosing, documents, nik, stamping, verifying
from renkeg.papers.models import Document, Nik, SigningAnswer, SigningRequest
from renkeg.papers.signing import ToSign
from renkeg.planning import actions, integrity
from renkeg.planning.models import Usulan
from tests import bsre
from tests.cast import Cast, gather, usulan_at

pytestmark = pytest.mark.once

SAID = {"nik": bsre.NIK, "passphrase": bsre.PASSPHRASE}
State = SigningRequest.State


@pytest.fixture
def service(settings: Any) -> Iterator[bsre.Service]:
    with bsre.running(settings) as service:
        yield service


@pytest.fixture
def office(cast: Cast, service: bsre.Service) -> Cast:
    choosing.choose(cast.satker, "bsre", by=cast.admin)
    return cast


def letter(usulan: Usulan) -> Document:
    return usulan.papers().valid().get(jenis=Document.Jenis.NOTA_DINAS)


def test_bsre_signs_the_very_file(office: Cast, service: bsre.Service) -> None:
    usulan = usulan_at(3, office)
    drawn = documents.read(letter(usulan))

    usulan = actions.sign(letter(usulan), by=office.kabag, password=SAID)

    assert documents.read(letter(usulan)).startswith(drawn)
    (asked,) = service.asked
    (wanted,) = asked["signatureProperties"]
    assert (wanted["tampilan"], wanted["page"]) == ("VISIBLE", 1)
    assert letter(usulan).signed_by is not None
    assert integrity.check().findings == []


def test_what_bsre_signed_is_ours_and_what_was_put_behind_it_is_not(office: Cast, service: bsre.Service) -> None:
    usulan = usulan_at(3, office)
    usulan = actions.sign(letter(usulan), by=office.kabag, password=SAID)
    data = documents.read(letter(usulan))

    answer = verifying.verify(data)
    assert (answer.verdict, answer.berlaku) == (verifying.Verdict.ASLI, True), answer.reason
    assert "melalui BSrE" in answer.reason

    longer = verifying.verify(data + b"\n% lagi\n%%EOF\n")
    assert (longer.verdict, longer.document) == (verifying.Verdict.CHANGED, letter(usulan)), longer.reason


def test_the_footer_of_bsre_stands_only_on_what_bsre_signs(office: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    real = stamping.mark_of

    def mark_of(wish: ToSign, width: float, height: float, how: str) -> dict[str, object]:
        said.append(how)
        return real(wish, width, height, how)

    monkeypatch.setattr(stamping, "mark_of", mark_of)

    actions.sign(letter(usulan_at(3, office)), by=office.kabag, password=SAID)
    choosing.choose(office.satker, "embedded", by=office.admin)
    actions.sign(letter(usulan_at(3, office, susulan=True)), by=office.kabag)

    assert ["BSrE" in one for one in said] == [True, False]
    assert "tersertifikasi" not in said[1]


def test_the_nik_is_asked_once_and_kept_closed(office: Cast, service: bsre.Service) -> None:
    usulan = usulan_at(3, office)
    with pytest.raises(BadInput, match="Isi NIK"):
        actions.sign(letter(usulan), by=office.kabag, password={"passphrase": bsre.PASSPHRASE})
    with pytest.raises(BadInput, match="16 angka"):
        actions.sign(letter(usulan), by=office.kabag, password={**SAID, "nik": "1234"})
    actions.sign(letter(usulan), by=office.kabag, password=SAID)

    actions.sign(letter(usulan_at(3, office, susulan=True)), by=office.kabag, password={"passphrase": bsre.PASSPHRASE})

    assert [one["nik"] for one in service.asked] == [bsre.NIK, bsre.NIK]
    assert bsre.NIK not in Nik.objects.get().closed
    assert nik.of(office.kabag) == bsre.NIK


def test_the_passphrase_and_the_nik_reach_no_row_and_no_log(office: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    usulan = usulan_at(3, office)
    with pytest.raises(BadInput):
        actions.sign(letter(usulan), by=office.kabag, password={**SAID, "passphrase": "salah-sekali"})
    actions.sign(letter(usulan), by=office.kabag, password=SAID)

    kept = "\n".join(repr(row) for model in _models() for row in model.objects.values())
    for secret in (bsre.PASSPHRASE, "salah-sekali", bsre.NIK):
        assert secret not in kept
        assert secret not in caplog.text


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({**SAID, "passphrase": "salah"}, "passphrase", "Passphrase BSrE ini salah."),
        ({**SAID, "nik": "1771000000000009"}, "nik", "NIK ini tidak terdaftar pada BSrE."),
    ],
)
def test_what_the_person_can_mend_is_told_at_the_field(
    office: Cast, said: dict[str, str], field: str, sentence: str
) -> None:
    usulan = usulan_at(3, office)

    with pytest.raises(BadInput) as told:
        actions.sign(letter(usulan), by=office.kabag, password=said)

    assert [(one.loc, one.msg) for one in told.value.problems] == [(field, sentence)]
    assert SigningRequest.objects.get().state == State.GAGAL
    assert not Nik.objects.exists()
    actions.sign(letter(usulan), by=office.kabag, password=SAID)
    assert SigningRequest.objects.get().state == State.DITANDATANGANI


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (bsre.saying(500, {"error": "Internal Server Error", "status_code": 500}), "sedang terganggu"),
        (bsre.saying(503, b"<html>503</html>"), "sedang terganggu"),
        (bsre.saying(401, {"error": "Unauthorized"}), "menolak sandi aplikasi"),
        (bsre.saying(408, {"error": "timeout", "status_code": 408}), "belum menjawab"),
        (bsre.saying(400, {"error": "sertifikat", "status_code": 2999}), "menolak permintaan ini"),
        (bsre.saying(302, b""), "menolak permintaan ini"),
        (bsre.saying(200, b"<html>"), "tidak dapat dibaca"),
        (bsre.saying(200, b"[" * 100_000), "tidak dapat dibaca"),
        (bsre.saying(200, {"file": []}), "tidak dapat dibaca"),
        (bsre.saying(200, {"file": ["***"]}), "tidak dapat dibaca"),
        (bsre.saying(200, {"file": ["JVBERi0xLjcK"]}), "bukan berkas yang dikirim"),
        (bsre.cut_off, "tidak dapat dibaca"),
    ],
)
def test_its_errors_are_told_and_lose_nothing(
    office: Cast, service: bsre.Service, answer: bsre.Answer, sentence: str
) -> None:
    usulan = usulan_at(3, office)
    service.answers = [answer]

    with pytest.raises(Refused, match=sentence):
        actions.sign(letter(usulan), by=office.kabag, password=SAID)

    assert SigningRequest.objects.get().state == State.GAGAL
    usulan = actions.sign(letter(usulan), by=office.kabag, password=SAID)
    assert letter(usulan).versi == 2
    assert integrity.check().findings == []


def test_a_service_that_does_not_answer_is_given_up(office: Cast, service: bsre.Service, settings: Any) -> None:
    settings.BSRE_TIMEOUT = 0.3
    service.answers = [bsre.silent]
    usulan = usulan_at(3, office)

    with pytest.raises(Refused, match="belum menjawab"):
        actions.sign(letter(usulan), by=office.kabag, password=SAID)

    service.let_go.set()
    settings.BSRE_TIMEOUT = 30
    usulan = actions.sign(letter(usulan), by=office.kabag, password=SAID)
    assert letter(usulan).versi == 2


def test_a_service_that_is_not_there_is_told(office: Cast, settings: Any) -> None:
    settings.BSRE_URL = "http://127.0.0.1:9"

    with pytest.raises(Refused, match="tidak dapat dihubungi"):
        actions.sign(letter(usulan_at(3, office)), by=office.kabag, password=SAID)


def _other_money(data: bytes) -> bytes:
    """A page that says something else, in an update before the signature: every byte that was sent is still there."""
    from io import BytesIO

    from pyhanko.pdf_utils.generic import StreamObject, pdf_name
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(data + b"\n"))
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Contents")] = writer.add_object(StreamObject(stream_data=b"0 0 595 842 re f"))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("change", [_other_money, lambda data: data.replace(b"/Title", b"/Titel")])
def test_a_file_that_was_changed_before_it_was_signed_is_not_taken(
    office: Cast, service: bsre.Service, change: Any
) -> None:
    usulan = usulan_at(3, office)
    before = letter(usulan)
    service.answers = [bsre.changing(change)]

    with pytest.raises(Refused, match=r"mengubah isi|bukan berkas yang dikirim"):
        actions.sign(before, by=office.kabag, password=SAID)

    assert letter(usulan).pk == before.pk
    assert SigningAnswer.objects.get().verdict == SigningAnswer.Verdict.BAD


def test_a_late_second_answer_is_evidence_and_no_second_signature(
    transactional_db: None, service: bsre.Service, settings: Any
) -> None:
    settings.DEMO = True
    cast = gather()
    choosing.choose(cast.satker, "bsre", by=cast.admin)
    usulan = usulan_at(3, cast)
    before = letter(usulan)
    service.answers = [bsre.late]

    def first() -> None:
        try:
            actions.sign(before, by=cast.kabag, password=SAID)
        finally:
            connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    assert service.being_asked.wait(30)
    # While BSrE thinks, nothing is locked: the same person tries again, and is answered at once.
    actions.sign(before, by=cast.kabag, password=SAID)
    service.let_go.set()
    thread.join()

    assert usulan.papers().filter(jenis=Document.Jenis.NOTA_DINAS).count() == 2
    assert sorted(SigningAnswer.objects.values_list("verdict", flat=True)) == ["diterima", "terlambat"]
    assert integrity.check().findings == []


def _models() -> list[Any]:
    from django.apps import apps

    return [one for one in apps.get_models() if one._meta.managed]
