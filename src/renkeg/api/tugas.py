"""Tugas over HTTP: my desk, and the verbs of the SOP."""

from django.db.models import Prefetch
from django.http import HttpResponse, JsonResponse
from ninja import Router

from renkeg.lib.errors import NotThere
from renkeg.lib.keys import is_key
from renkeg.planning import actions
from renkeg.planning.models import Tugas, Usulan

from . import answers, schemas
from .auth import NOT_THERE, Request
from .bodies import Fields, read_object
from .usulan import TugasVerb, show

router = Router(tags=["tugas"])


@router.get("", response=schemas.TugasList)
def tugas_list(request: Request) -> HttpResponse:
    """What waits for me, the most urgent first."""
    me, at = request.auth, request.at
    waiting = Tugas.objects.visible_to(me, at).waiting_for(me, at).for_reading().most_urgent_first()
    rows = waiting.prefetch_related(Prefetch("usulan", queryset=Usulan.objects.for_reading()))
    return JsonResponse({"items": [answers.tugas(row, by=me, at=at) for row in rows]})


@router.post("/{id}/{verb}", response=schemas.Usulan, openapi_extra=schemas.body(schemas.VerbInput, required=False))
def tugas_act(request: Request, id: str, verb: str) -> HttpResponse:  # noqa: A002
    """Does one of the SOP's verbs: propose, approve, send_back, dispose, assign, submit, publish, acknowledge."""
    tugas = _find(request, id)
    if verb not in set(TugasVerb):
        raise NotThere(NOT_THERE)
    raw = read_object(request)
    fields = Fields(raw)
    seen, catatan, petugas = fields.said("seen"), fields.said("catatan"), fields.said("petugas")
    instruksi = fields.said_list("instruksi")
    nomor, nomor_dari = fields.said("nomor"), fields.said("nomor_dari")
    fields.finish()
    by = request.auth
    match TugasVerb(verb):
        case TugasVerb.PROPOSE:
            usulan = actions.propose(tugas, by=by, seen=seen, catatan=catatan)
        case TugasVerb.APPROVE:
            usulan = actions.approve(
                tugas,
                by=by,
                seen=seen,
                catatan=catatan,
                instruksi=instruksi,
                nomor=nomor,
                nomor_dari=nomor_dari,
            )
        case TugasVerb.SEND_BACK:
            usulan = actions.send_back(tugas, by=by, seen=seen, catatan=catatan, pins=raw.get("pins"))
        case TugasVerb.DISPOSE:
            usulan = actions.dispose(tugas, by=by, seen=seen, catatan=catatan, instruksi=instruksi)
        case TugasVerb.ASSIGN:
            usulan = actions.assign(tugas, by=by, seen=seen, catatan=catatan, petugas=petugas)
        case TugasVerb.SUBMIT:
            usulan = actions.submit(tugas, by=by, seen=seen, catatan=catatan)
        case TugasVerb.PUBLISH:
            usulan = actions.publish(tugas, by=by, seen=seen, catatan=catatan)
        case TugasVerb.ACKNOWLEDGE:
            usulan = actions.acknowledge(tugas, by=by, seen=seen, catatan=catatan)
    return show(request, usulan)


def _find(request: Request, id: str) -> Tugas:  # noqa: A002
    """The tugas of that id whose usulan the person sees, else NotThere."""
    found = Tugas.objects.visible_to(request.auth, request.at).filter(pk=id).first() if is_key(id) else None
    if found is None:
        raise NotThere(NOT_THERE)
    request.usulan = found.usulan_id
    return found
