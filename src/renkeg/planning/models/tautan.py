"""The Tautan Perencanaan Kegiatan: which usulan are published, since when and by whom."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from renkeg.office.models import Pegawai
from renkeg.trail.snapshot import fields_of

from .usulan import Usulan


class Tautan(models.Model):
    """A usulan's place among the published plans. A revision replaces it; nothing removes it."""

    usulan = models.OneToOneField(Usulan, on_delete=models.PROTECT, primary_key=True, related_name="tautan")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(Usulan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["published_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True, replaced_at__isnull=True)
                | Q(replaced_by__isnull=False, replaced_at__isnull=False),
                name="tautan_replaced_says_when_and_by_what",
            ),
        ]

    def __str__(self) -> str:
        return str(self.usulan_id)

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)
