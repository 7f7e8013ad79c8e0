"""What lies on a person's desk: what waits for him, what he handed on and where it is now, what is coming, what he was told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker, Standing, Unit
from renkeg.planning import changes, ledger, remarks
from renkeg.planning.models import PaperAct, Tugas, Usulan
from renkeg.planning.models.usulan import BACKWARD
from renkeg.planning.sop import Verb
from renkeg.trail.models import Event, Notification

from . import changed, starting
from .where import Scene, Where, acting_as, calendar_days, own_line, sent_back, time_words

MOST_CARDS = 20
MOST_LINES = 12
MOST_NOTICES = 8
MOST_REMARKS = 2
# How long words of time may stand on a page before they are said anew.
_FRESH_MINUTES = 5
# Their notice only says that something waits: the card on the desk says it better, as long as it is true.
_HANDING = (Verb.PROPOSE, Verb.APPROVE, Verb.SEND_BACK, Verb.DISPOSE, Verb.ASSIGN, Verb.SUBMIT)


@dataclass(frozen=True)
class Card:
    """A tugas that waits for this person."""

    usulan: Usulan
    tugas: Tugas
    line: str
    time: str
    late: bool
    proposal: str
    capacity: PenugasanJabatan | None
    refusal: str
    """Why this person may not take it on, though it waits for his post."""
    remarks: Sequence[str]
    since: str = ""
    """What has changed since it was sent back from here, in a line."""

    @property
    def sent_back(self) -> Tugas | None:
        """The Tidak that brought it here."""
        return sent_back(self.tugas)


@dataclass(frozen=True)
class Moving:
    """A usulan that lies with others, and what this person did last with it."""

    where: Where
    mine: Tugas | None
    when: str

    @property
    def usulan(self) -> Usulan:
        return self.where.usulan


@dataclass(frozen=True)
class Coming:
    """A month that some of the person's subbagian have not proposed yet, and the working days left or gone."""

    month: date
    due: str
    days: int
    late: bool
    units: Sequence[Unit]
    draft: Usulan | None


@dataclass(frozen=True)
class Seat:
    """A post of the person, with how much waits for it."""

    holding: PenugasanJabatan
    count: int


@dataclass(frozen=True)
class Desk:
    """All of it, for all posts of the person or only for the chosen one. `plans`: there are subbagian whose plans concern him."""

    seats: Sequence[Seat]
    chosen: str
    count: int
    papers: Sequence[PaperAct]
    """What the person is said to have done on paper, to be confirmed by him."""
    cards: Sequence[Card]
    more_cards: int
    decisions: int
    moving: Sequence[Moving]
    more_moving: int
    plans: bool
    coming: Sequence[Coming]
    notices: Sequence[Notification]
    stamp: str

    @property
    def waiting(self) -> int:
        """How much waits, whatever post is chosen."""
        return sum(one.count for one in self.seats)


def of(scene: Scene, asked: str = "") -> Desk:
    """The desk of the scene's reader. `asked`: slug of the jabatan to narrow it to; an unknown one narrows nothing."""
    # First, so that what happens meanwhile is asked for again.
    now = stamp(scene.by, scene.at)
    by, at = scene.by, scene.at
    standing = by.standing(at)
    waiting = list(Tugas.objects.waiting_for(by, at).most_urgent_first().values_list("pk", "usulan_id", "jabatan_id"))
    counts = Counter(jabatan for _, _, jabatan in waiting)
    holdings = {one.jabatan_id: one for one in reversed(standing.posts)}
    seats = [Seat(one, counts[one.jabatan_id]) for one in reversed(holdings.values())]
    chosen = asked if asked in holdings else ""
    if chosen:
        standing = Standing(at, tuple(one for one in standing.posts if one.jabatan_id == chosen))
        waiting = [one for one in waiting if one[2] == chosen]
    moving = Tugas.objects.under_way_for(by, standing).most_urgent_first()
    keys = list(moving.values_list("usulan_id", flat=True))
    visible = Usulan.objects.visible_to(by, at)
    shown = visible.for_reading().in_bulk({usulan for _, usulan, _ in waiting[:MOST_CARDS]})
    lines = visible.for_lines(by).in_bulk(keys[:MOST_LINES])
    tugas = {row.pk: row for one in shown.values() for row in one.tugas.all()}
    mine = [tugas[pk] for pk, _, _ in waiting[:MOST_CARDS] if pk in tugas]
    since = changes.since_returned(mine)
    books = ledger.of_each(one.usulan for one in mine if _judged(one))
    cards = [_card(scene, one, since.get(one.pk), books.get(one.usulan_id)) for one in mine]
    units = _units_of(standing)
    return Desk(
        seats=seats,
        chosen=chosen,
        count=len(waiting),
        papers=list(
            PaperAct.objects.waiting_for(by).select_related("usulan__unit", "recorded_by").order_by("recorded_at")
        ),
        cards=cards,
        more_cards=len(waiting) - len(cards),
        decisions=sum(_decided_above(one.tugas) for one in cards if not one.refusal),
        moving=[_moving(scene, lines[key]) for key in keys[:MOST_LINES] if key in lines],
        more_moving=len(keys[MOST_LINES:]),
        plans=bool(units),
        coming=_coming(scene, standing, units),
        notices=list(Notification.objects.unread_by(by.pk).exclude(_handing()).newest_first()[:MOST_NOTICES]),
        stamp=now,
    )


def stamp(by: Pegawai, at: datetime) -> str:
    """Changes whenever the desk of the person may have: with every entry of the trail, every notice read, and with time."""
    last = Event.objects.values_list("seq", flat=True).last()
    unread = Notification.objects.unread_by(by.pk).count()
    return f"{last or 0}-{unread}-{int(at.timestamp()) // (60 * _FRESH_MINUTES)}"


def _judged(tugas: Tugas) -> bool:
    return not tugas.side and tugas.at.decides


def _card(scene: Scene, tugas: Tugas, since: changes.Since | None, book: ledger.Ledger | None) -> Card:
    usulan = tugas.usulan
    where = Where.of(usulan, scene)
    judged = _judged(tugas)
    return Card(
        usulan=usulan,
        tugas=tugas,
        line=where.sentence if where.draft else own_line(tugas, scene),
        time=time_words(tugas, scene.calendar, scene.at),
        late=tugas.late(scene.at),
        proposal="" if judged else where.proposal,
        capacity=acting_as(tugas, scene.by, scene.at),
        refusal=_refusal(tugas, scene),
        remarks=remarks.unusual(usulan, scene.calendar, scene.at, book)[:MOST_REMARKS] if judged else [],
        since=_since(since) if since else "",
    )


def _since(since: changes.Since) -> str:
    told = changed.short(since)
    return f"Berubah sejak dikembalikan: {told}." if told else "Tidak ada yang berubah sejak dikembalikan."


def mark_read(by: Pegawai, keys: Sequence[str]) -> None:
    """Marks those of his notices as read, and with them those that a card tells."""
    unread = Notification.objects.unread_by(by.pk)
    unread.filter(Q(pk__in=keys) | _handing()).update(read_at=timezone.now())


def _handing() -> Q:
    return Q(event__verb__in=_HANDING)


def _refusal(tugas: Tugas, scene: Scene) -> str:
    """Who acted on it before may not approve it in another capacity; the way back stays open to him."""
    if tugas.side:
        return ""
    forward = [way.verb for way in tugas.at.ways if way.verb not in BACKWARD]
    told = [tugas.refusal(verb, scene.by, scene.at) for verb in forward]
    return told[0] or "" if told and all(told) else ""


def _decided_above(tugas: Tugas) -> bool:
    return _judged(tugas) and tugas.jabatan.post in Jabatan.ABOVE


def _moving(scene: Scene, usulan: Usulan) -> Moving:
    mine = [row for row in usulan.riwayat if row.closed_by_id == scene.by.pk]
    last = mine[-1] if mine else None
    when = scene.moment_told(last.closed_at) if last and last.closed_at else ""
    return Moving(Where.of(usulan, scene), last, when)


def _coming(scene: Scene, standing: Standing, units: Sequence[Unit]) -> list[Coming]:
    if not units:
        return []
    satker = Satker.objects.office()
    this = scene.today.replace(day=1)
    following = starting.next_month(this)
    months = [this, following, starting.next_month(following)]
    visible = Usulan.objects.visible_to(scene.by, scene.at).main_of(months).for_lines()
    rows: dict[date, list[Usulan]] = {month: [] for month in months}
    for one in visible:
        rows[one.first_day].append(one)
    own = standing.units(Jabatan.OWN)
    told = []
    for month in months:
        done = {one.unit_id for one in rows[month] if one.proposed}
        left = [one for one in units if one.slug not in done]
        if month == this:
            left = _with_earlier_plans(left, scene, this)
        if left:
            drafts = [one for one in rows[month] if not one.proposed and one.unit_id in own]
            told.append(_month(scene, satker, month, left, drafts[0] if drafts else None))
    return told


def _month(scene: Scene, satker: Satker, month: date, units: Sequence[Unit], draft: Usulan | None) -> Coming:
    due = Usulan(satker=satker, tahun=month.year, bulan=month.month).proposal_due(scene.calendar)
    late = scene.today > due
    span = (due, scene.today) if late else (scene.today, due)
    return Coming(month, scene.day(due), calendar_days(scene.calendar, *span), late, units, draft)


def _with_earlier_plans(units: Sequence[Unit], scene: Scene, month: date) -> list[Unit]:
    """Those that have planned here before: who only begins is not late for the month in which he begins."""
    keys = [one.pk for one in units]
    begun = Usulan.objects.visible_to(scene.by, scene.at).before(month).filter(unit__in=keys)
    known = set(begun.order_by().values_list("unit_id", flat=True).distinct())
    return [one for one in units if one.pk in known]


def _units_of(standing: Standing) -> list[Unit]:
    """The open subbagian that these posts propose for, work in, or stand above."""
    own, above = standing.units(Jabatan.OWN), standing.units(Jabatan.ABOVE)
    if not own and not above:
        return []
    return [
        one
        for one in Unit.objects.select_related("parent")
        if one.jenis == Unit.Jenis.SUBBAGIAN
        and getattr(one, "closed_at", None) is None
        and (one.slug in own or one.parent_id in above or (one.parent is not None and one.parent.parent_id in above))
    ]
