"""The words of the nota dinas, while they can still be changed."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.planning import actions
from renkeg.web import editing, forms, refusals
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.views.usulan import find


@address("GET", "POST")
def edit(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """Hal and pengantar."""
    found = find(request, usulan)
    if request.method != "POST":
        return page(request, "surat/edit.html", editing.surat(found, request.user, clock.now()))
    versi = forms.whole(request.POST.get("versi")) or 0
    try:
        found = actions.write_surat(found, forms.read_surat(request.POST), versi=versi, by=request.user)
    except (BadInput, Refused) as error:
        context = editing.surat(find(request, usulan), request.user, clock.now(), request.POST, error)
        return page(request, "surat/edit.html", context, status=refusals.status(error))
    messages.success(request, "Surat tersimpan.")
    return redirect(found)
