"""The plain table: Excel opens it right, no program takes a text for a formula, and nothing of a text is lost."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkeg.papers.plain_table import Cell, as_csv


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def cell(text: str) -> str:
    return read(as_csv(["judul"], [[text]]))[1][0]


def test_the_file_is_as_excel_of_an_indonesian_office_wants_it() -> None:
    rows: list[list[Cell]] = [
        ['Kota; "Bengkulu"\nSeluma', 12_500_000, Decimal("2.50"), Decimal("10.00"), date(2027, 2, 12), None, ""]
    ]

    assert as_csv(["a", "b"], rows) == (
        '\ufeff"a";"b"\r\n"Kota; ""Bengkulu""\nSeluma";12500000;2,5;10;2027-02-12;;""\r\n'.encode()
    )


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.test","klik")' + "x" * 260,
        "+1+1", "-2+3", "@SUM(1)", "=cmd|'/c calc'!A1", "  =1", "\t=1", "\r=1", "\n=1", "\tRapat",
        "\u00a0=1", "\u200b=1", "\ufeff=1", "＝1", "＋1", "－1", "＠SUM(1)", "﹢1", "﹣1", "﹫x", "⁼1", "−1", " ＝1", "\x01=1", "-", "=",
    ],
)  # fmt: skip
def test_what_could_be_a_formula_is_led_by_an_apostrophe(text: str) -> None:
    told = cell(text)

    assert told.startswith("'")
    assert told[1:] == text.replace("\r", "\n")


@pytest.mark.parametrize("text", ["Rapat = 1", "a+b", "12-14", "1=1", "(=1)", "", "é=1", "漢字"])
def test_every_other_text_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


def test_one_that_begins_with_an_apostrophe_gets_a_second_so_that_one_can_always_be_taken_away() -> None:
    assert cell("'=1") == "''=1"
    assert cell("'tanda'") == "''tanda'"


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")), min_size=2, max_size=2)
    )
)
def test_the_way_back_gives_every_text_as_it_was(rows: list[list[str]]) -> None:
    found = read(as_csv(["a", "b"], rows))

    assert [[one.removeprefix("'") for one in row] for row in found[1:]] == rows


def test_a_sign_that_no_file_can_hold_is_marked() -> None:
    assert cell("a\ud800b\0c") == "a□b□c"
