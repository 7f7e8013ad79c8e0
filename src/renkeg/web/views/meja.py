"""The Meja Kerja: what waits for me, what of mine lies with others, what is coming."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse

from renkeg.office import clock
from renkeg.office.calendar import Calendar
from renkeg.office.models import Jabatan, Pegawai, Satker, Unit
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.models.usulan import Keadaan
from renkeg.web import showing, starting
from renkeg.web.address import address
from renkeg.web.http import Request, page

UNDER_WAY = 30


@dataclass(frozen=True)
class Waiting:
    """A card: a tugas that waits for this person."""

    usulan: Usulan
    tugas: Tugas
    clock: showing.Clock

    @property
    def sent_back(self) -> Tugas | None:
        """The Tidak that brought it here."""
        return showing.sent_back(self.tugas)


@dataclass(frozen=True)
class Coming:
    """A month that is not proposed yet by some of the person's subbagian."""

    month: date
    due: date
    days: int
    late: bool
    units: list[Unit]
    draft: Usulan | None


@address("GET")
def show(request: Request) -> HttpResponse:
    """The first page after the log-in."""
    at = clock.now()
    calendar = Calendar.of(Satker.objects.office())
    waiting = _waiting(request.user, calendar, at)
    context = {
        "at": at,
        "posts": request.user.standing(at).posts,
        "waiting": waiting,
        "under_way": _under_way(request.user, calendar, at, without={one.tugas.pk for one in waiting}),
        "coming": _coming(request.user, calendar, at),
        "own": starting.units(request.user, at),
    }
    return page(request, "meja/show.html", context)


def _waiting(by: Pegawai, calendar: Calendar, at: datetime) -> list[Waiting]:
    keys = list(Tugas.objects.waiting_for(by, at).most_urgent_first().values_list("usulan_id", "pk"))
    usulan = Usulan.objects.visible_to(by, at).for_reading().in_bulk([one for one, _ in keys])
    found = [(usulan[one], pk) for one, pk in keys if one in usulan]
    return [
        Waiting(one, row, showing.clock_of(row, calendar, at))
        for one, pk in found
        for row in one.tugas.all()
        if row.pk == pk
    ]


def _under_way(by: Pegawai, calendar: Calendar, at: datetime, *, without: set[str]) -> list[showing.Line]:
    running = Usulan.objects.visible_to(by, at).narrowed(keadaan=Keadaan.BERJALAN).for_reading().newest_first()
    lines = [showing.line(one, calendar, at) for one in running[: UNDER_WAY + len(without)]]
    return [one for one in lines if one.tugas is not None and one.tugas.pk not in without][:UNDER_WAY]


def _coming(by: Pegawai, calendar: Calendar, at: datetime) -> list[Coming]:
    satker = Satker.objects.office()
    today = satker.day(at)
    units = _units_of(by, at)
    first = starting.next_month(today)
    months = [first, starting.next_month(first)]
    told = []
    for month in months:
        visible = Usulan.objects.visible_to(by, at).narrowed(tahun=month.year, bulan=month.month).for_reading()
        main = [one for one in visible if not one.susulan and one.keadaan is not Keadaan.BATAL]
        done = {one.unit_id for one in main if one.proposed}
        draft = next((one for one in main if not one.proposed), None)
        left = [one for one in units if one.slug not in done]
        due = calendar.working_days_before(month, satker.lead_days)
        if left:
            late = today > due
            span = (due, today) if late else (today, due)
            told.append(Coming(month, due, _working_days(calendar, *span), late, left, draft))
    return told


def _units_of(by: Pegawai, at: datetime) -> list[Unit]:
    """The subbagian that the person proposes for, works in, or stands above."""
    standing = by.standing(at)
    own, above = standing.units(Jabatan.OWN), standing.units(Jabatan.ABOVE)
    return [
        one
        for one in Unit.objects.select_related("parent")
        if one.jenis == Unit.Jenis.SUBBAGIAN
        and (one.slug in own or one.parent_id in above or (one.parent is not None and one.parent.parent_id in above))
    ]


def _working_days(calendar: Calendar, after: date, until: date) -> int:
    """Working days after the one day, up to and with the other."""
    return sum(
        calendar.working_day(date.fromordinal(number)) for number in range(after.toordinal() + 1, until.toordinal() + 1)
    )
