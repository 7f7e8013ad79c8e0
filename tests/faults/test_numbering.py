"""Letters signed at the same time get their numbers one after the other: none twice, none left out."""

import threading
from typing import Any

import pytest

from renkeg.papers.models import NumberSeries
from renkeg.planning import notices
from renkeg.planning.models import NotaDinas, Usulan
from renkeg.planning.sop import Verb
from renkeg.trail.models import Event
from tests.cast import Cast, do, forward, start
from tests.faults.together import shared_out

LETTERS = 500
EVERY = 10
"""Each so many-th letter breaks off after its number was given, and is signed again."""


class BrokenOffError(Exception):
    """The act ends at its last line, before it is committed."""


@pytest.mark.django_db(transaction=True)
def test_letters_signed_in_parallel_are_numbered_from_one_without_gap(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = shared_out(lambda n: forward(start(cast, susulan=True), cast), range(LETTERS), threads=2)
    breaking = _break_off(monkeypatch, {usulan.pk for usulan in waiting[::EVERY]})

    def sign(usulan: Usulan) -> str:
        tugas = usulan.open_tugas
        assert tugas is not None
        try:
            signed = do(Verb.APPROVE, tugas, cast.kabag, cast)
        except BrokenOffError:
            signed = do(Verb.APPROVE, tugas, cast.kabag, cast)
        assert signed.surat is not None
        return signed.surat.nomor

    numbers = shared_out(sign, waiting, threads=8)

    assert breaking == set()
    assert sorted(numbers, key=_urut) == [f"{n}/PR.02.2-ND/17/2027" for n in range(1, LETTERS + 1)]
    assert list(NotaDinas.objects.order_by("urut").values_list("urut", flat=True)) == list(range(1, LETTERS + 1))
    assert NumberSeries.objects.get().last == LETTERS
    assert Event.objects.filter(verb="approve").count() == LETTERS


def _break_off(monkeypatch: pytest.MonkeyPatch, doomed: set[Any]) -> set[Any]:
    """Lets the act on each of these break off once, at its end; a usulan leaves the set when it has."""
    announce, door = notices.announce, threading.Lock()

    def break_off(usulan: Usulan, *args: Any, **kwargs: Any) -> None:
        announce(usulan, *args, **kwargs)
        with door:
            broken = usulan.pk in doomed
            doomed.discard(usulan.pk)
        if broken:
            raise BrokenOffError

    monkeypatch.setattr(notices, "announce", break_off)
    return doomed


def _urut(nomor: str) -> int:
    return int(nomor.split("/", maxsplit=1)[0])
