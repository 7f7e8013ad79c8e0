"""The one door for text."""

import time
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkeg.lib.clean_text import Unclean, clean_block, clean_line

BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
NONCHARACTERS = [
    *range(0xFDD0, 0xFDF0),
    *(plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)),
]
CONTROLS = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]


@pytest.mark.parametrize(
    "text",
    [
        "Rapat Koordinasi Pengelolaan Keuangan",
        "<script>alert(1)</script>",
        '#read("/etc/passwd")',
        '=HYPERLINK("http://evil.test","klik")',
        "@SUM(1+1)*cmd",
        "' OR 1=1 --",
        "null",
        "Évaluasi “triwulan” – tahap I/2027 (50 %)",
        "مرحبا dan שלום",
        "中文 ไทย ꦗꦮ",
        "rapat 🎉 keluarga 👨\u200d👩\u200d👧 cinta ❤\ufe0f bendera 🇮🇩",
        "kata\u200dsambung, kata\u200bpisah, tanpa\u00adhubung",
        "1",
        "?",
        "\U0001fae9 \U0001fadf",  # emoji younger than the Unicode of Python 3.11
        "x" * 200,
    ],
)
def test_ordinary_text_comes_through_as_it_is(text: str) -> None:
    assert clean_line(text) == text
    assert clean_block(text) == text


@pytest.mark.parametrize("code", [*CONTROLS, *BIDI, *NONCHARACTERS, 0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_forbidden_characters_are_refused_wherever_they_stand(code: int) -> None:
    for text in (
        f"Rapat{chr(code)}kerja",
        f"{chr(code)}Rapat",
        f"Rapat{chr(code)}",
        chr(code),
    ):
        for clean in (clean_line, clean_block):
            with pytest.raises(Unclean, match=r"^Teks memuat .+\.$"):
                clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\t\r\n",
        "\u00a0\u2003\u3000",
        "\u200b\u200b\u2060",
        "\ufeff",
        "\u200d",
        "\u00ad",
        "\ufe0f",
        "\u115f\u1160\u3164\uffa0",
        "\u2800",
        "\u034f",
        "\u0301",
        "\U000e0041",
        "\u2028",
    ],
)
def test_text_that_shows_nothing_counts_as_empty(text: str) -> None:
    for clean in (clean_line, clean_block):
        with pytest.raises(Unclean, match="wajib diisi"):
            clean(text)


def test_decomposed_letters_are_composed() -> None:
    assert clean_line("Re\u0301sume\u0301") == "Résumé"
    assert clean_block("Re\u0301sume\u0301") == "Résumé"


def test_ends_are_trimmed_and_a_tab_is_a_space() -> None:
    assert clean_line(" \u00a0 Rapat\tkerja \n") == "Rapat kerja"
    assert clean_block("\n\n  Rapat\tkerja\r\n\r\n") == "Rapat kerja"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\u2029"])
def test_a_block_keeps_its_line_breaks_and_a_line_has_none(line_break: str) -> None:
    text = f"Laksanakan.{line_break}{line_break}Laporkan."
    assert clean_block(text) == "Laksanakan.\n\nLaporkan."
    with pytest.raises(Unclean, match="satu baris"):
        clean_line(text)


def test_thirty_marks_on_a_letter_are_enough() -> None:
    assert clean_line("z" + "\u0301" * 30)
    with pytest.raises(Unclean, match="terlalu banyak tanda"):
        clean_line("z" + "\u0301" * 31)


@pytest.mark.parametrize(
    "text",
    [
        "A" * 5_000_000,
        " " * 5_000_000,
        "\u200b" * 1_000_000,
        "a" + "\u0301\u0316" * 1_000_000,
        "\r\n" * 2_000_000 + "\x00",
    ],
    ids=["letters", "spaces", "zero width", "accents out of order", "late control"],
)
def test_long_text_is_judged_in_time_that_grows_with_its_length(text: str) -> None:
    begin = time.perf_counter()
    with suppress(Unclean):
        clean_block(text)
    assert time.perf_counter() - begin < 2


@given(st.text())
def test_cleaning_again_changes_nothing(text: str) -> None:
    try:
        clean = clean_block(text)
    except Unclean:
        return
    assert clean_block(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    assert clean.encode()


@given(st.text(st.characters(exclude_categories=["C", "M", "Z"]), min_size=1))
def test_a_line_of_visible_characters_is_only_composed(text: str) -> None:
    if not set(text) & set("\u115f\u1160\u2800\u3164\uffa0\U0001d159"):
        assert clean_line(text) == unicodedata.normalize("NFC", text)
