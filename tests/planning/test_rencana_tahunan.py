"""The annual plan: read row by row, in force as a whole, the last one of a subbagian's year; and whole when it is verified."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, Refused, Stale
from renkeg.office import actions as office_actions
from renkeg.office import clock
from renkeg.office.models import Unit
from renkeg.papers import kertas_kerja
from renkeg.papers.opening import opened
from renkeg.planning import actions, integrity, tahunan
from renkeg.planning.models import KegiatanTahunan, RencanaTahunan, TahunanUpload
from renkeg.trail.models import Event
from tests.annual import HEAD, ROWS, filled, planned, uploaded, workbook
from tests.cast import Cast

GOOD = ROWS[0]
KEUANGAN = "Subbagian Keuangan"


def reading(data: bytes) -> tahunan.Reading:
    return tahunan.read(opened(data), Unit.objects.get(pk="keuangan"), 2027)


def changed(place: int, **cells: Any) -> list[Mapping[str, Any]]:
    """ROWS with other cells in one of them; "_" stands for a blank in the name of a column."""
    new = {name.replace("_", " "): value for name, value in cells.items()}
    return [{**row, **new} if n == place else row for n, row in enumerate(ROWS)]


def in_force() -> RencanaTahunan:
    return RencanaTahunan.objects.in_force(2027).get(unit="keuangan")


@pytest.mark.parametrize(
    ("text", "bulan"), [("Januari", 1), ("feb", 2), ("Peb.", 2), (" DESEMBER ", 12), ("7", 7), ("07", 7)]
)
def test_a_month_is_read_as_people_write_it(text: str, bulan: int) -> None:
    assert indonesian.parse_bulan(text) == bulan


@pytest.mark.parametrize("text", ["0", "13", "Febru", "Triwulan I", "1-3", "", "²", "Januari 2027"])
def test_what_is_no_month_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="Tulis nama bulan atau angka 1 sampai 12"):
        indonesian.parse_bulan(text)


def test_a_downloaded_form_comes_back_with_the_rows_that_were_written_into_it(cast: Cast) -> None:
    form = tahunan.form(Unit.objects.get(pk="keuangan"), 2027, [], at=clock.now())
    found = reading(filled(form))
    assert found.problems == ()
    assert [(row.bulan, row.judul, row.anggaran) for row in found.rows] == [
        (2, "Rapat koordinasi perencanaan", 12_500_000),
        (2, "Rekonsiliasi data belanja", 3_250_000),
        (3, "Rapat koordinasi perencanaan", 12_500_000),
        (12, "Evaluasi akhir tahun", 20_000_000),
    ]
    assert found.total == 48_250_000


def test_the_plan_in_force_goes_out_and_comes_back_the_same(cast: Cast) -> None:
    plan = planned(cast)
    rows = list(plan.kegiatan.all())
    form = tahunan.form(plan.unit, 2027, rows, at=clock.now())
    found = reading(form)
    assert found.problems == ()
    assert not tahunan.compared(tahunan.kept(rows), found.rows).any


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Bulan": ""}, "Baris 3, kolom Bulan: Wajib diisi, misalnya Februari atau 2."),
        ({"Bulan": "Triwulan I"}, "Baris 3, kolom Bulan: Tulis nama bulan atau angka 1 sampai 12, bukan “Triwulan I”."),
        ({"Judul_Kegiatan": ""}, "Baris 3, kolom Judul Kegiatan: Wajib diisi."),
        (
            {"Bulan": "Juni"},
            "Baris 3, kolom Tanggal Kegiatan: Tidak ada hari pada bulan Juni 2027; betulkan bulannya atau tanggalnya.",
        ),
        ({"Anggaran_(Rp)": "banyak"}, "Baris 3, kolom Anggaran: "),
        ({"Judul_Kegiatan": "ab"}, "Baris 3, kolom Judul Kegiatan: Terlalu pendek: paling sedikit 5 karakter."),
    ],
)
def test_a_cell_that_cannot_be_right_is_named_and_keeps_the_whole_file_out(
    cast: Cast, cells: dict[str, Any], told: str
) -> None:
    upload = uploaded(workbook(changed(1, **cells)), by=cast.kasubbag)
    problems = [str(one) for one in actions.read_rencana_tahunan(upload).problems]
    assert len(problems) == 1
    assert problems[0].startswith(told)
    with pytest.raises(BadInput, match="1 hal pada berkas ini"):
        actions.import_rencana_tahunan(upload, seen="", by=cast.kasubbag)
    assert (RencanaTahunan.objects.count(), KegiatanTahunan.objects.count()) == (0, 0)


def test_a_form_without_months_without_rows_or_of_another_unit_is_not_taken(cast: Cast) -> None:
    with pytest.raises(BadInput, match="Kolom Bulan tidak ditemukan"):
        uploaded(workbook(ROWS, [name for name in HEAD if name != "Bulan"]), by=cast.kasubbag)
    with pytest.raises(BadInput, match="bukan Excel"):
        uploaded(b"bukan Excel", by=cast.kasubbag)
    with pytest.raises(BadInput, match="Isi tahun anggaran"):
        uploaded(workbook(), by=cast.kasubbag, tahun=1999)
    assert [str(one) for one in reading(workbook([])).problems] == ["Belum ada kegiatan yang diisi pada form ini."]
    other = tahunan.form(Unit.objects.get(pk="teknis"), 2027, [], at=clock.now())
    (problem,) = reading(filled(other)).problems
    assert str(problem).startswith("Form ini untuk ")
    assert str(problem).endswith(f"bukan {KEUANGAN} tahun 2027.")


def test_a_monthly_form_tells_that_its_month_column_is_not_read(cast: Cast) -> None:

    assert kertas_kerja.read(workbook()).ignored == ["Bulan"]


def test_a_version_is_in_force_until_the_next_one_and_stands_in_the_trail(cast: Cast) -> None:
    first = planned(cast)
    second = planned(cast, workbook(ROWS[:2]), by=cast.petugas)
    assert in_force() == second
    assert (first.urut, second.urut, first.kegiatan.count(), second.rows) == (1, 2, 4, 2)
    event = Event.objects.latest("seq")
    assert (event.verb, event.subject) == ("import_rencana_tahunan", second.subject)
    assert (event.facts["replaces"], event.facts["unit"], event.facts["jabatan"]) == (
        first.pk,
        "keuangan",
        "petugas-keuangan",
    )
    planned(cast, workbook(ROWS[2:]), tahun=2028)
    planned(cast, by=cast.outsider, unit="teknis")
    assert in_force() == second
    assert integrity.check().findings == []


def test_the_kasubbag_and_the_petugas_of_the_unit_import_nobody_else(cast: Cast) -> None:
    importing = {"kasubbag", "petugas", "rekan"}
    for name, person in cast.everyone().items():
        if name in importing:
            planned(cast, by=person)
            continue
        with pytest.raises(Refused, match=f"Rencana tahunan {KEUANGAN} diimpor kasubbag atau petugasnya"):
            uploaded(workbook(), by=person)
    assert TahunanUpload.objects.count() == len(importing)
    plh = cast.appoint(cast.outsider, "kasubbag", "keuangan", "plh", "2027-01-04", "2027-01-05")
    planned(cast, by=cast.outsider)
    assert Event.objects.latest("seq").facts["kapasitas"] == "plh"
    waiting = uploaded(workbook(), by=cast.outsider)
    office_actions.relieve(plh, by=cast.admin)
    with pytest.raises(Refused):
        actions.import_rencana_tahunan(waiting, seen=in_force().pk, by=cast.outsider)
    assert RencanaTahunan.objects.count() == len(importing) + 1
    assert integrity.check().findings == []


def test_everybody_but_the_admin_reads_it_and_an_upload_is_ones_own(cast: Cast) -> None:
    planned(cast)
    waiting = uploaded(workbook(), by=cast.kasubbag)
    now = clock.now()
    for name, person in cast.everyone().items():
        assert RencanaTahunan.objects.visible_to(person, now).exists() is (name != "admin"), name
        own = TahunanUpload.objects.visible_to(person, now).filter(pk=waiting.pk)
        assert own.exists() is (name == "kasubbag"), name


def test_of_two_who_import_at_once_the_second_is_told_to_compare_again(cast: Cast) -> None:
    mine, theirs = uploaded(workbook(), by=cast.kasubbag), uploaded(workbook(ROWS[:1]), by=cast.petugas)
    first = actions.import_rencana_tahunan(theirs, seen="", by=cast.petugas)
    with pytest.raises(Stale, match=r"versi 1 sudah diimpor oleh .*\. Periksa dahulu perbedaannya"):
        actions.import_rencana_tahunan(mine, seen="", by=cast.kasubbag)
    assert in_force() == first
    assert actions.import_rencana_tahunan(mine, seen=first.pk, by=cast.kasubbag).urut == 2


def test_a_second_click_changes_nothing(cast: Cast) -> None:
    upload = uploaded(workbook(), by=cast.kasubbag)
    first = actions.import_rencana_tahunan(upload, seen="", by=cast.kasubbag)
    again = actions.import_rencana_tahunan(TahunanUpload.objects.get(), seen="", by=cast.kasubbag)
    stale_copy = actions.import_rencana_tahunan(upload, seen="", by=cast.kasubbag)
    assert first == again == stale_copy
    assert Event.objects.filter(verb="import_rencana_tahunan").count() == 1
    assert bytes(TahunanUpload.objects.get().data) == b""


def test_a_closed_subbagian_gets_no_plan_any_more(cast: Cast) -> None:
    unit = Unit.objects.get(pk="keuangan")
    unit.closed_at = clock.now()
    assert RencanaTahunan.import_refusal(cast.kasubbag, unit, clock.now()) == (
        f"{KEUANGAN} sudah ditutup; rencana tahunannya tidak diimpor lagi."
    )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (ROWS, ((), (), ())),
        (changed(3, Bulan="November"), (("Evaluasi akhir tahun",), (), ("Evaluasi akhir tahun",))),
        (changed(0, **{"Anggaran_(Rp)": 13_000_000}), ((), ("Rapat koordinasi perencanaan",), ())),
        (ROWS[1:], ((), (), ("Rapat koordinasi perencanaan",))),
        ([*ROWS, GOOD], (("Rapat koordinasi perencanaan",), (), ())),
        (list(reversed(ROWS)), ((), (), ())),
    ],
)
def test_the_difference_tells_each_row_once(
    cast: Cast, rows: Sequence[Mapping[str, Any]], told: tuple[tuple[str, ...], ...]
) -> None:
    before, after = tahunan.kept(planned(cast).kegiatan.all()), reading(workbook(rows)).rows
    found = tahunan.compared(before, after)
    assert tuple(tuple(one.row.judul for one in part) for part in (found.added, found.changed, found.removed)) == told


def test_the_database_refuses_half_truths(cast: Cast) -> None:
    found = planned(cast)
    row = found.kegiatan.all()[0]
    for change in ({"bulan": 13}, {"bulan": 0}, {"anggaran": -1}, {"judul": None}, {"position": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            found.kegiatan.filter(pk=row.pk).update(**change)
    columns = {one.attname: getattr(found, one.attname) for one in found._meta.concrete_fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        RencanaTahunan.objects.create(**{**columns, "id": "x" * 22})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE planning_kegiatantahunan SET anggaran = anggaran + 1 WHERE position = 1",
        "UPDATE planning_kegiatantahunan SET bulan = 5 WHERE position = 1",
        "DELETE FROM planning_kegiatantahunan WHERE position = 4",
        "UPDATE planning_rencanatahunan SET total = total + 1",
        "UPDATE planning_rencanatahunan SET tahun = 2028",
    ],
)
def test_what_was_changed_behind_the_program_is_found(cast: Cast, statement: str) -> None:
    planned(cast)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert [one.where.partition(":")[0] for one in integrity.check().findings] == ["rencana_tahunan"]


def test_uploads_are_swept_after_some_days(cast: Cast) -> None:
    planned(cast)
    assert actions.sweep_uploads() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE planning_tahunanupload SET uploaded_at = '2020-01-01 00:00:00+00:00'")
    assert actions.sweep_uploads() == 1
    assert RencanaTahunan.objects.count() == 1
