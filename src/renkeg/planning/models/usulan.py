"""A usulan: what one subbagian proposes for one month. Where it stands is its one open main tugas."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from renkeg.lib.digests import digest
from renkeg.lib.errors import Refused
from renkeg.lib.keys import LENGTH, new_key
from renkeg.office import sifat
from renkeg.office.calendar import Calendar
from renkeg.office.models import Jabatan, Pegawai, Satker, Standing, Unit
from renkeg.papers.models import Document, DocumentQuerySet, Signature
from renkeg.planning import sop as sops
from renkeg.planning.sop import At, Edits, Langkah, Sop, Verb
from renkeg.trail.snapshot import fields_of

if TYPE_CHECKING:
    from .kertas_kerja import Kegiatan
    from .paper_act import PaperAct
    from .pin import Pin
    from .surat import NotaDinas
    from .tautan import Tautan
    from .tugas import Tugas, TugasQuerySet

# Verbs that take a case back; whoever did one has not carried it forward.
BACKWARD = frozenset({Verb.SEND_BACK, Verb.WITHDRAW, Verb.CANCEL})


class Keadaan(StrEnum):
    """What has become of a usulan, read off its rows."""

    BERJALAN = "berjalan"
    TERBIT = "terbit"
    DIGANTIKAN = "digantikan"
    BATAL = "batal"


class UsulanQuerySet(models.QuerySet["Usulan"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "UsulanQuerySet":
        """What the person's posts see at that instant (the table "Who sees what" of docs/kontrak.md)."""
        standing = pegawai.standing(at)
        own = standing.units(Jabatan.OWN)
        above = standing.units(Jabatan.ABOVE)
        # A draft has had one tugas only; from the first `propose` on there is a second one.
        proposed = Q(Exists(_tugas().filter(usulan=OuterRef("pk"), ordinal__gt=1)))
        cancelled = Q(cancelled_at__isnull=False)
        below = Q(unit__parent__in=above) | Q(unit__parent__parent__in=above)
        seen = Q(unit__in=own) | below & (proposed | cancelled)
        if standing.has(Jabatan.Post.AUDITOR):
            seen |= proposed | cancelled
        return self.filter(seen)

    def published(self) -> "UsulanQuerySet":
        """On the Tautan now: published and not replaced."""
        return self.filter(tautan__isnull=False, tautan__replaced_at__isnull=True)

    def published_for(self, pegawai: Pegawai, at: datetime) -> "UsulanQuerySet":
        """The published plans that the person may read: everyone in the office but the admin."""
        return self.ever_published_for(pegawai, at).published()

    def ever_published_for(self, pegawai: Pegawai, at: datetime) -> "UsulanQuerySet":
        """The same, with the versions that a revision has replaced since."""
        standing = pegawai.standing(at)
        if not any(one.jabatan.post != Jabatan.Post.ADMIN for one in standing.posts):
            return self.none()
        return self.filter(tautan__isnull=False)

    def narrowed(
        self,
        *,
        tahun: int | None = None,
        bulan: int | None = None,
        unit: str | None = None,
        langkah: int | None = None,
        keadaan: Keadaan | None = None,
    ) -> "UsulanQuerySet":
        """Only those that match; None is no condition."""
        rows = self
        if tahun is not None:
            rows = rows.filter(tahun=tahun)
        if bulan is not None:
            rows = rows.filter(bulan=bulan)
        if unit is not None:
            rows = rows.filter(unit=unit)
        if langkah is not None:
            rows = rows.filter(
                Exists(_tugas().filter(usulan=OuterRef("pk"), closed_at__isnull=True, side="", langkah=langkah))
            )
        match keadaan:
            case Keadaan.BATAL:
                rows = rows.filter(cancelled_at__isnull=False)
            case Keadaan.TERBIT:
                rows = rows.published()
            case Keadaan.DIGANTIKAN:
                rows = rows.filter(tautan__replaced_at__isnull=False)
            case Keadaan.BERJALAN:
                rows = rows.filter(cancelled_at__isnull=True, tautan__isnull=True)
        return rows

    def for_reading(self) -> "UsulanQuerySet":
        """With all that a page or an answer shows, in a fixed number of queries."""
        return self.select_related(
            "satker", "unit__parent__parent", "nota_dinas", "tautan", "started_by"
        ).prefetch_related(
            "kegiatan",
            models.Prefetch("paper_acts", queryset=_paper_acts()),
            models.Prefetch(
                "tugas",
                queryset=_tugas()
                .select_related("jabatan__unit", "petugas", "closed_by", "closed_as", "paper_act__recorded_by")
                .prefetch_related(models.Prefetch("pins", queryset=_pins()))
                .order_by("ordinal"),
            ),
        )

    def for_lines(self, by: Pegawai | None = None) -> "UsulanQuerySet":
        """With what a line of a list shows: where each is, and `rows` and `sum` of its kegiatan in force; the rest is left unread.

        With `by` also the tugas that this person closed.
        """
        from .kertas_kerja import Kegiatan  # the two models know each other

        rows = Kegiatan.objects.filter(usulan=OuterRef("pk"), removal__isnull=True).order_by().values("usulan")
        tugas = _tugas()
        # Where it lies, what brought it there, and when it was first proposed.
        brought = tugas.filter(closed_at__isnull=True).values("origin")
        needed = Q(closed_at__isnull=True) | Q(ordinal__lte=2) | Q(pk__in=brought)
        if by is not None:
            needed |= Q(closed_by=by)
        return (
            self.select_related("satker", "unit", "nota_dinas", "tautan")
            .prefetch_related(
                models.Prefetch(
                    "tugas",
                    queryset=tugas.filter(needed)
                    .select_related("jabatan__unit", "petugas", "closed_by", "paper_act")
                    .order_by("ordinal"),
                )
            )
            .annotate(
                rows=models.Subquery(rows.annotate(number=models.Count("pk")).values("number")),
                sum=models.Subquery(rows.annotate(amount=models.Sum("anggaran")).values("amount")),
            )
        )

    def newest_first(self) -> "UsulanQuerySet":
        return self.order_by("-tahun", "-bulan", "unit__urut", "started_at", "pk")

    def most_relevant_first(self, pegawai: Pegawai, at: datetime) -> "UsulanQuerySet":
        """Newest month first; within it what waits for the person, then what runs, what is published, what is over."""
        mine = _tugas().filter(usulan=OuterRef("pk")).waiting_for(pegawai, at)
        place = models.Case(
            models.When(Exists(mine), then=0),
            models.When(cancelled_at__isnull=False, then=4),
            models.When(tautan__isnull=True, then=1),
            models.When(tautan__replaced_at__isnull=True, then=2),
            default=3,
            output_field=models.SmallIntegerField(),
        )
        return self.order_by("-tahun", "-bulan", place, "unit__urut", "started_at", "pk")

    def matching(self, text: str) -> "UsulanQuerySet":
        """Whose hal, nomor or one kegiatan's judul or kode holds the text."""
        from .kertas_kerja import Kegiatan  # the two models know each other

        rows = Kegiatan.objects.filter(Q(judul__icontains=text) | Q(kode__icontains=text), usulan=OuterRef("pk"))
        return self.filter(Q(hal__icontains=text) | Q(nota_dinas__nomor__icontains=text) | Exists(rows))

    def main_of(self, months: Iterable[date]) -> "UsulanQuerySet":
        """The main ones of these months: no susulan, no revision, none that was cancelled."""
        wanted = Q(pk__in=[])
        for month in months:
            wanted |= Q(tahun=month.year, bulan=month.month)
        return self.filter(wanted, susulan=False, revisi_dari__isnull=True, cancelled_at__isnull=True)

    def before(self, month: date) -> "UsulanQuerySet":
        """Of earlier months."""
        return self.filter(Q(tahun__lt=month.year) | Q(tahun=month.year, bulan__lt=month.month))

    def on_desk_of(self, pegawai: Pegawai, at: datetime) -> "UsulanQuerySet":
        """Where something waits for the person."""
        return self.filter(Exists(_tugas().filter(usulan=OuterRef("pk")).waiting_for(pegawai, at)))

    def overdue(self, at: datetime) -> "UsulanQuerySet":
        """Whose open main tugas is past its time."""
        return self.filter(Exists(_open_main().filter(due_at__lt=at)))

    def returned(self) -> "UsulanQuerySet":
        """Which a Tidak has brought where they are now."""
        return self.filter(Exists(_open_main().filter(origin__verb=Verb.SEND_BACK)))


class Usulan(models.Model):
    """One subbagian, one month, one nota dinas, any number of kegiatan. `versi` counts its accepted changes.

    A revision names in `revisi_dari` the published one that it will replace, and in `revisi_ke` which revision it is.
    """

    ADDED: ClassVar = ("revisi_ke", "keamanan", "kecepatan", "klasifikasi")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="usulan")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="usulan")
    sop_slug = models.SlugField(max_length=50)
    tahun = models.PositiveSmallIntegerField()
    bulan = models.PositiveSmallIntegerField()
    susulan = models.BooleanField(default=False)
    hal = models.CharField(max_length=200)
    pengantar = models.TextField()
    versi = models.PositiveIntegerField(default=1)
    started_by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    revisi_dari = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="revisi")
    revisi_ke = models.PositiveSmallIntegerField(default=0)
    klasifikasi = models.CharField(max_length=20, blank=True, default="", help_text="kosong: yang biasa di kantor ini")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    keamanan = models.CharField(max_length=20, choices=sifat.Keamanan.choices, blank=True, default="")
    kecepatan = models.CharField(max_length=20, choices=sifat.Kecepatan.choices, blank=True, default="")

    objects = UsulanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "tahun", "bulan"],
                condition=Q(susulan=False, cancelled_at__isnull=True, revisi_dari__isnull=True),
                name="usulan_one_main_a_month",
            ),
            models.UniqueConstraint(
                fields=["revisi_dari"], condition=Q(cancelled_at__isnull=True), name="usulan_revised_once"
            ),
            models.CheckConstraint(
                condition=Q(revisi_dari__isnull=True, revisi_ke=0) | Q(revisi_dari__isnull=False, revisi_ke__gte=1),
                name="usulan_revision_says_which",
            ),
            models.CheckConstraint(condition=Q(bulan__gte=1, bulan__lte=12), name="usulan_bulan"),
            models.CheckConstraint(condition=Q(versi__gte=1), name="usulan_versi_from_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["tahun", "bulan"], name="usulan_month")]

    def __str__(self) -> str:
        return self.hal

    def get_absolute_url(self) -> str:
        """Its page; promised in docs/kontrak.md."""
        return f"/usulan/{self.pk}/"

    @property
    def subject(self) -> str:
        """How the trail and the papers name it."""
        return f"usulan:{self.pk}"

    @property
    def sop(self) -> Sop:
        """The SOP under which it began; a later one does not change it."""
        return sops.named(self.sop_slug, settings.SOP_DIR)

    @property
    def open_tugas(self) -> "Tugas | None":
        """The one open main tugas; None once it is published or cancelled."""
        return next((row for row in self.tugas.all() if row.is_open and not row.side), None)

    @property
    def sampingan(self) -> "list[Tugas]":
        """Open side work."""
        return [row for row in self.tugas.all() if row.is_open and row.side]

    @property
    def riwayat(self) -> "list[Tugas]":
        """Closed tugas, oldest first."""
        closed = [row for row in self.tugas.all() if not row.is_open]
        return sorted(closed, key=lambda row: (row.closed_versi or 0, row.ordinal))

    @property
    def pins(self) -> "list[Pin]":
        """All remarks that came with a Tidak, oldest Tidak first."""
        return [pin for row in self.riwayat if row.verb == Verb.SEND_BACK for pin in row.pins.all()]

    @property
    def unconfirmed(self) -> "list[PaperAct]":
        """What was recorded from paper and is still to be confirmed, in the order in which it was done."""
        return [one for one in self.paper_acts.all() if one.waits]

    @property
    def unsettled(self) -> "dict[int, Tugas]":
        """By langkah the last Tidak that was not taken back, where no Ya has been said there since."""
        # Who withdraws ends the tugas that he had opened.
        taken_back = {row.origin_id for row in self.tugas.all() if row.verb == Verb.WITHDRAW}
        found: dict[int, Tugas] = {}
        for row in self.riwayat:
            if row.side or row.pk in taken_back:
                continue
            if row.verb == Verb.SEND_BACK:
                found[row.langkah] = row
            elif row.verb == Verb.APPROVE:
                found.pop(row.langkah, None)
        return found

    @property
    def letter_klasifikasi(self) -> str:
        """The classification that its letter bears, or will bear."""
        return self.surat.kode if self.surat else self.klasifikasi or self.satker.usual_klasifikasi

    @property
    def surat(self) -> "NotaDinas | None":
        """The nota dinas once it has a number."""
        return getattr(self, "nota_dinas", None)

    @property
    def terbitan(self) -> "Tautan | None":
        """Its place on the Tautan once it is published."""
        return getattr(self, "tautan", None)

    @property
    def keadaan(self) -> Keadaan:
        if self.cancelled_at is not None:
            return Keadaan.BATAL
        if self.terbitan is None:
            return Keadaan.BERJALAN
        return Keadaan.TERBIT if self.terbitan.replaced_at is None else Keadaan.DIGANTIKAN

    @property
    def proposed(self) -> bool:
        """Has left the subbagian at least once."""
        return any(row.ordinal > 1 for row in self.tugas.all())

    @property
    def total(self) -> int:
        """Sum of the kegiatan in force, in whole rupiah."""
        return sum(row.anggaran or 0 for row in self.in_force)

    @property
    def in_force(self) -> "list[Kegiatan]":
        """The kegiatan that were not cancelled or postponed after publication."""
        return [row for row in self.kegiatan.all() if row.gone is None]

    @property
    def mengetahui(self) -> "Tugas | None":
        """The last side task with which the form was acknowledged; None while it waits."""
        if self.sampingan:
            return None
        return next((row for row in reversed(self.riwayat) if row.side and row.verb == row.side), None)

    @property
    def seen(self) -> str:
        """SHA-256 over hal, pengantar and kegiatan, and the sifat where one was named: what somebody who reads this now has seen."""
        return content_digest(
            self.hal, self.pengantar, (row.content() for row in self.kegiatan.all()), self.keamanan, self.kecepatan
        )

    @property
    def letter_sifat(self) -> tuple[str, str]:
        """Keamanan and kecepatan of its letter; what was not named is as usual in the office."""
        return self.keamanan or self.satker.keamanan, self.kecepatan or self.satker.kecepatan

    @property
    def first_day(self) -> date:
        return date(self.tahun, self.bulan, 1)

    def proposal_due(self, calendar: Calendar) -> date:
        """The last day on which the plan is in time: the satker's working days before its month."""
        return calendar.working_days_before(self.first_day, self.satker.lead_days)

    @property
    def proposed_at(self) -> datetime | None:
        """When it first left the subbagian; None for a draft."""
        first = next((row for row in self.tugas.all() if row.ordinal == 1), None)
        return first.closed_at if first is not None and self.proposed else None

    @property
    def proposed_on_paper(self) -> bool:
        """Whether it first left the subbagian on paper, and that was recorded later."""
        first = next((row for row in self.tugas.all() if row.ordinal == 1), None)
        return first is not None and first.paper is not None

    def proposed_late(self, calendar: Calendar, at: datetime) -> bool:
        """Whether it was proposed after its last day, or is still a draft after it.

        Never so for a susulan or a revision, nor for what was proposed on paper: a time that was written down later measures nobody.
        """
        if self.susulan or self.revisi_dari_id is not None or self.cancelled_at is not None:
            return False
        if self.proposed_on_paper:
            return False
        return self.satker.day(self.proposed_at or at) > self.proposal_due(calendar)

    def record_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not record here what was done on paper; None where he may.

        The subbagian's kasubbag and petugas record what its papers say; whoever stands above only what he did himself.
        """
        if self.open_tugas is None:
            return f"Usulan ini sudah {self.keadaan}; tidak ada langkah yang masih dapat dicatat."
        standing = by.standing(at)
        if any(self.holds(standing, langkah) for langkah in self.sop.langkah):
            return None
        return "Yang mencatat tindakan di atas kertas ialah pejabat dan petugas yang bekerja pada usulan ini."

    def records_for_all(self, by: Pegawai, at: datetime) -> bool:
        """Whether the person may record what others did, too."""
        return self.unit_id in by.standing(at).units(Jabatan.OWN)

    def amend_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not revise the published plan or take a kegiatan out of it; None where he may."""
        if self.terbitan is None:
            return f"Rencana ini {self.keadaan}, belum terbit; isinya diubah pada tahap yang sedang berjalan."
        if self.terbitan.replaced_at is not None:
            return "Rencana ini sudah digantikan; yang berlaku adalah revisinya."
        first = self.sop.first
        if not self.holds(by.standing(at), first):
            return f"Hanya {self.jabatan_of(first.post, first.at).nama} yang dapat mengubah rencana yang sudah terbit."
        if self.revisi.filter(cancelled_at__isnull=True).exists():
            return "Revisi rencana ini sedang berjalan; ubah isinya di sana, atau batalkan revisi itu dahulu."
        return None

    def register_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not write down what SRIKANDI said of its letter; None where he may: who keeps it."""
        if self.surat is None:
            return "Nota dinasnya belum bernomor; yang didaftarkan di SRIKANDI ialah yang sudah ditandatangani."
        if self.cancelled_at is not None:
            return "Usulan ini batal; nota dinasnya tidak didaftarkan di SRIKANDI."
        if self.unit_id not in by.standing(at).units(Jabatan.OWN):
            return f"Nomor SRIKANDI dicatat oleh {self.unit.nama}: Kasubbag atau petugasnya."
        return None

    def edit_refusal(self, what: Edits, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not change its words or rows now; None where he may."""
        tugas = self.open_tugas
        if tugas is None:
            return f"Usulan ini sudah {self.keadaan}; isinya tidak dapat diubah lagi."
        return tugas.edit_refusal(what, by, at)

    def unit_at(self, at: At) -> Unit:
        """The unit that a SOP means by `at`, seen from the proposing one."""
        match at:
            case At.UNIT | At.ASSIGNED:
                return self.unit
            case At.PARENT:
                return self.unit.parent or self.unit
            case At.ROOT:
                return self.unit.root

    def jabatan_of(self, post: str, at: At) -> Jabatan:
        """The jabatan that a langkah waits for. Raises Refused where the office has no such jabatan."""
        unit = self.unit_at(at)
        try:
            return Jabatan.objects.get(unit=unit, post=post)
        except Jabatan.DoesNotExist as error:
            raise Refused(
                f"Kantor ini belum memiliki jabatan {post} pada {unit.nama}; minta admin menambahkannya."
            ) from error

    def holds(self, standing: Standing, langkah: Langkah) -> bool:
        """Whether one of these posts is the one that acts at that langkah (whoever is assigned to it)."""
        return self.unit_at(langkah.at).pk in standing.units([langkah.post])

    def carried_by(self, pegawai: Pegawai, nomor: Iterable[int]) -> bool:
        """Whether the person has carried this usulan forward at one of those langkah, in whatever capacity."""
        wanted = set(nomor)
        return any(
            row.closed_by_id == pegawai.pk and row.langkah in wanted and not row.side and row.verb not in BACKWARD
            for row in self.tugas.all()
        )

    def take_up(self, tugas: "Tugas") -> None:
        """Puts a tugas that was just opened beside those at hand, instead of reading all of them anew."""
        rows = getattr(self, "_prefetched_objects_cache", {}).get("tugas")
        if rows is not None:
            rows._result_cache.append(tugas)

    def papers(self) -> DocumentQuerySet:
        return Document.objects.about(self.subject)

    def snapshot(
        self, papers: Iterable[Document] | None = None, signatures: Iterable[Signature] | None = None
    ) -> dict[str, object]:
        """All that the trail's digest of a usulan covers. Its papers and signatures may be handed in, in their order."""
        if papers is None:
            papers = self.papers().defer("contents")
        if signatures is None:
            signatures = Signature.objects.filter(document__subject=self.subject)
        surat = self.surat
        terbitan = self.terbitan
        removals = [row.gone.snapshot() for row in self.kegiatan.all() if row.gone is not None]
        pins = [pin.snapshot() for pin in self.pins]
        paper = [one.snapshot() for one in self.paper_acts.all()]
        return {
            "usulan": fields_of(self),
            "kegiatan": [row.snapshot() for row in self.kegiatan.all()],
            "tugas": [row.snapshot() for row in self.tugas.all()],
            "disposisi": [row.snapshot() for row in self.disposisi.all()],
            "nota_dinas": surat.snapshot() if surat else None,
            "tautan": terbitan.snapshot() if terbitan else None,
            "dokumen": [row.snapshot() for row in papers],
            "tanda_tangan": [row.snapshot() for row in signatures],
            **({"removal": removals} if removals else {}),
            **({"pin": pins} if pins else {}),
            **({"paper": paper} if paper else {}),
        }


class Edit(models.Model):
    """An accepted `PUT`, so that a repeated one is known and has no second effect."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    usulan = models.ForeignKey(Usulan, on_delete=models.PROTECT, related_name="edits")
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    request = models.CharField(max_length=64)
    versi = models.PositiveIntegerField(
        null=True, blank=True, help_text="versi yang dihasilkan; kosong: tidak ada yang berubah"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["usulan", "by", "request"], name="edit_once_a_request"),
            models.UniqueConstraint(fields=["usulan", "versi"], name="edit_one_per_versi"),
        ]

    def __str__(self) -> str:
        return f"{self.usulan_id} {self.versi}"


def content_digest(
    hal: str, pengantar: str, kegiatan: Iterable[dict[str, object]], keamanan: str = "", kecepatan: str = ""
) -> str:
    """SHA-256 over canonical JSON of what people read and sign; an axis of the sifat only where it was named."""
    named = {name: value for name, value in (("keamanan", keamanan), ("kecepatan", kecepatan)) if value}
    return digest({"hal": hal, "pengantar": pengantar, "kegiatan": list(kegiatan), **named})


def _open_main() -> "TugasQuerySet":
    return _tugas().filter(usulan=OuterRef("pk"), closed_at__isnull=True, side="")


def _pins() -> "models.QuerySet[Pin]":
    from .pin import Pin  # the two models know each other

    return Pin.objects.select_related("ticked_by").order_by("place")


def _paper_acts() -> "models.QuerySet[PaperAct]":
    from .paper_act import PaperAct  # the two models know each other

    return PaperAct.objects.for_reading()


def _tugas() -> "TugasQuerySet":
    from .tugas import Tugas  # the two models know each other

    return Tugas.objects.all()
