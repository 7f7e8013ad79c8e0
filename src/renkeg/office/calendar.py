"""The office's hours: JamKerja, Ramadan and HariLibur rows as open segments for lib.working_time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from renkeg.lib import working_time

from .models import JamKerja, Satker


@dataclass(frozen=True)
class Calendar:
    """The hours of one satker, read once and then asked as often as needed."""

    zone: ZoneInfo
    hours: tuple[JamKerja, ...]
    ramadan: tuple[tuple[date, date], ...]
    closed: frozenset[date]

    @classmethod
    def of(cls, satker: Satker) -> "Calendar":
        """Reads the rows of the satker: three queries."""
        return cls(
            zone=satker.tz,
            hours=tuple(satker.jam_kerja.all()),
            ramadan=tuple((row.mulai, row.selesai) for row in satker.ramadan.all()),
            closed=frozenset(row.tanggal for row in satker.hari_libur.all()),
        )

    def segments(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        """The open segments of that local day, in order; none on a closed day."""
        if day in self.closed:
            return ()
        mode = JamKerja.Mode.RAMADAN if self._in_ramadan(day) else JamKerja.Mode.NORMAL
        return [
            (
                self._moment(day, row.mulai.hour, row.mulai.minute),
                self._moment(day, row.selesai.hour, row.selesai.minute),
            )
            for row in self.hours
            if row.mode == mode
            and row.weekday == day.weekday()
            and row.berlaku_dari <= day
            and (row.berlaku_sampai is None or day <= row.berlaku_sampai)
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
        """The day that lies `count` working days before `day`."""
        while count:
            day -= timedelta(days=1)
            count -= self.working_day(day)
        return day

    def _in_ramadan(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.ramadan)

    def _moment(self, day: date, hour: int, minute: int) -> datetime:
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone).astimezone(UTC)
