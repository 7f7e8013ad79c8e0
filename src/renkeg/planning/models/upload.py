"""A kertas kerja that came back as a file: read and compared, but not saved before somebody accepts it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Pegawai

from .usulan import Usulan


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "UploadQuerySet":
        """One's own, of the usulan that one sees."""
        return self.filter(by=pegawai, usulan__in=Usulan.objects.visible_to(pegawai, at))


class Upload(models.Model):
    """What a file said: `rows` as plain data with the number of each row in the file, and what could not be read.

    `base` is the form as it was downloaded, `versi` the usulan's at that time; None where the file did not come from here.
    A request rather than a fact: what it changed is told by the entry of the trail that accepts it.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    usulan = models.ForeignKey(Usulan, on_delete=models.PROTECT, related_name="uploads")
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    versi = models.PositiveIntegerField(null=True, blank=True)
    base = models.JSONField(null=True, blank=True)
    rows = models.JSONField()
    problems = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_versi = models.PositiveIntegerField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_versi__isnull=True)
                | Q(accepted_at__isnull=False, accepted_versi__isnull=False),
                name="upload_accepted_says_when_and_what",
            ),
        ]

    def __str__(self) -> str:
        return self.name
