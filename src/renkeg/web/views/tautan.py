"""The Tautan Perencanaan Kegiatan: the published plans, for everyone in the office."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from renkeg.office import clock
from renkeg.office.calendar import Calendar
from renkeg.office.models import Satker, Unit
from renkeg.papers import month as month_paper
from renkeg.papers import plain_table
from renkeg.papers import recap as recap_paper
from renkeg.papers.media_types import PDF, XLSX
from renkeg.papers.models import Document
from renkeg.planning import contents, month, recap, reports
from renkeg.planning.models import Usulan
from renkeg.planning.models.usulan import Keadaan, UsulanQuerySet
from renkeg.planning.year import year as year_of
from renkeg.web import plans
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.matrix import Reader
from renkeg.web.views.dokumen import document_answer, file_answer


@address("GET")
def show_all(request: Request) -> HttpResponse:
    """The office's year and the plans of the month; or the rows in which a word stands."""
    at = clock.now()
    if not reports.open_to(request.user, at):
        return page(request, "tautan/closed.html", {})
    satker = Satker.objects.office()
    units = [one for one in Unit.objects.all() if one.jenis == Unit.Jenis.SUBBAGIAN]
    asked = plans.asked(request.GET, units)
    readable = Usulan.objects.published_for(request.user, at)
    found = _found(request, asked, readable) if asked.cari else _month(request, asked, readable, satker, at)
    years = reports.years(request.user, at, satker.day(at))
    unit = next((one for one in units if one.slug == asked.unit), None)
    context = {
        "at": at,
        "units": units,
        "unit": unit,
        **found,
        **plans.choices(found["filters"], years, found.get("year")),
    }
    return page(request, "tautan/list.html", context, part="tautan")


@address("GET")
def show(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """One plan with its rows, also one that a revision has replaced."""
    at = clock.now()
    found = _find(request, usulan)
    versions = reports.versions(found, request.user, at)
    context = {
        "at": at,
        "usulan": found,
        "plan": reports.plans([found])[0],
        "rows": [contents.row(one, number) for number, one in enumerate(found.kegiatan.all(), 1)],
        "replaced": found.keadaan is Keadaan.DIGANTIKAN,
        "versions": list(enumerate(versions)) if len(versions) > 1 else [],
        "mine": Usulan.objects.visible_to(request.user, at).filter(pk=found.pk).exists(),
    }
    return page(request, "tautan/show.html", context)


@address("GET")
def pdf(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """The plan on paper."""
    return _paper(request, usulan, Document.Jenis.RENCANA_PDF)


@address("GET")
def xlsx(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """The plan as a workbook."""
    return _paper(request, usulan, Document.Jenis.RENCANA_XLSX)


@address("GET")
def recap_pdf(request: Request, tahun: int, bulan: int) -> HttpResponse:
    """The plans of the whole office in one month on paper; drawn anew each time and kept nowhere."""
    at = clock.now()
    found = _recap(request, tahun, bulan, at)
    name = recap.recap_name(found)
    data = recap_paper.as_pdf(found, made_for=at, title=name)
    return file_answer(data, PDF, f"{name}.pdf")


@address("GET")
def recap_xlsx(request: Request, tahun: int, bulan: int) -> HttpResponse:
    """The plans of the whole office in one month as a workbook; drawn anew each time and kept nowhere."""
    at = clock.now()
    found = _recap(request, tahun, bulan, at)
    name = recap.recap_name(found)
    data = recap_paper.as_workbook(found, made_for=at, title=name)
    return file_answer(data, XLSX, f"{name}.xlsx")


@address("GET")
def month_xlsx(request: Request, tahun: int, bulan: int) -> HttpResponse:
    """The recapitulation of one month and the form of every subbagian in one workbook; drawn anew and kept nowhere."""
    at = clock.now()
    found = _there(month.forms(*_of(tahun, bulan), request.user, at, Satker.objects.office()))
    name = month.file_name(tahun, bulan)
    data = month_paper.as_workbook(found, made_for=at, title=name)
    return file_answer(data, XLSX, f"{name}.xlsx")


@address("GET")
def month_csv(request: Request, tahun: int, bulan: int) -> HttpResponse:
    """Every kegiatan of one month as a line of a plain table; drawn anew and kept nowhere."""
    found = _there(month.rows(*_of(tahun, bulan), request.user, clock.now()))
    return file_answer(month_paper.as_csv(found), plain_table.MEDIA_TYPE, f"{month.file_name(tahun, bulan)}.csv")


def _month(
    request: Request, asked: plans.Asked, readable: UsulanQuerySet, satker: Satker, at: datetime
) -> dict[str, Any]:
    today = satker.day(at)
    calendar = Calendar.of(satker)
    year = year_of(asked.tahun or plans.present_year(readable, today), request.user, at, satker, calendar)
    bulan = asked.bulan if "bulan" in request.GET else plans.present_month(year, today)
    asked = replace(asked, tahun=year.tahun, bulan=bulan)
    wanted = asked.of(readable)
    leaf = plans.leaf(wanted, request.GET)
    return {
        "filters": asked,
        "year": year,
        "groups": list(Reader(request.user, at, calendar).groups(year)),
        "leaf": leaf,
        "plans": reports.plans(leaf),
        "sums": reports.sum_of(wanted),
        "recap": bulan is not None and year.months[bulan - 1].any,
    }


def _found(request: Request, asked: plans.Asked, readable: UsulanQuerySet) -> dict[str, Any]:
    found = reports.search(asked.of(readable), asked.words)
    leaf = Paginator(found.keys, plans.PER_PAGE).get_page(request.GET.get("hal"))
    hits = plans.hits(reports.kegiatan(list(leaf.object_list)), asked.words)
    return {"filters": asked, "leaf": leaf, "hits": hits, "total": found.total}


def _find(request: Request, key: uuid.UUID) -> Usulan:
    return get_object_or_404(Usulan.objects.ever_published_for(request.user, clock.now()).for_reading(), pk=key)


def _paper(request: Request, key: uuid.UUID, jenis: str) -> HttpResponse:
    # The last one of its kind: of a plan that was replaced the paper that was in force last.
    papers = _find(request, key).papers().exclude(keadaan=Document.Keadaan.BATAL).filter(jenis=jenis)
    paper = papers.order_by("-versi").first()
    if paper is None:
        raise Http404
    return document_answer(paper)


def _recap(request: Request, tahun: int, bulan: int, at: datetime) -> contents.Contents:
    return _there(recap.of_month(*_of(tahun, bulan), request.user, at, Satker.objects.office()))


def _of(tahun: int, bulan: int) -> tuple[int, int]:
    if tahun not in plans.YEARS or bulan not in range(1, 13):
        raise Http404
    return tahun, bulan


def _there(found: contents.Contents | None) -> contents.Contents:
    if found is None:
        raise Http404
    return found
