"""When the office is open: working hours, Ramadan, closed days."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from renkeg.trail.snapshot import fields_of

from .satker import Satker


class JamKerja(models.Model):
    """An open segment of a weekday (0 = Monday) in local time, in ordinary weeks or in Ramadan."""

    class Mode(models.TextChoices):
        NORMAL = "normal"
        RAMADAN = "ramadan"

    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="jam_kerja")
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.NORMAL)
    weekday = models.PositiveSmallIntegerField()
    mulai = models.TimeField()
    selesai = models.TimeField()
    berlaku_dari = models.DateField()
    berlaku_sampai = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["mode", "weekday", "mulai"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(mulai__lt=F("selesai")), name="jam_kerja_begins_before_it_ends"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="jam_kerja_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.weekday} {self.mulai}-{self.selesai}"

    def snapshot(self) -> dict[str, object]:
        return fields_of(self, leave=("id",))


class Ramadan(models.Model):
    """The days of a Ramadan, as the government announced them. Both days included."""

    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="ramadan")
    mulai = models.DateField()
    selesai = models.DateField()
    sumber = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering: ClassVar = ["mulai"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(mulai__lte=F("selesai")), name="ramadan_begins_before_it_ends")
        ]

    def __str__(self) -> str:
        return f"{self.mulai} {self.selesai}"

    def snapshot(self) -> dict[str, object]:
        return fields_of(self, leave=("id",))


class HariLibur(models.Model):
    """A day on which the office is closed. The rows are the truth; packages only seed them."""

    class Jenis(models.TextChoices):
        LIBUR_NASIONAL = "libur_nasional", "libur nasional"
        CUTI_BERSAMA = "cuti_bersama", "cuti bersama"
        KHUSUS = "khusus", "libur khusus"

    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="hari_libur")
    tanggal = models.DateField()
    nama = models.CharField(max_length=200)
    jenis = models.CharField(max_length=14, choices=Jenis.choices)

    class Meta:
        ordering: ClassVar = ["tanggal"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["satker", "tanggal"], name="hari_libur_once_a_day")]

    def __str__(self) -> str:
        return f"{self.tanggal} {self.nama}"

    def snapshot(self) -> dict[str, object]:
        return {"tanggal": self.tanggal.isoformat(), "nama": self.nama, "jenis": self.jenis}
