"""A tugas: taken back, handed to another petugas, cancelled, acknowledged; and what the database itself refuses."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office import actions as office_actions
from renkeg.office import clock
from renkeg.office.models import PenugasanJabatan
from renkeg.papers.models import Document, NumberSeries, Signature
from renkeg.planning import actions, changes, drafts
from renkeg.planning.models import Edit, Kegiatan, NotaDinas, Tautan, Tugas, Usulan
from renkeg.planning.sop import Verb
from tests.cast import KEGIATAN, Cast, do, forward, published, start, usulan_at
from tests.planning.walk import entries, open_tugas, reread


def write(usulan: Usulan, by: Any, *rows: dict[str, Any]) -> Usulan:
    kept = [{**row, "id": kegiatan.pk} for row, kegiatan in zip(rows, usulan.kegiatan.all(), strict=False)]
    read = drafts.read_kegiatan([*kept, *rows[len(kept) :]], usulan.tahun)
    return actions.write_kegiatan(usulan, read, versi=usulan.versi, by=by)


# Withdraw


def test_what_was_withdrawn_comes_back_as_a_new_tugas_of_the_same_step(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    sent = open_tugas(usulan)
    usulan = actions.withdraw(sent, by=cast.kasubbag, catatan="Salah bulan.")
    back = open_tugas(usulan)

    assert (back.langkah, back.jabatan_id) == (1, "kasubbag-keuangan")
    assert back.pk not in {sent.pk, usulan.riwayat[0].pk}
    assert [(row.langkah, row.verb, row.catatan) for row in usulan.riwayat] == [
        (1, "propose", ""),
        (2, "withdraw", "Salah bulan."),
    ]
    assert (usulan.riwayat[-1].closed_by, usulan.riwayat[-1].closed_as) == (
        cast.kasubbag,
        back.jabatan,
    )


def test_nothing_is_withdrawn_once_the_next_has_acted(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    sent = open_tugas(usulan)
    usulan = forward(usulan, cast)

    for tugas in (sent, open_tugas(usulan)):
        with pytest.raises(Refused):
            actions.withdraw(tugas, by=cast.kasubbag)


def test_nothing_is_withdrawn_once_the_next_has_saved_a_change(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    usulan = write(usulan, cast.kabag, {**KEGIATAN, "anggaran": 1})

    with pytest.raises(Refused, match="sudah mulai mengerjakannya"):
        actions.withdraw(open_tugas(usulan), by=cast.kasubbag)


def test_a_save_without_a_change_does_not_count_as_acting(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    usulan = write(usulan, cast.kabag, dict(KEGIATAN))

    assert open_tugas(actions.withdraw(open_tugas(usulan), by=cast.kasubbag)).langkah == 1


def test_a_return_can_be_withdrawn_by_who_returned_it(cast: Cast) -> None:
    usulan = do(Verb.SEND_BACK, open_tugas(usulan_at(2, cast)), cast.kabag, cast)
    with pytest.raises(Refused):
        actions.withdraw(open_tugas(usulan), by=cast.kasubbag)
    usulan = actions.withdraw(open_tugas(usulan), by=cast.kabag)

    assert open_tugas(usulan).langkah == 2
    assert open_tugas(usulan).jabatan_id == "kabag-keuangan-umum-logistik"


def test_what_came_back_by_a_withdrawal_cannot_be_withdrawn_further(cast: Cast) -> None:
    usulan = actions.withdraw(open_tugas(usulan_at(3, cast)), by=cast.kabag)

    for person in (cast.kabag, cast.kasubbag):
        with pytest.raises(Refused, match="Tidak ada yang dapat ditarik"):
            actions.withdraw(open_tugas(usulan), by=person)


def test_only_who_still_holds_the_post_withdraws(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    office_actions.relieve(cast.kasubbag.penugasan.get(), by=cast.admin)

    with pytest.raises(Refused):
        actions.withdraw(open_tugas(usulan), by=cast.kasubbag)


def test_a_withdrawal_needs_no_reason_but_keeps_one(cast: Cast) -> None:
    usulan = actions.withdraw(open_tugas(usulan_at(2, cast)), by=cast.kasubbag, catatan="ya")

    assert usulan.riwayat[-1].catatan == "ya"


def test_the_side_tugas_closes_with_the_ya_that_is_withdrawn(cast: Cast) -> None:
    usulan = usulan_at(8, cast)
    side = usulan.sampingan[0]
    usulan = actions.withdraw(open_tugas(usulan), by=cast.kasubbag)

    assert usulan.sampingan == []
    closed = Tugas.objects.get(pk=side.pk)
    assert (closed.verb, closed.closed_by) == ("withdraw", cast.kasubbag)
    assert open_tugas(usulan).langkah == 7
    with pytest.raises(Refused):
        do(Verb.ACKNOWLEDGE, closed, cast.kabag, cast)
    usulan = forward(usulan, cast)
    assert len(usulan.sampingan) == 1


def test_a_submission_that_is_withdrawn_goes_back_to_the_same_petugas(cast: Cast) -> None:
    usulan = actions.withdraw(open_tugas(usulan_at(7, cast)), by=cast.petugas)

    assert (open_tugas(usulan).langkah, open_tugas(usulan).petugas) == (6, cast.petugas)


def test_a_step_that_comes_back_starts_its_own_time(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    at = cast.at("2027-01-06T10:00:00+07:00")
    usulan = do(Verb.SEND_BACK, open_tugas(usulan), cast.kabag, cast)
    back = open_tugas(usulan)

    assert back.opened_at >= at
    assert (back.due_at - back.opened_at).total_seconds() == 3 * 3600  # two hours and the midday break


# Cancel


def test_cancelling_needs_a_reason(cast: Cast) -> None:
    tugas = open_tugas(start(cast))
    for reason in (None, "", "  ", "batal", "a b", "12345 67890 !!"):
        with pytest.raises(BadInput) as refused:
            actions.cancel(tugas, by=cast.kasubbag, catatan=reason)
        assert [one.loc for one in refused.value.problems] == ["catatan"]
    assert entries(tugas.usulan) == ["start"]


def test_the_post_that_proposed_cancels_whoever_holds_it(cast: Cast) -> None:
    usulan = usulan_at(4, cast)
    cast.appoint(cast.outsider, "kasubbag", "keuangan", "plh", "2027-01-04", "2027-01-08")
    usulan = do(Verb.CANCEL, open_tugas(usulan), cast.outsider, cast)

    last = usulan.riwayat[-1]
    assert (usulan.keadaan, usulan.open_tugas, last.verb, last.kapasitas) == ("batal", None, "cancel", "plh")
    assert last.catatan == "Kegiatan tidak jadi dilaksanakan."


def test_a_published_usulan_is_not_cancelled(cast: Cast) -> None:
    usulan = published(cast)

    for tugas in usulan.tugas.all():
        with pytest.raises(Refused):
            do(Verb.CANCEL, tugas, cast.kasubbag, cast)


def test_cancelling_closes_the_side_tugas_and_voids_every_paper(cast: Cast) -> None:
    usulan = do(Verb.CANCEL, open_tugas(usulan_at(8, cast)), cast.kasubbag, cast)

    assert usulan.sampingan == []
    assert {row.keadaan for row in usulan.papers().filter(versi=1)} <= {"batal", "digantikan"}
    assert not usulan.papers().valid().exists()


def test_a_usulan_is_cancelled_on_its_way_and_not_by_its_side(cast: Cast) -> None:
    usulan = usulan_at(8, cast)

    for act in (Verb.CANCEL, Verb.WITHDRAW):
        with pytest.raises(Refused):
            do(act, usulan.sampingan[0], cast.kasubbag, cast)


# Another petugas


def test_another_petugas_takes_the_same_tugas(cast: Cast) -> None:
    usulan = usulan_at(6, cast)
    before = open_tugas(usulan)
    cast.at("2027-01-05T10:00:00+07:00")
    usulan = actions.assign(before, by=cast.kasubbag, petugas="rekan")
    now = open_tugas(usulan)

    assert (now.pk, now.opened_at, now.due_at) == (before.pk, before.opened_at, before.due_at)
    assert now.petugas == cast.rekan
    assert [row.langkah for row in usulan.riwayat] == [1, 2, 3, 4, 5]
    assert entries(usulan)[-2:] == ["assign", "assign"]
    with pytest.raises(Refused, match="Menunggu Rekan Contoh"):
        do(Verb.SUBMIT, now, cast.petugas, cast)
    with pytest.raises(Refused):
        write(usulan, cast.petugas, {**KEGIATAN, "anggaran": 1})
    assert open_tugas(do(Verb.SUBMIT, now, cast.rekan, cast)).langkah == 7


def test_what_is_returned_and_what_is_published_goes_to_the_petugas_named_last(cast: Cast) -> None:
    usulan = usulan_at(6, cast)
    usulan = actions.assign(open_tugas(usulan), by=cast.kasubbag, petugas="rekan")
    usulan = do(Verb.SUBMIT, open_tugas(usulan), cast.rekan, cast)
    usulan = do(Verb.SEND_BACK, open_tugas(usulan), cast.kasubbag, cast)
    assert open_tugas(usulan).petugas == cast.rekan
    usulan = forward(forward(usulan, cast), cast)
    assert (open_tugas(usulan).langkah, open_tugas(usulan).petugas) == (8, cast.rekan)
    with pytest.raises(Refused):
        do(Verb.PUBLISH, open_tugas(usulan), cast.petugas, cast)


def test_another_petugas_publishes_when_he_is_named_at_the_last_step(cast: Cast) -> None:
    usulan = actions.assign(open_tugas(usulan_at(8, cast)), by=cast.kasubbag, petugas="rekan")

    assert do(Verb.PUBLISH, open_tugas(usulan), cast.rekan, cast).keadaan == "terbit"


def test_naming_the_same_petugas_again_changes_nothing(cast: Cast) -> None:
    usulan = usulan_at(6, cast)
    again = actions.assign(open_tugas(usulan), by=cast.kasubbag, petugas="petugas")

    assert again.versi == usulan.versi
    assert entries(again) == entries(usulan)


def test_a_repeated_reassignment_is_harmless_even_after_the_step(cast: Cast) -> None:
    usulan = usulan_at(6, cast)
    tugas = open_tugas(usulan)
    actions.assign(tugas, by=cast.kasubbag, petugas="rekan")
    versi = actions.assign(tugas, by=cast.kasubbag, petugas="rekan").versi
    usulan = do(Verb.SUBMIT, open_tugas(reread(usulan)), cast.rekan, cast)

    assert versi == usulan.versi - 1
    assert actions.assign(tugas, by=cast.kasubbag, petugas="rekan").versi == usulan.versi
    with pytest.raises(Refused):
        actions.assign(tugas, by=cast.kasubbag, petugas="petugas")


@pytest.mark.parametrize("langkah", [5, 6, 8])
@pytest.mark.parametrize("petugas", ["outsider-petugas", "kabag", "kasubbag", "tidak-ada", "", None])
def test_only_a_petugas_of_the_subbagian_is_named(langkah: int, petugas: str | None, cast: Cast) -> None:
    usulan = usulan_at(langkah, cast)
    with pytest.raises(BadInput) as refused:
        actions.assign(open_tugas(usulan), by=cast.kasubbag, petugas=petugas)

    assert [one.loc for one in refused.value.problems] == ["petugas"]


def test_a_petugas_who_has_left_is_neither_named_nor_let_in(cast: Cast) -> None:
    usulan = usulan_at(6, cast)
    office_actions.relieve(cast.petugas.penugasan.get(), by=cast.admin)

    with pytest.raises(Refused):
        do(Verb.SUBMIT, open_tugas(usulan), cast.petugas, cast)
    with pytest.raises(BadInput):
        actions.assign(open_tugas(usulan), by=cast.kasubbag, petugas="petugas")


# The form: growth and acknowledgement


def at_seven(cast: Cast, *rows: dict[str, Any]) -> Usulan:
    usulan = write(usulan_at(6, cast), cast.petugas, *rows)
    return do(Verb.SUBMIT, open_tugas(usulan), cast.petugas, cast)


@pytest.mark.parametrize(
    "rows",
    [
        [dict(KEGIATAN, anggaran=12_500_001)],
        [dict(KEGIATAN), dict(KEGIATAN, anggaran=0)],
        [dict(KEGIATAN, anggaran=1), dict(KEGIATAN, anggaran=1)],
    ],
    ids=["higher total", "added for nothing", "added and lower"],
)
def test_growth_since_the_letter_was_signed_needs_a_reason(rows: list[dict[str, Any]], cast: Cast) -> None:
    usulan = at_seven(cast, *rows)

    assert changes.grown(usulan)
    for reason in (None, "", " "):
        with pytest.raises(BadInput) as refused:
            actions.approve(open_tugas(usulan), by=cast.kasubbag, seen=usulan.seen, catatan=reason)
        assert [one.loc for one in refused.value.problems] == ["catatan"]
    usulan = actions.approve(
        open_tugas(usulan), by=cast.kasubbag, seen=usulan.seen, catatan="Harga sewa gedung telah naik."
    )
    assert open_tugas(usulan).langkah == 8


@pytest.mark.parametrize(
    "row", [dict(KEGIATAN, anggaran=12_499_999), dict(KEGIATAN, judul="Judul yang lain", kode="X")]
)
def test_what_does_not_grow_needs_no_reason(row: dict[str, Any], cast: Cast) -> None:
    usulan = at_seven(cast, row)

    assert not changes.grown(usulan)
    assert open_tugas(forward(usulan, cast)).langkah == 8


def test_what_changed_since_the_letter_was_signed_is_told_row_by_row(cast: Cast) -> None:
    usulan = usulan_at(6, cast, kegiatan=[dict(KEGIATAN), dict(KEGIATAN, judul="Yang akan dicoret")])
    usulan = write(usulan, cast.petugas, dict(KEGIATAN, anggaran=5, lokus=["Kota Manna"]))
    told = changes.since_signed(usulan)

    assert [(one.columns, one.now is None) for one in told] == [(("anggaran", "lokus"), False), ((), True)]
    assert told[1].before is not None
    assert told[1].before["judul"] == "Yang akan dicoret"


def forms(usulan: Usulan) -> list[tuple[str, int, str]]:
    rows = usulan.papers().filter(jenis__startswith="rencana").order_by("jenis", "versi")
    return [(row.jenis.removeprefix("rencana_bulanan_"), row.versi, row.keadaan) for row in rows]


def test_acknowledging_does_not_hold_up_publishing_and_makes_version_two(cast: Cast) -> None:
    usulan = published(cast)
    side = usulan.sampingan[0]
    assert (side.langkah, side.jabatan_id) == (7, "kabag-keuangan-umum-logistik")
    assert forms(usulan) == [("pdf", 1, "berlaku"), ("xlsx", 1, "berlaku")]
    first = usulan.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF).contents
    assert first["mengetahui"] is None
    assert first["belum_mengetahui"].startswith("Belum dinyatakan diketahui")

    cast.at("2027-01-08T09:00:00+07:00")
    usulan = do(Verb.ACKNOWLEDGE, side, cast.kabag, cast)

    assert forms(usulan) == [
        ("pdf", 1, "digantikan"),
        ("pdf", 2, "berlaku"),
        ("xlsx", 1, "digantikan"),
        ("xlsx", 2, "berlaku"),
    ]
    second = usulan.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF).contents
    assert second["belum_mengetahui"] == ""
    assert second["mengetahui"]["nama"] == "Kabag Contoh"
    assert second["kepala"] == first["kepala"]
    assert second["kepala"]["nama"] == "Kasubbag Contoh"
    assert second["tempat_tanggal"] == first["tempat_tanggal"] == "Bengkulu, 4 Januari 2027"
    assert usulan.keadaan == "terbit"
    assert usulan.mengetahui is not None


def test_it_may_be_acknowledged_before_it_is_published(cast: Cast) -> None:
    usulan = usulan_at(8, cast)
    usulan = do(Verb.ACKNOWLEDGE, usulan.sampingan[0], cast.kabag, cast)

    assert usulan.mengetahui is not None
    assert forward(usulan, cast).keadaan == "terbit"


# What the database refuses by itself


def breaches(cast: Cast) -> dict[str, Callable[[], object]]:
    """Half-truths written past the verbs, each by the name of its rule."""
    at = datetime(2027, 1, 4, 3, tzinfo=UTC)
    usulan = usulan_at(3, cast)
    tugas = open_tugas(usulan)
    mine = Tugas.objects.filter(pk=tugas.pk)
    whole = {
        "closed_at": at,
        "closed_by": cast.sekretaris,
        "closed_as": tugas.jabatan,
        "closed_versi": 9,
        "verb": "approve",
    }
    other = start(cast, susulan=True)
    paper = usulan.papers().get(jenis="nota_dinas")
    main = {
        "satker": usulan.satker,
        "unit": usulan.unit,
        "sop_slug": "6-2025",
        "hal": "Hal usulan",
        "pengantar": "x",
        "tahun": 2027,
        "started_by": cast.kasubbag,
        "started_at": at,
    }
    row = {"usulan": usulan, "langkah": 3, "jabatan": tugas.jabatan, "opened_at": at, "due_at": at}
    letter = {"usulan": other, "satker": usulan.satker, "tahun": 2027, "tanggal": date(2027, 1, 4)}
    half = {
        f"closed without {name}": lambda name=name: mine.update(**{k: v for k, v in whole.items() if k != name})
        for name in whole
    }
    return {
        **half,
        "two open main tugas": lambda: Tugas.objects.create(ordinal=90, **row),
        "two tugas in one place": lambda: Tugas.objects.create(ordinal=tugas.ordinal, side="acknowledge", **row),
        "two main usulan a month": lambda: Usulan.objects.create(bulan=2, **main),
        "a thirteenth month": lambda: Usulan.objects.create(bulan=13, **main),
        "no month": lambda: Usulan.objects.create(bulan=0, **main),
        "versi zero": lambda: Usulan.objects.filter(pk=usulan.pk).update(versi=0),
        "urut twice": lambda: NotaDinas.objects.create(urut=1, nomor="lain", **letter),
        "nomor twice": lambda: NotaDinas.objects.create(urut=2, nomor="1/PR.02.2-ND/17/2027", **letter),
        "urut zero": lambda: NotaDinas.objects.create(urut=0, nomor="lain", **letter),
        "the year of another day": lambda: NotaDinas.objects.create(
            urut=2, nomor="lain", **{**letter, "tanggal": date(2028, 1, 1)}
        ),
        "a negative anggaran": lambda: Kegiatan.objects.filter(usulan=usulan).update(anggaran=-1),
        "an endless anggaran": lambda: Kegiatan.objects.filter(usulan=usulan).update(anggaran=10**15),
        "volume zero": lambda: Kegiatan.objects.filter(usulan=usulan).update(volume=0),
        "one edit twice": lambda: Edit.objects.create(
            usulan=usulan, by=cast.kasubbag, versi=99, request=usulan.edits.get().request
        ),
        "two edits of a versi": lambda: Edit.objects.create(usulan=usulan, by=cast.kabag, versi=1, request="x"),
        "replaced by nothing": lambda: Tautan.objects.create(
            usulan=usulan, published_at=at, published_by=cast.petugas, replaced_at=at
        ),
        "two valid papers": lambda: Document.objects.create(
            subject=paper.subject, jenis=paper.jenis, versi=2, name="x", contents={}, contents_digest="", made_for=at
        ),
        "a version twice": lambda: Document.objects.create(
            subject=paper.subject,
            jenis=paper.jenis,
            versi=1,
            name="x",
            contents={},
            contents_digest="",
            made_for=at,
            keadaan="digantikan",
        ),
        "a file without size": lambda: Document.objects.filter(pk=paper.pk).update(sha256="a" * 64),
        "a second signature of the post": lambda: Signature.objects.create(
            document=paper,
            by=cast.kasubbag,
            jabatan_id="kabag-keuangan-umum-logistik",
            kapasitas="plh",
            signed_at=at,
            seen="",
        ),
        "a second series of the year": lambda: NumberSeries.objects.create(
            satker=usulan.satker, jenis="ND", tahun=2027
        ),
        "a post that ends before it begins": lambda: PenugasanJabatan.objects.filter(pegawai=cast.kabag).update(
            selesai=date(2024, 12, 31)
        ),
    }


def test_the_database_refuses_every_half_truth(cast: Cast) -> None:
    accepted = []
    for rule, breach in breaches(cast).items():
        try:
            with transaction.atomic():
                breach()
            accepted.append(rule)
        except IntegrityError:
            continue

    assert accepted == []


def test_the_same_rows_without_the_fault_are_taken(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    tugas = open_tugas(usulan)
    at = clock.now()
    Tugas.objects.create(
        usulan=usulan, ordinal=90, side="acknowledge", langkah=3, jabatan=tugas.jabatan, opened_at=at, due_at=at
    )
    closed = Tugas.objects.filter(pk=tugas.pk).update(
        closed_at=at, closed_by=cast.sekretaris, closed_as=tugas.jabatan, closed_versi=9, verb="approve"
    )
    assert closed == 1


def test_a_tugas_of_another_usulan_is_not_found(cast: Cast) -> None:
    tugas, other = open_tugas(start(cast)), start(cast, susulan=True)
    tugas.usulan_id = other.pk

    with pytest.raises(NotThere):
        do(Verb.PROPOSE, tugas, cast.kasubbag, cast)


def test_the_desk_shows_what_waits_for_me_the_most_urgent_first(cast: Cast) -> None:
    later, sooner = usulan_at(6, cast, susulan=True), usulan_at(8, cast)
    rekan = actions.assign(open_tugas(usulan_at(6, cast, susulan=True)), by=cast.kasubbag, petugas="rekan")
    at = clock.now()

    def desk(person: Any) -> list[str]:
        waiting = Tugas.objects.waiting_for(person, at).most_urgent_first()
        return [row.pk for row in waiting]

    assert desk(cast.petugas) == [open_tugas(sooner).pk, open_tugas(later).pk]
    assert desk(cast.rekan) == [open_tugas(rekan).pk]
    assert desk(cast.kabag) == [sooner.sampingan[0].pk]
    assert desk(cast.sekretaris) == []


def test_it_is_late_only_after_its_time_and_only_while_it_waits(cast: Cast) -> None:
    tugas = open_tugas(usulan_at(2, cast))

    assert not tugas.late(tugas.due_at)
    assert tugas.late(cast.at("2027-01-04T12:00:00+07:00"))
    done = do(Verb.APPROVE, tugas, cast.kabag, cast).riwayat[-1]
    assert not done.late(clock.now())
