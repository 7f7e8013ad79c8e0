"""Leads a practice office through one case: which account acts next, and what to press there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker, Unit
from renkeg.planning.models import Usulan
from renkeg.planning.models.usulan import Keadaan
from renkeg.planning.sop import At, Langkah, Sop


@dataclass(frozen=True)
class Turn:
    """One row of the SOP as somebody plays it."""

    langkah: Langkah
    who: Pegawai | None
    button: str
    mine: bool
    state: str
    """selesai, berikut, or nothing yet."""


@dataclass(frozen=True)
class Case:
    """The way of one subbagian's usulan, and where the newest one that the reader sees stands on it."""

    unit: Unit
    sop: Sop
    usulan: Usulan | None
    turns: tuple[Turn, ...]

    @property
    def published(self) -> bool:
        return self.usulan is not None and self.usulan.keadaan is Keadaan.TERBIT

    @property
    def next(self) -> Turn | None:
        """Whose turn it is; nobody's once it is published."""
        return next((one for one in self.turns if one.state == "berikut"), None)


def of(pegawai: Pegawai, at: datetime) -> Case | None:
    """The case of the reader's own subbagian, or of the first one; None where the office has no subbagian."""
    unit = _unit(pegawai, at)
    if unit is None:
        return None
    seen = Usulan.objects.visible_to(pegawai, at).for_reading().filter(unit=unit, cancelled_at__isnull=True)
    usulan = seen.order_by("-started_at", "-pk").first()
    sample = usulan or Usulan(unit=unit, satker=unit.satker, sop_slug=Satker.objects.office().sop)
    here = usulan.open_tugas if usulan else None
    assigned = here.petugas if here else None
    done = None if usulan is None else here.langkah if here else len(sample.sop.langkah) + 1
    turns = []
    for langkah, who in zip(sample.sop.langkah, _people(sample, assigned, at), strict=True):
        now = langkah.nomor == (done if done is not None else sample.sop.langkah[0].nomor)
        past = done is not None and langkah.nomor < done
        way = next(one for one in langkah.ways if one.answer != "Tidak")
        state = "berikut" if now else "selesai" if past else ""
        turns.append(Turn(langkah, who, way.label, who is not None and who.pk == pegawai.pk, state))
    return Case(unit, sample.sop, usulan, tuple(turns))


def _unit(pegawai: Pegawai, at: datetime) -> Unit | None:
    standing = pegawai.standing(at)
    rows = Unit.objects.filter(jenis=Unit.Jenis.SUBBAGIAN, closed_at__isnull=True).select_related("parent", "satker")
    own = standing.units(Jabatan.OWN)
    above = standing.units([Jabatan.Post.KABAG])
    return min(rows, key=lambda one: (one.pk not in own, one.parent_id not in above, one.urut), default=None)


def _people(sample: Usulan, assigned: Pegawai | None, at: datetime) -> Iterable[Pegawai | None]:
    holders: dict[tuple[str, str], Pegawai] = {}
    rows = PenugasanJabatan.objects.active(at).of_the_office().with_people()
    for one in sorted(rows, key=lambda one: (one.kapasitas != "definitif", one.pegawai.username)):
        holders.setdefault((one.jabatan.post, one.jabatan.unit_id), one.pegawai)
    for langkah in sample.sop.langkah:
        if langkah.at is At.ASSIGNED and assigned is not None:
            yield assigned
        else:
            yield holders.get((langkah.post, sample.unit_at(langkah.at).pk))
