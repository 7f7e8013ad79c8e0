"""The number series of the letters."""

from typing import ClassVar

from django.db import models

from renkeg.office.models import Satker


class NumberSeries(models.Model):
    """The last number given of a kind of letter in a year (PKPU 2/2021: numbers begin anew each year)."""

    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="+")
    jenis = models.CharField(max_length=12)
    tahun = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["satker", "jenis", "tahun"], name="number_series_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.jenis} {self.tahun}: {self.last}"
