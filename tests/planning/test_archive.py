"""The archive: every paper is an item at birth, has its place and its time, and goes only by two people."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from renkeg import deliver
from renkeg.lib.errors import BadInput, Refused, Stale
from renkeg.office.models import Pegawai
from renkeg.papers import archive, blobs, documents
from renkeg.papers.models import Arsip, BeritaAcara, Document, Jra, Registration
from renkeg.planning import actions, integrity
from renkeg.planning.actions import Ground, Shelf
from renkeg.planning.sop import Verb
from renkeg.trail.models import Event, Notification
from tests.archives import GROUND, NEXT_DAY, WHY, destroyed, kept_for, keys, old, proposed, state_of
from tests.cast import Cast, do, published, usulan_at

PLACE = Shelf("PR.02.2", "asli", "1 berkas", "keduanya", "terbatas", "Ruang Arsip", "2", "7", "3")


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def letter(cast: Cast, **changes: Any) -> Arsip:
    usulan = usulan_at(3, cast, **changes)
    return Arsip.objects.get(document__subject=usulan.subject)


# --- At birth -------------------------------------------------------------------


def test_each_paper_is_an_item_of_its_units_archive_at_birth(cast: Cast) -> None:
    usulan = published(cast)
    items = {one.document.jenis: one for one in Arsip.objects.select_related("document")}
    assert set(items) == {"nota_dinas", "lembar_disposisi", "rencana_bulanan_pdf", "rencana_bulanan_xlsx"}
    assert {one.unit_id for one in items.values()} == {"keuangan"}
    assert {one.klasifikasi for one in items.values()} == {"PR.02.2"}
    assert {one.tanggal for one in items.values()} == {date(2027, 1, 4)}
    assert items["nota_dinas"].uraian == f"Nota dinas nomor {usulan.surat and usulan.surat.nomor}, hal {usulan.hal}"
    assert items["rencana_bulanan_xlsx"].tingkat == "salinan"
    assert items["rencana_bulanan_pdf"].tingkat == "asli"


def test_a_draft_is_no_paper_and_no_item(cast: Cast) -> None:
    usulan_at(2, cast)
    assert not Arsip.objects.exists()


def test_an_act_that_is_rolled_back_files_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    usulan = usulan_at(2, cast)
    monkeypatch.setattr("renkeg.planning.actions.steps.finish", lambda *_, **__: 1 / 0)
    tugas = usulan.open_tugas
    assert tugas is not None
    with pytest.raises(ZeroDivisionError):
        do(Verb.APPROVE, tugas, cast.kabag, cast)
    assert not Arsip.objects.exists()


def test_a_signed_paper_is_filed_under_the_code_that_it_has_by_then(cast: Cast) -> None:
    plain, moved = letter(cast), letter(cast, susulan=True)
    actions.shelve(moved, Shelf(**{**vars(PLACE), "klasifikasi": "PR.02.9"}), by=cast.petugas)
    for one in (plain, moved):
        paper = documents.make(Document.objects.get(pk=one.pk))
        with transaction.atomic():
            made = documents.signed(paper, key=str(paper.sha256), size=int(paper.size or 0))
        assert made.arsip.klasifikasi == Arsip.objects.get(pk=one.pk).klasifikasi
    assert Event.objects.filter(verb="shelve", by="sistem").count() == 1
    assert [one for one in integrity.check().findings if "arsip" in str(one)] == []


def test_a_paper_that_nobody_filed_is_found(cast: Cast) -> None:
    found = letter(cast)
    Arsip.objects.filter(pk=found.pk).delete()
    assert any("tidak tercatat di arsip" in str(one) for one in integrity.check().findings)


# --- On the shelf -----------------------------------------------------------------


@pytest.mark.parametrize("who", ["kasubbag", "petugas", "rekan"])
def test_who_keeps_it_says_where_the_paper_lies(cast: Cast, who: str) -> None:
    found = actions.shelve(letter(cast), PLACE, by=getattr(cast, who))
    assert found.place == "Ruang Arsip, rak 2, boks 7, folder 3"
    event = Event.objects.get(verb="shelve")
    assert event.facts == {"fields": ["medium", "akses", "ruang", "rak", "boks", "folder"]}
    assert integrity.check().findings == []
    actions.shelve(found, PLACE, by=getattr(cast, who))
    assert Event.objects.filter(verb="shelve").count() == 1


@pytest.mark.parametrize("who", ["kabag", "sekretaris", "outsider", "outsider_petugas", "auditor", "admin"])
def test_nobody_else_does(cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="Subbagian Keuangan"):
        actions.shelve(letter(cast), PLACE, by=getattr(cast, who))


def test_an_electronic_paper_lies_on_no_shelf(cast: Cast) -> None:
    with pytest.raises(BadInput) as error:
        actions.shelve(letter(cast), Shelf("PR.02.2", "asli", "1", "elektronik", "biasa", rak="2"), by=cast.petugas)
    assert [one.loc for one in error.value.problems] == ["rak"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Arsip.objects.update(rak="2")


@pytest.mark.parametrize(
    ("changes", "loc"),
    [
        ({"klasifikasi": "PR 02"}, "klasifikasi"),
        ({"klasifikasi": "../../etc"}, "klasifikasi"),
        ({"tingkat": "palsu"}, "tingkat"),
        ({"akses": ""}, "akses"),
        ({"jumlah": ""}, "jumlah"),
        ({"ruang": "a\u202eb"}, "ruang"),
        ({"boks": "x" * 61}, "boks"),
    ],
)
def test_what_cannot_be_taken_is_named(cast: Cast, changes: dict[str, str], loc: str) -> None:
    wanted = Shelf(**{**vars(PLACE), **changes})
    with pytest.raises(BadInput) as error:
        actions.shelve(letter(cast), wanted, by=cast.petugas)
    assert loc in {one.loc for one in error.value.problems}


# --- How long -----------------------------------------------------------------------


def test_where_it_is_on_its_way_follows_from_its_day_and_the_jra(cast: Cast) -> None:
    key = letter(cast).pk
    assert state_of(key, cast, "2029-12-31T12:00:00+07:00") is Arsip.Keadaan.AKTIF
    assert state_of(key, cast, "2030-01-01T00:10:00+07:00") is Arsip.Keadaan.INAKTIF
    assert state_of(key, cast, "2034-12-31T23:50:00+07:00") is Arsip.Keadaan.INAKTIF
    assert state_of(key, cast, "2035-01-01T00:10:00+07:00") is Arsip.Keadaan.LEWAT
    kept_for(cast, 1, nasib="permanen")
    assert state_of(key, cast, "2028-01-05T00:10:00+07:00") is Arsip.Keadaan.PERMANEN
    kept_for(cast, 1, nasib="dinilai_kembali")
    assert state_of(key, cast, "2028-01-05T00:10:00+07:00") is Arsip.Keadaan.DINILAI
    actions.drop_retention("PR.02", by=cast.admin)
    assert state_of(key, cast, "2028-01-05T00:10:00+07:00") is Arsip.Keadaan.AKTIF


@pytest.mark.parametrize("moment", ["2027-06-01", "2030-01-01", "2034-12-31", "2035-01-01"])
def test_the_database_and_the_paper_say_the_same_state(cast: Cast, moment: str) -> None:
    first = letter(cast)
    actions.shelve(first, Shelf(**{**vars(PLACE), "klasifikasi": "TU.05.1"}), by=cast.petugas)
    actions.shelve(letter(cast, susulan=True), Shelf(**{**vars(PLACE), "klasifikasi": "KU.01.1"}), by=cast.petugas)
    today, schedule = date.fromisoformat(moment), archive.schedule()
    for keadaan in Arsip.Keadaan:
        asked = set(Arsip.objects.in_state(keadaan, schedule, today))
        said = {one for one in Arsip.objects.all() if one.state(schedule.rule(one.klasifikasi), today) is keadaan}
        assert asked == said, keadaan


def test_only_the_admin_writes_the_jra(cast: Cast) -> None:
    for person in cast.everyone().values():
        if person != cast.admin:
            with pytest.raises(Refused, match="admin"):
                actions.drop_retention("PR.02", by=person)
    kept_for(cast, 3)
    kept_for(cast, 3)
    assert Event.objects.filter(verb="set_retention").count() == 1
    with transaction.atomic():
        Jra.objects.update(aktif=4)
        assert any("jra" in str(one) for one in integrity.check().findings)
        transaction.set_rollback(True)
    actions.drop_retention("PR.02", by=cast.admin)
    actions.drop_retention("PR.02", by=cast.admin)
    assert integrity.check().findings == []


@pytest.mark.parametrize(
    "changes", [{"aktif": 101}, {"inaktif": -1}, {"nasib": "hilang"}, {"sejak": ""}, {"dasar": ""}]
)
def test_a_jra_that_makes_no_sense_is_refused(cast: Cast, changes: dict[str, Any]) -> None:
    row: dict[str, Any] = {
        "uraian": "x",
        "aktif": 1,
        "inaktif": 1,
        "sejak": "tanggal",
        "nasib": "musnah",
        "dasar": "x",
    } | changes
    with pytest.raises(BadInput) as error:
        actions.set_retention("PR.02", **row, by=cast.admin)
    assert [one.loc for one in error.value.problems] == list(changes)


# --- By two people -------------------------------------------------------------------


def test_what_two_people_destroy_leaves_its_row_its_hash_and_its_berita_acara(cast: Cast, settings: Any) -> None:
    usulan = old(cast)
    names = {one.pk: one.sha256 for one in usulan.papers()}
    found = destroyed(cast, usulan)

    root = settings.DATA_DIR / "berkas"
    assert set(names.values()) & set(blobs.names(root)) == set()
    assert {one.pk: one.sha256 for one in usulan.papers()} == names
    assert {row["dokumen"]: row["sha256"] for row in found.daftar} == names
    for paper in usulan.papers():
        with pytest.raises(Refused, match=r"sudah dimusnahkan dengan berita acara nomor 1/TU\.05-BA/17/2027"):
            documents.read(paper)
    report = Document.objects.get(jenis=Document.Jenis.BERITA_ACARA_MUSNAH)
    assert documents.read(report).startswith(b"%PDF")
    assert integrity.check().findings == []
    assert [one.verb for one in Event.objects.filter(subject=found.subject)] == ["propose_destruction", "destroy"]


def test_the_second_act_is_another_persons(cast: Cast) -> None:
    usulan = old(cast)
    cast.appoint(cast.petugas, "sekretaris", "sekretariat", "plh", "2027-01-05", "2027-01-08")
    found = proposed(cast, usulan)
    with pytest.raises(Refused, match="orang lain"):
        actions.destroy(found, GROUND, seen=found.daftar_digest, by=cast.petugas)
    with pytest.raises(IntegrityError), transaction.atomic():
        BeritaAcara.objects.filter(pk=found.pk).update(
            approved=True,
            decided_by=cast.petugas,
            decided_as=found.proposed_as,
            decided_at=found.proposed_at,
            nomor="1",
            tanggal=date(2027, 1, 5),
            izin_nomor="1",
            izin_tanggal=date(2027, 1, 5),
        )
    assert set(Arsip.objects.filter(berita_acara=found).values_list("pk", flat=True)) == set(keys(usulan))


def test_a_plh_of_the_sekretaris_may_approve(cast: Cast) -> None:
    usulan = old(cast)
    cast.appoint(cast.outsider_kabag, "sekretaris", "sekretariat", "plh", "2027-01-05", "2027-01-08")
    found = proposed(cast, usulan)
    done = actions.destroy(found, GROUND, seen=found.daftar_digest, by=cast.outsider_kabag)
    assert done.decided_kapasitas == "plh"


@pytest.mark.parametrize("who", ["kabag", "sekretaris", "outsider", "auditor", "admin"])
def test_only_who_keeps_them_proposes(cast: Cast, who: str) -> None:
    usulan = old(cast)
    with pytest.raises(Refused, match="menyimpannya"):
        actions.propose_destruction(keys(usulan), alasan=WHY, by=getattr(cast, who))


@pytest.mark.parametrize("who", ["kasubbag", "kabag", "rekan", "outsider_kabag", "auditor", "admin"])
def test_only_the_sekretaris_approves(cast: Cast, who: str) -> None:
    found = proposed(cast, old(cast))
    with pytest.raises(Refused, match="Sekretaris"):
        actions.destroy(found, GROUND, seen=found.daftar_digest, by=getattr(cast, who))


def test_what_is_still_kept_cannot_even_be_proposed(cast: Cast) -> None:
    usulan = old(cast)
    for years, nasib in ((1, "musnah"), (0, "permanen"), (0, "dinilai_kembali")):
        kept_for(cast, years, nasib=nasib)
        with pytest.raises(Refused, match="belum boleh"):
            proposed(cast, usulan)
    kept_for(cast, 0)
    cast.at("2027-01-04T15:00:00+07:00")
    with pytest.raises(Refused, match="belum boleh"):
        proposed(cast, usulan)


def test_a_jra_that_changed_meanwhile_stops_the_second_act(cast: Cast) -> None:
    found = proposed(cast, old(cast))
    kept_for(cast, 5)
    with pytest.raises(Refused, match="belum boleh"):
        actions.destroy(found, GROUND, seen=found.daftar_digest, by=cast.sekretaris)


def test_papers_of_a_case_under_way_stay(cast: Cast) -> None:
    usulan = usulan_at(6, cast)
    for document in Document.objects.unmade():
        documents.make(document)
    kept_for(cast, 0)
    cast.at(NEXT_DAY)
    with pytest.raises(Refused, match="menunggu tindak lanjut"):
        proposed(cast, usulan)


def test_a_paper_without_a_hash_stays(cast: Cast) -> None:
    usulan = old(cast)
    Document.objects.filter(pk=keys(usulan)[0]).update(sha256=None, size=None)
    with pytest.raises(Refused, match="sidiknya belum ada"):
        proposed(cast, usulan)


def test_a_list_that_was_not_read_is_not_approved(cast: Cast) -> None:
    found = proposed(cast, old(cast))
    with pytest.raises(Stale):
        actions.destroy(found, GROUND, seen="", by=cast.sekretaris)


@pytest.mark.parametrize(
    ("changes", "loc"),
    [
        ({"nomor": ""}, "nomor"),
        ({"izin_nomor": ""}, "izin_nomor"),
        ({"izin_dari": ""}, "izin_dari"),
        ({"tanggal": date(2027, 1, 6)}, "tanggal"),
        ({"izin_tanggal": date(2027, 1, 6)}, "izin_tanggal"),
    ],
)
def test_the_ground_is_told_in_full(cast: Cast, changes: dict[str, Any], loc: str) -> None:
    found = proposed(cast, old(cast))
    with pytest.raises(BadInput) as error:
        actions.destroy(found, Ground(**{**vars(GROUND), **changes}), seen=found.daftar_digest, by=cast.sekretaris)
    assert loc in {one.loc for one in error.value.problems}


def test_each_act_is_harmless_to_repeat(cast: Cast) -> None:
    usulan = old(cast)
    found = proposed(cast, usulan)
    assert proposed(cast, usulan).pk == found.pk
    with pytest.raises(Refused, match="sudah diusulkan"):
        actions.propose_destruction(keys(usulan)[:1], alasan=WHY, by=cast.petugas)
    for _ in range(2):
        actions.destroy(found, GROUND, seen=found.daftar_digest, by=cast.sekretaris)
    assert archive.clear() == 1
    assert archive.clear() == 0
    assert Event.objects.filter(verb="destroy").count() == 1
    with pytest.raises(Refused, match="sudah diputuskan"):
        actions.decline_destruction(found, catatan="Ternyata masih diperlukan.", by=cast.sekretaris)


@pytest.mark.parametrize("who", ["sekretaris", "kasubbag", "petugas"])
def test_a_proposal_can_rest_and_come_again(cast: Cast, who: str) -> None:
    usulan = old(cast)
    found = proposed(cast, usulan)
    by: Pegawai = getattr(cast, who)
    for _ in range(2):
        actions.decline_destruction(found, catatan="Masih diperlukan untuk audit.", by=by)
    assert integrity.check().findings == []
    assert documents.read(usulan.papers()[0])
    assert proposed(cast, usulan).pk != found.pk
    assert integrity.check().findings == []


def test_those_who_must_know_are_told(cast: Cast) -> None:
    found = destroyed(cast, old(cast))
    told = {(one.to, one.link) for one in Notification.objects.filter(event__subject=found.subject)}
    assert told == {(cast.sekretaris.pk, found.get_absolute_url()), (cast.petugas.pk, found.get_absolute_url())}


def test_what_the_act_could_not_take_away_deliver_does(cast: Cast, settings: Any) -> None:
    usulan = old(cast)
    found = proposed(cast, usulan)
    actions.destroy(found, GROUND, seen=found.daftar_digest, by=cast.sekretaris)
    assert integrity.check().findings == []
    with pytest.raises(Refused, match="dimusnahkan"):
        documents.read(usulan.papers()[0])
    assert deliver.clear_destroyed() == 1
    assert {one.sha256 for one in usulan.papers()} & set(blobs.names(settings.DATA_DIR / "berkas")) == set()


def test_a_file_that_another_paper_has_stays(cast: Cast) -> None:
    usulan = old(cast)
    other = published(cast, susulan=True)
    paper, twin = usulan.papers()[0], other.papers()[0]
    Document.objects.filter(pk=twin.pk).update(sha256=paper.sha256, size=paper.size)
    destroyed(cast, usulan)
    assert documents.read(Document.objects.get(pk=twin.pk))


def test_verify_accepts_a_destroyed_file_and_only_that(cast: Cast, settings: Any) -> None:
    usulan = old(cast)
    living = published(cast, susulan=True)
    documents.read(living.papers()[0])
    found = destroyed(cast, usulan)
    assert integrity.check().findings == []
    root = settings.DATA_DIR / "berkas"
    kept = living.papers()[0].sha256
    assert kept is not None
    data = blobs.get(root, kept)
    blobs.remove(root, kept)
    assert any(kept in str(one) for one in integrity.check().findings)
    blobs.put(root, data)
    assert integrity.check().findings == []
    # What was destroyed and is there again is told, too.
    with transaction.atomic():
        BeritaAcara.objects.filter(pk=found.pk).update(daftar=[])
        assert integrity.check().findings
        transaction.set_rollback(True)
    with transaction.atomic():
        Arsip.objects.filter(document__subject=living.subject).update(berita_acara=found)
        assert integrity.check().findings
        transaction.set_rollback(True)


# --- SRIKANDI -------------------------------------------------------------------------

SAID: dict[str, Any] = {"nomor": "B/77/PR.02.2/2027", "tanggal": date(2027, 1, 4), "status": "Terdaftar"}


def test_a_letter_waits_until_its_number_is_typed_back(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    assert Arsip.objects.unregistered().count() == 1
    for _ in range(2):
        actions.register(usulan, **SAID, by=cast.petugas)
    assert Arsip.objects.unregistered().count() == 0
    assert Event.objects.filter(subject=f"srikandi:{usulan.pk}").count() == 1
    assert integrity.check().findings == []


def test_a_correction_says_why_and_keeps_what_it_replaces(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    actions.register(usulan, **SAID, by=cast.petugas)
    with pytest.raises(BadInput) as error:
        actions.register(usulan, **SAID | {"nomor": "B/78/PR.02.2/2027"}, by=cast.kasubbag)
    assert error.value.problems[0].loc == "catatan"
    actions.register(
        usulan, **SAID | {"nomor": "B/78/PR.02.2/2027"}, catatan="Salah ketik nomor urutnya.", by=cast.kasubbag
    )
    rows = Registration.objects.filter(subject=usulan.subject)
    assert [one.nomor for one in rows] == ["B/77/PR.02.2/2027", "B/78/PR.02.2/2027"]
    verbs = Event.objects.filter(subject=f"srikandi:{usulan.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["register", "correct_registration"]
    assert integrity.check().findings == []


@pytest.mark.parametrize("who", ["kabag", "sekretaris", "outsider", "auditor", "admin"])
def test_nobody_else_types_it_back(cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="Subbagian Keuangan"):
        actions.register(usulan_at(3, cast), **SAID, by=getattr(cast, who))


def test_what_has_no_number_or_is_void_is_not_registered(cast: Cast) -> None:
    with pytest.raises(Refused, match="belum bernomor"):
        actions.register(usulan_at(2, cast), **SAID, by=cast.petugas)
    usulan = usulan_at(3, cast, susulan=True)
    tugas = usulan.open_tugas
    assert tugas is not None
    do(Verb.CANCEL, tugas, cast.kasubbag, cast)
    with pytest.raises(Refused, match="batal"):
        actions.register(usulan, **SAID, by=cast.petugas)


def test_a_number_belongs_to_one_letter(cast: Cast) -> None:
    actions.register(usulan_at(3, cast), **SAID, by=cast.petugas)
    with pytest.raises(BadInput) as error:
        actions.register(usulan_at(3, cast, susulan=True), **SAID | {"nomor": "b/77/pr.02.2/2027"}, by=cast.petugas)
    assert error.value.problems[0].loc == "nomor"


@pytest.mark.parametrize(
    ("changes", "loc"),
    [
        ({"nomor": ""}, "nomor"),
        ({"nomor": "x" * 101}, "nomor"),
        ({"status": "\u200b"}, "status"),
        ({"tanggal": date(2027, 1, 5)}, "tanggal"),
    ],
)
def test_a_number_that_cannot_be_is_refused(cast: Cast, changes: dict[str, Any], loc: str) -> None:
    with pytest.raises(BadInput) as error:
        actions.register(usulan_at(3, cast), **SAID | changes, by=cast.petugas)
    assert [one.loc for one in error.value.problems] == [loc]


def test_a_registration_changed_behind_the_trail_is_found(cast: Cast) -> None:
    actions.register(usulan_at(3, cast), **SAID, by=cast.petugas)
    Registration.objects.update(nomor="B/99/2027")
    assert any("srikandi" in str(one) for one in integrity.check().findings)
