"""The classification codes: to be found by code or words, and the list of the office, for the admin."""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from renkeg.lib.errors import BadInput, Problem, Refused
from renkeg.office import clock
from renkeg.office.models import Satker
from renkeg.papers import classification
from renkeg.papers.classification import FIELDS, Kode
from renkeg.web import listing, refusals
from renkeg.web.address import address
from renkeg.web.fields import Field, Form
from renkeg.web.http import Request, page
from renkeg.web.rights import ADMIN, moment_of_admin
from renkeg.web.sent_files import sent_file

MOST_SUGGESTED = 20
MOST_SHOWN = 500
MOST_NOTES = 50
_FILE = Field("berkas", "Berkas CSV atau Excel", "Baris judulnya memuat Kode dan Uraian.", kind="file")


@address("GET")
def show(request: Request) -> HttpResponse:
    """The codes that may stand on a letter today; or those that a search finds."""
    cari = listing.searched(request.GET.get("q", ""))
    day = Satker.objects.office().day(clock.now())
    codes = classification.matching(cari, day, MOST_SHOWN)
    return page(request, "klasifikasi/show.html", {"codes": codes, "cari": cari})


@address("GET")
def suggest(request: Request) -> HttpResponse:
    """At most twenty codes that fit what is typed, as JSON."""
    day = Satker.objects.office().day(clock.now())
    found = classification.matching(listing.searched(request.GET.get("q", "")), day, MOST_SUGGESTED)
    return JsonResponse({"items": [{"kode": one.kode, "uraian": one.uraian} for one in found]})


@address("GET", "POST", right=ADMIN)
def bring(request: Request) -> HttpResponse:
    """The office's list can be replaced as a whole: first a file is looked at, then it is accepted as it was shown."""
    moment_of_admin(request)
    if request.method != "POST":
        return _page(request)
    try:
        if "isi" in request.POST:
            codes = classification.read(request.POST["isi"].encode("utf-8", "replace"), "klasifikasi.csv")
            classification.replace(Satker.objects.office(), codes, seen=request.POST.get("seen", ""), by=request.user)
            messages.success(request, f"Tersimpan: {len(codes)} kode klasifikasi berlaku mulai sekarang.")
            return redirect("klasifikasi_impor")
        file = sent_file(request, "berkas", otherwise="Pilih dahulu berkas CSV atau Excel.")
        codes = classification.read(file.data, file.name)
    except (BadInput, Refused) as error:
        return _page(request, error)
    return page(request, "klasifikasi/preview.html", _preview(codes))


def _page(request: Request, error: BadInput | Refused | None = None) -> HttpResponse:
    problems = error.problems if isinstance(error, BadInput) else ()
    rows = [one for one in problems if one.loc.startswith("baris/")]
    others = [one for one in problems if one not in rows]
    shown: BadInput | Refused | None = BadInput(others) if isinstance(error, BadInput) else error
    context = {
        "form": Form([_FILE], {}, shown),
        "problems": [_told(one) for one in rows[:MOST_NOTES]],
        "more": max(0, len(rows) - MOST_NOTES),
        "codes": len(classification.present()),
        "fields": FIELDS.values(),
    }
    return page(request, "klasifikasi/import.html", context, status=refusals.status(error) if error else 200)


def _told(problem: Problem) -> str:
    _, row, name = problem.loc.split("/")
    return f"Baris {row}, {FIELDS[name].lower()}: {problem.msg}"


def _preview(codes: list[Kode]) -> Mapping[str, Any]:
    before = {one.kode: one for one in classification.present()}
    after = {one.kode: one for one in codes}
    text = StringIO()
    csv.writer(text, delimiter=";").writerows([FIELDS.keys(), *(one.cells for one in codes)])
    return {
        "codes": codes,
        "added": [one for kode, one in after.items() if kode not in before],
        "gone": [one for kode, one in before.items() if kode not in after],
        "changed": [
            (before[kode], one) for kode, one in after.items() if kode in before and before[kode].cells != one.cells
        ],
        "seen": classification.state(),
        "isi": text.getvalue(),
    }
