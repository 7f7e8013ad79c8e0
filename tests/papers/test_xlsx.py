"""The plan as a workbook: the form's layout, numbers as numbers, texts never as formulas."""

import subprocess
import sys
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from renkeg.papers import xlsx
from tests.papers import samples

HEADS = [
    "No.",
    "Kode",
    "Judul Kegiatan",
    "Sasaran/Volume",
    "Jenis Kegiatan",
    "Anggaran (Rp)",
    "Lokus",
    "Tanggal Kegiatan",
]


def render(data: dict[str, Any]) -> bytes:
    return xlsx.rencana_bulanan(data, made_for=samples.MADE_FOR)


def sheet_of(data: dict[str, Any]) -> Worksheet:
    sheet = openpyxl.load_workbook(BytesIO(render(data))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def cell(sheet: Worksheet, name: str) -> Cell:
    found = sheet[name]
    assert isinstance(found, Cell)
    return found


def texts(sheet: Worksheet) -> list[object]:
    return [value for row in sheet.iter_rows(values_only=True) for value in row if value not in (None, "")]


def test_another_process_makes_the_same_bytes() -> None:
    program = (
        "import sys; from renkeg.papers import xlsx; from tests.papers import samples;"
        "sys.stdout.buffer.write(xlsx.rencana_bulanan(samples.rencana_bulanan(), made_for=samples.MADE_FOR))"
    )
    elsewhere = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    assert elsewhere == render(samples.rencana_bulanan())


def test_the_file_names_its_moment() -> None:
    about = openpyxl.load_workbook(BytesIO(render(samples.rencana_bulanan()))).properties
    assert about.created == samples.MADE_FOR.replace(tzinfo=None)
    assert about.title == "RENCANA KEGIATAN BULANAN JANUARI/2027"
    with pytest.raises(ValueError, match="aware"):
        xlsx.rencana_bulanan(samples.rencana_bulanan(), made_for=datetime(2027, 1, 4))


def test_the_head_and_the_columns_are_those_of_the_form() -> None:
    sheet = sheet_of(samples.rencana_bulanan())
    assert cell(sheet, "A1").value == "RENCANA KEGIATAN BULANAN"
    assert [cell(sheet, name).value for name in ("A3", "C3", "A4", "C4", "A5", "C5")] == [
        "BULAN/TAHUN ANGGARAN :",
        "JANUARI/2027",
        "PROVINSI :",
        "BENGKULU",
        "SUB BAGIAN :",
        "KEUANGAN",
    ]
    assert [cell(sheet, f"{letter}7").value for letter in "ABCDEFGH"] == HEADS
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:H1", "A3:B3", "C3:H3", "A14:E14", "G14:H14"} <= merged
    assert [sheet.column_dimensions[letter].width > 4 for letter in "ABCDEFGH"] == [True] * 8
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["B"].width


def test_amounts_are_rupiah_numbers_and_texts_are_strings() -> None:
    rows = [samples.row(1, anggaran=12_500_000, kode="521211"), samples.row(2, anggaran=None, kode="", lokus="")]
    sheet = sheet_of(samples.rencana_bulanan(rows))
    assert (cell(sheet, "F8").data_type, cell(sheet, "F8").value) == ("n", 12_500_000)
    assert cell(sheet, "F8").number_format == '[$-421]"Rp"#,##0'
    assert (cell(sheet, "F13").data_type, cell(sheet, "F13").value) == ("n", 12_500_000)
    assert (cell(sheet, "B8").data_type, cell(sheet, "B8").value) == ("s", "521211")
    assert cell(sheet, "F9").value is None
    for name in ("C8", "D8", "G8", "H8"):
        assert cell(sheet, name).data_type == "s"
        assert cell(sheet, name).alignment.wrap_text
        assert cell(sheet, name).border.left.style == "thin"


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.test","klik")',
        "+1+1",
        "-2+3",
        "@SUM(1+1)*cmd",
        "{=1+1}",
        "http://evil.test/",
        "mailto:a@evil.test",
        "12345",
        "_x0041_ tetap",
        '<script>alert(1)</script> & "kutip"',
        "null",
    ],
)
def test_a_text_is_never_a_formula_a_link_or_a_number(text: str) -> None:
    row = samples.row(1, **dict.fromkeys(("kode", "judul", "sasaran_volume", "jenis", "lokus", "tanggal"), text))
    block = dict.fromkeys(("jabatan", "pernyataan", "nama", "nip"), text)
    data = samples.rencana_bulanan(
        [row], kepala=block, mengetahui=block, sub_bagian=text, tempat_tanggal=text, judul=text
    )
    sheet = sheet_of(data)
    cells = [
        found for line in sheet.iter_rows() for found in line if isinstance(found, Cell) and found.value is not None
    ]
    assert {found.data_type for found in cells} == {"s", "n"}
    assert all(found.hyperlink is None for found in cells)
    assert [found.value for found in cells].count(text) >= 10


def test_a_formula_like_text_stays_one_when_it_is_edited() -> None:
    sheet = sheet_of(samples.rencana_bulanan([samples.row(1, judul="=1+1", lokus="Kota Bengkulu")]))
    assert cell(sheet, "C8").quotePrefix
    assert not cell(sheet, "G8").quotePrefix


def test_no_digit_of_an_amount_is_lost() -> None:
    rows = [samples.row(no, anggaran=999_999_999_999_999) for no in (1, 2)]
    sheet = sheet_of(samples.rencana_bulanan(rows))
    assert (cell(sheet, "F8").data_type, cell(sheet, "F8").value) == ("n", 999_999_999_999_999)
    assert (cell(sheet, "F13").data_type, cell(sheet, "F13").value) == ("s", "Rp1.999.999.999.999.998")


def test_a_sign_that_no_workbook_can_hold_is_marked() -> None:
    sheet = sheet_of(samples.rencana_bulanan([samples.row(1, judul="a\x0bb\ud800c\uffff 😀 漢")]))
    assert cell(sheet, "C8").value == "a□b□c□ 😀 漢"


def test_a_text_longer_than_a_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than a cell"):
        render(samples.rencana_bulanan([samples.row(1, lokus="x" * 32_768)]))


def test_there_are_at_least_five_numbered_rows() -> None:
    sheet = sheet_of(samples.rencana_bulanan(samples.rows(2)))
    assert [cell(sheet, f"A{row}").value for row in range(8, 14)] == [1, 2, 3, 4, 5, "Jumlah"]
    assert cell(sheet, "C12").border.bottom.style == "thin"
    assert cell(sheet_of(samples.rencana_bulanan(samples.rows(60))), "A68").value == "Jumlah"


def test_both_signatures_stand_at_the_foot() -> None:
    found = texts(
        sheet_of(samples.rencana_bulanan(mengetahui=samples.signature(f"Plh. {samples.KABAG}", "Rina Contoh")))
    )
    assert found[-10:] == [
        "Mengetahui,",
        "Bengkulu, 4 Januari 2027",
        f"Plh. {samples.KABAG},",
        f"{samples.KASUBBAG},",
        "Disetujui secara elektronik oleh Rina Contoh pada 4 Januari 2027 pukul 10.20 WIB",
        "Disetujui secara elektronik oleh Sari Contoh pada 4 Januari 2027 pukul 10.20 WIB",
        "Rina Contoh",
        "Sari Contoh",
        "NIP 198001012005011001",
        "NIP 198001012005011001",
    ]


def test_a_missing_acknowledgement_is_said_and_a_missing_side_left_out() -> None:
    found = texts(sheet_of(samples.rencana_bulanan()))
    assert "Belum diketahui Kepala Bagian" in found
    assert f"{samples.KABAG}," in found
    alone = texts(sheet_of(samples.rencana_bulanan(jabatan_mengetahui="", belum_mengetahui="", label_wilayah="KOTA")))
    assert "Mengetahui," not in alone
    assert "KOTA :" in alone


def test_a_draft_says_so() -> None:
    assert "KONSEP" in texts(sheet_of(samples.rencana_bulanan(konsep=True, kepala=None)))
    assert "KONSEP" not in texts(sheet_of(samples.rencana_bulanan()))


def test_it_is_set_up_for_printing() -> None:
    sheet = sheet_of(samples.rencana_bulanan(samples.rows(30)))
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$7:$7"
    assert sheet.print_area == f"'Rencana Kegiatan'!$A$1:$H${sheet.max_row}"
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.right is not None
    assert "&P" in str(sheet.oddFooter.right.text)
    assert sheet.freeze_panes == "A8"


def test_rows_are_high_enough_for_their_texts() -> None:
    lokus = ", ".join(["Kabupaten Bengkulu Utara"] * 20)
    sheet = sheet_of(
        samples.rencana_bulanan([samples.row(1, judul="Rapat", lokus=lokus), samples.row(2, judul="Rapat")])
    )
    heights = [sheet.row_dimensions[row].height for row in (8, 9)]
    assert heights[0] is not None
    assert heights[1] is not None
    assert heights[0] > 12 * 20
    assert heights[1] < 50
