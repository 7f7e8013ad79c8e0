"""Published plans over HTTP: what the whole office reads."""

from django.http import HttpResponse, JsonResponse
from ninja import Query, Router

from renkeg.lib.errors import NotThere
from renkeg.papers.models import Document
from renkeg.planning.models import Usulan

from . import answers, schemas
from .auth import NOT_THERE, Request
from .dokumen import file
from .filters import Saring
from .usulan import key

router = Router(tags=["rencana"])


@router.get("", response=schemas.RencanaList)
def rencana_list(request: Request, saring: Query[Saring]) -> HttpResponse:
    """The published plans, newest month first."""
    found = Usulan.objects.published_for(request.auth, request.at).narrowed(**saring.model_dump())
    return JsonResponse({"items": [answers.rencana(row) for row in found.for_reading().newest_first()]})


@router.get("/{id}.pdf", openapi_extra=schemas.files("application/pdf"))
def rencana_pdf(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """The form Rencana Kegiatan Bulanan as PDF."""
    return _form(request, id, Document.Jenis.RENCANA_PDF)


@router.get("/{id}.xlsx", openapi_extra=schemas.files(schemas.XLSX))
def rencana_xlsx(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """The form Rencana Kegiatan Bulanan as a workbook."""
    return _form(request, id, Document.Jenis.RENCANA_XLSX)


@router.get("/{id}", response=schemas.RencanaWithRows)
def rencana_detail(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """One published plan with its kegiatan."""
    usulan = _find(request, id)
    rows = [answers.kegiatan(row) for row in usulan.kegiatan.all()]
    return JsonResponse(answers.rencana(usulan) | {"kegiatan": rows})


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
