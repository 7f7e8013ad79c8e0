"""The budget over HTTP: the POK in force with the room that each kode has."""

from django.http import HttpResponse, JsonResponse
from ninja import Query, Router

from renkeg.lib.errors import NotThere
from renkeg.office.models import Satker
from renkeg.planning import ledger, reports

from . import answers, schemas
from .auth import NOT_THERE, Request
from .filters import SaringPagu

router = Router(tags=["pagu"])


@router.get("", response=schemas.PaguList)
def pagu_list(request: Request, saring: Query[SaringPagu]) -> HttpResponse:
    """The kode of the year's POK in its order; with `q` those whose code holds it, or whose uraian holds all its words."""
    if not reports.open_to(request.auth, request.at):
        raise NotThere(NOT_THERE)
    tahun = saring.tahun or Satker.objects.office().day(request.at).year
    return JsonResponse(answers.pagu(ledger.of_year(tahun), saring.q or ""))
