"""A usulan before it is saved: for which unit and month it may be, and the form's first words."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai, Satker, Unit
from renkeg.planning import actions, contents
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Langkah

from . import baris, editing, forms


@dataclass(frozen=True)
class Draft:
    """The form of a new usulan as it was typed."""

    id: uuid.UUID
    tahun: str
    bulan: str
    unit: str
    susulan: bool
    hal: str
    pengantar: str
    rows: list[baris.Row]

    @property
    def month(self) -> date | None:
        """The first day of its month; None where that was not to be read."""
        return _month(self.tahun, self.bulan)

    @classmethod
    def posted(cls, post: QueryDict) -> "Draft":
        """As it came back."""
        return cls(
            id=forms.key(post.get("id")),
            tahun=post.get("tahun", ""),
            bulan=post.get("bulan", ""),
            unit=post.get("unit", ""),
            susulan=bool(post.get("susulan")),
            hal=post.get("hal", ""),
            pengantar=post.get("pengantar", ""),
            rows=baris.rows_typed(post),
        )

    @classmethod
    def proposed(cls, by: Pegawai, at: datetime, query: QueryDict) -> "Draft":
        """As it is offered: the month that was asked for, else the next one without a main usulan."""
        own = units(by, at)
        unit = next((one for one in own if one.slug == query.get("unit")), next(iter(own), None))
        month = _month_asked(query) or _free_month(by, at, unit)
        when = f"{indonesian.nama_bulan(month.month)} {month.year}"
        return cls(
            id=forms.key(query.get("id")),
            tahun=str(month.year),
            bulan=str(month.month),
            unit=query.get("unit", ""),
            susulan=bool(query.get("susulan")),
            hal=f"Usulan Rencana Kegiatan Bulan {when}",
            pengantar=contents.opening(Satker.objects.office(), "rencana kegiatan", unit.nama if unit else "", month),
            rows=[],
        )


def context(
    by: Pegawai,
    at: datetime,
    draft: Draft,
    error: BadInput | Refused | None = None,
    *,
    post: QueryDict | None = None,
) -> dict[str, object]:
    """What the form shows. Raises NotThere for who proposes for no unit."""
    own = units(by, at)
    if not own:
        raise NotThere(actions.NO_UNIT)
    unit = next((one for one in own if one.slug == draft.unit), own[0] if len(own) == 1 else None)
    month = draft.month
    there = main_usulan(by, at, unit, month) if unit and month else None
    wanted = next((way.rows for way in _first().ways if way.rows), None)
    calendar = Calendar.of(Satker.objects.office())
    bad = error if isinstance(error, BadInput) else None
    return {
        "at": at,
        "draft": draft,
        "own": own,
        "there": there if there is not None and there.pk != draft.id else None,
        "known": Usulan.objects.visible_to(by, at).in_bulk([draft.id]).get(draft.id) if error else None,
        "months": indonesian.months(),
        "refused": error.sentence if isinstance(error, Refused) else "",
        "summary": forms.summary(bad),
        "faults": forms.by_field(bad),
        **editing.table(
            draft.rows,
            post,
            error,
            month=month,
            wanted=wanted,
            by=by,
            at=at,
            unit=unit.pk if unit else "",
            calendar=calendar,
        ),
    }


def asked(by: Pegawai, at: datetime, query: QueryDict) -> Usulan:
    """The usulan that a blank form is for, nowhere kept. Raises NotThere for who proposes for no unit."""
    own = units(by, at)
    if not own:
        raise NotThere(actions.NO_UNIT)
    draft = Draft.proposed(by, at, query)
    unit = next((one for one in own if one.slug == draft.unit), own[0])
    satker = Satker.objects.office()
    return Usulan(satker=satker, unit=unit, sop_slug=satker.sop, tahun=int(draft.tahun), bulan=int(draft.bulan))


def checked(by: Pegawai, at: datetime, draft: Draft, post: QueryDict) -> dict[str, dict[str, str]]:
    """What would be said of the rows of a new usulan. Raises NotThere for who proposes for no unit."""
    if not units(by, at):
        raise NotThere(actions.NO_UNIT)
    return editing.checked(post, draft.month, Calendar.of(Satker.objects.office()))


def main_usulan(by: Pegawai, at: datetime, unit: Unit, month: date) -> Usulan | None:
    """The main usulan that the unit already has for that month."""
    visible = Usulan.objects.visible_to(by, at).narrowed(tahun=month.year, bulan=month.month, unit=unit.pk)
    return next((one for one in visible if _is_main(one)), None)


def units(by: Pegawai, at: datetime) -> list[Unit]:
    """For which units the person may start a usulan."""
    post = _first().post
    found = {one.jabatan.unit_id: one.jabatan.unit for one in by.standing(at).posts if one.jabatan.post == post}
    return list(found.values())


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _first() -> Langkah:
    return Usulan(sop_slug=Satker.objects.office().sop).sop.first


def _is_main(usulan: Usulan) -> bool:
    return not usulan.susulan and usulan.cancelled_at is None and usulan.revisi_dari_id is None


def _free_month(by: Pegawai, at: datetime, unit: Unit | None) -> date:
    """The next month; a later one where those before it have their main usulan."""
    first = month = next_month(Satker.objects.office().day(at))
    if unit is None:
        return first
    visible = Usulan.objects.visible_to(by, at).narrowed(unit=unit.pk)
    taken = {one.first_day for one in visible.filter(tahun__gte=first.year) if _is_main(one)}
    while month in taken:
        month = next_month(month)
    return month


def _month_asked(query: QueryDict) -> date | None:
    return _month(query.get("tahun"), query.get("bulan"))


def _month(year: str | None, number: str | None) -> date | None:
    tahun, bulan = forms.whole(year) or 0, forms.whole(number) or 0
    return date(tahun, bulan, 1) if 2020 <= tahun <= 2100 and 1 <= bulan <= 12 else None
