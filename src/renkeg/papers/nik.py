"""The NIK of those who sign with BSrE: kept closed, opened for BSrE alone."""

from django.db import transaction

from renkeg.lib.errors import BadInput
from renkeg.office.models import Pegawai

from . import vault
from .models import Nik

_DIGITS = 16


def of(pegawai: Pegawai) -> str:
    """The person's NIK; "" where none is kept, or it cannot be opened any more."""
    kept = Nik.objects.filter(pegawai=pegawai).first()
    if kept is None:
        return ""
    try:
        return vault.open_(kept.closed, purpose=_purpose(pegawai)).decode()
    except vault.Locked:
        return ""


def known(pegawai: Pegawai) -> bool:
    """Whether it need not be asked for."""
    return bool(of(pegawai))


def read(text: str) -> str:
    """A NIK as it was typed. Raises BadInput."""
    digits = text.replace(" ", "")
    if len(digits) == _DIGITS and digits.isascii() and digits.isdigit():
        return digits
    raise BadInput.at("nik", f"NIK terdiri atas {_DIGITS} angka.")


@transaction.atomic
def keep(pegawai: Pegawai, nik: str) -> None:
    """Keeps it for the next time."""
    Nik.objects.update_or_create(
        pegawai=pegawai, defaults={"closed": vault.close(nik.encode(), purpose=_purpose(pegawai))}
    )


def _purpose(pegawai: Pegawai) -> str:
    return f"nik {pegawai.pk}"
