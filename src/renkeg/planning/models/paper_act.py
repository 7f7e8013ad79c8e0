"""A step of the SOP that was taken on paper while the server was down, and is recorded later."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.planning.sop import Verb, Way
from renkeg.trail.record import moment
from renkeg.trail.snapshot import fields_of

from .tugas import Tugas
from .usulan import Usulan

_WAITING = Q(tugas__isnull=True, confirmed_at__isnull=True, dropped_at__isnull=True, dropped_by__isnull=True)
_TAKEN = Q(tugas__isnull=False, confirmed_at__isnull=False, dropped_at__isnull=True, dropped_by__isnull=True)
_DROPPED = Q(tugas__isnull=True, confirmed_at__isnull=True, dropped_at__isnull=False, dropped_by__isnull=False)


class PaperActQuerySet(models.QuerySet["PaperAct"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "PaperActQuerySet":
        """Those of every usulan that the person sees, and his own: a Plh. confirms what he signed also after his days."""
        return self.filter(Q(usulan__in=Usulan.objects.visible_to(pegawai, at)) | Q(by=pegawai))

    def waiting(self) -> "PaperActQuerySet":
        """Recorded, but confirmed by nobody yet."""
        return self.filter(confirmed_at__isnull=True, dropped_at__isnull=True)

    def waiting_for(self, pegawai: Pegawai) -> "PaperActQuerySet":
        """What the person is said to have done, where it is its turn to be confirmed."""
        before = PaperAct.objects.waiting().filter(usulan=models.OuterRef("usulan"), place__lt=models.OuterRef("place"))
        return self.waiting().filter(~models.Exists(before), by=pegawai)

    def for_reading(self) -> "PaperActQuerySet":
        return self.select_related("by", "jabatan__unit", "petugas", "recorded_by", "dropped_by").order_by("place")


class PaperAct(models.Model):
    """Who did what at a langkah, from when to when, as the lembar kendali says; `by` confirms it before it counts.

    Until then nothing has happened but that it was written down. Once confirmed it has closed its `tugas`.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    usulan = models.ForeignKey(Usulan, on_delete=models.PROTECT, related_name="paper_acts")
    place = models.PositiveSmallIntegerField()
    langkah = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=16)
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    jabatan = models.ForeignKey(Jabatan, on_delete=models.PROTECT, related_name="+")
    kapasitas = models.CharField(max_length=9, choices=PenugasanJabatan.Kapasitas.choices)
    opened_at = models.DateTimeField(help_text="masuk, menurut lembar kendali")
    closed_at = models.DateTimeField(help_text="keluar, menurut lembar kendali")
    catatan = models.TextField(blank=True)
    instruksi = models.JSONField(default=list)
    petugas = models.ForeignKey(Pegawai, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    nomor = models.CharField(max_length=120, blank=True, help_text="nomor surat seperti tertulis di kertas")
    seen = models.CharField(max_length=64, help_text="sidik isi pada saat dicatat")
    scan = models.CharField(max_length=64, blank=True, help_text="SHA-256 pindaian")
    scan_name = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    tugas = models.OneToOneField(Tugas, on_delete=models.PROTECT, null=True, blank=True, related_name="paper_act")
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, help_text="mengapa tidak dipakai")

    objects = PaperActQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["usulan", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["usulan", "place"], name="paper_act_in_order"),
            models.CheckConstraint(condition=_WAITING | _TAKEN | _DROPPED, name="paper_act_waits_or_counts_or_not"),
            models.CheckConstraint(
                condition=Q(closed_at__gte=F("opened_at")) & Q(recorded_at__gte=F("closed_at")),
                name="paper_act_in_then_out_then_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.usulan_id} langkah {self.langkah} {self.verb}"

    @property
    def waits(self) -> bool:
        return self.confirmed_at is None and self.dropped_at is None

    @property
    def way(self) -> Way | None:
        """The way out of the langkah that was taken."""
        return self.usulan.sop.at(self.langkah).way(Verb(self.verb))

    @property
    def title(self) -> str:
        """In which capacity: "Plh. Kepala Bagian …"."""
        return PenugasanJabatan(jabatan=self.jabatan, kapasitas=self.kapasitas).title

    @property
    def self_recorded(self) -> bool:
        """Whether who acted also wrote it down: then there is nothing left to confirm."""
        return self.recorded_by_id == self.by_id

    def confirm_refusal(self, by: Pegawai) -> str | None:
        """Why the person may not say that it is as written; None where he may: only who acted, one after the other."""
        if self.dropped_at is not None:
            return "Catatan ini sudah tidak dipakai."
        if by.pk != self.by_id:
            return f"Hanya {self.by.nama} yang dapat menegaskan tindakannya sendiri."
        if any(one.waits and one.place < self.place for one in self.usulan.paper_acts.all()):
            return "Catatan langkah sebelumnya belum ditegaskan."
        return None

    def drop_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not take it out; None where he may: who acted, who recorded, who proposes."""
        if self.confirmed_at is not None:
            return "Catatan ini sudah ditegaskan; tindakannya sudah berlaku."
        if by.pk in (self.by_id, self.recorded_by_id) or self.usulan.holds(by.standing(at), self.usulan.sop.first):
            return None
        return f"Catatan ini hanya dapat ditolak oleh {self.by.nama} atau dihapus oleh pencatatnya."

    def told(self) -> dict[str, object]:
        """What an entry of the trail says of it."""
        return {
            "id": self.pk,
            "langkah": self.langkah,
            "verb": self.verb,
            "by": self.by_id,
            "opened_at": moment(self.opened_at),
            "closed_at": moment(self.closed_at),
            "scan": self.scan or None,
            "recorded_by": self.recorded_by_id,
        }

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)
