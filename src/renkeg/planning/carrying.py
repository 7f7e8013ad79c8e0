"""Rows of an earlier plan as the beginning of another month: which plan, and to which days its days move."""

import calendar as months
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import F, Q

from renkeg.office.calendar import Calendar

from .models.usulan import Usulan, UsulanQuerySet

Span = tuple[date, date]


def source(visible: UsulanQuerySet, unit: str, month: date, *, year_before: bool = False) -> Usulan | None:
    """The unit's main usulan to copy from: the newest before `month`, or that of the same month a year before.

    A published one is preferred to one that still runs; none of the cancelled and the replaced ones.
    """
    rows = visible.filter(unit=unit, susulan=False, cancelled_at__isnull=True, tautan__replaced_at__isnull=True)
    if year_before:
        rows = rows.filter(tahun=month.year - 1, bulan=month.month)
    else:
        rows = rows.filter(Q(tahun__lt=month.year) | Q(tahun=month.year, bulan__lt=month.month))
    return rows.order_by("-tahun", "-bulan", F("tautan__published_at").desc(nulls_last=True), "-started_at").first()


def moved(spans: Sequence[Span], since: date, month: date, calendar: Calendar) -> list[Span] | None:
    """The days of a kegiatan of the month `since`, in `month`; None where it is not plain which days those are.

    A whole month stays a whole month. Other days keep their number, if they all exist there and begin and end on
    working days; days outside the plan's own month are nobody's guess.
    """
    told: list[Span] = []
    for first, last in spans:
        if (first, last) == (since, _end(since)):
            told.append((month, _end(month)))
            continue
        if not since <= first <= last <= _end(since) or last.day > _end(month).day:
            return None
        begin, end = month.replace(day=first.day), month.replace(day=last.day)
        if not (calendar.working_day(begin) and calendar.working_day(end)):
            return None
        told.append((begin, end))
    return told


def closed_days(spans: Sequence[Span], calendar: Calendar, *, most: int = 7) -> list[date]:
    """The days of short spans on which the office is closed; a long span runs over week-ends by its nature."""
    days = [
        first + timedelta(n)
        for first, last in spans
        if (last - first).days < most
        for n in range((last - first).days + 1)
    ]
    return [day for day in days if not calendar.working_day(day)]


def _end(month: date) -> date:
    return month.replace(day=months.monthrange(month.year, month.month)[1])
