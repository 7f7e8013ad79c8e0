"""The one line of truth: where a usulan is, since when, until when, in the words that every page uses."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.http import HttpRequest

from renkeg.lib import indonesian
from renkeg.lib.working_time import local_day
from renkeg.office.away import Absences, away
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai, PenugasanJabatan, Satker
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.models.usulan import Keadaan
from renkeg.planning.sop import Verb

# From here on working days say more than hours.
_LONG_MINUTES = 16 * 60


@dataclass(frozen=True)
class Scene:
    """What a page reads once to say of any number of usulan where they are: who reads, when, and who sits where."""

    by: Pegawai
    at: datetime
    calendar: Calendar
    holders: Mapping[str, tuple[PenugasanJabatan, ...]]
    absences: Absences

    @classmethod
    def of(cls, by: Pegawai, at: datetime, calendar: Calendar | None = None) -> "Scene":
        """Reads who holds which jabatan at that instant, and who is away; and the calendar where it is not at hand."""
        found = defaultdict(list)
        for one in PenugasanJabatan.objects.active(at).of_the_office().select_related("pegawai", "jabatan"):
            found[one.jabatan_id].append(one)
        seats = {jabatan: tuple(rows) for jabatan, rows in found.items()}
        calendar = calendar or Calendar.of(Satker.objects.office())
        return cls(by, at, calendar, seats, away(at, local_day(at, calendar.zone)))

    @classmethod
    def here(cls, request: HttpRequest, at: datetime) -> "Scene":
        """The scene of this request, read once however many usulan the page names."""
        known: Scene | None = getattr(request, "_scene", None)
        if known is None or known.at != at:
            known = cls.of(cast("Pegawai", request.user), at)
            request._scene = known  # type: ignore[attr-defined]  # lives as long as the request
        return known

    def stand_in(self, jabatan: str) -> PenugasanJabatan | None:
        """The Plt. or Plh. who sits there now, also beside the definitive holder; the one who came last."""
        others = [one for one in self.holders.get(jabatan, ()) if _stands_in(one)]
        return max(others, key=lambda one: (one.mulai, one.pk), default=None)

    def moment(self, at: datetime) -> str:
        """As people say it: "10.20" today, "Jumat 20 November pukul 15.10" on another day."""
        local = at.astimezone(self.calendar.zone)
        day = local_day(at, self.calendar.zone)
        if day == self.today:
            return indonesian.jam(local)
        return f"{self.day(day)} pukul {indonesian.jam(local)}"

    def moment_told(self, at: datetime) -> str:
        """The same inside a sentence: "pukul 10.20" today."""
        told = self.moment(at)
        return told if "pukul" in told else f"pukul {told}"

    def day(self, day: date) -> str:
        """A day by its name, with the year only where it is another one."""
        return indonesian.hari_tanggal(day).replace(",", "").removesuffix(f" {self.today.year}")

    @property
    def today(self) -> date:
        return local_day(self.at, self.calendar.zone)


@dataclass(frozen=True)
class Where:
    """Where one usulan is, for one reader at one moment. All texts are plain."""

    usulan: Usulan
    tugas: Tugas | None
    keadaan: Keadaan
    draft: bool
    mine: bool
    late: bool
    short: str
    sentence: str
    time: str
    proposal: str
    proposed_late: bool
    beside: tuple[str, ...]

    @classmethod
    def of(cls, usulan: Usulan, scene: Scene) -> "Where":
        """Asks nothing of the database for a usulan read with `for_reading()`."""
        tugas = usulan.open_tugas
        keadaan = usulan.keadaan
        draft = tugas is not None and not usulan.proposed
        mine = tugas is not None and tugas.turn_of(scene.by, scene.by.standing(scene.at))
        proposed_late = usulan.proposed_late(scene.calendar, scene.at)
        return cls(
            usulan=usulan,
            tugas=tugas,
            keadaan=keadaan,
            draft=draft,
            mine=mine,
            late=tugas is not None and tugas.late(scene.at),
            short=_short(tugas, keadaan, draft=draft, mine=mine),
            sentence=_running(tugas, scene, draft=draft, mine=mine) if tugas else _ended(usulan, scene),
            time=time_words(tugas, scene.calendar, scene.at) if tugas else "",
            proposal=_proposal(usulan, scene, draft=draft, late=proposed_late),
            proposed_late=proposed_late,
            beside=(*(_beside(one, scene) for one in usulan.sampingan), *_later(tugas)),
        )

    def __str__(self) -> str:
        return " ".join([self.sentence, *([f"{self.time.capitalize()}."] if self.time else []), *self.beside])

    @property
    def word(self) -> str:
        """Its state in one word: also the class that colours it."""
        return "draf" if self.draft else self.keadaan.value

    @property
    def sent_back(self) -> Tugas | None:
        """The Tidak that brought it where it is; None where it came forward."""
        return sent_back(self.tugas) if self.tugas else None


def sent_back(tugas: Tugas) -> Tugas | None:
    """The Tidak that opened this tugas."""
    sent = tugas.sent
    return sent if sent is not None and sent.verb == Verb.SEND_BACK else None


def own_line(tugas: Tugas, scene: Scene) -> str:
    """The line of a tugas, main or beside, that waits for the reader."""
    return _line(_own_desk(tugas, scene), tugas, scene)


def time_words(tugas: Tugas, calendar: Calendar, at: datetime) -> str:
    """What is left of an open tugas' time, or how far it is over it: "sisa 35 menit kerja"."""
    late = tugas.late(at)
    since, until = (tugas.due_at, at) if late else (at, tugas.due_at)
    minutes = calendar.minutes(since, until)
    if not minutes:
        return "batasnya baru saja lewat" if late else "sisa kurang dari satu menit kerja"
    told = f"{indonesian.durasi(minutes)} kerja"
    if minutes >= _LONG_MINUTES:
        zone = calendar.zone
        told = f"{calendar_days(calendar, local_day(since, zone), local_day(until, zone))} hari kerja"
    return f"{'terlambat' if late else 'sisa'} {told}"


def calendar_days(calendar: Calendar, after: date, until: date) -> int:
    """Working days after the one day, up to and with the other."""
    days = range(after.toordinal() + 1, until.toordinal() + 1)
    return sum(calendar.working_day(date.fromordinal(number)) for number in days)


def acting_as(tugas: Tugas, by: Pegawai, at: datetime) -> PenugasanJabatan | None:
    """In which capacity the person would act on it, where that is not plain: he has several posts, or stands in for another."""
    standing = by.standing(at)
    holding = standing.holding(tugas.jabatan_id)
    if holding is None or (len(standing.posts) == 1 and not _stands_in(holding)):
        return None
    return holding


def _short(tugas: Tugas | None, keadaan: Keadaan, *, draft: bool, mine: bool) -> str:
    if tugas is None:
        return keadaan.value
    if draft:
        return "draf"
    return "di meja Anda" if mine else f"di meja {_pelaksana(tugas)}"


def _running(tugas: Tugas, scene: Scene, *, draft: bool, mine: bool) -> str:
    if draft:
        place = "Draf di meja Anda" if mine else f"Draf di {tugas.usulan.unit.nama}"
        return f"{place}, belum diajukan."
    if mine:
        return _line(_own_desk(tugas, scene), tugas, scene)
    gone = scene.absences.told(tugas.jabatan_id, tugas.petugas_id)
    return " ".join([_line(_desk(tugas, scene), tugas, scene), *([gone] if gone else [])])


def _line(place: str, tugas: Tugas, scene: Scene) -> str:
    return f"Di {place} sejak {scene.moment(tugas.opened_at)}, batas {scene.moment(tugas.due_at)}."


def _own_desk(tugas: Tugas, scene: Scene) -> str:
    holding = acting_as(tugas, scene.by, scene.at)
    return f"meja Anda sebagai {holding.title}" if holding else "meja Anda"


def _desk(tugas: Tugas, scene: Scene) -> str:
    held = scene.holders.get(tugas.jabatan_id, ())
    if tugas.petugas is not None:
        gone = all(one.pegawai_id != tugas.petugas_id for one in held)
        word = "tidak lagi memegang jabatannya" if gone else _pelaksana(tugas).lower()
        return f"meja {tugas.petugas.nama} ({word})"
    other = scene.stand_in(tugas.jabatan_id)
    # There is one Sekretaris in the office, but many a Kabag.
    name = tugas.jabatan.nama if tugas.jabatan.unit.parent_id else _pelaksana(tugas)
    if other is not None:
        return f"meja {other.get_kapasitas_display()} {name} ({other.pegawai.nama})"
    return f"meja {name}{'' if held else ' (jabatannya sedang kosong)'}"


def _ended(usulan: Usulan, scene: Scene) -> str:
    if usulan.cancelled_at is not None:
        return f"Dibatalkan {_on(usulan.cancelled_at, scene)}."
    terbitan = usulan.terbitan
    if terbitan is None:
        return "Belum diajukan."
    if terbitan.replaced_at is not None:
        return f"Digantikan oleh revisinya {_on(terbitan.replaced_at, scene)}."
    return f"Terbit di Tautan sejak {scene.moment(terbitan.published_at)}."


def _on(at: datetime, scene: Scene) -> str:
    told = scene.moment(at)
    return f"pada {told}" if local_day(at, scene.calendar.zone) != scene.today else f"hari ini pukul {told}"


def _beside(tugas: Tugas, scene: Scene) -> str:
    mine = tugas.turn_of(scene.by, scene.by.standing(scene.at))
    return f"Masih menunggu: {tugas.title}, di {_own_desk(tugas, scene) if mine else _desk(tugas, scene)}."


def _later(tugas: Tugas | None) -> Iterator[str]:
    """That what brought it where it is was done on paper, and recorded later."""
    if tugas is not None and tugas.sent is not None and tugas.sent.paper is not None:
        yield f"Langkah {tugas.sent.langkah} dilakukan di atas kertas dan dicatat kemudian."


def _proposal(usulan: Usulan, scene: Scene, *, draft: bool, late: bool) -> str:
    """How the day until which it had to be proposed bears on it; nothing where it was in time."""
    if not draft or usulan.susulan or usulan.revisi_dari_id is not None:
        return "terlambat diajukan" if late else ""
    due = scene.day(usulan.proposal_due(scene.calendar))
    return f"lewat batas mengajukan, {due}" if late else f"diajukan paling lambat {due}"


def _pelaksana(tugas: Tugas) -> str:
    """The post by its short name in the SOP: "Kabag"."""
    post = tugas.beside.post if tugas.beside else tugas.at.post
    return next((one.nama for one in tugas.usulan.sop.pelaksana if one.post == post), tugas.jabatan.nama)


def _stands_in(holding: PenugasanJabatan) -> bool:
    single = holding.jabatan.single
    return single and holding.kapasitas != PenugasanJabatan.Kapasitas.DEFINITIF
