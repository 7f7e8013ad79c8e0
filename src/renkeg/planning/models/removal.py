"""A kegiatan that will not take place as published: cancelled, or postponed to another month."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.trail.snapshot import fields_of

from .kertas_kerja import Kegiatan
from .usulan import Usulan


class Removal(models.Model):
    """Takes one kegiatan out of a published plan, with its reason; the row itself stays as it was published.

    `to` is the usulan into which a postponed one went.
    """

    class Verb(models.TextChoices):
        CANCEL = "cancel"
        POSTPONE = "postpone"

    kegiatan = models.OneToOneField(Kegiatan, on_delete=models.PROTECT, primary_key=True, related_name="removal")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    jabatan = models.ForeignKey(Jabatan, on_delete=models.PROTECT, related_name="+")
    kapasitas = models.CharField(max_length=9, choices=PenugasanJabatan.Kapasitas.choices)
    catatan = models.TextField()
    to = models.ForeignKey(Usulan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verb="cancel", to__isnull=True) | Q(verb="postpone", to__isnull=False),
                name="removal_postponed_says_where_to",
            ),
            models.CheckConstraint(condition=~Q(catatan=""), name="removal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kegiatan_id} {self.verb}"

    @property
    def postponed(self) -> bool:
        return self.verb == self.Verb.POSTPONE

    @property
    def told(self) -> str:
        """What became of the kegiatan, in a word."""
        return "ditunda" if self.postponed else "dibatalkan"

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)
