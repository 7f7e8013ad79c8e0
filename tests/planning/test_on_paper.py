"""What was done on paper and is recorded later: by whom, at which true moment, and when it counts."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from renkeg.api import answers
from renkeg.lib.errors import BadInput, Refused, Stale
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai
from renkeg.papers.models import Document, Signature
from renkeg.planning import actions, integrity, on_paper
from renkeg.planning.models import PaperAct, Usulan
from renkeg.trail.models import Event, Notification
from tests.cast import Cast, forward, start, usulan_at
from tests.on_paper import slip, when
from tests.papers.test_numbering import reserve
from tests.planning.walk import open_tugas, reread

SCAN = actions.Scan("a" * 64, "lembar kendali.pdf")


def record(usulan: Usulan, line: on_paper.Slip, by: Pegawai, scan: actions.Scan | None = SCAN) -> Usulan:
    return actions.record_paper(usulan, line, by=by, scan=scan)


def first_waiting(usulan: Usulan) -> PaperAct:
    return reread(usulan).unconfirmed[0]


def confirm(usulan: Usulan, by: Pegawai) -> Usulan:
    return actions.confirm_paper(first_waiting(usulan), by=by, seen=reread(usulan).seen)


def findings() -> list[str]:
    # The scans of these tests are names without files.
    return [f"{one.where}: {one.what}" for one in integrity.check().findings if not one.where.startswith("pindaian")]


def proposed_on_paper(cast: Cast) -> Usulan:
    """Thursday: the power was away since Monday, when the kasubbag handed the letter over on paper."""
    usulan = start(cast)
    cast.at("2027-01-07T10:00:00+07:00")
    return record(usulan, slip(usulan, cast.kasubbag, "04T09:00", "04T10:30"), cast.kasubbag, None)


def test_what_one_did_oneself_counts_at_once_with_its_true_moments(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    done, waits = usulan.tugas.all()
    assert (done.opened_at, done.closed_at, done.minutes) == (when("04T09:00"), when("04T10:30"), 90)
    assert done.paper is not None
    assert (done.paper.recorded_by, done.paper.recorded_at.day) == (cast.kasubbag, 7)
    # The next one did not lie on anybody's desk here before it was recorded.
    assert (waits.langkah, waits.opened_at.day) == (2, 7)
    record_entry, propose_entry = Event.objects.filter(subject=usulan.subject).order_by("seq")[1:]
    assert (record_entry.verb, propose_entry.verb) == ("record_paper", "propose")
    assert propose_entry.facts["recorded_later"]["closed_at"] == "2027-01-04T03:30:00.000000Z"
    assert propose_entry.at.day == 7
    assert findings() == []


def test_an_approval_on_paper_counts_only_when_the_kabag_confirms_it(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    usulan = record(usulan, slip(usulan, cast.kabag, "04T10:30", "04T11:00"), cast.kasubbag)
    assert (open_tugas(usulan).langkah, usulan.surat) == (2, None)
    assert Notification.objects.filter(to=cast.kabag.pk, text__contains="di atas kertas").count() == 1
    act = first_waiting(usulan)
    for other in (cast.kasubbag, cast.petugas, cast.sekretaris, cast.admin):
        with pytest.raises(Refused, match="tindakannya sendiri"):
            actions.confirm_paper(act, by=other, seen=usulan.seen)
    usulan = confirm(usulan, cast.kabag)
    assert open_tugas(usulan).langkah == 3
    assert usulan.surat is not None
    assert usulan.surat.tanggal.isoformat() == "2027-01-04"
    letter = Document.objects.get(jenis=Document.Jenis.NOTA_DINAS)
    assert letter.contents["tanda_tangan"]["pernyataan"] == (
        f"Disetujui di atas kertas oleh {cast.kabag.nama} pada 4 Januari 2027 pukul 11.00 WIB. "
        f"Dicatat kemudian oleh {cast.kasubbag.nama} pada 7 Januari 2027 pukul 10.00 WIB"
    )
    assert letter.made_for.day == 7
    assert Signature.objects.get().signed_at == when("04T11:00")
    assert findings() == []


def test_all_seven_steps_are_recorded_and_confirmed_one_after_the_other(cast: Cast) -> None:
    usulan = start(cast)
    cast.at("2027-01-07T10:00:00+07:00")
    lines: list[tuple[Pegawai, str, str, dict[str, Any]]] = [
        (cast.kasubbag, "04T09:00", "04T09:30", {}),
        (cast.kabag, "04T09:30", "04T10:00", {"nomor": "1/PR.02.2-ND/17/2027"}),
        (cast.sekretaris, "04T10:00", "04T10:20", {"instruksi": ["Setuju"]}),
        (cast.kabag, "04T10:20", "04T10:30", {}),
        (cast.kasubbag, "04T10:30", "04T10:40", {"petugas": cast.petugas.username}),
        (cast.petugas, "04T10:40", "04T11:40", {}),
        (cast.kasubbag, "04T13:00", "04T13:20", {}),
    ]
    for by, masuk, keluar, more in lines:
        usulan = record(usulan, slip(usulan, by, masuk, keluar, **more), cast.kasubbag)
    assert open_tugas(usulan).langkah == 2
    assert on_paper.expected(reread(usulan)) is None, "step 8 puts the plan where it can be read: not on paper"
    # What the recorder did himself follows without a further tap; what others did waits for each of them.
    for by, langkah in ((cast.kabag, 3), (cast.sekretaris, 4), (cast.kabag, 6), (cast.petugas, 8)):
        usulan = confirm(usulan, by)
        assert open_tugas(usulan).langkah == langkah
    assert usulan.unconfirmed == []
    assert [row.paper is not None for row in usulan.riwayat] == [True] * 7
    assert open_tugas(usulan).petugas == cast.petugas
    usulan = forward(usulan, cast)
    assert usulan.terbitan is not None
    assert findings() == []


def test_a_tidak_on_paper_brings_it_back(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    line = slip(usulan, cast.kabag, "04T11:00", "04T11:10", verb="send_back")
    with pytest.raises(BadInput) as wrong:
        record(usulan, line, cast.petugas)
    assert [one.loc for one in wrong.value.problems] == ["catatan"]
    line = slip(usulan, cast.kabag, "04T11:00", "04T11:10", verb="send_back", catatan="Lokus belum tepat.")
    record(usulan, line, cast.petugas)
    usulan = confirm(usulan, cast.kabag)
    assert (open_tugas(usulan).langkah, usulan.riwayat[-1].catatan) == (1, "Lokus belum tepat.")
    assert findings() == []


@pytest.mark.parametrize(
    ("masuk", "keluar", "loc"),
    [
        ("04T11:00", "04T10:59", "keluar"),
        ("04T10:29", "04T11:00", "masuk"),
        ("07T09:00", "07T10:01", "keluar"),
        ("08T09:00", "08T10:00", "masuk"),
    ],
)
def test_times_are_in_order_and_not_ahead(cast: Cast, masuk: str, keluar: str, loc: str) -> None:
    usulan = proposed_on_paper(cast)
    with pytest.raises(BadInput) as wrong:
        record(usulan, slip(usulan, cast.kabag, masuk, keluar), cast.kasubbag)
    assert loc in [one.loc for one in wrong.value.problems]
    assert PaperAct.objects.count() == 1


def test_what_lies_long_back_is_no_longer_recorded(cast: Cast) -> None:
    usulan = start(cast)
    cast.at("2027-03-01T10:00:00+07:00")
    with pytest.raises(BadInput, match="31 hari"):
        record(usulan, slip(usulan, cast.kasubbag, "04T09:00", "04T10:00"), cast.kasubbag, None)


def test_only_who_held_the_post_at_that_moment_has_acted(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    cast.appoint(cast.outsider_kabag, "kabag", open_tugas(usulan).jabatan.unit_id, "plh", "2027-01-05", "2027-01-06")
    with pytest.raises(BadInput, match="tidak memegang jabatan"):
        record(usulan, slip(usulan, cast.outsider_kabag, "04T11:00", "04T11:30"), cast.kasubbag)
    record(usulan, slip(usulan, cast.outsider_kabag, "05T08:00", "05T08:30"), cast.kasubbag)
    # His days are over, but what he signed he still confirms.
    usulan = confirm(usulan, cast.outsider_kabag)
    assert usulan.riwayat[-1].kapasitas == "plh"
    assert findings() == []


def test_nobody_approves_on_paper_what_he_proposed_on_paper(cast: Cast) -> None:
    usulan = start(cast)
    cast.appoint(cast.kasubbag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    cast.at("2027-01-07T10:00:00+07:00")
    record(usulan, slip(usulan, cast.kasubbag, "04T09:00", "04T10:30"), cast.petugas)
    with pytest.raises(BadInput, match="sendiri telah bertindak"):
        record(usulan, slip(usulan, cast.kasubbag, "04T10:30", "04T11:00"), cast.petugas)


def test_an_act_of_somebody_else_needs_its_scan(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    with pytest.raises(BadInput) as wrong:
        record(usulan, slip(usulan, cast.kabag, "04T11:00", "04T11:30"), cast.kasubbag, None)
    assert [one.loc for one in wrong.value.problems] == ["pindaian"]


def test_those_above_record_only_what_they_did_themselves(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    with pytest.raises(BadInput, match="tindakan Anda sendiri saja"):
        record(usulan, slip(usulan, cast.kabag, "04T11:00", "04T11:30"), cast.sekretaris)
    usulan = record(usulan, slip(usulan, cast.kabag, "04T11:00", "04T11:30"), cast.kabag, None)
    assert open_tugas(usulan).langkah == 3
    for stranger in (cast.outsider, cast.outsider_kabag, cast.auditor, cast.admin):
        with pytest.raises(Refused, match="bekerja pada usulan ini"):
            record(usulan, slip(usulan, cast.sekretaris, "04T11:30", "04T11:40"), stranger)


def test_twice_is_once(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    line = slip(usulan, cast.kabag, "04T11:00", "04T11:30")
    record(usulan, line, cast.kasubbag)
    versi = record(usulan, line, cast.kasubbag).versi
    assert (PaperAct.objects.count(), versi) == (2, reread(usulan).versi)
    act = first_waiting(usulan)
    confirm(usulan, cast.kabag)
    count = Event.objects.count()
    actions.confirm_paper(act, by=cast.kabag, seen=None)
    assert Event.objects.count() == count


def test_of_two_who_record_the_same_the_second_is_told(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    one, other = (slip(usulan, cast.kabag, "04T11:00", "04T11:30") for _ in range(2))
    record(usulan, one, cast.kasubbag)
    with pytest.raises(Stale, match="orang lain"):
        record(usulan, other, cast.petugas)


def test_who_did_not_do_it_declines_and_nothing_has_happened(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    record(usulan, slip(usulan, cast.kabag, "04T11:00", "04T11:30"), cast.kasubbag)
    record(usulan, slip(usulan, cast.sekretaris, "04T11:30", "04T11:40"), cast.kasubbag)
    act = first_waiting(usulan)
    with pytest.raises(Refused, match="hanya dapat ditolak"):
        actions.drop_paper(act, by=cast.sekretaris, catatan="Bukan tanda tangan saya.")
    usulan = actions.drop_paper(act, by=cast.kabag, catatan="Bukan tanda tangan saya.")
    assert (open_tugas(usulan).langkah, usulan.unconfirmed, usulan.surat) == (2, [], None)
    assert Notification.objects.filter(to=cast.kasubbag.pk, text__contains="tidak dipakai").exists()
    # The place is taken, so that a page from before is known as stale.
    assert slip(usulan, cast.kabag, "04T11:00", "04T11:30").place == 4
    with pytest.raises(Refused, match="tidak dipakai"):
        actions.confirm_paper(act, by=cast.kabag, seen=usulan.seen)
    assert findings() == []


def test_who_confirms_has_read_what_stands_there_now(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    record(usulan, slip(usulan, cast.kabag, "04T11:00", "04T11:30"), cast.kasubbag)
    with pytest.raises(Stale):
        actions.confirm_paper(first_waiting(usulan), by=cast.kabag, seen="0" * 64)


def test_who_confirms_says_what_he_has_read_at_every_step(cast: Cast) -> None:
    usulan = usulan_at(4, cast)
    cast.at("2027-01-07T10:00:00+07:00")
    record(usulan, slip(usulan, cast.kabag, "04T11:00", "04T11:30"), cast.kasubbag)
    with pytest.raises(BadInput, match="seen"):
        actions.confirm_paper(first_waiting(usulan), by=cast.kabag, seen=None)


def test_who_acts_here_meanwhile_makes_the_record_void(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    record(usulan, slip(usulan, cast.kabag, "04T11:00", "04T11:30"), cast.kasubbag)
    usulan = forward(reread(usulan), cast)
    assert on_paper.stuck(usulan)
    with pytest.raises(Refused, match="tidak berlaku lagi"):
        confirm(usulan, cast.kabag)
    usulan = actions.drop_paper(first_waiting(usulan), by=cast.kasubbag, catatan="Sudah disetujui di sini.")
    assert not on_paper.stuck(usulan)


def test_a_number_on_paper_is_the_next_of_the_series_or_is_not_taken(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    record(usulan, slip(usulan, cast.kabag, "04T11:00", "04T11:30", nomor="7/PR.02.2-ND/17/2027"), cast.kasubbag)
    with pytest.raises(BadInput, match="buku agenda"):
        confirm(usulan, cast.kabag)
    usulan = reread(usulan)
    assert (open_tugas(usulan).langkah, usulan.surat) == (2, None)


@pytest.mark.parametrize(("zone", "day"), [("Asia/Jakarta", 4), ("Asia/Makassar", 5), ("Asia/Jayapura", 5)])
def test_midnight_is_that_of_the_office(cast: Cast, zone: str, day: int) -> None:
    cast.satker.zone = zone
    cast.satker.save(update_fields=["zone"])
    usulan = proposed_on_paper(cast)
    # 23.30 in Bengkulu is 00.30 of the next day in Makassar.
    record(usulan, slip(usulan, cast.kabag, "04T23:00", "04T23:30"), cast.kabag, None)
    surat = reread(usulan).surat
    assert surat is not None
    assert surat.tanggal.day == day


def test_what_was_recorded_later_measures_nobody(cast: Cast) -> None:
    usulan = start(cast, bulan=1, kegiatan=[])
    calendar = Calendar.of(cast.satker)
    assert usulan.proposed_late(calendar, when("07T10:00"))
    usulan = proposed_on_paper(cast)
    assert not usulan.proposed_late(calendar, when("07T10:00") + timedelta(days=60))


def test_the_trail_knows_when_a_record_is_changed(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    act = usulan.paper_acts.get()
    PaperAct.objects.filter(pk=act.pk).update(opened_at=when("04T08:00"))
    told = findings()
    assert any("tidak sama dengan entri" in one for one in told)


def test_the_table_says_in_then_out_then_recorded(cast: Cast) -> None:
    act = proposed_on_paper(cast).paper_acts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperAct.objects.filter(pk=act.pk).update(opened_at=when("04T12:00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperAct.objects.filter(pk=act.pk).update(tugas=None)


def test_a_walk_by_the_pages_alone_has_no_paper(cast: Cast) -> None:
    assert all(row.paper is None for row in usulan_at(6, cast).riwayat)


def test_the_api_tells_who_recorded_it_and_when(cast: Cast) -> None:
    usulan = proposed_on_paper(cast)
    line = answers.usulan(usulan, [], by=cast.kabag, at=when("07T10:00"))["riwayat"][0]
    assert line["closed_at"] == "2027-01-04T10:30:00+07:00"
    assert line["recorded_later"]["by"] == "kasubbag"
    assert line["recorded_later"]["at"].startswith("2027-01-07T10:00:00")
    usulan = actions.approve(open_tugas(usulan), by=cast.kabag, seen=usulan.seen)
    assert answers.usulan(usulan, [], by=cast.kabag, at=when("07T10:00"))["riwayat"][1].get("recorded_later") is None


def test_a_number_that_was_reserved_for_paper_is_taken(cast: Cast) -> None:
    reserve(cast, 3)
    usulan = proposed_on_paper(cast)
    record(usulan, slip(usulan, cast.kabag, "04T11:00", "04T11:30", nomor="2/PR.02.2-ND/17/2027"), cast.kasubbag)
    usulan = confirm(usulan, cast.kabag)
    assert usulan.surat is not None
    assert (usulan.surat.nomor, usulan.surat.urut) == ("2/PR.02.2-ND/17/2027", 2)
    assert findings() == []
