"""A tugas: work that waits for a post. The row is inbox item, clock, history and double-click guard."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from renkeg.lib import indonesian
from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Standing
from renkeg.planning.sop import At, Edits, Langkah, Side, Verb, Way
from renkeg.trail.snapshot import fields_of

from .usulan import Usulan

if TYPE_CHECKING:
    from .paper_act import PaperAct
    from .pin import Pin

_OPEN = Q(closed_at__isnull=True, closed_by__isnull=True, closed_as__isnull=True, closed_versi__isnull=True, verb="")
_CLOSED = Q(closed_at__isnull=False, closed_by__isnull=False, closed_as__isnull=False, closed_versi__isnull=False) & ~Q(
    verb=""
)


class TugasQuerySet(models.QuerySet["Tugas"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "TugasQuerySet":
        """The tugas of every usulan that the person sees."""
        return self.filter(usulan__in=Usulan.objects.visible_to(pegawai, at))

    def open(self) -> "TugasQuerySet":
        return self.filter(closed_at__isnull=True)

    def waiting_for(self, pegawai: Pegawai, at: datetime) -> "TugasQuerySet":
        """Open ones that wait for a post of the person (and, where one is assigned, for this person)."""
        held = [one.jabatan_id for one in pegawai.standing(at).posts]
        return self.open().filter(Q(petugas__isnull=True) | Q(petugas=pegawai), jabatan__in=held)

    def under_way_for(self, pegawai: Pegawai, standing: Standing) -> "TugasQuerySet":
        """Open main ones that wait for others, of usulan that these posts handed on or stand above, or the person takes part in."""
        held = [one.jabatan_id for one in standing.posts]
        above = standing.units(Jabatan.ABOVE)
        took_part = Tugas.objects.filter(usulan=OuterRef("usulan")).filter(
            Q(closed_by=pegawai) | Q(petugas=pegawai) | Q(closed_at__isnull=False, jabatan__in=held)
        )
        below = Q(usulan__unit__parent__in=above) | Q(usulan__unit__parent__parent__in=above)
        mine = Tugas.objects.waiting_for(pegawai, standing.at)
        rows = self.visible_to(pegawai, standing.at).open().filter(side="").exclude(pk__in=mine)
        return rows.filter(below | Exists(took_part))

    def most_urgent_first(self) -> "TugasQuerySet":
        return self.order_by("due_at", "opened_at", "pk")

    def for_reading(self) -> "TugasQuerySet":
        return self.select_related("jabatan__unit", "petugas")


class Tugas(models.Model):
    """Work at a langkah (or, with `side`, beside it) that waits for a jabatan. Closed once, by one person.

    `due_at` = `opened_at` + the SOP's waktu in working minutes; `minutes` = whole working minutes it took.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    usulan = models.ForeignKey(Usulan, on_delete=models.PROTECT, related_name="tugas")
    ordinal = models.PositiveIntegerField()
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="tugas yang membukanya"
    )
    langkah = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=16, blank=True, help_text="perbuatan yang menutup tugas sampingan")
    jabatan = models.ForeignKey(Jabatan, on_delete=models.PROTECT, related_name="tugas")
    petugas = models.ForeignKey(Pegawai, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True, blank=True, help_text="perubahan pertama yang disimpan")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_as = models.ForeignKey(Jabatan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kapasitas = models.CharField(max_length=9, blank=True, choices=PenugasanJabatan.Kapasitas.choices)
    closed_versi = models.PositiveIntegerField(null=True, blank=True)
    verb = models.CharField(max_length=16, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    catatan = models.TextField(blank=True)
    seen = models.CharField(max_length=64, blank=True, help_text="sidik isi pada saat ditutup")

    objects = TugasQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["usulan", "ordinal"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["usulan"], condition=Q(closed_at__isnull=True, side=""), name="tugas_one_open_main"
            ),
            models.UniqueConstraint(fields=["usulan", "ordinal"], name="tugas_in_order"),
            models.CheckConstraint(condition=_OPEN | _CLOSED, name="tugas_closed_says_when_who_and_what"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["jabatan", "due_at"], condition=Q(closed_at__isnull=True), name="tugas_inbox")
        ]

    def __str__(self) -> str:
        return f"{self.usulan_id} langkah {self.langkah}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def paper(self) -> "PaperAct | None":
        """What was written down of it afterwards, where it was done on paper."""
        return getattr(self, "paper_act", None) if self.verb else None

    @property
    def at(self) -> Langkah:
        """The langkah of the SOP it stands at."""
        return self.usulan.sop.at(self.langkah)

    @property
    def beside(self) -> Side | None:
        """The side work it is; None for a main tugas."""
        return self.usulan.sop.side(Verb(self.side)) if self.side else None

    @property
    def sent(self) -> "Tugas | None":
        """The tugas whose closing opened this one."""
        return next((row for row in self.usulan.tugas.all() if row.pk == self.origin_id), None)

    @property
    def uraian(self) -> str:
        return self.beside.uraian if self.beside else self.at.uraian

    @property
    def title(self) -> str:
        """In a few words: "pemeriksaan Kepala Bagian"."""
        return self.beside.title if self.beside else self.at.title

    @property
    def reassignable(self) -> bool:
        """Whether another petugas may still be named."""
        return self.is_open and not self.side and self.at.at is At.ASSIGNED

    def late(self, at: datetime) -> bool:
        return self.is_open and at > self.due_at

    def way(self, verb: Verb) -> Way | None:
        """The way out of its langkah; None for side work and where there is none."""
        return None if self.side else self.at.way(verb)

    def refusal(self, verb: Verb, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not do this now, as an Indonesian sentence; None where he may (SOP 6/2025, design: by person)."""
        if not self.is_open:
            return self._closed_sentence()
        standing = by.standing(at)
        if verb is Verb.ASSIGN and self.reassignable:
            assigner = self.usulan.sop.assigner
            if assigner is not None and self.usulan.holds(standing, assigner):
                return None
            return self._waiting_sentence()
        way = self.way(verb)
        if way is None and verb != self.side:
            return f"Pada tahap {self.title} pilihan itu tidak tersedia. {self._waiting_sentence()}"
        if not self.turn_of(by, standing):
            return self._waiting_sentence()
        if way is not None and way.other_than and self.usulan.carried_by(by, way.other_than):
            return self._by_person_sentence(way)
        return None

    def edit_refusal(self, what: Edits, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not change the letter or the kegiatan now; None where he may."""
        if not self.is_open:
            return self._closed_sentence()
        if what not in self.at.edits:
            return f"Isi tidak dapat diubah pada tahap {self.title}."
        standing = by.standing(at)
        if self.turn_of(by, standing):
            return None
        if what is Edits.KEGIATAN and self.usulan.unit_id in standing.units(self.at.helpers):
            return None
        return self._waiting_sentence()

    def withdraw_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not take back what he sent on; None where he may."""
        if not self.is_open:
            return self._closed_sentence()
        sent = self.sent
        if self.side or sent is None or sent.verb in (Verb.WITHDRAW, Verb.CANCEL):
            return "Tidak ada yang dapat ditarik kembali pada tahap ini."
        if sent.closed_by_id != by.pk or by.standing(at).holding(sent.jabatan_id) is None:
            return "Hanya yang mengirimkannya dapat menariknya kembali."
        if self.touched_at is not None:
            return f"Tidak dapat ditarik kembali: {self.jabatan.nama} sudah mulai mengerjakannya."
        return None

    def cancel_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not cancel the usulan; None where he may. Asked of the open main tugas."""
        if not self.is_open or self.side:
            return (
                self._closed_sentence() if not self.is_open else "Usulan dibatalkan melalui tahap yang sedang berjalan."
            )
        if not self.usulan.holds(by.standing(at), self.usulan.sop.first):
            return f"Hanya {self._proposer().nama} yang dapat membatalkan usulan ini."
        return None

    def turn_of(self, by: Pegawai, standing: Standing) -> bool:
        """Whether it waits for this person: by post, and by name where one is assigned."""
        return standing.holding(self.jabatan_id) is not None and self.petugas_id in (None, by.pk)

    def verbs(self, by: Pegawai, at: datetime) -> list[Verb]:
        """What the person may do with it now, in the SOP's order."""
        if not self.is_open:
            return []
        if self.side:
            offered = [Verb(self.side)]
        else:
            offered = [way.verb for way in self.at.ways]
            if self.reassignable:
                offered.append(Verb.ASSIGN)
        return [verb for verb in offered if self.refusal(verb, by, at) is None]

    def take_up(self, pins: "Sequence[Pin]") -> None:
        """Puts remarks that were just pinned beside those at hand, instead of reading all of them anew."""
        rows = getattr(self, "_prefetched_objects_cache", {}).get("pins")
        if rows is not None:
            rows._result_cache.extend(pins)

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)

    def _closed_sentence(self) -> str:
        if self.closed_by is None:
            return self._waiting_sentence()
        told = {
            Verb.PROPOSE: "diajukan",
            Verb.APPROVE: "disetujui",
            Verb.SEND_BACK: "dikembalikan",
            Verb.DISPOSE: "didisposisikan",
            Verb.ASSIGN: "ditugaskan",
            Verb.SUBMIT: "diserahkan",
            Verb.PUBLISH: "diterbitkan",
            Verb.ACKNOWLEDGE: "diketahui",
            Verb.WITHDRAW: "ditarik kembali",
            Verb.CANCEL: "dibatalkan",
            Verb.REPLACE: "diakhiri karena rencananya digantikan",
        }[Verb(self.verb)]
        when = self.closed_at.astimezone(self.usulan.satker.tz) if self.closed_at else None
        at = f" pada {indonesian.tanggal(when)} pukul {when:%H.%M}" if when else ""
        return f"Tahap {self.title} sudah {told} oleh {self.closed_by.nama}{at}."

    def _waiting_sentence(self) -> str:
        whom = self.jabatan.nama if self.petugas is None else f"{self.petugas.nama} ({self.jabatan.nama})"
        since = self.opened_at.astimezone(self.usulan.satker.tz)
        return f"Menunggu {whom} sejak {indonesian.tanggal(since)} pukul {since:%H.%M}."

    def _by_person_sentence(self, way: Way) -> str:
        titles = " atau ".join(self.usulan.sop.at(nomor).title for nomor in way.other_than)
        return (
            f"Anda sendiri telah bertindak pada tahap {titles} untuk usulan ini. Persetujuan diberikan oleh orang lain: "
            f"pejabat definitif {self.jabatan.nama} atau pelaksana harian lain."
        )

    def _proposer(self) -> Jabatan:
        first = self.usulan.sop.first
        return self.usulan.jabatan_of(first.post, first.at)


def last_assigned(tugas: Iterable[Tugas]) -> Pegawai | None:
    """The petugas named last on this usulan."""
    return next((row.petugas for row in sorted(tugas, key=lambda row: -row.ordinal) if row.petugas is not None), None)
