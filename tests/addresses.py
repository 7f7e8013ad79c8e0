"""Every address of the pages, read from the table of addresses itself: none can be forgotten."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, reverse

from renkeg.lib.keys import LENGTH
from renkeg.papers.models import Agenda, BeritaAcara
from renkeg.planning.models import PaperAct, Pin, Pok, PokUpload, TahunanUpload, Upload, Usulan
from renkeg.planning.models.usulan import UsulanQuerySet
from renkeg.web import handbook
from renkeg.web.urls import urlpatterns
from tests.cast import Cast


@dataclass(frozen=True)
class Address:
    """One address with everything filled in; `page` is the name in the table."""

    page: str
    path: str


def every(fillings: Mapping[str, Sequence[Any]]) -> Iterator[Address]:
    """Each address of the table with each filling of its parts. Raises KeyError for a part that nobody fills."""
    for name, parts in named(urlpatterns):
        for values in itertools.product(*(fillings[part] for part in parts)):
            yield Address(name, reverse(name, kwargs=dict(zip(parts, values, strict=True))))


def named(patterns: Iterable[object], before: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The name of each address in the table, and its parts that are to be filled in."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from named(one.url_patterns, (*before, *one.pattern.converters))
        elif isinstance(one, URLPattern) and one.name:
            yield one.name, (*before, *one.pattern.converters)


def fillings(cast: Cast) -> dict[str, list[Any]]:
    """What can stand in the addresses: running usulan at three langkah, a published one, and what belongs to them."""
    running = [_at(langkah) for langkah in (1, 2, 6)]
    published = _keuangan().filter(tautan__isnull=False, revisi__isnull=True).newest_first().first()
    revision = Usulan.objects.filter(revisi_dari__isnull=False).newest_first().first()
    usulan = [one for one in (*running, published, revision) if one is not None]
    tugas = [one.open_tugas.pk for one in usulan if one.open_tugas is not None]
    assert published is not None
    return {
        "usulan": [one.pk for one in usulan],
        "tugas": tugas,
        "kegiatan": [row.pk for row in published.kegiatan.all()[:1]],
        "pin": list(Pin.objects.values_list("pk", flat=True)[:2]) or ["x" * LENGTH],
        "dokumen": list(published.papers().valid().values_list("pk", flat=True)),
        "berita_acara": list(BeritaAcara.objects.values_list("pk", flat=True)) or ["x" * LENGTH],
        "code": list(published.papers().valid().values_list("code", flat=True)),
        "tahun": [published.tahun],
        "bulan": [published.bulan],
        "unit": ["keuangan", "keuangan-umum-logistik"],
        "jabatan": ["kasubbag-keuangan"],
        "pegawai": [cast.kasubbag.pk],
        "penugasan": list(cast.petugas.penugasan.values_list("pk", flat=True)),
        "absence": list(cast.kasubbag.absences.values_list("pk", flat=True)),
        "token": ["x" * LENGTH],
        "session": ["x" * LENGTH],
        "upload": list(Upload.objects.values_list("pk", flat=True)),
        "pok": list(Pok.objects.values_list("pk", flat=True)) or ["x" * LENGTH],
        "pok_upload": list(PokUpload.objects.values_list("pk", flat=True)) or ["x" * LENGTH],
        "tahunan_upload": list(TahunanUpload.objects.values_list("pk", flat=True)) or ["x" * LENGTH],
        "agenda": list(Agenda.objects.reserved().values_list("pk", flat=True)[:1]) or ["x" * LENGTH],
        "kit": [running[0].pk if running[0] is not None else published.pk],
        "paper_act": list(PaperAct.objects.values_list("pk", flat=True)[:2]) or ["x" * LENGTH],
        "part": list(handbook.PARTS),
        "sop": ["6-2025", "kabupaten-kota"],
    }


def _keuangan() -> UsulanQuerySet:
    return Usulan.objects.filter(unit="keuangan")


def _at(langkah: int) -> Usulan | None:
    return _keuangan().narrowed(langkah=langkah).newest_first().first()
