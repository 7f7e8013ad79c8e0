"""The SOP matrix: every langkah, everyone, every verb. The table is typed off the paper; nothing in it is computed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from renkeg.lib.errors import Refused
from renkeg.office import actions as office_actions
from renkeg.office import clock
from renkeg.office.models import Pegawai
from renkeg.planning import actions, drafts
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Verb
from tests.cast import KEGIATAN, Cast, do, usulan_at

pytestmark = pytest.mark.once

# Who may do what while the usulan stands at that langkah; everybody and everything not named is refused.
# "surat" and "kegiatan" are changes of the letter and of the rows.
EXPECTED = {
    1: {
        "kasubbag": "propose cancel surat kegiatan",
        "petugas": "kegiatan",
        "rekan": "kegiatan",
    },
    2: {
        "kasubbag": "withdraw cancel",
        "kabag": "approve send_back surat kegiatan",
        "plh_kabag": "approve send_back surat kegiatan",
    },
    3: {
        "kasubbag": "cancel",
        "kabag": "withdraw",
        "sekretaris": "approve send_back",
    },
    4: {
        "kasubbag": "cancel",
        "kabag": "dispose",
        "plh_kabag": "dispose",
        "sekretaris": "withdraw",
    },
    5: {
        "kasubbag": "assign cancel",
        "kabag": "withdraw",
    },
    6: {
        "kasubbag": "assign withdraw cancel",
        "petugas": "submit kegiatan",
    },
    7: {
        "kasubbag": "approve send_back cancel",
        "petugas": "withdraw",
    },
    8: {
        "kasubbag": "assign withdraw cancel",
        "kabag": "acknowledge",
        "plh_kabag": "acknowledge",
        "petugas": "publish",
    },
}

# The Kabag of the bagian is Plh. Sekretaris, too: whoever signed at 2 does not approve at 3.
KABAG_IS_PLH_SEKRETARIS = {
    1: "",
    2: "approve send_back surat kegiatan",
    3: "send_back withdraw",
    4: "dispose",
    5: "withdraw",
    6: "",
    7: "",
    8: "acknowledge",
}

# The Kasubbag who proposed is Plh. Kabag, too: whoever proposed does not approve at 2.
KASUBBAG_IS_PLH_KABAG = {
    1: "propose cancel surat kegiatan",
    2: "send_back withdraw cancel surat kegiatan",
    3: "cancel",
    4: "dispose cancel",
    5: "assign cancel",
    6: "assign withdraw cancel",
    7: "approve send_back cancel",
    8: "assign withdraw cancel acknowledge",
}

# The Kasubbag who proposed is Plh. Sekretaris, too: whoever proposed does not approve at 3.
KASUBBAG_IS_PLH_SEKRETARIS = {
    1: "propose cancel surat kegiatan",
    2: "withdraw cancel",
    3: "send_back cancel",
    4: "cancel",
    5: "assign cancel",
    6: "assign withdraw cancel",
    7: "approve send_back cancel",
    8: "assign withdraw cancel",
}

# The petugas who submitted is Plh. Kasubbag, too: whoever submitted at 6 does not approve at 7.
PETUGAS_IS_PLH_KASUBBAG = {
    1: "propose cancel surat kegiatan",
    2: "cancel",
    3: "cancel",
    4: "cancel",
    5: "assign cancel",
    6: "assign submit cancel kegiatan",
    7: "send_back withdraw cancel",
    8: "assign publish cancel",
}

EVERYONE = [
    "kasubbag",
    "kabag",
    "plh_kabag",
    "sekretaris",
    "petugas",
    "rekan",
    "outsider",
    "outsider_kabag",
    "outsider_petugas",
    "auditor",
    "admin",
]
# No one presses `replace`: it follows from the publication of a revision.
VERBS = [verb.value for verb in Verb if verb is not Verb.REPLACE]
ACTS = [*VERBS, "surat", "kegiatan"]


class Undone(Exception):
    """Takes an act back once it is known that it went through."""


def allowed(act: Callable[[], object]) -> bool:
    """Whether the act goes through, which is then undone. Whatever but a refusal is an error."""
    try:
        with transaction.atomic():
            act()
            raise Undone
    except Undone:
        return True
    except Refused:
        return False


def acting(name: str, tugas: Tugas, by: Pegawai, cast: Cast) -> Callable[[], object]:
    usulan = tugas.usulan
    if name == "surat":
        surat = drafts.Surat("Hal yang lain", "Pengantar yang lain.")
        return lambda: actions.write_surat(usulan, surat, versi=usulan.versi, by=by)
    if name == "kegiatan":
        rows = drafts.read_kegiatan([{**KEGIATAN, "judul": "Judul yang lain"}], usulan.tahun)
        return lambda: actions.write_kegiatan(usulan, rows, versi=usulan.versi, by=by)
    if name == "acknowledge":
        return lambda: do(Verb.ACKNOWLEDGE, (usulan.sampingan or [tugas])[0], by, cast)
    if name == "assign":
        return lambda: actions.assign(tugas, by=by, petugas=cast.rekan.username)
    return lambda: do(Verb(name), tugas, by, cast)


def matrix(usulan: Usulan, people: dict[str, Pegawai], cast: Cast) -> dict[str, str]:
    """What each may really do at this point, in the order of ACTS."""
    tugas = usulan.open_tugas
    assert tugas is not None
    found = {name: [act for act in ACTS if allowed(acting(act, tugas, by, cast))] for name, by in people.items()}
    return {name: " ".join(acts) for name, acts in found.items() if acts}


def offered(usulan: Usulan, by: Pegawai) -> set[str]:
    """What the rows say that the person may do: the answer that pages and API show."""
    at = clock.now()
    main = usulan.open_tugas
    assert main is not None
    told = {verb.value for row in [main, *usulan.sampingan] for verb in row.verbs(by, at)}
    if main.withdraw_refusal(by, at) is None:
        told.add("withdraw")
    if main.cancel_refusal(by, at) is None:
        told.add("cancel")
    return told


def in_order(row: str) -> str:
    return " ".join(sorted(row.split(), key=ACTS.index))


def check(langkah: int, usulan: Usulan, people: dict[str, Pegawai], cast: Cast, expected: dict[str, str]) -> None:
    assert matrix(usulan, people, cast) == {name: in_order(row) for name, row in expected.items() if row}
    for name, by in people.items():
        verbs = set(expected.get(name, "").split()) - {"surat", "kegiatan"}
        assert offered(usulan, by) == verbs, (langkah, name)
        for row in [usulan.open_tugas, *usulan.sampingan]:
            assert row is not None
            for verb in set(Verb) - {Verb.WITHDRAW, Verb.CANCEL}:
                mine = (verb is Verb.ACKNOWLEDGE) == bool(row.side) and verb.value in verbs
                assert (row.refusal(verb, by, clock.now()) is None) == mine, (langkah, name, verb)


@pytest.mark.parametrize("langkah", EXPECTED)
def test_everyone_may_do_what_the_paper_says_and_nothing_else(langkah: int, cast: Cast) -> None:
    people: dict[str, Pegawai] = {name: getattr(cast, name) for name in EVERYONE if name != "plh_kabag"}
    people["plh_kabag"] = office_actions.hire(username="plh", nama="Plh Contoh")
    cast.appoint(people["plh_kabag"], "kabag", "keuangan-umum-logistik", "plh", "2027-01-01", "2027-01-31")

    check(langkah, usulan_at(langkah, cast), people, cast, EXPECTED[langkah])


@pytest.mark.parametrize(
    ("name", "post", "unit", "table"),
    [
        ("kabag", "sekretaris", "sekretariat", KABAG_IS_PLH_SEKRETARIS),
        ("kasubbag", "kabag", "keuangan-umum-logistik", KASUBBAG_IS_PLH_KABAG),
        ("kasubbag", "sekretaris", "sekretariat", KASUBBAG_IS_PLH_SEKRETARIS),
        ("petugas", "kasubbag", "keuangan", PETUGAS_IS_PLH_KASUBBAG),
    ],
    ids=["kabag-plh-sekretaris", "proposer-plh-kabag", "proposer-plh-sekretaris", "petugas-plh-kasubbag"],
)
def test_two_posts_add_up_but_never_to_two_checks_by_one_person(
    name: str, post: str, unit: str, table: dict[int, str], cast: Cast
) -> None:
    by: Pegawai = getattr(cast, name)
    walked = {langkah: usulan_at(langkah, cast, susulan=True) for langkah in table}
    cast.appoint(by, post, unit, "plh", "2027-01-01", "2027-01-31")
    for langkah, expected in table.items():
        check(langkah, walked[langkah], {name: by}, cast, {name: expected})


@pytest.mark.parametrize(
    ("mulai", "selesai"), [("2026-12-01", "2027-01-03"), ("2027-01-05", "2027-01-31")], ids=["over", "ahead"]
)
def test_a_plh_before_and_after_his_days_may_do_nothing(mulai: str, selesai: str, cast: Cast) -> None:
    plh = office_actions.hire(username="plh", nama="Plh Contoh")
    cast.appoint(plh, "kabag", "keuangan-umum-logistik", "plh", mulai, selesai)

    check(2, usulan_at(2, cast), {"plh": plh}, cast, {})


def test_a_disabled_account_may_do_nothing(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    office_actions.disable(cast.kabag, by=cast.admin)
    kabag: Any = Pegawai.objects.get(pk=cast.kabag.pk)

    check(2, usulan, {"kabag": kabag}, cast, {})


@pytest.mark.parametrize("state", ["published", "cancelled"])
def test_nothing_can_be_done_any_more_once_it_is_over(state: str, cast: Cast) -> None:
    usulan = usulan_at(8, cast)
    last = usulan.open_tugas
    assert last is not None
    verb, by = (Verb.PUBLISH, cast.petugas) if state == "published" else (Verb.CANCEL, cast.kasubbag)
    do(verb, last, by, cast)
    last = Tugas.objects.get(pk=last.pk)

    for name, person in cast.everyone().items():
        for act in ACTS:
            if (person, act) == (by, verb) or act == "acknowledge":
                continue  # a repeated request is answered; the side task may outlive the way
            assert not allowed(acting(act, last, person, cast)), (name, act)
