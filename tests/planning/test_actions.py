"""The verbs of the SOP, walked by people: what each leaves in the trail, repeats, stale pages, and failures."""

from collections.abc import Callable
from typing import Any

import pytest

from renkeg.lib.digests import digest
from renkeg.lib.errors import BadInput, Refused, Stale
from renkeg.office import actions as office_actions
from renkeg.office.models import Pegawai
from renkeg.papers import documents
from renkeg.papers.models import NumberSeries
from renkeg.planning import actions, drafts, notices
from renkeg.planning.actions import rows as rows_of
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Verb
from renkeg.trail.models import Event, Notification
from tests.cast import KEGIATAN, Cast, do, forward, published, start, usulan_at
from tests.planning.walk import entries, open_tugas, reread

# Every verb with a langkah at which it is done, and by whom.
ACTS = [
    (1, Verb.PROPOSE, "kasubbag"),
    (2, Verb.APPROVE, "kabag"),
    (2, Verb.SEND_BACK, "kabag"),
    (3, Verb.APPROVE, "sekretaris"),
    (3, Verb.SEND_BACK, "sekretaris"),
    (4, Verb.DISPOSE, "kabag"),
    (5, Verb.ASSIGN, "kasubbag"),
    (6, Verb.SUBMIT, "petugas"),
    (7, Verb.APPROVE, "kasubbag"),
    (7, Verb.SEND_BACK, "kasubbag"),
    (8, Verb.ACKNOWLEDGE, "kabag"),
    (8, Verb.PUBLISH, "petugas"),
    (2, Verb.WITHDRAW, "kasubbag"),
    (8, Verb.WITHDRAW, "kasubbag"),
    (1, Verb.CANCEL, "kasubbag"),
    (8, Verb.CANCEL, "kasubbag"),
]
each_act = pytest.mark.parametrize(("langkah", "verb", "who"), ACTS, ids=[f"{n}-{verb}" for n, verb, _ in ACTS])


def meant(usulan: Usulan, verb: Verb) -> Tugas:
    return usulan.sampingan[0] if verb is Verb.ACKNOWLEDGE else open_tugas(usulan)


def test_a_usulan_walks_all_eight_langkah_to_the_tautan(cast: Cast) -> None:
    usulan = published(cast)

    assert usulan.keadaan == "terbit"
    assert [row.langkah for row in usulan.riwayat] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert usulan.surat is not None
    assert usulan.surat.nomor == "1/PR.02.2-ND/17/2027"


def test_the_history_says_who_in_which_post_and_capacity(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    plh = office_actions.hire(username="plh", nama="Plh Contoh")
    cast.appoint(plh, "kabag", "keuangan-umum-logistik", "plh", "2027-01-01", "2027-01-31")
    usulan = do(Verb.APPROVE, open_tugas(usulan), plh, cast)

    told = [(row.verb, row.closed_by_id, row.closed_as_id, row.kapasitas) for row in usulan.riwayat]
    assert told == [
        ("propose", cast.kasubbag.pk, "kasubbag-keuangan", "definitif"),
        ("approve", plh.pk, "kabag-keuangan-umum-logistik", "plh"),
    ]


def test_the_papers_of_a_usulan_are_made_once_and_stay(cast: Cast) -> None:
    usulan = published(cast)

    for paper in usulan.papers():
        assert documents.read(paper) == documents.render(paper)


def test_the_kabag_finds_it_on_his_desk(cast: Cast) -> None:
    usulan = usulan_at(2, cast)

    assert usulan.open_tugas is not None
    assert usulan.open_tugas.jabatan.slug == "kabag-keuangan-umum-logistik"
    assert Usulan.objects.visible_to(cast.kabag, usulan.open_tugas.opened_at).get() == usulan


# One entry per verb, none when it is refused


@each_act
def test_a_verb_leaves_exactly_one_entry(langkah: int, verb: Verb, who: str, cast: Cast) -> None:
    usulan = usulan_at(langkah, cast)
    last, by = Event.objects.count(), getattr(cast, who)
    usulan = do(verb, meant(usulan, verb), by, cast)

    (entry,) = Event.objects.filter(seq__gt=last)
    assert (entry.verb, entry.subject, entry.by) == (verb, usulan.subject, by.pk)
    assert entry.state == digest(reread(usulan).snapshot())
    assert entry.facts["versi"] == usulan.versi == len(entries(usulan))
    assert entry.facts["seen"] == usulan.seen
    assert not Notification.objects.filter(event=entry, to=by.pk).exists()


@each_act
def test_a_repeated_request_has_no_second_effect(langkah: int, verb: Verb, who: str, cast: Cast) -> None:
    usulan = usulan_at(langkah, cast)
    tugas, by = meant(usulan, verb), getattr(cast, who)
    done = do(verb, tugas, by, cast)
    told = Event.objects.count(), Notification.objects.count()
    before = digest(reread(usulan).snapshot())
    again = do(verb, tugas, by, cast)

    assert again.pk == done.pk
    assert again.versi == done.versi
    assert (Event.objects.count(), Notification.objects.count()) == told
    assert digest(reread(usulan).snapshot()) == before


@each_act
def test_a_repeated_request_is_harmless_also_when_the_case_has_gone_on(
    langkah: int, verb: Verb, who: str, cast: Cast
) -> None:
    usulan = usulan_at(langkah, cast)
    tugas, by = meant(usulan, verb), getattr(cast, who)
    usulan = do(verb, tugas, by, cast)
    if usulan.open_tugas is not None:
        usulan = forward(usulan, cast)

    assert do(verb, tugas, by, cast).versi == usulan.versi
    assert len(entries(usulan)) == usulan.versi


@each_act
def test_somebody_else_is_refused_what_was_done_already(langkah: int, verb: Verb, who: str, cast: Cast) -> None:
    usulan = usulan_at(langkah, cast)
    tugas = meant(usulan, verb)
    usulan = do(verb, tugas, getattr(cast, who), cast)
    told = Event.objects.count()
    other = cast.sekretaris if who != "sekretaris" else cast.kabag

    with pytest.raises(Refused, match="sudah"):
        do(verb, tugas, other, cast)
    assert Event.objects.count() == told


@each_act
def test_a_refused_verb_leaves_nothing(langkah: int, verb: Verb, who: str, cast: Cast) -> None:
    usulan = usulan_at(langkah, cast)
    told, before = Event.objects.count(), digest(usulan.snapshot())

    with pytest.raises(Refused):
        do(verb, meant(usulan, verb), cast.outsider, cast)
    assert (Event.objects.count(), digest(reread(usulan).snapshot())) == (told, before)


@each_act
@pytest.mark.parametrize("broken", ["record", "announce"])
def test_a_failing_record_undoes_the_act(
    broken: str, langkah: int, verb: Verb, who: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    usulan = usulan_at(langkah, cast)
    before = digest(usulan.snapshot()), list(NumberSeries.objects.values()), Event.objects.count()
    monkeypatch.setattr(*{"record": (rows_of, "record"), "announce": (notices, "announce")}[broken], _fails)

    with pytest.raises(RuntimeError):
        do(verb, meant(usulan, verb), getattr(cast, who), cast)
    after = digest(reread(usulan).snapshot()), list(NumberSeries.objects.values()), Event.objects.count()
    assert after == before


def test_a_failing_record_undoes_a_start_an_edit_and_a_reassignment(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    usulan, sixth = start(cast), usulan_at(6, cast, susulan=True)
    rows = drafts.read_kegiatan([{**KEGIATAN, "anggaran": 1}, dict(KEGIATAN)], 2027)
    surat = drafts.Surat("Hal yang lain", "Pengantar yang lain.")
    acts: list[Callable[[], object]] = [
        lambda: start(cast, susulan=True),
        lambda: actions.write_surat(usulan, surat, versi=1, by=cast.kasubbag),
        lambda: actions.write_kegiatan(usulan, rows, versi=1, by=cast.kasubbag),
        lambda: actions.assign(open_tugas(sixth), by=cast.kasubbag, petugas="rekan"),
    ]
    before = [digest(one.snapshot()) for one in (usulan, sixth)]
    monkeypatch.setattr(rows_of, "record", _fails)
    for act in acts:
        with pytest.raises(RuntimeError):
            act()

    assert [digest(reread(one).snapshot()) for one in (usulan, sixth)] == before
    assert Usulan.objects.count() == 2
    assert usulan.edits.count() == 1


def _fails(*args: Any, **options: Any) -> None:
    raise RuntimeError("no trail")


# What the person saw


@pytest.mark.parametrize(
    ("langkah", "verb", "who"), [one for one in ACTS if one[1] not in (Verb.WITHDRAW, Verb.CANCEL)]
)
def test_a_verb_on_other_contents_than_were_seen_is_refused(langkah: int, verb: Verb, who: str, cast: Cast) -> None:
    usulan = usulan_at(langkah, cast)
    more: dict[str, Any] = {"catatan": "Perbaiki lokus kegiatan pertama."}
    if verb is Verb.ASSIGN:
        more["petugas"] = "petugas"
    act = getattr(actions, verb)

    with pytest.raises(Stale):
        act(meant(usulan, verb), by=getattr(cast, who), seen="0" * 64, **more)
    assert act(meant(usulan, verb), by=getattr(cast, who), seen=usulan.seen, **more).versi == usulan.versi + 1


def test_a_reassignment_on_other_contents_than_were_seen_is_refused(cast: Cast) -> None:
    with pytest.raises(Stale):
        actions.assign(open_tugas(usulan_at(6, cast)), by=cast.kasubbag, petugas="rekan", seen="0" * 64)


@pytest.mark.parametrize(("langkah", "who"), [(2, "kabag"), (3, "sekretaris"), (7, "kasubbag")])
def test_a_ya_names_what_was_seen(langkah: int, who: str, cast: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        actions.approve(open_tugas(usulan_at(langkah, cast)), by=getattr(cast, who), seen=None)

    assert [one.loc for one in refused.value.problems] == ["seen"]


def test_the_ya_to_what_a_colleague_changed_meanwhile_is_refused(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    plh = office_actions.hire(username="plh", nama="Plh Contoh")
    cast.appoint(plh, "kabag", "keuangan-umum-logistik", "plh", "2027-01-01", "2027-01-31")
    actions.write_surat(usulan, drafts.Surat("Hal yang lain", "Pengantar."), versi=usulan.versi, by=plh)

    with pytest.raises(Stale):
        actions.approve(open_tugas(usulan), by=cast.kabag, seen=usulan.seen)


@pytest.mark.parametrize(("langkah", "who"), [(2, "kabag"), (3, "sekretaris"), (7, "kasubbag")])
@pytest.mark.parametrize("catatan", [None, "", "  \n ", "perbaiki", "a b c d", "123456 7890123", "\u200b\u200b"])
def test_every_tidak_needs_a_reason(catatan: str | None, langkah: int, who: str, cast: Cast) -> None:
    usulan = usulan_at(langkah, cast)
    with pytest.raises(BadInput) as refused:
        actions.send_back(open_tugas(usulan), by=getattr(cast, who), catatan=catatan)

    assert [one.loc for one in refused.value.problems] == ["catatan"]
    assert reread(usulan).versi == usulan.versi


def test_two_words_of_ten_letters_are_a_reason(cast: Cast) -> None:
    usulan = actions.send_back(open_tugas(usulan_at(2, cast)), by=cast.kabag, catatan="  Lokus\r\nkeliru ")

    assert usulan.riwayat[-1].catatan == "Lokus\nkeliru"


# Returns


@pytest.mark.parametrize(("langkah", "who", "to"), [(2, "kabag", 1), (3, "sekretaris", 2), (7, "kasubbag", 6)])
def test_a_tidak_leads_where_the_paper_says(langkah: int, who: str, to: int, cast: Cast) -> None:
    usulan = do(Verb.SEND_BACK, open_tugas(usulan_at(langkah, cast)), getattr(cast, who), cast)

    assert open_tugas(usulan).langkah == to


def test_a_kabag_corrects_what_the_sekretaris_returned_and_sends_it_up_again(cast: Cast) -> None:
    usulan = do(Verb.SEND_BACK, open_tugas(usulan_at(3, cast)), cast.sekretaris, cast)
    usulan = actions.write_surat(usulan, drafts.Surat("Hal yang benar", "Isi."), versi=usulan.versi, by=cast.kabag)
    usulan = do(Verb.APPROVE, open_tugas(usulan), cast.kabag, cast)

    assert open_tugas(usulan).langkah == 3
    assert usulan.papers().valid().get().contents["hal"] == "Hal yang benar"


# By person


def test_who_signed_at_two_does_not_approve_at_three_also_after_a_return(cast: Cast) -> None:
    usulan = do(Verb.SEND_BACK, open_tugas(usulan_at(3, cast)), cast.sekretaris, cast)
    plh = office_actions.hire(username="plh", nama="Plh Contoh")
    cast.appoint(plh, "kabag", "keuangan-umum-logistik", "plh", "2027-01-01", "2027-01-31")
    usulan = do(Verb.APPROVE, open_tugas(usulan), plh, cast)
    cast.appoint(cast.kabag, "sekretaris", "sekretariat", "plh", "2027-01-01", "2027-01-31")

    with pytest.raises(Refused, match="Anda sendiri telah bertindak"):
        do(Verb.APPROVE, open_tugas(usulan), cast.kabag, cast)
    assert open_tugas(do(Verb.APPROVE, open_tugas(usulan), cast.sekretaris, cast)).langkah == 4


def test_who_only_sent_it_back_has_not_carried_it(cast: Cast) -> None:
    usulan = do(Verb.SEND_BACK, open_tugas(usulan_at(2, cast)), cast.kabag, cast)
    usulan = do(Verb.PROPOSE, open_tugas(usulan), cast.kasubbag, cast)
    plh = office_actions.hire(username="plh", nama="Plh Contoh")
    cast.appoint(plh, "kabag", "keuangan-umum-logistik", "plh", "2027-01-01", "2027-01-31")
    usulan = do(Verb.APPROVE, open_tugas(usulan), plh, cast)
    cast.appoint(cast.kabag, "sekretaris", "sekretariat", "plh", "2027-01-01", "2027-01-31")

    assert open_tugas(do(Verb.APPROVE, open_tugas(usulan), cast.kabag, cast)).langkah == 4


def test_the_definitive_holder_is_the_way_out_beside_a_plh(cast: Cast) -> None:
    cast.appoint(cast.kasubbag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-01", "2027-01-31")
    usulan = usulan_at(2, cast)

    with pytest.raises(Refused):
        do(Verb.APPROVE, open_tugas(usulan), cast.kasubbag, cast)
    assert open_tugas(do(Verb.APPROVE, open_tugas(usulan), cast.kabag, cast)).langkah == 3


# Edits


def test_a_change_on_an_older_versi_is_refused(cast: Cast) -> None:
    usulan = start(cast)
    rows = drafts.read_kegiatan([{**KEGIATAN, "anggaran": 1}], 2027)
    usulan = actions.write_kegiatan(usulan, rows, versi=1, by=cast.petugas)

    for versi in (1, 3):
        with pytest.raises(Stale):
            actions.write_surat(usulan, drafts.Surat("Hal yang lain", "Isi."), versi=versi, by=cast.kasubbag)
        with pytest.raises(Stale):
            actions.write_kegiatan(usulan, (), versi=versi, by=cast.kasubbag)
    assert entries(usulan) == ["start", "write_kegiatan"]


def test_a_repeated_change_is_harmless_also_after_other_changes_and_out_of_turn(cast: Cast) -> None:
    usulan = start(cast)
    surat, rows = drafts.Surat("Hal yang lain", "Isi."), drafts.read_kegiatan([{**KEGIATAN, "anggaran": 1}], 2027)
    acts: list[Callable[[], Usulan]] = [
        lambda: actions.write_surat(usulan, surat, versi=1, by=cast.kasubbag),
        lambda: actions.write_kegiatan(usulan, rows, versi=2, by=cast.petugas),
    ]
    for act in acts:
        act()
    assert [act().versi for act in acts] == [3, 3]
    forward(reread(usulan), cast)
    assert [act().versi for act in acts] == [4, 4]
    assert entries(usulan) == ["start", "write_surat", "write_kegiatan", "propose"]


def test_a_save_that_changes_nothing_leaves_no_entry(cast: Cast) -> None:
    usulan = start(cast)
    same = drafts.Surat(usulan.hal, usulan.pengantar)
    rows = drafts.read_kegiatan([dict(KEGIATAN)], 2027)

    assert actions.write_surat(usulan, same, versi=1, by=cast.kasubbag).versi == 1
    assert actions.write_kegiatan(usulan, rows, versi=1, by=cast.kasubbag).versi == 1
    assert entries(usulan) == ["start"]


def test_rows_keep_their_key_and_take_their_new_place(cast: Cast) -> None:
    usulan = start(cast, kegiatan=[dict(KEGIATAN, judul=f"Kegiatan {letter}") for letter in "ABC"])
    a, b, c = [row.pk for row in usulan.kegiatan.all()]
    rows = [
        dict(KEGIATAN, id=c, judul="Kegiatan C"),
        dict(KEGIATAN, judul="Kegiatan D"),
        dict(KEGIATAN, id=a, judul="Kegiatan A", anggaran=None),
    ]
    usulan = actions.write_kegiatan(usulan, drafts.read_kegiatan(rows, 2027), versi=1, by=cast.kasubbag)

    kept = [(row.pk, row.judul, row.anggaran) for row in usulan.kegiatan.all()]
    assert [kept[0], kept[2]] == [(c, "Kegiatan C", 12_500_000), (a, "Kegiatan A", None)]
    assert kept[1][0] not in {a, b, c}
    assert usulan.total == 25_000_000


def test_a_row_of_another_usulan_cannot_be_taken_over(cast: Cast) -> None:
    mine, other = start(cast), start(cast, susulan=True)
    key = other.kegiatan.get().pk
    with pytest.raises(BadInput) as refused:
        actions.write_kegiatan(
            mine, drafts.read_kegiatan([dict(KEGIATAN), dict(KEGIATAN, id=key)], 2027), versi=1, by=cast.kasubbag
        )

    assert [one.loc for one in refused.value.problems] == ["kegiatan/1/id"]
    assert other.kegiatan.get().usulan_id == other.pk


def test_nothing_is_proposed_before_its_rows_say_what_when_and_how_much(cast: Cast) -> None:
    bare = start(cast, kegiatan=[{}])
    with pytest.raises(BadInput) as refused:
        do(Verb.PROPOSE, open_tugas(bare), cast.kasubbag, cast)
    assert [one.loc for one in refused.value.problems] == [
        "kegiatan/0/judul",
        "kegiatan/0/anggaran",
        "kegiatan/0/tanggal",
    ]
    empty = start(cast, susulan=True, kegiatan=[])
    with pytest.raises(BadInput) as refused:
        do(Verb.PROPOSE, open_tugas(empty), cast.kasubbag, cast)
    assert [one.loc for one in refused.value.problems] == ["kegiatan"]


def test_the_kabag_does_not_sign_rows_that_he_emptied(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    usulan = actions.write_kegiatan(usulan, (), versi=usulan.versi, by=cast.kabag)

    with pytest.raises(BadInput):
        do(Verb.APPROVE, open_tugas(usulan), cast.kabag, cast)


def test_nothing_is_submitted_before_every_field_is_filled(cast: Cast) -> None:
    few = {"judul": "Rapat kerja", "anggaran": 0, "tanggal": KEGIATAN["tanggal"]}
    usulan = usulan_at(6, cast, kegiatan=[few])
    with pytest.raises(BadInput) as refused:
        do(Verb.SUBMIT, open_tugas(usulan), cast.petugas, cast)

    wanted = ["kode", "sasaran", "volume", "satuan", "jenis", "lokus"]
    assert [one.loc for one in refused.value.problems] == [f"kegiatan/0/{name}" for name in wanted]


# Who is told


def told(usulan: Usulan) -> dict[str, str]:
    """The messages of the last entry: username -> text."""
    last = Event.objects.filter(subject=usulan.subject).last()
    names = dict(Pegawai.objects.values_list("pk", "username"))
    return {names[one.to]: one.text for one in Notification.objects.filter(event=last)}


def test_those_whose_turn_it_is_are_told_also_a_plh(cast: Cast) -> None:
    plh = office_actions.hire(username="plh", nama="Plh Contoh")
    cast.appoint(plh, "kabag", "keuangan-umum-logistik", "plh", "2027-01-01", "2027-01-31")
    text = "Subbagian Keuangan, Februari 2027: menunggu Anda, pemeriksaan Kepala Bagian."

    assert told(usulan_at(2, cast)) == {"kabag": text, "plh": text}


def test_only_the_petugas_named_is_told_and_then_the_other(cast: Cast) -> None:
    usulan = usulan_at(6, cast)
    assert set(told(usulan)) == {"petugas"}
    assert set(told(actions.assign(open_tugas(usulan), by=cast.kasubbag, petugas="rekan"))) == {"rekan"}


def test_a_return_says_by_whom(cast: Cast) -> None:
    usulan = do(Verb.SEND_BACK, open_tugas(usulan_at(2, cast)), cast.kabag, cast)

    assert told(usulan) == {
        "kasubbag": "Subbagian Keuangan, Februari 2027 dikembalikan oleh Kabag Contoh; menunggu Anda."
    }


def test_everybody_who_took_part_is_told_that_it_is_published_or_cancelled(cast: Cast) -> None:
    assert set(told(published(cast))) == {"kasubbag", "kabag", "sekretaris"}
    ended = do(Verb.CANCEL, open_tugas(usulan_at(7, cast, susulan=True)), cast.kasubbag, cast)
    assert set(told(ended)) == {"kabag", "sekretaris", "petugas"}


def test_a_put_that_changed_nothing_is_known_when_it_comes_again_after_a_colleague(cast: Cast) -> None:
    usulan = start(cast)
    same = drafts.read_surat({"hal": usulan.hal, "pengantar": usulan.pengantar})
    other = drafts.read_surat({"hal": "Usulan rencana yang lain", "pengantar": usulan.pengantar})
    cast.appoint(cast.rekan, "kasubbag", "keuangan", "plh", "2027-01-04", "2027-01-08")
    actions.write_surat(usulan, same, versi=1, by=cast.kasubbag)
    actions.write_surat(usulan, other, versi=1, by=cast.rekan)

    again = actions.write_surat(usulan, same, versi=1, by=cast.kasubbag)

    assert (again.hal, again.versi) == ("Usulan rencana yang lain", 2)
