"""The kertas kerja: the rows of the form Rencana Kegiatan Bulanan, the same ones from draft to Tautan."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Pegawai
from renkeg.trail.snapshot import added_to

from .usulan import Usulan

if TYPE_CHECKING:
    from .removal import Removal

MAX_ANGGARAN = 999_999_999_999_999


class FormRow(models.Model):
    """What a row of the form says. Any field may be empty; `anggaran` is whole rupiah.

    `lokus` is a list of texts; `tanggal` a list of {"mulai", "selesai"} in ISO days, both included. `rincian` is a list
    of {"kode", "jumlah"} where the kegiatan draws on several kode; `anggaran` is then their sum (docs/adr/0014).
    """

    kode = models.CharField(max_length=200, null=True, blank=True)
    judul = models.CharField(max_length=300, null=True, blank=True)
    sasaran = models.CharField(max_length=200, null=True, blank=True)
    volume = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    satuan = models.CharField(max_length=200, null=True, blank=True)
    jenis = models.CharField(max_length=200, null=True, blank=True)
    anggaran = models.BigIntegerField(null=True, blank=True)
    lokus = models.JSONField(default=list)
    tanggal = models.JSONField(default=list)
    rincian = models.JSONField(default=list)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(anggaran__isnull=True) | Q(anggaran__gte=0, anggaran__lte=MAX_ANGGARAN),
                name="%(class)s_anggaran_whole_rupiah",
            ),
            models.CheckConstraint(
                condition=Q(volume__isnull=True) | Q(volume__gt=Decimal(0)), name="%(class)s_volume_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return self.judul or ""

    def content(self) -> dict[str, object]:
        """What people read of it, without its key: the shape that `seen` is computed over."""
        return {
            "kode": self.kode,
            "judul": self.judul,
            "sasaran": self.sasaran,
            "volume": None if self.volume is None else Decimal(self.volume),
            "satuan": self.satuan,
            "jenis": self.jenis,
            "anggaran": self.anggaran,
            "lokus": list(self.lokus),
            "tanggal": [{"mulai": one["mulai"], "selesai": one["selesai"]} for one in self.tanggal],
            **(
                {"rincian": [{"kode": one["kode"], "jumlah": one["jumlah"]} for one in self.rincian]}
                if self.rincian
                else {}
            ),
        }

    @property
    def days(self) -> list[tuple[date, date]]:
        """Its spans as days, both ends included."""
        return [(date.fromisoformat(one["mulai"]), date.fromisoformat(one["selesai"])) for one in self.tanggal]


class KegiatanManager(models.Manager["Kegiatan"]):
    """Rows with what has become of them, so that a sum asks nothing more."""

    def get_queryset(self) -> "models.QuerySet[Kegiatan]":
        return super().get_queryset().select_related("removal__by", "removal__to")

    def visible_to(self, pegawai: Pegawai, at: datetime) -> "models.QuerySet[Kegiatan]":
        """The rows of every usulan that the person sees."""
        return self.filter(usulan__in=Usulan.objects.visible_to(pegawai, at))


class Kegiatan(FormRow):
    """A row of a usulan. `asal` is the row of a published plan that this one revises or carries over to another month."""

    ADDED: ClassVar = ("asal_id", "rincian")

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    usulan = models.ForeignKey(Usulan, on_delete=models.PROTECT, related_name="kegiatan")
    position = models.PositiveSmallIntegerField()
    asal = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")

    objects = KegiatanManager()

    class Meta(FormRow.Meta):
        ordering: ClassVar = ["position", "id"]

    def snapshot(self) -> dict[str, object]:
        return {"id": self.pk, **added_to(self), **self.content()}

    @property
    def gone(self) -> "Removal | None":
        """How it was taken out of a published plan; None while it is in force."""
        return getattr(self, "removal", None)

    def removal_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not take it out of its published plan; None where he may."""
        if (gone := self.gone) is not None:
            return f"Kegiatan ini sudah {gone.told} oleh {gone.by.nama}."
        return self.usulan.amend_refusal(by, at)
