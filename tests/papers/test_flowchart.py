"""The flowchart of a SOP keeps the rules of Permenpan-RB 35/2012, whatever the SOP."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from renkeg.papers.flowchart import PAGE, Exit, Row, Shape, bands
from tests.papers import flowcharts
from tests.papers.flowcharts import drawn, faults

QUICKLY = settings(
    max_examples=60,
    deadline=None,
    # To shrink a drawing of forty rows takes minutes and shows little more.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def _row(number: int, column: int, shape: Shape, *exits: Exit, words: str = "Memeriksa berkas;") -> Row:
    return Row(number, column, shape, (words, "Berkas", "1 Jam", "Berkas", ""), exits)


@QUICKLY
@given(flowcharts.rows())
def test_any_sop_is_drawn_without_a_fault(given_rows: tuple[Row, ...]) -> None:
    assert list(faults(given_rows, drawn(given_rows))) == []


@QUICKLY
@given(flowcharts.rows())
def test_any_sop_is_drawn_on_one_page_too(given_rows: tuple[Row, ...]) -> None:
    drawing = drawn(given_rows, height=None)

    assert list(faults(given_rows, drawing)) == []
    (page,) = drawing.pages
    assert not any(one.shape is Shape.PENTAGON for one in page.symbols)


@QUICKLY
@given(flowcharts.rows())
def test_no_page_is_higher_than_the_paper_and_no_word_is_lost(given_rows: tuple[Row, ...]) -> None:
    drawing = drawn(given_rows)

    assert all(page.height <= PAGE for page in drawing.pages)
    bands = [band for page in drawing.pages for band in page.bands if band.row is not None]
    assert [band.row for band in bands] == [row.number for row in given_rows]
    kept = [["".join(cell.lines).replace(" ", "") for cell in band.cells] for band in bands]
    assert kept == [[text.replace(" ", "") for text in row.texts] for row in given_rows]


def test_straight_ahead_in_one_column_is_one_straight_line() -> None:
    given_rows = (_row(1, 0, Shape.CAPSULE, Exit(2)), _row(2, 0, Shape.BOX, Exit(3)), _row(3, 0, Shape.CAPSULE))

    (page,) = drawn(given_rows).pages

    assert [len(arrow.points) for arrow in page.arrows] == [2, 2]


def test_who_goes_back_to_the_same_row_shares_the_last_of_the_way() -> None:
    given_rows = (
        _row(1, 0, Shape.CAPSULE, Exit(2)),
        *(_row(number, 1, Shape.DIAMOND, Exit(number + 1, "Ya"), Exit(1, "Tidak")) for number in (2, 3, 4)),
        _row(5, 0, Shape.CAPSULE),
    )

    (page,) = drawn(given_rows).pages

    assert sum(arrow.joins for arrow in page.arrows) == 2
    assert list(faults(given_rows, drawn(given_rows))) == []


def test_both_answers_may_lead_to_the_same_row() -> None:
    for target in (1, 5):
        given_rows = (
            _row(1, 0, Shape.CAPSULE, Exit(2)),
            _row(2, 0, Shape.BOX, Exit(3)),
            _row(3, 1, Shape.DIAMOND, Exit(target, "Ya"), Exit(target, "Tidak")),
            _row(4, 0, Shape.BOX, Exit(5)),
            _row(5, 1, Shape.CAPSULE),
        )
        assert list(faults(given_rows, drawn(given_rows))) == []


def test_pages_are_joined_by_letters_only_where_more_than_one_line_passes() -> None:
    straight = tuple(_row(number, 0, Shape.BOX, Exit(number + 1)) for number in range(1, 30))
    back = (*straight[:-1], _row(29, 0, Shape.DIAMOND, Exit(30, "Ya"), Exit(1, "Tidak")))
    last = _row(30, 0, Shape.CAPSULE)

    assert {one.text for page in drawn((*straight, last)).pages for one in page.symbols} == {""}
    assert {"A", "B"} < {one.text for page in drawn((*back, last)).pages for one in page.symbols}


@pytest.mark.parametrize(
    ("given_rows", "why"),
    [
        ((_row(1, 0, Shape.BOX, Exit(7)),), "langkah 1: jalan keluar menuju langkah yang tidak ada"),
        ((_row(1, 0, Shape.BOX, Exit(1), Exit(1), Exit(1)),), "langkah 1: lebih dari dua jalan keluar"),
        ((_row(1, 0, Shape.BOX), _row(1, 0, Shape.BOX)), "bernomor sendiri"),
        ((_row(1, 0, Shape.BOX, words="kata " * 5000),), "langkah 1 terlalu panjang untuk satu halaman"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_place(given_rows: tuple[Row, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        drawn(given_rows)


def test_a_line_has_left_for_its_segilima_before_another_comes_where_it_was() -> None:
    assert bands._turns([(0, 10), (10, 20), (20, 30)]) == [2, 1, 0]
    assert bands._turns([(10, 0), (20, 10), (30, 20)]) == [0, 1, 2]
