"""The form of rows: filled in by whose turn it is, read by everybody else who sees the usulan."""

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
    """All rows of the form at once."""
    found = find(request, usulan)
    if request.method != "POST" or request.POST.get("aksi") == "tambah":
        return page(request, "kertas_kerja/edit.html", editing.rows(found, request.user, clock.now(), request.POST))
    versi = forms.whole(request.POST.get("versi")) or 0
    typed = forms.rows_typed(request.POST)
    try:
        found = actions.write_kegiatan(found, forms.read_rows(typed, found.tahun), versi=versi, by=request.user)
    except (BadInput, Refused) as error:
        context = editing.rows(find(request, usulan), request.user, clock.now(), request.POST, error)
        return page(request, "kertas_kerja/edit.html", context, status=refusals.status(error))
    messages.success(request, "Kertas kerja tersimpan.")
    return redirect(request.path if request.POST.get("aksi") == "lanjut" else found)
