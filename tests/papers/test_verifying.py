"""Whatever is handed in: only the very bytes of a paper in force are told to be that."""

import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from renkeg.papers import blobs, documents, examining, verifying
from renkeg.papers.models import Document
from renkeg.papers.verifying import Verdict
from tests.cast import Cast, usulan_at
from tests.papers.authority import Authority, sign
from tests.papers.forgeries import FORGERIES, Scene


@pytest.fixture
def scene(cast: Cast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    settings.DATA_DIR = tmp_path
    authority, impostor = Authority.made(), Authority.made()
    hand, revoked = authority.signer(), authority.signer()
    monkeypatch.setattr(verifying, "trusted_roots", lambda: [authority.der])
    monkeypatch.setattr(verifying, "revocations", lambda: [authority.revoking(revoked)])
    letters = [_letter(cast) for _ in range(3)]
    Document.objects.filter(pk=letters[2].pk).update(keadaan=Document.Keadaan.BATAL)
    plain, other, cancelled = map(documents.read, letters)
    signed = sign(plain, hand, visible=True)
    _keep(letters[0], signed)
    other_signed = sign(other, hand, visible=True)
    _keep(letters[1], other_signed)
    return Scene(letters[0], plain, signed, other_signed, cancelled, authority, impostor, revoked)


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process for each file; what a process does more has tests of its own."""
    monkeypatch.setattr(examining, "examined", examining.examine_here)


@pytest.mark.parametrize("name", FORGERIES)
@pytest.mark.usefixtures("at_hand")
def test_a_forgery_is_told_as_what_it_is(scene: Scene, name: str) -> None:
    forgery = FORGERIES[name]
    answer = verifying.verify(forgery.made(scene))
    assert (answer.verdict, answer.asli, answer.berlaku) == (forgery.verdict, False, False), answer.reason
    assert forgery.word in answer.reason.lower() or forgery.word in answer.reason, answer.reason


@pytest.mark.usefixtures("at_hand")
def test_the_very_bytes_are_the_paper(scene: Scene) -> None:
    for data in (scene.plain, scene.signed, scene.other_signed):
        answer = verifying.verify(data)
        assert (answer.verdict, answer.berlaku) == (Verdict.ASLI, True), answer.reason
    assert "Tanda tangannya utuh" in verifying.verify(scene.signed).reason


def test_a_letter_that_was_signed_since_is_in_force_still_and_one_with_other_words_is_not(
    cast: Cast, scene: Scene
) -> None:
    letter = Document.objects.get(pk=scene.letter.pk)
    assert letter.keadaan == Document.Keadaan.DIGANTIKAN
    assert verifying.standing(letter).berlaku
    Document.objects.filter(subject=letter.subject, versi=2).update(contents_digest="0" * 64)
    answer = verifying.verify(scene.plain)
    assert (answer.asli, answer.berlaku) == (True, False)
    assert verifying.standing(letter).by == Document.objects.get(subject=letter.subject, jenis=letter.jenis, versi=2)


def test_a_cancelled_letter_is_the_offices_own_and_not_in_force(scene: Scene) -> None:
    answer = verifying.verify(scene.cancelled)
    assert (answer.asli, answer.berlaku) == (True, False)


def test_a_certificate_that_ends_or_is_revoked_later_takes_nothing_from_what_is_in_the_archive(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime(2050, 1, 1, tzinfo=UTC)
    monkeypatch.setattr("renkeg.papers.verifying.timezone.now", lambda: late)
    assert verifying.verify(scene.signed).berlaku
    # Of a file that is not there, nobody knows when it was signed.
    assert verifying.verify(sign(scene.plain, scene.authority.signer())).verdict is Verdict.EXPIRED


def test_a_signed_file_in_the_archive_whose_root_is_not_ours_is_not_called_ours(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "trusted_roots", lambda: [scene.impostor.der])
    assert verifying.verify(scene.signed).verdict is Verdict.UNKNOWN_SIGNER


def test_a_file_that_is_endless_to_read_ends(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object, **__: object) -> None:
        raise examining.Endless

    monkeypatch.setattr(examining, "examined", endless)
    assert verifying.verify(b"%PDF-1.7 \xff").verdict is Verdict.UNREADABLE


def _bomb() -> bytes:
    """A page that unpacks to gigabytes."""
    packed = zlib.compress(b"\0" * (200 * 1024**2), 9)
    return _made(
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/Contents[" + b"1 0 R " * 2 + b"]>>",
        b"<</Type/Catalog/Pages 2 0 R>>",
    )


def _thicket() -> bytes:
    """A tree of pages in which each leads twice to the next: more ways than there is time."""
    levels = [b"<</Type/Pages/Kids[%d 0 R %d 0 R]>>" % (at + 1, at + 1) for at in range(1, 41)]
    return _made(*levels, b"<</Type/Page>>", b"<</Type/Catalog/Pages 1 0 R>>")


def _streams() -> bytes:
    return b"%PDF-1.7\n" + b"stream\n" * 1_000_000


def _made(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = (size, table, size, len(objects), len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % end


@pytest.mark.parametrize("hostile", [_bomb, _thicket, _streams])
def test_a_hostile_file_is_told_soon_and_never_as_ours(hostile: Callable[[], bytes]) -> None:
    try:
        found = examining.examined(hostile(), trust=examining.Trust(), at=None)
    except examining.Endless:
        return
    assert not found.signatures
    assert not found.codes
    assert found.readable == (hostile is _bomb)


def test_the_reading_process_gets_no_more_than_it_is_given() -> None:
    program = (
        "import resource; from renkeg.papers import examining; examining.limit(); "
        "print(resource.getrlimit(resource.RLIMIT_CPU)[1]); bytearray(2 << 30)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "10\n")
    assert "MemoryError" in done.stderr


def _letter(cast: Cast) -> Document:
    return usulan_at(3, cast, susulan=True).papers().get(jenis=Document.Jenis.NOTA_DINAS)


def _keep(document: Document, data: bytes) -> Document:
    """The signed file in the archive, as a version of its own."""
    from django.conf import settings

    Document.objects.filter(pk=document.pk).update(keadaan=Document.Keadaan.DIGANTIKAN)
    return Document.objects.create(
        subject=document.subject,
        jenis=document.jenis,
        versi=document.versi + 1,
        name=document.name,
        contents=document.contents,
        contents_digest=document.contents_digest,
        template=document.template,
        made_for=document.made_for,
        sha256=blobs.put(Path(settings.DATA_DIR) / "berkas", data),
        size=len(data),
    )
