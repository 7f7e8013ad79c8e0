"""Orang dan jabatan, for the admin: who holds which post, giving one, ending one, its surat perintah, its history."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office import actions, clock
from renkeg.office.models import Jabatan, PenugasanJabatan
from renkeg.web import appointing, refusals
from renkeg.web.address import address
from renkeg.web.fields import Field, Form, Reader, typed
from renkeg.web.http import Request, page
from renkeg.web.rights import ADMIN, NOT_THERE, moment_of_admin
from renkeg.web.templatetags.renkeg import tanggal

ORDER: Sequence[Field] = (
    Field("nomor", "Nomor surat perintah", longest=100),
    Field("tanggal", "Tanggal surat perintah", kind="date", required=False, short=True),
    Field(
        "mandate",
        "Surat ditandatangani sebagai",
        "Menurut mandatnya: a.n. dicetak di atas jabatannya sendiri; u.b. bila jabatan itu sendiri bermandat dari atasannya.",
        kind="select",
        options=PenugasanJabatan.Mandate.choices,
        required=False,
    ),
)


@address("GET", "POST", right=ADMIN)
def show(request: Request) -> HttpResponse:
    """The office's posts and their holders, and the form that gives one to a person."""
    at = moment_of_admin(request)
    if request.method != "POST":
        draft = appointing.Draft.proposed(request.GET, at)
        return page(request, "kantor/penugasan.html", appointing.context(request.user, at, draft))
    draft = appointing.Draft.posted(request.POST)
    try:
        penugasan, new = _appoint(appointing.read(draft), request)
    except (BadInput, Refused) as error:
        context = appointing.context(request.user, at, draft, error)
        return page(request, "kantor/penugasan.html", context, status=refusals.status(error))
    messages.success(request, told(penugasan) if new else f"Sudah tercatat sebelumnya: {told(penugasan)}")
    return redirect("kantor_penugasan")


@address("POST", right="admin, atasan jabatan itu")
def relieve(request: Request, penugasan: str) -> HttpResponse:
    """Ends a penugasan now."""
    found = _found(request, penugasan)
    actions.relieve(found, by=request.user)
    messages.success(request, f"Penugasan {found.pegawai.nama} sebagai {found.title} sudah diakhiri.")
    return redirect(_back(request, found))


@address("GET", "POST", right="admin, atasan jabatan itu")
def order(request: Request, penugasan: str) -> HttpResponse:
    """Number and day of the surat perintah, written down when it is there."""
    found = _found(request, penugasan)
    if request.method != "POST":
        day = found.tanggal.isoformat() if found.tanggal else ""
        return page(
            request,
            "kantor/order.html",
            {
                "one": found,
                "form": Form(_order(found), {"nomor": found.nomor, "tanggal": day, "mandate": found.mandate}),
            },
        )
    given = typed(request.POST, ORDER)
    reader = Reader(given)
    try:
        nomor, day_of_order = reader.line("nomor", longest=100), reader.day_or_none("tanggal")
        reader.finish()
        mandate = request.POST.get("mandate")
        actions.note_order(found, nomor=nomor, tanggal=day_of_order, mandate=mandate, by=request.user)
    except (BadInput, Refused) as error:
        context = {"one": found, "form": Form(_order(found), given, error)}
        return page(request, "kantor/order.html", context, status=refusals.status(error))
    messages.success(request, f"Surat perintah {found.pegawai.nama} sebagai {found.title} tercatat.")
    return redirect(_back(request, found))


@address("GET", right=ADMIN)
def history(request: Request, jabatan: str) -> HttpResponse:
    """Everybody who held, holds or will hold a post, the latest first."""
    at = moment_of_admin(request)
    found = get_object_or_404(Jabatan.objects.of_the_office(), pk=jabatan)
    rows = found.penugasan.of_the_office().with_people().order_by("-mulai", "id")
    return page(request, "kantor/jabatan.html", {"at": at, "jabatan": found, "rows": rows, "above": found.above})


def told(penugasan: PenugasanJabatan) -> str:
    """In a sentence: who becomes what, and from when to when."""
    until = f" sampai dengan {tanggal(penugasan.selesai)}" if penugasan.selesai else ""
    return f"{penugasan.pegawai.nama} menjadi {penugasan.title} mulai {tanggal(penugasan.mulai)}{until}."


def _order(penugasan: PenugasanJabatan) -> Sequence[Field]:
    """The fields of a surat perintah; who holds a post himself signs with it and needs no mandate."""
    return [one for one in ORDER if one.name != "mandate" or not penugasan.definitive]


def _found(request: Request, penugasan: str) -> PenugasanJabatan:
    """For the admin and the superior of that post; nobody else learns that it is there."""
    at = clock.now()
    found = get_object_or_404(PenugasanJabatan.objects.of_the_office().with_people(), pk=penugasan)
    standing = request.user.standing(at)
    if standing.has(Jabatan.Post.ADMIN) or (found.jabatan.single and found.order_refusal(request.user, at) is None):
        return found
    raise NotThere(NOT_THERE)


def _back(request: Request, penugasan: PenugasanJabatan) -> str:
    if penugasan.absence is not None:
        return penugasan.absence.get_absolute_url()
    return "kantor_penugasan" if request.user.standing(clock.now()).has(Jabatan.Post.ADMIN) else "kantor_absences"


def _appoint(wanted: appointing.Appointment, request: Request) -> tuple[PenugasanJabatan, bool]:
    return actions.appoint(
        wanted.pegawai,
        wanted.jabatan,
        kapasitas=wanted.kapasitas,
        mulai=wanted.mulai,
        selesai=wanted.selesai,
        dasar=wanted.dasar,
        nomor=wanted.nomor,
        tanggal=wanted.tanggal,
        by=request.user,
    )
