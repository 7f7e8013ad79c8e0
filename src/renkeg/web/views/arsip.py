"""The archive: the daftar arsip on the page, on paper and as a workbook, and each paper with its place on the shelf."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.office.models import Satker
from renkeg.papers import archive, archive_list
from renkeg.papers.media_types import PDF, XLSX
from renkeg.papers.models import LETTERS, Arsip
from renkeg.planning import actions, archived
from renkeg.planning.contents import Contents
from renkeg.web import refusals, shelves
from renkeg.web.address import address
from renkeg.web.fields import Form, typed
from renkeg.web.http import Request, page
from renkeg.web.views.dokumen import file_answer


@address("GET")
def show_all(request: Request) -> HttpResponse:
    """Daftar arsip of a unit and year, one leaf at a time."""
    at = clock.now()
    today, schedule = Satker.objects.office().day(at), archive.schedule()
    units = shelves.units_of(request.user, at)
    wanted = shelves.asked(request.GET, units)
    readable = Arsip.objects.visible_to(request.user, at)
    found = wanted.of(readable, schedule, today)
    leaf = Paginator(found.for_lines().by_berkas(), shelves.PER_PAGE).get_page(request.GET.get("hal"))
    lines = [(one, one.state(rule := schedule.rule(one.klasifikasi), today), rule) for one in leaf]
    context = {
        "at": at,
        "filters": wanted,
        "units": units,
        "years": sorted(set(readable.order_by().values_list("tanggal__year", flat=True).distinct()), reverse=True),
        "states": list(Arsip.Keadaan),
        "leaf": leaf,
        "lines": [
            {
                "arsip": one,
                "keadaan": keadaan,
                "until": rule.aktif_until(one.tanggal),
                "kept": rule.inaktif_until(one.tanggal),
            }
            for one, keadaan, rule in lines
        ],
        "letters": LETTERS,
        "waiting": readable.unregistered().count(),
        "any": bool(units),
    }
    return page(request, "arsip/list.html", context, part="daftar")


@address("GET")
def as_pdf(request: Request) -> HttpResponse:
    """The list on paper; drawn anew each time and kept nowhere. Raises Refused where it is too long for paper."""
    at = clock.now()
    found = _list(request, at)
    if len(found["baris"]) > archive_list.MOST_ON_PAPER:
        raise Refused(
            f"Daftar ini memuat {len(found['baris'])} arsip; PDF dibuat sampai {archive_list.MOST_ON_PAPER}. "
            "Pilih satu unit atau tahun, atau unduh sebagai Excel."
        )
    name = _name(found)
    return file_answer(archive_list.as_pdf(found, made_for=at, title=name), PDF, f"{name}.pdf")


@address("GET")
def as_xlsx(request: Request) -> HttpResponse:
    """The list as a workbook; drawn anew each time and kept nowhere."""
    at = clock.now()
    found = _list(request, at)
    name = _name(found)
    return file_answer(archive_list.as_workbook(found, made_for=at, title=name), XLSX, f"{name}.xlsx")


@address("GET", "POST")
def show(request: Request, dokumen: str) -> HttpResponse:
    """One paper as an item of the archive; who keeps it says how and where."""
    at = clock.now()
    found = _find(request, dokumen, at)
    if request.method != "POST":
        return _item(request, found, None, at)
    told = typed(request.POST, shelves.FIELDS)
    try:
        actions.shelve(found, shelves.shelf_of(told), by=request.user)
    except (BadInput, Refused) as error:
        return _item(request, found, error, at, told)
    messages.success(request, "Tersimpan pada arsip.")
    return redirect("arsip", found.pk)


def _find(request: Request, key: str, at: datetime) -> Arsip:
    readable = Arsip.objects.visible_to(request.user, at)
    return get_object_or_404(readable.for_lines().select_related("document", "unit", "berita_acara"), pk=key)


def _item(
    request: Request, found: Arsip, error: BadInput | Refused | None, at: datetime, told: dict[str, str] | None = None
) -> HttpResponse:
    today, rule = Satker.objects.office().day(at), archive.schedule().rule(found.klasifikasi)
    kind, _, key = found.document.subject.partition(":")
    context: dict[str, Any] = {
        "at": at,
        "arsip": found,
        "rule": rule,
        "retention": archive.retention(found, rule),
        "keadaan": found.state(rule, today),
        "usulan": key if kind == "usulan" else "",
        "letter": found.document.jenis in LETTERS,
        "refusal": found.shelf_refusal(request.user, at),
        "form": Form(shelves.FIELDS, told or {one.name: getattr(found, one.name) for one in shelves.FIELDS}, error),
    }
    return page(request, "arsip/show.html", context, status=refusals.status(error) if error else 200)


def _list(request: Request, at: datetime) -> Contents:
    satker, schedule = Satker.objects.office(), archive.schedule()
    units = shelves.units_of(request.user, at)
    wanted = shelves.asked(request.GET, units)
    found = wanted.of(Arsip.objects.visible_to(request.user, at), schedule, satker.day(at))
    return archived.daftar(
        found.for_lines().by_berkas(),
        schedule,
        keadaan=wanted.keadaan,
        unit=next((one.nama for one in units if one.slug == wanted.unit), ""),
        tahun=wanted.tahun,
        satker=satker,
        at=at,
    )


def _name(found: Contents) -> str:
    """A clean file name: "Daftar Arsip Aktif Subbagian Keuangan 2027"."""
    told = dict(found["kepala"])
    return f"{found['judul'].title()} {told['Unit pengolah']} {told['Tahun']}"
