"""The POK comes in as a whole or not at all, is never changed, and its rows are read in both habits of offices."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from renkeg.lib.errors import BadInput, Refused, Stale
from renkeg.office import actions as office_actions
from renkeg.office.models import Unit
from renkeg.papers.opening import opened
from renkeg.planning import actions, integrity, pok, pok_head
from renkeg.planning.models import Pagu, Pok, PokUpload
from renkeg.trail.models import Event
from tests.budget import LINES, changed, full, imported, spread, stepped, uploaded, workbook
from tests.cast import Cast


def reading(data: bytes) -> pok.Reading:
    (grid,) = opened(data)
    columns = pok_head.guessed([grid])
    assert columns is not None
    return pok.read(grid, columns)


def plain(found: pok.Reading) -> list[tuple[str, str, int, int]]:
    assert found.problems == ()
    return [(one.path, one.uraian, one.pagu, one.blokir) for one in found.nodes]


def test_both_habits_of_writing_codes_give_the_same_tree() -> None:
    assert plain(reading(full())) == list(LINES)
    found = reading(stepped())
    assert plain(found) == list(LINES)
    assert found.details == 4
    assert found.warnings == ()
    assert found.total == 150_000_000


def test_the_printed_habit_mixes_whole_codes_above_and_segments_below() -> None:
    rows = [
        [kode if kode.count(".") < 4 else kode.rpartition(".")[2], uraian, "", "", pagu, blokir]
        for kode, uraian, pagu, blokir in LINES
    ]
    assert plain(reading(workbook(*rows))) == list(LINES)


def test_a_tree_without_programs_is_a_tree() -> None:
    lines = [(kode[3:], *rest) for kode, *rest in LINES if "." in kode]
    assert plain(reading(full(lines))) == lines  # type: ignore[arg-type]


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[str, str, int, int]]:
    """A POK of any form: each node has one to three below it, down to the akun."""
    lines: list[tuple[str, str, int, int]] = []
    kinds: Sequence[Sequence[str]] = (
        ("CQ", "WA"),
        ("3355", "6709"),
        ("EBA", "QGE", "EBD"),
        ("001", "994", "EBA"),
        ("001", "113", "0A1"),
        ("A", "TA", "B"),
        ("521211", "524111", "522151"),
    )

    def below(path: str, depth: int) -> int:
        place = len(lines)
        lines.append((path, f"uraian {path}", 0, 0))
        if depth == len(kinds):
            total = draw(st.integers(0, 10**12))
        else:
            chosen = draw(st.lists(st.sampled_from(kinds[depth]), min_size=1, max_size=2, unique=True))
            total = sum(below(f"{path}.{one}", depth + 1) for one in chosen)
        lines[place] = (path, f"uraian {path}", total, 0)
        return total

    for program in draw(st.lists(st.sampled_from(kinds[0]), min_size=1, max_size=2, unique=True)):
        below(program, 1)
    return lines


@settings(max_examples=40, deadline=None)
@given(trees())
def test_any_tree_is_read_back_in_either_habit(lines: list[tuple[str, str, int, int]]) -> None:
    assert plain(reading(full(lines))) == lines
    assert plain(reading(stepped(lines))) == lines
    assert plain(reading(spread(lines))) == lines
    assert plain(reading(spread(lines, repeated=True))) == lines


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["WA", "Program", "", "", -5, ""], "Baris 5, kolom Pagu: pagu tidak dapat kurang dari nol."),
        (["WA", "Program", "", "", "12.5.0", ""], "Baris 5, kolom Pagu: "),
        (["WA", "Program", "", "", 10.5, ""], "Baris 5, kolom Pagu: bukan rupiah bulat"),
        (["WA", "Program", "", "", "", ""], "Baris 5, kolom Pagu: pagu kode ini kosong"),
        (["WA", "Program", "", "", 10, 11], "Baris 5, kolom Blokir: blokir Rp11 melebihi pagunya, Rp10."),
        (["WA.3355", "Kegiatan", "", "", 10, ""], "Baris 5, kolom Kode: WA.3355 berdiri tanpa induknya, WA,"),
        (["??", "Kegiatan", "", "", 10, ""], "Baris 5, kolom Kode: “??” bukan kode anggaran yang dikenal."),
        ([1, "Kegiatan", "", "", 10, ""], "Nol di depannya mungkin hilang"),
        (["WA", "Pro\x07gram", "", "", 10, ""], "Baris 5, kolom Uraian: "),
    ],
)
def test_a_row_that_cannot_be_right_is_named_with_its_cell(row: list[Any], told: str) -> None:
    found = reading(workbook(row))
    assert any(told in str(note) for note in found.problems), [str(note) for note in found.problems]


def test_a_code_that_stands_twice_is_named_with_its_first_row() -> None:
    found = reading(full([*LINES, LINES[9]]))
    assert [str(note) for note in found.problems] == [
        "Baris 22, kolom Kode: CQ.6709.QGE.001.113.B.524111 sudah ada pada baris 14."
    ]


def test_a_sum_that_does_not_fit_is_a_warning_and_no_wall(cast: Cast) -> None:
    data = full(changed(CQ_6709=90_000_000))
    found = reading(data)
    assert found.problems == ()
    assert [note.row for note in found.warnings] == [5, 6]
    assert "Rp90.000.000, tetapi jumlah di bawahnya Rp100.000.000" in str(found.warnings[1])
    assert imported(cast, data).rows == len(LINES)


def test_a_blokir_left_open_is_the_sum_of_what_is_blocked_below() -> None:
    rows = [
        [kode, uraian, "", "", pagu, blokir if kode.count(".") == 6 else ""] for kode, uraian, pagu, blokir in LINES
    ]
    assert plain(reading(workbook(*rows))) == list(LINES)


def test_columns_are_found_by_their_heads_or_as_they_were_the_last_time() -> None:
    rows = [[pagu, uraian, kode] for kode, uraian, pagu, _ in LINES]
    (grid,) = opened(workbook(*rows, head=["Pagu Revisi", "Uraian", "Kode"]))
    found = pok_head.guessed([grid])
    assert found == pok_head.Columns("POK", 3, kode=2, uraian=1, pagu=0)
    (strange,) = opened(workbook(*rows, head=["Menjadi", "Uraian", "Rek"]))
    assert pok_head.guessed([strange]) is None
    assert pok_head.guessed([strange], {"kode": "Rek", "pagu": "Menjadi"}) == found


def test_a_price_is_never_taken_for_the_ceiling() -> None:
    (grid,) = opened(workbook([1], head=["Kode", "Uraian", "Harga Satuan Total", "Volume Jumlah", "Jumlah"]))
    found = pok_head.guessed([grid])
    assert found is not None
    assert found.pagu == 4


@pytest.mark.parametrize("repeated", [False, True])
@pytest.mark.parametrize("numbered", [False, True])
def test_a_kode_spread_over_a_column_for_each_level_is_read_below_its_merged_heads(
    repeated: bool, numbered: bool
) -> None:
    (grid,) = opened(spread(repeated=repeated, numbered=numbered))
    found = pok_head.guessed([grid])
    assert found is not None
    assert (found.head, found.kode, found.uraian, found.pagu, found.blokir) == (3, 0, 7, 9, 10)
    assert [(level.told, column) for level, column in found.level_columns.items()] == [
        ("Program", 0),
        ("Kegiatan", 1),
        ("KRO", 2),
        ("RO", 3),
        ("Komponen", 4),
        ("Subkomponen", 5),
        ("Akun", 6),
    ]
    assert pok_head.heads(grid, 3)[9] == "Pagu Menjadi"
    assert plain(pok.read(grid, found)) == list(LINES)


def test_a_level_that_is_missing_is_named_with_its_row() -> None:
    without = [line for line in LINES if line[0] != "CQ.6709.QGE.001.113"]
    found = reading(spread(without))
    assert str(found.problems[0]) == ("Baris 12, kolom Kode: tingkat Komponen tidak ada di atas A; tambahkan barisnya.")
    stepwise = reading(stepped(without))
    assert [str(note) for note in stepwise.problems][:1] == [
        "Baris 9, kolom Kode: tingkat Komponen tidak ada di atas A; tambahkan barisnya."
    ]
    headless = reading(spread([line for line in LINES if line[0] not in ("CQ", "CQ.6709")]))
    assert str(headless.problems[0]) == (
        "Baris 8, kolom Kode: tingkat Kegiatan tidak ada di atas QGE; tambahkan barisnya."
    )


def test_a_segment_in_the_wrong_column_is_named() -> None:
    rows = [
        ["WA", "", "", "", "", "", "", "Program", 10],
        ["", "EBA", "", "", "", "", "", "Kegiatan", 10],
        ["", 3355, "", "", "", "", "", "Kegiatan", 10],
        ["", "", "EBA", "", "", "", "", "KRO", 10],
        ["", "", "", 1, "", "", "", "RO", 10],
    ]
    head = ["Program", "Kegiatan", "KRO", "RO", "Komponen", "Sub Komponen", "Akun", "Uraian", "Pagu"]
    found = reading(workbook(*rows, head=head))
    assert [str(note) for note in found.problems] == ["Baris 6, kolom Kode: “EBA” bukan kode Kegiatan yang dikenal."]
    # The number 1 in the column of the RO is 001.
    assert found.nodes[-1].path == "WA.3355.EBA.001"


@pytest.mark.parametrize(
    ("note", "unit"),
    [
        ("(dalam ribuan rupiah)", 1_000),
        ("Jumlah dalam Rp 1.000", 1_000),
        ("Rp. 000", 1_000),
        ("DALAM JUTA RUPIAH", 1_000_000),
    ],
)
def test_amounts_in_thousands_are_never_taken_for_rupiah(cast: Cast, note: str, unit: int) -> None:
    data = spread(note=note, unit=unit)
    upload = uploaded(data, by=cast.sekretaris)
    _, found = actions.read_upload(upload)
    assert found is not None
    assert [str(one) for one in found.problems] == [
        f"Baris 2, kolom Pagu: tertulis “{note}”; pilih satuannya pada “Jumlah dalam” di bawah."
    ]
    with pytest.raises(BadInput):
        actions.import_pok(upload, seen="", by=cast.sekretaris)
    columns = actions.columns_of(upload)
    assert columns is not None
    (grid,) = opened(data)
    assert "tetapi jumlahnya dibaca sebagai rupiah" in str(pok.read(grid, replace(columns, unit=1)).warnings[0])
    chosen = replace(columns, unit=unit)
    actions.choose_columns(upload, chosen, revisi=0, tanggal=upload.tanggal, by=cast.sekretaris)
    assert actions.import_pok(PokUpload.objects.get(pk=upload.pk), seen="", by=cast.sekretaris).total == 150_000_000


def test_parts_of_thousands_are_whole_rupiah_or_named() -> None:
    data = workbook(["WA", "Program", "", "", 1234.567, ""], ["WB", "Program", "", "", 0.1234, ""])
    (grid,) = opened(data)
    columns = pok_head.guessed([grid])
    assert columns is not None
    found = pok.read(grid, replace(columns, unit=1_000))
    assert found.nodes[0].pagu == 1_234_567
    assert [str(note)[:40] for note in found.problems] == ["Baris 6, kolom Pagu: bukan rupiah bulat;"]


def test_an_imported_pok_is_in_force_and_stands_in_the_trail(cast: Cast) -> None:
    first = imported(cast)
    second = imported(cast, full(changed(CQ_6709_QGE_001_113_B=None, CQ_6709_QGE_001_113_B_524111=None)), revisi=1)

    assert Pok.objects.in_force(2027).get() == second
    assert (first.told, second.told, second.urut) == ("POK awal", "Revisi ke-1", 2)
    assert first.nodes.count() == len(LINES)
    event = Event.objects.latest("seq")
    assert (event.verb, event.subject, event.facts["replaces"]) == ("import_pok", second.subject, first.pk)
    assert integrity.check().findings == []


def test_the_subbagian_that_keeps_it_and_the_sekretaris_import_nobody_else(cast: Cast) -> None:
    for person in cast.everyone().values():
        if person == cast.sekretaris:
            continue
        with pytest.raises(Refused, match="POK diimpor Subbagian Perencanaan atau Sekretaris"):
            imported(cast, by=person)
    office_actions.entrust_pok(cast.satker, Unit.objects.get(pk="keuangan"), by=cast.admin)
    for person in (cast.kasubbag, cast.petugas):
        imported(cast, by=person)
    with pytest.raises(Refused):
        imported(cast, by=cast.kabag)
    plh = cast.appoint(cast.outsider, "kasubbag", "keuangan", "plh", "2027-01-04", "2027-01-05")
    imported(cast, by=cast.outsider)
    assert Event.objects.latest("seq").facts["kapasitas"] == "plh"
    office_actions.relieve(plh, by=cast.admin)
    with pytest.raises(Refused):
        imported(cast, by=cast.outsider)
    assert integrity.check().findings == []


def test_everybody_but_the_admin_reads_it(cast: Cast) -> None:
    imported(cast)
    now = cast.at("2027-01-04T10:00:00+07:00")
    for name, person in cast.everyone().items():
        assert Pok.objects.visible_to(person, now).exists() is (name != "admin"), name


def test_what_was_read_against_an_older_one_is_refused(cast: Cast) -> None:
    first = imported(cast)
    imported(cast, revisi=1)
    with pytest.raises(Stale, match="Revisi ke-1 tahun 2027 sudah diimpor oleh Sekretaris Contoh"):
        imported(cast, revisi=2, seen=first.pk)
    with pytest.raises(Refused, match="revisi yang lebih lama"):
        imported(cast, revisi=0)
    assert Pok.objects.count() == 2


def test_a_second_click_changes_nothing(cast: Cast) -> None:
    upload = uploaded(full(), by=cast.sekretaris)
    first = actions.import_pok(upload, seen="", by=cast.sekretaris)
    again = actions.import_pok(PokUpload.objects.get(pk=upload.pk), seen="", by=cast.sekretaris)
    stale_copy = actions.import_pok(upload, seen="", by=cast.sekretaris)
    assert first == again == stale_copy
    assert Event.objects.filter(verb="import_pok").count() == 1
    assert bytes(PokUpload.objects.get().data) == b""


def test_a_file_with_a_problem_brings_nothing_in(cast: Cast) -> None:
    before = Event.objects.count()
    with pytest.raises(BadInput):
        imported(cast, full([*LINES, LINES[9]]))
    with pytest.raises(BadInput):
        uploaded(b"bukan Excel", by=cast.sekretaris)
    assert (Pok.objects.count(), Pagu.objects.count(), Event.objects.count()) == (0, 0, before)


def test_the_database_refuses_half_truths(cast: Cast) -> None:
    found = imported(cast)
    node = found.nodes.get(path="WA")
    for change in ({"pagu": -1}, {"blokir": node.pagu + 1}, {"path": "CQ"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            found.nodes.filter(pk=node.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pok.objects.create(**{**_columns(found), "id": "x" * 22})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE planning_pagu SET pagu = pagu + 1 WHERE path = 'WA'",
        "UPDATE planning_pagu SET uraian = 'lain' WHERE path = 'WA'",
        "DELETE FROM planning_pagu WHERE path = 'WA.3355.EBD.955.052.TA.522151'",
        "UPDATE planning_pok SET total = total + 1",
        "UPDATE planning_pok SET revisi = 5",
    ],
)
def test_what_was_changed_behind_the_program_is_found(cast: Cast, statement: str) -> None:
    imported(cast)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert [one.where[:4] for one in integrity.check().findings] == ["pok:"]


def test_uploads_are_swept_after_some_days(cast: Cast) -> None:
    imported(cast)
    assert actions.sweep_uploads() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE planning_pokupload SET uploaded_at = '2020-01-01 00:00:00+00:00'")
    assert actions.sweep_uploads() == 1
    assert Pok.objects.count() == 1


def _columns(row: Pok) -> dict[str, Any]:
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
