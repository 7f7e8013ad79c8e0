"""The kertas kerja as a file: taken along, brought back, looked at, accepted."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.papers.media_types import XLSX
from renkeg.planning import contents, uploading, workbook
from renkeg.planning.models import Upload
from renkeg.web import comparing, refusals
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.sent_files import NO_FILE, sent_file
from renkeg.web.views.dokumen import file_answer
from renkeg.web.views.usulan import find


@address("GET")
def download(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """The form with its rows as they stand now, to fill in anywhere."""
    found = find(request, usulan)
    name = contents.paper_name(found, "Kertas Kerja")
    return file_answer(workbook.form_of(found, at=clock.now()), XLSX, f"{name}.xlsx")


@address("GET", "POST")
def upload(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """Takes a filled form; saves nothing but what it said."""
    found = find(request, usulan)
    error: BadInput | Refused | None = None
    if request.method == "POST":
        try:
            name, data = sent_file(request, "file", otherwise=NO_FILE)
            kept = uploading.keep(found, data, name=name, by=request.user)
            return redirect("unggahan", usulan=found.pk, upload=kept.pk)
        except (BadInput, Refused) as refused:
            error = refused
    context = comparing.empty(found, request.user, error)
    return page(request, "unggahan/new.html", context, status=refusals.status(error) if error else 200)


@address("GET", "POST")
def show(request: Request, usulan: uuid.UUID, upload: str) -> HttpResponse:
    """What the file would change; accepting it saves all of it or nothing."""
    found = find(request, usulan)
    kept = get_object_or_404(Upload.objects.visible_to(request.user, clock.now()), pk=upload, usulan=found)
    if request.method != "POST":
        return page(request, "unggahan/show.html", comparing.context(kept, found, request.user))
    try:
        saved = uploading.accept(kept, by=request.user, choices=comparing.choices(request.POST))
    except (BadInput, Refused) as error:
        context = comparing.context(kept, find(request, usulan), request.user, post=request.POST, error=error)
        return page(request, "unggahan/show.html", context, status=refusals.status(error))
    messages.success(request, f"Isi {kept.name} tersimpan pada kertas kerja.")
    return redirect(f"{saved.get_absolute_url()}kertas-kerja/")
