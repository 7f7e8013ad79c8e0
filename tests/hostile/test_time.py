"""The end of a year and a clock that goes back: letters and trail stay in order."""

from datetime import date

import pytest

from renkeg.lib.errors import BadInput
from renkeg.planning.models import NotaDinas
from renkeg.planning.sop import Verb
from renkeg.trail.models import Event
from tests.cast import KEGIATAN, Cast, do, forward, start, usulan_at


def test_a_letter_is_numbered_in_the_year_in_which_it_is_signed(cast: Cast) -> None:  # D11
    cast.at("2027-12-30T09:00:00+07:00")
    waiting = [usulan_at(2, cast, susulan=True) for _ in range(4)]

    for usulan, moment in zip(
        waiting,
        (
            "2027-12-30T10:00:00+07:00",
            "2027-12-31T23:59:55+07:00",
            "2028-01-01T00:00:00.1+07:00",
            "2028-01-03T09:00+07:00",
        ),
        strict=True,
    ):
        cast.at(moment)
        forward(usulan, cast)

    letters = NotaDinas.objects.order_by("tahun", "urut")
    assert [(one.nomor, one.tanggal) for one in letters] == [
        ("1/PR.02.2-ND/17/2027", date(2027, 12, 30)),
        ("2/PR.02.2-ND/17/2027", date(2027, 12, 31)),
        ("1/PR.02.2-ND/17/2028", date(2028, 1, 1)),
        ("2/PR.02.2-ND/17/2028", date(2028, 1, 3)),
    ]
    signed = Event.objects.filter(verb="approve")
    assert [cast.satker.day(event.at).year for event in signed] == [2027, 2027, 2028, 2028]


def test_a_clock_that_goes_back_changes_no_order(cast: Cast) -> None:  # D12
    cast.at("2027-01-04T10:00:00+07:00")
    first, second = (usulan_at(2, cast, susulan=True) for _ in range(2))
    forward(first, cast)

    cast.at("2027-01-04T09:00:00+07:00")
    after = forward(second, cast)

    earlier, moved, later = Event.objects.order_by("-seq")[:3][::-1]
    assert (earlier.verb, moved.verb, later.verb) == ("approve", "move_clock", "approve")
    assert later.at < earlier.at
    assert moved.facts["clock_back"] is True
    assert after.surat is not None
    assert (after.surat.nomor, after.riwayat[-1].minutes) == ("2/PR.02.2-ND/17/2027", 0)


def test_a_clock_that_goes_back_over_new_year_leaves_both_series_whole(cast: Cast) -> None:  # D11, D12
    waiting = [usulan_at(2, cast, susulan=True) for _ in range(4)]
    moments = ("2027-12-31T09:00+07:00", "2028-01-03T09:00+07:00", "2027-12-31T10:00+07:00", "2028-01-03T10:00+07:00")
    for usulan, moment in zip(waiting, moments, strict=True):
        cast.at(moment)
        forward(usulan, cast)

    assert [(one.tahun, one.urut) for one in NotaDinas.objects.order_by("tahun", "urut")] == [
        (2027, 1),
        (2027, 2),
        (2028, 1),
        (2028, 2),
    ]


def test_days_beyond_the_plans_year_can_be_drafted_but_not_proposed(cast: Cast) -> None:  # D10
    beyond = [{"mulai": "2027-12-28", "selesai": "2028-01-03"}]
    usulan = start(cast, bulan=12, kegiatan=[{**KEGIATAN, "tanggal": beyond}])
    assert usulan.open_tugas is not None

    with pytest.raises(BadInput) as refused:
        do(Verb.PROPOSE, usulan.open_tugas, cast.kasubbag, cast)

    assert [(one.loc, one.msg) for one in refused.value.problems] == [
        ("kegiatan/0/tanggal", "Tanggal kegiatan 1 di luar tahun anggaran 2027.")
    ]
