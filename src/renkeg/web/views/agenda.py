"""The agenda book: every number and what became of it, on the page, on paper and as a workbook; and its keepers' verbs."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office import clock
from renkeg.office.models import Satker
from renkeg.office.models.satker import JENIS
from renkeg.papers import agenda_book, numbering
from renkeg.papers.media_types import PDF, XLSX
from renkeg.papers.models import Agenda
from renkeg.planning import contents
from renkeg.web import book, forms, refusals
from renkeg.web.address import address
from renkeg.web.fields import Form, typed
from renkeg.web.http import Request, page
from renkeg.web.rights import NOT_THERE
from renkeg.web.views.dokumen import file_answer


@address("GET")
def show_all(request: Request) -> HttpResponse:
    """The lines that the person may read; above them, for whoever reads the whole book, gaps and voids."""
    at = clock.now()
    if not Agenda.open_to(request.user, at):
        return page(request, "agenda/closed.html", {})
    return page(request, "agenda/list.html", book.context(request.GET, request.user, at, Satker.objects.office()))


@address("GET")
def pdf(request: Request) -> HttpResponse:
    """The same lines on paper, a thousand at a time; drawn anew each time and kept nowhere."""
    at = clock.now()
    part = forms.whole(request.GET.get("bagian")) or 1
    data, name = _paper(request, at, part)
    return file_answer(agenda_book.as_pdf(data, made_for=at, title=name), PDF, f"{name}.pdf")


@address("GET")
def xlsx(request: Request) -> HttpResponse:
    """The same lines as a workbook; drawn anew each time and kept nowhere."""
    at = clock.now()
    data, name = _paper(request, at)
    return file_answer(agenda_book.as_workbook(data, made_for=at, title=name), XLSX, f"{name}.xlsx")


@address("GET", "POST")
def reserve(request: Request) -> HttpResponse:
    """Numbers for a day on paper are taken out of the series."""
    satker, at = _keeping(request)
    fields = book.reserving(satker.day(at))
    key = book.key_of(request.POST)
    if request.method != "POST":
        return page(request, "agenda/reserve.html", {"form": Form(fields, {}), "kunci": key})
    told = typed(request.POST, fields)
    try:
        block = numbering.reserve(satker, by=request.user, id=key, **book.read_block(told))
    except (BadInput, Refused) as error:
        context = {"form": Form(fields, told, error), "kunci": key}
        return page(request, "agenda/reserve.html", context, status=refusals.status(error))
    taken = [row.urut for row in block.rows()[1:] if isinstance(row, Agenda)]
    span = f"{taken[0]} sampai {taken[-1]}" if len(taken) > 1 else f"{taken[0]}"
    messages.success(request, f"Dicadangkan: {JENIS[block.jenis].lower()} nomor urut {span}. Deret melompatinya.")
    return redirect(f"{reverse('agenda')}?tahun={block.tanggal.year}&keadaan=dicadangkan")


@address("GET", "POST")
def use(request: Request, agenda: str) -> HttpResponse:
    """A letter from paper is recorded under a reserved number."""
    satker, at = _keeping(request)
    number = _find(request, agenda, at)
    fields = book.recorded(number, satker, satker.day(at))
    context: dict[str, Any] = {"number": number, "form": Form(fields, {})}
    if request.method != "POST":
        return page(request, "agenda/use.html", context)
    told = typed(request.POST, fields)
    try:
        letter, day = book.read_letter(told)
        used = numbering.use(number, letter, day=day, by=request.user)
    except (BadInput, Refused) as error:
        return page(
            request, "agenda/use.html", context | {"form": Form(fields, told, error)}, status=refusals.status(error)
        )
    messages.success(request, f"Tercatat pada buku agenda: {used.nomor}.")
    return redirect(f"{reverse('agenda')}?tahun={used.tahun}&jenis={used.jenis}")


@address("GET", "POST")
def void(request: Request, agenda: str) -> HttpResponse:
    """A reserved number stays unused, with its reason."""
    _, at = _keeping(request)
    number = _find(request, agenda, at)
    if request.method != "POST":
        return page(request, "agenda/void.html", {"number": number, "form": Form(book.VOID, {})})
    told = typed(request.POST, book.VOID)
    try:
        numbering.void(number, reason=told["alasan"], by=request.user)
    except (BadInput, Refused) as error:
        context = {"number": number, "form": Form(book.VOID, told, error)}
        return page(request, "agenda/void.html", context, status=refusals.status(error))
    messages.success(request, f"Nomor urut {number.urut} dinyatakan batal dan tetap tercatat.")
    return redirect(f"{reverse('agenda')}?tahun={number.tahun}&jenis={number.jenis}")


def _paper(request: Request, at: datetime, part: int = 0) -> tuple[dict[str, Any], str]:
    """What stands on the paper, and its name; `part` from 1 for so many lines at a time, 0 for all of them."""
    if not Agenda.open_to(request.user, at):
        raise NotThere(NOT_THERE)
    satker = Satker.objects.office()
    asked = book.asked(request.GET, satker.day(at))
    lines = asked.of(Agenda.objects.visible_to(request.user, at))
    parts = Paginator(lines, agenda_book.LINES_A_PAPER)
    found = list(parts.get_page(part) if part else lines[: agenda_book.MOST_LINES])
    told = f"Dicetak dari Renkeg pada {contents.stamp(satker, at)}"
    chosen, name = asked.told, f"Buku Agenda {asked.tahun}"
    if part and parts.num_pages > 1:
        part = min(part, parts.num_pages)
        chosen = f"{chosen} Bagian {part} dari {parts.num_pages}.".strip()
        name = f"{name} Bagian {part}"
    return agenda_book.contents(found, satker, told, tahun=asked.tahun, chosen=chosen), name


def _keeping(request: Request) -> tuple[Satker, datetime]:
    """The office and its moment, for those who keep the book. Raises NotThere for everybody else."""
    at = clock.now()
    satker = Satker.objects.office()
    if Agenda.keep_refusal(request.user, satker, at) is not None:
        raise NotThere(NOT_THERE)
    return satker, at


def _find(request: Request, key: str, at: datetime) -> Agenda:
    lines = Agenda.objects.visible_to(request.user, at).filter(cadangan__isnull=False)
    return get_object_or_404(lines.select_related("satker", "cadangan__by"), pk=key)
