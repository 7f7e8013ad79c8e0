"""The satker's budget: each revision of the POK as it was imported, and the ceiling of every kode in it."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from renkeg.lib.digests import digest
from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Jabatan, Pegawai, Satker
from renkeg.planning.kode import Level
from renkeg.trail.snapshot import fields_of

from .kept_file import KeptFile

IMPORTING: tuple[str, ...] = (Jabatan.Post.KASUBBAG, Jabatan.Post.PETUGAS)
"""The posts that import the POK where their unit keeps it."""


class PokQuerySet(models.QuerySet["Pok"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "PokQuerySet":
        """Everybody in the office but the admin reads the budget."""
        posts = pegawai.standing(at).posts
        return self if any(one.jabatan.post != Jabatan.Post.ADMIN for one in posts) else self.none()

    def in_force(self, tahun: int) -> "PokQuerySet":
        """The one of that year that counts: imported last."""
        later = Pok.objects.filter(tahun=OuterRef("tahun"), satker=OuterRef("satker"), urut__gt=OuterRef("urut"))
        return self.filter(~Exists(later), tahun=tahun)

    def of_year(self, tahun: int) -> "PokQuerySet":
        """All that were ever imported, the newest first."""
        return self.filter(tahun=tahun).select_related("by").order_by("-urut")

    def years(self) -> list[int]:
        """The years that have a budget, the latest first."""
        return list(self.order_by("-tahun").values_list("tahun", flat=True).distinct())


class Pok(models.Model):
    """One revision of a year's POK as it was imported; never changed, never deleted.

    `revisi` is the number that the paper bears, 0 for the POK awal; `urut` counts the imports of the year, and the last one
    is in force: a mistake is mended by importing the same revisi again. `digest` covers all its nodes, `sha256` the file.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="pok")
    tahun = models.PositiveSmallIntegerField()
    urut = models.PositiveSmallIntegerField()
    revisi = models.PositiveSmallIntegerField()
    tanggal = models.DateField()
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField()
    rows = models.PositiveIntegerField()
    total = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    objects = PokQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["tahun", "urut"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["satker", "tahun", "urut"], name="pok_one_after_the_other"),
            models.CheckConstraint(condition=Q(urut__gte=1), name="pok_urut_from_one"),
            models.CheckConstraint(condition=Q(total__gte=0), name="pok_total_not_negative"),
        ]

    def __str__(self) -> str:
        return f"POK {self.tahun} {self.told}"

    @property
    def subject(self) -> str:
        """How the trail names it."""
        return f"pok:{self.pk}"

    @property
    def told(self) -> str:
        """As the paper calls it."""
        return told(self.revisi)

    @staticmethod
    def import_refusal(by: Pegawai, satker: Satker, at: datetime) -> str | None:
        """Why the person may not import a POK; None where he may: the subbagian that keeps it, or the Sekretaris."""
        standing = by.standing(at)
        keeper = satker.pok_keeper
        if standing.has(Jabatan.Post.SEKRETARIS) or (keeper is not None and keeper.pk in standing.units(IMPORTING)):
            return None
        if keeper is None:
            return "POK diimpor Sekretaris; admin belum menetapkan subbagian yang mengelolanya."
        return f"POK diimpor {keeper.nama} atau Sekretaris."

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)


class PaguQuerySet(models.QuerySet["Pagu"]):
    def plain(self) -> "Iterable[tuple[str, int, str, int, int]]":
        """Path, level, uraian, pagu and blokir of each, in the order of the paper."""
        return self.order_by("position").values_list("path", "level", "uraian", "pagu", "blokir")

    def digest(self) -> str:
        """What `Pok.digest` must be."""
        rows = self.order_by("position").values_list("position", "path", "level", "uraian", "pagu", "blokir")
        return nodes_digest(rows.iterator(chunk_size=5000))


class Pagu(models.Model):
    """The ceiling of one kode: `path` is its full code and its key from one revision to the next; whole rupiah."""

    pok = models.ForeignKey(Pok, on_delete=models.PROTECT, related_name="nodes")
    position = models.PositiveIntegerField()
    path = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(choices=[(one.value, one.told) for one in Level])
    uraian = models.CharField(max_length=500, blank=True)
    pagu = models.BigIntegerField()
    blokir = models.BigIntegerField(default=0)

    objects = PaguQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pok", "path"], name="pagu_one_of_each_path"),
            models.CheckConstraint(condition=Q(pagu__gte=0), name="pagu_not_negative"),
            models.CheckConstraint(condition=Q(blokir__gte=0, blokir__lte=F("pagu")), name="pagu_blokir_within_pagu"),
        ]

    def __str__(self) -> str:
        return self.path


class PokUploadQuerySet(models.QuerySet["PokUpload"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "PokUploadQuerySet":
        """One's own, while one may import."""
        satker = Satker.objects.first()
        if satker is None or Pok.import_refusal(pegawai, satker, at) is not None:
            return self.none()
        return self.filter(by=pegawai)


class PokUpload(KeptFile):
    """A POK that waits to be accepted.

    `columns` says how it is to be read, as guessed or as the person said; empty where nobody knows.
    """

    tahun = models.PositiveSmallIntegerField()
    revisi = models.PositiveSmallIntegerField()
    tanggal = models.DateField()
    columns = models.JSONField(default=dict)
    accepted_as = models.ForeignKey(Pok, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PokUploadQuerySet.as_manager()

    @property
    def told(self) -> str:
        """As the paper calls it."""
        return told(self.revisi)


def told(revisi: int) -> str:
    """A revision as people call it: "Revisi ke-3", or "POK awal"."""
    return f"Revisi ke-{revisi}" if revisi else "POK awal"


def nodes_digest(rows: Iterable[tuple[int, str, int, str, int, int]]) -> str:
    """The SHA-256 over position, path, level, uraian, pagu and blokir of every node, in this order."""
    return digest([list(row) for row in rows])
