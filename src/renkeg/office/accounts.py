"""Accounts as an operator opens them: what he typed is checked, passwords are made up, never known to others."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from renkeg.lib.clean_text import Unclean, clean_line
from renkeg.lib.errors import BadInput, NotThere, Problem, Refused
from renkeg.trail.record import SYSTEM, record

from . import actions, clock
from .models import Jabatan, Pegawai, PenugasanJabatan, Satker, state_of
from .telling import tell_owner

# Without the letters and digits that are taken for each other when read aloud.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def office() -> Satker:
    """The satker of this installation. Raises Refused before it is set up."""
    try:
        satker = Satker.objects.first()
    except DatabaseError as error:
        raise Refused("Basis data belum disiapkan atau tidak dapat dibuka; periksa --data dan --db.") from error
    if satker is None:
        raise Refused("Belum ada kantor di sini; siapkan dengan `renkeg setup`.")
    return satker


def find(username: str) -> Pegawai:
    """The account of that user name. Raises NotThere."""
    pegawai = Pegawai.objects.filter(username=username).first()
    if pegawai is None:
        raise NotThere(f'Tidak ada akun dengan nama pengguna "{username}".')
    return pegawai


def open_account(
    *,
    username: str,
    nama: str,
    nip: str = "",
    email: str = "",
    pangkat: str = "",
    password: str,
    temporary: bool = False,
    by: Pegawai | None = None,
) -> Pegawai:
    """Hires a person with a password that is good enough; a `temporary` one is to be changed at the first log-in.

    Raises BadInput naming each field that is wrong.
    """
    pegawai = Pegawai(
        username=username.strip().lower(),
        nama=_line(nama, "nama"),
        nip=nip.strip(),
        email=email.strip(),
        pangkat=_pangkat(pangkat),
    )
    _check(pegawai, password)
    return actions.hire(
        username=pegawai.username,
        nama=pegawai.nama,
        nip=pegawai.nip,
        email=pegawai.email,
        pangkat=pegawai.pangkat,
        password=password,
        temporary=temporary,
        by=by,
    )


def change(
    pegawai: Pegawai, *, nama: str, nip: str, email: str, pangkat: str | None = None, by: Pegawai | None
) -> Pegawai:
    """Other particulars of a person; `pangkat` None leaves it as it is. Raises BadInput naming each field that is wrong."""
    wanted = Pegawai.objects.get(pk=pegawai.pk)
    wanted.nama, wanted.nip, wanted.email = _line(nama, "nama"), nip.strip(), email.strip()
    wanted.pangkat = wanted.pangkat if pangkat is None else _pangkat(pangkat)
    _check(wanted)
    return actions.change_pegawai(
        pegawai, nama=wanted.nama, nip=wanted.nip, email=wanted.email, pangkat=wanted.pangkat, by=by
    )


@transaction.atomic
def first_admin(*, username: str, nama: str, nip: str = "", email: str = "", password: str) -> Pegawai:
    """The first admin of a real office. Raises Refused where there is one, or where the office is a practice one."""
    satker = Satker.objects.select_for_update(no_key=True).get(pk=office().pk)
    if satker.latihan:
        raise Refused("Basis data ini berisi kantor latihan; kantor sungguhan memerlukan DATA yang baru.")
    if PenugasanJabatan.objects.filter(jabatan__post=Jabatan.Post.ADMIN).exists():
        raise Refused("Kantor ini sudah memiliki admin; akun lain dibuka dengan `renkeg hire`.")
    pegawai = open_account(username=username, nama=nama, nip=nip, email=email, password=password)
    jabatan = Jabatan.objects.filter(post=Jabatan.Post.ADMIN, unit__satker=satker).get()
    actions.appoint(
        pegawai,
        jabatan,
        kapasitas=PenugasanJabatan.Kapasitas.DEFINITIF,
        mulai=satker.day(clock.now()),
        dasar="Penyiapan pertama",
        by=None,
    )
    return pegawai


@transaction.atomic
def set_password(pegawai: Pegawai, password: str, *, temporary: bool = False, by: Pegawai | None = None) -> Pegawai:
    """Gives the account another password; its sessions end with the old one. Raises BadInput on a weak password.

    One that somebody else made is `temporary`: its owner is asked for one of his own.
    """
    pegawai = Pegawai.objects.select_for_update(no_key=True).get(pk=pegawai.pk)
    _check(pegawai, password)
    pegawai.set_password(password)
    pegawai.temporary_password = temporary
    pegawai.save(update_fields=["password", "temporary_password"])
    event = record(
        "set_password",
        f"pegawai:{pegawai.pk}",
        by=by.pk if by else SYSTEM,
        at=clock.now(),
        state=state_of([pegawai]),
    )
    what = "Sandi sementara untuk akun Anda baru saja dibuat" if temporary else "Kata sandi Anda baru saja diganti"
    tell_owner(pegawai, event, f"{what}. Bila bukan atas kehendak Anda, hubungi admin.")
    return pegawai


def temporary_password() -> str:
    """A password to hand over once: about 79 random bits, easy to read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def new_token(pegawai: Pegawai) -> str:
    """A new token of the API. Raises Refused for a closed account, whose tokens count for nothing."""
    if not pegawai.is_active:
        raise Refused(f'Akun "{pegawai.username}" sudah ditutup.')
    return actions.new_token(pegawai)


def _check(pegawai: Pegawai, password: str | None = None) -> None:
    problems: list[Problem] = []
    try:
        pegawai.full_clean(exclude=["password"])
    except ValidationError as error:
        problems += [Problem(field, " ".join(texts)) for field, texts in error.message_dict.items()]
    if pegawai.nip and not (len(pegawai.nip) == 18 and pegawai.nip.isascii() and pegawai.nip.isdigit()):
        problems.append(Problem("nip", "NIP terdiri atas 18 angka."))
    try:
        if password is not None:
            validate_password(password, pegawai)
    except ValidationError as error:
        problems.append(Problem("password", " ".join(error.messages)))
    if problems:
        raise BadInput(problems)


def _pangkat(text: str) -> str:
    return _line(text, "pangkat") if text.strip() else ""


def _line(text: str, loc: str) -> str:
    try:
        return clean_line(text)
    except Unclean as error:
        raise BadInput.at(loc, str(error)) from error
