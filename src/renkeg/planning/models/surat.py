"""The numbered nota dinas of a usulan, and the disposisi that came down on it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from renkeg.office.models import Jabatan, Satker
from renkeg.office.models.satker import KLASIFIKASI
from renkeg.papers.models import Agenda
from renkeg.trail.snapshot import fields_of

from .tugas import Tugas
from .usulan import Usulan


class NotaDinas(models.Model):
    """Number and date of a usulan's letter, given once in the transaction that signs it, and kept.

    `urut` is its place in the series; None where it was typed by hand in another shape. The agenda book tells the same.
    """

    ADDED: ClassVar = ("klasifikasi", "sumber")

    usulan = models.OneToOneField(Usulan, on_delete=models.PROTECT, primary_key=True, related_name="nota_dinas")
    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="+")
    tahun = models.PositiveSmallIntegerField()
    urut = models.PositiveIntegerField(null=True, blank=True)
    nomor = models.CharField(max_length=120)
    tanggal = models.DateField()
    void_at = models.DateTimeField(null=True, blank=True)
    klasifikasi = models.CharField(max_length=20, blank=True, default="", help_text="kosong: PR.02.2")
    sumber = models.CharField(max_length=12, blank=True, default="", choices=Agenda.Sumber.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["satker", "tahun", "urut"], name="nota_dinas_urut_once"),
            models.UniqueConstraint(fields=["satker", "nomor"], name="nota_dinas_nomor_once"),
            models.CheckConstraint(condition=Q(urut__isnull=True) | Q(urut__gte=1), name="nota_dinas_urut_from_one"),
            models.CheckConstraint(
                condition=Q(urut__isnull=False) | ~Q(sumber=""), name="nota_dinas_outside_the_series_is_typed"
            ),
            models.CheckConstraint(condition=Q(tanggal__year=models.F("tahun")), name="nota_dinas_year_of_its_day"),
        ]

    def __str__(self) -> str:
        return self.nomor

    @property
    def kode(self) -> str:
        """The classification that its number bears."""
        return self.klasifikasi or KLASIFIKASI

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)


class Disposisi(models.Model):
    """An instruction on the nota dinas, from the post that closed `tugas` down to `kepada`."""

    tugas = models.OneToOneField(Tugas, on_delete=models.PROTECT, primary_key=True, related_name="disposisi")
    usulan = models.ForeignKey(Usulan, on_delete=models.PROTECT, related_name="disposisi")
    kepada = models.ForeignKey(Jabatan, on_delete=models.PROTECT, related_name="+")
    instruksi = models.JSONField()

    class Meta:
        ordering: ClassVar = ["tugas__ordinal"]

    def __str__(self) -> str:
        return f"{self.usulan_id} -> {self.kepada_id}"

    def snapshot(self) -> dict[str, object]:
        return {"tugas": self.tugas_id, "kepada": self.kepada_id, "instruksi": self.instruksi}
