"""A remark that a reviewer pinned to a row, or to one field of it, when he sent the usulan back."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Pegawai
from renkeg.planning.sop import Edits
from renkeg.trail.snapshot import fields_of

from .tugas import Tugas
from .usulan import Usulan


class PinManager(models.Manager["Pin"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "models.QuerySet[Pin]":
        """The pins of every usulan that the person sees."""
        return self.filter(tugas__usulan__in=Usulan.objects.visible_to(pegawai, at))


class Pin(models.Model):
    """Says what is to be mended at one place of the form; `tugas` is the one that was closed by sending it back.

    `kegiatan` is the key of the row, which may be dropped later; `number` and `judul` are those that the reviewer saw.
    `field` is a column of the form; "" is the whole row.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    tugas = models.ForeignKey(Tugas, on_delete=models.PROTECT, related_name="pins")
    place = models.PositiveSmallIntegerField()
    kegiatan = models.CharField(max_length=LENGTH)
    number = models.PositiveSmallIntegerField()
    judul = models.CharField(max_length=300, blank=True)
    field = models.CharField(max_length=16, blank=True)
    text = models.TextField()
    ticked_at = models.DateTimeField(null=True, blank=True)
    ticked_by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PinManager()

    class Meta:
        ordering: ClassVar = ["tugas", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tugas", "place"], name="pin_in_order"),
            models.CheckConstraint(condition=~Q(text=""), name="pin_says_something"),
            models.CheckConstraint(
                condition=Q(ticked_at__isnull=True, ticked_by__isnull=True)
                | Q(ticked_at__isnull=False, ticked_by__isnull=False),
                name="pin_ticked_says_when_and_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tugas_id} {self.kegiatan} {self.field}"

    @property
    def ticked(self) -> bool:
        return self.ticked_at is not None

    def tick_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not tick it off, or take the tick away, now; None where he may: who may mend the form, may."""
        usulan = self.tugas.usulan
        tugas = usulan.open_tugas
        if tugas is None:
            return f"Usulan ini sudah {usulan.keadaan}; catatannya tidak dapat ditandai lagi."
        what = Edits.SURAT if tugas.at.edits == {Edits.SURAT} else Edits.KEGIATAN
        return tugas.edit_refusal(what, by, at)

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)
