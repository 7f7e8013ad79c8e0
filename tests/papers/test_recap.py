"""The recapitulation of a month: sums that recalculate, sheets with names that may be, long plans that stay readable."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from pypdf import PdfReader

from renkeg.papers import recap
from renkeg.papers.sheet import sheet_name
from tests.papers import samples


def pages(data: dict[str, Any]) -> list[str]:
    file = recap.as_pdf(data, made_for=samples.MADE_FOR, title="Rekapitulasi")
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(file)).pages]


def workbook(data: dict[str, Any], *, values: bool = False) -> Workbook:
    file = recap.as_workbook(data, made_for=samples.MADE_FOR, title="Rekapitulasi")
    return openpyxl.load_workbook(BytesIO(file), data_only=values)


def cells(book: Workbook, sheet: str) -> list[Any]:
    return [cell for row in book[sheet].iter_rows() for cell in row if cell.value not in (None, "")]


def test_it_says_what_it_is_who_is_in_it_and_what_it_sums_to() -> None:
    first, *rest = pages(samples.rekapitulasi())

    for text in (
        "KOMISI PEMILIHAN UMUM PROVINSI BENGKULU",
        "REKAPITULASI RENCANA KEGIATAN BULAN JANUARI 2027",
        "bukan naskah dinas bertanda tangan",
        "Dicetak dari Tautan pada 4 Januari 2027 pukul 10.20 WIB",
        "Subbagian Hukum belum terbit",
        "Jumlah KPU Provinsi Bengkulu 8 43.750.000",
        "Halaman 1 dari 3",
    ):
        assert text in first
    assert "Subbagian Keuangan Rencana bulanan; terbit 4 Januari 2027, oleh Sari Contoh" in rest[0]
    assert "Rapat susulan" in rest[0]
    assert rest[1].startswith("SDM")


def test_sixty_long_rows_repeat_their_heads_and_say_whose_they_are() -> None:
    rows = [samples.row(no, judul=("Rapat koordinasi nasional " * 12)[:300]) for no in range(1, 61)]
    _, *plan = pages(samples.rekapitulasi(rows))

    long = [page for page in plan if "Sasaran/Volume" in page]
    assert len(long) > 5
    assert sum("Subbagian Keuangan (lanjutan)" in page for page in plan) == len(plan) - 2
    assert sum(page.count("Jumlah") for page in plan) == 3


def test_what_was_taken_out_is_struck_and_does_not_count() -> None:
    gone = samples.row(2, ket="Dibatalkan (4 Februari 2027): narasumber berhalangan", anggaran=999)
    data = samples.rekapitulasi([samples.row(1, anggaran=1_000), gone])

    assert "Dibatalkan (4 Februari 2027): narasumber berhalangan" in pages(data)[1]
    sheet = {cell.coordinate: cell for cell in cells(workbook(data), "Keuangan")}
    formula = next(cell for cell in sheet.values() if cell.data_type == "f")
    first = formula.row - 2
    assert formula.value == f'=SUMIF(I{first}:I{first + 1},"berlaku",F{first}:F{first + 1})'
    assert [sheet[f"I{row}"].value for row in (first, first + 1)] == ["berlaku", gone["ket"]]
    assert sheet[f"F{first + 1}"].font.strike
    assert cells(workbook(data, values=True), "Keuangan")
    assert workbook(data, values=True)["Keuangan"][formula.coordinate].value == 1_000


def test_the_workbook_has_a_sheet_of_sums_and_one_for_each_subbagian() -> None:
    data = samples.rekapitulasi()
    book, values = workbook(data), workbook(data, values=True)

    assert book.sheetnames == ["Rekapitulasi", "Keuangan", "SDM"]
    (total,) = [cell for cell in cells(book, "Rekapitulasi") if cell.data_type == "f"]
    assert total.value == "=SUM(H6:H9)"
    assert values["Rekapitulasi"][total.coordinate].value == data["total"]
    sums = [cell for cell in cells(book, "Keuangan") if cell.data_type == "f"]
    found = [values["Keuangan"][cell.coordinate].value for cell in sums]
    assert found == [sum(one["anggaran"] for one in samples.rows(6)), 5_000_000]
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.print_title_rows
        assert sheet.oddFooter is not None
        assert "bukan naskah bertanda tangan" in str(sheet.oddFooter.left.text)


def test_no_text_becomes_a_formula_and_no_name_breaks_the_workbook() -> None:
    data = samples.rekapitulasi([samples.row(1, judul='=HYPERLINK("http://evil.test")', kode="+1", lokus="@SUM(1)")])
    data["rencana"][0]["sub_bagian"] = "=cmd|'/c calc'!A1[x]*?" + "panjang " * 10
    data["rencana"][1]["sub_bagian"] = "Rekapitulasi"
    book = workbook(data)

    assert book.sheetnames == ["Rekapitulasi", "=cmd| c calc !A1 x panjang panj", "Rekapitulasi 2"]
    kinds = {cell.value: cell.data_type for sheet in book.sheetnames for cell in cells(book, sheet)}
    assert {kinds[text] for text in ('=HYPERLINK("http://evil.test")', "+1", "@SUM(1)")} == {"s"}


@pytest.mark.parametrize(
    ("name", "told"), [("Subbagian", "Subbagian"), ("[]", "Subbagian 2"), ("History", "History 2")]
)
def test_a_sheet_gets_a_name_of_its_own(name: str, told: str) -> None:
    assert sheet_name(name, {"subbagian"} if name == "[]" else set()) == told


def test_a_sum_beyond_fifteen_digits_is_a_text() -> None:
    book = workbook(samples.rekapitulasi([samples.row(no, anggaran=999_999_999_999_999) for no in (1, 2)]))

    assert [cell.value for cell in cells(book, "Keuangan") if cell.data_type == "f"] == ["=SUM(F13:F13)"]
    assert "Rp1.999.999.999.999.998" in [cell.value for cell in cells(book, "Keuangan")]


def test_the_same_contents_give_the_same_bytes() -> None:
    data = samples.rekapitulasi()
    for draw in (recap.as_pdf, recap.as_workbook):
        one, two = (draw(data, made_for=samples.MADE_FOR, title="x") for _ in range(2))
        assert one == two
