"""The archive: what each paper is kept as, for how long by the JRA, and the berita acara by which papers are destroyed."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from renkeg.lib.keys import LENGTH, new_key
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Unit
from renkeg.papers.retention import MOST_YEARS, Nasib, Rule, Schedule, Since
from renkeg.trail.snapshot import fields_of

from .document import Document


class Jra(models.Model):
    """A row of the office's own JRA; it goes before the row of the same kode that comes with the program."""

    kode = models.CharField(primary_key=True, max_length=20)
    uraian = models.CharField(max_length=200)
    aktif = models.PositiveSmallIntegerField()
    inaktif = models.PositiveSmallIntegerField()
    sejak = models.CharField(max_length=12, choices=[(Since.YEAR_END, "akhir tahun"), (Since.DAY, "tanggal arsip")])
    nasib = models.CharField(
        max_length=16,
        choices=[(Nasib.MUSNAH, "musnah"), (Nasib.PERMANEN, "permanen"), (Nasib.DINILAI, "dinilai kembali")],
    )
    dasar = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["kode"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(aktif__lte=MOST_YEARS, inaktif__lte=MOST_YEARS), name="jra_years"),
        ]

    def __str__(self) -> str:
        return self.kode

    @property
    def rule(self) -> Rule:
        return Rule(self.kode, self.uraian, self.aktif, self.inaktif, Since(self.sejak), Nasib(self.nasib), self.dasar)

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)


class BeritaAcaraQuerySet(models.QuerySet["BeritaAcara"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "BeritaAcaraQuerySet":
        """As the papers of its unit."""
        seen = _seen_units(pegawai, at)
        return self if seen is None else self.filter(seen)

    def undone(self) -> "BeritaAcaraQuerySet":
        """Approved, but not all of their files are away yet."""
        return self.filter(approved=True, cleared_at__isnull=True)


class BeritaAcara(models.Model):
    """Papers of one unit are to be destroyed: proposed by who keeps them, decided by another person.

    `daftar` is the list as it was proposed, each paper with its SHA-256; it never changes. `nomor` and `tanggal` are those
    of the berita acara, `izin_nomor` and `izin_tanggal` of the approval that the office has from outside.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    daftar = models.JSONField()
    daftar_digest = models.CharField(max_length=64)
    alasan = models.TextField()
    proposed_by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    proposed_as = models.ForeignKey(Jabatan, on_delete=models.PROTECT, related_name="+")
    proposed_kapasitas = models.CharField(max_length=9, choices=PenugasanJabatan.Kapasitas.choices)
    proposed_at = models.DateTimeField()
    approved = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_as = models.ForeignKey(Jabatan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_kapasitas = models.CharField(max_length=9, blank=True, choices=PenugasanJabatan.Kapasitas.choices)
    decided_at = models.DateTimeField(null=True, blank=True)
    catatan = models.TextField(blank=True)
    nomor = models.CharField(max_length=100, blank=True)
    tanggal = models.DateField(null=True, blank=True)
    izin_nomor = models.CharField(max_length=100, blank=True)
    izin_tanggal = models.DateField(null=True, blank=True)
    izin_dari = models.CharField(max_length=150, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = BeritaAcaraQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    approved__isnull=False,
                    decided_by__isnull=False,
                    decided_as__isnull=False,
                    decided_at__isnull=False,
                ),
                name="berita_acara_decided_says_who_and_when",
            ),
            # The paper says it by two people; so does the table.
            models.CheckConstraint(
                condition=Q(approved__isnull=True) | Q(approved=False) | ~Q(decided_by=F("proposed_by")),
                name="berita_acara_by_two",
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True)
                | Q(approved=False)
                | (Q(tanggal__isnull=False, izin_tanggal__isnull=False) & ~Q(nomor="") & ~Q(izin_nomor="")),
                name="berita_acara_approved_says_its_numbers",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True) | Q(approved=True), name="berita_acara_clears_what_is_approved"
            ),
        ]

    def __str__(self) -> str:
        return self.nomor or self.pk

    def get_absolute_url(self) -> str:
        return f"/arsip/berita-acara/{self.pk}/"

    @property
    def subject(self) -> str:
        """How the trail and its paper name it."""
        return f"berita_acara:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.approved is None

    @property
    def told(self) -> str:
        """What has become of it, in a word or two."""
        if self.approved is None:
            return "menunggu persetujuan"
        return "dimusnahkan" if self.approved else "tidak jadi"

    def approve_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not destroy these papers; None where he may: the Sekretaris, if another one proposed it."""
        if self.approved is not None:
            return f"Usul pemusnahan ini sudah diputuskan: {self.told}."
        if not by.standing(at).has(Jabatan.Post.SEKRETARIS):
            return "Pemusnahan disetujui oleh Sekretaris, atau Plh.-nya."
        if by.pk == self.proposed_by_id:
            return "Anda sendiri yang mengusulkan pemusnahan ini; yang menyetujui harus orang lain."
        return None

    def decline_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not let it rest; None where he may: the Sekretaris, and who keeps the papers."""
        if self.approved is not None:
            return f"Usul pemusnahan ini sudah diputuskan: {self.told}."
        standing = by.standing(at)
        if standing.has(Jabatan.Post.SEKRETARIS) or self.unit_id in standing.units(Jabatan.OWN):
            return None
        return f"Usul ini dihentikan oleh {self.unit.nama} atau oleh Sekretaris."

    def snapshot(self) -> dict[str, object]:
        """Its list by its digest; `cleared_at` only remembers that the files are away."""
        return fields_of(self, leave=("daftar", "cleared_at"))


class ArsipQuerySet(models.QuerySet["Arsip"]):
    def visible_to(self, pegawai: Pegawai, at: datetime) -> "ArsipQuerySet":
        """What the person's posts see at that instant, as with usulan (docs/kontrak.md): papers begin at the signature."""
        seen = _seen_units(pegawai, at)
        return self if seen is None else self.filter(seen)

    def kept_by(self, pegawai: Pegawai, at: datetime) -> "ArsipQuerySet":
        """What the person keeps: that of his own unit."""
        return self.filter(unit__in=pegawai.standing(at).units(Jabatan.OWN))

    def unregistered(self) -> "ArsipQuerySet":
        """Letters in force whose number in SRIKANDI nobody has typed back."""
        known = Registration.objects.filter(subject=OuterRef("document__subject"))
        return self.filter(~Exists(known), document__jenis__in=LETTERS, document__keadaan=Document.Keadaan.BERLAKU)

    def unplaced(self) -> "ArsipQuerySet":
        """Of which there is a paper, and nobody has said where it lies."""
        return self.exclude(medium=Arsip.Medium.ELEKTRONIK).filter(ruang="", rak="", boks="", folder="")

    def in_state(self, keadaan: "Arsip.Keadaan", schedule: Schedule, today: date) -> "ArsipQuerySet":
        """Those in that state; asks once for the codes in use."""
        destroyed, proposed = Q(berita_acara__approved=True), Q(berita_acara__isnull=False)
        match keadaan:
            case Arsip.Keadaan.MUSNAH:
                return self.filter(destroyed)
            case Arsip.Keadaan.USUL_MUSNAH:
                return self.filter(proposed).exclude(destroyed)
        wanted = Q(pk__in=[])
        for kode in self.order_by().values_list("klasifikasi", flat=True).distinct():
            wanted |= Q(klasifikasi=kode) & _when(keadaan, schedule.rule(kode), today)
        return self.filter(wanted, berita_acara__isnull=True)

    def for_lines(self) -> "ArsipQuerySet":
        """With what a line of a list shows, its file's contents left unread."""
        latest = Registration.objects.filter(subject=OuterRef("document__subject")).order_by("-ordinal")
        return (
            self.select_related("document", "unit", "berita_acara")
            .defer("document__contents", "berita_acara__daftar")
            .annotate(registered=models.Subquery(latest.values("nomor")[:1]))
        )

    def by_berkas(self) -> "ArsipQuerySet":
        """Unit after unit, the oldest berkas first: the papers of one case stand together."""
        first = models.Window(models.Min("tanggal"), partition_by=[F("unit"), F("document__subject")])
        return self.annotate(berkas_from=first).order_by(
            "unit__urut", "unit", "berkas_from", "document__subject", "document__made_for", "document__jenis"
        )

    def matching(self, text: str) -> "ArsipQuerySet":
        """In whose words, code or place on the shelf the text stands."""
        names = ("uraian", "klasifikasi", "document__name", "ruang", "rak", "boks", "folder")
        wanted = Q(pk__in=[])
        for name in names:
            wanted |= Q(**{f"{name}__icontains": text})
        return self.filter(wanted)


class Arsip(models.Model):
    """A paper as an item of the archive, born with it.

    What nobody has changed follows from the paper, so that it has no entry of its own in the trail (docs/adr/0024). How
    long it is kept follows from its code and the JRA in force.
    """

    class Medium(models.TextChoices):
        ELEKTRONIK = "elektronik", "elektronik"
        KERTAS = "kertas", "kertas"
        KEDUANYA = "keduanya", "elektronik dan kertas"

    class Tingkat(models.TextChoices):
        ASLI = "asli", "asli"
        SALINAN = "salinan", "salinan"

    class Akses(models.TextChoices):
        BIASA = "biasa", "biasa/terbuka"
        TERBATAS = "terbatas", "terbatas"
        RAHASIA = "rahasia", "rahasia"
        SANGAT_RAHASIA = "sangat_rahasia", "sangat rahasia"

    class Keadaan(models.TextChoices):
        """Where it is on its way, told by the JRA and the berita acara; no column says it."""

        AKTIF = "aktif", "aktif"
        INAKTIF = "inaktif", "inaktif"
        LEWAT = "lewat", "lewat retensi"
        DINILAI = "dinilai", "perlu dinilai kembali"
        PERMANEN = "permanen", "permanen"
        USUL_MUSNAH = "usul_musnah", "diusulkan musnah"
        MUSNAH = "musnah", "musnah"

    document = models.OneToOneField(Document, on_delete=models.PROTECT, primary_key=True, related_name="arsip")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="arsip")
    klasifikasi = models.CharField(max_length=20)
    uraian = models.CharField(max_length=400)
    tanggal = models.DateField()
    tingkat = models.CharField(max_length=8, choices=Tingkat.choices)
    jumlah = models.CharField(max_length=60)
    medium = models.CharField(max_length=10, choices=Medium.choices, default=Medium.ELEKTRONIK)
    ruang = models.CharField(max_length=60, blank=True)
    rak = models.CharField(max_length=60, blank=True)
    boks = models.CharField(max_length=60, blank=True)
    folder = models.CharField(max_length=60, blank=True)
    akses = models.CharField(max_length=14, choices=Akses.choices, default=Akses.BIASA)
    berita_acara = models.ForeignKey(BeritaAcara, on_delete=models.PROTECT, null=True, blank=True, related_name="arsip")

    objects = ArsipQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "tanggal"], name="arsip_unit_day"),
            models.Index(fields=["klasifikasi", "tanggal"], name="arsip_code_day"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(medium="elektronik") | Q(ruang="", rak="", boks="", folder=""),
                name="arsip_only_paper_lies_on_a_shelf",
            ),
        ]

    def __str__(self) -> str:
        return self.uraian

    def get_absolute_url(self) -> str:
        return f"/arsip/{self.pk}/"

    @property
    def subject(self) -> str:
        """How the trail names it."""
        return f"arsip:{self.pk}"

    @property
    def place(self) -> str:
        """Where the paper lies: "Ruang Arsip 1, rak 2, boks 3, folder 4"; "" where nobody has said."""
        parts = ((self.ruang, ""), (self.rak, "rak "), (self.boks, "boks "), (self.folder, "folder "))
        return ", ".join(f"{word}{value}" for value, word in parts if value)

    @property
    def unplaced(self) -> bool:
        """Whether there is a paper of which nobody has said where it lies."""
        return self.medium != self.Medium.ELEKTRONIK and not self.place

    @property
    def destroyed(self) -> bool:
        return self.berita_acara is not None and self.berita_acara.approved is True

    def state(self, rule: Rule, today: date) -> "Arsip.Keadaan":
        """Where it is on its way on that day, under its row of the JRA."""
        if self.berita_acara is not None:
            return self.Keadaan.MUSNAH if self.berita_acara.approved else self.Keadaan.USUL_MUSNAH
        if today <= rule.aktif_until(self.tanggal):
            return self.Keadaan.AKTIF
        if today <= rule.inaktif_until(self.tanggal):
            return self.Keadaan.INAKTIF
        return _AFTER[rule.nasib]

    def shelf_refusal(self, by: Pegawai, at: datetime) -> str | None:
        """Why the person may not say how and where it is kept; None where he may: who keeps it."""
        if self.unit_id not in by.standing(at).units(Jabatan.OWN):
            return f"Arsip ini disimpan oleh {self.unit.nama}; Kasubbag atau petugasnya yang mencatat tempatnya."
        if self.berita_acara is not None:
            return "Arsip ini sudah diusulkan musnah; catatannya tidak diubah lagi."
        return None

    def snapshot(self) -> dict[str, object]:
        """What an entry about it covers; by which berita acara it goes is covered by that one's entry."""
        return fields_of(self, leave=("berita_acara_id",))


class Registration(models.Model):
    """What SRIKANDI said of a letter, typed back: the last one counts, earlier ones stay."""

    subject = models.CharField(max_length=80)
    ordinal = models.PositiveSmallIntegerField()
    nomor = models.CharField(max_length=100)
    tanggal = models.DateField()
    status = models.CharField(max_length=40)
    catatan = models.TextField(blank=True)
    by = models.ForeignKey(Pegawai, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["subject", "ordinal"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "ordinal"], name="registration_one_after_the_other"),
        ]

    def __str__(self) -> str:
        return self.nomor

    def snapshot(self) -> dict[str, object]:
        return fields_of(self, leave=("id",))


LETTERS = (Document.Jenis.NOTA_DINAS,)
"""What is registered in SRIKANDI."""

_AFTER = {
    Nasib.MUSNAH: Arsip.Keadaan.LEWAT,
    Nasib.PERMANEN: Arsip.Keadaan.PERMANEN,
    Nasib.DINILAI: Arsip.Keadaan.DINILAI,
}


def _when(keadaan: "Arsip.Keadaan", rule: Rule, today: date) -> Q:
    active, kept = rule.earliest_aktif(today), rule.earliest_kept(today)
    match keadaan:
        case Arsip.Keadaan.AKTIF:
            return Q(tanggal__gte=active)
        case Arsip.Keadaan.INAKTIF:
            return Q(tanggal__lt=active, tanggal__gte=kept)
    return Q(tanggal__lt=kept) if _AFTER[rule.nasib] == keadaan else Q(pk__in=[])


def _seen_units(pegawai: Pegawai, at: datetime) -> Q | None:
    """Which units' papers the person reads; None is all of them."""
    standing = pegawai.standing(at)
    if standing.has(Jabatan.Post.AUDITOR):
        return None
    above = standing.units(Jabatan.ABOVE)
    below = Q(unit__parent__in=above) | Q(unit__parent__parent__in=above)
    return Q(unit__in=standing.units(Jabatan.OWN)) | below
