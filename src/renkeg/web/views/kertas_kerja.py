"""The form of rows: filled in by whose turn it is, read by everybody else who sees the usulan."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.office.calendar import Calendar
from renkeg.planning.models import Usulan
from renkeg.web import baris, editing, forms, refusals, sheets
from renkeg.web import live as live_news
from renkeg.web.address import address
from renkeg.web.http import Request, page, scripted
from renkeg.web.views.usulan import find

# What saves; every other button only changes the page.
_SAVING = frozenset({"", "lanjut"})


@address("GET", "POST")
def edit(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """All rows of the form at once."""
    found = find(request, usulan)
    wish = request.POST.get("aksi", "")
    if wish == editing.CHECK:
        return JsonResponse(editing.checked(request.POST, found.first_day, Calendar.of(found.satker), found))
    if request.method != "POST" or wish not in _SAVING:
        return page(request, "kertas_kerja/edit.html", editing.rows(found, request.user, clock.now(), request.POST))
    try:
        saved = editing.save_rows(found, request.POST, by=request.user)
    except (BadInput, Refused) as error:
        now = find(request, usulan) if isinstance(error, Refused) else found
        context = editing.rows(now, request.user, clock.now(), request.POST, error)
        return page(request, "kertas_kerja/edit.html", context, status=refusals.status(error))
    to = request.path if wish == "lanjut" else saved.usulan.get_absolute_url()
    merged = saved.comparison is not None and sheets.told_merge(saved.comparison, saved.writers, request.user)
    if scripted(request):
        sent = len(baris.sent_rows(baris.rows_typed(request.POST)))
        told = editing.answer(saved, sent, request.user, to)
        if wish != "lanjut" or told["baru"]:
            messages.success(request, f"Kertas kerja tersimpan. {merged or ''}".strip())
        return JsonResponse(told)
    messages.success(request, f"Kertas kerja tersimpan. {merged or ''}".strip())
    return redirect(to)


@address("GET")
def live(request: Request, usulan: uuid.UUID) -> HttpResponse:
    """What is kept now, for a form that stays open; empty where it knows that versi already."""
    at = clock.now()
    since = forms.whole(request.GET.get("versi"))
    if get_object_or_404(Usulan.objects.visible_to(request.user, at).only("versi"), pk=usulan).versi == since:
        return HttpResponse(status=204)
    return JsonResponse(live_news.news(find(request, usulan), request.user, at, since=since or 0))
