"""Hari libur, for the admin: the closed days of a year, and what the national calendar would add."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import actions, founding
from renkeg.office.actions import Libur
from renkeg.office.models import HariLibur, Satker
from renkeg.planning import office_changes
from renkeg.web import forms, refusals
from renkeg.web.address import address
from renkeg.web.fields import EARLIEST, LATEST, Field, Form, Reader, day_of, typed
from renkeg.web.http import Request, page
from renkeg.web.rights import ADMIN, moment_of_admin
from renkeg.web.templatetags.renkeg import tanggal

DAY: Sequence[Field] = (
    Field(
        "tanggal", "Tanggal", "Menyebut tanggal yang sudah ada mengganti nama dan jenisnya.", kind="date", short=True
    ),
    Field("nama", "Nama hari libur", "Misalnya Hari Raya Nyepi.", longest=200),
    Field("jenis", "Jenis", kind="select", options=HariLibur.Jenis.choices, short=True),
)


@dataclass(frozen=True)
class Month:
    """The closed days of a month, and those that the national calendar knows besides."""

    bulan: int
    days: list[HariLibur]
    suggested: list[Libur]


@address("GET", "POST", right=ADMIN)
def show(request: Request) -> HttpResponse:
    """A year's closed days by month; a day can be added or renamed."""
    at = moment_of_admin(request)
    satker = Satker.objects.office()
    if request.method != "POST":
        tahun = _year(request.GET.get("tahun"), satker.day(at).year)
        fields = {"tanggal": request.GET.get("tanggal", "")}
        present = satker.hari_libur.filter(tanggal__year=tahun)
        if known := next((one for one in present if one.tanggal.isoformat() == fields["tanggal"]), None):
            fields |= {"nama": known.nama, "jenis": known.jenis}
        return _page(request, satker, tahun, Form(DAY, fields), 200)
    told = typed(request.POST, DAY)
    reader = Reader(told)
    try:
        day = Libur(
            reader.day("tanggal"), reader.line("nama", longest=200), reader.choice("jenis", HariLibur.Jenis.values)
        )
        reader.finish()
        actions.declare_day(satker, day, by=request.user)
    except (BadInput, Refused) as error:
        tahun = _year(request.POST.get("tahun"), satker.day(at).year)
        return _page(request, satker, tahun, Form(DAY, told, error), refusals.status(error))
    messages.success(
        request, f"{tanggal(day.tanggal)} tercatat sebagai hari libur: {day.nama}.{_due(satker, [day.tanggal])}"
    )
    return redirect(f"{reverse('kantor_libur')}?tahun={day.tanggal.year}")


@address("POST", right=ADMIN)
def remove(request: Request) -> HttpResponse:
    """The office is open on that day after all."""
    moment_of_admin(request)
    satker = Satker.objects.office()
    try:
        day = day_of(request.POST.get("tanggal", ""))
    except ValueError as error:
        raise Refused(str(error)) from error
    try:
        actions.undeclare_day(satker, day, by=request.user)
    except BadInput as error:
        raise Refused(error.problems[0].msg) from error
    messages.success(request, f"{tanggal(day)} bukan hari libur lagi.{_due(satker, [day])}")
    return redirect(f"{reverse('kantor_libur')}?tahun={day.year}")


@address("POST", right=ADMIN)
def suggest(request: Request) -> HttpResponse:
    """Takes over the ticked days of the national calendar."""
    at = moment_of_admin(request)
    satker = Satker.objects.office()
    tahun = _year(request.POST.get("tahun"), satker.day(at).year)
    ticked = set(request.POST.getlist("hari"))
    wanted = [one for one in _suggested(satker, tahun) if one.tanggal.isoformat() in ticked]
    if not wanted:
        raise Refused("Centang dahulu hari yang akan ditambahkan.")
    present = [Libur(one.tanggal, one.nama, one.jenis) for one in satker.hari_libur.filter(tanggal__year=tahun)]
    actions.declare_holidays(satker, [*present, *wanted], by=request.user)
    told = f"{len(wanted)} hari libur {tahun} ditambahkan.{_due(satker, [one.tanggal for one in wanted])}"
    messages.success(request, told)
    return redirect(f"{reverse('kantor_libur')}?tahun={tahun}")


def _page(request: Request, satker: Satker, tahun: int, form: Form, status: int) -> HttpResponse:
    suggested = _suggested(satker, tahun)
    days = list(satker.hari_libur.filter(tanggal__year=tahun))
    months = [
        Month(
            bulan,
            [one for one in days if one.tanggal.month == bulan],
            [one for one in suggested if one.tanggal.month == bulan],
        )
        for bulan in range(1, 13)
    ]
    context = {
        "tahun": tahun,
        "months": [one for one in months if one.days],
        "count": len(days),
        "suggested": suggested,
        "form": form,
        "before": tahun - 1 if tahun > EARLIEST else None,
        "after": tahun + 1 if tahun < LATEST else None,
    }
    return page(request, "kantor/libur.html", context, status=status)


def _suggested(satker: Satker, tahun: int) -> list[Libur]:
    known = set(satker.hari_libur.filter(tanggal__year=tahun).values_list("tanggal", flat=True))
    return [one for one in founding.national_holidays(tahun) if one.tanggal not in known]


def _due(satker: Satker, days: Sequence[date]) -> str:
    """What the change means for work that is under way: its due time was computed when it landed, and stays."""
    touched = sum(office_changes.due_across(satker, day) for day in days)
    return (
        f" Batas waktu {touched} pekerjaan yang sedang berjalan melewati hari itu; batasnya tetap." if touched else ""
    )


def _year(text: str | None, otherwise: int) -> int:
    year = forms.whole(text)
    return year if year is not None and EARLIEST <= year <= LATEST else otherwise
