"""Many record the same line of a lembar kendali, or confirm it, in the same instant: one has an effect."""

import pytest

from renkeg.lib.errors import Refused, Stale
from renkeg.planning import actions, integrity
from renkeg.planning.models import PaperAct, Usulan
from renkeg.trail.models import Event
from tests.cast import Cast, usulan_at
from tests.faults.together import at_once
from tests.on_paper import recorded, slip

THREADS = 12


@pytest.mark.django_db(transaction=True)
def test_of_many_who_record_the_same_line_one_has_recorded_it(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    cast.at("2027-01-07T10:00:00+07:00")
    lines = [slip(usulan, cast.kabag, "04T10:00", "04T10:30") for _ in range(THREADS)]
    scan = actions.Scan("a" * 64, "lembar.pdf")
    people = (cast.kasubbag, cast.petugas)

    def record(number: int) -> object:
        try:
            return actions.record_paper(usulan, lines[number], by=people[number % 2], scan=scan)
        except (Refused, Stale) as error:
            return error

    answers = at_once(record, range(THREADS))

    assert [isinstance(one, Usulan) for one in answers].count(True) == 1
    assert PaperAct.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_confirmation_pressed_many_times_at_once_counts_once(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    cast.at("2027-01-07T10:00:00+07:00")
    act = recorded(usulan, cast.kabag, "04T10:00", "04T10:30", by=cast.kasubbag)
    seen = usulan.seen

    at_once(lambda _: actions.confirm_paper(act, by=cast.kabag, seen=seen), range(THREADS))

    assert Event.objects.filter(subject=usulan.subject, verb="approve").count() == 1
    assert integrity.check().findings == []
