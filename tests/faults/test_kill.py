"""Kill -9 of every serving process at random instants while eight people write: nothing acknowledged is lost, nothing doubled.

`--kills 100 --seed 45` goes on with the 45th of a hundred; the number of a kill is the seed of its instant.
"""

import random
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.cast import draft
from tests.faults.calling import STRAIGHT_ON, Caller, CutError, People
from tests.serving import OfficeServer

WRITERS = 8
KILLS_AN_OFFICE = 15
LONGEST = 1.2
"""Seconds from when the server can work until it is killed."""

# What an end of a line looks like from outside while the database is let go of.
_TRY_AGAIN = 503


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Several offices one after the other, so that none grows without bound."""
    first, last = metafunc.config.getoption("seed"), metafunc.config.getoption("kills")
    offices = [range(begin, min(begin + KILLS_AN_OFFICE, last)) for begin in range(first, last, KILLS_AN_OFFICE)]
    metafunc.parametrize("kills", offices, ids=[f"{one.start}..{one.stop - 1}" for one in offices])


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed(
    kills: range, office_server: OfficeServer
) -> None:
    people = People(office_server)
    people.open_the_office()
    up = threading.Event()
    up.set()
    writers = [Writer(office_server, seed, up) for seed in range(WRITERS)]

    with _all_writing(writers):
        for kill in kills:
            time.sleep(random.Random(kill).uniform(0, LONGEST))  # noqa: S311 - an instant, no secret
            up.clear()
            office_server.kill()
            office_server.start()
            up.set()

    fresh = People(office_server)
    for writer in writers:
        for told in writer.told:
            _check(told, fresh)
    acts = sum(len(told.acts) for writer in writers for told in writer.told)
    assert acts > len(kills), "the writers hardly wrote"
    assert sum(writer.cuts for writer in writers) >= len(kills), "the kills hardly met anybody"
    _check_numbers([told for writer in writers for told in writer.told], fresh)
    office_server.run("verify", check=True)


@dataclass
class Told:
    """What the server has acknowledged about one usulan, in order."""

    usulan: str
    kasubbag: str
    acts: list[tuple[str, str]] = field(default_factory=list)
    riwayat: list[tuple[int, str, str]] = field(default_factory=list)


class Writer:
    """Walks one usulan after the other to the Tautan, with everybody's token, and repeats what got no answer."""

    def __init__(self, server: OfficeServer, seed: int, up: threading.Event) -> None:
        self._server = server
        self._people = People(server)
        self._random = random.Random(seed)  # noqa: S311 - ways through the SOP, no secrets
        self._up = up
        self._kasubbag = self._people.kasubbag()[seed % len(self._people.kasubbag())]
        self.told: list[Told] = []
        self.cuts = 0

    def write(self, enough: threading.Event) -> None:
        """Until it is enough; the act in hand is brought to its answer."""
        while not enough.is_set():
            told = Told(str(uuid.uuid4()), self._kasubbag["username"])
            self.told.append(told)
            author = self._people.line(self._kasubbag)
            usulan = self._until_answered(author, "PUT", f"/usulan/{told.usulan}", draft(susulan=True))
            told.acts.append(("start", author.username))
            while usulan["tugas"] is not None and not enough.is_set():
                usulan = self._act(usulan, told)

    def _act(self, usulan: Any, told: Told) -> Any:
        tugas = usulan["tugas"]
        who = self._people.whose(tugas)
        chance = self._random.random()
        if chance < 0.15 and tugas["langkah"] in (1, 2):
            letter = {"hal": usulan["hal"], "pengantar": f"Naskah {self._random.random()}.", "versi": usulan["versi"]}
            told.acts.append(("write_surat", who.username))
            return self._until_answered(who, "PUT", f"/usulan/{told.usulan}/surat", letter)
        verb = "send_back" if chance > 0.9 and tugas["langkah"] in (2, 3, 7) else STRAIGHT_ON[tugas["langkah"]]
        after = self._until_answered(who, "POST", f"/tugas/{tugas['id']}/{verb}", self._people.said(verb, usulan))
        told.acts.append((verb, who.username))
        told.riwayat.append((tugas["langkah"], verb, who.username))
        return after

    def _until_answered(self, who: Caller, method: str, path: str, body: Any) -> Any:
        while True:
            self._up.wait()
            try:
                answer = who.call(method, path, body)
            except CutError:
                self.cuts += 1
                continue
            if answer.status != _TRY_AGAIN:
                assert answer.status in (200, 201), f"{method} {path}: {answer}"
                return answer.body


@contextmanager
def _all_writing(writers: list[Writer]) -> Iterator[None]:
    enough = threading.Event()
    with ThreadPoolExecutor(len(writers)) as pool:
        running = [pool.submit(writer.write, enough) for writer in writers]
        try:
            yield
        finally:
            enough.set()
    for one in running:
        one.result()


def _check(told: Told, people: People) -> None:
    """Every acknowledged act stands there once, in its order, and nothing else does."""
    now = people.by_name(told.kasubbag).must("GET", f"/usulan/{told.usulan}")
    assert [(row["langkah"], row["verb"], row["by"]) for row in now["riwayat"]] == told.riwayat
    assert now["versi"] == len(told.acts)
    assert [entry["verb"] for entry in people.trail(f"usulan:{told.usulan}")] == [verb for verb, _ in told.acts]


def _check_numbers(all_told: list[Told], people: People) -> None:
    """Letters are numbered from 1 without a gap, whoever was killed in between."""
    signed = [told for told in all_told if any(one[:2] == (2, "approve") for one in told.riwayat)]
    letters = [people.by_name(told.kasubbag).must("GET", f"/usulan/{told.usulan}")["nota_dinas"] for told in signed]
    numbers = sorted(int(letter["nomor"].partition("/")[0]) for letter in letters)
    assert numbers == list(range(1, len(signed) + 1))
