"""A workbook that waits at the server until somebody accepts it."""

from django.db import models

from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Pegawai


class KeptFile(models.Model):
    """A file between its upload and its acceptance: a request, not a fact; swept away after some days.

    The bytes go once it is accepted.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    by = models.ForeignKey(Pegawai, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
