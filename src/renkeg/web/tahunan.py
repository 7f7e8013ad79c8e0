"""What the pages of the annual plans show: the year of each subbagian, one plan by month, and a file before its acceptance."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, Refused
from renkeg.office.models import Pegawai, Satker, Unit
from renkeg.planning import actions, contents, tahunan
from renkeg.planning.models import KegiatanTahunan, RencanaTahunan, TahunanUpload
from renkeg.planning.models.pagu import IMPORTING
from renkeg.planning.models.rencana_tahunan import RencanaTahunanQuerySet

from . import comparing, forms, starting
from .fields import Field, Form, Reader

MOST_NOTES = 50
_FILE = Field("berkas", "Berkas Excel rencana tahunan", "Format .xlsx, paling besar 4 MB.", kind="file")


@dataclass(frozen=True)
class Month:
    """What a plan has for a month; whole rupiah."""

    bulan: int
    rows: int
    sum: int


@dataclass(frozen=True)
class Line:
    """A subbagian with its plan in force, and whether the reader may import one."""

    unit: Unit
    rencana: RencanaTahunan | None
    months: Sequence[Month]
    may_import: bool


@dataclass(frozen=True)
class Told:
    """What becomes of a row, in the words of the page."""

    bulan: int
    judul: str
    anggaran: int
    number: int
    cells: Sequence[comparing.Cell]


def units(by: Pegawai, at: datetime) -> list[Unit]:
    """Those whose annual plan the person may import."""
    found = Unit.objects.in_use().filter(pk__in=by.standing(at).units(IMPORTING), jenis=Unit.Jenis.SUBBAGIAN)
    return list(found)


def asked_year(text: str | None, at: datetime) -> int:
    """The year that was asked for; else that of the next month, which is planned now."""
    wanted = forms.whole(text) or 0
    return wanted if 2020 <= wanted <= 2100 else starting.next_month(Satker.objects.office().day(at)).year


def overview(readable: RencanaTahunanQuerySet, tahun: int, own: Sequence[Unit]) -> dict[str, Any]:
    """Each subbagian with its plan of that year in force; a closed one only where it has one."""
    plans = {one.unit_id: one for one in readable.in_force(tahun).select_related("by")}
    sums: dict[str, list[Month]] = defaultdict(list)
    for one in KegiatanTahunan.objects.filter(rencana__in=plans.values()).by_month():
        sums[one["rencana"]].append(Month(one["bulan"], one["rows"], one["sum"] or 0))
    subbagian = Unit.objects.filter(jenis=Unit.Jenis.SUBBAGIAN)
    lines = [
        Line(unit, plan, _whole_year(sums[plan.pk]) if plan else [], unit in own)
        for unit in subbagian
        if (plan := plans.get(unit.pk)) or unit.closed_at is None
    ]
    years = sorted({*readable.years(), tahun}, reverse=True)
    return {
        "tahun": tahun,
        "years": years,
        "lines": [one for one in lines if one.rencana],
        "without": [one for one in lines if not one.rencana],
        "own": own,
        "any": bool(plans),
    }


def plan(versions: Sequence[RencanaTahunan], versi: str | None) -> dict[str, Any]:
    """A version, the newest where none is asked for, by month, and what it changed against the one before it."""
    wanted = forms.whole(versi)
    found = next((one for one in versions if one.urut == wanted), versions[0])
    older = next((one for one in versions if one.urut < found.urut), None)
    rows = list(found.kegiatan.all())
    by_month = sections(rows)
    before = tahunan.kept(older.kegiatan.all()) if older else []
    return {
        "rencana": found,
        "older": older,
        "in_force": found == versions[0],
        "sections": by_month,
        "months": _whole_year(Month(one["bulan"], len(one["rows"]), one["total"]) for one in by_month),
        "difference": difference(before, tahunan.kept(rows)) if older else None,
    }


def sections(rows: Iterable[KegiatanTahunan]) -> list[dict[str, Any]]:
    """The rows as they are printed, one section for each month that has any."""
    by_month: dict[int, list[KegiatanTahunan]] = defaultdict(list)
    for row in rows:
        by_month[row.bulan].append(row)
    return [
        {
            "bulan": bulan,
            "caption": f"Kegiatan {indonesian.nama_bulan(bulan)}",
            "rows": [contents.plain_row(one, number) for number, one in enumerate(there, 1)],
            "total": sum(one.anggaran or 0 for one in there),
        }
        for bulan, there in sorted(by_month.items())
    ]


def difference(before: Sequence[tahunan.Row], after: Sequence[tahunan.Row]) -> dict[str, Any]:
    """What changes from one version to the next."""
    found = tahunan.compared(before, after)
    return {
        "any": found.any,
        "before": found.before,
        "after": found.after,
        "added": [_told(one) for one in found.added],
        "changed": [_told(one) for one in found.changed],
        "removed": [_told(one) for one in found.removed],
    }


def fields(own: Sequence[Unit]) -> list[Field]:
    """The form of an upload; who imports for one subbagian is not asked for which."""
    options = [(one.pk, one.nama) for one in own]
    unit = [Field("unit", "Subbagian", kind="select", options=options)] if len(own) > 1 else []
    return [*unit, Field("tahun", "Tahun anggaran", kind="whole", short=True), _FILE]


def asked_unit(own: Sequence[Unit], slug: str) -> Unit:
    """The one of one's own with that key, else the first."""
    return next((one for one in own if one.pk == slug), own[0])


def read_fields(typed: Mapping[str, str], own: Sequence[Unit]) -> tuple[Unit, int]:
    """Unit and year out of the form. Raises BadInput."""
    reader = Reader(typed)
    if len(own) > 1:
        reader.choice("unit", [one.pk for one in own])
    tahun = reader.whole("tahun")
    reader.finish()
    return asked_unit(own, typed.get("unit", "")), tahun


def preview(upload: TahunanUpload, at: datetime, error: BadInput | Refused | None = None) -> dict[str, Any]:
    """What a file says row by row, what is wrong with it, and what it would change of the plan in force."""
    found = actions.read_rencana_tahunan(upload)
    in_force = RencanaTahunan.objects.in_force(upload.tahun).filter(unit=upload.unit_id).select_related("by")
    last = in_force.first()
    problems = [str(one) for one in found.problems]
    told: dict[str, Any] = {
        "at": at,
        "upload": upload,
        "last": last,
        "form": Form([], {}, error),
        "found": found,
        "problems": problems[:MOST_NOTES],
        "more_problems": max(0, len(problems) - MOST_NOTES),
    }
    if problems:
        return told
    before = tahunan.kept(last.kegiatan.all()) if last else []
    return told | {
        "sections": sections(tahunan.as_kegiatan(found.rows)),
        "difference": difference(before, found.rows) if last else None,
    }


def told_import(found: RencanaTahunan) -> str:
    """What is said once it is in force."""
    rows, total = indonesian.angka(found.rows), indonesian.rupiah(found.total)
    return f"Rencana tahunan {found.tahun} {found.unit.nama} berlaku: {rows} kegiatan, {total}."


def _whole_year(months: Iterable[Month]) -> list[Month]:
    there = {one.bulan: one for one in months}
    return [there.get(bulan, Month(bulan, 0, 0)) for bulan in range(1, 13)]


def _told(change: tahunan.Change) -> Told:
    row = change.row
    cells: Mapping[str, comparing.Cell] = {}
    if change.before is not None and change.after is not None:
        old, new = change.before.content, change.after.content
        cells = comparing.cells({name: (old.get(name), new.get(name)) for name in change.fields})
    return Told(row.bulan, row.judul, row.anggaran, row.number, list(cells.values()))
