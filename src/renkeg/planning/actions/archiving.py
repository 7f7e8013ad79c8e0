"""The verbs of the archive: how and where a paper is kept, and for how long papers are."""

import re
from dataclasses import dataclass, fields
from typing import Final

from django.db import transaction

from renkeg.lib.clean_text import Unclean, line_within
from renkeg.lib.errors import BadInput, Problem
from renkeg.office import clock
from renkeg.office.models import Jabatan, Pegawai, Satker, state_of
from renkeg.papers.models import Arsip, Jra
from renkeg.papers.retention import MOST_YEARS, Nasib, Since
from renkeg.trail.record import record

from .rows import refuse

_CODE: Final = re.compile(r"[A-Z]{1,4}(\.[0-9]{1,3}){0,4}")


@dataclass(frozen=True)
class Shelf:
    """How and where a paper is kept, as typed."""

    klasifikasi: str
    tingkat: str
    jumlah: str
    medium: str
    akses: str
    ruang: str = ""
    rak: str = ""
    boks: str = ""
    folder: str = ""

    @classmethod
    def of(cls, arsip: Arsip) -> "Shelf":
        """As it stands."""
        return cls(**{one.name: str(getattr(arsip, one.name)) for one in fields(cls)})


_PLACE: Final = ("ruang", "rak", "boks", "folder")
_CHOICES: Final = {"tingkat": Arsip.Tingkat, "medium": Arsip.Medium, "akses": Arsip.Akses}


@transaction.atomic
def shelve(arsip: Arsip, shelf: Shelf, *, by: Pegawai) -> Arsip:
    """From now on the archive says this of the paper; harmless to repeat. Raises Refused, BadInput naming each field."""
    arsip = _locked_item(arsip)
    refuse(arsip.shelf_refusal(by, clock.now()))
    shelf = _checked(shelf)
    present = Shelf.of(arsip)
    changed = [one.name for one in fields(shelf) if getattr(shelf, one.name) != getattr(present, one.name)]
    if not changed:
        return arsip
    for name in changed:
        setattr(arsip, name, getattr(shelf, name))
    arsip.save(update_fields=changed)
    record("shelve", arsip.subject, by=by.pk, at=clock.now(), facts={"fields": changed}, state=state_of([arsip]))
    return arsip


@transaction.atomic
def set_retention(
    kode: str, *, uraian: str, aktif: int, inaktif: int, sejak: str, nasib: str, dasar: str, by: Pegawai
) -> Jra:
    """The office's own row of the JRA for that code, from now on and for all papers under it. Raises Refused, BadInput."""
    refuse(_jra_refusal(by))
    problems: list[Problem] = []
    kode = _code(kode, "kode", problems) if kode.strip() else ""
    uraian, dasar = short_line(uraian, "uraian", 200, problems), short_line(dasar, "dasar", 200, problems)
    for name, years in (("aktif", aktif), ("inaktif", inaktif)):
        if not 0 <= years <= MOST_YEARS:
            problems.append(Problem(name, f"Isi tahun 0 sampai {MOST_YEARS}."))
    if sejak not in list(Since):
        problems.append(Problem("sejak", "Pilih satu dari daftar."))
    if nasib not in list(Nasib):
        problems.append(Problem("nasib", "Pilih satu dari daftar."))
    if problems:
        raise BadInput(problems)
    wanted = {"uraian": uraian, "aktif": aktif, "inaktif": inaktif, "sejak": sejak, "nasib": nasib, "dasar": dasar}
    Satker.objects.select_for_update(no_key=True).get()
    present = Jra.objects.filter(pk=kode).first()
    if present is not None and all(getattr(present, name) == value for name, value in wanted.items()):
        return present
    row, _ = Jra.objects.update_or_create(kode=kode, defaults=wanted)
    record("set_retention", "jra", by=by.pk, at=clock.now(), facts={"kode": kode}, state=state_of(Jra.objects.all()))
    return row


@transaction.atomic
def drop_retention(kode: str, *, by: Pegawai) -> None:
    """The office's own row goes; what comes with the program, or the row above it, counts again. Harmless to repeat."""
    refuse(_jra_refusal(by))
    Satker.objects.select_for_update(no_key=True).get()
    if Jra.objects.filter(pk=kode).delete()[0]:
        facts = {"kode": kode}
        record("drop_retention", "jra", by=by.pk, at=clock.now(), facts=facts, state=state_of(Jra.objects.all()))


def short_line(text: str, loc: str, longest: int, problems: list[Problem], *, required: bool = True) -> str:
    """One clean line; what is wrong with it goes to `problems`."""
    if not text.strip() and not required:
        return ""
    try:
        return line_within(text, longest)
    except Unclean as error:
        problems.append(Problem(loc, str(error)))
        return ""


def _checked(shelf: Shelf) -> Shelf:
    problems: list[Problem] = []
    told: dict[str, str] = {"klasifikasi": _code(shelf.klasifikasi, "klasifikasi", problems)}
    told["jumlah"] = short_line(shelf.jumlah, "jumlah", 60, problems)
    for name, choices in _CHOICES.items():
        told[name] = getattr(shelf, name)
        if told[name] not in choices.values:
            problems.append(Problem(name, "Pilih satu dari daftar."))
    for name in _PLACE:
        told[name] = short_line(getattr(shelf, name), name, 60, problems, required=False)
        if told[name] and told["medium"] == Arsip.Medium.ELEKTRONIK:
            problems.append(
                Problem(name, "Hanya arsip kertas yang disimpan di rak; pilih medium kertas atau keduanya.")
            )
    if problems:
        raise BadInput(problems)
    return Shelf(**told)


def _code(text: str, loc: str, problems: list[Problem]) -> str:
    """A kode klasifikasi as it is printed: "PR.02.2"."""
    kode = short_line(text, loc, 20, problems).upper()
    if kode and not _CODE.fullmatch(kode):
        problems.append(Problem(loc, "Tulis kodenya seperti PR.02.2: huruf, lalu angka yang dipisahkan titik."))
    return kode


def _locked_item(arsip: Arsip) -> Arsip:
    items = Arsip.objects.select_related("document", "unit", "berita_acara")
    return items.select_for_update(of=("self",), no_key=True).get(pk=arsip.pk)


def _jra_refusal(by: Pegawai) -> str | None:
    if by.standing(clock.now()).has(Jabatan.Post.ADMIN):
        return None
    return "Jadwal retensi diisi oleh admin."
