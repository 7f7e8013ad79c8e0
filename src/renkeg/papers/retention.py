"""How long papers are kept: the rows of a JRA, and the last days that follow from them. Knows no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_YEARS = 100


class Since(StrEnum):
    """From when the years are counted."""

    YEAR_END = "akhir_tahun"
    DAY = "tanggal"


class Nasib(StrEnum):
    """What becomes of a paper whose time is over (PKPU 17/2016: musnah, permanen, dinilai kembali)."""

    MUSNAH = "musnah"
    PERMANEN = "permanen"
    DINILAI = "dinilai_kembali"


@dataclass(frozen=True)
class Rule:
    """A row of the JRA: whole years of `aktif`, then of `inaktif`. `kode` "" is the row for all that no other names."""

    kode: str
    uraian: str
    aktif: int
    inaktif: int
    sejak: Since
    nasib: Nasib
    dasar: str

    def aktif_until(self, day: date) -> date:
        """The last day on which a paper of that day is active; that day itself where the years are none."""
        return self._after(day, self.aktif)

    def inaktif_until(self, day: date) -> date:
        """The last day of its whole retention."""
        return self._after(day, self.aktif + self.inaktif)

    def earliest_aktif(self, today: date) -> date:
        """The earliest day of a paper that is still active `today`: what a query compares with."""
        return self._earliest(today, self.aktif)

    def earliest_kept(self, today: date) -> date:
        """The earliest day of a paper whose retention is not over `today`."""
        return self._earliest(today, self.aktif + self.inaktif)

    def _after(self, day: date, years: int) -> date:
        if self.sejak is Since.YEAR_END:
            return date(min(day.year + years, date.max.year), 12, 31)
        return _years_on(day, years)

    def _earliest(self, today: date, years: int) -> date:
        if self.sejak is Since.YEAR_END:
            return date(max(today.year - years, date.min.year), 1, 1)
        try:
            return today.replace(year=max(today.year - years, date.min.year))
        except ValueError:
            # 29 February: the anniversary of 28 February was yesterday, so that only later days count.
            return date(today.year - years, 3, 1)


@dataclass(frozen=True)
class Schedule:
    """The JRA in force: a code falls under its own row, else under that of the nearest code above it."""

    rules: Mapping[str, Rule]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> "Schedule":
        """Raises KeyError where the row for everything else is missing."""
        known = {one.kode: one for one in rules}
        known[""]
        return cls(known)

    def rule(self, kode: str) -> Rule:
        """The row under which papers of that code fall: "PR.02.2", else "PR.02", else "PR", else the last resort."""
        while kode:
            if kode in self.rules:
                return self.rules[kode]
            kode = kode.rpartition(".")[0]
        return self.rules[""]


def _years_on(day: date, years: int) -> date:
    year = min(day.year + years, date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)  # born on 29 February
