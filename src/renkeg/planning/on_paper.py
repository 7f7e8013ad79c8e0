"""What may be recorded of a step that was taken on paper: which langkah comes next, and what is wrong with what was written down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from renkeg.lib.clean_text import Unclean, line_within
from renkeg.lib.errors import BadInput, Problem
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan

from . import drafts
from .contents import stamp
from .models import PaperAct, Usulan
from .models.tugas import last_assigned
from .models.usulan import BACKWARD
from .sop import At, Effect, Langkah, Verb, Way, after

LONGEST_AGO = timedelta(days=31)
"""How long after it was done something may still be recorded."""
NOMOR = 120


@dataclass(frozen=True)
class Slip:
    """A line of the lembar kendali as it was typed. `place` is the one that the person saw; `by`, `petugas` are usernames."""

    id: str
    place: int
    langkah: int
    verb: str
    by: str
    opened_at: datetime
    closed_at: datetime
    catatan: str = ""
    instruksi: Sequence[str] = ()
    petugas: str = ""
    nomor: str = ""


@dataclass(frozen=True)
class Next:
    """The langkah that is to be recorded next. `since`: when the one before it left the desk."""

    usulan: Usulan
    place: int
    langkah: Langkah
    jabatan: Jabatan
    since: datetime | None
    petugas: Pegawai | None
    """Who was assigned to it, where it waits for one person."""

    @property
    def ways(self) -> list[Way]:
        """What can have been said on paper: everything but to publish, for a plan is published where it can be read."""
        return [way for way in self.langkah.ways if Effect.PUBLISH not in way.effects]


def expected(usulan: Usulan) -> Next | None:
    """What comes after all that was done and recorded; None where nothing can be recorded (`stuck` may say why)."""
    tugas = usulan.open_tugas
    if tugas is None or stuck(usulan):
        return None
    langkah: Langkah | None = tugas.at
    since = tugas.sent.closed_at if tugas.sent else None
    petugas = tugas.petugas
    for act in usulan.unconfirmed:
        if langkah is None:
            return None
        langkah, since = after(usulan.sop, langkah, Verb(act.verb)), act.closed_at
        petugas = _assigned(usulan) if langkah is not None and langkah.at is At.ASSIGNED else None
    if langkah is None:
        return None
    place = max((one.place for one in usulan.paper_acts.all()), default=0) + 1
    found = Next(usulan, place, langkah, usulan.jabatan_of(langkah.post, langkah.at), since, petugas)
    return found if found.ways else None


def stuck(usulan: Usulan) -> bool:
    """Whether what was recorded no longer follows: somebody has meanwhile acted here."""
    tugas = usulan.open_tugas
    return bool(usulan.unconfirmed) and (tugas is None or tugas.langkah != usulan.unconfirmed[0].langkah)


def holders(one: Next) -> list[Pegawai]:
    """Who can have acted at that langkah: whoever has held its post, or the one who was assigned."""
    if one.petugas is not None:
        return [one.petugas]
    rows = PenugasanJabatan.objects.filter(jabatan=one.jabatan, pegawai__is_active=True).select_related("pegawai")
    return sorted({row.pegawai for row in rows}, key=lambda person: person.nama)


def read(slip: Slip, one: Next, *, by: Pegawai, at: datetime, scanned: bool) -> PaperAct:
    """What is to be kept of it, not saved yet. Raises BadInput with everything that is wrong with it."""
    problems: list[Problem] = []
    usulan = one.usulan
    way = next((way for way in one.ways if way.verb == slip.verb), None)
    if way is None:
        problems.append(Problem("verb", "Pilih apa yang diputuskan di atas kertas."))
    problems += _times(slip, one, at)
    actor, holding = _actor(slip, one, problems)
    if actor is not None and actor.pk != by.pk and not usulan.records_for_all(by, at):
        problems.append(Problem("oleh", "Anda mencatat tindakan Anda sendiri saja."))
    if actor is not None and way is not None and _carried(usulan, actor, way):
        problems.append(Problem("oleh", _carried_sentence(usulan, actor, way)))
    if actor is not None and actor.pk != by.pk and not scanned:
        problems.append(Problem("pindaian", f"Lampirkan pindaian kertas yang dibubuhi paraf {actor.nama}."))
    act = PaperAct(
        pk=slip.id,
        usulan=usulan,
        place=one.place,
        langkah=one.langkah.nomor,
        verb=slip.verb,
        opened_at=slip.opened_at,
        closed_at=slip.closed_at,
        seen=usulan.seen,
        recorded_by=by,
        recorded_at=at,
    )
    _words(act, slip, way, one, problems)
    if problems or actor is None or holding is None:
        raise BadInput(problems)
    act.by, act.jabatan, act.kapasitas = actor, holding.jabatan, holding.kapasitas
    return act


def _times(slip: Slip, one: Next, at: datetime) -> Iterator[Problem]:
    satker = one.usulan.satker
    if slip.closed_at < slip.opened_at:
        yield Problem("keluar", "Waktu keluar lebih awal daripada waktu masuk.")
    if slip.opened_at > at:
        yield Problem("masuk", "Waktu masuk belum tiba.")
    if slip.closed_at > at:
        yield Problem("keluar", "Waktu keluar belum tiba.")
    if one.since is not None and slip.opened_at < one.since:
        yield Problem("masuk", f"Langkah sebelumnya baru keluar pada {stamp(satker, one.since)}.")
    if slip.opened_at < at - LONGEST_AGO:
        yield Problem("masuk", f"Tindakan di atas kertas dicatat paling lama {LONGEST_AGO.days} hari kemudian.")


def _actor(slip: Slip, one: Next, problems: list[Problem]) -> tuple[Pegawai | None, PenugasanJabatan | None]:
    actor = next((person for person in holders(one) if person.username == slip.by), None)
    if actor is None:
        problems.append(Problem("oleh", "Pilih siapa yang bertindak."))
        return None, None
    # Asked of the true moment: who holds the post today may not have held it then.
    holding = actor.standing(slip.closed_at).holding(one.jabatan.pk)
    if holding is None:
        when = stamp(one.usulan.satker, slip.closed_at)
        problems.append(Problem("oleh", f"{actor.nama} tidak memegang jabatan {one.jabatan.nama} pada {when}."))
    return actor, holding


def _carried(usulan: Usulan, actor: Pegawai, way: Way) -> bool:
    waiting = (
        one.by_id == actor.pk and one.langkah in way.other_than and one.verb not in BACKWARD
        for one in usulan.unconfirmed
    )
    return usulan.carried_by(actor, way.other_than) or any(waiting)


def _carried_sentence(usulan: Usulan, actor: Pegawai, way: Way) -> str:
    titles = " atau ".join(usulan.sop.at(nomor).title for nomor in way.other_than)
    return f"{actor.nama} sendiri telah bertindak pada tahap {titles}; persetujuan diberikan oleh orang lain."


def _words(act: PaperAct, slip: Slip, way: Way | None, one: Next, problems: list[Problem]) -> None:
    try:
        act.catatan = drafts.read_catatan(slip.catatan, required=slip.verb == Verb.SEND_BACK)
    except BadInput as error:
        problems += error.problems
    effects = way.effects if way else ()
    if way is not None and Effect.DISPOSISI in effects:
        try:
            act.instruksi = drafts.read_instruksi(slip.instruksi, way.instruksi)
        except BadInput as error:
            problems += error.problems
    if Effect.ASSIGN in effects:
        act.petugas = next((one for one in _petugas(one, slip.closed_at) if one.username == slip.petugas), None)
        if act.petugas is None:
            problems.append(Problem("petugas", "Pilih petugas subbagian ini yang ditunjuk di atas kertas."))
    if Effect.NUMBER in effects and slip.nomor.strip():
        try:
            act.nomor = line_within(slip.nomor, NOMOR)
        except Unclean as error:
            problems.append(Problem("nomor", str(error)))


def _petugas(one: Next, at: datetime) -> list[Pegawai]:
    rows = PenugasanJabatan.objects.active(at).with_people()
    return [row.pegawai for row in rows.filter(jabatan__unit=one.usulan.unit, jabatan__post=Jabatan.Post.PETUGAS)]


def _assigned(usulan: Usulan) -> Pegawai | None:
    named = next((one.petugas for one in reversed(usulan.unconfirmed) if one.petugas is not None), None)
    return named or last_assigned(usulan.tugas.all())
