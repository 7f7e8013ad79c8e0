"""A paper is signed once, by those whose names stand on it, and nothing is lost on the way."""

from typing import Any

import pytest

from renkeg.lib.errors import Refused
from renkeg.papers import documents
from renkeg.papers.models import Document, SigningAnswer, SigningRequest
from renkeg.papers.signers.embedded import Embedded
from renkeg.papers.signing import Failed, ToSign
from renkeg.planning import actions, integrity
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from renkeg.trail.models import Event
from tests.cast import Cast, do, published, usulan_at

NOTA, FORM = Document.Jenis.NOTA_DINAS, Document.Jenis.RENCANA_PDF


def paper(usulan: Usulan, jenis: str = NOTA) -> Document:
    return usulan.papers().valid().get(jenis=jenis)


def known(usulan: Usulan, cast: Cast) -> Usulan:
    """The published usulan with both names in the foot of its form."""
    return do(Verb.ACKNOWLEDGE, usulan.sampingan[0], cast.kabag, cast)


class Killed(BaseException):
    """The process ends here."""


def _killing(*_: object, **__: object) -> bytes:
    raise Killed


def test_the_signed_file_is_a_version_of_its_own_that_extends_the_one_before(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    before = paper(usulan)
    drawn = documents.read(before)

    usulan = actions.sign(before, by=cast.kabag)

    after = paper(usulan)
    assert (after.versi, after.contents_digest) == (before.versi + 1, before.contents_digest)
    assert documents.read(after).startswith(drawn)
    assert Document.objects.get(pk=before.pk).keadaan == Document.Keadaan.DIGANTIKAN
    assert after.signed_by is not None
    assert (after.signed_by.by, after.signed_by.place) == (cast.kabag, "tanda_tangan")
    assert integrity.check().findings == []


def test_asking_and_signing_stand_in_the_trail(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    before = paper(usulan)

    usulan = actions.sign(before, by=cast.kabag)

    asked = Event.objects.get(verb="ask_signature")
    assert (asked.subject, asked.by) == (f"dokumen:{before.pk}", cast.kabag.pk)
    of_case, of_paper = (
        Event.objects.get(verb="sign", subject=one) for one in (usulan.subject, f"dokumen:{paper(usulan).pk}")
    )
    assert of_case.facts["dokumen"] == paper(usulan).pk
    assert of_paper.facts["from"] == before.pk
    assert usulan.versi == of_case.facts["versi"]


def test_signing_again_has_no_second_effect(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    before = paper(usulan)
    usulan = actions.sign(before, by=cast.kabag)

    again = actions.sign(before, by=cast.kabag)
    once_more = actions.sign(paper(usulan), by=cast.kabag)

    assert usulan.versi == again.versi == once_more.versi
    assert SigningRequest.objects.count() == SigningAnswer.objects.count() == 1
    assert usulan.papers().filter(jenis=NOTA).count() == 2


def test_the_form_carries_both_signatures_the_second_on_top_of_the_first(cast: Cast) -> None:
    usulan = known(published(cast), cast)

    usulan = actions.sign(paper(usulan, FORM), by=cast.kasubbag)
    once = documents.read(paper(usulan, FORM))
    usulan = actions.sign(paper(usulan, FORM), by=cast.kabag)

    both = paper(usulan, FORM)
    assert documents.read(both).startswith(once)
    assert _places(both) == ["kepala", "mengetahui"]
    assert integrity.check().findings == []


def test_either_may_sign_first(cast: Cast) -> None:
    usulan = known(published(cast), cast)

    for by in (cast.kabag, cast.kasubbag):
        usulan = actions.sign(paper(usulan, FORM), by=by)

    assert _places(paper(usulan, FORM)) == ["mengetahui", "kepala"]


@pytest.mark.parametrize("person", ["kasubbag", "sekretaris", "petugas", "outsider", "admin"])
def test_nobody_signs_for_another(cast: Cast, person: str) -> None:
    usulan = usulan_at(3, cast)

    with pytest.raises(Refused, match="Yang menandatangani berkas ini Kabag Contoh"):
        actions.sign(paper(usulan), by=getattr(cast, person))

    assert not SigningRequest.objects.exists()


def test_who_has_left_the_post_signs_no_more(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    cast.kabag.penugasan.update(selesai="2027-01-04")
    cast.at("2027-01-05T09:00:00+07:00")

    with pytest.raises(Refused, match="tidak memegang jabatan"):
        actions.sign(paper(usulan), by=cast.kabag)


def test_a_replaced_a_void_and_an_unsignable_paper_are_refused(cast: Cast) -> None:
    usulan = known(published(cast), cast)
    old = usulan.papers().filter(jenis=FORM, keadaan="digantikan")[0]
    for document, why in (
        (old, "digantikan"),
        (paper(usulan, Document.Jenis.RENCANA_XLSX), "tidak ditandatangani"),
        (paper(usulan, Document.Jenis.LEMBAR_DISPOSISI), "tidak ditandatangani"),
    ):
        with pytest.raises(Refused, match=why):
            actions.sign(document, by=cast.kasubbag)

    usulan = usulan_at(3, cast, susulan=True)
    letter = paper(usulan)
    assert usulan.open_tugas is not None
    do(Verb.CANCEL, usulan.open_tugas, cast.kasubbag, cast)
    with pytest.raises(Refused, match="batal"):
        actions.sign(letter, by=cast.kabag)


def test_a_letter_that_is_being_mended_waits_for_its_next_version(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    assert usulan.open_tugas is not None
    usulan = do(Verb.SEND_BACK, usulan.open_tugas, cast.sekretaris, cast)

    with pytest.raises(Refused, match="sedang diperbaiki"):
        actions.sign(paper(usulan), by=cast.kabag)


def test_a_new_version_of_the_form_is_signed_anew(cast: Cast) -> None:
    usulan = published(cast)
    usulan = actions.sign(paper(usulan, FORM), by=cast.kasubbag)

    usulan = known(usulan, cast)
    assert _places(paper(usulan, FORM)) == []

    usulan = actions.sign(paper(usulan, FORM), by=cast.kasubbag)
    assert _places(paper(usulan, FORM)) == ["kepala"]


def test_nobody_is_asked_any_more_to_sign_what_was_replaced(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    usulan = published(cast)
    with monkeypatch.context() as patch:
        patch.setattr(Embedded, "sign", _killing)
        with pytest.raises(Killed):
            actions.sign(paper(usulan, FORM), by=cast.kasubbag)
    assert SigningRequest.objects.waiting().count() == 1

    usulan = known(usulan, cast)

    one = SigningRequest.objects.get()
    assert (one.state, one.sentence) == (SigningRequest.State.DIBATALKAN, "Berkasnya tidak berlaku lagi.")
    assert _places(paper(actions.sign(paper(usulan, FORM), by=cast.kasubbag), FORM)) == ["kepala"]


def test_killed_while_signing_the_repeat_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    usulan = usulan_at(3, cast)
    with monkeypatch.context() as patch:
        patch.setattr(Embedded, "sign", _killing)
        with pytest.raises(Killed):
            actions.sign(paper(usulan), by=cast.kabag)
    assert SigningRequest.objects.get().state == SigningRequest.State.MENUNGGU_TTD

    usulan = actions.sign(paper(usulan), by=cast.kabag)

    assert SigningRequest.objects.get().state == SigningRequest.State.DITANDATANGANI
    assert Event.objects.filter(verb="ask_signature").count() == 1
    assert integrity.check().findings == []


def test_killed_with_the_answer_in_hand_the_repeat_takes_it_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    usulan = usulan_at(3, cast)
    with monkeypatch.context() as patch:
        patch.setattr("renkeg.planning.actions.signing._take", _killing)
        with pytest.raises(Killed):
            actions.sign(paper(usulan), by=cast.kabag)
    kept = SigningAnswer.objects.get()
    monkeypatch.setattr(Embedded, "sign", _killing)

    usulan = actions.sign(paper(usulan), by=cast.kabag)

    assert paper(usulan).sha256 == kept.sha256
    assert integrity.check().findings == []


def test_a_signer_that_fails_says_why_and_may_be_asked_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    usulan = usulan_at(3, cast)

    def failing(*_: object) -> bytes:
        raise Failed("Penanda tangan sedang tidak dapat dihubungi. Coba lagi sebentar lagi.")

    with monkeypatch.context() as patch:
        patch.setattr(Embedded, "sign", failing)
        with pytest.raises(Refused, match="tidak dapat dihubungi"):
            actions.sign(paper(usulan), by=cast.kabag)
    assert SigningRequest.objects.get().state == SigningRequest.State.GAGAL
    assert Event.objects.filter(verb="fail_signature").count() == 1
    assert integrity.check().findings == []

    usulan = actions.sign(paper(usulan), by=cast.kabag)
    assert SigningRequest.objects.get().state == SigningRequest.State.DITANDATANGANI


def test_who_signs_meanwhile_comes_first_and_the_other_goes_on_top(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    usulan = known(published(cast), cast)
    form = paper(usulan, FORM)
    real, slow = Embedded.sign, [True]

    def slowly(self: Embedded, wish: ToSign) -> bytes:
        if slow.pop() if slow else False:
            actions.sign(form, by=cast.kabag)
        return real(self, wish)

    monkeypatch.setattr(Embedded, "sign", slowly)
    usulan = actions.sign(form, by=cast.kasubbag)

    assert _places(paper(usulan, FORM)) == ["mengetahui", "kepala"]
    verdicts = set(SigningAnswer.objects.values_list("verdict", flat=True))
    assert verdicts == {SigningAnswer.Verdict.TAKEN, SigningAnswer.Verdict.LATE}
    assert integrity.check().findings == []


def test_a_second_answer_to_the_same_wish_is_kept_and_counts_for_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    usulan = usulan_at(3, cast)
    letter = paper(usulan)
    real, slow = Embedded.sign, [True]

    def slowly(self: Embedded, wish: ToSign) -> bytes:
        if slow.pop() if slow else False:
            actions.sign(letter, by=cast.kabag)
        return real(self, wish)

    monkeypatch.setattr(Embedded, "sign", slowly)
    usulan = actions.sign(letter, by=cast.kabag)

    assert [one.verdict for one in SigningAnswer.objects.all()] == ["diterima", "terlambat"]
    assert usulan.papers().filter(jenis=NOTA).count() == 2
    assert all(documents.kept(one.sha256) for one in SigningAnswer.objects.all())
    assert integrity.check().findings == []


def _replaced_page(wish: ToSign) -> bytes:
    return wish.pdf.replace(b"%PDF-1.7", b"%PDF-1.6") + b"\n%%EOF"


def _another_file(wish: ToSign) -> bytes:
    return b"%PDF-1.7\n%%EOF"


def _unsigned(wish: ToSign) -> bytes:
    return wish.pdf


def _with_bytes_behind(wish: ToSign) -> bytes:
    return Embedded().sign(wish) + b"\n% nothing to see here\n"


def _torn(wish: ToSign) -> bytes:
    return Embedded().sign(wish)[:-200]


def _broken_signature(wish: ToSign) -> bytes:
    signed = Embedded().sign(wish)
    at = signed.rindex(b"/Contents <") + 3000
    return signed[:at] + (b"0" if signed[at : at + 1] != b"0" else b"1") + signed[at + 1 :]


@pytest.mark.parametrize(
    "forged", [_replaced_page, _another_file, _unsigned, _with_bytes_behind, _torn, _broken_signature]
)
def test_a_forged_answer_is_no_signature(cast: Cast, forged: Any) -> None:
    usulan = usulan_at(3, cast)
    letter = paper(usulan)

    class Forger:
        def sign(self, wish: ToSign) -> bytes:
            data: bytes = forged(wish)
            return data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("renkeg.planning.actions.signing._signer", lambda _: Forger())
        with pytest.raises(Refused):
            actions.sign(letter, by=cast.kabag)

    assert paper(usulan).pk == letter.pk
    assert SigningAnswer.objects.get().verdict == SigningAnswer.Verdict.BAD
    assert SigningRequest.objects.get().state == SigningRequest.State.GAGAL
    assert integrity.check().findings == []


def _places(document: Document) -> list[str]:
    found: list[str] = []
    at: Document | None = document
    while at is not None and at.signed_by is not None:
        found.insert(0, at.signed_by.place)
        at = at.signed_by.document
    return found


def _findings() -> str:
    return "; ".join(str(one) for one in integrity.check().findings)


def test_verify_finds_a_signed_file_that_was_exchanged_with_its_hash(cast: Cast, settings: Any) -> None:
    usulan = actions.sign(paper(usulan_at(3, cast)), by=cast.kabag)
    signed = paper(usulan)
    key = documents.keep(_with_bytes_behind_of(documents.read(signed)))

    Document.objects.filter(pk=signed.pk).update(sha256=key)

    assert "berubah sesudah ditandatangani" in _findings()


def test_verify_finds_a_signature_under_another_name(cast: Cast) -> None:
    actions.sign(paper(usulan_at(3, cast)), by=cast.kabag)
    assert _findings() == ""

    SigningRequest.objects.update(by=cast.sekretaris)

    assert "bukan yang disebut entrinya" in _findings()


def _with_bytes_behind_of(data: bytes) -> bytes:
    return data + b"\n% added\n"
