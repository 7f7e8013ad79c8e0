"""Destroying papers whose retention is over: who keeps them proposes, the Sekretaris reads the list and decides."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.office.models import Jabatan, Unit
from renkeg.papers import archive
from renkeg.papers.models import BeritaAcara, Document
from renkeg.planning import actions
from renkeg.web import refusals
from renkeg.web.address import address
from renkeg.web.fields import Field, Form, Reader, typed
from renkeg.web.http import Request, page

_MOST_ACTS: Final = 100

REASON: Final = (
    Field("catatan", "Alasan usul", "Misalnya: retensi lewat menurut JRA, tidak bernilai guna lagi.", kind="area"),
)
DECLINE: Final = (Field("catatan", "Alasan", "Paling sedikit dua kata.", kind="area"),)
GROUND: Final = (
    Field("nomor", "Nomor berita acara", longest=100, short=True),
    Field("tanggal", "Tanggal berita acara", kind="date", short=True),
    Field(
        "izin_dari",
        "Persetujuan tertulis dari",
        "Siapa yang menyetujui dari luar kantor, misalnya ANRI atau Sekretaris Jenderal.",
        longest=150,
    ),
    Field("izin_nomor", "Nomor persetujuan", longest=100, short=True),
    Field("izin_tanggal", "Tanggal persetujuan", kind="date", short=True),
)


@address("GET", "POST")
def propose(request: Request) -> HttpResponse:
    """What may be destroyed of the papers that the person keeps, and every berita acara that he may read."""
    at = clock.now()
    if request.method != "POST":
        return _propose(request, at, {}, None)
    told = typed(request.POST, REASON)
    try:
        made = actions.propose_destruction(
            request.POST.getlist("arsip")[: actions.MOST_ITEMS + 1], alasan=told["catatan"], by=request.user
        )
    except (BadInput, Refused) as error:
        return _propose(request, at, told, error)
    messages.success(request, "Diusulkan. Sekretaris membaca daftarnya dan memutuskan.")
    return redirect(made)


@address("GET")
def show(request: Request, berita_acara: str) -> HttpResponse:
    """One berita acara with its list."""
    at = clock.now()
    return _act(request, _find(request, berita_acara, at), at)


@address("POST")
def approve(request: Request, berita_acara: str) -> HttpResponse:
    """The second act: the papers are destroyed."""
    at = clock.now()
    found = _find(request, berita_acara, at)
    told = typed(request.POST, GROUND)
    try:
        actions.destroy(found, _ground(told), seen=request.POST.get("seen", ""), by=request.user)
    except (BadInput, Refused) as error:
        return _act(request, _find(request, berita_acara, at), at, ground=Form(GROUND, told, error), error=error)
    # After the transaction: what is not away now, `deliver` takes away.
    archive.clear()
    messages.success(request, "Dimusnahkan. Berita acaranya tersimpan; catatan dan sidik setiap berkas tetap ada.")
    return redirect(found)


@address("POST")
def decline(request: Request, berita_acara: str) -> HttpResponse:
    """The papers stay."""
    at = clock.now()
    found = _find(request, berita_acara, at)
    told = typed(request.POST, DECLINE)
    try:
        actions.decline_destruction(found, catatan=told["catatan"], by=request.user)
    except (BadInput, Refused) as error:
        return _act(request, _find(request, berita_acara, at), at, stay=Form(DECLINE, told, error), error=error)
    messages.success(request, "Usul pemusnahan dihentikan. Arsipnya tetap disimpan.")
    return redirect(found)


def _propose(request: Request, at: datetime, told: dict[str, str], error: BadInput | Refused | None) -> HttpResponse:
    units = list(Unit.objects.filter(pk__in=request.user.standing(at).units(Jabatan.OWN)))
    unit = next((one for one in units if one.slug == request.GET.get("unit")), units[0] if units else None)
    acts = BeritaAcara.objects.visible_to(request.user, at).select_related("unit", "proposed_by", "decided_by")
    context = {
        "at": at,
        "units": units,
        "unit": unit,
        "items": list(actions.candidates(request.user, at, unit.pk)) if unit else [],
        "picked": set(request.POST.getlist("arsip")),
        "most": actions.MOST_ITEMS,
        "acts": acts[:_MOST_ACTS],
        "form": Form(REASON, told, error),
    }
    return page(request, "arsip/musnah.html", context, status=refusals.status(error) if error else 200)


def _find(request: Request, key: str, at: datetime) -> BeritaAcara:
    acts = BeritaAcara.objects.visible_to(request.user, at)
    people = ("unit", "proposed_by", "proposed_as", "decided_by", "decided_as")
    return get_object_or_404(acts.select_related(*people), pk=key)


def _act(
    request: Request,
    found: BeritaAcara,
    at: datetime,
    *,
    ground: Form | None = None,
    stay: Form | None = None,
    error: BadInput | Refused | None = None,
) -> HttpResponse:
    paper = Document.objects.about(found.subject).valid().defer("contents").first()
    context: dict[str, Any] = {
        "at": at,
        "act": found,
        "paper": paper,
        "approve_refusal": found.approve_refusal(request.user, at),
        "decline_refusal": found.decline_refusal(request.user, at),
        "ground": ground or Form(GROUND, {}),
        "stay": stay or Form(DECLINE, {}),
        "form": ground or stay or Form((), {}),
        "declining": stay is not None,
    }
    return page(request, "arsip/berita_acara.html", context, status=refusals.status(error) if error else 200)


def _ground(told: dict[str, str]) -> actions.Ground:
    reader = Reader(told)
    lines = {one.name: reader.line(one.name, longest=one.longest) for one in GROUND if one.longest is not None}
    tanggal, izin_tanggal = reader.day("tanggal"), reader.day("izin_tanggal")
    reader.finish()
    return actions.Ground(**lines, tanggal=tanggal, izin_tanggal=izin_tanggal)
