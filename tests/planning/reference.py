"""A small model of SOP 6/2025 at work, written from docs/kontrak.md and the signed paper, not from the code."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")

POSTS = dict(enumerate("kasubbag kabag sekretaris kabag kasubbag petugas kasubbag petugas".split(), 1))
ONWARD = dict(enumerate("propose approve approve dispose assign submit approve publish".split(), 1))
BACK = {2: 1, 3: 2, 7: 6}
# A Ya at the first is not said by whoever carried it forward at one of the others.
APART = {2: {1}, 3: {1, 2}, 7: {6}}


class Answer(StrEnum):
    """How a request ends."""

    DONE = "done"
    SAME = "same"
    REFUSED = "refused"
    BAD = "bad"


@dataclass
class Work:
    """A tugas. `sender` is who sent it here (person, step); None where that cannot be withdrawn."""

    step: int
    petugas: str | None = None
    sender: tuple[str, int, str | None] | None = None
    touched: bool = False
    closed: tuple[str, str] | None = None
    side: bool = False
    named: set[tuple[str, str]] = field(default_factory=set)


Rows = tuple[tuple[int, int], ...]


@dataclass
class Case:
    """A usulan: its work, its contents, and what the trail must say of it."""

    susulan: bool
    work: list[Work]
    hal: int = 0
    rows: Rows = ()
    versi: int = 1
    state: str = "berjalan"
    number: tuple[int, int] | None = None
    signed: Rows = ()
    carried: set[tuple[str, int]] = field(default_factory=set)
    puts: set[tuple[object, ...]] = field(default_factory=set)

    @property
    def open(self) -> Work | None:
        return next((one for one in self.work if one.closed is None and not one.side), None)

    @property
    def side(self) -> Work | None:
        return next((one for one in self.work if one.closed is None and one.side), None)

    @property
    def total(self) -> int:
        return sum(money for _, money in self.rows)

    @property
    def grown(self) -> bool:
        return (
            self.total > sum(money for _, money in self.signed)
            or not dict(self.rows).keys() <= dict(self.signed).keys()
        )


@dataclass
class Office:
    """Who holds what, what time it is, and every case."""

    now: datetime
    definitive: dict[str, str]
    acting: list[tuple[str, str, date, date]] = field(default_factory=list)
    ended: set[int] = field(default_factory=set)
    cases: list[Case] = field(default_factory=list)
    given: dict[int, int] = field(default_factory=dict)
    keys: int = 0

    @property
    def today(self) -> date:
        return self.now.astimezone(WIB).date()

    def holds(self, person: str, post: str) -> bool:
        return self.definitive.get(person) == post or any(
            (person, post) == row[:2] and row[2] <= self.today <= row[3] and place not in self.ended
            for place, row in enumerate(self.acting)
        )

    def start(self, person: str, *, susulan: bool) -> Answer:
        taken = not susulan and any(not one.susulan and one.state != "batal" for one in self.cases)
        if taken or not self.holds(person, "kasubbag"):
            return Answer.REFUSED
        self.cases.append(Case(susulan, [Work(1)], rows=((self._key(), 100),)))
        return Answer.DONE

    def act(self, case: Case, work: Work, verb: str, person: str, petugas: str, *, fresh: bool, reason: bool) -> Answer:
        if work.closed is not None:
            repeated = work.closed == (verb, person) or (verb == "assign" and (person, petugas) in work.named)
            return Answer.SAME if repeated else Answer.REFUSED
        if verb == "withdraw":
            return self._withdraw(case, work, person)
        if verb == "cancel":
            return self._cancel(case, work, person, reason=reason)
        if verb == "assign" and work.step in (6, 8) and not work.side:
            return self._reassign(case, work, person, petugas, fresh=fresh)
        if not self._may(case, work, verb, person) or not fresh:
            return Answer.REFUSED
        if self._lacks(case, work, verb, reason=reason, petugas=petugas):
            return Answer.BAD
        return self._go(case, work, verb, person, petugas)

    def write(self, case: Case, what: str, body: object, person: str, versi: int) -> Answer:
        """Changes the letter (`body` is a hal) or the rows (`body` is their money)."""
        put = (what, body, person, versi)
        if put in case.puts:
            return Answer.SAME
        work = case.open
        if work is None or not self._edits(work, what, person) or versi != case.versi:
            return Answer.REFUSED
        if body == (case.hal if what == "surat" else tuple(money for _, money in case.rows)):
            return Answer.SAME
        if isinstance(body, int):
            case.hal = body
        elif isinstance(body, tuple):
            kept = [key for key, _ in case.rows][: len(body)]
            kept += [self._key() for _ in body[len(kept) :]]
            case.rows = tuple(zip(kept, body, strict=True))
        work.touched = True
        case.versi += 1
        case.puts.add(put)
        return Answer.DONE

    def _edits(self, work: Work, what: str, person: str) -> bool:
        if work.step == 1 and what == "kegiatan" and self.holds(person, "petugas"):
            return True
        steps = (1, 2) if what == "surat" else (1, 2, 6)
        return work.step in steps and self._turn(work, person)

    def _turn(self, work: Work, person: str) -> bool:
        post = "kabag" if work.side else POSTS[work.step]
        return self.holds(person, post) and work.petugas in (None, person)

    def _may(self, case: Case, work: Work, verb: str, person: str) -> bool:
        offered = {"acknowledge"} if work.side else {ONWARD[work.step], *(["send_back"] if work.step in BACK else [])}
        if verb not in offered or not self._turn(work, person):
            return False
        apart = APART.get(work.step, set()) if verb == "approve" else set()
        return not any((person, step) in case.carried for step in apart)

    def _lacks(self, case: Case, work: Work, verb: str, *, reason: bool, petugas: str) -> bool:
        if verb == "send_back" and not reason:
            return True
        if (verb, work.step) in {("propose", 1), ("approve", 2), ("submit", 6)} and not case.rows:
            return True
        if verb == "approve" and work.step == 7 and case.grown and not reason:
            return True
        return verb == "assign" and not self.holds(petugas, "petugas")

    def _go(self, case: Case, work: Work, verb: str, person: str, petugas: str) -> Answer:
        work.closed = (verb, person)
        case.versi += 1
        if work.side:
            return Answer.DONE
        if verb != "send_back":
            case.carried.add((person, work.step))
        to = BACK[work.step] if verb == "send_back" else work.step + 1
        if to <= 8:
            last = next((one.petugas for one in reversed(case.work) if one.petugas and not one.side), None)
            named = petugas if verb == "assign" else last
            case.work.append(Work(to, named if to in (6, 8) else None, (person, work.step, work.petugas)))
        else:
            case.state = "terbit"
        if (work.step, verb) == (2, "approve"):
            case.signed = case.rows
            if case.number is None:
                year = self.today.year
                self.given[year] = self.given.get(year, 0) + 1
                case.number = (year, self.given[year])
        if (work.step, verb) == (7, "approve"):
            case.work.append(Work(7, side=True))
        return Answer.DONE

    def _reassign(self, case: Case, work: Work, person: str, petugas: str, *, fresh: bool) -> Answer:
        if not self.holds(person, "kasubbag") or not fresh:
            return Answer.REFUSED
        if not self.holds(petugas, "petugas"):
            return Answer.BAD
        if work.petugas == petugas:
            return Answer.SAME
        work.petugas = petugas
        work.named.add((person, petugas))
        case.versi += 1
        return Answer.DONE

    def _withdraw(self, case: Case, work: Work, person: str) -> Answer:
        if work.side or work.sender is None or work.sender[0] != person or work.touched:
            return Answer.REFUSED
        _, step, petugas = work.sender
        if not self.holds(person, POSTS[step]):
            return Answer.REFUSED
        self._end(case, work, "withdraw", person)
        case.work.append(Work(step, petugas))
        return Answer.DONE

    def _cancel(self, case: Case, work: Work, person: str, *, reason: bool) -> Answer:
        if work.side or not self.holds(person, "kasubbag"):
            return Answer.REFUSED
        if not reason:
            return Answer.BAD
        self._end(case, work, "cancel", person)
        case.state = "batal"
        return Answer.DONE

    def _end(self, case: Case, work: Work, verb: str, person: str) -> None:
        for one in (work, case.side):
            if one is not None:
                one.closed = (verb, person)
        case.versi += 1

    def _key(self) -> int:
        self.keys += 1
        return self.keys
