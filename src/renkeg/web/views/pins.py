"""A remark on a row, ticked off or not."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.office import clock
from renkeg.office.models import Pegawai
from renkeg.planning import actions
from renkeg.planning.models import Pin, Usulan
from renkeg.web import pins
from renkeg.web.address import address
from renkeg.web.http import Request, page

# Where the form stood: the tails of the addresses to which it leads back.
_PLACES = {"kertas-kerja": "kertas-kerja/", "surat": "surat/"}


@address("POST")
def tick(request: Request, pin: str) -> HttpResponse:
    """Says that the remark was followed."""
    return _act(request, pin, actions.tick)


@address("POST")
def untick(request: Request, pin: str) -> HttpResponse:
    """Takes that back."""
    return _act(request, pin, actions.untick)


def _act(request: Request, key: str, verb: Callable[..., Usulan]) -> HttpResponse:
    by: Pegawai = request.user
    visible = Pin.objects.visible_to(by, clock.now()).select_related("tugas")
    usulan = verb(get_object_or_404(visible, pk=key), by=by)
    at, place = clock.now(), request.POST.get("dari", "")
    if not request.htmx:
        return redirect(f"{usulan.get_absolute_url()}{_PLACES.get(place, '')}#pin-{key}")
    shown = next(one for row in pins.rounds(usulan, by, at) for one in row.pins if one.pin.pk == key)
    return page(request, "pins/line.html", {"one": shown, "usulan": usulan, "at": at, "dari": place})
