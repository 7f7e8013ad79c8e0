"""The budget: the POK in force with the room that each kode has, its revisions, and the way in of a new one."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office import clock
from renkeg.office.models import Satker
from renkeg.planning import actions, ledger, reports
from renkeg.planning.models import Pok, PokUpload
from renkeg.web import budget, forms, refusals
from renkeg.web.address import address
from renkeg.web.fields import Form
from renkeg.web.http import Request, page
from renkeg.web.rights import NOT_THERE
from renkeg.web.sent_files import sent_file


@address("GET")
def show_all(request: Request) -> HttpResponse:
    """One part of the tree at a time, or what a search finds; and the year's revisions."""
    at = clock.now()
    if not reports.open_to(request.user, at):
        return page(request, "pagu/closed.html", {})
    satker = Satker.objects.office()
    readable = Pok.objects.visible_to(request.user, at)
    years = readable.years()
    wanted = budget.asked(request.GET, years, satker.day(at))
    found = ledger.of_year(wanted.tahun)
    context = {
        "at": at,
        "asked": wanted,
        "years": years,
        "ledger": found,
        "versions": readable.of_year(wanted.tahun),
        "refusal": Pok.import_refusal(request.user, satker, at),
        "over": budget.deepest(found.over())[: budget.MOST_NOTES],
        **budget.tree(found, wanted),
    }
    return page(request, "pagu/list.html", context)


@address("GET")
def suggest(request: Request) -> HttpResponse:
    """At most twenty kode that fit what is typed, with the room they have, as JSON."""
    at = clock.now()
    _readable(request, at)
    tahun = forms.whole(request.GET.get("tahun")) or Satker.objects.office().day(at).year
    return JsonResponse({"items": budget.suggestions(ledger.of_year(tahun), request.GET.get("q", "")[:100])})


@address("GET")
def compare(request: Request, pok: str) -> HttpResponse:
    """What a revision changed against the one before it."""
    at = clock.now()
    found = get_object_or_404(Pok.objects.visible_to(request.user, at).select_related("by"), pk=pok)
    return page(request, "pagu/compare.html", budget.compared(found, request.user, at))


@address("GET", "POST")
def upload(request: Request) -> HttpResponse:
    """Takes a workbook; nothing changes before it is accepted."""
    at = clock.now()
    satker = _importing(request, at)
    if request.method != "POST":
        return _upload(request, budget.first_typed(satker, at), None)
    typed = {one.name: request.POST.get(one.name, "") for one in budget.UPLOAD}
    try:
        tahun, revisi, tanggal = budget.read_upload(typed)
        name, data = sent_file(request, "berkas", otherwise="Pilih berkas Excel POK.")
        kept = actions.upload_pok(data, name=name, tahun=tahun, revisi=revisi, tanggal=tanggal, by=request.user)
    except (BadInput, Refused) as error:
        return _upload(request, typed, error)
    return redirect("pok_upload", kept.pk)


@address("GET", "POST")
def preview(request: Request, pok_upload: str) -> HttpResponse:
    """How the file is read, what is wrong with it and what it would change; the columns can be put right."""
    at = clock.now()
    found = _find(request, pok_upload, at)
    if found.accepted_as_id is not None:
        return redirect("pok_compare", found.accepted_as_id)
    if request.method != "POST":
        return page(request, "pagu/preview.html", budget.preview(found, request.user, at))
    try:
        grids = actions.grids_of(bytes(found.data))
        columns, revisi, tanggal = budget.read_choices(request.POST.dict(), grids)
        actions.choose_columns(found, columns, revisi=revisi, tanggal=tanggal, by=request.user)
    except (BadInput, Refused) as error:
        context = budget.preview(found, request.user, at, request.POST, error)
        return page(request, "pagu/preview.html", context, status=refusals.status(error))
    return redirect("pok_upload", found.pk)


@address("POST")
def accept(request: Request, pok_upload: str) -> HttpResponse:
    """The uploaded POK is in force from now on."""
    at = clock.now()
    found = _find(request, pok_upload, at)
    again = found.accepted_as_id is not None
    try:
        made = actions.import_pok(found, seen=request.POST.get("berlaku", ""), by=request.user)
    except (BadInput, Refused) as error:
        fresh = _find(request, pok_upload, at)
        context = budget.preview(fresh, request.user, at, None, error)
        return page(request, "pagu/preview.html", context, status=refusals.status(error))
    if not again:
        messages.success(request, budget.told_import(made))
    return redirect("pok_compare", made.pk)


def _upload(request: Request, typed: dict[str, str], error: BadInput | Refused | None) -> HttpResponse:
    context = {"form": Form(budget.UPLOAD, typed, error)}
    return page(request, "pagu/upload.html", context, status=refusals.status(error) if error else 200)


def _find(request: Request, key: str, at: datetime) -> PokUpload:
    return get_object_or_404(PokUpload.objects.visible_to(request.user, at).select_related("accepted_as"), pk=key)


def _readable(request: Request, at: datetime) -> None:
    if not reports.open_to(request.user, at):
        raise NotThere(NOT_THERE)


def _importing(request: Request, at: datetime) -> Satker:
    satker = Satker.objects.office()
    if Pok.import_refusal(request.user, satker, at) is not None:
        raise NotThere(NOT_THERE)
    return satker
