"""Papers over HTTP: the file, and nothing that a browser could run."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router

from renkeg.lib.errors import NotThere
from renkeg.lib.keys import is_key
from renkeg.papers import documents, scans
from renkeg.papers.media_types import PDF, XLSX
from renkeg.papers.models import BeritaAcara, Document
from renkeg.planning import actions
from renkeg.planning.models import Usulan

from . import schemas
from .auth import NOT_THERE, Request, must_know_password
from .bodies import Fields, read_object, sent
from .usulan import key, show

_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|;%\u200e\u200f\u202a-\u202e\u2066-\u2069]+')

router = Router(tags=["dokumen"])


@router.get("/{id}", openapi_extra=schemas.files(PDF, XLSX))
def dokumen(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """The file of a paper; made on its first reading."""
    return file(_find(request, id))


@router.post("/{id}/sign", response=schemas.Usulan, openapi_extra=schemas.body(schemas.SignInput))
def dokumen_sign(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Puts my signature under a paper; the password is asked anew. Again is 200."""
    found = _find(request, id)
    request.usulan = key(found.subject.partition(":")[2])
    fields = Fields(read_object(request))
    typed = fields.said("password")
    said = {name: fields.said(name) or "" for name in ("nik", "passphrase")}
    fields.finish()
    must_know_password(request, typed)
    return show(request, actions.sign(found, by=request.auth, password=said))


@router.post("/{id}/scan", response=schemas.Usulan, openapi_extra=schemas.upload())
def dokumen_scan(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Puts the scan of a paper signed by hand (PDF, PNG, JPEG) in its place. Again is 200."""
    found = _find(request, id)
    request.usulan = key(found.subject.partition(":")[2])
    _, data = sent(request, most=scans.MOST_BYTES, what="pindaian (PDF, PNG, JPEG)")
    return show(request, actions.put_scan(found, data, by=request.auth))


def file(document: Document) -> HttpResponse:
    """The file as an answer: its type, a clean name, and a sandbox for whoever opens it in a browser."""
    return saved(documents.read(document), document.media_type, document.filename)


def saved(data: bytes, media_type: str, filename: str) -> HttpResponse:
    """A file to be saved, in the same way."""
    response = HttpResponse(data, content_type=media_type)
    name = _UNSAFE.sub(" ", filename).strip()
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _find(request: Request, id: str) -> Document:  # noqa: A002
    """The paper of that id that the person sees, else NotThere."""
    found = Document.objects.filter(pk=id).first() if is_key(id) else None
    if found is None or not _visible(request, found):
        raise NotThere(NOT_THERE)
    return found


def _visible(request: Request, document: Document) -> bool:
    kind, _, usulan = document.subject.partition(":")
    if kind == "berita_acara":
        return BeritaAcara.objects.visible_to(request.auth, request.at).filter(pk=usulan).exists()
    seen = Usulan.objects.visible_to(request.auth, request.at)
    return kind == "usulan" and seen.filter(pk=key(usulan)).exists()
