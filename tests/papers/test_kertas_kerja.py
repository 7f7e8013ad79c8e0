"""The kertas kerja goes out as a workbook and comes back as the same rows, whatever an office program did to it between."""

import random
import re
import string
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from renkeg.lib import indonesian
from renkeg.papers import kertas_kerja, opening
from renkeg.papers.kertas_kerja import FIELDS, Fault, Form
from renkeg.papers.opening import Unreadable

AT = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
ROW: dict[str, str | int | None] = {
    "id": "baris-satu",
    "kode": "6709.QGE.001.113.A",
    "judul": "Rapat koordinasi perencanaan",
    "sasaran": "KPU kabupaten/kota",
    "volume": "2,5",
    "satuan": "orang",
    "jenis": "Rapat koordinasi",
    "anggaran": 12_500_000,
    "lokus": "Kota Bengkulu; Curup",
    "tanggal": "12 s.d. 14 Februari 2027; 20 Februari 2027",
}


def made(*rows: dict[str, str | int | None], **changes: Any) -> bytes:
    head = [("BULAN/TAHUN ANGGARAN", "Februari 2027"), ("PROVINSI", "BENGKULU"), ("SUB BAGIAN", "Keuangan")]
    data = Form("RENCANA KEGIATAN BULANAN", head, rows, {"usulan": "u-1", "versi": 3}, **changes)
    return kertas_kerja.form(data, made_for=AT)


def typed(row: dict[str, str | int | None]) -> dict[str, str]:
    return {name: "" if row.get(name) is None else str(row[name]) for name in FIELDS}


def by_hand(*lines: list[Any], formulas: dict[str, tuple[str, Any]] | None = None, merge: str = "") -> bytes:
    """A workbook that somebody made himself."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Rencana")
        for place, line in enumerate(lines):
            sheet.write_row(place, 0, line)
        for cell, (formula, value) in (formulas or {}).items():
            sheet.write_formula(cell, formula, None, value)
        if merge:
            sheet.merge_range(merge, "Kota Bengkulu")
    return file.getvalue()


def resaved(file: bytes, change: Any = lambda sheet: None) -> bytes:
    book = openpyxl.load_workbook(BytesIO(file))
    change(book["Rencana Kegiatan"])
    again = BytesIO()
    book.save(again)
    return again.getvalue()


def test_what_goes_out_comes_back_with_its_keys_and_its_stamp() -> None:
    other = {**ROW, "id": "baris-dua", "judul": "=1+1 bukan rumus", "anggaran": 0, "tanggal": "3-5"}
    for file in (made(ROW, other), resaved(made(ROW, other))):
        filled = kertas_kerja.read(file)
        assert [row.id for row in filled.rows] == ["baris-satu", "baris-dua"]
        assert [dict(row.typed) for row in filled.rows] == [typed(ROW), typed(other)]
        assert (filled.stamp, filled.faults, filled.ignored) == ({"usulan": "u-1", "versi": 3}, [], [])


def test_the_same_form_has_the_same_bytes_and_offers_its_words() -> None:
    file = made(ROW, choices={"jenis": ["Bimtek", "Rapat koordinasi"], "satuan": ["orang"], "kode": []})
    assert file == made(ROW, choices={"jenis": ["Bimtek", "Rapat koordinasi"], "satuan": ["orang"], "kode": []})
    sheet = openpyxl.load_workbook(BytesIO(file))["Rencana Kegiatan"]
    rules = {str(one.sqref).split(":")[0][0]: one.formula1 for one in sheet.data_validations.dataValidation}
    assert rules == {"G": "Renkeg!$B$1:$B$2", "F": "Renkeg!$C$1:$C$1"}
    assert sheet.column_dimensions["M"].hidden
    total = next(row for row in sheet.iter_rows() if row[0].value == "Jumlah")
    assert re.fullmatch(r"=SUM\(H\d+:H\d+\)", str(total[7].value))


TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\u2028\u2029"), max_size=40
).map(lambda text: " ".join(text.split()))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            **{name: TEXTS for name in FIELDS if name not in {"anggaran", "judul"}},
            "id": st.text(string.ascii_lowercase, min_size=4, max_size=8),
            "judul": TEXTS.filter(bool),
            "anggaran": st.none() | st.integers(0, 999_999_999_999_999),
        }
    ),
    max_size=8,
    unique_by=lambda row: row["id"],
)


@given(ROWS, st.booleans(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_any_rows_come_back_also_saved_again_and_shuffled(
    rows: list[dict[str, Any]], again: bool, dice: random.Random
) -> None:
    dice.shuffle(rows)
    file = made(*rows)
    filled = kertas_kerja.rows_in(opening.read_here(resaved(file) if again else file))
    assert [(row.id, dict(row.typed)) for row in filled.rows] == [(row["id"], typed(row)) for row in rows]
    assert filled.faults == []


def test_rows_may_move_and_blank_ones_lie_between() -> None:
    def change(sheet: Any) -> None:
        first = next(cell.row for cell in sheet["B"] if cell.value == ROW["kode"])
        sheet.insert_rows(first, 2)
        sheet.cell(first + 5, 3).value = "Kegiatan baru"
        sheet.cell(first + 5, 8).value = 1_500_000

    filled = kertas_kerja.read(resaved(made(ROW), change))
    assert [(row.id, row.typed["judul"], row.typed["anggaran"]) for row in filled.rows] == [
        ("baris-satu", ROW["judul"], "12500000"),
        ("", "Kegiatan baru", "1500000"),
    ]


def test_a_row_that_was_emptied_is_gone_and_a_copied_one_is_new() -> None:
    second = {**ROW, "id": "baris-dua"}

    def change(sheet: Any) -> None:
        first = next(cell.row for cell in sheet["B"] if cell.value == ROW["kode"])
        for column in range(2, 11):
            sheet.cell(first + 1, column).value = None
        for column in range(2, 12):
            sheet.cell(first + 2, column).value = sheet.cell(first, column).value

    filled = kertas_kerja.read(resaved(made(ROW, second), change))
    assert [row.id for row in filled.rows] == ["baris-satu", ""]


def test_a_sheet_made_by_hand_is_read_by_the_names_of_its_columns() -> None:
    day = datetime(2027, 2, 3)
    file = by_hand(
        ["RENCANA KEGIATAN"],
        [],
        ["Anggaran", "Judul  Kegiatan", "PIC", "Sasaran/Volume", "Tanggal", "Kode"],
        [1_500_000, "Rapat", "Contoh", "KPU kabupaten/kota / 10 orang", "3-5 Mar", 521211],
        [],
        ["Rp 1.500.000,-", "Bimtek", "", "60 Orang (pemilih pemula)", "3 Maret 2026", 6709.1],
        [1_500_000.5, "Lain", "", "siapa saja", day, ""],
        ["", "Jumlah", "", "", "", ""],
        ["", "Mengetahui,", "", "", "", ""],
    )
    filled = kertas_kerja.read(file)
    assert [row.number for row in filled.rows] == [4, 6, 7]
    first, second, third = (row.typed for row in filled.rows)
    assert (first["sasaran"], first["volume"], first["satuan"]) == ("KPU kabupaten/kota", "10", "orang")
    assert (second["sasaran"], second["volume"], second["satuan"]) == ("pemilih pemula", "60", "Orang")
    assert (third["sasaran"], third["volume"], third["anggaran"]) == ("siapa saja", "", "1500000,5")
    assert [row.typed["kode"] for row in filled.rows] == ["521211", "6709.1", ""]
    assert [row.typed["tanggal"] for row in filled.rows] == ["3-5 Mar", "3 Maret 2026", indonesian.tanggal(day.date())]
    assert (filled.ignored, filled.stamp, filled.faults) == (["PIC"], {}, [])


def test_what_a_reader_would_take_for_empty_is_named() -> None:
    file = by_hand(
        ["No.", "Judul", "Anggaran", "Lokus"],
        [1, "Rapat", "", ""],
        [2, "Bimtek", 5, ""],
        [3, "Supervisi", 5, ""],
        formulas={"C2": ("=1/0", "#DIV/0!"), "C3": ("=2*3", ""), "C4": ("=2*3", 6)},
        merge="D3:D4",
    )
    filled = kertas_kerja.read(file)
    assert [row.typed["anggaran"] for row in filled.rows] == ["", "", "6"]
    assert [(one.row, one.column) for one in filled.faults] == [
        (2, "Anggaran (Rp)"),
        (3, "Anggaran (Rp)"),
        (3, "Lokus"),
        (4, "Lokus"),
    ]
    assert "galat" in filled.faults[0].msg
    assert "belum dihitung" in filled.faults[1].msg


def test_a_row_below_the_total_is_named_and_a_kegiatan_called_jumlah_is_one() -> None:
    lines: list[list[Any]] = [
        ["Judul", "Anggaran", "Lokus"],
        ["Jumlah", 7, "Curup"],
        ["Jumlah", 7, ""],
        ["Terselip", 5, ""],
    ]
    filled = kertas_kerja.read(by_hand(*lines))
    assert [row.typed["judul"] for row in filled.rows] == ["Jumlah"]
    assert filled.faults == [Fault(4, "", "Baris ini berada di bawah baris Jumlah (baris 3); pindahkan ke atasnya.")]


def test_no_table_or_two_of_them_are_refused() -> None:
    with pytest.raises(Unreadable, match="tidak ditemukan"):
        kertas_kerja.read(by_hand(["Nama", "Alamat"]))
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name in ("Januari", "Februari"):
            book.add_worksheet(name).write_row(0, 0, ["Judul Kegiatan", "Anggaran (Rp)"])
    with pytest.raises(Unreadable, match="“Januari”, “Februari”"):
        kertas_kerja.read(file.getvalue())


def repacked(file: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The same file with other members; None takes one out."""
    again = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename not in changes:
                new.writestr(one.filename, old.read(one.filename))
        for name, data in changes.items():
            if data is not None:
                new.writestr(name, data)
    return again.getvalue()


def spoiled(file: bytes) -> bytes:
    """The packed bytes of the sheet are no longer what was packed."""
    with zipfile.ZipFile(BytesIO(file)) as archive:
        begin = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    return file[:begin] + b"\xff" * 40 + file[begin + 40 :]


def boasting(file: bytes) -> bytes:
    """The directory says that its first member unpacks to 300 MB."""
    at = file.index(b"PK\x01\x02") + 24
    return file[:at] + (300 * 1024 * 1024).to_bytes(4, "little") + file[at + 4 :]


SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (lambda good: b"", "bukan Excel"),
        (lambda good: b"<html>", "bukan Excel"),
        (lambda good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "sandi"),
        (lambda good: good[: len(good) // 2], "rusak"),
        (lambda good: good + bytes(opening.MOST_BYTES), "lebih besar"),
        (lambda good: repacked(good, {"xl/_rels/workbook.xml.rels": None}), "rusak"),
        (spoiled, "rusak"),
        (boasting, "terlalu besar"),
        (lambda good: repacked(good, {"xl/vbaProject.bin": b"x"}), "makro"),
        (lambda good: repacked(good, {"xl/externalLinks/externalLink1.xml": b"<a/>"}), "berkas lain"),
        (lambda good: repacked(good, {"xl/embeddings/o.bin": b"x"}), "objek lain"),
        (lambda good: repacked(good, {"xl/bomb.xml": bytes(30_000_000)}), "terlalu besar"),
        (lambda good: repacked(good, {f"a{n}.xml": b"<a/>" for n in range(300)}), "tidak wajar"),
        (lambda good: repacked(good, {SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "tidak wajar"),
        (lambda good: repacked(good, {SHEET: "<a/>".encode("utf-16")}), "tidak wajar"),
        (lambda good: repacked(good, {SHEET: FAR}), "di luar"),
        (lambda good: repacked(good, {SHEET: b"<worksheet><sheetData><row"}), "rusak|tidak ditemukan"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_a_sentence(file: Any, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        kertas_kerja.read(file(made(ROW)))


def test_what_lies_at_a_seam_between_two_pieces_is_seen() -> None:
    padding = b"<!--" + b"x" * (opening._CHUNK - 10) + b"-->"
    for shift in range(12):
        sheet = padding[: len(padding) - 3 - shift] + b"-->" + b"<!DOCTYPE a><worksheet/>"
        with pytest.raises(Unreadable, match="tidak wajar"):
            kertas_kerja.read(repacked(made(ROW), {SHEET: sheet}))
