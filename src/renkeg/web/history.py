"""The way of a usulan through its SOP: every stay at a langkah with its working time beside the standard, and every turn back."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from renkeg.office.calendar import Calendar
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.models.usulan import BACKWARD
from renkeg.planning.sop import Langkah, Verb


@dataclass(frozen=True)
class Leg:
    """One stay: at a langkah, or of side work. `minutes` worked until it was closed, or until now; both in working minutes."""

    tugas: Tugas
    minutes: int
    standard: int
    to: Langkah | None = None
    """Where a turn back led."""

    @property
    def later(self) -> bool:
        """Whether it was done on paper and recorded later: its time is told, but measures nobody."""
        return self.tugas.paper is not None

    @property
    def over(self) -> bool:
        return self.minutes > self.standard and not self.later

    @property
    def back(self) -> bool:
        return self.tugas.verb in BACKWARD

    @property
    def sent_back(self) -> bool:
        return self.tugas.verb == Verb.SEND_BACK

    @property
    def used(self) -> int:
        """Length of its bar in hundredths; never nothing."""
        return max(1, round(100 * self.minutes / self._whole))

    @property
    def allowed(self) -> int:
        """Length of the standard beside it, in hundredths."""
        return round(100 * self.standard / self._whole)

    @property
    def _whole(self) -> int:
        return max(self.minutes, self.standard, 1)


@dataclass(frozen=True)
class Stage:
    """A langkah of the SOP with every stay at it, the first one first."""

    langkah: Langkah
    whom: str
    standing: str
    legs: tuple[Leg, ...]

    @property
    def last(self) -> Leg | None:
        return self.legs[-1] if self.legs else None

    @property
    def to_mend(self) -> Tugas | None:
        """The Tidak that must be mended here now."""
        if self.standing != "sekarang" or self.last is None:
            return None
        sent = self.last.tugas.sent
        return sent if sent is not None and sent.verb == Verb.SEND_BACK else None


@dataclass(frozen=True)
class Way:
    """All of it: by langkah, and in the order in which it happened. Times in working minutes.

    `standard` and `minutes` leave out what was recorded later from paper.
    """

    stages: tuple[Stage, ...]
    closed: tuple[Leg, ...]
    standard: int
    minutes: int
    running: bool

    @property
    def over(self) -> bool:
        return self.minutes > self.standard

    @property
    def later(self) -> bool:
        """Whether some of it was recorded later from paper."""
        return any(leg.later for leg in self.closed)


def of(usulan: Usulan, calendar: Calendar, at: datetime) -> Way:
    """Reads it off the rows of a usulan read with `for_reading()`."""
    legs = _legs(usulan, calendar, at)
    stays: dict[int, list[Leg]] = defaultdict(list)
    for leg in legs:
        if not leg.tugas.side:
            stays[leg.tugas.langkah].append(leg)
    return Way(
        stages=tuple(_stages(usulan, stays)),
        closed=tuple(leg for leg in legs if not leg.tugas.is_open),
        standard=sum(one.minutes for one in usulan.sop.langkah if not _only_later(stays[one.nomor])),
        minutes=sum(leg.minutes for rows in stays.values() for leg in rows if not leg.later),
        running=usulan.open_tugas is not None,
    )


def _only_later(legs: list[Leg]) -> bool:
    return bool(legs) and all(leg.later for leg in legs)


def _legs(usulan: Usulan, calendar: Calendar, at: datetime) -> list[Leg]:
    """Every tugas, in the order in which it happened; the open ones last."""
    rows = [*usulan.riwayat, *(row for row in usulan.tugas.all() if row.is_open)]
    opened_by = {row.origin_id: row for row in usulan.tugas.all() if row.origin_id and not row.side}
    legs = []
    for row in rows:
        leg = _leg(row, calendar, at)
        following = opened_by.get(row.pk)
        legs.append(replace(leg, to=following.at) if leg.back and following else leg)
    return legs


def _leg(row: Tugas, calendar: Calendar, at: datetime) -> Leg:
    minutes = calendar.minutes(row.opened_at, at) if row.minutes is None else row.minutes
    return Leg(row, minutes, row.beside.minutes if row.beside else row.at.minutes)


def _stages(usulan: Usulan, stays: dict[int, list[Leg]]) -> list[Stage]:
    tugas = usulan.open_tugas
    names = {one.post: one.nama for one in usulan.sop.pelaksana}
    told = []
    for langkah in usulan.sop.langkah:
        legs = tuple(stays[langkah.nomor])
        passed = any(not leg.back and not leg.tugas.is_open for leg in legs)
        if tugas is not None and langkah.nomor == tugas.langkah:
            standing = "sekarang"
        elif passed and (tugas is None or langkah.nomor < tugas.langkah):
            standing = "selesai"
        else:
            standing = "nanti"
        told.append(Stage(langkah, names[langkah.post], standing, legs))
    return told
