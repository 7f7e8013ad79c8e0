"""What stands on the recapitulation of a month: the published plans of the whole office as plain data."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from renkeg.lib import indonesian
from renkeg.office.models import Pegawai, Satker, Unit

from . import contents, reports
from .contents import Contents
from .models import Usulan
from .year import units_of


def of_month(tahun: int, bulan: int, by: Pegawai, at: datetime, satker: Satker) -> Contents | None:
    """The plans in force of that month, for PDF and XLSX; None where there is none that the person may read.

    It is drawn from the rows as they stand at `at` and signed by nobody, and says so.
    """
    plans = plans_of(tahun, bulan, by, at)
    return told_of(plans, at, satker) if plans else None


def plans_of(tahun: int, bulan: int, by: Pegawai, at: datetime) -> list[reports.Plan]:
    """The plans in force of that month that the person may read, in the office's order, with their rows at hand."""
    published = Usulan.objects.published_for(by, at).narrowed(tahun=tahun, bulan=bulan)
    found = published.select_related("satker", "unit", "tautan__published_by").prefetch_related("kegiatan")
    return reports.plans(found.order_by("unit__urut", "unit", "susulan", "started_at", "pk"))


def told_of(plans: Sequence[reports.Plan], at: datetime, satker: Satker) -> Contents:
    """The recapitulation of these plans, which are of one month and at least one."""
    month = plans[0].usulan.first_day
    units = units_of({one.usulan.unit_id for one in plans})
    return {
        "judul": "REKAPITULASI RENCANA KEGIATAN",
        "bulan_tahun": f"{indonesian.nama_bulan(month.month)} {month.year}",
        "kop": contents.kop(satker),
        "kantor": satker.nama_pendek,
        "dicetak": f"Dicetak dari Tautan pada {contents.stamp(satker, at)}",
        "keterangan": (
            "Dihimpun dari rencana kegiatan bulanan yang terbit di Tautan Perencanaan Kegiatan. Rekapitulasi ini bukan "
            "naskah dinas bertanda tangan; yang berlaku adalah rencana setiap subbagian."
        ),
        "bagian": list(_groups(units, plans, satker)),
        "rencana": [_section(unit, rows, satker) for unit, rows in by_unit(plans)],
        "kegiatan": sum(one.sums.kegiatan for one in plans),
        "total": sum(one.sums.total for one in plans),
    }


def recap_name(found: Contents) -> str:
    """A clean file name: "Rekapitulasi Rencana Kegiatan Februari 2027"."""
    return f"Rekapitulasi Rencana Kegiatan {found['bulan_tahun']}"


def _groups(units: Sequence[Unit], plans: Sequence[reports.Plan], satker: Satker) -> Iterable[Contents]:
    for parent in dict.fromkeys(one.parent for one in units):
        rows = [row for unit in units if unit.parent == parent for row in _lines(unit, plans, satker)]
        yield {"nama": parent.nama if parent else "", "baris": rows}


def _lines(unit: Unit, plans: Sequence[reports.Plan], satker: Satker) -> list[Contents]:
    mine = [one for one in plans if one.usulan.unit_id == unit.pk]
    lines = [_line(one, satker) for one in mine]
    if not any(not one.usulan.susulan for one in mine):
        nothing: Contents = {
            "sub_bagian": unit.nama,
            "rencana": "belum terbit",
            "terbit": "",
            "mengetahui": "",
            "diketahui": "",
        }
        lines.insert(0, {**nothing, "kegiatan": None, "total": None})
    return lines


def _line(plan: reports.Plan, satker: Satker) -> Contents:
    terbit = plan.usulan.tautan
    return {
        "sub_bagian": plan.usulan.unit.nama,
        "rencana": kind(plan),
        "terbit": f"{indonesian.tanggal(satker.day(terbit.published_at))}, oleh {terbit.published_by.nama}",
        "mengetahui": _mengetahui(plan, satker),
        "diketahui": _diketahui(plan, satker),
        "kegiatan": plan.sums.kegiatan,
        "total": plan.sums.total,
    }


def _section(unit: Unit, plans: Sequence[reports.Plan], satker: Satker) -> Contents:
    return {
        "sub_bagian": unit.nama,
        "rencana": [
            {
                **_line(one, satker),
                "kegiatan": [contents.row(row, number) for number, row in enumerate(one.usulan.kegiatan.all(), 1)],
            }
            for one in plans
        ],
        "total": sum(one.sums.total for one in plans),
    }


def by_unit(plans: Sequence[reports.Plan]) -> Iterable[tuple[Unit, list[reports.Plan]]]:
    """The plans of each subbagian, in their order."""
    for _, same in groupby(plans, key=lambda one: one.usulan.unit_id):
        rows = list(same)
        yield rows[0].usulan.unit, rows


def kind(plan: reports.Plan) -> str:
    """What the plan is: "rencana bulanan", "susulan, revisi ke-1"."""
    what = "susulan" if plan.usulan.susulan else "rencana bulanan"
    return f"{what}, revisi ke-{plan.revisi}" if plan.revisi else what


def _mengetahui(plan: reports.Plan, satker: Satker) -> str:
    one = plan.mengetahui
    if one is None:
        return ""
    if one.at is None:
        return f"belum diketahui {one.jabatan.nama}"
    return f"{one.by}, {one.title}, {indonesian.tanggal(satker.day(one.at))}"


def _diketahui(plan: reports.Plan, satker: Satker) -> str:
    """The same in short, where the bagian is named already."""
    one = plan.mengetahui
    if one is None:
        return ""
    return f"{one.by}, {indonesian.tanggal(satker.day(one.at))}" if one.at else "belum"
