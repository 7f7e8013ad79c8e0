"""Who is away at an instant, and which posts nobody looks after meanwhile: read only."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from renkeg.lib import indonesian

from .models import Absence, Jabatan, PenugasanJabatan, Satker


@dataclass(frozen=True)
class Away:
    """A single post whose holder is away, and who stands in."""

    jabatan: Jabatan
    absence: Absence
    today: date
    stand_ins: tuple[PenugasanJabatan, ...]

    @property
    def sentence(self) -> str:
        """As on a page: "Sekretaris … sedang cuti s.d. 12 Januari, belum ada Plh."."""
        told = f"{self.jabatan.nama} {self.absence.why} s.d. {_short(self.absence.selesai, self.today)}"
        if not self.stand_ins:
            return f"{told}, belum ada Plh."
        who = ", ".join(f"{one.get_kapasitas_display()} {one.pegawai.nama}" for one in self.stand_ins)
        return f"{told}, digantikan {who}."


@dataclass(frozen=True)
class Absences:
    """Everything about who is away at one instant."""

    posts: Mapping[str, Away]
    """By jabatan: only posts that one person holds, and only where he is away."""
    people: Mapping[str, Absence]
    """By pegawai: whoever is away today."""
    today: date

    def told(self, jabatan: str, petugas: str | None) -> str:
        """Why work that waits for this post, or for one person of it, will wait; empty where somebody is there."""
        if petugas is not None:
            absence = self.people.get(petugas)
            return (
                f"{absence.pegawai.nama} {absence.why} s.d. {_short(absence.selesai, self.today)}." if absence else ""
            )
        post = self.posts.get(jabatan)
        return post.sentence if post is not None and not post.stand_ins else ""


def away(at: datetime, today: date | None = None) -> Absences:
    """Who is away at that instant; one query where everybody is there and the day is known."""
    today = today or Satker.objects.office().day(at)
    people = {one.pegawai_id: one for one in Absence.objects.on(today).with_people()}
    return Absences(_posts(people, today, at) if people else {}, people, today)


def _posts(people: Mapping[str, Absence], today: date, at: datetime) -> Mapping[str, Away]:
    held: dict[str, list[PenugasanJabatan]] = defaultdict(list)
    wanted = Jabatan.objects.filter(post__in=Jabatan.SINGLE, penugasan__pegawai__in=people)
    rows = PenugasanJabatan.objects.active(at).filter(jabatan__in=wanted)
    for one in rows.of_the_office().with_people():
        held[one.jabatan_id].append(one)
    found: dict[str, Away] = {}
    for key, holders in held.items():
        gone = next((one for one in holders if one.pegawai_id in people), None)
        there = tuple(one for one in holders if one.pegawai_id not in people)
        # A Plh. who falls ill beside a definitive holder who is back leaves nobody waiting.
        if gone is not None and not any(one.kapasitas == PenugasanJabatan.Kapasitas.DEFINITIF for one in there):
            found[key] = Away(gone.jabatan, people[gone.pegawai_id], today, there)
    return found


def _short(day: date, today: date) -> str:
    """A day without its year where that is this year."""
    return f"{day.day} {indonesian.nama_bulan(day.month)}" if day.year == today.year else indonesian.tanggal(day)
