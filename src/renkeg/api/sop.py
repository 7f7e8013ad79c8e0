"""The SOP as data."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from ninja import Router

from renkeg.lib.errors import NotThere
from renkeg.planning import sop as sops

from . import schemas
from .auth import NOT_THERE, Request

router = Router(tags=["sop"])


@router.get("", response=schemas.SopList)
def sop_list(request: Request) -> HttpResponse:
    """The SOP files at hand."""
    found = [sops.named(slug, settings.SOP_DIR) for slug in sops.slugs(settings.SOP_DIR)]
    items = [
        {"slug": one.slug, "identitas": dict(one.identitas), "langkah": len(one.langkah), "minutes": one.minutes}
        for one in found
    ]
    return JsonResponse({"items": items})


@router.get("/{slug}", response=schemas.Sop)
def sop_detail(request: Request, slug: str) -> HttpResponse:
    """One SOP: printed words and program keys."""
    if slug not in sops.slugs(settings.SOP_DIR):
        raise NotThere(NOT_THERE)
    return JsonResponse(sops.as_data(sops.named(slug, settings.SOP_DIR)))
