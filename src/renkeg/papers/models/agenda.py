"""The agenda book: every number of every series and what became of it; and the classification codes that letters bear."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from renkeg.lib.digests import digest
from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Jabatan, Pegawai, Satker, Standing, Unit
from renkeg.trail.snapshot import fields_of

KEEPING: tuple[str, ...] = (Jabatan.Post.KASUBBAG, Jabatan.Post.PETUGAS)
"""The posts that keep the agenda book where their unit is the one that keeps it."""


class Klasifikasi(models.Model):
    """A classification code of the list that the office imported; without an import the shipped list holds."""

    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="+")
    kode = models.CharField(max_length=20)
    uraian = models.CharField(max_length=300)
    induk = models.CharField(max_length=20, blank=True)
    berlaku_dari = models.DateField(null=True, blank=True)
    dasar = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["kode"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["satker", "kode"], name="klasifikasi_kode_once"),
            models.CheckConstraint(condition=~Q(kode=F("induk")), name="klasifikasi_not_below_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.kode} {self.uraian}"

    def snapshot(self) -> dict[str, object]:
        return fields_of(self, leave=("id",))


class Cadangan(models.Model):
    """A block of numbers that a series jumped past for a day on paper: why, and who asked for it."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="+")
    jenis = models.CharField(max_length=12)
    tanggal = models.DateField(help_text="the day on paper")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["tanggal", "at", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(reason=""), name="cadangan_says_why")]

    def __str__(self) -> str:
        return f"{self.jenis} {self.tanggal}"

    @property
    def subject(self) -> str:
        """How the trail names it."""
        return f"cadangan:{self.pk}"

    def rows(self) -> Sequence["Cadangan | Agenda"]:
        """What an entry about it covers: itself and those of its numbers that no case has got, in their order."""
        return [self, *self.numbers.filter(subject="").order_by("urut")]

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)


class AgendaQuerySet(models.QuerySet["Agenda"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "AgendaQuerySet":
        """The lines that the person's posts read at that instant (docs/adr/0021)."""
        standing = pegawai.standing(at)
        if Agenda.reads_all(standing, Satker.objects.office()):
            return self
        own, above = standing.units(Jabatan.OWN), standing.units(Jabatan.ABOVE)
        return self.filter(Q(unit__in=own) | Q(unit__in=above) | Q(unit__parent__in=above))

    def of(self, tahun: int, jenis: str = "") -> "AgendaQuerySet":
        """Of a year, and of one kind of letter where it is named."""
        rows = self.filter(tahun=tahun)
        return rows.filter(jenis=jenis) if jenis else rows

    def matching(self, text: str) -> "AgendaQuerySet":
        """Whose number, hal, origin, addressee, classification or reason holds the text."""
        told = ("nomor", "hal", "dari", "kepada", "klasifikasi", "cadangan__reason", "void_reason")
        wanted = Q()
        for name in told:
            wanted |= Q(**{f"{name}__icontains": text})
        return self.filter(wanted | Q(urut=int(text))) if text.isdecimal() and len(text) < 10 else self.filter(wanted)

    def in_state(self, keadaan: str) -> "AgendaQuerySet":
        """Only those of that keadaan; "" is no condition."""
        match keadaan:
            case Agenda.Keadaan.BATAL:
                return self.filter(void_at__isnull=False)
            case Agenda.Keadaan.DICADANGKAN:
                return self.filter(nomor="", void_at__isnull=True)
            case Agenda.Keadaan.DIKETIK:
                return self.filter(void_at__isnull=True).exclude(sumber="")
            case Agenda.Keadaan.TERPAKAI:
                return self.filter(void_at__isnull=True, sumber="").exclude(nomor="")
        return self

    def in_order(self) -> "AgendaQuerySet":
        """As the book is read: by kind, then by number; those of another shape behind, by their day."""
        return self.select_related("cadangan__by", "unit").order_by(
            "jenis", F("urut").asc(nulls_last=True), "tanggal", "id"
        )

    def reserved(self) -> "AgendaQuerySet":
        """Numbers of a block that no letter has and that are not void."""
        return self.filter(nomor="", void_at__isnull=True)


class Agenda(models.Model):
    """One line of the agenda book: a number, the letter that bears it, and whether it is void.

    `urut` is its place in the series; None where the number was typed in another shape. A number of a block has no
    `nomor` until a letter gets it. `subject` names the letter's case, as in the trail; "" where it has none here.
    """

    class Sumber(models.TextChoices):
        SRIKANDI = "srikandi", "SRIKANDI"
        BUKU_AGENDA = "buku_agenda", "buku agenda"

    class Keadaan(models.TextChoices):
        TERPAKAI = "terpakai", "terpakai"
        DIKETIK = "diketik", "diketik tangan"
        DICADANGKAN = "dicadangkan", "dicadangkan"
        BATAL = "batal", "batal"

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="+")
    jenis = models.CharField(max_length=12)
    tahun = models.PositiveSmallIntegerField()
    urut = models.PositiveIntegerField(null=True, blank=True)
    nomor = models.CharField(max_length=120, blank=True)
    tanggal = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    klasifikasi = models.CharField(max_length=20, blank=True)
    hal = models.CharField(max_length=200, blank=True)
    dari = models.CharField(max_length=200, blank=True)
    kepada = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    sumber = models.CharField(max_length=12, choices=Sumber.choices, blank=True)
    cadangan = models.ForeignKey(Cadangan, on_delete=models.PROTECT, null=True, blank=True, related_name="numbers")
    void_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)

    objects = AgendaQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["satker", "jenis", "tahun", "urut"], name="agenda_urut_once"),
            models.UniqueConstraint(
                "satker", "jenis", "tahun", Lower("nomor"), condition=~Q(nomor=""), name="agenda_nomor_once"
            ),
            models.UniqueConstraint(
                fields=["subject", "jenis"], condition=~Q(subject=""), name="agenda_one_number_a_letter"
            ),
            models.CheckConstraint(condition=Q(urut__isnull=True) | Q(urut__gte=1), name="agenda_urut_from_one"),
            models.CheckConstraint(condition=Q(tanggal__year=F("tahun")), name="agenda_year_of_its_day"),
            models.CheckConstraint(
                condition=Q(urut__isnull=False) | ~Q(sumber=""), name="agenda_outside_the_series_is_typed"
            ),
            models.CheckConstraint(
                condition=~Q(nomor="") & ~Q(hal="") | Q(nomor="", cadangan__isnull=False, subject=""),
                name="agenda_without_letter_is_reserved",
            ),
            models.CheckConstraint(
                condition=Q(void_at__isnull=True, void_reason="") | Q(void_at__isnull=False) & ~Q(void_reason=""),
                name="agenda_void_says_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["satker", "tahun", "jenis", "urut"], name="agenda_in_order")]

    def __str__(self) -> str:
        return self.nomor or f"{self.jenis} {self.tahun}: {self.urut}"

    @property
    def keadaan(self) -> "Agenda.Keadaan":
        if self.void_at is not None:
            return self.Keadaan.BATAL
        if not self.nomor:
            return self.Keadaan.DICADANGKAN
        return self.Keadaan.DIKETIK if self.sumber else self.Keadaan.TERPAKAI

    @property
    def told_digest(self) -> str:
        """Covers what it says of its letter; whether it is void, the letter itself tells."""
        return digest(fields_of(self, leave=("id", "void_at", "void_reason")))

    @staticmethod
    def reads_all(standing: Standing, satker: Satker) -> bool:
        """Whether these posts read the whole book: Sekretaris, auditor, and the unit that was named to keep it."""
        return (
            standing.has(Jabatan.Post.SEKRETARIS)
            or standing.has(Jabatan.Post.AUDITOR)
            or satker.agenda_unit_id in standing.units(KEEPING)
        )

    @staticmethod
    def open_to(pegawai: Pegawai, at: datetime) -> bool:
        """Whether the person reads any of it; the admin sees no content."""
        return any(one.jabatan.post != Jabatan.Post.ADMIN for one in pegawai.standing(at).posts)

    @staticmethod
    def keep_refusal(by: Pegawai, satker: Satker, at: datetime) -> str | None:
        """Why the person may not reserve, give or void numbers; None where he may: the unit that keeps it, the Sekretaris."""
        standing = by.standing(at)
        if standing.has(Jabatan.Post.SEKRETARIS) or satker.agenda_unit_id in standing.units(KEEPING):
            return None
        if satker.agenda_unit is None:
            return "Buku agenda dikelola Sekretaris; admin belum menetapkan subbagian yang mengelolanya."
        return f"Buku agenda dikelola {satker.agenda_unit.nama} dan Sekretaris."

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)
