"""The office that one installation serves, and how far a practice office's clock is moved."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final
from zoneinfo import ZoneInfo

from django.db import models

from renkeg.lib.working_time import local_day
from renkeg.office.sentences import SENTENCES
from renkeg.office.sifat import Keamanan, Kecepatan
from renkeg.trail.snapshot import fields_of

if TYPE_CHECKING:
    from .unit import Unit

NOTA_DINAS: Final = "ND"
JENIS: Final[Mapping[str, str]] = {
    NOTA_DINAS: "Nota dinas",
    "LD": "Lembar disposisi",
    "BA": "Berita acara",
    "Kt": "Surat keterangan",
    "LP": "Laporan",
    "MM": "Memorandum",
    "Pu": "Pengumuman",
    "SD": "Surat dinas",
    "SPt": "Surat perintah",
    "SR": "Surat pengantar",
    "ST": "Surat tugas",
    "Und": "Undangan",
}
"""The kinds of letters that have a series of numbers of their own, with the code that {jenis} prints."""
KLASIFIKASI: Final = "PR.02.2"
"""Usulan Kegiatan Lembaga: what the nota dinas of this SOP is about, where the office names no other code."""
_TOKEN = re.compile(r"\{(?:nomor(?::0[1-9])?|tahun|bulan_romawi|klas|jenis|wilayah|unit)\}")


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
    pola_nomor = models.CharField(max_length=100, default="{nomor}/{klas}-ND/17/{tahun}")
    lead_days = models.PositiveSmallIntegerField(default=5, help_text="hari kerja sebelum bulannya, batas mengusulkan")
    latihan = models.BooleanField(default=False, help_text="berisi orang latihan")
    contacts = models.CharField(
        max_length=500, blank=True, default="", help_text="siapa yang bisa ditanya tentang Renkeg"
    )

    pok_unit = models.ForeignKey(
        "Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="which keeps the POK"
    )

    class HeadOrder(models.TextChoices):
        TANGGAL = "tanggal", "Yth., Dari, Tanggal, Sifat, Lampiran, Hal"
        HAL = "hal", "Yth., Dari, Hal, Tanggal, Sifat, Lampiran"

    head_order = models.CharField(
        max_length=10, choices=HeadOrder.choices, default=HeadOrder.TANGGAL, help_text="the lines of a letter's head"
    )
    keamanan = models.CharField(max_length=20, choices=Keamanan.choices, default=Keamanan.BIASA)
    kecepatan = models.CharField(max_length=20, choices=Kecepatan.choices, default=Kecepatan.BIASA)
    pembuka = models.CharField(max_length=500, blank=True, default="", help_text="kosong: kalimat baku")
    isi = models.CharField(max_length=500, blank=True, default="", help_text="kosong: kalimat baku")
    penutup = models.CharField(max_length=500, blank=True, default="", help_text="kosong: kalimat baku")
    tembusan = models.TextField(blank=True, default="", help_text="satu penerima sebaris")
    pangkat_printed = models.BooleanField(default=False, help_text="below the name of who signs")
    nip_omitted = models.BooleanField(default=False, help_text="below the name of who signs")

    kode_wilayah = models.CharField(max_length=10, blank=True, default="", help_text="17, kata {wilayah} pada nomor")
    klasifikasi = models.CharField(max_length=20, blank=True, default="", help_text="nota dinas; kosong: PR.02.2")
    pola_lain = models.JSONField(default=dict, blank=True, help_text="pola nomor jenis naskah lain")
    nomor_ketik = models.BooleanField(default=False, help_text="whether a number may be typed by hand")
    agenda_unit = models.ForeignKey(
        "Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="which keeps the agenda"
    )

    ADDED: ClassVar = (
        "contacts",
        "pok_unit_id",
        "head_order",
        "keamanan",
        "kecepatan",
        "pembuka",
        "isi",
        "penutup",
        "tembusan",
        "pangkat_printed",
        "nip_omitted",
        "kode_wilayah",
        "klasifikasi",
        "pola_lain",
        "nomor_ketik",
        "agenda_unit_id",
    )

    objects = SatkerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.nama_pendek

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def day(self, at: datetime) -> date:
        """The office's day at that moment."""
        return local_day(at, self.tz)

    @property
    def pok_keeper(self) -> "Unit | None":
        """The subbagian that keeps the POK: the one that was named, else the one for planning; None where neither is there."""
        if self.pok_unit_id is not None:
            return self.pok_unit
        return self.units.in_use().filter(jenis="subbagian", slug__startswith="perencanaan").first()

    def sentence(self, name: str) -> str:
        """A standard sentence of its letters, its own or the usual one; `name` is pembuka, isi or penutup."""
        return getattr(self, name) or SENTENCES[name].standard

    @property
    def usual_klasifikasi(self) -> str:
        """The classification of a nota dinas for which nobody chose another."""
        return self.klasifikasi or KLASIFIKASI

    def pattern_of(self, jenis: str) -> str:
        """How the numbers of that kind of letter are written."""
        if jenis == NOTA_DINAS:
            return self.pola_nomor
        if jenis in self.pola_lain:
            return str(self.pola_lain[jenis])
        # What was not set follows the nota dinas, with its own code.
        like = self.pola_nomor.replace(f"-{NOTA_DINAS}", "-{jenis}")
        return like if "{jenis}" in like else "{nomor}/{klas}-{jenis}/{tahun}"

    @staticmethod
    def pattern_fault(pattern: str) -> str | None:
        """What is wrong with a pattern of letter numbers; None where it can be used."""
        rest = _TOKEN.sub("", pattern)
        if "{" in rest or "}" in rest:
            return (
                "Kata dalam kurung kurawal hanya {nomor}, {nomor:03}, {klas}, {jenis}, {wilayah}, {unit}, {tahun} dan "
                "{bulan_romawi}."
            )
        if "{nomor" not in pattern or "{tahun}" not in pattern:
            return "Pola memuat {nomor} dan {tahun}, agar tidak ada dua surat bernomor sama."
        return None

    def snapshot(self) -> dict[str, object]:
        return fields_of(self)


class PracticeClock(models.Model):
    """How far the office's clock of a practice installation is moved, in microseconds."""

    satker = models.OneToOneField(Satker, on_delete=models.CASCADE, primary_key=True, related_name="practice_clock")
    offset = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.satker_id} {self.offset}"
