"""What a seal says, and that nothing else bears it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from renkeg.lib.keys import is_key
from renkeg.papers import documents, seals
from renkeg.papers.models import Document, SealKey
from renkeg.planning import integrity
from renkeg.trail.models import Event
from tests.cast import Cast, published, usulan_at

AT = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)


def _letter(cast: Cast) -> Document:
    return usulan_at(3, cast).papers().get(jenis=Document.Jenis.NOTA_DINAS)


def test_an_issued_paper_is_sealed_with_what_it_says(cast: Cast) -> None:
    letter = _letter(cast)
    code, facts = seals.opened(seals.qr_text(letter), SealKey.objects.all())
    assert code == letter.code
    assert is_key(code)
    assert facts == seals.Facts(
        jenis="Nota dinas",
        nomor=letter.contents["nomor"],
        tanggal="4 Januari 2027",
        hal=letter.contents["hal"],
        penandatangan=letter.contents["jabatan_penandatangan"],
        versi=1,
        sidik=seals.short_digest(letter),
    )


def test_every_paper_of_a_published_plan_bears_one(cast: Cast) -> None:
    for paper in published(cast).papers():
        code, facts = seals.opened(paper.seal, SealKey.objects.all())
        assert (code, facts.jenis, facts.versi) == (paper.code, paper.get_jenis_display(), paper.versi)
        assert facts.penandatangan
        assert facts.hal
        assert paper.seal.isascii()
        assert len(paper.seal) < 500


def test_a_changed_seal_is_none(cast: Cast) -> None:
    letter, keys = _letter(cast), list(SealKey.objects.all())
    text = letter.seal
    for changed in (
        text.replace("Nota+dinas", "Nota+Dinas"),
        text.replace(letter.code, "A" * 22),
        text.replace("#1.", "#2."),
        text[:-4] + "AAAA",
        text[:-1],
        text.rpartition(".")[0],
        text.partition("#")[0],
        "",
    ):
        assert changed != text
        with pytest.raises(seals.Unsealed):
            seals.opened(changed, keys)
    with pytest.raises(seals.Unsealed):
        seals.opened(text, [])


def test_the_address_is_the_offices_own_and_no_loopback(cast: Cast, settings: Any) -> None:
    assert _letter(cast).seal.startswith("/verifikasi/")
    settings.SITE_URL = "https://renkeg.contoh.id"
    assert seals.address_of("x" * 22) == f"https://renkeg.contoh.id/verifikasi/{'x' * 22}/"


def test_a_code_is_found_in_whatever_was_scanned_or_typed() -> None:
    code = "abcdefghijklmnopqrst_-"
    for text in (code, f" {code}\n", f"/verifikasi/{code}/", f"https://a.id/verifikasi/{code}/#1.x.y", f"{code}/"):
        assert seals.code_in(text) == code
    for text in ("", "abc", f"{code}x", f"/dokumen/{code}/", "https://a.id/verifikasi/"):
        assert seals.code_in(text) is None


def test_the_first_seal_makes_the_key_and_every_later_one_takes_it(cast: Cast) -> None:
    SealKey.objects.all().delete()
    first = seals.key_in_force(AT)
    assert seals.key_in_force(AT) == first
    assert Event.objects.filter(verb="make_seal_key", subject=first.subject).count() == 1


def test_another_secret_makes_another_key_and_what_was_sealed_stays_sealed(cast: Cast, settings: Any) -> None:
    letter = _letter(cast)
    settings.SECRET_KEY = "lain-sekali-0123456789-abcdefghijklmnop"
    other = seals.key_in_force(AT)
    assert SealKey.objects.count() == 2
    assert SealKey.objects.in_force().get() == other
    assert seals.opened(letter.seal, SealKey.objects.all())[0] == letter.code
    assert integrity.check().findings == []


def test_a_sealed_paper_is_made_again_to_the_byte(cast: Cast, settings: Any) -> None:
    for paper in published(cast).papers():
        made = documents.render(paper)
        settings.SITE_URL = "https://pindah.contoh.id"
        assert documents.render(paper) == made
        settings.SITE_URL = "http://127.0.0.1:8000"


def test_verify_tells_a_seal_of_another_paper(cast: Cast) -> None:
    paper = published(cast).papers()[0]
    other = Document.objects.exclude(pk=paper.pk)[0]
    Document.objects.filter(pk=paper.pk).update(seal=other.seal)
    assert any("segelnya" in str(one) for one in integrity.check().findings)
