"""Papers to read: the file as it was made, under a clean name."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from renkeg.office import clock
from renkeg.papers import documents
from renkeg.papers.media_types import PDF
from renkeg.papers.models import Document
from renkeg.planning.models import Usulan
from renkeg.web.address import address
from renkeg.web.http import Request


@address("GET")
def show(request: Request, dokumen: str) -> HttpResponse:
    """A paper of a usulan that the person sees; made on its first reading."""
    paper = get_object_or_404(Document, pk=dokumen)
    kind, _, key = paper.subject.partition(":")
    if kind != "usulan":
        raise Http404
    get_object_or_404(Usulan.objects.visible_to(request.user, clock.now()), pk=uuid.UUID(key))
    return document_answer(paper)


def document_answer(paper: Document) -> HttpResponse:
    """A paper's file."""
    return file_answer(documents.read(paper), paper.media_type, paper.filename)


def file_answer(data: bytes, media_type: str, filename: str) -> HttpResponse:
    """A PDF opens in the reader, everything else is saved."""
    response = HttpResponse(data, content_type=media_type)
    disposition = content_disposition_header(media_type != PDF, filename)
    response.headers["Content-Disposition"] = disposition or "inline"
    return response
