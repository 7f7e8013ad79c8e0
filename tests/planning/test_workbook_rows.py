"""Any rows that a usulan may hold go out as a form and come back as the same rows, saved again or in another order."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from renkeg.lib.clean_text import Unclean, clean_line
from renkeg.papers import kertas_kerja, opening
from renkeg.papers.kertas_kerja import Form
from renkeg.planning import drafts, sheet, typed, workbook
from renkeg.planning.models import Usulan
from renkeg.planning.models.kertas_kerja import MAX_ANGGARAN
from tests.cast import Cast, start
from tests.workbooks import edited, put, row_of

AT = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
ODD = (
    *(
        "=1+1",
        "+62 811",
        "-5",
        "@SUM(A1)",
        "'",
        '"',
        "#N/A",
        "#REF!",
        "_x0041_",
        "_x000D_",
        "&amp;",
        "<b>",
        "]]>",
        "{",
        "%",
    ),
    *("\u200b", "\u200d", "\ufeff", "\u00ad", "e\u0301", "\u00a0", "\U0001f5f3", "ﷺ", "ก่", "a  b", "  ", "\t"),
    *("TRUE", "1e5", "007", "12.500", "3-5", "1/2", "2027-02-15", "Jumlah", "Total:", "Mengetahui,", "No.", "Kode"),
    *(";", "=", ",", " dan ", " s.d. ", "."),
)
"""What spreadsheets, browsers or our own readers might take for something else than text."""


def cleaned(text: str) -> str:
    """The text as it would be kept; "" where it would be refused."""
    try:
        return clean_line(text)
    except Unclean:
        return ""


def line(least: int, most: int, without: str = "") -> st.SearchStrategy[str]:
    """Any text of one line that may be kept."""
    plain = st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\u2028\u2029")
    parts = st.lists(st.sampled_from(ODD) | st.text(plain, max_size=12), min_size=1, max_size=5).map("".join)
    long = st.text(plain, min_size=most, max_size=most)
    return (
        (parts | parts | parts | long)
        .map(lambda text: "".join(one for one in cleaned(text) if one not in without))
        .map(cleaned)
        .filter(lambda text: least <= len(text) <= most)
    )


def balanced(row: dict[str, Any]) -> dict[str, Any]:
    """The row with the sum of its rincian, where it has any."""
    return {**row, "anggaran": sum(one["jumlah"] for one in row["rincian"])} if row["rincian"] else row


DAY = st.dates(date(2026, 1, 1), date(2032, 12, 1))
SPAN = st.tuples(DAY, st.integers(0, 30)).map(
    lambda one: {"mulai": one[0].isoformat(), "selesai": (one[0] + timedelta(days=one[1])).isoformat()}
)
DRAWS = st.lists(
    st.fixed_dictionaries({"kode": line(1, 200, without=";="), "jumlah": st.integers(0, 10**12)}),
    min_size=2,
    max_size=4,
    unique_by=lambda one: one["kode"],
)
ROW: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        **{name: st.none() | line(1, 200) for name in ("kode", "sasaran", "satuan", "jenis")},
        "judul": st.none() | line(5, 300),
        "volume": st.none() | st.integers(1, 10**14 - 1).map(lambda n: Decimal(n) / 100),
        "anggaran": st.none() | st.integers(0, MAX_ANGGARAN),
        "lokus": st.lists(line(1, 200), max_size=3),
        "tanggal": st.lists(SPAN, max_size=3),
        "rincian": st.none() | st.none() | DRAWS,
    }
).map(balanced)
ROWS = st.lists(ROW, max_size=6) | st.lists(ROW, max_size=2).map(lambda rows: (rows * 30)[:60])


@given(ROWS, st.booleans(), st.randoms(use_true_random=False))
@settings(phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_any_rows_come_back_as_they_went_out_and_in_another_order_are_only_moved(
    rows: list[dict[str, Any]], again: bool, dice: random.Random
) -> None:
    kept = [{"id": f"baris{n}", **one.content()} for n, one in enumerate(drafts.read_kegiatan(rows, 2027))]
    moved = dice.sample(kept, len(kept)) if dice.random() < 0.5 else kept
    file = form_of(moved)
    # That program writes such a text without the mark that keeps it from being read as a sign.
    got = came_back(resaved(file) if again and "_x" not in str(rows) else file)

    assert got == moved
    told = sheet.compare(kept, kept, got)
    assert (told.rows, told.removed, told.conflicts) == (moved, (), False)
    assert told.moved is (sheet.Side.MINE if moved != kept else sheet.Side.NONE)
    assert not any(one.mine or one.theirs or one.added for one in told.lines)


def test_a_place_with_a_semicolon_of_its_own_stays_one_place() -> None:
    for places in (["Hotel Contoh; lantai 2"], ["Hotel Contoh; lantai 2", "Curup"], ["Kota Bengkulu", "Curup"], ["a;"]):
        kept = [
            {"id": "baris", **drafts.read_kegiatan([{"judul": "Rapat contoh", "lokus": places}], 2027)[0].content()}
        ]
        for file in (form_of(kept), resaved(form_of(kept))):
            assert came_back(file)[0]["lokus"] == places


@pytest.mark.django_db
def test_a_row_that_went_out_blank_is_no_change_and_one_that_was_emptied_is_removed(cast: Cast) -> None:
    usulan = start(cast, kegiatan=[{"judul": "Rapat contoh"}, {}, {"judul": "Bimtek contoh"}])
    usulan = Usulan.objects.for_reading().get(pk=usulan.pk)
    file = workbook.form_of(usulan, at=AT)

    def changes(file: bytes) -> list[tuple[str, str]]:
        upload = workbook.read_upload(usulan, file, name="isi.xlsx", by=cast.kasubbag, at=AT)
        return [(one.kind, one.judul) for one in workbook.difference(upload, usulan).changes]

    assert changes(file) == changes(resaved(file)) == []
    assert changes(edited(file, lambda page: put(page, "Bimtek contoh", judul=None))) == [("removed", "Bimtek contoh")]
    assert changes(edited(file, lambda page: page.delete_rows(row_of(page, "Rapat contoh") + 1))) == [("removed", "")]


def form_of(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows as a form, in the way in which it is made of a usulan."""
    printed = [{**typed.printed(one), "anggaran": one["anggaran"], "id": one["id"]} for one in rows]
    return kertas_kerja.form(Form("RENCANA KEGIATAN BULANAN", [], printed, {}), made_for=AT)


def came_back(file: bytes) -> list[dict[str, object]]:
    """The rows of a file as they are compared with the kept ones."""
    filled = kertas_kerja.rows_in(opening.read_here(file))
    rows = sorted((*filled.rows, *filled.blank), key=lambda row: row.number)
    read = typed.read([typed.Typed(row.id, row.typed) for row in rows], 2027)
    assert (filled.faults, read.problems) == ([], ())
    return [{"id": one.id, **one.content()} for one in read.rows]


def resaved(file: bytes) -> bytes:
    """The workbook as another program saves it."""
    again = BytesIO()
    openpyxl.load_workbook(BytesIO(file)).save(again)
    return again.getvalue()
