"""A usulan before it is saved: for which unit and month it may be, and the form's first words."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, NotThere
from renkeg.office.models import Pegawai, Satker, Unit
from renkeg.planning import actions
from renkeg.planning.models import Usulan

from . import forms


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
    rows: list[forms.Row]

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
            rows=forms.rows_typed(post),
        )

    @classmethod
    def proposed(cls, by: Pegawai, at: datetime, query: QueryDict) -> "Draft":
        """As it is offered: the month that was asked for, else the next one."""
        month = _month_asked(query) or next_month(Satker.objects.office().day(at))
        unit = next(iter(units(by, at)), None)
        when = f"{indonesian.nama_bulan(month.month)} {month.year}"
        return cls(
            id=uuid.uuid4(),
            tahun=str(month.year),
            bulan=str(month.month),
            unit=query.get("unit", ""),
            susulan=bool(query.get("susulan")),
            hal=f"Usulan Rencana Kegiatan Bulan {when}",
            pengantar=f"Bersama ini disampaikan usulan rencana kegiatan {unit.nama if unit else ''} bulan {when}.",
            rows=[],
        )


def context(
    by: Pegawai, at: datetime, draft: Draft, error: BadInput | None = None, *, asked: bool = False
) -> dict[str, object]:
    """What the form shows. Raises NotThere for who proposes for no unit."""
    own = units(by, at)
    if not own:
        raise NotThere(actions.NO_UNIT)
    return {
        "at": at,
        "draft": draft,
        "own": own,
        "rows": forms.faulted(forms.more_rows(draft.rows, asked=asked), error),
        "months": [(number, indonesian.nama_bulan(number)) for number in range(1, 13)],
        "summary": forms.summary(error),
        "faults": forms.by_field(error),
    }


def units(by: Pegawai, at: datetime) -> list[Unit]:
    """For which units the person may start a usulan."""
    post = Usulan(sop_slug=Satker.objects.office().sop).sop.first.post
    found = {one.jabatan.unit_id: one.jabatan.unit for one in by.standing(at).posts if one.jabatan.post == post}
    return list(found.values())


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _month_asked(query: QueryDict) -> date | None:
    tahun, bulan = forms.whole(query.get("tahun")) or 0, forms.whole(query.get("bulan")) or 0
    return date(tahun, bulan, 1) if 2020 <= tahun <= 2100 and 1 <= bulan <= 12 else None
