"""A letter's way into SRIKANDI: the package to take there, and the number that is typed or scanned back."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.papers import documents
from renkeg.papers import srikandi as packing
from renkeg.papers.models import LETTERS, Document, Registration
from renkeg.planning import actions, archived
from renkeg.planning.models import Usulan
from renkeg.web import refusals, shelves
from renkeg.web.address import address
from renkeg.web.fields import Field, Form, Reader, typed
from renkeg.web.http import Request, page
from renkeg.web.views.dokumen import file_answer

_STATUS = ("Terdaftar", "Terkirim", "Ditandatangani", "Selesai")

FIELDS = (
    Field(
        "baris",
        "Tempel atau pindai",
        "Satu baris dari SRIKANDI atau pembaca kode batang: nomor; tanggal; status. Boleh dikosongkan, lalu isi di bawah.",
        required=False,
        longest=250,
    ),
    Field("nomor", "Nomor di SRIKANDI", longest=100, short=True),
    Field("tanggal", "Tanggal", kind="date", short=True),
    Field("status", "Status", f"Misalnya {', '.join(_STATUS)}.", longest=40, short=True),
)
REASON = Field("catatan", "Alasan koreksi", "Mengapa nomor, tanggal atau statusnya diganti.", kind="area")


@address("GET", "POST")
def show(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """What SRIKANDI said of the letter so far, and the form that takes it."""
    at = clock.now()
    found = _find(request, usulan, at)
    rows = list(Registration.objects.filter(subject=found.subject).select_related("by"))
    fields = (*FIELDS, REASON) if rows else FIELDS
    if request.method != "POST":
        return _page(request, found, rows, Form(fields, _present(rows)), at)
    told = typed(request.POST, fields)
    line = shelves.scanned(told["baris"])
    told |= {name: value for name in ("nomor", "tanggal", "status") if (value := getattr(line, name))}
    try:
        reader = Reader(told)
        nomor, status = reader.line("nomor", longest=100), reader.line("status", longest=40)
        tanggal = reader.day("tanggal")
        reader.finish()
        actions.register(
            found, nomor=nomor, tanggal=tanggal, status=status, catatan=told.get("catatan", ""), by=request.user
        )
    except (BadInput, Refused) as error:
        return _page(request, found, rows, Form(fields, told, error), at, status=refusals.status(error))
    messages.success(request, f"Tercatat: SRIKANDI nomor {nomor}.")
    return redirect("srikandi", found.pk)


@address("GET")
def package(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """Paket SRIKANDI: the signed letter with what belongs to it, as one ZIP."""
    found = _find(request, usulan, clock.now())
    papers = list(found.papers().valid().select_related("arsip", "arsip__unit"))
    letter = next((one for one in papers if one.jenis in LETTERS), None)
    if letter is None:
        raise Http404
    others = [one for one in papers if one.jenis == Document.Jenis.LEMBAR_DISPOSISI]
    # Read first: making a file writes its hash, which the metadata tell.
    data = documents.read(letter)
    files = [packing.File(one.name, "pdf", documents.read(one)) for one in others]
    letter.refresh_from_db(fields=["sha256"])
    zipped = packing.package(
        packing.File(letter.name, "pdf", data),
        files,
        archived.metadata(found, letter, letter.arsip, others),
        archived.checklist(found, letter),
        made_for=letter.made_for,
    )
    return file_answer(zipped, packing.MEDIA_TYPE, f"Paket SRIKANDI {packing.safe(letter.name)}.zip")


def _find(request: Request, key: uuid.UUID, at: datetime) -> Usulan:
    return get_object_or_404(Usulan.objects.visible_to(request.user, at).for_reading(), pk=key)


def _present(rows: list[Registration]) -> dict[str, str]:
    """What the form begins with: what was typed back last."""
    if not rows:
        return {"status": _STATUS[0]}
    last = rows[-1]
    return {"nomor": last.nomor, "tanggal": last.tanggal.isoformat(), "status": last.status}


def _page(
    request: Request, found: Usulan, rows: list[Registration], form: Form, at: datetime, status: int = 200
) -> HttpResponse:
    context = {
        "at": at,
        "usulan": found,
        "rows": rows[::-1],
        "form": form,
        "letter": found.papers().valid().filter(jenis__in=LETTERS).defer("contents").first(),
        "refusal": found.register_refusal(request.user, at),
    }
    return page(request, "usulan/srikandi.html", context, status=status)
