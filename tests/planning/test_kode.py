"""Budget codes: whatever is typed is read without a fault, and every way of writing a code finds its node."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkeg.planning.kode import SHAPES, Index, Level, ancestors, level, levels, normal, parent

FULL = "CQ.6709.QGE.001.113.A.521211"


@st.composite
def codes(draw: st.DrawFn) -> str:
    """A code of the POK, from the program to any level."""
    depth = draw(st.integers(1, 7))
    segments = [draw(st.from_regex(SHAPES[Level(n)], fullmatch=True)) for n in range(1, depth + 1)]
    return ".".join(segments)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("076.01.CQ.6709.QGE.001.113.A.521211", FULL),
        ("654340.076.01.WA.3355.EBD.955", "WA.3355.EBD.955"),
        ("654340.WA.3355", "WA.3355"),
        (" cq . 6709.qge.001. ", "CQ.6709.QGE.001"),
        ("076.01.6709.QGE", "6709.QGE"),
        ("521211", "521211"),
        ("6709..QGE", "6709.QGE"),
        ("honor  narasumber", "HONOR NARASUMBER"),
        ("", ""),
    ],
)
def test_a_code_has_one_normal_text(typed: str, told: str) -> None:
    assert normal(typed) == told


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_without_a_fault(text: str) -> None:
    assert normal(normal(text)) == normal(text)
    level(normal(text))
    assert Index([FULL]).found(text) in {None, FULL}


@given(codes())
def test_each_code_has_the_level_of_its_last_segment(code: str) -> None:
    told = levels(code)
    assert told is not None
    assert told[-1] == level(code)
    assert len(told) == len(code.split("."))
    assert list(told) == sorted(set(told))


@given(codes())
def test_the_paths_above_a_code_end_at_its_program(code: str) -> None:
    above = ancestors(code)
    assert [one.count(".") for one in above] == list(range(code.count(".") - 1, -1, -1))
    assert (above[0] if above else "") == parent(code)
    assert all(code.startswith(f"{one}.") for one in above)


@given(codes(), st.sampled_from(["", "076.01.", "654340.", "654340.076.01."]), st.booleans())
def test_every_way_of_writing_a_code_finds_its_node(code: str, before: str, spaced: bool) -> None:
    typed = before + (code.replace(".", " . ").lower() if spaced else code)
    assert Index([code, *ancestors(code)]).found(typed) == code


@given(codes().filter(lambda code: "." in code))
def test_a_code_without_its_program_finds_the_node_unless_two_programs_have_it(code: str) -> None:
    program, _, rest = code.partition(".")
    other = "AA" if program != "AA" else "AB"
    assert Index([code]).found(rest) == code
    assert Index([code, f"{other}.{rest}"]).found(rest) is None
    assert Index([rest]).found(code) == rest


def test_an_akun_may_stand_right_below_its_komponen() -> None:
    assert levels("6709.QGE.001.113.521211") == (
        Level.KEGIATAN,
        Level.KRO,
        Level.RO,
        Level.KOMPONEN,
        Level.AKUN,
    )


@pytest.mark.parametrize("strange", ["", "X", "6709.QG", "CQ.QGE", f"{FULL}.1", "6709.QGE.001.113.A.52121", "521211"])
def test_a_strange_code_has_no_level_and_is_not_found(strange: str) -> None:
    assert level(normal(strange)) is None
    assert Index([FULL]).found(strange) is None
