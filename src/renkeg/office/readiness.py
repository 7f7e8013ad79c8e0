"""What an office still lacks to work well, as facts for its admin: read only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from .models import Absence, Jabatan, Pegawai, PenugasanJabatan, Satker

# From this month on, the closed days of the coming year should stand there.
_AHEAD_FROM_MONTH = 10


@dataclass(frozen=True)
class Fact:
    """One thing that an office needs, whether it is there, and the page that sees to it."""

    key: str
    """kop, posts, holidays, people, contacts, orders or absences."""
    done: bool
    sentence: str
    page: str
    """The name of the page's address."""


def facts(at: datetime) -> list[Fact]:
    """Everything an admin should know about, in the order in which one would do it."""
    satker = Satker.objects.office()
    today = satker.day(at)
    return [_kop(satker), _posts(at), *_holidays(satker, today), _people(), _contacts(satker), _orders(at)]


def vacant(at: datetime) -> list[Jabatan]:
    """The posts that nobody holds at that instant, in the order of the office's tree; the auditor's is not asked for."""
    held = PenugasanJabatan.objects.active(at).values("jabatan")
    rows = Jabatan.objects.of_the_office().in_use().exclude(post=Jabatan.Post.AUDITOR)
    return list(rows.exclude(pk__in=held))


def _kop(satker: Satker) -> Fact:
    done = all((satker.instansi, satker.wilayah, satker.alamat, satker.kontak))
    told = "Kop, alamat dan kontak lengkap." if done else "Kop belum lengkap: isi alamat dan kontak kantor."
    return Fact("kop", done, told, "kantor_kop")


def _posts(at: datetime) -> Fact:
    empty = len(vacant(at))
    told = f"{empty} jabatan belum terisi." if empty else "Semua jabatan terisi."
    return Fact("posts", not empty, told, "kantor_penugasan")


def _holidays(satker: Satker, today: date) -> Iterator[Fact]:
    years = [today.year, today.year + 1] if today.month >= _AHEAD_FROM_MONTH else [today.year]
    known = {day.year for day in satker.hari_libur.filter(tanggal__year__in=years).values_list("tanggal", flat=True)}
    for year in years:
        done = year in known
        told = f"Hari libur {year} {'tercatat' if done else 'belum diisi'}."
        yield Fact("holidays", done, told, "kantor_libur")


def _people() -> Fact:
    waiting = Pegawai.objects.with_open_account().filter(temporary_password=True).count()
    told = f"{waiting} orang belum mengganti sandi sementaranya." if waiting else "Tidak ada sandi sementara."
    return Fact("people", not waiting, told, "kantor_pegawai")


def _contacts(satker: Satker) -> Fact:
    done = bool(satker.contacts)
    told = "Narahubung tercatat." if done else "Belum ada narahubung: siapa yang bisa ditanya tentang Renkeg?"
    return Fact("contacts", done, told, "kantor_kop")


def _orders(at: datetime) -> Fact:
    acting = PenugasanJabatan.objects.not_over(at).exclude(kapasitas=PenugasanJabatan.Kapasitas.DEFINITIF)
    missing = acting.filter(nomor="", dasar="").count()
    waiting = sum(1 for _ in undecided(at))
    told = [f"{missing} Plt./Plh. belum dicatat nomor surat perintahnya."] if missing else []
    told += [f"{waiting} ketidakhadiran menunggu keputusan atasan."] if waiting else []
    return Fact("orders", not told, " ".join(told) or "Tidak ada surat perintah yang tertinggal.", "kantor_absences")


def undecided(at: datetime) -> Iterator[Absence]:
    """Absences of people whose post asks for a stand-in, with days for which none was named, and none was declined."""
    today = Satker.objects.office().day(at)
    rows = Absence.objects.not_over(at).filter(declined__isnull=True).with_decisions()
    single = PenugasanJabatan.objects.not_over(at).filter(jabatan__post__in=Jabatan.SINGLE)
    for absence in rows.filter(pegawai__in=single.values("pegawai")).with_people():
        if absence.uncovered(today) is not None:
            yield absence
