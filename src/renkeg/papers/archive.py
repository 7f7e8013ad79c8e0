"""Files each paper in the archive at its birth, knows the JRA in force, and takes the files of destroyed papers away."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from renkeg.lib import indonesian
from renkeg.lib.errors import Refused
from renkeg.office import clock
from renkeg.office.models import Satker, Unit, state_of
from renkeg.trail.models import Event
from renkeg.trail.record import SYSTEM, record

from . import blobs
from .models import Arsip, BeritaAcara, Document, Jra
from .retention import Nasib, Rule, Schedule, Since

_DATA: Final = Path(__file__).parent.parent / "data" / "jra.toml"

# Kpt 1257/2024, domain: usulan kegiatan lembaga; penyusutan arsip.
_CODES: Final[Mapping[str, str]] = {Document.Jenis.BERITA_ACARA_MUSNAH: "TU.05"}
_OTHERS: Final = "PR.02.2"


def file(document: Document, *, unit: Unit, klasifikasi: str = "") -> Arsip:
    """Makes the paper an item of that unit's archive. Belongs inside the transaction in which the paper is born."""
    arsip = born(document, unit=unit, satker=Satker.objects.office(), klasifikasi=klasifikasi)
    arsip.save(force_insert=True)
    return arsip


def file_again(document: Document, earlier: Arsip) -> Arsip:
    """Files the same paper once more, with a signature, under the code that it has now.

    Where somebody has changed what the archive says of it, the code is no longer what it was born with: an entry says so.
    """
    arsip = file(document, unit=earlier.unit, klasifikasi=earlier.klasifikasi)
    if Event.objects.filter(subject=earlier.subject).exists():
        facts = {"fields": ["klasifikasi"]}
        record("shelve", arsip.subject, by=SYSTEM, at=clock.now(), facts=facts, state=state_of([arsip]))
    return arsip


def born(document: Document, *, unit: Unit, satker: Satker, klasifikasi: str = "") -> Arsip:
    """The item as it is before anybody has changed it: it follows from the paper and the code of its letter alone."""
    return Arsip(
        document=document,
        unit=unit,
        klasifikasi=klasifikasi or _CODES.get(document.jenis, _OTHERS),
        uraian=told(document),
        tanggal=satker.day(document.made_for),
        tingkat=Arsip.Tingkat.SALINAN if document.is_workbook else Arsip.Tingkat.ASLI,
        jumlah="1 berkas",
    )


def told(document: Document) -> str:
    """Its uraian informasi, from what stands on the paper: "Nota dinas nomor …, hal …"."""
    contents: Mapping[str, Any] = document.contents
    match document.jenis:
        case Document.Jenis.NOTA_DINAS:
            return _letter("Nota dinas", contents)[:400]
        case Document.Jenis.LEMBAR_DISPOSISI:
            return _letter("Lembar disposisi atas nota dinas", contents.get("surat", {}))[:400]
        case Document.Jenis.RENCANA_XLSX:
            return f"{document.name} (buku kerja Excel)"
    return document.name


def schedule() -> Schedule:
    """The JRA in force: what comes with the program, under the office's own rows."""
    return Schedule.of([*supplied(), *(one.rule for one in Jra.objects.all())])


@cache
def supplied() -> tuple[Rule, ...]:
    """The rows of data/jra.toml."""
    rows: Sequence[dict[str, Any]] = tomllib.loads(_DATA.read_text(encoding="utf-8"))["jra"]
    return tuple(Rule(**row | {"sejak": Since(row["sejak"]), "nasib": Nasib(row["nasib"])}) for row in rows)


def retention(arsip: Arsip, rule: Rule) -> str:
    """As the list prints it: "aktif s.d. 31 Desember 2028; inaktif s.d. 31 Desember 2033; musnah"."""
    active, kept = rule.aktif_until(arsip.tanggal), rule.inaktif_until(arsip.tanggal)
    return f"aktif s.d. {indonesian.tanggal(active)}; inaktif s.d. {indonesian.tanggal(kept)}; {Jra(nasib=rule.nasib).get_nasib_display()}"


def refuse_destroyed(document: Document) -> None:
    """Raises Refused, naming the berita acara, for a paper whose file was destroyed by one."""
    found = BeritaAcara.objects.filter(arsip__document=document, approved=True).defer("daftar").first()
    if found is not None and found.tanggal is not None:
        raise Refused(
            f"{document.name} sudah dimusnahkan dengan berita acara nomor {found.nomor} tanggal "
            f"{indonesian.tanggal(found.tanggal)}. Yang tinggal ialah catatannya di arsip dan pada berita acara itu."
        )


def clear() -> int:
    """Takes away the files that an approved berita acara names; returns of how many berita acara. Harmless to repeat.

    It follows the transaction that approved them; where it could not, `deliver` does it. A file stays that a paper has
    which was not destroyed. Nothing else in the program removes a file.
    """
    done = 0
    for found in BeritaAcara.objects.undone():
        mine = Document.objects.filter(arsip__berita_acara=found).exclude(sha256=None)
        for name in mine.order_by("sha256").values_list("sha256", flat=True).distinct():
            others = Document.objects.filter(sha256=name).exclude(arsip__berita_acara__approved=True)
            if name is not None and not others.exists():
                blobs.remove(Path(settings.DATA_DIR) / "berkas", name)
        with transaction.atomic():
            BeritaAcara.objects.filter(pk=found.pk).update(cleared_at=timezone.now())
        done += 1
    return done


def _letter(what: str, head: Mapping[str, Any]) -> str:
    nomor, hal = head.get("nomor"), head.get("hal")
    return ", ".join([f"{what} nomor {nomor}" if nomor else what, *([f"hal {hal}"] if hal else [])])
