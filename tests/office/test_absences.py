"""Who is away, who may say so, and who stands in: the superior decides, the trail tells it, illness stays private."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import actions, away, clock, readiness, standing_in
from renkeg.office.models import Absence, Jabatan, Pegawai, PenugasanJabatan
from renkeg.planning import integrity
from renkeg.trail.models import Event, Notification
from tests.cast import MONDAY, Cast

KABAG = "kabag-keuangan-umum-logistik"


@pytest.fixture(autouse=True)
def _morning(cast: Cast) -> None:
    """Monday at nine, told by an entry of this very test."""
    cast.at(MONDAY)


def note(cast: Cast, pegawai: Pegawai, by: Pegawai | None = None, **changes: object) -> Absence:
    """Away from Monday to Friday, on leave."""
    span = {"jenis": "cuti", "mulai": date(2027, 1, 4), "selesai": date(2027, 1, 8), **changes}
    absence, _ = actions.note_absence(pegawai, by=by or pegawai, **span)  # type: ignore[arg-type]
    return absence


def name(absence: Absence, pegawai: Pegawai, by: Pegawai, **changes: object) -> PenugasanJabatan:
    """As Plh. of the Kabag, for the whole time."""
    span = {"mulai": absence.mulai, "selesai": absence.selesai, **changes}
    penugasan, _ = actions.name_stand_in(absence, jabatan(), pegawai, by=by, **span)  # type: ignore[arg-type]
    return penugasan


def jabatan(key: str = KABAG) -> Jabatan:
    return Jabatan.objects.of_the_office().get(pk=key)


def whole() -> bool:
    """Whether `renkeg verify` still says that all is well."""
    return integrity.check().findings == []


def test_noted_by_oneself_the_superior_or_the_admin_and_by_nobody_else(cast: Cast) -> None:
    for by in (cast.kabag, cast.sekretaris, cast.admin):
        actions.cancel_absence(note(cast, cast.kabag, by), by=by)
    for stranger in (cast.kasubbag, cast.outsider_kabag, cast.auditor, cast.petugas):
        with pytest.raises(Refused, match="dicatat olehnya sendiri, atasannya, atau admin"):
            note(cast, cast.kabag, stranger)
    note(cast, cast.petugas, cast.kasubbag)
    assert whole()


def test_the_superior_is_told_without_a_word_of_illness(cast: Cast) -> None:
    absence = note(cast, cast.kabag, jenis="sakit", catatan="Rawat inap")

    told = Notification.objects.get()
    assert (told.to, told.link) == (cast.sekretaris.pk, absence.get_absolute_url())
    assert told.text == "Kabag Contoh tidak di tempat 4 s.d. 8 Januari 2027. Putuskan siapa Plh.-nya."
    event = Event.objects.get(subject=absence.subject)
    assert "sakit" not in str(event.facts)
    assert absence.why == "sedang berhalangan"


def test_nobody_stands_above_the_sekretaris_so_the_admin_is_told_and_decides(cast: Cast) -> None:
    absence = note(cast, cast.sekretaris)
    assert set(Notification.objects.values_list("to", flat=True)) == {cast.admin.pk}
    top = jabatan("sekretaris-sekretariat")

    assert absence.decision_refusal(top, cast.sekretaris, clock.now()) is not None
    assert absence.decision_refusal(top, cast.admin, clock.now()) is None
    actions.name_stand_in(absence, top, cast.kabag, mulai=absence.mulai, selesai=absence.selesai, by=cast.admin)
    assert cast.kabag.standing(clock.now()).holding(top.pk)
    assert whole()


def test_repeating_is_harmless_and_an_overlap_is_refused(cast: Cast) -> None:
    first = note(cast, cast.kabag)
    entries = Event.objects.count()
    assert note(cast, cast.kabag) == first
    assert Event.objects.count() == entries
    with pytest.raises(Refused, match=r"sudah tercatat: 4 s\.d\. 8 Januari 2027"):
        note(cast, cast.kabag, selesai=date(2027, 1, 12))


@pytest.mark.parametrize(
    ("mulai", "selesai", "msg"),
    [
        (date(2027, 1, 8), date(2027, 1, 4), "mendahului"),
        (date(2026, 12, 1), date(2026, 12, 3), "sudah lewat"),
        (date(2027, 1, 4), date(2028, 2, 4), "Lebih dari setahun"),
    ],
)
def test_days_that_make_no_sense_are_refused(cast: Cast, mulai: date, selesai: date, msg: str) -> None:
    with pytest.raises(BadInput, match=msg):
        note(cast, cast.kabag, mulai=mulai, selesai=selesai)


def test_those_of_the_same_level_come_first_and_who_is_away_is_not_proposed(cast: Cast) -> None:
    cast.appoint(cast.outsider, "kabag", "perencanaan-data-informasi", "definitif", "2026-01-01")
    absence = note(cast, cast.kabag)
    note(cast, cast.outsider)

    proposed = standing_in.proposals(absence, jabatan())

    assert [one.pegawai for one in proposed] == [cast.outsider_kabag, cast.sekretaris, cast.kasubbag]
    assert [bool(one.remarks) for one in proposed] == [False, True, True]
    kasubbag = note(cast, cast.kasubbag, mulai=date(2027, 2, 1), selesai=date(2027, 2, 2))
    below = [one.pegawai for one in standing_in.proposals(kasubbag, jabatan("kasubbag-keuangan"))]
    assert below == [cast.outsider, cast.kabag, cast.petugas, cast.rekan]


def test_the_superior_names_the_plh_who_is_told_and_finds_the_post(cast: Cast) -> None:
    absence = note(cast, cast.kabag)

    penugasan = name(
        absence, cast.outsider_kabag, cast.sekretaris, nomor="12/SDM.06.1-SPt/17/2027", tanggal=date(2027, 1, 4)
    )

    assert penugasan.dasar == "Surat Perintah Nomor 12/SDM.06.1-SPt/17/2027 tanggal 4 Januari 2027"
    assert cast.outsider_kabag.standing(clock.now()).holding(KABAG) == penugasan
    told = dict(Notification.objects.filter(event__subject=f"penugasan:{penugasan.pk}").values_list("to", "text"))
    assert told[cast.outsider_kabag.pk].startswith("Anda ditunjuk sebagai Plh. Kepala Bagian Keuangan")
    assert told[cast.kabag.pk].startswith("Selama Anda tidak di tempat, Outsider Kabag Contoh menjadi Plh.")
    assert (
        name(absence, cast.outsider_kabag, cast.sekretaris, nomor="12/SDM.06.1-SPt/17/2027", tanggal=date(2027, 1, 4))
        == penugasan
    )
    with pytest.raises(Refused, match=r"sudah menjadi Plh\."):
        name(absence, cast.kasubbag, cast.sekretaris)
    assert whole()


def test_only_the_superior_of_that_post_and_the_admin_name_him(cast: Cast) -> None:
    absence = note(cast, cast.kabag)
    for who in (cast.kabag, cast.outsider_kabag, cast.kasubbag, cast.auditor):
        with pytest.raises(Refused, match="ditunjuk oleh Sekretaris KPU Provinsi Bengkulu, atau dicatat oleh admin"):
            name(absence, cast.outsider_kabag, who)
    assert name(absence, cast.outsider_kabag, cast.admin).kapasitas == "plh"


def test_neither_the_absent_nor_another_absent_nor_days_outside(cast: Cast) -> None:
    absence = note(cast, cast.kabag)
    note(cast, cast.outsider_kabag, mulai=date(2027, 1, 8), selesai=date(2027, 1, 8))
    with pytest.raises(BadInput, match="ia sendiri"):
        name(absence, cast.kabag, cast.sekretaris)
    with pytest.raises(Refused, match="sendiri tidak di tempat"):
        name(absence, cast.outsider_kabag, cast.sekretaris)
    name(absence, cast.outsider_kabag, cast.sekretaris, selesai=date(2027, 1, 7))
    with pytest.raises(BadInput, match="di dalamnya"):
        name(absence, cast.kasubbag, cast.sekretaris, selesai=date(2027, 1, 9))


def test_without_a_plh_the_superior_says_why_once(cast: Cast) -> None:
    absence = note(cast, cast.kabag)
    with pytest.raises(BadInput):
        actions.decline_stand_in(absence, jabatan(), catatan="", by=cast.sekretaris)
    first = actions.decline_stand_in(absence, jabatan(), catatan="Hanya dua hari.", by=cast.sekretaris)
    entries = Event.objects.count()
    assert actions.decline_stand_in(absence, jabatan(), catatan="Lagi", by=cast.sekretaris) == first
    assert Event.objects.count() == entries
    assert whole()
    name(absence, cast.outsider_kabag, cast.sekretaris)  # he may think better of it


def test_who_comes_back_early_ends_the_plh_with_it_and_a_cancelled_one_at_once(cast: Cast) -> None:
    absence = note(cast, cast.kabag)
    penugasan = name(absence, cast.outsider_kabag, cast.sekretaris)

    absence = actions.change_absence(absence, mulai=absence.mulai, selesai=date(2027, 1, 5), by=cast.kabag)
    penugasan.refresh_from_db()
    assert penugasan.selesai == date(2027, 1, 5)
    assert whole()
    with pytest.raises(BadInput, match="Sudah mulai"):
        actions.change_absence(absence, mulai=date(2027, 1, 5), selesai=date(2027, 1, 6), by=cast.kabag)

    actions.cancel_absence(absence, by=cast.kabag)
    assert cast.outsider_kabag.standing(clock.now()).holding(KABAG) is None
    entries = Event.objects.count()
    actions.cancel_absence(absence, by=cast.kabag)
    assert Event.objects.count() == entries
    assert whole()


def test_a_longer_absence_is_decided_anew_for_the_days_that_came_to_it(cast: Cast) -> None:
    absence = note(cast, cast.kabag)
    name(absence, cast.outsider_kabag, cast.sekretaris)
    assert not list(readiness.undecided(clock.now()))

    absence = actions.change_absence(absence, mulai=absence.mulai, selesai=date(2027, 1, 12), by=cast.kabag)

    assert list(readiness.undecided(clock.now())) == [absence]
    assert absence.uncovered(date(2027, 1, 4)) == date(2027, 1, 9)
    name(absence, cast.outsider_kabag, cast.sekretaris, mulai=date(2027, 1, 9))
    assert absence.uncovered(date(2027, 1, 4)) is None
    assert not list(readiness.undecided(clock.now()))
    assert whole()


def test_an_absence_that_ends_before_today_ends_the_plh_now(cast: Cast) -> None:
    absence = note(cast, cast.kabag)
    penugasan = name(absence, cast.outsider_kabag, cast.sekretaris)
    cast.at("2027-01-06T08:00:00+07:00")

    actions.change_absence(absence, mulai=absence.mulai, selesai=date(2027, 1, 5), by=cast.kabag)

    penugasan.refresh_from_db()
    assert penugasan.ended_at is not None
    assert whole()


def test_the_sentence_of_an_absent_holder(cast: Cast) -> None:
    def sentence() -> str | None:
        found = away.away(clock.now()).posts.get(KABAG)
        return found.sentence if found else None

    assert sentence() is None
    absence = note(cast, cast.kabag)
    title = "Kepala Bagian Keuangan, Umum dan Logistik sedang cuti s.d. 8 Januari"
    assert sentence() == f"{title}, belum ada Plh."
    name(absence, cast.outsider_kabag, cast.sekretaris)
    assert sentence() == f"{title}, digantikan Plh. Outsider Kabag Contoh."
    cast.at("2027-01-09T09:00:00+07:00")
    assert sentence() is None


def test_the_number_of_the_order_may_come_later(cast: Cast) -> None:
    penugasan = name(note(cast, cast.kabag), cast.outsider_kabag, cast.sekretaris)
    assert penugasan.lacks_order
    actions.note_order(penugasan, nomor="7/SPt/2027", tanggal=date(2027, 1, 4), by=cast.sekretaris)
    penugasan = PenugasanJabatan.objects.get(pk=penugasan.pk)
    assert not penugasan.lacks_order
    assert penugasan.dasar == "Surat Perintah Nomor 7/SPt/2027 tanggal 4 Januari 2027"
    with pytest.raises(Refused):
        actions.note_order(penugasan, nomor="8/SPt/2027", tanggal=None, by=cast.outsider_kabag)
    assert whole()


def test_a_superior_gives_no_definitive_post_and_nothing_without_an_end(cast: Cast) -> None:
    def appoint(kapasitas: str, selesai: date | None) -> None:
        actions.appoint(
            cast.outsider, jabatan(), kapasitas=kapasitas, mulai=date(2027, 1, 4), selesai=selesai, by=cast.sekretaris
        )

    actions.relieve(cast.kabag.penugasan.get(), by=cast.admin)
    with pytest.raises(Refused, match="definitif"):
        appoint("definitif", None)
    with pytest.raises(BadInput, match="tanggal selesai"):
        appoint("plt", None)
    appoint("plt", date(2027, 3, 31))
    held = cast.outsider.penugasan.get(kapasitas="plt")
    with pytest.raises(Refused):
        actions.relieve(held, by=cast.outsider_kabag)
    assert actions.relieve(held, by=cast.sekretaris).ended_at
    assert whole()


def test_rights_are_those_of_the_instant(cast: Cast) -> None:
    absence = note(cast, cast.kabag)
    late: Callable[[], datetime] = lambda: cast.at("2027-01-09T09:00:00+07:00")  # noqa: E731
    late()
    with pytest.raises(Refused, match="sudah lewat"):
        name(absence, cast.outsider_kabag, cast.sekretaris)
    with pytest.raises(Refused, match="sudah lewat"):
        actions.cancel_absence(absence, by=cast.kabag)
