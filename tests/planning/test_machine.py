"""Whole cases, driven at random by several people against the reference model; the invariants hold after each step."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from renkeg.lib.digests import digest, link
from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office import actions as office_actions
from renkeg.office import clock
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.papers.models import Document, Signature
from renkeg.planning import actions, drafts
from renkeg.planning.models import NotaDinas, Tugas, Usulan
from renkeg.planning.models.usulan import BACKWARD
from renkeg.trail.models import Event, Notification
from renkeg.trail.record import GENESIS, entry
from tests.cast import KEGIATAN, Cast, draft
from tests.planning.reference import ONWARD, POSTS, WIB, Answer, Case, Office, Work

PEOPLE = ["kasubbag", "kabag", "sekretaris", "petugas", "rekan", "tamu"]
UNITS = {"kasubbag": "keuangan", "kabag": "keuangan-umum-logistik", "sekretaris": "sekretariat", "petugas": "keuangan"}
VERBS = [
    "propose",
    "approve",
    "send_back",
    "dispose",
    "assign",
    "submit",
    "publish",
    "acknowledge",
    "withdraw",
    "cancel",
]
REASON = "Sesuaikan dengan pagu."

far = st.sampled_from([7, 5, 2, 1, 6, 3, 0, 8])
KINDS = [
    "go on",
    "decide",
    "withdraw",
    "write",
    "go on",
    "decide",
    "write",
    "write again",
    "old page",
    "anybody",
    "acknowledge",
    "start",
    "time",
    "time",
    "appoint",
    "relieve",
]


def rows_of(body: tuple[int, ...], keys: list[str]) -> list[dict[str, Any]]:
    rows = [dict(KEGIATAN, anggaran=one) for one in body]
    for row, key in zip(rows, keys, strict=False):
        row["id"] = key
    return rows


class Cases(RuleBasedStateMachine):
    """One example is one office; everything is rolled back after it."""

    cast: ClassVar[Cast]
    tamu: ClassVar[Pegawai]

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.office = Office(
            now=datetime(2027, 12, 29, 1, tzinfo=UTC),
            definitive={
                "kasubbag": "kasubbag",
                "kabag": "kabag",
                "sekretaris": "sekretaris",
                "petugas": "petugas",
                "rekan": "petugas",
            },
        )
        self.turn = 0
        self.keys: list[uuid.UUID] = []
        self.plh: list[PenugasanJabatan] = []
        self.requests: list[tuple[int, str, Any, str, int, Callable[[], Usulan]]] = []
        self.checked = Event.objects.latest("seq").seq
        self.began = self.checked
        clock.now = lambda: self.office.now  # put back by the test

    def teardown(self) -> None:
        try:
            self.check_everything()
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    @initialize(first=far, second=far)
    def begin(self, first: int, second: int) -> None:
        """Two cases, somewhere on their way."""
        for place, steps in enumerate((first, second)):
            self.start("kasubbag", susulan=bool(place))
            self.go_forward(place, steps)

    # One rule, with dice of its own: Hypothesis likes to leave out rules and to repeat choices, and a case needs all.

    @rule(number=st.integers(0, 2**32))
    def something_happens(self, number: int) -> None:  # noqa: C901
        self.turn += 1
        dice = Random(f"{number}/{self.turn}")  # noqa: S311
        place = dice.randrange(len(self.keys))
        who, verb = dice.choice(PEOPLE), dice.choice(VERBS)
        said = (dice.random() < 0.8, dice.random() < 0.7, dice.choice(["petugas", "rekan", "rekan", "tamu"]))
        work = self.office.cases[place].open
        match dice.choice(KINDS):
            case "start":
                self.start(who, susulan=dice.random() < 0.7)
            case "go on":
                self.go_forward(place, dice.choice([1, 2, 4]))
            case "decide" if work is not None:
                verb = dice.choice(["send_back", "onward", "assign"])
                who = "kasubbag" if verb == "assign" else self.rightful(work)
                self.act(place, work, ONWARD[work.step] if verb == "onward" else verb, who, *said)
            case "withdraw" if work is not None and work.sender is not None:
                self.act(place, work, "withdraw", work.sender[0])
            case "acknowledge":
                self.acknowledge(place, who)
            case "write":
                body = tuple(dice.choices([0, 50, 100, 200], k=dice.choice([0, 1, 1, 2, 2])))
                name = dice.choice([who, None, None])
                self.write(
                    place, dice.choice(["surat", "kegiatan"]), name, dice.randrange(3), body, dice.random() < 0.2
                )
            case "write again" if self.requests:
                self.write_again(dice.randrange(len(self.requests)))
            case "old page":
                self.act_on_an_old_page(place, dice.randrange(99), verb, who, dice.random() < 0.6)
            case "time":
                self.office.now += timedelta(hours=dice.randrange(-30, 60))
            case "appoint":
                self.appoint(who, dice.choice(sorted(UNITS)), dice.choice([-1, 0, 0, 1]), dice.randrange(4))
            case "relieve" if self.plh:
                self.relieve(dice.randrange(len(self.plh)))
            case _:
                self.anybody_tries(place, verb, who, *said)

    # What people do

    def appoint(self, who: str, post: str, ahead: int, days: int) -> None:
        self.tick()
        first = self.office.today + timedelta(days=ahead)
        last = first + timedelta(days=days)
        try:
            row, new = office_actions.appoint(
                self.person(who),
                Jabatan.objects.get(post=post, unit=UNITS[post]),
                kapasitas="plh",
                mulai=first,
                selesai=last,
                by=self.cast.admin,
            )
        except Refused:
            return  # twice the same post in the same days; tests/office has the rule
        if new:
            self.plh.append(row)
            self.office.acting.append((who, post, first, last))

    def relieve(self, which: int) -> None:
        self.tick()
        place = which % len(self.plh)
        office_actions.relieve(self.plh[place], by=self.cast.admin)
        self.office.ended.add(place)

    def start(self, who: str, *, susulan: bool) -> None:
        self.tick()
        key = uuid.uuid4()
        awal = drafts.read_awal(draft(susulan=susulan, kegiatan=[dict(KEGIATAN, anggaran=100)], hal="Hal nomor 0"))
        real = answer(lambda: actions.start(key, awal, by=self.person(who), unit="keuangan")[0])
        expected = self.office.start(who, susulan=susulan)
        assert real == expected
        if expected is Answer.DONE:
            self.keys.append(key)

    def go_forward(self, place: int, steps: int) -> None:
        """The next steps by whom they wait for: random ones alone seldom come far."""
        for _ in range(steps):
            work = self.office.cases[place].open
            if work is not None:
                self.act(place, work, ONWARD[work.step], self.rightful(work))

    def acknowledge(self, place: int, who: str) -> None:
        for one in (who, "kabag"):
            work = self.office.cases[place].side
            if work is not None:
                self.act(place, work, "acknowledge", one)

    def anybody_tries(self, place: int, verb: str, who: str, fresh: bool, reason: bool, petugas: str) -> None:
        """On the open tugas, the side one for `acknowledge`."""
        model = self.office.cases[place]
        work = (model.side if verb == "acknowledge" else None) or model.open or model.work[-1]
        self.act(place, work, verb, who, fresh, reason, petugas)

    def act_on_an_old_page(self, place: int, tugas: int, verb: str, who: str, repeat: bool) -> None:
        """On any tugas there ever was; half of the time the very request that closed it."""
        works = self.office.cases[place].work
        work = works[tugas % len(works)]
        if repeat and work.closed is not None:
            verb, who = work.closed
        self.act(place, work, verb, who, petugas="rekan")

    def write(self, place: int, what: str, who: str | None, hal: int, body: tuple[int, ...], old: bool) -> None:
        self.tick()
        model, usulan = self.office.cases[place], self.usulan(place)
        name = who or (self.rightful(model.open) if model.open else "kasubbag")
        by = self.person(name)
        versi = model.versi - (old and model.versi > 1)
        wanted: Any = hal if what == "surat" else body
        if what == "kegiatan" and (what, wanted, name, versi) in model.puts:
            return  # with other keys it is another request
        surat = drafts.Surat(f"Hal nomor {hal}", str(draft()["pengantar"]))
        rows = drafts.read_kegiatan(rows_of(body, [row.pk for row in usulan.kegiatan.all()]), 2027)

        def request() -> Usulan:
            if what == "surat":
                return actions.write_surat(usulan, surat, versi=versi, by=by)
            return actions.write_kegiatan(usulan, rows, versi=versi, by=by)

        expected = self.office.write(model, what, wanted, name, versi)
        assert answer(request, usulan) == expected
        if expected is Answer.DONE:
            self.requests.append((place, what, wanted, name, versi, request))

    def write_again(self, which: int) -> None:
        self.tick()
        place, what, wanted, who, versi, request = self.requests[which % len(self.requests)]
        assert self.office.write(self.office.cases[place], what, wanted, who, versi) is Answer.SAME
        assert answer(request, self.usulan(place)) == Answer.SAME

    # Steps

    def act(
        self,
        place: int,
        work: Work,
        verb: str,
        who: str,
        fresh: bool = True,
        reason: bool = True,
        petugas: str = "petugas",
    ) -> None:
        """One request; the office and the model must give the same answer."""
        self.tick()
        usulan, model = self.usulan(place), self.office.cases[place]
        at = next(place for place, one in enumerate(model.work) if one is work)
        tugas = list(usulan.tugas.all())[at]
        seen = usulan.seen if fresh else "0" * 64
        said: dict[str, Any] = {"catatan": REASON if reason else ""}
        if verb not in ("withdraw", "cancel"):
            said["seen"] = seen
        else:
            fresh = True
        if verb == "assign":
            said["petugas"] = petugas
        real = answer(lambda: getattr(actions, verb)(tugas, by=self.person(who), **said), usulan)
        expected = self.office.act(model, work, verb, who, petugas, fresh=fresh, reason=reason)
        assert real == expected, (work, verb, who, real, expected)

    def tick(self) -> None:
        self.office.now += timedelta(seconds=1)

    def person(self, name: str) -> Pegawai:
        # Anew, as each request does: the same moment comes again in the next example, with other posts.
        known: Pegawai = self.tamu if name == "tamu" else getattr(self.cast, name)
        return Pegawai.objects.get(pk=known.pk)

    def rightful(self, work: Work) -> str:
        return work.petugas or POSTS[work.step]

    def usulan(self, place: int) -> Usulan:
        return Usulan.objects.for_reading().get(pk=self.keys[place])

    # Invariants

    @invariant()
    def what_was_touched_is_right(self) -> None:
        events = list(Event.objects.filter(seq__gte=self.checked))
        for before, after in pairwise(events):
            assert after.seq == before.seq + 1
            assert after.prev == before.hash
            assert after.hash == link(after.prev, entry(after))
            assert ("clock_back" in after.facts) == (after.at < before.at)  # I10
        touched = {one.subject for one in events if one.seq > self.checked}
        self.checked = events[-1].seq
        for place, key in enumerate(self.keys):
            if f"usulan:{key}" in touched:
                self.check(self.usulan(place), self.office.cases[place])

    def check(self, usulan: Usulan, model: Case) -> None:
        """The rows are those of the model, and say nothing that cannot be."""
        works = list(usulan.tugas.all())
        assert [(t.langkah, bool(t.side), t.petugas.username if t.petugas else None) for t in works] == [
            (w.step, w.side, w.petugas) for w in model.work
        ]
        assert [(t.verb, t.closed_by.username) if t.closed_by else None for t in works] == [
            w.closed for w in model.work
        ]
        assert (usulan.versi, usulan.keadaan, usulan.total) == (model.versi, model.state, model.total)
        assert usulan.hal == f"Hal nomor {model.hal}"
        assert [row.anggaran for row in usulan.kegiatan.all()] == [one for _, one in model.rows]  # I6
        surat = usulan.surat
        assert ((surat.tahun, surat.urut) if surat else None) == model.number
        assert not surat or (surat.void_at is None) == (model.state != "batal")
        trail = list(Event.objects.filter(subject=usulan.subject))
        assert len(trail) == usulan.versi  # I3
        assert trail[-1].state == digest(usulan.snapshot())  # I4
        assert trail[-1].facts["seen"] == usulan.seen
        for paper in usulan.papers():  # I7
            assert paper.contents_digest == digest(paper.contents)
            if "kegiatan" in paper.contents:
                assert paper.contents["total"] == sum(row["anggaran"] for row in paper.contents["kegiatan"])  # I6
        self.check_people(works)
        if usulan.keadaan == "terbit":
            self.check_published(usulan, works)

    def check_people(self, works: list[Tugas]) -> None:
        closed = sorted((one for one in works if not one.is_open), key=lambda one: (one.closed_versi or 0, one.ordinal))
        ahead: list[Tugas] = []
        for one in closed:
            assert one.closed_at is not None
            day = one.closed_at.astimezone(WIB).date()
            held = PenugasanJabatan.objects.filter(
                pegawai=one.closed_by, jabatan=one.closed_as, kapasitas=one.kapasitas, mulai__lte=day
            ).exclude(selesai__lt=day)
            assert held.exists()  # I9
            if one.verb == "approve":  # I2
                before = {2: {1}, 3: {1, 2}, 7: {6}}[one.langkah]
                assert one.closed_by_id not in {row.closed_by_id for row in ahead if row.langkah in before}
            if one.verb not in BACKWARD and not one.side:
                ahead.append(one)

    def check_published(self, usulan: Usulan, works: list[Tugas]) -> None:
        signed, approved = ([t for t in works if (t.langkah, t.verb) == (n, "approve")][-1] for n in (2, 3))
        assert signed.seen == approved.seen  # I1
        letter = usulan.papers().valid().get(jenis=Document.Jenis.NOTA_DINAS)
        assert Signature.objects.get(document=letter).seen == signed.seen

    def check_everything(self) -> None:
        years: dict[int, list[int]] = {}
        for surat in NotaDinas.objects.order_by("urut"):
            years.setdefault(surat.tahun, []).append(surat.urut or 0)
        assert {year: list(range(1, count + 1)) for year, count in self.office.given.items()} == years  # I5
        assert set(Usulan.objects.values_list("pk", flat=True)) == set(self.keys)
        subjects = {f"usulan:{key}" for key in self.keys}
        for message in Notification.objects.select_related("event"):  # I8
            if message.event.subject.startswith("penugasan:"):
                continue  # who was named Plt. or Plh. is told so
            assert message.event.subject in subjects
            assert message.to != message.event.by
        for place in range(len(self.keys)):
            self.check(self.usulan(place), self.office.cases[place])
        first = Event.objects.earliest("seq")
        assert (first.seq, first.prev) == (1, GENESIS)


def answer(request: Callable[[], Usulan], before: Usulan | None = None) -> Answer:
    """How a request ended. One that was not done has left nothing behind."""
    entries = Event.objects.count()
    try:
        with transaction.atomic():
            after = request()
    except (Refused, NotThere):
        assert Event.objects.count() == entries
        return Answer.REFUSED
    except BadInput:
        assert Event.objects.count() == entries
        return Answer.BAD
    if before is not None and after.versi == before.versi:
        assert Event.objects.count() == entries
        assert digest(after.snapshot()) == digest(before.snapshot())
        return Answer.SAME
    assert Event.objects.count() == entries + 1
    return Answer.DONE


def test_cases_go_as_the_model_says(cast: Cast, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    monkeypatch.setattr(clock, "now", clock.now)  # so that what the machine sets is undone
    Cases.cast, Cases.tamu = cast, office_actions.hire(username="tamu", nama="Tamu Contoh")
    long = pytestconfig.getoption("long")
    run_state_machine_as_test(
        Cases,
        settings=settings(
            max_examples=1000 if long else 12,
            stateful_step_count=60 if long else 30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
