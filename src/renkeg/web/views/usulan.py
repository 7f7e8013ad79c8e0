"""The list of usulan, a new one, and the page of one: where it stands and what may be done."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.office.models import Unit
from renkeg.papers import documents
from renkeg.papers.media_types import PDF, XLSX
from renkeg.papers.models import Document
from renkeg.planning import actions, contents, merging, workbook
from renkeg.planning.models import Usulan
from renkeg.web import baris, editing, file_rows, listing, recording, refusals, showing, starting
from renkeg.web.address import address
from renkeg.web.http import Request, page, scripted
from renkeg.web.views.dokumen import file_answer
from renkeg.web.where import Scene, Where


@address("GET")
def show_all(request: Request) -> HttpResponse:
    """The usulan that the person sees, narrowed as asked."""
    at = clock.now()
    units = list(Unit.objects.all())
    filters = listing.filters(request.GET, units)
    visible = Usulan.objects.visible_to(request.user, at)
    found = filters.marked(visible, request.user, at).most_relevant_first(request.user, at)
    leaf = listing.leaf(found, request.GET)
    scene = Scene.here(request, at)
    context = {
        "at": at,
        "filters": filters,
        "leaf": leaf,
        "lines": [Where.of(one, scene) for one in leaf],
        "may_start": bool(starting.units(request.user, at)),
        "works_here": recording.works_here(request.user, at),
        **listing.choices(visible, units),
    }
    return page(request, "usulan/list.html", context, part="daftar")


@address("GET", "POST")
def new(request: Request) -> HttpResponse:
    """Starts a usulan; every other button of the form only changes the page."""
    at = clock.now()
    if request.method != "POST":
        draft = starting.Draft.proposed(request.user, at, request.GET)
        context = starting.context(request.user, at, draft)
        return page(request, "usulan/new.html", context, part="bulan-itu")
    draft = starting.Draft.posted(request.POST)
    if request.POST.get("aksi") == editing.CHECK:
        return JsonResponse(starting.checked(request.user, at, draft, request.POST))
    if request.POST.get("aksi") == file_rows.WISH:
        draft, error = file_rows.filled(request, draft)
        context = starting.context(request.user, at, draft, error, post=request.POST)
        return page(request, "usulan/new.html", context, status=refusals.status(error) if error else 200)
    if request.POST.get("aksi"):
        return page(request, "usulan/new.html", starting.context(request.user, at, draft, post=request.POST))
    try:
        editing.refuse_strangers(request.POST, request.user)
        awal = baris.read_awal(request.POST, draft.rows)
        usulan, _ = actions.start(draft.id, awal, by=request.user, unit=draft.unit or None)
    except (BadInput, Refused) as error:
        context = starting.context(request.user, at, draft, error)
        return page(request, "usulan/new.html", context, status=refusals.status(error))
    messages.success(request, "Usulan tersimpan. Periksa suratnya, lalu ajukan.")
    if scripted(request):
        return JsonResponse(
            editing.answer(merging.Saved(usulan), len(awal.kegiatan), request.user, usulan.get_absolute_url())
        )
    return redirect(usulan)


@address("GET")
def blank_form(request: Request) -> HttpResponse:
    """The official form without rows, for a usulan that is not there yet."""
    at = clock.now()
    asked = starting.asked(request.user, at, request.GET)
    return file_answer(workbook.blank_form(asked, at=at), XLSX, f"{contents.paper_name(asked, 'Form Kosong')}.xlsx")


@address("GET")
def show(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """Where it stands, the letter, the rows, the papers, what happened, and what this person may do."""
    at = clock.now()
    found = find(request, usulan)
    calendar, done = Scene.here(request, at).calendar, request.GET.get("tugas", "")
    return page(request, "usulan/show.html", showing.detail(found, request.user, at, calendar, done=done))


@address("GET")
def draft_letter(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """The nota dinas as PDF before it is signed, marked KONSEP; nothing is kept of it."""
    found = find(request, usulan)
    name = f"Konsep {contents.paper_name(found, 'Nota Dinas')}"
    letter = contents.nota_dinas(found)
    data = documents.draw(Document.Jenis.NOTA_DINAS, letter, made_for=found.started_at, title=name)
    return file_answer(data, PDF, f"{name}.pdf")


def find(request: Request, key: uuid.UUID) -> Usulan:
    """The usulan with all its rows, where this person sees it; else 404."""
    return get_object_or_404(Usulan.objects.visible_to(request.user, clock.now()).for_reading(), pk=key)
