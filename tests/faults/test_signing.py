"""Many sign at once, and a process is killed in the middle: one signature of each, and nothing lost."""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from renkeg.lib.errors import Refused
from renkeg.office.models import Pegawai
from renkeg.papers import documents
from renkeg.papers.models import Document, SigningAnswer, SigningRequest
from renkeg.papers.signers.embedded import Embedded
from renkeg.papers.signing import ToSign
from renkeg.planning import actions, integrity
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from tests.cast import Cast, do, published, usulan_at
from tests.faults.together import at_once

NOTA, FORM = Document.Jenis.NOTA_DINAS, Document.Jenis.RENCANA_PDF
MANY = 8


def _valid(usulan: Usulan, jenis: str) -> Document:
    return usulan.papers().valid().get(jenis=jenis)


@pytest.mark.django_db(transaction=True)
def test_the_same_person_many_times_at_once_signs_once(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    letter = _valid(usulan, NOTA)

    answers = at_once(lambda _: actions.sign(letter, by=cast.kabag), range(MANY))

    assert {one.pk for one in answers} == {usulan.pk}
    assert usulan.papers().filter(jenis=NOTA).count() == 2
    verdicts = Counter(SigningAnswer.objects.values_list("verdict", flat=True))
    assert verdicts.pop("diterima") == 1
    assert set(verdicts) <= {"terlambat"}
    assert integrity.check().findings == []


@pytest.mark.django_db(transaction=True)
def test_both_who_stand_on_the_form_at_once_sign_on_top_of_each_other(cast: Cast) -> None:
    usulan = published(cast)
    usulan = do(Verb.ACKNOWLEDGE, usulan.sampingan[0], cast.kabag, cast)
    form = _valid(usulan, FORM)

    def sign(by: Pegawai) -> object:
        try:
            return actions.sign(form, by=by)
        except Refused as error:
            # Whoever comes when the other is all done is told to look at the new version.
            return error

    answers = at_once(sign, [cast.kasubbag, cast.kabag])
    for by, answer in zip([cast.kasubbag, cast.kabag], answers, strict=True):
        if isinstance(answer, Refused):
            assert "digantikan" in answer.sentence
            actions.sign(_valid(usulan, FORM), by=by)

    signed = SigningRequest.objects.filter(state=SigningRequest.State.DITANDATANGANI)
    assert sorted(signed.values_list("place", flat=True)) == ["kepala", "mengetahui"]
    assert documents.read(_valid(usulan, FORM)).count(b"/ETSI.CAdES.detached") == 2
    assert integrity.check().findings == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", ["signing", "taking"])
def test_killed_in_the_middle_the_repeat_ends_it(cast: Cast, at: str, tmp_path: Path) -> None:
    usulan = usulan_at(3, cast)
    letter = _valid(usulan, NOTA)
    told = tmp_path / "told"
    database = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.faults.signing_child", database, letter.pk, cast.kabag.pk, at, str(told)]
    process = subprocess.Popen(command, env={**os.environ, "RENKEG_DEMO": "1"})
    while not told.exists():
        assert process.poll() is None
        time.sleep(0.02)
    # Nothing is locked while it hangs: another usulan goes on, and so does this one.
    usulan_at(2, cast, susulan=True)

    process.kill()
    process.wait()
    assert SigningRequest.objects.get().state == SigningRequest.State.MENUNGGU_TTD
    usulan = actions.sign(letter, by=cast.kabag)

    assert SigningRequest.objects.get().state == SigningRequest.State.DITANDATANGANI
    assert SigningAnswer.objects.count() == 1
    assert _valid(usulan, NOTA).versi == 2
    assert integrity.check().findings == []


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_signer_works(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    real = Embedded.sign

    def watched(self: Embedded, wish: ToSign) -> bytes:
        seen.append(connection.in_atomic_block)
        return real(self, wish)

    monkeypatch.setattr(Embedded, "sign", watched)
    usulan = usulan_at(3, cast)

    actions.sign(_valid(usulan, NOTA), by=cast.kabag)

    assert seen == [False]
