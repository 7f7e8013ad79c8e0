"""Pegawai, for the admin: who has an account, opening and closing one, particulars, a new temporary password."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from renkeg.lib.clean_text import Unclean, clean_line
from renkeg.lib.errors import BadInput, Refused
from renkeg.office import accounts, actions
from renkeg.office.models import Pegawai, PenugasanJabatan
from renkeg.web import refusals
from renkeg.web.address import address
from renkeg.web.fields import Field, Form, typed
from renkeg.web.http import Request, page
from renkeg.web.rights import ADMIN, moment_of_admin

PER_PAGE = 50
MAX_SEARCH = 100
PARTICULARS: Sequence[Field] = (
    Field("nama", "Nama lengkap", "Dengan gelar, seperti tercetak di bawah tanda tangan.", longest=120),
    Field(
        "nip",
        "NIP",
        "18 angka. Tercetak di surat; di layar hanya dilihat admin dan orangnya.",
        required=False,
        longest=18,
    ),
    Field(
        "pangkat",
        "Pangkat",
        "Dengan golongannya: Penata Tingkat I (III/d). Tercetak bila kantor mencetak pangkat.",
        required=False,
        longest=60,
    ),
    Field(
        "email",
        "Surel",
        "Untuk pemberitahuan. Rekan melihatnya hanya bila orangnya sendiri mengizinkan.",
        kind="email",
        required=False,
        longest=254,
    ),
)
NEW: Sequence[Field] = (
    Field(
        "username", "Nama pengguna", "Untuk masuk: huruf kecil, angka dan tanda hubung, misalnya rina-budi.", longest=60
    ),
    *PARTICULARS,
)


@address("GET", right=ADMIN)
def show_all(request: Request) -> HttpResponse:
    """The people, with what each holds; a search finds name, user name and NIP."""
    at = moment_of_admin(request)
    search = _search(request.GET.get("cari", ""))
    held = PenugasanJabatan.objects.active(at).of_the_office()
    rows = Pegawai.objects.found(search).prefetch_related(Prefetch("penugasan", queryset=held, to_attr="held"))
    leaf = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    return page(request, "kantor/pegawai_list.html", {"at": at, "leaf": leaf, "cari": search})


@address("GET", "POST", right=ADMIN)
def hire(request: Request) -> HttpResponse:
    """Opens an account; its temporary password is shown once, on the answer itself."""
    moment_of_admin(request)
    if request.method != "POST":
        return page(request, "kantor/pegawai_new.html", {"form": Form(NEW, {})})
    told = typed(request.POST, NEW)
    password = accounts.temporary_password()
    try:
        pegawai = accounts.open_account(**told, password=password, temporary=True, by=request.user)
    except (BadInput, Refused) as error:
        context = {"form": Form(NEW, told, error)}
        return page(request, "kantor/pegawai_new.html", context, status=refusals.status(error))
    return page(request, "kantor/password.html", {"pegawai": pegawai, "password": password, "new": True})


@address("GET", "POST", right=ADMIN)
def edit(request: Request, pegawai: str) -> HttpResponse:
    """One person: particulars, posts, account."""
    at = moment_of_admin(request)
    found = get_object_or_404(Pegawai, pk=pegawai)
    held = list(found.penugasan.of_the_office().order_by("-mulai", "id"))
    context = {"at": at, "pegawai": found, "held": held, "refusal": found.disable_refusal(request.user)}
    if request.method != "POST":
        form = Form(PARTICULARS, {one.name: getattr(found, one.name) for one in PARTICULARS})
        return page(request, "kantor/pegawai.html", {**context, "form": form})
    told = typed(request.POST, PARTICULARS)
    try:
        accounts.change(found, **told, by=request.user)
    except (BadInput, Refused) as error:
        context = {**context, "form": Form(PARTICULARS, told, error)}
        return page(request, "kantor/pegawai.html", context, status=refusals.status(error))
    messages.success(request, "Tersimpan. Surat yang sudah dibuat tetap memakai nama lama.")
    return redirect("kantor_pegawai_edit", pegawai)


@address("POST", right=ADMIN)
def password(request: Request, pegawai: str) -> HttpResponse:
    """A new temporary password, shown once; every session of that account ends."""
    moment_of_admin(request)
    found = get_object_or_404(Pegawai.objects.with_open_account(), pk=pegawai)
    if found.pk == request.user.pk:
        raise Refused("Kata sandi Anda sendiri diganti pada Akun saya.")
    made = accounts.temporary_password()
    accounts.set_password(found, made, temporary=True, by=request.user)
    return page(request, "kantor/password.html", {"pegawai": found, "password": made, "new": False})


@address("POST", right=ADMIN)
def disable(request: Request, pegawai: str) -> HttpResponse:
    """Closes an account at once."""
    moment_of_admin(request)
    found = get_object_or_404(Pegawai, pk=pegawai)
    actions.disable(found, by=request.user)
    messages.success(request, f"Akun {found.nama} ditutup: ia tidak dapat masuk, dan jabatannya tidak dihitung lagi.")
    return redirect("kantor_pegawai_edit", pegawai)


@address("POST", right=ADMIN)
def enable(request: Request, pegawai: str) -> HttpResponse:
    """Opens a closed account again."""
    moment_of_admin(request)
    found = get_object_or_404(Pegawai, pk=pegawai)
    actions.enable(found, by=request.user)
    messages.success(request, f"Akun {found.nama} dibuka kembali dengan kata sandinya yang lama.")
    return redirect("kantor_pegawai_edit", pegawai)


def _search(text: str) -> str:
    try:
        return clean_line(text[:MAX_SEARCH])
    except Unclean:
        return ""
