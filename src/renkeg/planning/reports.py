"""Read-only sums over the published plans: what stands in them, who acknowledged them, where a word is found."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan

from .models import Kegiatan, PaperAct, Tugas, Usulan
from .models.usulan import UsulanQuerySet


@dataclass(frozen=True)
class Acknowledgement:
    """How far a published plan is acknowledged: by whom and when, or for which jabatan it still waits."""

    jabatan: Jabatan
    title: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def done(self) -> bool:
        return self.at is not None


@dataclass(frozen=True)
class Sums:
    """What stands in some plans: kegiatan in force and their whole rupiah."""

    plans: int = 0
    kegiatan: int = 0
    total: int = 0


@dataclass(frozen=True)
class Found:
    """What a search found: the keys of its kegiatan in their order, and the whole rupiah of those in force."""

    keys: Sequence[str]
    total: int


@dataclass(frozen=True)
class Plan:
    """A published plan with its sums. `mengetahui` is None where its SOP asks nobody to acknowledge.

    `on_paper` are the langkah that were taken on paper and recorded later.
    """

    usulan: Usulan
    sums: Sums
    mengetahui: Acknowledgement | None
    revisi: int
    on_paper: Sequence[int] = ()


def years(by: Pegawai, at: datetime, today: date) -> list[int]:
    """The years to choose from: from the first one with a published plan to the one after this."""
    known = set(Usulan.objects.published_for(by, at).order_by().values_list("tahun", flat=True).distinct())
    return list(range(min({*known, today.year}), max({*known, today.year + 1}) + 1))


def plans(usulan: Iterable[Usulan]) -> list[Plan]:
    """The same published plans with their sums, who published them and who has acknowledged them at hand."""
    found = list(usulan)
    keys = [one.pk for one in found]
    known = acknowledged(keys)
    added = sums(keys)
    revised = {one.unit_id for one in found if one.revisi_dari_id is not None}
    roots = _roots(revised)
    later = recorded_later(keys)
    return [
        Plan(
            one,
            added.get(one.pk, Sums(plans=1)),
            known.get(one.pk),
            len(chain(one.pk, roots)) - 1,
            later.get(one.pk, ()),
        )
        for one in found
    ]


def recorded_later(keys: Collection[UUID]) -> Mapping[UUID, Sequence[int]]:
    """For each of these usulan the langkah that were taken on paper, where there are any."""
    rows = PaperAct.objects.filter(usulan__in=keys, tugas__isnull=False).order_by("place")
    found: dict[UUID, list[int]] = {}
    for key, langkah in rows.values_list("usulan", "langkah"):
        if langkah not in found.setdefault(key, []):
            found[key].append(langkah)
    return found


def open_to(by: Pegawai, at: datetime) -> bool:
    """Whether the person may read the published plans: whoever holds a post beside that of the admin."""
    return any(one.jabatan.post != Jabatan.Post.ADMIN for one in by.standing(at).posts)


def sums(keys: Collection[UUID]) -> Mapping[UUID, Sums]:
    """For each usulan what stands in it."""
    rows = (
        in_force().filter(usulan__in=keys).order_by().values("usulan").annotate(rows=Count("pk"), sum=Sum("anggaran"))
    )
    return {one["usulan"]: Sums(1, one["rows"], int(one["sum"] or 0)) for one in rows}


def sum_of(usulan: UsulanQuerySet) -> Sums:
    """What stands in all of them together."""
    rows = in_force().filter(usulan__in=usulan.order_by().values("pk")).aggregate(rows=Count("pk"), sum=Sum("anggaran"))
    return Sums(usulan.count(), rows["rows"], int(rows["sum"] or 0))


def in_force() -> QuerySet[Kegiatan]:
    """The rows that count."""
    return Kegiatan.objects.filter(removal__isnull=True)


def acknowledged(keys: Collection[UUID]) -> Mapping[UUID, Acknowledgement]:
    """For each of these usulan how far it is acknowledged; those that ask nobody are left out."""
    rows = Tugas.objects.filter(usulan__in=keys).exclude(side="").order_by("closed_versi", "ordinal")
    told = list(
        rows.values_list("usulan", "jabatan", "side", "closed_at", "verb", "closed_by__nama", "closed_as", "kapasitas")
    )
    posts = Jabatan.objects.in_bulk({post for one in told for post in (one[1], one[6]) if post})
    known: dict[UUID, Acknowledgement] = {}
    for key, jabatan, side, closed_at, verb, nama, closed_as, kapasitas in told:
        if closed_at is None:
            known[key] = Acknowledgement(posts[jabatan])
        elif verb == side and (key not in known or known[key].done):
            title = PenugasanJabatan(jabatan=posts[closed_as], kapasitas=kapasitas).title
            known[key] = Acknowledgement(posts[jabatan], title, nama, closed_at)
    return known


def search(usulan: UsulanQuerySet, words: Sequence[str]) -> Found:
    """Their kegiatan in which each word stands in judul, kode, jenis or lokus; the newest month first.

    Looking into every text is what it costs, so it is done once, and only keys are read.
    """
    rows = Kegiatan.objects.filter(usulan__in=usulan.order_by().values("pk")).annotate(
        places=Cast("lokus", TextField())
    )
    for word in words:
        found = Q(judul__icontains=word) | Q(kode__icontains=word) | Q(jenis__icontains=word)
        # A database keeps a list as JSON, where quotes, and in one of them all but ASCII, are written otherwise.
        for written in {json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1]}:
            found |= Q(places__icontains=written)
        rows = rows.filter(found)
    rows = rows.order_by(
        "-usulan__tahun", "-usulan__bulan", "usulan__unit__urut", "usulan__started_at", "usulan", "position", "id"
    )
    # The outer join gives None for a kegiatan that was not taken out; the types do not know it.
    told = cast("list[tuple[str, int | None, str | None]]", list(rows.values_list("pk", "anggaran", "removal")))
    return Found([key for key, _, _ in told], sum(amount or 0 for _, amount, removal in told if removal is None))


def kegiatan(keys: Sequence[str]) -> list[Kegiatan]:
    """The kegiatan of these keys, in their order, each with its plan and what became of it."""
    rows = Kegiatan.objects.select_related("usulan__unit", "usulan__satker", "usulan__tautan", "removal__to")
    known = rows.in_bulk(keys)
    return [known[key] for key in keys if key in known]


def versions(usulan: Usulan, by: Pegawai, at: datetime) -> list[Usulan]:
    """The published plan with all that it replaced and that replaced it, oldest first."""
    same = Usulan.objects.ever_published_for(by, at).filter(unit=usulan.unit_id, tahun=usulan.tahun, bulan=usulan.bulan)
    found = {one.pk: one for one in same.select_related("tautan__published_by", "unit")}
    roots = {pk: one.revisi_dari_id for pk, one in found.items()}
    root = chain(usulan.pk, roots)[-1]
    chained = [one for pk, one in found.items() if chain(pk, roots)[-1] == root]
    return sorted(chained, key=lambda one: len(chain(one.pk, roots)))


def _roots(units: Collection[str]) -> Mapping[UUID, UUID | None]:
    """For each published usulan of these units which one it revises."""
    if not units:
        return {}
    rows = Usulan.objects.filter(unit__in=units, tautan__isnull=False, revisi_dari__isnull=False)
    return dict(rows.values_list("pk", "revisi_dari"))


def chain(key: UUID, roots: Mapping[UUID, UUID | None]) -> list[UUID]:
    """The usulan and those that it revises, one behind the other, back to the first."""
    chain = [key]
    while (before := roots.get(chain[-1])) is not None:
        chain.append(before)
    return chain
