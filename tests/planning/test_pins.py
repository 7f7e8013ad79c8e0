"""What is kept of a Tidak: the content that was read, the difference at the next look, and remarks pinned to rows."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import actions as office_actions
from renkeg.planning import actions, changes, drafts, integrity, sheet
from renkeg.planning.models import Pin, Returned, Usulan
from renkeg.planning.sop import Verb
from tests.cast import KEGIATAN, Cast, do, forward, usulan_at
from tests.planning.walk import entries, open_tugas, reread

WHY = "Lokus kegiatan belum tepat."


def rows_of(usulan: Usulan) -> list[dict[str, Any]]:
    return [{"id": row.pk, **row.content()} for row in reread(usulan).kegiatan.all()]


def write(usulan: Usulan, rows: list[dict[str, Any]], by: Any) -> Usulan:
    usulan = reread(usulan)
    return actions.write_kegiatan(usulan, drafts.read_kegiatan(rows, usulan.tahun), versi=usulan.versi, by=by)


def back(usulan: Usulan, by: Any, **said: Any) -> Usulan:
    return actions.send_back(open_tugas(usulan), by=by, catatan=WHY, **said)


def since(usulan: Usulan) -> changes.Since | None:
    tugas = open_tugas(reread(usulan))
    return changes.since_returned([tugas]).get(tugas.pk)


def sixty(**changed: Any) -> list[dict[str, Any]]:
    return [{**KEGIATAN, "judul": f"Kegiatan nomor {n}", **changed} for n in range(60)]


def test_what_was_read_is_kept_with_the_tidak(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    tugas = open_tugas(usulan)
    seen, rows = usulan.seen, rows_of(usulan)
    usulan = back(usulan, cast.kabag)
    kept = Returned.objects.get(tugas=tugas)
    assert (kept.seen, kept.hal, kept.pengantar) == (seen, usulan.hal, usulan.pengantar)
    assert kept.rows == rows
    assert integrity.check().findings == []


def test_of_sixty_rows_the_reviewer_is_told_the_changed_ones(cast: Cast) -> None:
    usulan = back(usulan_at(2, cast, kegiatan=sixty()), cast.kabag)
    rows = rows_of(usulan)
    rows[2] |= {"anggaran": 7_500_000, "lokus": ["Kabupaten Kaur"]}
    del rows[10]
    rows.append({**KEGIATAN, "id": None, "judul": "Kegiatan tambahan"})
    usulan = write(usulan, rows, cast.kasubbag)
    usulan = actions.write_surat(
        usulan, drafts.Surat("Usulan yang diperbaiki", usulan.pengantar), versi=usulan.versi, by=cast.kasubbag
    )
    usulan = forward(usulan, cast)

    told = since(usulan)
    assert told is not None
    assert [(bool(one.before), bool(one.now), one.columns) for one in told.changes] == [
        (True, True, ("anggaran", "lokus")),
        (False, True, sheet.FIELDS),
        (True, False, ()),
    ]
    assert len(told.same) == 58
    assert told.words == {"hal": ("Usulan Rencana Kegiatan Bulan Februari 2027", "Usulan yang diperbaiki")}
    assert (told.total_before - told.total) == 5_000_000


def test_a_row_that_was_dropped_and_typed_again_has_not_changed(cast: Cast) -> None:
    usulan = back(usulan_at(2, cast), cast.kabag)
    usulan = write(
        usulan,
        [{**row, "id": None} for row in rows_of(usulan)] + [{**KEGIATAN, "judul": "Kegiatan lain"}],
        cast.kasubbag,
    )
    told = since(forward(usulan, cast))
    assert told is not None
    assert [one.now["judul"] for one in told.changes if one.now] == ["Kegiatan lain"]
    assert len(told.same) == 1


@pytest.mark.parametrize(("langkah", "who", "mends"), [(2, "kabag", "kasubbag"), (7, "kasubbag", "petugas")])
def test_it_counts_from_the_last_time_and_survives_a_withdrawal(cast: Cast, langkah: int, who: str, mends: str) -> None:
    reviewer, worker = getattr(cast, who), getattr(cast, mends)
    usulan = usulan_at(langkah, cast)
    for amount in (1_000_000, 2_000_000):
        usulan = back(usulan, reviewer)
        usulan = write(usulan, [{**row, "anggaran": amount} for row in rows_of(usulan)], worker)
        usulan = forward(usulan, cast)
    usulan = actions.withdraw(open_tugas(usulan), by=worker)
    usulan = forward(usulan, cast)
    told = since(usulan)
    assert told is not None
    assert (told.total_before, told.total) == (1_000_000, 2_000_000)


def test_who_has_said_ya_since_reads_all_of_it_again(cast: Cast) -> None:
    usulan = forward(back(usulan_at(2, cast), cast.kabag), cast)
    usulan = do(Verb.APPROVE, open_tugas(usulan), cast.kabag, cast)
    assert since(usulan) is None, "the Sekretaris has not sent it back"
    taken_back = actions.withdraw(open_tugas(usulan), by=cast.kabag)
    assert since(taken_back) is not None, "a Ya that was withdrawn is none"
    usulan = do(Verb.APPROVE, open_tugas(taken_back), cast.kabag, cast)
    usulan = back(usulan, cast.sekretaris)
    assert since(usulan) is None
    usulan = do(Verb.APPROVE, open_tugas(usulan), cast.kabag, cast)
    told = since(usulan)
    assert told is not None
    assert told.nothing


def test_several_desks_are_told_in_one_query(cast: Cast) -> None:
    usulan = [reread(forward(back(usulan_at(2, cast, susulan=True), cast.kabag), cast)) for _ in range(3)]
    with CaptureQueriesContext(connection) as asked:
        assert len(changes.since_returned([open_tugas(one) for one in usulan])) == 3
    assert len(asked) == 1


def test_verify_names_a_kept_content_that_was_changed_or_lost(cast: Cast) -> None:
    usulan = back(usulan_at(2, cast), cast.kabag)
    kept = Returned.objects.get()
    Returned.objects.update(hal="Hal yang lain")
    told = [one.what for one in integrity.check().findings]
    assert "isi saat dikembalikan bukan yang dilihat pada langkah 2" in told
    Returned.objects.update(hal=kept.hal, kegiatan=[{**row, "id": "x"} for row in kept.kegiatan])
    assert [one.what for one in integrity.check().findings] == ["isi saat dikembalikan bukan yang disebut entrinya"]
    Returned.objects.all().delete()
    assert [one.where for one in integrity.check().findings] == [usulan.subject]


# --- Pins ---------------------------------------------------------------------


def pinned(cast: Cast, *, langkah: int = 2, by: Any = None) -> tuple[Usulan, Pin]:
    usulan = usulan_at(langkah, cast)
    row = usulan.kegiatan.all()[0]
    pins = [{"kegiatan": row.pk, "field": "anggaran", "text": "Melebihi standar biaya."}]
    return back(usulan, by or cast.kabag, pins=pins), Pin.objects.get()


def test_a_pin_travels_with_the_tidak_and_is_ticked_by_who_mends(cast: Cast) -> None:
    usulan, pin = pinned(cast)
    assert (pin.number, pin.judul, pin.field, pin.tugas.verb) == (1, KEGIATAN["judul"], "anggaran", "send_back")
    for person in (cast.kabag, cast.sekretaris, cast.outsider, cast.admin):
        with pytest.raises(Refused, match=r"Menunggu Kepala Subbagian"):
            actions.tick(pin, by=person)
    usulan = actions.tick(pin, by=cast.petugas)
    versi = usulan.versi
    assert actions.tick(pin, by=cast.petugas).versi == versi, "a repeat has no second effect"
    assert actions.tick(pin, by=cast.kasubbag).versi == versi
    assert entries(usulan)[-2:] == ["send_back", "tick"]
    usulan = actions.untick(pin, by=cast.kasubbag)
    assert actions.untick(pin, by=cast.kasubbag).versi == usulan.versi == versi + 1
    assert integrity.check().findings == []


def test_after_it_was_handed_on_nobody_but_the_next_ticks_and_a_repeat_stays_harmless(cast: Cast) -> None:
    usulan, pin = pinned(cast, langkah=3, by=cast.sekretaris)
    actions.tick(pin, by=cast.kabag)
    usulan = do(Verb.APPROVE, open_tugas(reread(usulan)), cast.kabag, cast)
    assert actions.tick(pin, by=cast.kabag).versi == usulan.versi
    with pytest.raises(Refused, match="tidak dapat diubah pada tahap"):
        actions.untick(pin, by=cast.sekretaris)


def test_a_pin_outlives_its_row(cast: Cast) -> None:
    usulan, pin = pinned(cast)
    write(usulan, [{**KEGIATAN, "judul": "Kegiatan pengganti", "id": None}], cast.kasubbag)
    pin.refresh_from_db()
    assert pin.judul == KEGIATAN["judul"]
    actions.tick(pin, by=cast.kasubbag)
    assert integrity.check().findings == []


def test_a_repeated_tidak_pins_nothing_twice(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    tugas = open_tugas(usulan)
    pins = [{"kegiatan": usulan.kegiatan.all()[0].pk, "field": None, "text": "Jelaskan."}]
    for _ in range(2):
        actions.send_back(tugas, by=cast.kabag, catatan=WHY, pins=pins)
    assert Pin.objects.count() == Returned.objects.count() == 1


@pytest.mark.parametrize(
    ("pins", "loc"),
    [
        ("x", "pins"),
        ([1], "pins/0"),
        ([{"kegiatan": "tidak-ada", "text": "Jelaskan."}], "pins/0/kegiatan"),
        ([{"kegiatan": None, "field": "seen", "text": "Jelaskan."}], "pins/0/field"),
        ([{"kegiatan": None, "text": " \u200b "}], "pins/0/text"),
        ([{"kegiatan": None, "text": "a" * 501}], "pins/0/text"),
        ([{"kegiatan": None, "text": 3}], "pins/0/text"),
        ([{}] * 101, "pins"),
    ],
)
def test_a_bad_pin_is_named_and_nothing_is_stored(cast: Cast, pins: Any, loc: str) -> None:
    usulan = usulan_at(2, cast)
    if isinstance(pins, list) and isinstance(pins[0], dict) and "kegiatan" in pins[0] and not pins[0]["kegiatan"]:
        pins = [{**pins[0], "kegiatan": usulan.kegiatan.all()[0].pk}]
    with pytest.raises(BadInput) as error:
        actions.send_back(open_tugas(usulan), by=cast.kabag, catatan="x", pins=pins)
    assert {loc, "catatan"} <= {one.loc for one in error.value.problems}
    assert open_tugas(reread(usulan)).langkah == 2


def test_the_database_refuses_half_a_tick(cast: Cast) -> None:
    pinned(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pin.objects.update(ticked_by=cast.kasubbag)


def test_verify_names_a_tick_without_its_entry(cast: Cast) -> None:
    pinned(cast)
    Pin.objects.update(ticked_by=cast.kasubbag, ticked_at=cast.at("2027-01-04T10:00:00+07:00"))
    told = [one.what for one in integrity.check().findings]
    assert "catatan pada kegiatan tidak ditandai seperti kata entrinya" in told


def test_nothing_is_ticked_once_it_is_published_or_cancelled(cast: Cast) -> None:
    usulan, pin = pinned(cast)
    actions.cancel(open_tugas(usulan), by=cast.kasubbag, catatan="Tidak jadi dilaksanakan.")
    with pytest.raises(Refused, match="sudah batal"):
        actions.tick(pin, by=cast.kasubbag)


def test_a_plh_ticks_for_the_post(cast: Cast) -> None:
    _, pin = pinned(cast)
    plh = office_actions.hire(username="plh", nama="Plh Contoh")
    cast.appoint(plh, "kasubbag", "keuangan", "plh", "2027-01-01", "2027-01-31")
    actions.tick(pin, by=plh)
    pin.refresh_from_db()
    assert pin.ticked_by == plh


def test_a_published_plan_keeps_its_pins_to_itself(cast: Cast) -> None:
    usulan, _ = pinned(cast)
    while usulan.open_tugas is not None:
        usulan = forward(usulan, cast)
    assert integrity.check().findings == []
    assert all("standar biaya" not in str(paper.contents) for paper in usulan.papers())
