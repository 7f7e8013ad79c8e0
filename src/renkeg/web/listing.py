"""What narrows a list: the filters of an address, read with care, and the choices they offer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from renkeg.lib import indonesian
from renkeg.office.models import Unit
from renkeg.planning.models import Usulan
from renkeg.planning.models.usulan import Keadaan, UsulanQuerySet

from . import forms

PER_PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What was asked for; None is no condition. An unknown word narrows nothing."""

    tahun: int | None
    bulan: int | None
    unit: str | None
    keadaan: Keadaan | None

    @property
    def any(self) -> bool:
        return any(one is not None for one in (self.tahun, self.bulan, self.unit, self.keadaan))

    @property
    def query(self) -> str:
        """The same filters as the tail of an address."""
        told = QueryDict(mutable=True)
        for name in ("tahun", "bulan", "unit", "keadaan"):
            value = getattr(self, name)
            if value is not None:
                told[name] = str(value)
        return told.urlencode()

    def of(self, usulan: UsulanQuerySet) -> UsulanQuerySet:
        """Those of them that match."""
        return usulan.narrowed(tahun=self.tahun, bulan=self.bulan, unit=self.unit, keadaan=self.keadaan)


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
    )


def choices(usulan: UsulanQuerySet, units: Iterable[Unit]) -> Mapping[str, object]:
    """What the filters can be set to."""
    return {
        "years": sorted(set(usulan.values_list("tahun", flat=True)), reverse=True),
        "months": [(number, indonesian.nama_bulan(number)) for number in range(1, 13)],
        "states": list(Keadaan),
        "units": [one for one in units if one.jenis == Unit.Jenis.SUBBAGIAN],
    }


def leaf(usulan: UsulanQuerySet, query: QueryDict) -> Page[Usulan]:
    """The page of the list that was asked for; the nearest one where there is no such page."""
    return Paginator(usulan.for_reading().newest_first(), PER_PAGE).get_page(query.get("hal"))
