"""What somebody is told who sits down at his desk for the first time: how his work goes, in three sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from renkeg.office.models import Jabatan, Pegawai
from renkeg.planning.models import Tugas

from . import beginning

Post = Jabatan.Post

# Sentence, and the section of the handbook that tells more.
_STEPS: Mapping[str, Sequence[tuple[str, str]]] = {
    Post.KASUBBAG: (
        ("Tekan “Buat usulan baru”, pilih bulannya, isi kegiatan dan anggarannya, lalu simpan.", "kasubbag#mengusulkan"),
        ("Ajukan. Kepala Bagian memeriksa, Sekretaris menyetujui; di mana surat berada selalu terlihat di sini.", "semua#meja-kerja"),
        ("Setelah disposisi turun, tugaskan petugas, lalu periksa form yang ia isi.", "kasubbag#setelah-disposisi-turun"),
    ),
    Post.KABAG: (
        ("Surat yang menunggu Anda muncul di sini. Buka, lalu baca seperti akan dicetak.", "kabag#memeriksa"),
        ("Setujui dan tanda tangani, atau kembalikan dengan alasan. Nomor surat diberikan ketika Anda menyetujui.", "kabag#memeriksa"),
        ("Setelah Sekretaris setuju, beri disposisi kepada Kasubbag.", "kabag#memberi-disposisi"),
    ),
    Post.SEKRETARIS: (
        ("Usulan yang menunggu keputusan Anda muncul di sini, yang paling mendesak paling atas.", "sekretaris#memutuskan"),
        ("Baca suratnya, lalu setujui dengan disposisi atau kembalikan dengan alasan.", "sekretaris#memutuskan"),
        ("Rencana yang sudah terbit dari semua subbagian ada di Tautan.", "semua#tautan"),
    ),
    Post.PETUGAS: (
        ("Tugas yang ditugaskan kepada Anda muncul di sini, dengan batas waktunya.", "petugas#mengisi-form"),
        ("Lengkapi kertas kerja; barisnya boleh ditempel dari Excel. Simpan sesering Anda mau, lalu serahkan.", "petugas#mengisi-form"),
        ("Setelah diperiksa, Anda menerbitkannya di Tautan.", "petugas#menerbitkan"),
    ),
    Post.AUDITOR: (
        ("Anda membaca usulan yang berjalan, surat-suratnya dan riwayatnya; tidak ada yang dapat Anda ubah.", "auditor#membaca"),
        ("Rencana yang terbit ada di Tautan, dengan semua versinya.", "semua#tautan"),
        ("Jejak lengkap dapat diperiksa ulang dengan program Anda sendiri.", "auditor#jejak"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One sentence and where it is explained."""

    text: str
    section: str


@dataclass(frozen=True)
class Panel:
    """What the desk shows above everything else, once."""

    lines: tuple[Line, ...]
    practice: bool
    done: int = 0
    steps: int = 0
    """For an admin: how far the office is."""
    next: str = ""


def panel(pegawai: Pegawai, at: datetime) -> Panel | None:
    """None for whoever has acted already, has put it away, or holds no post; an admin sees it until his office works."""
    standing = pegawai.standing(at)
    if standing.has(Post.ADMIN) and not settings.DEMO:
        steps = beginning.steps(at)
        done = sum(one.done for one in steps)
        if done < len(steps):
            return Panel((), practice=False, done=done, steps=len(steps), next=next(x.title for x in steps if x.next))
    post = next((one.jabatan.post for one in standing.posts if one.jabatan.post in _STEPS), None)
    if post is None or pegawai.steps_put_away or Tugas.objects.filter(closed_by=pegawai).exists():
        return None
    return Panel(tuple(Line(*one) for one in _STEPS[post]), practice=settings.DEMO)
