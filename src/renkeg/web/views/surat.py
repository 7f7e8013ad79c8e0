"""The words of the nota dinas, while they can still be changed."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.web import editing, refusals, sheets
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.views.usulan import find


@address("GET", "POST")
def edit(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """Hal and pengantar."""
    found = find(request, usulan)
    if request.method != "POST":
        return page(request, "surat/edit.html", editing.surat(found, request.user, clock.now()))
    try:
        found, writers = editing.save_surat(found, request.POST, by=request.user)
    except (BadInput, Refused) as error:
        context = editing.surat(find(request, usulan), request.user, clock.now(), request.POST, error)
        return page(request, "surat/edit.html", context, status=refusals.status(error))
    merged = f" Digabungkan dengan perubahan {sheets.told_by(writers, request.user)}." if writers else ""
    messages.success(request, f"Surat tersimpan.{merged}")
    return redirect(found)
