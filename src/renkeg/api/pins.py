"""Remarks on rows over HTTP: tick, untick. They are pinned by `send_back`."""

from django.http import HttpResponse
from ninja import Router

from renkeg.lib.errors import NotThere
from renkeg.lib.keys import is_key
from renkeg.planning import actions
from renkeg.planning.models import Pin

from . import schemas
from .auth import NOT_THERE, Request
from .usulan import show

router = Router(tags=["pins"])


@router.post("/{id}/tick", response=schemas.Usulan)
def pin_tick(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Says that a remark was followed; by whoever may change the form now."""
    return show(request, actions.tick(_find(request, id), by=request.auth))


@router.post("/{id}/untick", response=schemas.Usulan)
def pin_untick(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Takes that back."""
    return show(request, actions.untick(_find(request, id), by=request.auth))


def _find(request: Request, key: str) -> Pin:
    visible = Pin.objects.visible_to(request.auth, request.at).select_related("tugas")
    found = visible.filter(pk=key).first() if is_key(key) else None
    if found is None:
        raise NotThere(NOT_THERE)
    request.usulan = found.tugas.usulan_id
    return found
