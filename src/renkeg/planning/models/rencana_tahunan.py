"""The annual plan of a subbagian: each version as it was imported, and its rows, one for each kegiatan and month."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Sum

from renkeg.lib import indonesian
from renkeg.lib.digests import digest
from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Jabatan, Pegawai, Unit
from renkeg.trail.snapshot import fields_of

from .kept_file import KeptFile
from .kertas_kerja import FormRow
from .pagu import IMPORTING


class RencanaTahunanQuerySet(models.QuerySet["RencanaTahunan"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "RencanaTahunanQuerySet":
        """Everybody in the office but the admin reads the annual plans."""
        posts = pegawai.standing(at).posts
        return self if any(one.jabatan.post != Jabatan.Post.ADMIN for one in posts) else self.none()

    def in_force(self, tahun: int) -> "RencanaTahunanQuerySet":
        """For each unit the one of that year that counts: imported last."""
        later = RencanaTahunan.objects.filter(tahun=OuterRef("tahun"), unit=OuterRef("unit"), urut__gt=OuterRef("urut"))
        return self.filter(~Exists(later), tahun=tahun)

    def of_unit(self, unit: Unit, tahun: int) -> "RencanaTahunanQuerySet":
        """All that were ever imported, the newest first."""
        return self.filter(unit=unit, tahun=tahun).select_related("by", "unit").order_by("-urut")

    def years(self) -> list[int]:
        """The years that have a plan, the latest first."""
        return list(self.order_by("-tahun").values_list("tahun", flat=True).distinct())


class RencanaTahunan(models.Model):
    """One version of a subbagian's annual plan as it was imported; never changed, never deleted.

    `urut` counts the imports of the unit's year, and the last one is in force. `digest` covers all its rows, `sha256` the file.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    tahun = models.PositiveSmallIntegerField()
    urut = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    total = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    objects = RencanaTahunanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["tahun", "unit", "urut"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "tahun", "urut"], name="rencana_tahunan_one_after_the_other"),
            models.CheckConstraint(condition=Q(urut__gte=1), name="rencana_tahunan_urut_from_one"),
            models.CheckConstraint(condition=Q(total__gte=0), name="rencana_tahunan_total_not_negative"),
        ]

    def __str__(self) -> str:
        return f"Rencana tahunan {self.tahun} {self.unit_id} versi {self.urut}"

    @property
    def subject(self) -> str:
        """How the trail names it."""
        return f"rencana_tahunan:{self.pk}"

    @staticmethod
    def import_refusal(by: Pegawai, unit: Unit, at: datetime) -> str | None:
        """Why the person may not import a plan of that unit; None where he may: its Kasubbag and its petugas."""
        if unit.closed_at is not None:
            return f"{unit.nama} sudah ditutup; rencana tahunannya tidak diimpor lagi."
        if unit.jenis == Unit.Jenis.SUBBAGIAN and unit.pk in by.standing(at).units(IMPORTING):
            return None
        return f"Rencana tahunan {unit.nama} diimpor kasubbag atau petugasnya."

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)


class KegiatanTahunanQuerySet(models.QuerySet["KegiatanTahunan"]):
    def digest(self) -> str:
        """What `RencanaTahunan.digest` must be."""
        return rows_digest(self.order_by("position"))

    def by_month(self) -> Iterable[Mapping[str, Any]]:
        """For each plan and month that has rows: `rencana`, `bulan`, how many `rows`, and their `sum` in whole rupiah."""
        return (
            self.order_by("rencana", "bulan").values("rencana", "bulan").annotate(rows=Count("pk"), sum=Sum("anggaran"))
        )


class KegiatanTahunan(FormRow):
    """A kegiatan that the annual plan has for a month; its key is that of the copy, not of the kegiatan that is made from it."""

    rencana = models.ForeignKey(RencanaTahunan, on_delete=models.PROTECT, related_name="kegiatan")
    position = models.PositiveIntegerField()
    bulan = models.PositiveSmallIntegerField(choices=indonesian.months())

    objects = KegiatanTahunanQuerySet.as_manager()

    class Meta(FormRow.Meta):
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            *FormRow.Meta.constraints,
            models.UniqueConstraint(fields=["rencana", "position"], name="kegiatantahunan_one_at_each_position"),
            models.CheckConstraint(condition=Q(bulan__gte=1, bulan__lte=12), name="kegiatantahunan_month_of_a_year"),
            models.CheckConstraint(condition=Q(judul__isnull=False), name="kegiatantahunan_has_a_judul"),
        ]


class TahunanUploadQuerySet(models.QuerySet["TahunanUpload"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "TahunanUploadQuerySet":
        """One's own, of the units whose plan one may import."""
        return self.filter(by=pegawai, unit__in=pegawai.standing(at).units(IMPORTING), unit__closed_at__isnull=True)


class TahunanUpload(KeptFile):
    """A filled annual plan that waits to be accepted."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    tahun = models.PositiveSmallIntegerField()
    accepted_as = models.ForeignKey(RencanaTahunan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TahunanUploadQuerySet.as_manager()


def rows_digest(rows: Iterable[KegiatanTahunan]) -> str:
    """The SHA-256 over position, bulan and content of every row, in this order."""
    return digest([[one.position, one.bulan, one.content()] for one in rows])
