"""Who: the satker, its units and jabatan, the pegawai who hold them, and the hours in which the office works."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from renkeg.lib.digests import digest
from renkeg.lib.keys import LENGTH, new_key
from renkeg.lib.working_time import local_day
from renkeg.trail.snapshot import added_to, fields_of


class SatkerQuerySet(models.QuerySet["Satker"]):
    def office(self) -> "Satker":
        """The one satker of this installation. Raises Satker.DoesNotExist before it is set up."""
        return self.get()


class Satker(models.Model):
    """The office that one installation serves."""

    slug = models.SlugField(primary_key=True, max_length=50)
    nama = models.CharField(max_length=150)
    nama_pendek = models.CharField(max_length=80, help_text="KPU Provinsi Bengkulu")
    instansi = models.CharField(max_length=100, help_text="baris pertama kop")
    wilayah = models.CharField(max_length=100, help_text="baris kedua kop")
    label_wilayah = models.CharField(max_length=40, help_text="PROVINSI, pada kepala form")
    nama_wilayah = models.CharField(max_length=80, help_text="BENGKULU, pada kepala form")
    tempat = models.CharField(max_length=80, help_text="Bengkulu, pada kaki form")
    alamat = models.CharField(max_length=200)
    kontak = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=40, default="Asia/Jakarta")
    sop = models.SlugField(max_length=50, help_text="SOP yang berlaku untuk usulan baru")
    pola_nomor = models.CharField(max_length=100, default="{nomor}/PR.02.2-ND/17/{tahun}")
    lead_days = models.PositiveSmallIntegerField(default=5, help_text="hari kerja sebelum bulannya, batas mengusulkan")
    latihan = models.BooleanField(default=False, help_text="berisi orang latihan")
    contacts = models.CharField(
        max_length=500, blank=True, default="", help_text="siapa yang bisa ditanya tentang Renkeg"
    )

    ADDED: ClassVar = ("contacts",)

    objects = SatkerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.nama_pendek

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def day(self, at: datetime) -> date:
        """The office's day at that moment."""
        return local_day(at, self.tz)

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)


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


class PegawaiManager(BaseUserManager["Pegawai"]):
    def get_by_natural_key(self, username: str | None) -> "Pegawai":
        return self.get(username=username)

    def with_open_account(self) -> "models.QuerySet[Pegawai]":
        """Who can be given a post."""
        return self.filter(is_active=True)


class Pegawai(AbstractBaseUser):
    """A person with an account."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    username = models.SlugField(max_length=60, unique=True)
    nama = models.CharField(max_length=120)
    nip = models.CharField(max_length=18, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    email_shown = models.BooleanField(default=False, help_text="colleagues may read the e-mail address")
    temporary_password = models.BooleanField(default=False, help_text="made by somebody else; to be changed at log-in")

    # temporary_password stands in no snapshot: no act rests on it, as with the password itself.
    ADDED: ClassVar = ("email_shown",)

    objects = PegawaiManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["nama"]

    class Meta:
        ordering: ClassVar = ["nama", "username"]

    def __str__(self) -> str:
        return self.nama

    def standing(self, at: datetime) -> "Standing":
        """The posts held at that instant. Read anew for each instant; remembered for the same one."""
        known: Standing | None = self.__dict__.get("_standing")
        if known is None or known.at != at:
            known = Standing(at=at, posts=tuple(self.penugasan.active(at).of_the_office()) if self.is_active else ())
            self.__dict__["_standing"] = known
        return known

    def snapshot(self) -> dict[str, object]:
        return {
            "username": self.username,
            "nama": self.nama,
            "nip": self.nip,
            "email": self.email,
            "aktif": self.is_active,
            **added_to(self),
        }


@dataclass(frozen=True)
class Standing:
    """The posts of a person at one instant: what every right is answered from."""

    at: datetime
    posts: "tuple[PenugasanJabatan, ...]"

    def holding(self, jabatan_id: str) -> "PenugasanJabatan | None":
        """The best penugasan at that jabatan: definitif before Plt. before Plh."""
        return next((one for one in self.posts if one.jabatan_id == jabatan_id), None)

    def units(self, posts: Iterable[str]) -> set[str]:
        """Slugs of the units in which one of these posts is held."""
        wanted = set(posts)
        return {one.jabatan.unit_id for one in self.posts if one.jabatan.post in wanted}

    def has(self, post: str) -> bool:
        return any(one.jabatan.post == post for one in self.posts)


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

    ADDED: ClassVar = ("nomor", "tanggal", "absence_id")

    objects = PenugasanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["mulai", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(selesai__isnull=True) | Q(selesai__gte=F("mulai")), name="penugasan_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pegawai_id} {self.kapasitas} {self.jabatan_id}"

    @property
    def title(self) -> str:
        """The post as it is printed: "Plh. Kepala Bagian …"."""
        prefix = "" if self.kapasitas == self.Kapasitas.DEFINITIF else f"{self.get_kapasitas_display()} "
        return f"{prefix}{self.jabatan.nama}"

    def snapshot(self) -> dict[str, object]:
        return fields_of(self, leave=("id",))


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def with_decisions(self) -> "AbsenceQuerySet":
        """With what was decided about each, at hand."""
        return self.prefetch_related("declined")


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


class ApiToken(models.Model):
    """A token of the API, kept as the SHA-256 of 256 random bits."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    pegawai = models.ForeignKey(Pegawai, on_delete=models.CASCADE, related_name="tokens")
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.id


class JamKerja(models.Model):
    """An open segment of a weekday (0 = Monday) in local time, in ordinary weeks or in Ramadan."""

    class Mode(models.TextChoices):
        NORMAL = "normal"
        RAMADAN = "ramadan"

    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="jam_kerja")
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.NORMAL)
    weekday = models.PositiveSmallIntegerField()
    mulai = models.TimeField()
    selesai = models.TimeField()
    berlaku_dari = models.DateField()
    berlaku_sampai = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["mode", "weekday", "mulai"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(mulai__lt=F("selesai")), name="jam_kerja_begins_before_it_ends"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="jam_kerja_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.weekday} {self.mulai}-{self.selesai}"

    def snapshot(self) -> dict[str, object]:
        return fields_of(self, leave=("id",))


class Ramadan(models.Model):
    """The days of a Ramadan, as the government announced them. Both days included."""

    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="ramadan")
    mulai = models.DateField()
    selesai = models.DateField()
    sumber = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering: ClassVar = ["mulai"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(mulai__lte=F("selesai")), name="ramadan_begins_before_it_ends")
        ]

    def __str__(self) -> str:
        return f"{self.mulai} {self.selesai}"

    def snapshot(self) -> dict[str, object]:
        return fields_of(self, leave=("id",))


class HariLibur(models.Model):
    """A day on which the office is closed. The rows are the truth; packages only seed them."""

    class Jenis(models.TextChoices):
        LIBUR_NASIONAL = "libur_nasional", "libur nasional"
        CUTI_BERSAMA = "cuti_bersama", "cuti bersama"
        KHUSUS = "khusus", "libur khusus"

    satker = models.ForeignKey(Satker, on_delete=models.PROTECT, related_name="hari_libur")
    tanggal = models.DateField()
    nama = models.CharField(max_length=200)
    jenis = models.CharField(max_length=14, choices=Jenis.choices)

    class Meta:
        ordering: ClassVar = ["tanggal"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["satker", "tanggal"], name="hari_libur_once_a_day")]

    def __str__(self) -> str:
        return f"{self.tanggal} {self.nama}"

    def snapshot(self) -> dict[str, object]:
        return {"tanggal": self.tanggal.isoformat(), "nama": self.nama, "jenis": self.jenis}


class PracticeClock(models.Model):
    """How far the office's clock of a practice installation is moved, in microseconds."""

    satker = models.OneToOneField(Satker, on_delete=models.CASCADE, primary_key=True, related_name="practice_clock")
    offset = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.satker_id} {self.offset}"


def state_of(rows: Iterable[Any]) -> str:
    """The digest of the snapshots of these rows, in their order."""
    return digest([row.snapshot() for row in rows])
