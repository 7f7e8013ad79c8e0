"""Usulan over HTTP: start, read, write, withdraw, cancel."""

import re
import uuid
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router

from renkeg.lib.errors import BadInput, NotThere, Stale
from renkeg.office import clock
from renkeg.papers.models import Document
from renkeg.planning import actions, drafts
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Verb

from . import answers, schemas
from .auth import NOT_THERE, Request
from .bodies import Fields, read_object
from .filters import SaringUsulan

PAGE = 50
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

router = Router(tags=["usulan"])


@router.get("", response=schemas.UsulanList)
def usulan_list(request: Request, saring: Query[SaringUsulan]) -> HttpResponse:
    """The usulan that I see, newest month first, 50 a page."""
    wanted = saring.model_dump(exclude={"page"})
    found = Usulan.objects.visible_to(request.auth, request.at).narrowed(**wanted)
    page = saring.page or 1
    total = found.count()
    rows = list(found.for_reading().newest_first()[(page - 1) * PAGE : page * PAGE])
    papers = _papers(rows)
    items = [answers.usulan_in_list(row, papers[row.subject], by=request.auth, at=request.at) for row in rows]
    return JsonResponse({"items": items, "total": total, "page": page, "pages": max(1, -(-total // PAGE))})


@router.get("/{id}", response=schemas.Usulan)
def usulan_detail(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """One usulan with its kegiatan and its history."""
    return JsonResponse(_present(request, find(request, id).pk))


@router.put(
    "/{id}",
    response={200: schemas.Usulan, 201: schemas.Usulan},
    openapi_extra=schemas.body(schemas.StartInput) | {"x-hak": "kasubbag"},
)
def usulan_start(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """A Kasubbag starts a usulan under a UUID of his own; again with the same body is 200."""
    if not _UUID.fullmatch(id):
        raise BadInput.at("id", "Buat tanda pengenal berupa UUID, misalnya 3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11.")
    raw = read_object(request)
    fields = Fields(raw)
    unit = fields.said("unit")
    fields.finish()
    usulan, new = actions.start(uuid.UUID(id), drafts.read_awal(raw), by=request.auth, unit=unit)
    return show(request, usulan, status=201 if new else 200)


@router.put("/{id}/surat", response=schemas.Usulan, openapi_extra=schemas.body(schemas.SuratInput))
def surat_write(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Changes hal and pengantar of the letter, and its classification where it is named."""
    usulan = find(request, id)
    raw = read_object(request)
    fields = Fields(raw)
    versi, klasifikasi = fields.whole("versi"), fields.said("klasifikasi")
    fields.finish()
    surat = drafts.read_surat(raw)
    return show(request, actions.write_surat(usulan, surat, versi=versi, by=request.auth, klasifikasi=klasifikasi))


@router.put("/{id}/kegiatan", response=schemas.Usulan, openapi_extra=schemas.body(schemas.AllKegiatanInput))
def kegiatan_write(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Replaces all rows of the form."""
    usulan = find(request, id)
    raw = read_object(request)
    versi = _versi(raw)
    rows = drafts.read_kegiatan(raw.get("kegiatan"), usulan.tahun)
    return show(request, actions.write_kegiatan(usulan, rows, versi=versi, by=request.auth))


@router.put(
    "/{id}/revisi/{revisi}",
    response={200: schemas.Usulan, 201: schemas.Usulan},
    openapi_extra=schemas.body(schemas.RevisiInput) | {"x-hak": "kasubbag"},
)
def usulan_revise(request: Request, id: str, revisi: str) -> HttpResponse:  # noqa: A002
    """Begins the revision of a published plan under a UUID of the caller; again with the same body is 200."""
    if not _UUID.fullmatch(revisi):
        raise BadInput.at("revisi", "Buat tanda pengenal berupa UUID, misalnya 3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11.")
    usulan = find(request, id)
    surat = drafts.read_surat(read_object(request))
    revision, new = actions.revise(usulan, uuid.UUID(revisi), surat, by=request.auth)
    return show(request, revision, status=201 if new else 200)


@router.post("/{id}/withdraw", response=schemas.Usulan, openapi_extra=schemas.body(schemas.WithdrawInput))
def usulan_withdraw(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Takes back what I sent on, before the next one has acted."""
    tugas, catatan = _ended(request, id)
    return show(request, actions.withdraw(tugas, by=request.auth, catatan=catatan))


@router.post(
    "/{id}/cancel", response=schemas.Usulan, openapi_extra=schemas.body(schemas.CancelInput) | {"x-hak": "kasubbag"}
)
def usulan_cancel(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Ends the usulan with a reason, until it is published."""
    tugas, catatan = _ended(request, id)
    return show(request, actions.cancel(tugas, by=request.auth, catatan=catatan))


class TugasVerb(StrEnum):
    """What can be done with a tugas; `withdraw` and `cancel` are asked of the usulan."""

    PROPOSE = Verb.PROPOSE
    APPROVE = Verb.APPROVE
    SEND_BACK = Verb.SEND_BACK
    DISPOSE = Verb.DISPOSE
    ASSIGN = Verb.ASSIGN
    SUBMIT = Verb.SUBMIT
    PUBLISH = Verb.PUBLISH
    ACKNOWLEDGE = Verb.ACKNOWLEDGE


def find(request: Request, id: str) -> Usulan:  # noqa: A002
    """The usulan of that id that the person sees, else NotThere."""
    found = Usulan.objects.visible_to(request.auth, request.at).filter(pk=key(id)).first()
    if found is None:
        raise NotThere(NOT_THERE)
    request.usulan = found.pk
    return found


def key(id: str) -> uuid.UUID:  # noqa: A002
    """The id of an address as a UUID, else NotThere."""
    if not _UUID.fullmatch(id):
        raise NotThere(NOT_THERE)
    return uuid.UUID(id)


def show(request: Request, usulan: Usulan, *, status: int = 200) -> HttpResponse:
    """The usulan that a verb has just returned; it is not read again."""
    at = clock.now()
    return JsonResponse(answers.usulan(usulan, _about(usulan), by=request.auth, at=at), status=status)


def at_hand(request: HttpRequest) -> answers.Json | None:
    """The usulan that the request was about, as it stands now."""
    pk = getattr(request, "usulan", None)
    return None if pk is None else _present(request, pk)  # type: ignore[arg-type]


def _present(request: Request, pk: uuid.UUID) -> answers.Json:
    while True:
        usulan = Usulan.objects.visible_to(request.auth, request.at).for_reading().filter(pk=pk).first()
        if usulan is None:
            raise NotThere(NOT_THERE)
        told = answers.usulan(usulan, _about(usulan), by=request.auth, at=request.at)
        # Rows are read by several statements; somebody may have acted between them.
        if Usulan.objects.filter(pk=pk, versi=usulan.versi).exists():
            return told


def _about(usulan: Usulan) -> Iterable[Document]:
    return usulan.papers().select_related("signing__by").defer("contents")


def _papers(rows: Iterable[Usulan]) -> dict[str, list[Document]]:
    """The papers of several usulan in one query."""
    papers: dict[str, list[Document]] = {row.subject: [] for row in rows}
    for paper in Document.objects.filter(subject__in=papers).select_related("signing__by").defer("contents"):
        papers[paper.subject].append(paper)
    return papers


def _versi(raw: Any) -> int:
    fields = Fields(raw)
    versi = fields.whole("versi")
    fields.finish()
    return versi


def _ended(request: Request, id: str) -> tuple[Tugas, str | None]:  # noqa: A002
    """The tugas that the person saw open, and his reason."""
    usulan = find(request, id)
    fields = Fields(read_object(request))
    seen, catatan = fields.line("tugas", longest=40), fields.said("catatan")
    fields.finish()
    tugas = Tugas.objects.visible_to(request.auth, request.at).filter(usulan=usulan, pk=seen).first()
    if tugas is None:
        raise Stale("Tugas itu bukan tugas usulan ini. Periksa keadaannya yang sekarang.")
    return tugas, catatan
