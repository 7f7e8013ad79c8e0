"""The annual plans: those in force, one by month with its versions, and the way in of a new one."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office import clock
from renkeg.office.models import Satker, Unit
from renkeg.papers.media_types import XLSX
from renkeg.planning import actions, reports
from renkeg.planning import tahunan as planned
from renkeg.planning.models import RencanaTahunan, TahunanUpload
from renkeg.web import refusals, starting, tahunan
from renkeg.web.address import address
from renkeg.web.fields import Form
from renkeg.web.http import Request, page
from renkeg.web.rights import NOT_THERE
from renkeg.web.sent_files import sent_file
from renkeg.web.views.dokumen import file_answer


@address("GET")
def show_all(request: Request) -> HttpResponse:
    """A year: each subbagian with its plan in force, and its sum a month."""
    at = clock.now()
    if not reports.open_to(request.user, at):
        return page(request, "rencana_tahunan/closed.html", {})
    readable = RencanaTahunan.objects.visible_to(request.user, at)
    tahun = tahunan.asked_year(request.GET.get("tahun"), at)
    context = tahunan.overview(readable, tahun, tahunan.units(request.user, at))
    return page(request, "rencana_tahunan/list.html", {"at": at, **context})


@address("GET")
def show(request: Request, unit: str, tahun: int) -> HttpResponse:
    """One plan by month; an older version where it is asked for."""
    at = clock.now()
    found, versions = _find_plan(request, unit, tahun, at)
    day = Satker.objects.office().day(at)
    mine = found in starting.units(request.user, at)
    context = {
        "at": at,
        "unit": found,
        "tahun": tahun,
        "versions": versions,
        "refusal": RencanaTahunan.import_refusal(request.user, found, at),
        "startable": [bulan for bulan in range(1, 13) if (tahun, bulan) >= (day.year, day.month)] if mine else [],
    }
    if versions:
        context |= tahunan.plan(versions, request.GET.get("versi"))
    return page(request, "rencana_tahunan/show.html", context)


@address("GET")
def workbook(request: Request, unit: str, tahun: int) -> HttpResponse:
    """The plan in force as the form that can be imported again."""
    at = clock.now()
    found, versions = _find_plan(request, unit, tahun, at)
    if not versions:
        raise NotThere(NOT_THERE)
    data = planned.form(found, tahun, list(versions[0].kegiatan.all()), at=at)
    return file_answer(data, XLSX, f"{planned.file_name(found, tahun)}.xlsx")


@address("GET")
def blank_form(request: Request) -> HttpResponse:
    """The form of a unit's year without rows."""
    at = clock.now()
    own = _importing(request, at)
    unit, tahun = tahunan.asked_unit(own, request.GET.get("unit", "")), tahunan.asked_year(request.GET.get("tahun"), at)
    name = planned.file_name(unit, tahun, "Form Rencana Tahunan")
    return file_answer(planned.form(unit, tahun, [], at=at), XLSX, f"{name}.xlsx")


@address("GET", "POST")
def upload(request: Request) -> HttpResponse:
    """Takes a filled form; nothing changes before it is accepted."""
    at = clock.now()
    own = _importing(request, at)
    if request.method != "POST":
        asked = tahunan.asked_unit(own, request.GET.get("unit", ""))
        typed = {"unit": asked.pk, "tahun": str(tahunan.asked_year(request.GET.get("tahun"), at))}
        return _upload(request, own, typed, None)
    typed = {one.name: request.POST.get(one.name, "") for one in tahunan.fields(own)}
    try:
        unit, tahun = tahunan.read_fields(typed, own)
        name, data = sent_file(request, "berkas", otherwise="Pilih berkas Excel rencana tahunan.")
        kept = actions.upload_rencana_tahunan(data, name=name, unit=unit, tahun=tahun, by=request.user)
    except (BadInput, Refused) as error:
        return _upload(request, own, typed, error)
    return redirect("tahunan_upload", kept.pk)


@address("GET")
def preview(request: Request, tahunan_upload: str) -> HttpResponse:
    """What the file says, what is wrong with it and what it would change."""
    at = clock.now()
    found = _find(request, tahunan_upload, at)
    if found.accepted_as is not None:
        return _to(found.accepted_as)
    return page(request, "rencana_tahunan/preview.html", tahunan.preview(found, at))


@address("POST")
def accept(request: Request, tahunan_upload: str) -> HttpResponse:
    """The uploaded plan is in force from now on."""
    at = clock.now()
    found = _find(request, tahunan_upload, at)
    again = found.accepted_as_id is not None
    try:
        made = actions.import_rencana_tahunan(found, seen=request.POST.get("berlaku", ""), by=request.user)
    except (BadInput, Refused) as error:
        context = tahunan.preview(_find(request, tahunan_upload, at), at, error)
        return page(request, "rencana_tahunan/preview.html", context, status=refusals.status(error))
    if not again:
        messages.success(request, tahunan.told_import(made))
    return _to(made)


def _upload(request: Request, own: list[Unit], typed: dict[str, str], error: BadInput | Refused | None) -> HttpResponse:
    tahun = tahunan.asked_year(typed["tahun"], clock.now())
    context = {"form": Form(tahunan.fields(own), typed, error), "own": own, "tahun": tahun}
    return page(request, "rencana_tahunan/upload.html", context, status=refusals.status(error) if error else 200)


def _find(request: Request, key: str, at: datetime) -> TahunanUpload:
    visible = TahunanUpload.objects.visible_to(request.user, at)
    return get_object_or_404(visible.select_related("unit", "accepted_as"), pk=key)


def _find_plan(request: Request, slug: str, tahun: int, at: datetime) -> tuple[Unit, list[RencanaTahunan]]:
    """A subbagian and all versions of its year, the newest first. Raises NotThere."""
    if not reports.open_to(request.user, at) or not 2020 <= tahun <= 2100:
        raise NotThere(NOT_THERE)
    unit = get_object_or_404(Unit.objects.filter(jenis=Unit.Jenis.SUBBAGIAN), pk=slug)
    return unit, list(RencanaTahunan.objects.visible_to(request.user, at).of_unit(unit, tahun))


def _importing(request: Request, at: datetime) -> list[Unit]:
    """The units whose plan the person may import. Raises NotThere where there is none."""
    own = tahunan.units(request.user, at)
    if not own:
        raise NotThere(NOT_THERE)
    return own


def _to(rencana: RencanaTahunan) -> HttpResponse:
    return redirect("rencana_tahunan", unit=rencana.unit_id, tahun=rencana.tahun)
