"""Many decide on the same tugas in the same instant: one of them has an effect, whatever the others pressed."""

import copy
import itertools
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection

from renkeg.lib.errors import Refused, Stale
from renkeg.office.models import Pegawai
from renkeg.planning import actions, drafts
from renkeg.planning.actions import steps
from renkeg.planning.models import Kegiatan, Removal, RencanaTahunan, TahunanUpload, Tugas, Usulan
from renkeg.planning.sop import Verb
from renkeg.trail.models import Event
from tests import annual
from tests.cast import KEGIATAN, Cast, do, draft, published, usulan_at
from tests.faults.together import at_once

THREADS = 50


@dataclass(frozen=True)
class Try:
    """Who pressed what, and what came of it."""

    verb: Verb
    by: str
    answer: Usulan | Exception


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("langkah", [2, 3, 7])
def test_fifty_decide_at_once_and_one_effect_stands(langkah: int, cast: Cast) -> None:
    usulan = usulan_at(langkah, cast)

    assert _faults(usulan, _race(usulan, cast)) == []


@pytest.mark.django_db(transaction=True)
def test_the_constraints_are_the_last_judge_when_the_verbs_do_not_look(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    usulan = usulan_at(2, cast)
    _believe_the_page(monkeypatch, usulan)

    faults = _faults(usulan, _race(usulan, cast))

    assert faults == ["49 were neither done nor refused"]


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_when_the_guard_is_off(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, without_constraint: None
) -> None:
    usulan = usulan_at(2, cast)
    _believe_the_page(monkeypatch, usulan)
    places = itertools.count(100)
    monkeypatch.setattr(steps, "next_ordinal", lambda usulan: next(places))

    faults = _faults(usulan, _race(usulan, cast))

    assert any("open at once" in fault for fault in faults)
    assert any("entries in the trail" in fault for fault in faults)


@pytest.mark.django_db(transaction=True)
def test_a_ya_a_withdrawal_a_cancellation_and_a_change_at_once_leave_one_history(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    tugas = usulan.open_tugas
    assert tugas is not None
    ya, take_back, end, change = (
        lambda: do(Verb.APPROVE, tugas, cast.kabag, cast),
        lambda: do(Verb.WITHDRAW, tugas, cast.kasubbag, cast),
        lambda: do(Verb.CANCEL, tugas, cast.kasubbag, cast),
        lambda: actions.write_surat(
            usulan, drafts.Surat(usulan.hal, "Mohon dipertimbangkan."), versi=usulan.versi, by=cast.kabag
        ),
    )

    answers = at_once(_tried, [ya, take_back, end, change] * 8)

    after = Usulan.objects.for_reading().get(pk=usulan.pk)
    closed = next(row for row in after.tugas.all() if row.pk == tugas.pk)
    assert [answer for answer in answers if not isinstance(answer, Usulan | Refused)] == []
    assert len(after.riwayat) == len(usulan.riwayat) + 1
    assert Event.objects.filter(subject=usulan.subject).count() == after.versi
    # Ya stands for what was read, or does not stand at all.
    assert closed.verb != Verb.APPROVE or closed.seen == usulan.seen


@pytest.mark.django_db(transaction=True)
def test_a_usulan_put_ten_times_at_once_is_one(cast: Cast) -> None:
    key, awal = uuid.uuid4(), drafts.read_awal(draft())

    answers = at_once(_tried, [lambda: actions.start(key, awal, by=cast.kasubbag)] * 10)

    assert sorted(new for _, new in answers) == [False] * 9 + [True]
    assert Usulan.objects.get().tugas.count() == 1
    assert Event.objects.filter(verb="start").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_usulan_for_one_month_at_once_are_one_main_one(cast: Cast) -> None:
    awal = drafts.read_awal(draft())

    answers = at_once(_tried, [lambda: actions.start(uuid.uuid4(), awal, by=cast.kasubbag)] * 10)

    assert sum(isinstance(answer, Refused) for answer in answers) == 9
    assert Usulan.objects.count() == Tugas.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_kegiatan_postponed_from_each_of_two_months_to_the_other_at_once_all_arrive(cast: Cast) -> None:
    # Both plans are published main ones: each act holds its own and looks at the other.
    rows = {
        bulan: [
            {
                **KEGIATAN,
                "judul": f"Rapat contoh {n}",
                "tanggal": [{"mulai": f"2027-0{bulan}-15", "selesai": f"2027-0{bulan}-15"}],
            }
            for n in range(6)
        ]
        for bulan in (2, 3)
    }
    plans = [published(cast, bulan=bulan, kegiatan=told) for bulan, told in rows.items()]
    days = {2: date(2027, 3, 20), 3: date(2027, 2, 20)}

    def postpone(pair: tuple[Usulan, Kegiatan]) -> Any:
        plan, row = pair
        day = days[plan.bulan]
        by = copy.deepcopy(cast.kasubbag)
        return _tried(
            lambda: actions.postpone_kegiatan(row, by=by, tanggal=[(day, day)], catatan="Menunggu kepastian jadwal.")
        )

    alternating = [
        pair
        for pairs in zip(*([(plan, row) for row in plan.in_force] for plan in plans), strict=True)
        for pair in pairs
    ]
    answers = at_once(postpone, alternating)

    assert [answer for answer in answers if not isinstance(answer, Usulan)] == []
    assert Removal.objects.count() == len(alternating)
    assert Kegiatan.objects.filter(asal__isnull=False).count() == len(alternating)


def _tried(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Exception as error:
        return error


@pytest.fixture
def without_constraint(transactional_db: None) -> Iterator[None]:
    """The database no longer holds "one open main tugas per usulan"."""
    one_open = next(one for one in Tugas._meta.constraints if one.name == "tugas_one_open_main")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Tugas, one_open)
    yield
    Tugas.objects.open().update(side=Verb.ACKNOWLEDGE)
    with connection.schema_editor() as editor:
        editor.add_constraint(Tugas, one_open)


def _believe_the_page(monkeypatch: pytest.MonkeyPatch, usulan: Usulan) -> None:
    """Takes lock and second look away: every verb goes by what the page showed before the race."""
    pages = iter([Usulan.objects.for_reading().get(pk=usulan.pk) for _ in range(THREADS)])
    monkeypatch.setattr(steps, "lock", lambda pk: next(pages))


@pytest.mark.django_db(transaction=True)
def test_of_many_annual_plans_at_once_one_is_in_force_and_the_others_compare_again(cast: Cast) -> None:
    uploads = [annual.uploaded(annual.workbook(), by=by) for by in (cast.kasubbag, cast.petugas, cast.rekan) * 2]

    def accept(upload: TahunanUpload) -> RencanaTahunan | Exception:
        try:
            return actions.import_rencana_tahunan(upload, seen="", by=upload.by)
        except Refused as refused:
            return refused

    answers = at_once(accept, uploads)
    (made,) = [one for one in answers if isinstance(one, RencanaTahunan)]
    assert [type(one) for one in answers if one is not made] == [Stale] * 5
    assert RencanaTahunan.objects.get() == made
    assert Event.objects.filter(verb="import_rencana_tahunan").count() == 1


def _race(usulan: Usulan, cast: Cast) -> list[Try]:
    """Ya and Tidak of one tugas at once, by the holder of the post and by his Plh."""
    tugas = usulan.open_tugas
    assert tugas is not None
    plh = cast.auditor
    cast.appoint(plh, tugas.jabatan.post, tugas.jabatan.unit_id, "plh", "2027-01-01", "2027-01-31")

    def attempt(pressed: tuple[Verb, Pegawai]) -> Try:
        verb, by = pressed
        # Nobody shares an object with another, as in the office.
        by, seen = copy.deepcopy(by), copy.deepcopy(tugas)
        try:
            return Try(verb, by.pk, do(verb, seen, by, cast))
        except Exception as error:
            return Try(verb, by.pk, error)

    pressed = itertools.cycle(itertools.product((Verb.APPROVE, Verb.SEND_BACK), (cast.whose(tugas), plh)))
    return at_once(attempt, list(itertools.islice(pressed, THREADS)))


def _faults(before: Usulan, tries: list[Try]) -> list[str]:
    """What is not as it must be after that many decided on the open tugas of `before`."""
    tugas = before.open_tugas
    assert tugas is not None
    after = Usulan.objects.for_reading().get(pk=before.pk)
    closed = next(row for row in after.tugas.all() if row.pk == tugas.pk)
    done = [one for one in tries if isinstance(one.answer, Usulan)]
    strange = [one for one in tries if not isinstance(one.answer, Usulan | Refused)]
    entries = Event.objects.filter(subject=before.subject, verb__in=(Verb.APPROVE, Verb.SEND_BACK))
    new_entries = entries.count() - sum(row.verb in (Verb.APPROVE, Verb.SEND_BACK) for row in before.riwayat)
    open_main = [row for row in after.tugas.all() if row.is_open and not row.side]
    found = {
        "nobody was done": not done,
        "one was done for another than who closed it": any(
            (one.verb, one.by) != (closed.verb, closed.closed_by_id) for one in done
        ),
        f"{len(strange)} were neither done nor refused": strange,
        f"{len(open_main)} tugas are open at once": len(open_main) != 1,
        f"{new_entries} entries in the trail": new_entries != 1,
        f"versi {before.versi} became {after.versi}": after.versi != before.versi + 1,
        "a line of riwayat is missing or doubled": len(after.riwayat) != len(before.riwayat) + 1,
    }
    return [fault for fault, there in found.items() if there]
