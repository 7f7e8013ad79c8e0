"""The form of a plan that was revised, or of which a kegiatan was cancelled or postponed."""

from io import BytesIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from renkeg.papers import pdf, xlsx
from tests.papers import samples

WHY = "Dibatalkan (4 Februari 2027): Narasumber berhalangan hadir."
FORM = samples.rencana_bulanan([samples.row(1, ket=WHY), samples.row(2)], revisi="Revisi ke-1")


def test_the_form_says_what_was_taken_out_and_why_and_which_revision_it_is() -> None:
    drawn = pdf.render("rencana_bulanan", FORM, made_for=samples.MADE_FOR, title="Rencana")
    text = " ".join(PdfReader(BytesIO(drawn)).pages[0].extract_text().split())

    assert "Revisi ke-1" in text
    assert "Narasumber berhalangan" in text
    assert "Jumlah yang berlaku" in text


def test_the_workbook_strikes_it_out_and_keeps_it_readable() -> None:
    sheet = openpyxl.load_workbook(BytesIO(xlsx.rencana_bulanan(FORM, made_for=samples.MADE_FOR))).active
    assert isinstance(sheet, Worksheet)
    rows = [row for row in sheet.iter_rows() if row[0].value in (1, 2)]

    assert str(rows[0][2].value).endswith(f"[{WHY}]")
    assert [bool(row[5].font.strike) for row in rows] == [True, False]
    assert {"Revisi ke-1", "Jumlah yang berlaku"} <= {row[0].value for row in sheet.iter_rows()}
