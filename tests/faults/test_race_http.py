"""The same race at the door: many requests in the same instant against the real server with its two processes."""

import itertools
import json
import uuid
from typing import Any

from tests.cast import draft
from tests.faults.calling import Answer, Caller, People
from tests.faults.together import at_once
from tests.serving import OfficeServer

THREADS = 50
ROUNDS = 8


def test_fifty_decide_at_once_over_http_and_one_effect_stands(office_server: OfficeServer) -> None:
    people = People(office_server)
    people.open_the_office()
    for usulan in [people.usulan_at((2, 3, 7)[turn % 3]) for turn in range(ROUNDS)]:
        before = people.trail(f"usulan:{usulan['id']}")

        tries = _decide(people, usulan)

        after = people.who("kasubbag").must("GET", f"/usulan/{usulan['id']}")
        closed = after["riwayat"][-1]
        done = {(verb, by) for verb, by, answer in tries if answer.status == 200}
        assert {answer.status for _, _, answer in tries} <= {200, 409}
        assert done == {(closed["verb"], closed["by"])}
        assert after["versi"] == usulan["versi"] + 1
        assert len(after["riwayat"]) == len(usulan["riwayat"]) + 1
        assert len(people.trail(f"usulan:{usulan['id']}")) == len(before) + 1
        assert all(_is_sentence(answer.body["detail"]) for _, _, answer in tries if answer.status == 409)
    office_server.run("verify", check=True)


def test_one_post_twenty_times_at_once_has_one_effect_and_one_answer(office_server: OfficeServer) -> None:
    people = People(office_server)
    people.open_the_office()
    usulan = people.usulan_at(2)
    tugas = usulan["tugas"]
    kabag = people.account_of(tugas)

    answers = at_once(
        lambda line: line.call("POST", f"/tugas/{tugas['id']}/approve", {"seen": usulan["seen"]}),
        _dialled(people, [kabag] * 20),
    )

    assert {answer.status for answer in answers} == {200}
    # The letter's file may have been made meanwhile: until then its hash is null.
    papers = [[paper["id"] for paper in answer.body.pop("dokumen")] for answer in answers]
    assert papers == [papers[0]] * len(answers)
    assert len({json.dumps(answer.body, sort_keys=True) for answer in answers}) == 1
    assert answers[0].body["nota_dinas"]["nomor"].startswith("1/")
    assert [entry["verb"] for entry in people.trail(f"usulan:{usulan['id']}")] == ["start", "propose", "approve"]


def test_one_usulan_put_ten_times_at_once_is_one(office_server: OfficeServer) -> None:
    people = People(office_server)
    people.open_the_office()
    path = f"/usulan/{uuid.uuid4()}"
    kasubbag = office_server.account("kasubbag")

    answers = at_once(lambda line: line.call("PUT", path, draft()), _dialled(people, [kasubbag] * 10))

    assert sorted(answer.status for answer in answers) == [200] * 9 + [201]
    assert len({json.dumps(answer.body, sort_keys=True) for answer in answers}) == 1
    assert people.who("kasubbag").must("GET", "/usulan?tahun=2027")["total"] == 1


def test_rows_saved_ten_times_at_once_are_saved_once(office_server: OfficeServer) -> None:
    people = People(office_server)
    people.open_the_office()
    usulan = people.usulan_at(1)
    kasubbag = office_server.account("kasubbag")
    rows = [{**usulan["kegiatan"][0], "anggaran": 7_000_000}]

    answers = at_once(
        lambda line: line.call("PUT", f"/usulan/{usulan['id']}/kegiatan", {"versi": 1, "kegiatan": rows}),
        _dialled(people, [kasubbag] * 10),
    )

    assert {answer.status for answer in answers} == {200}
    assert {answer.body["versi"] for answer in answers} == {2}
    assert [entry["verb"] for entry in people.trail(f"usulan:{usulan['id']}")] == ["start", "write_kegiatan"]


def _decide(people: People, usulan: Any) -> list[tuple[str, str, Answer]]:
    """Ya and Tidak of the open tugas at once, by whom it waits for, each on a line of his own."""
    tugas = usulan["tugas"]
    holder, plh = people.account_of(tugas), people.plh(tugas["jabatan"])
    lines = _dialled(people, list(itertools.islice(itertools.cycle((holder, holder, plh, plh)), THREADS)))
    pressed = zip(lines, itertools.cycle(("approve", "send_back")), strict=False)

    def press(one: tuple[Caller, str]) -> tuple[str, str, Answer]:
        line, verb = one
        said = people.said(verb, usulan)
        return verb, line.username, line.call("POST", f"/tugas/{tugas['id']}/{verb}", said)

    return at_once(press, list(pressed))


def _dialled(people: People, accounts: list[Any]) -> list[Caller]:
    lines = [people.line(account) for account in accounts]
    for line in lines:
        line.dial()
    return lines


def _is_sentence(text: str) -> bool:
    return text.endswith(".") and len(text.split()) > 3
