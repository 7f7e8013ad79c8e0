"""The verbs, each a button: find the tugas, act, show what follows."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.planning import actions
from renkeg.planning.models import Tugas, Usulan
from renkeg.web import pins, refusals, saying, showing
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.where import Scene

Act = Callable[[Request, Tugas, saying.Said], Usulan]


def _button(act: Act) -> Callable[[Request, str], HttpResponse]:
    """An address that does `act` with the tugas that the person saw; what cannot be taken is shown again."""

    @address("POST")
    @wraps(act)
    def view(request: Request, tugas: str) -> HttpResponse:
        seen = _find(request, tugas)
        said = saying.read(request.POST)
        try:
            usulan = act(request, seen, said)
        except (BadInput, Refused) as error:
            return _again(request, seen, act.__name__, said, error)
        return redirect(f"{usulan.get_absolute_url()}?tugas={seen.pk}")

    return view


@_button
def propose(request: Request, tugas: Tugas, said: saying.Said) -> Usulan:
    """Hands the usulan up."""
    return actions.propose(tugas, by=request.user, seen=said.seen, catatan=said.catatan)


@_button
def approve(request: Request, tugas: Tugas, said: saying.Said) -> Usulan:
    """Says Ya."""
    return actions.approve(
        tugas,
        by=request.user,
        seen=said.seen,
        catatan=said.catatan,
        instruksi=said.instruksi,
        nomor=said.nomor,
        nomor_dari=said.nomor_dari,
    )


@_button
def send_back(request: Request, tugas: Tugas, said: saying.Said) -> Usulan:
    """Says Tidak, with the reason."""
    reason = saying.reason(said, tugas.usulan)
    return actions.send_back(tugas, by=request.user, seen=said.seen, catatan=reason, pins=pins.data(said.pins))


@_button
def dispose(request: Request, tugas: Tugas, said: saying.Said) -> Usulan:
    """Hands the disposisi down."""
    return actions.dispose(tugas, by=request.user, seen=said.seen, catatan=said.catatan, instruksi=said.instruksi)


@_button
def assign(request: Request, tugas: Tugas, said: saying.Said) -> Usulan:
    """Names the petugas, or another one."""
    return actions.assign(tugas, by=request.user, seen=said.seen, catatan=said.catatan, petugas=said.petugas)


@_button
def submit(request: Request, tugas: Tugas, said: saying.Said) -> Usulan:
    """Hands the completed form over."""
    return actions.submit(tugas, by=request.user, seen=said.seen, catatan=said.catatan)


@_button
def publish(request: Request, tugas: Tugas, said: saying.Said) -> Usulan:
    """Puts the plan on the Tautan."""
    return actions.publish(tugas, by=request.user, seen=said.seen, catatan=said.catatan)


@_button
def acknowledge(request: Request, tugas: Tugas, said: saying.Said) -> Usulan:
    """The Kabag acknowledges the form."""
    return actions.acknowledge(tugas, by=request.user, seen=said.seen, catatan=said.catatan)


@_button
def withdraw(request: Request, tugas: Tugas, said: saying.Said) -> Usulan:
    """Takes back what one sent on."""
    return actions.withdraw(tugas, by=request.user, catatan=said.catatan)


@_button
def cancel(request: Request, tugas: Tugas, said: saying.Said) -> Usulan:
    """Ends the usulan."""
    return actions.cancel(tugas, by=request.user, catatan=said.catatan)


def _find(request: Request, key: str) -> Tugas:
    tugas = Tugas.objects.visible_to(request.user, clock.now()).select_related("usulan")
    return get_object_or_404(tugas, pk=key)


def _again(request: Request, tugas: Tugas, verb: str, said: saying.Said, error: BadInput | Refused) -> HttpResponse:
    """The page as it stands now, with what was typed: also where a rule said no, so that no word is lost."""
    at = clock.now()
    usulan = get_object_or_404(Usulan.objects.visible_to(request.user, at).for_reading(), pk=tugas.usulan_id)
    context = showing.detail(usulan, request.user, at, Scene.here(request, at).calendar) | showing.again(
        said, verb, error, usulan
    )
    return page(request, "usulan/show.html", context, status=refusals.status(error))
