"""The office clock, against the timetable of Perpres 21/2023 and against hours that Hypothesis makes up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from renkeg.lib.working_time import Closed, add, between, local_day

WIB, WITA, WIT = (
    ZoneInfo("Asia/Jakarta"),
    ZoneInfo("Asia/Makassar"),
    ZoneInfo("Asia/Jayapura"),
)
MINUTE, HOUR, DAY, TICK = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(microseconds=1),
)
DAYS_OFF = frozenset(holidays.country_holidays("ID", years=range(2025, 2028), categories=("public", "government")))
RAMADAN = [
    (date(2025, 3, 1), date(2025, 3, 30)),
    (date(2026, 2, 19), date(2026, 3, 20)),
    (date(2027, 2, 8), date(2027, 3, 9)),
]
SOP_6_2025 = [2 * HOUR, HOUR, HOUR, HOUR, HOUR, HOUR, HOUR, 10 * MINUTE]

Minutes = Sequence[tuple[int, int]]  # minutes after midnight


@dataclass(frozen=True)
class Kantor:
    """The timetable of Perpres 21/2023 Ps 3-4 with the breaks 12.00 and, on Fridays, 11.30."""

    zone: ZoneInfo = WIB

    def segments(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        if day.weekday() > 4 or day in DAYS_OFF:
            return []
        friday = day.weekday() == 4
        if any(first <= day <= last for first, last in RAMADAN):
            return _segments(
                day,
                [(480, 690), (750, 930)] if friday else [(480, 720), (750, 900)],
                self.zone,
            )
        return _segments(
            day,
            [(450, 690), (780, 990)] if friday else [(450, 720), (780, 960)],
            self.zone,
        )


@dataclass(frozen=True)
class Week:
    """Made-up hours: seven lists of minutes, from Monday on."""

    zone: ZoneInfo
    days: tuple[Minutes, ...]

    def segments(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        return _segments(day, self.days[day.weekday()], self.zone)


def _segments(day: date, minutes: Minutes, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    midnight = datetime.combine(day, time(0), zone)
    return [(midnight + begin * MINUTE, midnight + end * MINUTE) for begin, end in minutes]


def wib(text: str) -> datetime:
    return datetime.strptime(text, "%d.%m.%Y %H.%M").replace(tzinfo=WIB)


def open_minutes(cuts: list[int]) -> Minutes:
    """Pairs of ascending cuts; neighbours that touch stay apart, 0 and 1440 are midnights."""
    return list(pairwise(cuts))[::2]


some_minutes = st.lists(st.integers(0, 1440), unique=True, max_size=6).map(sorted).map(open_minutes)
weeks = st.builds(
    Week,
    st.sampled_from([WIB, WITA, WIT]),
    st.tuples(*[some_minutes] * 7).filter(lambda days: any(len(day) for day in days)),
)
moments = st.datetimes(
    datetime(2025, 1, 1),
    datetime(2027, 6, 1),
    timezones=st.sampled_from([UTC, WIB, WITA, WIT]),
)
near = st.timedeltas(timedelta(0), 30 * DAY)
spans = st.timedeltas(timedelta(0), 90 * HOUR) | st.integers(0, 600).map(lambda minutes: minutes * MINUTE)


def is_open(moment: datetime, hours: Week) -> bool:
    return any(begin <= moment < end for begin, end in hours.segments(local_day(moment, hours.zone)))


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        (
            "24.12.2025 15.30",
            2 * HOUR,
            "29.12.2025 09.00",
        ),  # Christmas, cuti bersama, a weekend
        ("20.02.2026 11.00", 2 * HOUR, "20.02.2026 14.00"),  # a Friday in Ramadan
        ("17.03.2026 14.00", 2 * HOUR, "25.03.2026 08.30"),  # Nyepi and Idul Fitri
        (
            "15.08.2025 16.00",
            HOUR,
            "19.08.2025 08.00",
        ),  # cuti bersama added in mid-year
        ("01.09.2025 07.30", timedelta(0), "01.09.2025 07.30"),
        ("01.09.2025 00.00", timedelta(0), "01.09.2025 07.30"),
        ("01.09.2025 12.00", timedelta(0), "01.09.2025 13.00"),
        ("01.09.2025 12.30", HOUR, "01.09.2025 14.00"),
        ("01.09.2025 11.00", HOUR, "01.09.2025 12.00"),  # just fills the morning
        ("01.09.2025 11.00", HOUR + TICK, "01.09.2025 13.00"),
        ("01.09.2025 15.00", HOUR, "01.09.2025 16.00"),
        ("01.09.2025 16.00", MINUTE, "02.09.2025 07.31"),
        ("12.09.2025 16.30", timedelta(0), "15.09.2025 07.30"),
        ("06.09.2025 10.00", 10 * MINUTE, "08.09.2025 07.40"),
        (
            "08.09.2025 07.30",
            37.5 * HOUR,
            "12.09.2025 16.30",
        ),  # Ps 3: a week of 37 h 30 m
        ("03.03.2025 08.00", 32.5 * HOUR, "07.03.2025 15.30"),  # in Ramadan 32 h 30 m
    ],
)
def test_due_times_of_the_office(start: str, span: timedelta, expected: str) -> None:
    extra = TICK if span == HOUR + TICK else timedelta(0)
    assert add(wib(start), span, Kantor()) == wib(expected) + extra


@pytest.mark.parametrize(
    ("a", "b", "minutes"),
    [
        ("15.08.2025 16.00", "19.08.2025 08.00", 60),
        ("08.09.2025 00.00", "15.09.2025 00.00", 2250),
        ("03.03.2025 00.00", "10.03.2025 00.00", 1950),
        ("01.09.2025 12.00", "01.09.2025 13.00", 0),
        ("01.09.2025 11.59", "01.09.2025 13.01", 2),
        ("01.09.2025 10.00", "01.09.2025 10.00", 0),
        ("02.09.2025 10.00", "01.09.2025 10.00", 0),
    ],
)
def test_minutes_between(a: str, b: str, minutes: int) -> None:
    assert between(wib(a), wib(b), Kantor()) == minutes * MINUTE


def test_the_eight_steps_take_a_day_and_the_next_morning() -> None:
    moment = wib("01.09.2025 07.30")
    due = []
    for span in SOP_6_2025:
        moment = add(moment, span, Kantor())
        due.append(f"{moment.astimezone(WIB):%d %H.%M}")
    assert due == [
        "01 09.30",
        "01 10.30",
        "01 11.30",
        "01 13.30",
        "01 14.30",
        "01 15.30",
        "02 08.00",
        "02 08.10",
    ]


def test_results_are_in_utc() -> None:
    assert add(wib("01.09.2025 07.30"), HOUR, Kantor()).tzinfo is UTC


def test_the_working_day_of_jayapura_begins_two_hours_before_that_of_bengkulu() -> None:
    evening = wib("31.08.2025 20.00")
    assert add(evening, timedelta(0), Kantor(WIB)) - add(evening, timedelta(0), Kantor(WIT)) == 2 * HOUR


def test_an_hour_that_the_clocks_skip_is_not_worked() -> None:
    berlin = Week(ZoneInfo("Europe/Berlin"), ((),) * 6 + ([(0, 1440)],))
    day = datetime(2026, 3, 29, tzinfo=berlin.zone)
    assert between(day, day + DAY, berlin) == 23 * HOUR
    assert add(day, 23 * HOUR, berlin) == day + DAY


@dataclass(frozen=True)
class Shut:
    """Open on one day only, from 08.00 to 09.00."""

    day: date
    zone: ZoneInfo = WIB

    def segments(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        return _segments(day, [(480, 540)], self.zone) if day == self.day else []


def test_a_closed_office_is_said_so_and_not_searched_for_ever() -> None:
    hours = Shut(date(2025, 9, 1))
    assert add(wib("27.08.2024 12.00"), HOUR, hours) == wib("01.09.2025 09.00")
    with pytest.raises(Closed, match="Tidak ada jam kerja dalam 370 hari"):
        add(wib("26.08.2024 12.00"), HOUR, hours)
    with pytest.raises(Closed, match=r"01/09/2025"):
        add(wib("01.09.2025 07.00"), HOUR + TICK, hours)
    assert between(wib("01.01.2020 00.00"), wib("01.01.2030 00.00"), hours) == HOUR


def test_a_moment_without_zone_is_refused() -> None:
    naive = datetime(2025, 9, 1, 8)
    with pytest.raises(ValueError):
        add(naive, HOUR, Kantor())
    with pytest.raises(ValueError):
        between(naive, wib("01.09.2025 09.00"), Kantor())
    with pytest.raises(ValueError):
        between(wib("01.09.2025 07.00"), naive, Kantor())
    with pytest.raises(ValueError):
        local_day(naive, WIB)


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError):
        add(wib("01.09.2025 08.00"), -TICK, Kantor())


def test_the_last_evening_in_utc_is_new_year_in_bengkulu() -> None:
    assert local_day(datetime(2026, 12, 31, 17, tzinfo=UTC), WIB) == date(2027, 1, 1)
    assert local_day(datetime(2026, 12, 31, 17, tzinfo=UTC) - TICK, WIB) == date(2026, 12, 31)


@given(moments, spans, weeks)
def test_between_undoes_add(start: datetime, span: timedelta, hours: Week) -> None:
    assert between(start, add(start, span, hours), hours) == span


# Most moments fall outside working hours; enough are left.
@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(moments, near, weeks)
def test_add_undoes_between(start: datetime, later: timedelta, hours: Week) -> None:
    end = start + later
    assume(is_open(end, hours) and is_open(end - TICK, hours))
    assert add(start, between(start, end, hours), hours) == end


@given(moments, spans, spans, weeks)
def test_two_spans_are_their_sum(start: datetime, one: timedelta, two: timedelta, hours: Week) -> None:
    two += TICK
    assert add(add(start, one, hours), two, hours) == add(start, one + two, hours)


@given(moments, near, near, weeks)
def test_between_can_be_cut_anywhere(a: datetime, one: timedelta, two: timedelta, hours: Week) -> None:
    b, c = a + one, a + one + two
    assert between(a, c, hours) == between(a, b, hours) + between(b, c, hours)


@given(moments, near, spans, spans, weeks)
def test_later_and_longer_never_end_sooner(
    start: datetime, later: timedelta, one: timedelta, two: timedelta, hours: Week
) -> None:
    assert start <= add(start, one, hours) <= add(start + later, one, hours) <= add(start + later, one + two, hours)


@given(moments, spans, weeks)
def test_never_outside_the_hours(start: datetime, span: timedelta, hours: Week) -> None:
    end = add(start, span, hours)
    assert is_open(end if span == timedelta(0) else end - TICK, hours)


@given(moments, st.integers(0, 4000), weeks)
def test_between_counts_the_open_minutes_one_by_one(moment: datetime, minutes: int, hours: Week) -> None:
    start = moment.replace(second=0, microsecond=0)
    opened = sum(is_open(start + minute * MINUTE, hours) for minute in range(minutes))
    assert between(start, start + minutes * MINUTE, hours) == opened * MINUTE


@given(moments, spans, weeks, st.sampled_from([UTC, WIB, WITA, WIT]))
def test_the_zone_in_which_a_moment_is_written_does_not_matter(
    start: datetime, span: timedelta, hours: Week, zone: ZoneInfo
) -> None:
    assert add(start.astimezone(zone), span, hours) == add(start, span, hours)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1)), spans, weeks)
def test_every_zone_has_the_same_wall_clock(naive: datetime, span: timedelta, week: Week) -> None:
    ends = {
        add(naive.replace(tzinfo=zone), span, Week(zone, week.days)).astimezone(zone).replace(tzinfo=None)
        for zone in (WIB, WITA, WIT)
    }
    assert len(ends) == 1
