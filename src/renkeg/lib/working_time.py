"""The office clock: adds and measures time that runs only while the office is open (SOP column Waktu)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SEARCH = timedelta(days=370)
_DAY = timedelta(days=1)
_NOTHING = timedelta(0)


class Closed(Exception):
    """No open segment was found within `SEARCH`; the text is an Indonesian sentence."""


class Hours(Protocol):
    """When an office is open; the rows behind it follow Perpres 21/2023 Ps 3-4."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose days `segments` speaks of."""
        ...

    def segments(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        """The open spans of that local day, begin and end aware, in order, not overlapping; none on a day off."""
        ...


def add(start: datetime, span: timedelta, hours: Hours) -> datetime:
    """Return the moment (UTC) at which `span` of open time has passed since `start`.

    Outside the hours the clock waits for the next opening. A span that just fills a segment ends at that segment's
    end; a span of 0 gives the first open instant from `start` on. Raises Closed when no segment follows within
    370 days, ValueError on a naive `start` or a negative span.
    """
    if span < _NOTHING:
        raise ValueError("span is negative")
    start = _utc(start)
    day = last_open = local_day(start, hours.zone)
    while day - last_open <= SEARCH:
        for begin, end in _open(day, start, hours):
            if end - begin >= span:
                return begin + span
            span -= end - begin
            last_open = day
        day += _DAY
    raise Closed(f"Tidak ada jam kerja dalam {SEARCH.days} hari setelah {last_open:%d/%m/%Y}.")


def between(a: datetime, b: datetime, hours: Hours) -> timedelta:
    """Return the open time from `a` to `b`, 0 when `b` is not after `a`; raises ValueError on a naive moment."""
    a, b = _utc(a), _utc(b)
    day, last = local_day(a, hours.zone), local_day(b, hours.zone)
    total = _NOTHING
    while day <= last:
        for begin, end in _open(day, a, hours):
            if begin < b:
                total += min(end, b) - begin
        day += _DAY
    return total


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day that the moment falls on in the zone: the one place where a moment becomes a day."""
    return _utc(moment).astimezone(zone).date()


def _open(day: date, since: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    # In UTC, because Python subtracts two moments of one zone by their wall clocks.
    for begin, end in hours.segments(day):
        if end > since:
            yield max(begin.astimezone(UTC), since), end.astimezone(UTC)


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(UTC)
