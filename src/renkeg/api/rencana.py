"""Published plans over HTTP: what the whole office reads."""

from django.http import HttpResponse, JsonResponse
from ninja import Query, Router

from renkeg.lib.errors import NotThere
from renkeg.office.models import Satker
from renkeg.papers import month as month_paper
from renkeg.papers import plain_table
from renkeg.papers.media_types import PDF, XLSX
from renkeg.papers.models import Document
from renkeg.planning import month
from renkeg.planning.contents import Contents
from renkeg.planning.models import Usulan

from . import answers, schemas
from .auth import NOT_THERE, Request
from .dokumen import file, saved
from .filters import Bulan, Saring
from .usulan import key

router = Router(tags=["rencana"])
months = Router(tags=["rencana"])
"""The files of a whole month, whose addresses are the noun itself with its ending."""


@router.get("", response=schemas.RencanaList)
def rencana_list(request: Request, saring: Query[Saring]) -> HttpResponse:
    """The published plans, newest month first."""
    found = Usulan.objects.published_for(request.auth, request.at).narrowed(**saring.model_dump())
    return JsonResponse({"items": [answers.rencana(row) for row in found.for_reading().newest_first()]})


@router.get("/{id}.pdf", openapi_extra=schemas.files(PDF))
def rencana_pdf(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """The form Rencana Kegiatan Bulanan as PDF."""
    return _form(request, id, Document.Jenis.RENCANA_PDF)


@router.get("/{id}.xlsx", openapi_extra=schemas.files(XLSX))
def rencana_xlsx(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """The form Rencana Kegiatan Bulanan as a workbook."""
    return _form(request, id, Document.Jenis.RENCANA_XLSX)


@router.get("/{id}", response=schemas.RencanaWithRows)
def rencana_detail(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """One published plan with its kegiatan."""
    usulan = _find(request, id)
    rows = [answers.kegiatan(row) for row in usulan.kegiatan.all()]
    return JsonResponse(answers.rencana(usulan) | {"kegiatan": rows})


@months.get("rencana.xlsx", openapi_extra=schemas.files(XLSX))
def month_xlsx(request: Request, bulan: Query[Bulan]) -> HttpResponse:
    """The recapitulation of a month and the form of every subbagian in one workbook."""
    found = _there(month.forms(bulan.tahun, bulan.bulan, request.auth, request.at, Satker.objects.office()))
    name = month.file_name(bulan.tahun, bulan.bulan)
    return saved(month_paper.as_workbook(found, made_for=request.at, title=name), XLSX, f"{name}.xlsx")


@months.get("rencana.csv", openapi_extra=schemas.files(schemas.CSV))
def month_csv(request: Request, bulan: Query[Bulan]) -> HttpResponse:
    """Every kegiatan of a month as a line of a plain table."""
    found = _there(month.rows(bulan.tahun, bulan.bulan, request.auth, request.at))
    name = month.file_name(bulan.tahun, bulan.bulan)
    return saved(month_paper.as_csv(found), plain_table.MEDIA_TYPE, f"{name}.csv")


def _there(found: Contents | None) -> Contents:
    if found is None:
        raise NotThere(NOT_THERE)
    return found


def _find(request: Request, id: str) -> Usulan:  # noqa: A002
    found = Usulan.objects.published_for(request.auth, request.at).for_reading().filter(pk=key(id)).first()
    if found is None:
        raise NotThere(NOT_THERE)
    return found


def _form(request: Request, id: str, jenis: Document.Jenis) -> HttpResponse:  # noqa: A002
    paper = _find(request, id).papers().valid().filter(jenis=jenis).first()
    if paper is None:
        raise NotThere(NOT_THERE)
    return file(paper)
