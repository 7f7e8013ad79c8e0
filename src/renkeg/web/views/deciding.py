"""Several decisions at once: read each, tick those to approve, send them together."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from renkeg.office import clock
from renkeg.web import deciding
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.where import Scene

TEMPLATE = "tugas/decide.html"


@address("GET", "POST")
def decide(request: Request) -> HttpResponse:
    """What waits for this person's Ya; those ticked are approved, each for itself."""
    if request.method != "POST":
        at = clock.now()
        calendar = Scene.here(request, at).calendar
        return page(request, TEMPLATE, deciding.show(request.user, at, calendar, request.GET.getlist("tugas")))
    outcomes = deciding.approve(request.user, clock.now(), request.POST)
    if outcomes and all(one.answer for one in outcomes.values()):
        return redirect(f"{reverse('decide_list')}?{urlencode({'tugas': list(outcomes)}, doseq=True)}")
    refused = any(one.refused and not one.bad for one in outcomes.values())
    at = clock.now()
    context = deciding.again(request.user, at, Scene.here(request, at).calendar, request.POST, outcomes)
    return page(request, TEMPLATE, context, status=409 if refused else 422)
