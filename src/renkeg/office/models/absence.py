"""Who is away and when, and what his superior decided about it."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from renkeg.lib import indonesian
from renkeg.lib.keys import LENGTH, new_key
from renkeg.trail.snapshot import fields_of

from .pegawai import Pegawai
from .penugasan import PenugasanJabatan
from .satker import Satker
from .unit import Jabatan

_WHY = {"cuti": "sedang cuti", "dinas": "sedang dinas luar", "sakit": "sedang berhalangan"}


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def with_decisions(self) -> "AbsenceQuerySet":
        """With what was decided about each, at hand."""
        return self.prefetch_related("declined__by", "stand_ins")

    def good(self) -> "AbsenceQuerySet":
        """Those that were not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def on(self, day: date) -> "AbsenceQuerySet":
        """Of that day, not cancelled."""
        return self.good().filter(mulai__lte=day, selesai__gte=day)

    def not_over(self, at: datetime) -> "AbsenceQuerySet":
        """In force at that instant or coming, not cancelled."""
        return self.good().filter(selesai__gte=Satker.objects.office().day(at))

    def overlapping(self, mulai: date, selesai: date) -> "AbsenceQuerySet":
        """Sharing a day with the span, not cancelled."""
        return self.good().filter(mulai__lte=selesai, selesai__gte=mulai)

    def visible_to(self, by: Pegawai, at: datetime) -> "AbsenceQuerySet":
        """One's own, those of the people right below one's post, and for the admin all: reasons are private."""
        if by.standing(at).has(Jabatan.Post.ADMIN):
            return self
        below = PenugasanJabatan.objects.below(by, at)
        return self.filter(Q(pegawai=by) | Q(pegawai__in=below.values("pegawai")))

    def with_people(self) -> "AbsenceQuerySet":
        """With who is away, at hand."""
        return self.select_related("pegawai")


class Absence(models.Model):
    """A person is away from `mulai` to `selesai`, both days included. The open tugas wait for his post meanwhile."""

    class Jenis(models.TextChoices):
        CUTI = "cuti", "cuti"
        DINAS = "dinas", "dinas luar"
        SAKIT = "sakit", "sakit"

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    pegawai = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="absences")
    jenis = models.CharField(max_length=5, choices=Jenis.choices)
    mulai = models.DateField()
    selesai = models.DateField()
    catatan = models.CharField(max_length=300, blank=True)
    nomor = models.CharField(max_length=100, blank=True, help_text="of the order or leave")
    tanggal = models.DateField(null=True, blank=True, help_text="of the order or leave")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["mulai", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(mulai__lte=F("selesai")), name="absence_begins_before_it_ends")
        ]

    def __str__(self) -> str:
        return f"{self.pegawai_id} {self.mulai} {self.selesai}"

    def get_absolute_url(self) -> str:
        return f"/kantor/ketidakhadiran/{self.pk}/"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def why(self) -> str:
        """As everybody may read it: that somebody is ill is nobody's business (UU 27/2022)."""
        return _WHY[self.Jenis(self.jenis)]

    @property
    def span(self) -> str:
        """Its days: "4–12 Januari 2027"."""
        return indonesian.rentang([(self.mulai, self.selesai)])

    def posts(self, at: datetime) -> list[Jabatan]:
        """The posts that need somebody meanwhile: those that one person holds, and that he holds in these days."""
        held = self.pegawai.penugasan.not_over(at).overlapping(self.mulai, self.selesai).of_the_office()
        posts = {one.jabatan_id: one.jabatan for one in held.filter(jabatan__post__in=Jabatan.SINGLE)}
        return list(posts.values())

    def uncovered(self, today: date, jabatan: str | None = None) -> date | None:
        """The first day from today on for which nobody stands in (at that post, or at any); None where there is none."""
        day = max(self.mulai, today)
        named = [one for one in self.stand_ins.all() if one.ended_at is None and jabatan in (None, one.jabatan_id)]
        for one in sorted(named, key=lambda one: one.mulai):
            if one.mulai <= day and (one.selesai is None or day <= one.selesai):
                day = (one.selesai or self.selesai) + timedelta(days=1)
        return day if day <= self.selesai else None

    def change_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not change or cancel it; None where he may."""
        if self.is_cancelled:
            return "Ketidakhadiran ini sudah dibatalkan."
        if self.selesai < Satker.objects.office().day(at):
            return "Ketidakhadiran ini sudah lewat."
        return self.pegawai.absence_refusal(by, at)

    def decision_refusal(self, jabatan: Jabatan, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not decide who stands in at that post; None where he may."""
        if self.is_cancelled:
            return "Ketidakhadiran ini sudah dibatalkan."
        if self.selesai < Satker.objects.office().day(at):
            return "Ketidakhadiran ini sudah lewat."
        if jabatan.pk not in {one.pk for one in self.posts(at)}:
            return f"{self.pegawai.nama} tidak memegang jabatan {jabatan.nama} pada waktu itu."
        return jabatan.appoint_refusal("plh", by, at)

    @property
    def subject(self) -> str:
        """Its name in the trail."""
        return f"absence:{self.pk}"

    def rows(self) -> "list[Absence | Declined]":
        """All that an entry about it covers."""
        return [self, *sorted(self.declined.all(), key=lambda one: one.jabatan_id)]

    def snapshot(self) -> dict[str, object]:
        return fields_of(self, leave=("id",))


class Declined(models.Model):
    """A superior decided that this post waits for its absent holder: nobody stands in."""

    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, related_name="declined")
    jabatan = models.ForeignKey(Jabatan, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    catatan = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["absence", "jabatan"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["absence", "jabatan"], name="declined_once_for_a_post"),
        ]

    def __str__(self) -> str:
        return f"{self.absence_id} {self.jabatan_id}"

    def snapshot(self) -> dict[str, object]:
        return fields_of(self, leave=("id",))
