"""The verbs on the letterhead, the tree, accounts and single closed days; after each, `renkeg verify` still agrees."""

from dataclasses import replace
from datetime import date

import pytest

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import accounts, actions, clock, readiness
from renkeg.office.actions import Letterhead, Libur
from renkeg.office.models import Jabatan, Pegawai, Satker, Unit
from renkeg.planning import integrity, office_changes
from renkeg.trail.models import Event
from tests.cast import MONDAY, Cast, usulan_at


@pytest.fixture(autouse=True)
def _morning(cast: Cast) -> None:
    """Monday at nine, told by an entry of this very test."""
    cast.at(MONDAY)


def whole() -> bool:
    return integrity.check().findings == []


def unit(key: str = "keuangan") -> Unit:
    return Unit.objects.get(pk=key)


def order() -> list[str]:
    return list(Unit.objects.values_list("slug", flat=True))


def test_the_letterhead_changes_with_one_entry_that_names_the_fields(cast: Cast) -> None:
    wanted = replace(Letterhead.of(cast.satker), alamat="Jl. Baru No. 1", lead_days=7, contacts="Admin, ruang 2")
    actions.change_letterhead(cast.satker, wanted, by=cast.admin)
    entries = Event.objects.count()
    satker = actions.change_letterhead(cast.satker, wanted, by=cast.admin)

    assert Letterhead.of(satker) == wanted
    assert Event.objects.count() == entries
    last = Event.objects.filter(subject="kantor").order_by("-seq")[0]
    assert (last.verb, last.by, last.facts["fields"]) == (
        "change_letterhead", cast.admin.pk, ["alamat", "lead_days", "contacts"],
    )  # fmt: skip
    assert whole()


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{nomor}/PR/{tahun}", None),
        ("{nomor:03}/ND/{bulan_romawi}/{tahun}", None),
        ("ND/{tahun}", "memuat {nomor}"),
        ("{nomor}/ND", "memuat {nomor} dan {tahun}"),
        ("{nomor.__class__}/{tahun}", "kurung kurawal"),
        ("{nomor:02}/{klas}-{jenis}/{unit}/{wilayah}/{bulan_romawi}/{tahun}", None),
        ("{nomor}/{tahun}/{sek}", "kurung kurawal"),
        ("{nomor:99999999}/{tahun}", "kurung kurawal"),
        ("{nomor}/{tahun}/{", "kurung kurawal"),
    ],
)
def test_a_pattern_of_numbers_knows_a_few_words_only(pattern: str, said: str | None) -> None:
    fault = Satker.pattern_fault(pattern)
    assert (fault is None) if said is None else (fault and said in fault)


def test_what_is_wrong_with_a_letterhead_is_named_at_its_field(cast: Cast) -> None:
    wanted = replace(Letterhead.of(cast.satker), alamat="x" * 201, instansi=" ", lead_days=99)
    with pytest.raises(BadInput) as refused:
        actions.change_letterhead(cast.satker, wanted, by=cast.admin)
    assert {one.loc for one in refused.value.problems} == {"alamat", "instansi", "lead_days"}


def test_a_new_subbagian_stands_last_in_its_bagian_with_its_posts(cast: Cast) -> None:
    new = actions.add_unit(
        unit("keuangan-umum-logistik"),
        jenis="subbagian",
        nama="Subbagian Keamanan",
        kepala="Kepala Subbagian Keamanan",
        by=cast.admin,
    )
    assert new.pk == "keamanan"
    assert order()[1:5] == ["keuangan-umum-logistik", "keuangan", "umum-logistik", "keamanan"]
    assert {one.post for one in new.jabatan.all()} == {"kasubbag", "petugas"}
    again = actions.add_unit(unit("sekretariat"), jenis="bagian", nama="Bagian Keamanan", kepala="Kabag", by=cast.admin)
    assert again.pk == "keamanan-2"
    assert whole()
    for jenis, parent in (
        ("bagian", "keuangan-umum-logistik"),
        ("subbagian", "keuangan"),
        ("sekretariat", "sekretariat"),
    ):
        with pytest.raises(BadInput):
            actions.add_unit(unit(parent), jenis=jenis, nama="Unit Lain", kepala="Kepala", by=cast.admin)
    with pytest.raises(BadInput, match="Sudah ada"):
        actions.add_unit(unit("sekretariat"), jenis="bagian", nama="bagian keamanan", kepala="Kabag", by=cast.admin)


def test_a_unit_gets_another_name_and_another_place(cast: Cast) -> None:
    actions.rename_unit(unit(), nama="Subbagian Anggaran", kepala="Kepala Subbagian Anggaran", by=cast.admin)
    names = set(Jabatan.objects.filter(unit="keuangan").values_list("nama", flat=True))
    assert names == {"Kepala Subbagian Anggaran", "Petugas Subbagian Anggaran"}

    actions.move_unit(unit(), up=False, by=cast.admin)
    assert order()[1:4] == ["keuangan-umum-logistik", "umum-logistik", "keuangan"]
    entries = Event.objects.count()
    actions.move_unit(unit(), up=False, by=cast.admin)
    assert Event.objects.count() == entries
    actions.move_unit(unit("keuangan-umum-logistik"), up=False, by=cast.admin)
    assert order()[1] == "teknis-hukum"
    assert order().index("umum-logistik") == order().index("keuangan-umum-logistik") + 1
    assert whole()


def test_only_an_empty_unit_is_closed_and_can_be_opened_again(cast: Cast) -> None:
    with pytest.raises(Refused, match="masih memegang Kepala Subbagian Keuangan"):
        office_changes.close_unit(unit(), by=cast.admin)
    with pytest.raises(Refused, match="Masih ada subbagian"):
        office_changes.close_unit(unit("teknis-hukum"), by=cast.admin)
    with pytest.raises(Refused, match="Sekretariat tidak dapat ditutup"):
        office_changes.close_unit(unit("sekretariat"), by=cast.admin)
    empty = unit("sdm")
    closed = office_changes.close_unit(empty, by=cast.admin)
    assert closed.closed_at is not None
    assert whole()
    with pytest.raises(Refused, match="sudah ditutup"):
        cast.appoint(cast.outsider, "kasubbag", "sdm", "definitif", "2027-01-04")
    assert actions.reopen_unit(empty, by=cast.admin).closed_at is None
    assert whole()


def test_a_unit_with_work_under_way_stays_open(cast: Cast) -> None:
    usulan_at(3, cast)
    for person in (cast.kasubbag, cast.petugas, cast.rekan):
        actions.relieve(person.penugasan.get(), by=cast.admin)
    with pytest.raises(Refused, match="Masih ada 1 usulan yang berjalan"):
        office_changes.close_unit(unit(), by=cast.admin)


def test_one_closed_day_comes_goes_and_changes_its_name(cast: Cast) -> None:
    day = date(2027, 1, 12)
    count = cast.satker.hari_libur.filter(tanggal__year=2027).count()
    actions.declare_day(cast.satker, Libur(day, "Hari Uji", "khusus"), by=cast.admin)
    actions.declare_day(cast.satker, Libur(day, "Hari Coba", "cuti_bersama"), by=cast.admin)
    assert cast.satker.hari_libur.get(tanggal=day).nama == "Hari Coba"
    assert cast.satker.hari_libur.filter(tanggal__year=2027).count() == count + 1
    assert whole()
    for _ in range(2):
        actions.undeclare_day(cast.satker, day, by=cast.admin)
    assert cast.satker.hari_libur.filter(tanggal__year=2027).count() == count
    assert whole()


def test_a_year_keeps_its_last_closed_day(cast: Cast) -> None:
    actions.declare_day(cast.satker, Libur(date(2031, 1, 1), "Tahun Baru", "libur_nasional"), by=cast.admin)
    with pytest.raises(BadInput, match="terakhir"):
        actions.undeclare_day(cast.satker, date(2031, 1, 1), by=cast.admin)


def test_a_day_declared_later_leaves_due_times_and_tells_how_many_it_touches(cast: Cast) -> None:
    cast.at("2027-01-04T15:30:00+07:00")
    tugas = usulan_at(2, cast).open_tugas
    assert tugas is not None
    actions.declare_day(cast.satker, Libur(date(2027, 1, 6), "Hari Uji", "khusus"), by=cast.admin)
    assert office_changes.due_across(cast.satker, date(2027, 1, 6)) == 1
    assert office_changes.due_across(cast.satker, date(2027, 1, 7)) == 0
    due = tugas.due_at
    tugas.refresh_from_db()
    assert tugas.due_at == due


def test_accounts_change_close_and_open_with_an_entry_each(cast: Cast) -> None:
    Pegawai.objects.filter(pk=cast.rekan.pk).update(email_shown=False)
    accounts.change(cast.rekan, nama="Rekan, S.E.", nip="197001011990031001", email="rekan@contoh.id", by=cast.admin)
    entries = Event.objects.count()
    accounts.change(cast.rekan, nama="Rekan, S.E.", nip="197001011990031001", email="rekan@contoh.id", by=cast.admin)
    assert Event.objects.count() == entries
    with pytest.raises(BadInput) as refused:
        accounts.change(cast.rekan, nama="Rekan", nip="123", email="bukan surel", by=cast.admin)
    assert {one.loc for one in refused.value.problems} == {"nip", "email"}
    with pytest.raises(Refused, match="admin lain"):
        actions.disable(cast.admin, by=cast.admin)
    actions.disable(cast.rekan, by=cast.admin)
    assert actions.enable(cast.rekan, by=cast.admin).is_active
    assert cast.rekan.standing(clock.now()).has("petugas")
    assert whole()


def test_a_password_made_by_others_is_temporary_until_its_owner_has_his_own(cast: Cast) -> None:
    made = accounts.set_password(cast.rekan, "Sandi-buatan-admin-27", temporary=True, by=cast.admin)
    assert made.temporary_password
    assert not accounts.set_password(cast.rekan, "Sandi-saya-sendiri-27", by=cast.rekan).temporary_password
    assert whole()


def test_what_an_office_lacks(cast: Cast) -> None:
    def lacking() -> set[str]:
        return {one.key for one in readiness.facts(clock.now()) if not one.done}

    assert lacking() == {"posts", "contacts"}
    assert "sdm" in {one.unit_id for one in readiness.vacant(clock.now())}
    plh = cast.appoint(cast.outsider, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    assert lacking() == {"posts", "contacts", "orders"}
    actions.note_order(plh, nomor="1/SPt/2027", tanggal=None, by=cast.admin)
    cast.satker.hari_libur.all().delete()
    accounts.set_password(cast.rekan, "Sandi-buatan-admin-27", temporary=True, by=cast.admin)
    assert lacking() == {"posts", "contacts", "holidays", "people"}
