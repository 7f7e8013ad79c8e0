"""The office's tree and its posts: a tugas waits for a jabatan, never for a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from renkeg.trail.snapshot import fields_of

from .satker import Satker

if TYPE_CHECKING:
    from .pegawai import Pegawai


class UnitQuerySet(models.QuerySet["Unit"]):
    def in_use(self) -> "UnitQuerySet":
        """Not the closed ones."""
        return self.filter(closed_at__isnull=True)


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
    kode = models.CharField(max_length=20, blank=True, default="", help_text="kata {unit} pada nomor surat")

    ADDED: ClassVar = ("closed_at", "kode")

    objects = UnitQuerySet.as_manager()

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

    @property
    def letter_code(self) -> str:
        """What {unit} prints: its own code, else that of the nearest unit above, else its short name in capitals."""
        unit: Unit | None = self
        while unit is not None:
            if unit.kode:
                return unit.kode
            unit = unit.parent
        return self.slug.upper()

    @property
    def kinds_below(self) -> Sequence[str]:
        """What kinds of unit may stand right below it."""
        return {
            self.Jenis.SEKRETARIAT: (self.Jenis.BAGIAN, self.Jenis.SUBBAGIAN),
            self.Jenis.BAGIAN: (self.Jenis.SUBBAGIAN,),
        }.get(self.Jenis(self.jenis), ())

    def close_refusal(self, at: datetime) -> str | None:
        """Why it may not be closed now; None where it may."""
        if self.parent_id is None:
            return "Sekretariat tidak dapat ditutup."
        if self.children.filter(closed_at__isnull=True).exists():
            return f"Masih ada subbagian di bawah {self.nama}; tutup yang itu dahulu."
        for jabatan in self.jabatan.all():
            holder = jabatan.penugasan.not_over(at).with_people().first()
            if holder is not None:
                return f"{holder.pegawai.nama} masih memegang {jabatan.nama}; akhiri dahulu penugasannya."
        return None

    def reopen_refusal(self) -> str | None:
        """Why it may not be opened again; None where it may."""
        if self.parent is not None and self.parent.closed_at is not None:
            return f"{self.parent.nama} sendiri sudah ditutup; buka yang itu dahulu."
        return None

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

    @property
    def above(self) -> "Jabatan | None":
        """The post of the direct superior; none above the Sekretaris, and none for the posts beside the line."""
        unit = self.unit_id if self.post == self.Post.PETUGAS else self.unit.parent_id if self.single else None
        return Jabatan.objects.of_the_office().filter(unit=unit, post__in=self.SINGLE).first() if unit else None

    def appoint_refusal(self, kapasitas: str, by: "Pegawai", at: datetime) -> str | None:
        """Why the person may not give this post in that capacity; None where he may.

        The admin gives every post. Who holds the post above names a Plh. or Plt., as by surat perintah.
        """
        standing = by.standing(at)
        if standing.has(self.Post.ADMIN):
            return None
        above = self.above if self.single else None
        if above is None:
            return f"Penugasan sebagai {self.nama} dicatat oleh admin."
        if standing.holding(above.pk) is None:
            return f"Plh. {self.nama} ditunjuk oleh {above.nama}, atau dicatat oleh admin."
        if kapasitas == "definitif":
            return f"Pejabat definitif {self.nama} dicatat oleh admin; Anda dapat menunjuk Plh. atau Plt."
        return None

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)
