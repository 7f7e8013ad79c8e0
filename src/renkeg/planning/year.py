"""The office's year by subbagian and month, as one person may know it: what is published, under way, late or missing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from renkeg.office.calendar import Calendar
from renkeg.office.models import Jabatan, Pegawai, Satker, Unit

from .models import Tugas, Usulan
from .models.usulan import Keadaan, UsulanQuerySet
from .reports import Acknowledgement, acknowledged, chain

SOON = timedelta(days=62)
"""How far ahead the last day of a month's plans is told."""


@dataclass(frozen=True)
class Running:
    """A usulan on its way that the reader may see. `late` counts the working days by which it was proposed too late."""

    usulan: Usulan
    tugas: Tugas
    draft: bool
    late: int | None


@dataclass(frozen=True)
class Month:
    """A month of the year: `due` is the last day to propose in time, `late` the working days since then.

    `published` counts the subbagian whose plan is there; `any` says whether there is one at all, be it a susulan.
    """

    bulan: int
    past: bool
    due: date | None
    late: int | None
    published: int
    any: bool


@dataclass(frozen=True)
class Cell:
    """One subbagian in one month, as far as the reader may know. `watched`: he would also see what is not published."""

    month: Month
    watched: bool
    terbit: UUID | None
    revisi: int
    mengetahui: Acknowledgement | None
    susulan: int
    running: Running | None
    aside: Sequence[Running]
    """Running revisions and susulan."""


@dataclass(frozen=True)
class Row:
    unit: Unit
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Year:
    """The office's year: for each bagian its subbagian, for each of them twelve months."""

    tahun: int
    months: Sequence[Month]
    groups: Sequence[tuple[Unit | None, Sequence[Row]]]

    @property
    def rows(self) -> int:
        return sum(len(rows) for _, rows in self.groups)


def year(tahun: int, by: Pegawai, at: datetime, satker: Satker, calendar: Calendar) -> Year:
    """The year as this person may know it, in the same number of queries however much there is."""
    plans = list(Usulan.objects.ever_published_for(by, at).filter(tahun=tahun).select_related("tautan"))
    running = _running(Usulan.objects.visible_to(by, at).filter(tahun=tahun), satker, calendar)
    roots = {one.pk: one.revisi_dari_id for one in plans}
    flagged = {one.pk: one.susulan for one in plans}
    published = [one for one in plans if one.tautan.replaced_at is None]
    known = acknowledged([one.pk for one in published])
    units = units_of({one.unit_id for one in plans} | {one.usulan.unit_id for one in running})
    watched = _watched(by, at, units)
    # A revision is what the one was that it revises.
    susulan = {one.pk: flagged.get(chain(one.pk, roots)[-1], one.susulan) for one in published}
    main = {(one.unit_id, one.bulan): one for one in published if not susulan[one.pk]}
    extra: dict[tuple[str, int], int] = defaultdict(int)
    for one in published:
        extra[one.unit_id, one.bulan] += susulan[one.pk]
    under_way: dict[tuple[str, int], list[Running]] = defaultdict(list)
    for each in running:
        under_way[each.usulan.unit_id, each.usulan.bulan].append(each)
    months = _months(tahun, satker, calendar, satker.day(at), main, extra)

    def cell(unit: Unit, month: Month) -> Cell:
        place = (unit.pk, month.bulan)
        terbit = main.get(place)
        mine = under_way.get(place, [])
        first = next((one for one in mine if _is_main(one.usulan)), None)
        return Cell(
            month=month,
            watched=unit.pk in watched,
            terbit=terbit.pk if terbit else None,
            revisi=len(chain(terbit.pk, roots)) - 1 if terbit else 0,
            mengetahui=known.get(terbit.pk) if terbit else None,
            susulan=extra.get(place, 0),
            running=first,
            aside=[one for one in mine if one is not first],
        )

    groups: dict[str | None, tuple[Unit | None, list[Row]]] = {}
    for unit in units:
        _, rows = groups.setdefault(unit.parent_id, (unit.parent, []))
        rows.append(Row(unit, [cell(unit, month) for month in months]))
    return Year(tahun, months, list(groups.values()))


def units_of(used: Collection[str]) -> list[Unit]:
    """The subbagian of today, and those of old that have something in the year."""
    rows = Unit.objects.filter(jenis=Unit.Jenis.SUBBAGIAN).select_related("parent")
    return [one for one in rows if one.closed_at is None or one.pk in used]


def _running(visible: UsulanQuerySet, satker: Satker, calendar: Calendar) -> list[Running]:
    usulan = visible.narrowed(keadaan=Keadaan.BERJALAN).order_by().values("pk")
    rows = list(
        Tugas.objects.open().filter(side="", usulan__in=usulan).select_related("usulan__revisi_dari", "jabatan")
    )
    left = dict(
        # What was recorded later from paper measures nobody.
        Tugas.objects.filter(ordinal=1, usulan__in=usulan, closed_at__isnull=False, paper_act__isnull=True).values_list(
            "usulan_id", "closed_at"
        )
    )
    told = []
    for one in sorted(rows, key=lambda row: (row.usulan.started_at, row.usulan_id)):
        one.usulan.satker = satker
        proposed_at = left.get(one.usulan_id)
        late = None
        if proposed_at is not None and _is_main(one.usulan):
            late = _late(calendar, one.usulan.proposal_due(calendar), satker.day(proposed_at))
        told.append(Running(one.usulan, one, one.ordinal == 1, late))
    return told


def _months(
    tahun: int,
    satker: Satker,
    calendar: Calendar,
    today: date,
    main: Collection[tuple[str, int]],
    extra: Collection[tuple[str, int]],
) -> list[Month]:
    told = []
    published = [bulan for _, bulan in main]
    any_of = {bulan for _, bulan in [*main, *extra]}
    for bulan in range(1, 13):
        first, after = date(tahun, bulan, 1), date(tahun + bulan // 12, bulan % 12 + 1, 1)
        due = calendar.working_days_before(first, satker.lead_days) if today < after and first - today < SOON else None
        late = _late(calendar, due, today) if due else None
        told.append(Month(bulan, after <= today, due, late, published.count(bulan), bulan in any_of))
    return told


def _late(calendar: Calendar, due: date, day: date) -> int | None:
    """How many working days `day` lies after `due`; None where it does not."""
    if day <= due:
        return None
    return sum(calendar.working_day(due + timedelta(days=n)) for n in range(1, (day - due).days + 1))


def _watched(by: Pegawai, at: datetime, units: Iterable[Unit]) -> set[str]:
    """Of which units the person sees what is under way: the same posts as in `UsulanQuerySet.visible_to`."""
    standing = by.standing(at)
    own, above = standing.units(Jabatan.OWN), standing.units(Jabatan.ABOVE)
    if standing.has(Jabatan.Post.AUDITOR):
        return {one.pk for one in units}
    return {
        one.pk
        for one in units
        if one.pk in own or one.parent_id in above or (one.parent is not None and one.parent.parent_id in above)
    }


def _is_main(usulan: Usulan) -> bool:
    return not usulan.susulan and usulan.revisi_dari_id is None
