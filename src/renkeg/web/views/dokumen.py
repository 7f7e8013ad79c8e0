"""Papers to read: the file as it was made, under a clean name."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.papers import documents, scans
from renkeg.papers.media_types import PDF
from renkeg.papers.models import BeritaAcara, Document
from renkeg.planning import actions
from renkeg.planning.models import Usulan
from renkeg.web import own_password, papers, refusals, showing
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.sent_files import sent_file
from renkeg.web.where import Scene


@address("GET")
def show(request: Request, dokumen: str) -> HttpResponse:
    """A paper of a usulan, or a berita acara, that the person sees; made on its first reading."""
    paper = get_object_or_404(Document, pk=dokumen)
    kind, _, key = paper.subject.partition(":")
    if kind == "berita_acara":
        get_object_or_404(BeritaAcara.objects.visible_to(request.user, clock.now()), pk=key)
    else:
        paper, _usulan = _find(request, dokumen)
    return document_answer(paper)


@address("POST")
def sign(request: Request, dokumen: str) -> HttpResponse:
    """Puts this person's signature under a paper, once he has typed his password anew."""
    paper, usulan = _find(request, dokumen)
    try:
        own_password.ask(request)
        said = {name: request.POST.get(name, "") for name in ("nik", "passphrase")}
        actions.sign(paper, by=request.user, password=said)
    except (BadInput, Refused) as error:
        return _again(request, paper, usulan, error, "sign")
    messages.success(request, f"{paper.get_jenis_display()} sudah Anda tanda tangani.")
    return redirect(f"{usulan.get_absolute_url()}#berkas")


@address("POST")
def scan(request: Request, dokumen: str) -> HttpResponse:
    """Puts the scan of a paper that was signed by hand in its place."""
    paper, usulan = _find(request, dokumen)
    try:
        file = sent_file(
            request, "file", most=scans.MOST_BYTES, otherwise="Pilih dahulu berkas pindaiannya (PDF, PNG atau JPEG)."
        )
        actions.put_scan(paper, file.data, by=request.user)
    except (BadInput, Refused) as error:
        return _again(request, paper, usulan, error, "scan")
    messages.success(request, f"Pindaian tersimpan sebagai {paper.get_jenis_display().lower()} yang berlaku.")
    return redirect(f"{usulan.get_absolute_url()}#berkas")


def _again(request: Request, paper: Document, usulan: Usulan, error: BadInput | Refused, verb: str) -> HttpResponse:
    at = clock.now()
    found = get_object_or_404(Usulan.objects.visible_to(request.user, at).for_reading(), pk=usulan.pk)
    context = showing.detail(found, request.user, at, Scene.here(request, at).calendar) | papers.again(
        paper, error, verb
    )
    return page(request, "usulan/show.html", context, status=refusals.status(error))


def _find(request: Request, dokumen: str) -> tuple[Document, Usulan]:
    """A paper and its usulan, where this person sees it; else 404."""
    paper = get_object_or_404(Document, pk=dokumen)
    kind, _, key = paper.subject.partition(":")
    if kind != "usulan":
        raise Http404
    return paper, get_object_or_404(Usulan.objects.visible_to(request.user, clock.now()), pk=uuid.UUID(key))


def document_answer(paper: Document) -> HttpResponse:
    """A paper's file."""
    return file_answer(documents.read(paper), paper.media_type, paper.filename)


def file_answer(data: bytes, media_type: str, filename: str) -> HttpResponse:
    """A PDF opens in the reader, everything else is saved."""
    response = HttpResponse(data, content_type=media_type)
    disposition = content_disposition_header(media_type != PDF, filename)
    response.headers["Content-Disposition"] = disposition or "inline"
    return response
