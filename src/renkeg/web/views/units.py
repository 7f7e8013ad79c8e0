"""Unit dan jabatan: the office's tree, for the admin: add, rename, put in order, close and open again."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import actions
from renkeg.office.models import Jabatan, PenugasanJabatan, Unit
from renkeg.planning import office_changes
from renkeg.web import refusals
from renkeg.web.address import address
from renkeg.web.fields import Field, Form, Reader, typed
from renkeg.web.http import Request, page
from renkeg.web.rights import ADMIN, moment_of_admin

NAMES: Sequence[Field] = (
    Field("nama", "Nama unit", "Lengkap, seperti tercetak: Subbagian Keuangan.", longest=120),
    Field("kepala", "Jabatan kepalanya", "Seperti tercetak di bawah surat: Kepala Subbagian Keuangan.", longest=150),
)


@dataclass
class Branch:
    """A unit of the tree, its posts with their holders, and what stands below it."""

    unit: Unit
    posts: list[tuple[Jabatan, list[PenugasanJabatan]]]
    below: "list[Branch]" = field(default_factory=list)


@address("GET", right=ADMIN)
def show(request: Request) -> HttpResponse:
    """The tree with the closed units at its end."""
    at = moment_of_admin(request)
    held: dict[str, list[PenugasanJabatan]] = defaultdict(list)
    for one in PenugasanJabatan.objects.active(at).of_the_office().with_people():
        held[one.jabatan_id].append(one)
    posts: dict[str, list[Jabatan]] = defaultdict(list)
    for jabatan in Jabatan.objects.of_the_office():
        posts[jabatan.unit_id].append(jabatan)
    branches = {
        unit.pk: Branch(unit, [(one, held[one.pk]) for one in sorted(posts[unit.pk], key=lambda one: not one.single)])
        for unit in Unit.objects.select_related("parent")
    }
    for branch in branches.values():
        if branch.unit.closed_at is None and branch.unit.parent_id is not None:
            branches[branch.unit.parent_id].below.append(branch)
    roots = [one for one in branches.values() if one.unit.parent_id is None]
    closed = [one.unit for one in branches.values() if one.unit.closed_at is not None]
    return page(request, "kantor/unit_list.html", {"at": at, "roots": roots, "closed": closed})


@address("GET", "POST", right=ADMIN)
def add(request: Request, unit: str) -> HttpResponse:
    """A new unit below this one, with its posts."""
    moment_of_admin(request)
    parent = get_object_or_404(Unit.objects.in_use(), pk=unit)
    kinds = [(str(kind), Unit.Jenis(kind).label) for kind in parent.kinds_below]
    fields = (*NAMES, Field("jenis", "Jenis unit", kind="select", options=kinds, short=True))
    if not kinds:
        raise Refused(f"Di bawah {parent.nama} tidak ada tempat bagi unit lain.")
    if request.method != "POST":
        return page(request, "kantor/unit_new.html", {"parent": parent, "form": Form(fields, {})})
    told = typed(request.POST, fields)
    reader = Reader(told)
    try:
        nama, kepala = reader.line("nama", longest=120), reader.line("kepala", longest=150)
        jenis = reader.choice("jenis", [value for value, _ in kinds])
        reader.finish()
        new = actions.add_unit(parent, jenis=jenis, nama=nama, kepala=kepala, by=request.user)
    except (BadInput, Refused) as error:
        context = {"parent": parent, "form": Form(fields, told, error)}
        return page(request, "kantor/unit_new.html", context, status=refusals.status(error))
    messages.success(request, f"{new.nama} ditambahkan. Sekarang isi jabatannya pada Orang dan jabatan.")
    return redirect("kantor_unit")


@address("GET", "POST", right=ADMIN)
def edit(request: Request, unit: str) -> HttpResponse:
    """Other names for a unit and its leader's post."""
    at = moment_of_admin(request)
    found = get_object_or_404(Unit.objects.select_related("parent"), pk=unit)
    posts = sorted(found.jabatan.all(), key=lambda one: not one.single)
    context = {"at": at, "unit": found, "posts": posts, "refusal": found.close_refusal(at)}
    if request.method != "POST":
        form = Form(NAMES, {"nama": found.nama, "kepala": posts[0].nama})
        return page(request, "kantor/unit.html", {**context, "form": form})
    told = typed(request.POST, NAMES)
    reader = Reader(told)
    try:
        nama, kepala = reader.line("nama", longest=120), reader.line("kepala", longest=150)
        reader.finish()
        actions.rename_unit(found, nama=nama, kepala=kepala, by=request.user)
    except (BadInput, Refused) as error:
        context = {**context, "form": Form(NAMES, told, error)}
        return page(request, "kantor/unit.html", context, status=refusals.status(error))
    messages.success(request, f"Tersimpan: {nama}. Surat yang sudah dibuat tetap memakai nama lama.")
    return redirect("kantor_unit")


@address("POST", right=ADMIN)
def move(request: Request, unit: str) -> HttpResponse:
    """One place up or down."""
    moment_of_admin(request)
    found = get_object_or_404(Unit, pk=unit)
    actions.move_unit(found, up=request.POST.get("ke") == "naik", by=request.user)
    return redirect("kantor_unit")


@address("POST", right=ADMIN)
def close(request: Request, unit: str) -> HttpResponse:
    """Closes a unit that is empty."""
    moment_of_admin(request)
    found = get_object_or_404(Unit, pk=unit)
    office_changes.close_unit(found, by=request.user)
    messages.success(request, f"{found.nama} ditutup. Rencana yang sudah terbit tetap dapat dibaca.")
    return redirect("kantor_unit")


@address("POST", right=ADMIN)
def reopen(request: Request, unit: str) -> HttpResponse:
    """Opens a closed unit again."""
    moment_of_admin(request)
    found = get_object_or_404(Unit, pk=unit)
    actions.reopen_unit(found, by=request.user)
    messages.success(request, f"{found.nama} dibuka kembali.")
    return redirect("kantor_unit")
