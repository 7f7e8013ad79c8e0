"""The office's hours through its own rows: Perpres 21/2023, Friday, Ramadan, holidays, zones."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkeg.lib import working_time
from renkeg.office import actions as office_actions
from renkeg.office import founding
from renkeg.office.calendar import Calendar
from renkeg.office.models import HariLibur, Satker
from tests.cast import Cast, forward, start, usulan_at


def wib(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.fixture
def calendar(cast: Cast) -> Calendar:
    return Calendar.of(cast.satker)


# domain: opened, working minutes, due.
VECTORS = [
    ("2025-12-24T15:30", 120, "2025-12-29T09:00"),  # 25 libur, 26 cuti bersama, weekend
    ("2026-02-20T11:00", 120, "2026-02-20T14:00"),  # Friday in Ramadan
    ("2026-03-17T14:00", 120, "2026-03-25T08:30"),  # Nyepi, Idul Fitri and their cuti bersama
    ("2025-09-01T07:30", 490, "2025-09-02T08:10"),  # the eight steps, one after the other
    ("2027-01-04T09:00", 60, "2027-01-04T10:00"),
    ("2027-01-04T11:00", 60, "2027-01-04T12:00"),  # just fills the segment
    ("2027-01-04T11:30", 60, "2027-01-04T13:30"),  # over midday
    ("2027-01-08T11:00", 60, "2027-01-08T13:30"),  # Friday's break is longer
    ("2027-01-04T15:30", 60, "2027-01-06T08:00"),  # 5 January is a holiday
    ("2027-01-08T16:30", 10, "2027-01-11T07:40"),
    ("2027-01-09T10:00", 120, "2027-01-11T09:30"),  # Saturday: the clock starts at the next opening
]


@pytest.mark.parametrize(("opened", "minutes", "due"), VECTORS)
def test_work_is_due_after_its_minutes_of_open_office(opened: str, minutes: int, due: str, calendar: Calendar) -> None:
    assert calendar.due(wib(opened), minutes) == wib(due)
    assert calendar.minutes(wib(opened), wib(due)) == minutes


def test_friday_to_tuesday_over_a_cuti_bersama_is_sixty_minutes(calendar: Calendar) -> None:
    assert calendar.minutes(wib("2025-08-15T16:00"), wib("2025-08-19T08:00")) == 60


def test_the_eight_steps_back_to_back_end_on_the_second_morning(calendar: Calendar) -> None:
    ends = list(accumulate([120, 60, 60, 60, 60, 60, 60, 10], calendar.due, initial=wib("2025-09-01T07:30")))

    assert ends[-1] == wib("2025-09-02T08:10")
    assert ends[3] == wib("2025-09-01T11:30")


def test_a_week_has_the_hours_of_the_perpres(calendar: Calendar) -> None:
    week = calendar.minutes(wib("2027-01-11T00:00"), wib("2027-01-18T00:00"))
    ramadan = calendar.minutes(wib("2027-02-15T00:00"), wib("2027-02-22T00:00"))

    assert (week, ramadan) == (37 * 60 + 30, 32 * 60 + 30)


def test_ramadan_begins_and_ends_on_its_days(calendar: Calendar) -> None:
    first = {day: calendar.segments(date(2026, *day))[0][0] for day in [(2, 18), (2, 19), (3, 17), (3, 25)]}

    assert [at.astimezone(wib("2026-01-01").tzinfo).time() for at in first.values()] == [
        time(7, 30),
        time(8),
        time(8),
        time(7, 30),
    ]


def test_minutes_are_floored_and_never_below_nothing(calendar: Calendar) -> None:
    at = wib("2027-01-04T09:00")

    assert calendar.minutes(at, at + timedelta(seconds=119, microseconds=999_999)) == 1
    assert calendar.minutes(at, at - timedelta(hours=1)) == 0


def test_the_due_time_is_not_rounded(calendar: Calendar) -> None:
    at = wib("2027-01-04T09:00:00.123456")

    assert calendar.due(at, 60) - at == timedelta(hours=1)


@pytest.mark.parametrize(("zone", "utc"), [("Asia/Jakarta", 0), ("Asia/Makassar", -1), ("Asia/Jayapura", -2)])
def test_an_office_opens_by_the_clock_on_its_own_wall(zone: str, utc: int, cast: Cast) -> None:
    Satker.objects.update(zone=zone)
    calendar = Calendar.of(Satker.objects.office())
    (opening, _), *_ = calendar.segments(date(2027, 1, 4))

    assert opening == datetime(2027, 1, 4, 0, 30, tzinfo=UTC) + timedelta(hours=utc)
    assert calendar.due(datetime(2027, 1, 3, tzinfo=UTC), 60) == opening + timedelta(hours=1)


def test_a_tugas_is_due_by_the_waktu_of_its_step(cast: Cast) -> None:
    cast.at("2027-01-04T15:30:00+07:00")
    usulan = start(cast)
    first = usulan.open_tugas
    assert first is not None
    assert first.due_at == Calendar.of(cast.satker).due(first.opened_at, 120)
    assert wib("2027-01-06T09:00") <= first.due_at < wib("2027-01-06T09:01")
    second = forward(usulan, cast).open_tugas
    assert second is not None
    assert second.due_at == Calendar.of(cast.satker).due(second.opened_at, 60)


def test_the_eighth_step_has_ten_minutes(cast: Cast) -> None:
    tugas = usulan_at(8, cast).open_tugas
    assert tugas is not None
    assert tugas.due_at - tugas.opened_at == timedelta(minutes=10)


def test_a_holiday_declared_later_counts_for_new_tugas_only(cast: Cast) -> None:
    cast.at("2027-01-04T15:45:00+07:00")
    old = usulan_at(2, cast)
    assert old.open_tugas is not None
    due = old.open_tugas.due_at
    days = [
        office_actions.Libur(row.tanggal, row.nama, row.jenis) for row in HariLibur.objects.filter(tanggal__year=2027)
    ]
    office_actions.declare_holidays(
        cast.satker, [*days, office_actions.Libur(date(2027, 1, 6), "Hari pemungutan suara", "khusus")], by=cast.admin
    )
    new = usulan_at(2, cast, susulan=True)

    assert new.open_tugas is not None
    assert due.astimezone(wib("2027-01-01").tzinfo).date() == date(2027, 1, 6)
    assert new.open_tugas.due_at.astimezone(wib("2027-01-01").tzinfo).date() == date(2027, 1, 7)
    again = type(old.open_tugas).objects.get(pk=old.open_tugas.pk)
    assert again.due_at == due


def test_hours_hold_from_their_day_to_their_last_day(cast: Cast) -> None:
    cast.satker.jam_kerja.filter(mode="normal").update(berlaku_dari=date(2027, 1, 11), berlaku_sampai=date(2027, 1, 12))
    calendar = Calendar.of(cast.satker)

    assert [calendar.working_day(date(2027, 1, day)) for day in (8, 11, 12, 13)] == [False, True, True, False]


def test_a_plan_is_due_five_working_days_before_its_month(cast: Cast) -> None:
    calendar = Calendar.of(cast.satker)

    assert calendar.working_days_before(date(2027, 2, 1), 5) == date(2027, 1, 25)
    assert calendar.working_days_before(date(2026, 1, 1), 5) == date(2025, 12, 23)  # 25, 26 and a weekend between
    assert start(cast).proposal_due(calendar) == date(2027, 1, 25)


def test_the_seeded_year_holds_public_holidays_and_cuti_bersama(cast: Cast) -> None:
    of_2026 = HariLibur.objects.filter(tanggal__year=2026)

    assert of_2026.filter(jenis="libur_nasional").count() == 17
    assert set(of_2026.filter(jenis="cuti_bersama").values_list("tanggal", flat=True)) == {
        date(2026, *day) for day in [(2, 16), (3, 18), (3, 20), (3, 23), (3, 24), (5, 15), (5, 28), (12, 24)]
    }
    assert HariLibur.objects.get(tanggal=date(2025, 8, 18)).jenis == "cuti_bersama"
    assert founding.national_holidays(2025)[0].tanggal == date(2025, 1, 1)


moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 6, 1), timezones=st.just(UTC))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(opened=moments, minutes=st.integers(1, 3000), more=st.integers(0, 3000))
def test_due_and_minutes_undo_each_other(opened: datetime, minutes: int, more: int, calendar: Calendar) -> None:
    due = calendar.due(opened, minutes)

    assert calendar.minutes(opened, due) == minutes
    assert due <= calendar.due(opened, minutes + more)
    assert due <= calendar.due(opened + timedelta(minutes=more), minutes)
    assert any(begin < due <= end for begin, end in calendar.segments(working_time.local_day(due, calendar.zone)))


def test_a_plan_of_a_year_before_the_office_had_hours_is_still_due_some_day(cast: Cast) -> None:
    assert Calendar.of(cast.satker).working_days_before(date(2020, 2, 1), 5) == date(2020, 1, 27)
