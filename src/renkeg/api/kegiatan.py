"""Single kegiatan of a published plan over HTTP: cancel, postpone."""

from django.http import HttpResponse
from ninja import Router

from renkeg.lib.errors import NotThere
from renkeg.lib.keys import is_key
from renkeg.planning import actions, drafts
from renkeg.planning.models import Kegiatan

from . import schemas
from .auth import NOT_THERE, Request
from .bodies import Fields, read_object
from .usulan import show

router = Router(tags=["kegiatan"])


@router.post(
    "/{id}/cancel",
    response=schemas.Usulan,
    openapi_extra=schemas.body(schemas.CancelKegiatanInput) | {"x-hak": "kasubbag"},
)
def kegiatan_cancel(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Takes a kegiatan out of its published plan, with a reason."""
    kegiatan = _find(request, id)
    fields = Fields(read_object(request))
    catatan = fields.said("catatan")
    fields.finish()
    return show(request, actions.cancel_kegiatan(kegiatan, by=request.auth, catatan=catatan))


@router.post(
    "/{id}/postpone",
    response=schemas.Usulan,
    openapi_extra=schemas.body(schemas.PostponeKegiatanInput) | {"x-hak": "kasubbag"},
)
def kegiatan_postpone(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Moves a kegiatan of a published plan, with new days, into the plan of another month."""
    kegiatan = _find(request, id)
    raw = read_object(request)
    fields = Fields(raw)
    catatan = fields.said("catatan")
    fields.finish()
    tanggal = drafts.read_tanggal(raw.get("tanggal"), kegiatan.usulan.tahun)
    return show(request, actions.postpone_kegiatan(kegiatan, by=request.auth, tanggal=tanggal, catatan=catatan))


def _find(request: Request, key: str) -> Kegiatan:
    visible = Kegiatan.objects.visible_to(request.auth, request.at).select_related("usulan")
    found = visible.filter(pk=key).first() if is_key(key) else None
    if found is None:
        raise NotThere(NOT_THERE)
    request.usulan = found.usulan_id
    return found
