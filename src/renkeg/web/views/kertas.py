"""Paper mode: kits to print, what was done on paper recorded later, and confirmed by whoever did it."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.lib.keys import new_key
from renkeg.office import clock
from renkeg.office.models import Satker
from renkeg.papers import kept_scans
from renkeg.papers import kit as paper_kit
from renkeg.papers.media_types import PDF
from renkeg.planning import actions, contents, kits, on_paper
from renkeg.planning.models import PaperAct, Usulan
from renkeg.web import recording, refusals, starting
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.rights import NOT_THERE
from renkeg.web.views.dokumen import file_answer
from renkeg.web.views.usulan import find

MOST_RUNNING = 50
NOMOR = 120


@address("GET")
def show_all(request: Request) -> HttpResponse:
    """What to do when network, power or signer is away: kits to print, and what is to be recorded or confirmed."""
    at = clock.now()
    if not recording.works_here(request.user, at):
        raise NotThere(NOT_THERE)
    running = Usulan.objects.visible_to(request.user, at).narrowed(keadaan=None).filter(tautan=None, cancelled_at=None)
    context = {
        "at": at,
        "units": recording.units(request.user, at),
        "months": indonesian.months(),
        "month": starting.next_month(Satker.objects.office().day(at)),
        "running": running.select_related("unit").newest_first()[:MOST_RUNNING],
        "mine": PaperAct.objects.waiting_for(request.user).select_related("usulan__unit", "recorded_by"),
    }
    return page(request, "kertas/list.html", context)


@address("GET")
def blank_kit(request: Request) -> HttpResponse:
    """The kit of a usulan that is not there yet, under an id of its own: recording it later begins exactly that one."""
    at = clock.now()
    units = recording.units(request.user, at)
    unit = next((one for one in units if one.pk == request.GET.get("unit")), next(iter(units), None))
    if unit is None:
        raise NotThere(NOT_THERE)
    draft = starting.Draft.proposed(request.user, at, request.GET)
    satker = Satker.objects.office()
    usulan = Usulan(
        satker=satker,
        unit=unit,
        sop_slug=satker.sop,
        tahun=int(draft.tahun),
        bulan=int(draft.bulan),
        hal=draft.hal,
        pengantar=contents.opening(satker, "rencana kegiatan", unit.nama, date(int(draft.tahun), int(draft.bulan), 1)),
    )
    return _kit(request, usulan)


@address("GET")
def running_kit(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """The kit of a running usulan: what was done stands on it, its letter and rows are printed as they are."""
    found = find(request, usulan)
    if found.open_tugas is None:
        raise NotThere(NOT_THERE)
    return _kit(request, found)


def _kit(request: Request, usulan: Usulan) -> HttpResponse:
    at = clock.now()
    nomor = " ".join(request.GET.get("nomor", "").split())[:NOMOR]
    name = contents.paper_name(usulan, "Kit Kertas")
    data = paper_kit.as_pdf(kits.kit(usulan, nomor=nomor, at=at), path=kits.path_of(usulan), made_for=at, title=name)
    return file_answer(data, PDF, f"{name}.pdf")


@address("GET")
def from_qr(request: Request, kit: uuid.UUID) -> HttpResponse:
    """Where the QR of a kit leads: to the usulan where it is there, else to its beginning under the same id."""
    at = clock.now()
    if Usulan.objects.visible_to(request.user, at).filter(pk=kit).exists():
        return redirect("record_paper", usulan=kit)
    if starting.units(request.user, at):
        asked = request.GET.copy()
        asked["id"] = str(kit)
        return redirect(f"/usulan/baru/?{asked.urlencode()}")
    if recording.works_here(request.user, at):
        raise Refused(
            "Usulan dari kit ini belum ada di sini. Kasubbag memulainya: ia memindai kode yang sama, "
            "mengetik surat dan kegiatannya, lalu langkah-langkahnya dicatat."
        )
    raise NotThere(NOT_THERE)


@address("GET", "POST")
def record(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """Records the next line of the lembar kendali."""
    at = clock.now()
    found = find(request, usulan)
    refusal = found.record_refusal(request.user, at)
    if refusal is not None and not found.paper_acts.all():
        raise NotThere(NOT_THERE)
    error: BadInput | Refused | None = None
    if request.method == "POST":
        try:
            if refusal is not None:
                raise Refused(refusal)
            recording.record(request, found, request.user)
            messages.success(request, "Tercatat. Lanjutkan dengan langkah berikutnya bila ada.")
            return redirect("record_paper", usulan=found.pk)
        except (BadInput, Refused) as refused:
            error, found = refused, find(request, usulan)
    form = recording.form(found, request.user, request.POST if error else None, error)
    context = {
        "at": at,
        "usulan": found,
        "acts": found.paper_acts.all(),
        "next": on_paper.expected(found),
        "stuck": on_paper.stuck(found),
        "form": form if refusal is None else None,
        "refused": error.sentence if isinstance(error, Refused) else "",
        "key": request.POST.get("id") or new_key(),
    }
    return page(request, "kertas/record.html", context, status=refusals.status(error) if error else 200)


@address("GET")
def show(request: Request, paper_act: str) -> HttpResponse:
    """What was recorded, on what content, with its scan; whoever did it confirms or declines it here."""
    return _show(request, _find(request, paper_act))


@address("GET")
def scan(request: Request, paper_act: str) -> HttpResponse:
    """The scan as it was put in: saved, never opened by itself."""
    act = _find(request, paper_act)
    if not act.scan:
        raise NotThere("Catatan ini tidak memiliki pindaian.")
    response = HttpResponse(kept_scans.read(act.scan), content_type=PDF)
    response.headers["Content-Disposition"] = content_disposition_header(True, act.scan_name) or "attachment"
    return response


@address("POST")
def confirm(request: Request, paper_act: str) -> HttpResponse:
    """It was as recorded: from here on it counts."""
    act = _find(request, paper_act)
    try:
        actions.confirm_paper(act, by=request.user, seen=request.POST.get("seen"))
    except (BadInput, Refused) as error:
        return _show(request, _find(request, paper_act), error)
    messages.success(request, "Anda menegaskannya; langkah itu sekarang berlaku dan bertanda “dicatat kemudian”.")
    return redirect("meja")


@address("POST")
def drop(request: Request, paper_act: str) -> HttpResponse:
    """It was not so, or was recorded wrongly."""
    act = _find(request, paper_act)
    try:
        actions.drop_paper(act, by=request.user, catatan=request.POST.get("catatan"))
    except (BadInput, Refused) as error:
        return _show(request, _find(request, paper_act), error)
    messages.success(request, "Catatan itu tidak dipakai; tidak ada langkah yang berubah.")
    return redirect("meja")


def _find(request: Request, key: str) -> PaperAct:
    visible = PaperAct.objects.visible_to(request.user, clock.now()).values("pk")
    return get_object_or_404(PaperAct.objects.for_reading().filter(pk__in=visible), pk=key)


def _show(request: Request, act: PaperAct, error: BadInput | Refused | None = None) -> HttpResponse:
    at = clock.now()
    usulan = Usulan.objects.for_reading().get(pk=act.usulan_id)
    act = next(one for one in usulan.paper_acts.all() if one.pk == act.pk)
    context = {
        "at": at,
        "act": act,
        "usulan": usulan,
        "visible": Usulan.objects.visible_to(request.user, at).filter(pk=usulan.pk).exists(),
        "letter": contents.nota_dinas(usulan),
        "rows": [contents.row(one, number) for number, one in enumerate(usulan.kegiatan.all(), 1)],
        "confirm_refusal": act.confirm_refusal(request.user),
        "may_drop": act.waits and act.drop_refusal(request.user, at) is None,
        "refused": error.sentence if isinstance(error, Refused) else "",
        "problems": [one.msg for one in error.problems] if isinstance(error, BadInput) else [],
        "typed": request.POST.get("catatan", ""),
    }
    return page(request, "kertas/show.html", context, status=refusals.status(error) if error else 200)
