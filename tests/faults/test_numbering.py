"""Letters signed at the same time get their numbers one after the other: none twice, none left out."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from renkeg.lib.errors import BadInput
from renkeg.office import actions as office_actions
from renkeg.office.actions import Penomoran
from renkeg.papers import numbering
from renkeg.papers.models import Agenda, Cadangan, NumberSeries
from renkeg.planning import actions, integrity, notices
from renkeg.planning.models import NotaDinas, Usulan
from renkeg.trail.models import Event
from tests.cast import Cast, forward, start
from tests.faults.together import shared_out

LETTERS = 40
"""So many letters for each time that tests/faults kills the server: 120, and 4,000 in the long form."""
THREADS = 8
EVERY = 10
"""Each so many-th letter breaks off after its number was given, and is signed again."""
AHEAD = (40, 90)
"""Places of the series that are typed by hand, long before their turn or after it."""
FOREIGN = 4
"""So many letters bear a number that was typed from SRIKANDI."""
BLOCKS = (3, 5, 2)
"""How many numbers are reserved meanwhile, by three who click at once."""
TODAY = date(2027, 1, 4)

Work = Usulan | int
"""A letter to be signed, or a block to be reserved."""


class BrokenOffError(Exception):
    """The act ends at its last line, before it is committed."""


@pytest.mark.django_db(transaction=True)
def test_letters_signed_in_parallel_are_numbered_from_one_without_gap(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    letters = LETTERS * request.config.getoption("--kills")
    wanted = replace(Penomoran.of(cast.satker), nomor_ketik=True)
    cast.satker = office_actions.change_numbering(cast.satker, wanted, by=cast.admin)
    waiting = shared_out(lambda n: forward(start(cast, susulan=True), cast), range(letters), threads=2)
    breaking = _break_off(monkeypatch, {usulan.pk for usulan in waiting[::EVERY]})
    typed = dict(zip([usulan.pk for usulan in waiting[1::20]], _by_hand(), strict=False))
    # The same place is typed by two at once: one of them gets it.
    typed[waiting[5].pk] = typed[waiting[1].pk]

    def sign(usulan: Usulan) -> str:
        tugas = usulan.open_tugas
        assert tugas is not None
        nomor = typed.get(usulan.pk)
        while True:
            try:
                signed = actions.approve(tugas, by=cast.kabag, seen=usulan.seen, nomor=nomor, nomor_dari="srikandi")
            except BrokenOffError:
                continue
            except BadInput as error:
                if not any(told in str(error) for told in ("sudah dipakai", "dicadangkan untuk surat")):
                    raise
                nomor = None
                continue
            assert signed.surat is not None
            return signed.surat.nomor

    def work(item: Work) -> Sequence[str]:
        if isinstance(item, Usulan):
            return [sign(item)]
        numbering.reserve(cast.satker, "ND", count=item, day=TODAY, reason="Listrik padam", by=cast.sekretaris)
        return []

    mixed: list[Work] = [*waiting]
    for place, count in enumerate(BLOCKS):
        mixed.insert(10 + 17 * place, count)
    numbers = [one for told in shared_out(work, mixed, threads=THREADS) for one in told]

    assert breaking == set()
    assert len(set(numbers)) == letters
    foreign = [one for one in numbers if one.startswith("B-")]
    last = letters - len(foreign) + sum(BLOCKS)
    assert len(foreign) == FOREIGN
    places = Agenda.objects.filter(urut__isnull=False).order_by("urut").values_list("urut", flat=True)
    assert list(places) == list(range(1, last + 1))
    assert NumberSeries.objects.get().last == last
    assert Agenda.objects.reserved().count() == sum(BLOCKS)
    assert Cadangan.objects.count() == len(BLOCKS)
    assert NotaDinas.objects.count() == Event.objects.filter(verb="approve").count() == letters
    assert [one for one in integrity.check().findings if not one.where.startswith("dokumen")] == []


def _by_hand() -> list[str]:
    return [
        *(f"{urut}/PR.02.2-ND/17/2027" for urut in AHEAD),
        *(f"B-{n}/SEK.17/2027" for n in range(1, FOREIGN + 1)),
    ]


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
