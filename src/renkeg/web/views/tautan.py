"""The Tautan Perencanaan Kegiatan: the published plans, for everyone in the office."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from renkeg.office import clock
from renkeg.office.models import Unit
from renkeg.papers.models import Document
from renkeg.planning import contents
from renkeg.planning.models import Usulan
from renkeg.web import listing
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.views.dokumen import document_answer


@address("GET")
def show_all(request: Request) -> HttpResponse:
    """The plans, narrowed by year, month and unit."""
    units = list(Unit.objects.all())
    filters = listing.filters(request.GET, units)
    published = Usulan.objects.published_for(request.user, clock.now())
    leaf = listing.leaf(filters.of(published), request.GET)
    context = {
        "filters": filters,
        "leaf": leaf,
        "total": sum(one.total for one in leaf),
        **listing.choices(published, units),
    }
    return page(request, "tautan/list.html", context, part="daftar")


@address("GET")
def show(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """One plan with its rows."""
    at = clock.now()
    found = _find(request, usulan)
    rows = [contents.row(one, number) for number, one in enumerate(found.kegiatan.all(), 1)]
    mine = Usulan.objects.visible_to(request.user, at).filter(pk=found.pk).exists()
    return page(request, "tautan/show.html", {"usulan": found, "at": at, "rows": rows, "mine": mine})


@address("GET")
def pdf(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """The plan on paper."""
    return _paper(request, usulan, Document.Jenis.RENCANA_PDF)


@address("GET")
def xlsx(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """The plan as a workbook."""
    return _paper(request, usulan, Document.Jenis.RENCANA_XLSX)


def _find(request: Request, key: uuid.UUID) -> Usulan:
    return get_object_or_404(Usulan.objects.published_for(request.user, clock.now()).for_reading(), pk=key)


def _paper(request: Request, key: uuid.UUID, jenis: str) -> HttpResponse:
    return document_answer(get_object_or_404(_find(request, key).papers().valid(), jenis=jenis))
