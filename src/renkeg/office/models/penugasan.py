"""Who holds which post, in which capacity, and when."""

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from renkeg.lib.keys import LENGTH, new_key
from renkeg.lib.working_time import local_day
from renkeg.trail.snapshot import fields_of

from .pegawai import Pegawai
from .satker import Satker
from .unit import Jabatan


class PenugasanQuerySet(models.QuerySet["PenugasanJabatan"]):
    def active(self, at: datetime) -> "PenugasanQuerySet":
        """In force at that instant, in the zone of the satker."""
        day = local_day(at, ZoneInfo(Satker.objects.values_list("zone", flat=True).get()))
        return self.filter(
            Q(mulai__lte=day),
            Q(selesai__isnull=True) | Q(selesai__gte=day),
            Q(ended_at__isnull=True) | Q(ended_at__gt=at),
            pegawai__is_active=True,
        )

    def not_over(self, at: datetime) -> "PenugasanQuerySet":
        """In force at that instant or coming, also where the account is closed: such a one still bars others."""
        day = local_day(at, ZoneInfo(Satker.objects.values_list("zone", flat=True).get()))
        return self.filter(
            Q(selesai__isnull=True) | Q(selesai__gte=day),
            Q(ended_at__isnull=True) | Q(ended_at__gt=at),
        )

    def below(self, by: Pegawai, at: datetime) -> "PenugasanQuerySet":
        """In force at that instant, at a post right below one of that person's."""
        heads = by.standing(at).units(Jabatan.SINGLE)
        leaders = Q(jabatan__unit__parent__in=heads, jabatan__post__in=Jabatan.SINGLE)
        petugas = Q(jabatan__unit__in=heads, jabatan__post=Jabatan.Post.PETUGAS)
        return self.active(at).filter(leaders | petugas).exclude(pegawai=by)

    def with_people(self) -> "PenugasanQuerySet":
        """With who holds each, at hand."""
        return self.select_related("pegawai")

    def overlapping(self, mulai: date, selesai: date | None) -> "PenugasanQuerySet":
        """Not ended by hand, and sharing a day with the span."""
        rows = self.filter(Q(selesai__isnull=True) | Q(selesai__gte=mulai), ended_at__isnull=True)
        return rows if selesai is None else rows.filter(mulai__lte=selesai)

    def of_the_office(self) -> "PenugasanQuerySet":
        """With jabatan and units at hand, definitif before Plt. before Plh."""
        rank = models.Case(
            *(
                models.When(kapasitas=kapasitas, then=place)
                for place, kapasitas in enumerate(PenugasanJabatan.Kapasitas)
            ),
            output_field=models.SmallIntegerField(),
        )
        return self.select_related("jabatan__unit__parent").order_by(rank, "mulai", "id")


class PenugasanJabatan(models.Model):
    """A person holds a post from `mulai` to `selesai`, both days included; `ended_at` ends it at an instant."""

    class Kapasitas(models.TextChoices):
        DEFINITIF = "definitif", "definitif"
        PLT = "plt", "Plt."
        PLH = "plh", "Plh."

    class Mandate(models.TextChoices):
        NONE = "", "Plt. atau Plh. di depan jabatan"
        AN = "an", "a.n. (atas nama)"
        UB = "ub", "u.b. (untuk beliau)"

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    pegawai = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="penugasan")
    jabatan = models.ForeignKey(Jabatan, on_delete=models.PROTECT, related_name="penugasan")
    kapasitas = models.CharField(max_length=9, choices=Kapasitas.choices)
    mulai = models.DateField()
    selesai = models.DateField(null=True, blank=True)
    dasar = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    nomor = models.CharField(max_length=100, blank=True, default="", help_text="of the surat perintah")
    tanggal = models.DateField(null=True, blank=True, help_text="of the surat perintah")
    absence = models.ForeignKey(
        "Absence", on_delete=models.PROTECT, null=True, blank=True, related_name="stand_ins", help_text="during which"
    )

    mandate = models.CharField(
        max_length=2, choices=Mandate.choices, blank=True, default="", help_text="how letters are signed meanwhile"
    )

    ADDED: ClassVar = ("nomor", "tanggal", "absence_id", "mandate")

    objects = PenugasanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["mulai", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(selesai__isnull=True) | Q(selesai__gte=F("mulai")), name="penugasan_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(mandate="") | ~Q(kapasitas="definitif"), name="penugasan_own_post_needs_no_mandate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pegawai_id} {self.kapasitas} {self.jabatan_id}"

    @property
    def title(self) -> str:
        """The post as it is printed: "Plh. Kepala Bagian …"."""
        prefix = "" if self.kapasitas == self.Kapasitas.DEFINITIF else f"{self.get_kapasitas_display()} "
        return f"{prefix}{self.jabatan.nama}"

    @property
    def definitive(self) -> bool:
        return self.kapasitas == self.Kapasitas.DEFINITIF

    @property
    def lacks_order(self) -> bool:
        """Whether the surat perintah is still to be written down."""
        return not self.definitive and not self.nomor and not self.dasar

    def signs(self, at: datetime) -> tuple[list[str], str]:
        """The lines above the title with which letters are signed, and that title itself.

        By mandate "a.n. <jabatan>" above one's own post, or "a.n. <the post above>", "<jabatan>", "u.b."; whoever holds no
        post of his own signs as Plt. or Plh.
        """
        own = self.own_post(at) if self.mandate else None
        if own is None:
            return [], self.title
        above = self.jabatan.above if self.mandate == self.Mandate.UB else None
        if above is None:
            return [f"a.n. {self.jabatan.nama},"], own.nama
        return [f"a.n. {above.nama},", f"{self.jabatan.nama},", "u.b."], own.nama

    def own_post(self, at: datetime) -> Jabatan | None:
        """The post that the person holds himself at that instant, a leader's before others; None where he has none."""
        held = [one.jabatan for one in self.pegawai.standing(at).posts if one.definitive]
        return min(held, key=lambda one: not one.single, default=None)

    def relieve_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not end it; None where he may: whoever may give the post, but no admin his own."""
        if self.pegawai_id == by.pk and self.jabatan.post == Jabatan.Post.ADMIN:
            return "Jabatan admin Anda sendiri hanya dapat diakhiri oleh admin lain, agar kantor tidak kehilangan adminnya."
        return self.jabatan.appoint_refusal(self.kapasitas, by, at)

    def order_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not write down its surat perintah; None where he may."""
        return self.jabatan.appoint_refusal(self.kapasitas, by, at)

    def snapshot(self) -> dict[str, object]:
        return fields_of(self, leave=("id",))
