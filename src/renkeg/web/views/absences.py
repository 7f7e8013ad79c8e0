"""Ketidakhadiran: everybody notes his own; the superior decides who stands in, in one tap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office import actions, clock, readiness, standing_in
from renkeg.office.models import Absence, Declined, Jabatan, Pegawai, PenugasanJabatan, Satker
from renkeg.web import refusals
from renkeg.web.address import address
from renkeg.web.fields import Field, Form, Reader, typed
from renkeg.web.http import Request, page
from renkeg.web.rights import NOT_THERE

JENIS = [("", "Pilih jenis"), *((str(value), str(label).capitalize()) for value, label in Absence.Jenis.choices)]
DAYS: Sequence[Field] = (
    Field("mulai", "Mulai", kind="date", short=True),
    Field("selesai", "Sampai dengan", "Hari terakhir tidak di tempat.", kind="date", short=True),
)
NEW: Sequence[Field] = (
    Field(
        "jenis",
        "Jenis",
        "Sakit hanya dibaca atasan dan admin; bagi yang lain tertulis berhalangan.",
        "select",
        JENIS,
        short=True,
    ),
    *DAYS,
    Field("catatan", "Keterangan", "Hanya dibaca Anda, atasan dan admin.", required=False, longest=300),
    Field("nomor", "Nomor surat cuti atau surat tugas", required=False, longest=100),
    Field("tanggal", "Tanggal surat itu", kind="date", required=False, short=True),
)
ORDER: Sequence[Field] = (
    Field("nomor", "Nomor surat perintah", "Boleh dicatat kemudian.", required=False, longest=100),
    Field("tanggal", "Tanggal surat perintah", kind="date", required=False, short=True),
)
SHOWN = 3


@dataclass(frozen=True)
class Post:
    """A post of the absent person: who stands in, what was decided, and what can be decided now."""

    jabatan: Jabatan
    named: list[PenugasanJabatan]
    declined: Declined | None
    refusal: str | None
    proposals: Sequence[standing_in.Proposal]
    mulai: date | None
    """From when on somebody named now would stand in; None where every day has its Plh."""


@address("GET")
def show_all(request: Request) -> HttpResponse:
    """One's own absences, and those that one may see, what waits for a decision first."""
    at = clock.now()
    rows = Absence.objects.visible_to(request.user, at).not_over(at).with_people()
    undecided = {one.pk for one in readiness.undecided(at)}
    others = sorted((one for one in rows if one.pegawai_id != request.user.pk), key=lambda one: one.pk not in undecided)
    context = {
        "at": at,
        "mine": [one for one in rows if one.pegawai_id == request.user.pk],
        "others": others,
        "undecided": undecided,
        "superior": bool(_people(request.user, at)),
        "admin": request.user.standing(at).has(Jabatan.Post.ADMIN),
    }
    return page(request, "kantor/absences.html", context)


@address("GET", "POST")
def new(request: Request) -> HttpResponse:
    """Notes an absence: one's own, or that of somebody below one's post."""
    at = clock.now()
    people = _people(request.user, at)
    who = [(request.user.username, f"{request.user.nama} (saya)"), *((one.username, one.nama) for one in people)]
    fields = (Field("pegawai", "Siapa", kind="select", options=who), *NEW) if people else NEW
    if request.method != "POST":
        today = Satker.objects.office().day(at).isoformat()
        return page(request, "kantor/absence_new.html", {"form": Form(fields, {"mulai": today, "selesai": today})})
    told = typed(request.POST, fields)
    reader = Reader(told)
    try:
        username = reader.choice("pegawai", [name for name, _ in who]) if told.get("pegawai") else request.user.username
        jenis = reader.choice("jenis", Absence.Jenis.values, "Pilih cuti, dinas luar atau sakit.")
        mulai, selesai = reader.day("mulai"), reader.day("selesai")
        catatan = reader.line("catatan", longest=300, required=False)
        nomor, tanggal = reader.line("nomor", longest=100, required=False), reader.day_or_none("tanggal")
        reader.finish()
        absence, first = actions.note_absence(
            next((one for one in people if one.username == username), request.user),
            jenis=jenis,
            mulai=mulai,
            selesai=selesai,
            catatan=catatan,
            nomor=nomor,
            tanggal=tanggal,
            by=request.user,
        )
    except (BadInput, Refused) as error:
        return page(
            request, "kantor/absence_new.html", {"form": Form(fields, told, error)}, status=refusals.status(error)
        )
    messages.success(request, "Tercatat." if first else "Sudah tercatat sebelumnya.")
    return redirect(absence)


@address("GET")
def show(request: Request, absence: str) -> HttpResponse:
    """One absence: its posts, who stands in, and the decision for whom it is."""
    at, found = _found(request, absence)
    context = {
        "at": at,
        "absence": found,
        "posts": _posts(found, request.user, at),
        "refusal": found.change_refusal(request.user, at),
        "own": found.pegawai_id == request.user.pk,
    }
    return page(request, "kantor/absence.html", context)


@address("GET", "POST")
def change(request: Request, absence: str) -> HttpResponse:
    """Other days."""
    at, found = _found(request, absence)
    if (refusal := found.change_refusal(request.user, at)) is not None:
        raise Refused(refusal)
    if request.method != "POST":
        form = Form(DAYS, {"mulai": found.mulai.isoformat(), "selesai": found.selesai.isoformat()})
        return page(request, "kantor/absence_change.html", {"absence": found, "form": form})
    told = typed(request.POST, DAYS)
    reader = Reader(told)
    try:
        mulai, selesai = reader.day("mulai"), reader.day("selesai")
        reader.finish()
        actions.change_absence(found, mulai=mulai, selesai=selesai, by=request.user)
    except (BadInput, Refused) as error:
        context = {"absence": found, "form": Form(DAYS, told, error)}
        return page(request, "kantor/absence_change.html", context, status=refusals.status(error))
    messages.success(request, "Tanggalnya diubah. Plh. yang ada berakhir paling lambat pada hari terakhirnya.")
    return redirect(found)


@address("POST")
def cancel(request: Request, absence: str) -> HttpResponse:
    """It does not take place, or is over today."""
    _, found = _found(request, absence)
    actions.cancel_absence(found, by=request.user)
    messages.success(
        request, f"Ketidakhadiran {found.pegawai.nama}, {found.span}, dibatalkan. Plh.-nya berakhir sekarang."
    )
    return redirect("kantor_absences")


@address("GET", "POST", right="atasan jabatan itu, admin")
def stand_in(request: Request, absence: str, jabatan: str) -> HttpResponse:
    """Names the Plh. of one post; with everything that may be chosen besides the person."""
    at, found = _found(request, absence)
    post = _post(found, jabatan, at)
    if (refusal := found.decision_refusal(post, request.user, at)) is not None:
        raise Refused(refusal)
    proposals = standing_in.proposals(found, post)
    proposed = {one.pegawai.username: f"{one.pegawai.nama} ({one.title})" for one in proposals}
    others = {one.username: one.nama for one in Pegawai.objects.with_open_account() if one.pk != found.pegawai_id}
    names = {"": "Pilih orang", **proposed, **{name: label for name, label in others.items() if name not in proposed}}
    fields = (Field("pegawai", "Plh.", "Yang diusulkan ada di atas.", "select", list(names.items())), *DAYS, *ORDER)
    context = {"absence": found, "jabatan": post, "proposals": proposals}
    if request.method != "POST":
        today = Satker.objects.office().day(at)
        first = found.uncovered(today, post.pk) or max(found.mulai, today)
        begin = {"mulai": first.isoformat(), "selesai": found.selesai.isoformat()}
        given = {**begin, "pegawai": request.GET.get("pegawai", "")}
        return page(request, "kantor/stand_in.html", {**context, "form": Form(fields, given)})
    told = typed(request.POST, fields)
    reader = Reader(told)
    try:
        username = reader.choice("pegawai", [name for name in names if name], "Pilih orangnya.")
        mulai, selesai = reader.day("mulai"), reader.day("selesai")
        nomor, tanggal = reader.line("nomor", longest=100, required=False), reader.day_or_none("tanggal")
        reader.finish()
        person = get_object_or_404(Pegawai.objects.with_open_account(), username=username)
        penugasan, _ = actions.name_stand_in(
            found, post, person, mulai=mulai, selesai=selesai, nomor=nomor, tanggal=tanggal, by=request.user
        )
    except (BadInput, Refused) as error:
        context |= {"form": Form(fields, told, error)}
        return page(request, "kantor/stand_in.html", context, status=refusals.status(error))
    messages.success(request, f"{person.nama} menjadi {penugasan.title}. Yang menunggu jabatan itu tampil di mejanya.")
    return redirect(found)


@address("POST", right="atasan jabatan itu, admin")
def decline(request: Request, absence: str, jabatan: str) -> HttpResponse:
    """Lets the post wait for its holder."""
    at, found = _found(request, absence)
    post = _post(found, jabatan, at)
    try:
        actions.decline_stand_in(found, post, catatan=request.POST.get("catatan", ""), by=request.user)
    except BadInput as error:
        raise Refused(f"Tuliskan alasannya. {error.problems[0].msg}") from error
    messages.success(request, f"Tercatat: {post.nama} menunggu {found.pegawai.nama} kembali.")
    return redirect(found)


def _found(request: Request, absence: str) -> tuple[datetime, Absence]:
    at = clock.now()
    rows = Absence.objects.visible_to(request.user, at).with_people().with_decisions()
    return at, get_object_or_404(rows, pk=absence)


def _post(absence: Absence, jabatan: str, at: datetime) -> Jabatan:
    post = next((one for one in absence.posts(at) if one.pk == jabatan), None)
    if post is None:
        raise NotThere(NOT_THERE)
    return post


def _posts(absence: Absence, by: Pegawai, at: datetime) -> list[Post]:
    today = Satker.objects.office().day(at)
    named = list(absence.stand_ins.filter(ended_at__isnull=True).of_the_office().with_people())
    posts = []
    for jabatan in absence.posts(at):
        declined = next((one for one in absence.declined.all() if one.jabatan_id == jabatan.pk), None)
        refusal = absence.decision_refusal(jabatan, by, at)
        proposals = standing_in.proposals(absence, jabatan)[:SHOWN] if refusal is None else ()
        here = [one for one in named if one.jabatan_id == jabatan.pk]
        posts.append(Post(jabatan, here, declined, refusal, proposals, absence.uncovered(today, jabatan.pk)))
    return posts


def _people(by: Pegawai, at: datetime) -> list[Pegawai]:
    """Whose absence he may note besides his own."""
    people = Pegawai.objects.with_open_account().exclude(pk=by.pk)
    if by.standing(at).has(Jabatan.Post.ADMIN):
        return list(people)
    return list(people.filter(pk__in=PenugasanJabatan.objects.below(by, at).values("pegawai")))
