"""The month to be worked on: the official form of every subbagian on a sheet of its own, sums that calculate."""

from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from renkeg.papers import month, xlsx
from tests.papers import samples

GONE = "Dibatalkan (4 Februari 2027): narasumber berhalangan"


def contents(*units: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return samples.rekapitulasi() | {"formulir": [{"sub_bagian": name, "rencana": forms} for name, forms in units]}


def workbook(data: dict[str, Any], *, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(BytesIO(drawn(data)), data_only=values)


def drawn(data: dict[str, Any]) -> bytes:
    return month.as_workbook(data, made_for=samples.MADE_FOR, title="Rencana Kegiatan Januari 2027")


def values(sheet: Worksheet) -> list[tuple[str, object]]:
    return [(cell.coordinate, cell.value) for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")]


def test_a_sheet_says_what_the_single_form_says() -> None:
    rows = [samples.row(1), samples.row(2, ket=GONE), samples.row(3), *samples.rows(60)[3:]]
    form = samples.rencana_bulanan(rows, total=sum(one["anggaran"] for one in rows if "ket" not in one))
    single = openpyxl.load_workbook(BytesIO(xlsx.rencana_bulanan(form, made_for=samples.MADE_FOR))).worksheets[0]
    book = workbook(contents(("Subbagian Keuangan", [form])))
    sheet = book["Keuangan"]

    assert book.sheetnames == ["Rekapitulasi", "Keuangan"]
    assert values(workbook(contents(("Subbagian Keuangan", [form])), values=True)["Keuangan"]) == values(single)
    (formula,) = [value for _, value in values(sheet) if str(value).startswith("=")]
    assert formula == "=SUM(F8,F10:F67)"
    assert sheet["C9"].value == f"{rows[1]['judul']}\n[{GONE}]"
    assert sheet["F9"].font.strike
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$7:$7", "A8")
    assert {str(one) for one in sheet.merged_cells.ranges} == {str(one) for one in single.merged_cells.ranges}


def test_a_susulan_stands_below_on_a_page_of_its_own_and_is_summed_with_the_plan() -> None:
    main, extra = samples.rencana_bulanan(), samples.rencana_bulanan([samples.row(1)], revisi="Susulan")
    data = contents(("Subbagian Keuangan", [main, extra]))
    sheet, told = workbook(data)["Keuangan"], dict(values(workbook(data, values=True)["Keuangan"]))

    titles = [place for place, value in told.items() if value == main["judul"]]
    assert titles == ["A1", "A23"]
    assert [one.id for one in sheet.row_breaks.brk] == [22]
    assert (sheet.print_title_rows, sheet.freeze_panes) == (None, None)
    formulas = [str(value) for _, value in values(sheet) if str(value).startswith("=")]
    assert formulas == ["=SUM(F8:F13)", "=SUM(F31)", "=SUM(F14,F36)"]
    last = next(place for place, value in told.items() if value == "Jumlah 2 rencana")
    assert told[f"F{last[1:]}"] == main["total"] + extra["total"]


def test_hostile_names_and_titles_neither_break_the_workbook_nor_calculate() -> None:
    title = ('=HYPERLINK("http://evil.test","klik") ' * 10)[:300]
    form = samples.rencana_bulanan([samples.row(1, judul=title, kode="+1", lokus="@SUM(1)")], sub_bagian="A/B" * 33)
    names = [
        *["Bagian/Seksi:[x]*?'" + "panjang/" * 10 + str(n) for n in range(3)],
        "History",
        "rekapitulasi",
        "😀" * 40,
    ]
    book = workbook(contents(*((name, [form]) for name in names)))

    told = [name.lower() for name in book.sheetnames]
    assert len(set(told)) == len(told) == 7
    assert all(0 < len(name.encode("utf-16-le")) <= 62 and not set("[]:*?/\\'") & set(name) for name in told)
    kinds = {cell.value: cell.data_type for sheet in book.worksheets for row in sheet for cell in row}
    assert {kinds[text] for text in (title, "+1", "@SUM(1)")} == {"s"}


def test_a_sum_of_more_pieces_than_a_function_takes_or_beyond_its_digits_is_only_a_value() -> None:
    rows = [samples.row(no, anggaran=1, **({"ket": GONE} if no % 2 else {})) for no in range(1, 513)]
    huge = [samples.row(no, anggaran=999_999_999_999_999) for no in (1, 2)]
    for kegiatan, total in ((rows, 256), (huge, "Rp1.999.999.999.999.998")):
        form = samples.rencana_bulanan(kegiatan, total=sum(one["anggaran"] for one in kegiatan if "ket" not in one))
        sheet = workbook(contents(("Keuangan", [form])))["Keuangan"]
        assert total in [value for _, value in values(sheet)]
        assert not [value for _, value in values(sheet) if str(value).startswith("=")]


def test_the_same_contents_give_the_same_bytes() -> None:
    data = contents(("Subbagian Keuangan", [samples.rencana_bulanan()]))
    assert drawn(data) == drawn(data)
