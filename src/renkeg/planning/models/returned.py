"""What stood in a usulan when somebody sent it back: the words and rows that he read."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from django.db import models

from renkeg.lib.digests import canonical, digest
from renkeg.trail.snapshot import added_to

from .tugas import Tugas
from .usulan import Usulan, content_digest


class Returned(models.Model):
    """The content on which a Tidak was said, kept so that its author sees next time what has changed since.

    `kegiatan` holds the rows in their order as plain data, each with its `id`; volumes are texts, as in the digests.
    """

    ADDED: ClassVar = ("keamanan", "kecepatan")

    tugas = models.OneToOneField(Tugas, on_delete=models.PROTECT, primary_key=True, related_name="returned")
    hal = models.CharField(max_length=200)
    pengantar = models.TextField()
    kegiatan = models.JSONField()
    keamanan = models.CharField(max_length=20, blank=True, default="")
    kecepatan = models.CharField(max_length=20, blank=True, default="")

    def __str__(self) -> str:
        return str(self.tugas_id)

    @classmethod
    def of(cls, tugas: Tugas, usulan: Usulan) -> "Returned":
        """What stands there now, for the tugas that is being closed; not saved yet."""
        rows = [{"id": row.pk, **row.content()} for row in usulan.kegiatan.all()]
        return cls(
            tugas=tugas,
            hal=usulan.hal,
            pengantar=usulan.pengantar,
            kegiatan=json.loads(canonical(rows)),
            keamanan=usulan.keamanan,
            kecepatan=usulan.kecepatan,
        )

    @property
    def rows(self) -> list[dict[str, object]]:
        """The rows in the shape that `sheet.compare` takes."""
        return [{**row, "volume": None if row["volume"] is None else Decimal(row["volume"])} for row in self.kegiatan]

    @property
    def total(self) -> int:
        """Sum of its rows, in whole rupiah."""
        return sum(row["anggaran"] or 0 for row in self.kegiatan)

    @property
    def seen(self) -> str:
        """The digest of what people read: that of the tugas at which it was kept."""
        return content_digest(self.hal, self.pengantar, _without_keys(self.kegiatan), self.keamanan, self.kecepatan)

    @property
    def state(self) -> str:
        """SHA-256 over all of it, the keys of the rows too."""
        return digest(self.snapshot())

    def snapshot(self) -> dict[str, object]:
        return {
            "tugas_id": self.tugas_id,
            "hal": self.hal,
            "pengantar": self.pengantar,
            "kegiatan": self.kegiatan,
            **added_to(self),
        }


def _without_keys(rows: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]
