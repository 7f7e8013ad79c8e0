"""The office's hours: JamKerja, Ramadan and HariLibur rows as open segments for lib.working_time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from renkeg.lib import working_time

from .models import JamKerja, Satker


@dataclass(frozen=True)
class Calendar:
    """The hours of one satker, read once and then asked as often as needed."""

    zone: ZoneInfo
    hours: tuple[tuple[str, int, time, time, date, date | None], ...]
    ramadan: tuple[tuple[date, date], ...]
    closed: frozenset[date]
    _known: dict[date, Sequence[tuple[datetime, datetime]]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, satker: Satker) -> "Calendar":
        """Reads the rows of the satker: three queries."""
        hours = satker.jam_kerja.values_list("mode", "weekday", "mulai", "selesai", "berlaku_dari", "berlaku_sampai")
        return cls(
            zone=satker.tz,
            hours=tuple(hours.order_by("weekday", "mulai")),
            ramadan=tuple(satker.ramadan.order_by().values_list("mulai", "selesai")),
            closed=frozenset(satker.hari_libur.order_by().values_list("tanggal", flat=True)),
        )

    def segments(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        """The open segments of that local day, in order; none on a closed day."""
        found = self._known.get(day)
        if found is None:
            found = self._known[day] = self._read(day)
        return found

    def _read(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        if day in self.closed:
            return ()
        mode = JamKerja.Mode.RAMADAN if self._in_ramadan(day) else JamKerja.Mode.NORMAL
        return [
            (self._moment(day, begin), self._moment(day, end))
            for its_mode, weekday, begin, end, since, until in self.hours
            if its_mode == mode and weekday == day.weekday() and since <= day and (until is None or day <= until)
        ]

    def due(self, opened_at: datetime, minutes: int) -> datetime:
        """When work of so many working minutes is due that landed at `opened_at`."""
        return working_time.add(opened_at, timedelta(minutes=minutes), self)

    def minutes(self, opened_at: datetime, closed_at: datetime) -> int:
        """Whole working minutes between the two, floored; 0 where the clock was moved back between them."""
        return int(working_time.between(opened_at, closed_at, self) // timedelta(minutes=1))

    def working_day(self, day: date) -> bool:
        return bool(self.segments(day))

    def working_days_before(self, day: date, count: int) -> date:
        """The day that lies `count` working days before `day`; counted in days where the office had no hours yet."""
        begun = min((row[4] for row in self.hours), default=day)
        earliest = max(begun, day - working_time.SEARCH)
        found, left = day, count
        while left and found > earliest:
            found -= timedelta(days=1)
            left -= self.working_day(found)
        return day - timedelta(days=count) if left else found

    def _in_ramadan(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.ramadan)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)
