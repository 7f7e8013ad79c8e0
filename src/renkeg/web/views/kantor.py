"""Orang dan jabatan, for the admin: who holds which post, giving one, ending one."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office import actions, clock
from renkeg.office.models import Jabatan, PenugasanJabatan
from renkeg.web import appointing, refusals
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.templatetags.renkeg import tanggal

ADMIN = "admin"


@address("GET", "POST", right=ADMIN)
def show(request: Request) -> HttpResponse:
    """The office's posts and their holders, and the form that gives one to a person."""
    at = _moment_of_admin(request)
    if request.method != "POST":
        draft = appointing.Draft.proposed(request.GET, at)
        return page(request, "kantor/show.html", appointing.context(request.user, at, draft))
    draft = appointing.Draft.posted(request.POST)
    try:
        penugasan, new = _appoint(appointing.read(draft), request)
    except (BadInput, Refused) as error:
        context = appointing.context(request.user, at, draft, error)
        return page(request, "kantor/show.html", context, status=refusals.status(error))
    messages.success(request, _told(penugasan) if new else f"Sudah tercatat sebelumnya: {_told(penugasan)}")
    return redirect("kantor")


@address("POST", right=ADMIN)
def relieve(request: Request, penugasan: str) -> HttpResponse:
    """Ends a penugasan now."""
    _moment_of_admin(request)
    found = get_object_or_404(PenugasanJabatan.objects.of_the_office().with_people(), pk=penugasan)
    actions.relieve(found, by=request.user)
    messages.success(request, f"Penugasan {found.pegawai.nama} sebagai {found.title} sudah diakhiri.")
    return redirect("kantor")


def _moment_of_admin(request: Request) -> datetime:
    at = clock.now()
    if not request.user.standing(at).has(Jabatan.Post.ADMIN):
        raise NotThere("Alamat ini tidak ada, atau tidak terbuka bagi Anda.")
    return at


def _appoint(wanted: appointing.Appointment, request: Request) -> tuple[PenugasanJabatan, bool]:
    return actions.appoint(
        wanted.pegawai,
        wanted.jabatan,
        kapasitas=wanted.kapasitas,
        mulai=wanted.mulai,
        selesai=wanted.selesai,
        dasar=wanted.dasar,
        by=request.user,
    )


def _told(penugasan: PenugasanJabatan) -> str:
    until = f" sampai dengan {tanggal(penugasan.selesai)}" if penugasan.selesai else ""
    return f"{penugasan.pegawai.nama} menjadi {penugasan.title} mulai {tanggal(penugasan.mulai)}{until}."
