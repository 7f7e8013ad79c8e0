"""Which published plans an address of the Tautan asks for, and the rows in which a word was found."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from renkeg.lib import indonesian
from renkeg.office.models import Unit
from renkeg.planning import contents
from renkeg.planning.models import Kegiatan, Usulan
from renkeg.planning.models.usulan import UsulanQuerySet
from renkeg.planning.year import Year

from . import forms, listing

PER_PAGE = 50
YEARS = range(2000, 2101)
_MOST_WORDS = 8

Pieces = list[tuple[str, bool]]
"""A text in pieces, and for each whether it is what was searched for."""


@dataclass(frozen=True)
class Asked:
    """What was asked for; None is no condition. A search goes over all years and months, unless they are named."""

    tahun: int | None
    bulan: int | None
    unit: str | None
    cari: str

    @property
    def words(self) -> list[str]:
        return self.cari.split()[:_MOST_WORDS]

    @property
    def query(self) -> str:
        """The same as the tail of an address."""
        told = QueryDict(mutable=True)
        for name in ("tahun", "bulan", "unit", "cari"):
            value = getattr(self, name)
            if value or (name == "bulan" and not self.cari):
                told[name] = str(value or "")
        return told.urlencode()

    @property
    def when(self) -> str:
        """The time it asks for: "Februari 2027", "tahun 2027"."""
        month = f"{indonesian.nama_bulan(self.bulan)} " if self.bulan else "" if self.tahun is None else "tahun "
        return f"{month}{self.tahun or 'semua tahun'}"

    def to(self, **changes: int | str | None) -> str:
        """The address of the same page with something else asked for."""
        return f"/tautan/?{replace(self, **changes).query}"  # type: ignore[arg-type]  # names and types are the fields'

    def of(self, usulan: UsulanQuerySet) -> UsulanQuerySet:
        """Those of them that match."""
        return usulan.narrowed(tahun=self.tahun, bulan=self.bulan, unit=self.unit)


def asked(query: QueryDict, units: Iterable[Unit]) -> Asked:
    """Reads it out of an address with care: an unknown word narrows nothing."""
    tahun, bulan = forms.whole(query.get("tahun")), forms.whole(query.get("bulan"))
    known = {one.slug for one in units}
    return Asked(
        tahun=tahun if tahun in YEARS else None,
        bulan=bulan if bulan in range(1, 13) else None,
        unit=query.get("unit") if query.get("unit") in known else None,
        cari=listing.searched(query.get("cari", "")),
    )


def present_year(plans: UsulanQuerySet, today: date) -> int:
    """The year that is shown unasked: this one, or in December the next one as soon as its January is there."""
    after = today.year + 1
    return after if today.month == 12 and plans.narrowed(tahun=after, bulan=1).exists() else today.year


def present_month(year: Year, today: date) -> int:
    """The month that is shown unasked: the last one with a plan, up to the one after this; else where the year stands."""
    after = 12 * today.year + today.month + 1
    known = [one.bulan for one in year.months if one.any and 12 * year.tahun + one.bulan <= after]
    if known:
        return max(known)
    return today.month if year.tahun == today.year else 12 if year.tahun < today.year else 1


def choices(asked: Asked, years: Iterable[int], year: Year | None = None) -> Mapping[str, object]:
    """What else can be asked for, with its address; with how many subbagian each month of that year has published."""
    published = [one.published for one in year.months] if year else [0] * 12
    known = sorted({*years, *([asked.tahun] if asked.tahun else [])})
    return {
        "years": [{"tahun": one, "href": asked.to(tahun=one)} for one in known],
        "months": [
            {"bulan": bulan, "href": asked.to(bulan=bulan), "published": count}
            for bulan, count in enumerate(published, 1)
        ],
        "everywhere": asked.to(tahun=None, bulan=None, unit=None),
    }


def leaf(usulan: UsulanQuerySet, query: QueryDict) -> Page[Usulan]:
    """The page of plans that was asked for; the nearest one where there is no such page."""
    rows = usulan.select_related("unit", "tautan__published_by")
    rows = rows.order_by("-tahun", "-bulan", "unit__urut", "unit", "susulan", "started_at", "pk")
    return Paginator(rows, PER_PAGE).get_page(query.get("hal"))


@dataclass(frozen=True)
class Hit:
    """A row in which all words stand; its texts in pieces."""

    key: str
    row: contents.Contents
    judul: Pieces
    kode: Pieces
    jenis: Pieces
    lokus: Pieces


def hits(rows: Iterable[Kegiatan], words: Sequence[str]) -> list[tuple[Usulan, list[Hit]]]:
    """The rows by their plan, in the order in which they come."""
    told = []
    for _, found in groupby(rows, key=lambda one: one.usulan_id):
        same = list(found)
        told.append((same[0].usulan, [_hit(one, words) for one in same]))
    return told


def pieces(text: str, words: Sequence[str]) -> Pieces:
    """The text cut where a word begins and ends, whether in capitals or not."""
    if not words:
        return [(text, False)]
    longest_first = sorted(words, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", text, flags=re.IGNORECASE)
    return [(part, bool(place % 2)) for place, part in enumerate(parts) if part]


def _hit(kegiatan: Kegiatan, words: Sequence[str]) -> Hit:
    row = contents.row(kegiatan, 0)
    cut = {name: pieces(str(row[name]), words) for name in ("judul", "kode", "jenis", "lokus")}
    return Hit(kegiatan.pk, row, **cut)
