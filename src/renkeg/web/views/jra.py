"""Jadwal retensi arsip, for the admin: how long papers are kept by code, and what becomes of them then."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.papers import archive
from renkeg.papers.models import Jra
from renkeg.planning import actions
from renkeg.web import refusals
from renkeg.web.address import address
from renkeg.web.fields import Field, Form, Reader, typed
from renkeg.web.http import Request, page
from renkeg.web.rights import ADMIN, moment_of_admin

_SINCE = [(str(value), str(label)) for value, label in Jra._meta.get_field("sejak").flatchoices]
_NASIB = [(str(value), str(label)) for value, label in Jra._meta.get_field("nasib").flatchoices]

FIELDS: Sequence[Field] = (
    Field(
        "kode",
        "Kode klasifikasi",
        "Berlaku juga bagi kode di bawahnya. Kosong berarti semua kode yang tidak disebut.",
        required=False,
        longest=20,
        short=True,
    ),
    Field("uraian", "Jenis arsip", longest=200),
    Field("aktif", "Tahun aktif", kind="whole", short=True),
    Field("inaktif", "Tahun inaktif", "Dihitung sesudah masa aktif.", kind="whole", short=True),
    Field("sejak", "Dihitung sejak", kind="select", options=_SINCE, short=True),
    Field("nasib", "Sesudah itu", kind="select", options=_NASIB, short=True),
    Field("dasar", "Dasar", "Peraturan atau keputusan, dan dari mana angka tahunnya.", longest=200),
)


@address("GET", "POST", right=ADMIN)
def show(request: Request) -> HttpResponse:
    """Every row in force, and the form of one."""
    moment_of_admin(request)
    if request.method != "POST":
        rule = archive.schedule().rules.get(request.GET.get("kode", "\0"))
        told = (
            {one.name: str(getattr(rule, one.name)) for one in FIELDS}
            if rule
            else {"dasar": "PKPU 17/2016, tahun diisi kantor"}
        )
        return _page(request, Form(FIELDS, told))
    told = typed(request.POST, FIELDS)
    try:
        reader = Reader(told)
        aktif, inaktif = reader.whole("aktif"), reader.whole("inaktif")
        reader.finish()
        made = actions.set_retention(
            told["kode"],
            uraian=told["uraian"],
            aktif=aktif,
            inaktif=inaktif,
            sejak=told["sejak"],
            nasib=told["nasib"],
            dasar=told["dasar"],
            by=request.user,
        )
    except (BadInput, Refused) as error:
        return _page(request, Form(FIELDS, told, error), refusals.status(error))
    messages.success(request, f"Tersimpan. Berlaku bagi semua arsip berkode {made.kode or 'lain'} mulai sekarang.")
    return redirect("kantor_jra")


@address("POST", right=ADMIN)
def drop(request: Request) -> HttpResponse:
    """The office's own row goes."""
    moment_of_admin(request)
    actions.drop_retention(request.POST.get("kode", ""), by=request.user)
    messages.success(request, "Baris isian kantor dihapus; yang berlaku ialah bawaan atau kode di atasnya.")
    return redirect("kantor_jra")


def _page(request: Request, form: Form, status: int = 200) -> HttpResponse:
    own = set(Jra.objects.values_list("kode", flat=True))
    rules = sorted(archive.schedule().rules.values(), key=lambda one: one.kode)
    rows = [
        {"rule": one, "own": one.kode in own, "nasib": dict(_NASIB)[one.nasib], "sejak": dict(_SINCE)[one.sejak]}
        for one in rules
    ]
    return page(request, "kantor/jra.html", {"rows": rows, "form": form}, status=status)
