"""The office's tree and its posts: a tugas waits for a jabatan, never for a person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from renkeg.trail.snapshot import fields_of

from .satker import Satker


class Unit(models.Model):
    """A node of the office's tree."""

    class Jenis(models.TextChoices):
        SEKRETARIAT = "sekretariat"
        BAGIAN = "bagian"
        SUBBAGIAN = "subbagian"

    slug = models.SlugField(primary_key=True, max_length=60)
    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="units")
    nama = models.CharField(max_length=120)
    jenis = models.CharField(max_length=12, choices=Jenis.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    urut = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    ADDED: ClassVar = ("closed_at",)

    class Meta:
        ordering: ClassVar = ["urut", "slug"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(jenis="sekretariat", parent__isnull=True)
                | ~Q(jenis="sekretariat") & Q(parent__isnull=False),
                name="unit_only_the_root_has_no_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.nama

    @property
    def root(self) -> "Unit":
        unit = self
        while unit.parent is not None:
            unit = unit.parent
        return unit

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)


class JabatanQuerySet(models.QuerySet["Jabatan"]):
    def of_the_office(self) -> "JabatanQuerySet":
        """With their units at hand, in the order of the office's tree."""
        return self.select_related("unit").order_by("unit__urut", "slug")

    def in_use(self) -> "JabatanQuerySet":
        """Not those of a closed unit."""
        return self.filter(unit__closed_at__isnull=True)


class Jabatan(models.Model):
    """A post. A tugas waits for a jabatan, never for a person."""

    class Post(models.TextChoices):
        KASUBBAG = "kasubbag"
        KABAG = "kabag"
        SEKRETARIS = "sekretaris"
        PETUGAS = "petugas"
        ADMIN = "admin"
        AUDITOR = "auditor"

    # Posts that only one definitive holder can have at a time.
    SINGLE: ClassVar = (Post.KASUBBAG, Post.KABAG, Post.SEKRETARIS)
    # Posts that look down on the units below theirs once a usulan is proposed.
    ABOVE: ClassVar = (Post.KABAG, Post.SEKRETARIS)
    # Posts that work on the usulan of their own unit.
    OWN: ClassVar = (Post.KASUBBAG, Post.PETUGAS)

    slug = models.SlugField(primary_key=True, max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="jabatan")
    nama = models.CharField(max_length=150)
    post = models.CharField(max_length=12, choices=Post.choices)

    objects = JabatanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["unit__urut", "slug"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "post"], name="jabatan_one_per_unit_and_post")]

    def __str__(self) -> str:
        return self.nama

    @property
    def single(self) -> bool:
        return self.post in self.SINGLE

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)
