"""The highest amounts in the longest form: added without a float, said in words, the same on every page and paper."""

import io

import openpyxl
import pypdf

from renkeg.planning.drafts import ROWS
from renkeg.planning.models.kertas_kerja import MAX_ANGGARAN
from tests.cast import KEGIATAN, Cast, forward, start
from tests.hostile.doors import Page, signed_in

TOTAL = 499_999_999_999_999_500
PRINTED = "499.999.999.999.999.500"
WORDS = (
    "empat ratus sembilan puluh sembilan kuadriliun sembilan ratus sembilan puluh sembilan triliun "
    "sembilan ratus sembilan puluh sembilan miliar sembilan ratus sembilan puluh sembilan juta "
    "sembilan ratus sembilan puluh sembilan ribu lima ratus rupiah"
)


def test_five_hundred_rows_of_the_highest_amount_are_added_exactly(cast: Cast) -> None:
    usulan = start(cast, kegiatan=[{**KEGIATAN, "anggaran": MAX_ANGGARAN} for _ in range(ROWS)])
    page, api = signed_in(cast.kasubbag), signed_in(cast.kasubbag, "api")

    assert usulan.total == TOTAL
    assert api.get(f"/api/v1/usulan/{usulan.pk}").json()["total"] == TOTAL
    assert PRINTED in Page(page.get(f"/usulan/{usulan.pk}/").content.decode()).text
    while usulan.open_tugas is not None:
        usulan = forward(usulan, cast)
    papers = {paper.jenis: page.get(f"/dokumen/{paper.pk}/").content for paper in usulan.papers()}
    letter = " ".join(_pdf(papers["nota_dinas"]).split())
    assert PRINTED in letter
    assert WORDS in letter.lower()
    assert PRINTED in _pdf(papers["rencana_bulanan_pdf"])
    sheet = openpyxl.load_workbook(io.BytesIO(papers["rencana_bulanan_xlsx"])).worksheets[0]
    amounts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value in (MAX_ANGGARAN, f"Rp{PRINTED}")]
    # A workbook counts in floats: fifteen digits are a number there, more are not.
    assert amounts == [MAX_ANGGARAN] * ROWS + [f"Rp{PRINTED}"]


def _pdf(data: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
