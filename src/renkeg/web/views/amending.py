"""After publication: a revision of a plan, one kegiatan cancelled or postponed, and two versions side by side."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.planning import actions, changes, contents, drafts
from renkeg.planning.models import Kegiatan, Usulan
from renkeg.web import changed, forms
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.views.usulan import find


@address("GET", "POST")
def revise(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """The letter of a revision; its rows are those of the plan, and are changed on the kertas kerja that follows."""
    old = find(request, usulan)
    if request.method != "POST":
        _refuse(old.amend_refusal(request.user, clock.now()))
        return page(request, "amending/revise.html", _revision(old, _proposed(old)))
    typed = {name: request.POST.get(name, "") for name in ("id", "hal", "pengantar")}
    try:
        surat = drafts.read_surat({name: typed[name] or None for name in ("hal", "pengantar")})
        revision, _ = actions.revise(old, forms.key(typed["id"]), surat, by=request.user)
    except BadInput as error:
        return page(request, "amending/revise.html", _revision(old, typed, error), status=422)
    messages.success(request, "Revisi dimulai dengan kegiatan yang berlaku. Ubah yang perlu, lalu ajukan.")
    return redirect(f"{revision.get_absolute_url()}kertas-kerja/")


@address("GET", "POST")
def cancel_kegiatan(request: Request, kegiatan: str) -> HttpResponse:
    """Why a kegiatan will not take place."""
    row = _find(request, kegiatan)
    if request.method != "POST":
        _refuse(row.removal_refusal(request.user, clock.now()))
        return page(request, "amending/cancel.html", _removal(row, {}))
    typed = {"catatan": request.POST.get("catatan", "")}
    try:
        usulan = actions.cancel_kegiatan(row, by=request.user, catatan=typed["catatan"])
    except BadInput as error:
        return page(request, "amending/cancel.html", _removal(row, typed, error), status=422)
    messages.success(request, f"Kegiatan “{row.judul}” dibatalkan. Jumlah yang berlaku sekarang {_money(usulan)}.")
    return redirect("tautan", usulan.pk)


@address("GET", "POST")
def postpone_kegiatan(request: Request, kegiatan: str) -> HttpResponse:
    """When a kegiatan takes place instead, and why."""
    row = _find(request, kegiatan)
    if request.method != "POST":
        _refuse(row.removal_refusal(request.user, clock.now()))
        return page(request, "amending/postpone.html", _removal(row, {}))
    typed = {name: request.POST.get(name, "") for name in ("tanggal", "catatan")}
    try:
        tanggal = _spans(typed["tanggal"], row.usulan.tahun)
        usulan = actions.postpone_kegiatan(row, by=request.user, tanggal=tanggal, catatan=typed["catatan"])
    except BadInput as error:
        return page(request, "amending/postpone.html", _removal(row, typed, error), status=422)
    moved = next(one.gone for one in usulan.kegiatan.all() if one.pk == row.pk)
    if moved is None or moved.to is None:
        raise AssertionError("what was postponed says where it went")
    when = f"{indonesian.nama_bulan(moved.to.bulan)} {moved.to.tahun}"
    messages.success(request, f"Kegiatan “{row.judul}” ditunda. Inilah usulan {when} yang memuatnya sekarang.")
    return redirect(moved.to)


@address("GET")
def compare(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """What a revision changes of the plan that it was made from."""
    at = clock.now()
    mine = Usulan.objects.visible_to(request.user, at)
    readable = Usulan.objects.ever_published_for(request.user, at)
    revision = (
        (mine | readable).distinct().for_reading().select_related("revisi_dari__tautan").filter(pk=usulan).first()
    )
    if revision is None or revision.revisi_dari_id is None:
        raise Http404
    old = get_object_or_404(readable.for_reading(), pk=revision.revisi_dari_id)
    context = {
        "usulan": revision,
        "old": old,
        "changes": changed.lines(changes.between(old, revision)),
        "up": max(0, revision.total - old.total),
        "down": max(0, old.total - revision.total),
    }
    return page(request, "amending/compare.html", context)


def _refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise Refused(sentence)


def _proposed(old: Usulan) -> Mapping[str, str]:
    when = f"{indonesian.nama_bulan(old.bulan)} {old.tahun}"
    return {
        "id": str(uuid.uuid4()),
        "hal": f"Usulan Revisi Rencana Kegiatan Bulan {when}",
        "pengantar": contents.opening(old.satker, "revisi rencana kegiatan", old.unit.nama, old.first_day),
    }


def _revision(old: Usulan, typed: Mapping[str, str], error: BadInput | None = None) -> dict[str, object]:
    return {
        "usulan": old,
        "typed": typed,
        "faults": forms.by_field(error),
        "summary": forms.summary(error),
    }


def _removal(row: Kegiatan, typed: Mapping[str, str], error: BadInput | None = None) -> dict[str, object]:
    return {
        "usulan": row.usulan,
        "kegiatan": row,
        "row": contents.row(row, row.position + 1),
        "typed": typed,
        "faults": forms.by_field(error),
        "summary": forms.summary(error, labels={}),
    }


def _find(request: Request, key: str) -> Kegiatan:
    rows = Kegiatan.objects.visible_to(request.user, clock.now()).select_related("usulan__unit", "usulan__satker")
    return get_object_or_404(rows, pk=key)


def _spans(text: str, tahun: int) -> drafts.Spans:
    try:
        raw = [{"mulai": a, "selesai": b} for a, b in indonesian.parse_rentang(text, tahun)]
    except ValueError as error:
        raise BadInput.at("tanggal", str(error)) from error
    return drafts.read_tanggal(raw, tahun)


def _money(usulan: Usulan) -> str:
    return indonesian.rupiah(usulan.total)
