"""What narrows a list: the filters of an address, read with care, and the choices they offer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from renkeg.lib import indonesian
from renkeg.lib.clean_text import Unclean, clean_line
from renkeg.office.models import Pegawai, Unit
from renkeg.planning.models import Usulan
from renkeg.planning.models.usulan import Keadaan, UsulanQuerySet

from . import forms

PER_PAGE = 50
MAX_SEARCH = 100


class Mark(StrEnum):
    """What makes a usulan one to look at now."""

    MINE = "saya"
    LATE = "terlambat"
    RETURNED = "dikembalikan"


@dataclass(frozen=True)
class Filters:
    """What was asked for; None is no condition. An unknown word narrows nothing."""

    tahun: int | None
    bulan: int | None
    unit: str | None
    keadaan: Keadaan | None
    mark: Mark | None = None
    cari: str = ""

    @property
    def any(self) -> bool:
        asked = (self.tahun, self.bulan, self.unit, self.keadaan, self.mark)
        return bool(self.cari) or any(one is not None for one in asked)

    @property
    def query(self) -> str:
        """The same filters as the tail of an address."""
        told = QueryDict(mutable=True)
        for name in ("tahun", "bulan", "unit", "keadaan", "mark", "cari"):
            value = getattr(self, name)
            if value:
                told[_IN_ADDRESS.get(name, name)] = str(value)
        return told.urlencode()

    def of(self, usulan: UsulanQuerySet) -> UsulanQuerySet:
        """Those of them that match."""
        rows = usulan.narrowed(tahun=self.tahun, bulan=self.bulan, unit=self.unit, keadaan=self.keadaan)
        return rows.matching(self.cari) if self.cari else rows

    def marked(self, usulan: UsulanQuerySet, by: Pegawai, at: datetime) -> UsulanQuerySet:
        """Those of them that match and bear the mark, as the person sees it."""
        rows = self.of(usulan)
        match self.mark:
            case Mark.MINE:
                return rows.on_desk_of(by, at)
            case Mark.LATE:
                return rows.overdue(at)
            case Mark.RETURNED:
                return rows.returned()
        return rows


_MARKS: Mapping[Mark, str] = {
    Mark.MINE: "menunggu saya",
    Mark.LATE: "terlambat",
    Mark.RETURNED: "dikembalikan",
}
_IN_ADDRESS: Mapping[str, str] = {"mark": "tanda"}


def filters(query: QueryDict, units: Iterable[Unit]) -> Filters:
    """Reads them out of an address."""
    bulan = forms.whole(query.get("bulan"))
    tahun = forms.whole(query.get("tahun"))
    known = {one.slug for one in units}
    return Filters(
        tahun=tahun if tahun and tahun <= 9999 else None,
        bulan=bulan if bulan in range(1, 13) else None,
        unit=query.get("unit") if query.get("unit") in known else None,
        keadaan=next((one for one in Keadaan if one == query.get("keadaan")), None),
        mark=next((one for one in Mark if one == query.get("tanda")), None),
        cari=searched(query.get("cari", "")),
    )


def searched(text: str) -> str:
    """What was typed to search for: cleaned, with single blanks; "" where it cannot be searched for."""
    try:
        return " ".join(clean_line(text).split())[:MAX_SEARCH]
    except Unclean:
        return ""


def choices(usulan: UsulanQuerySet, units: Iterable[Unit]) -> Mapping[str, object]:
    """What the filters can be set to."""
    return {
        "years": sorted(usulan.order_by().values_list("tahun", flat=True).distinct(), reverse=True),
        "months": indonesian.months(),
        "states": list(Keadaan),
        "marks": [(one, _MARKS[one]) for one in Mark],
        "units": [one for one in units if one.jenis == Unit.Jenis.SUBBAGIAN],
    }


def leaf(usulan: UsulanQuerySet, query: QueryDict) -> Page[Usulan]:
    """The page of the list that was asked for, newest first if not ordered; the nearest one where there is no such page."""
    rows = usulan if usulan.query.order_by else usulan.newest_first()
    return Paginator(rows.for_lines(), PER_PAGE).get_page(query.get("hal"))
