"""The one door for input: what it takes, what it refuses, and how it names the place."""

import unicodedata
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkeg.lib.errors import BadInput
from renkeg.planning import drafts
from renkeg.planning.sop import Rows
from tests.cast import KEGIATAN, draft


def locs(**changes: Any) -> list[str]:
    """Where a draft with these changes is wrong; [] where it is taken."""
    try:
        drafts.read_awal(draft(**changes))
    except BadInput as refused:
        return [one.loc for one in refused.problems]
    return []


def row(**changes: Any) -> list[str]:
    """Where a row with these changes is wrong, without its address."""
    return [one.removeprefix("kegiatan/0/") for one in locs(kegiatan=[{**KEGIATAN, **changes}])]


def span(mulai: object, selesai: object) -> list[dict[str, object]]:
    return [{"mulai": mulai, "selesai": selesai}]


def test_a_draft_in_order_is_taken() -> None:
    assert locs() == []


def test_in_a_draft_any_field_of_a_row_may_be_missing_or_null() -> None:
    nothing = dict.fromkeys(KEGIATAN)
    read = drafts.read_awal(draft(kegiatan=[{}, nothing]))

    assert read.kegiatan == (drafts.Baris(), drafts.Baris())
    assert read.kegiatan[0].content()["lokus"] == []


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [("judul", 5, 300), ("kode", 1, 200), ("sasaran", 1, 200), ("satuan", 1, 200), ("jenis", 1, 200)],
)
def test_a_text_of_a_row_is_as_long_as_its_limits(field: str, low: int, high: int) -> None:
    assert row(**{field: "x" * low}) == []
    assert row(**{field: "x" * high}) == []
    assert row(**{field: "x" * (high + 1)}) == [field]
    assert row(**{field: "x" * (low - 1)}) == [field]
    assert row(**{field: "x" * 5_000_000}) == [field]


@pytest.mark.parametrize(("field", "low", "high"), [("hal", 5, 200), ("pengantar", 1, 5000)])
def test_a_text_of_the_letter_is_as_long_as_its_limits(field: str, low: int, high: int) -> None:
    assert locs(**{field: "x" * low}) == locs(**{field: "x" * high}) == []
    for wrong in ("x" * (high + 1), "x" * (low - 1), None, 7, ["x"]):
        assert locs(**{field: wrong}) == [field]


def test_length_is_counted_in_code_points_after_nfc() -> None:
    composed = unicodedata.normalize("NFD", "é" * 300)

    assert row(judul=composed) == []
    assert drafts.read_kegiatan([{"judul": composed}], 2027)[0].judul == "é" * 300
    assert row(judul="😀" * 300) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "\u200b\u200b⁠",
        "Rapat\0kerja",
        "Rapat\vkerja",
        "a\ud800bcde",
        "Rapat\nkerja",
        "\u202eRapat",
        12,
        True,
        {},
    ],
)
def test_no_broken_empty_or_many_lined_text_gets_in(text: object) -> None:
    assert row(judul=text) == ["judul"]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '#read("/etc/passwd")', '=HYPERLINK("x")', "@SUM(1+1)*cmd", "null"]
)
def test_text_is_taken_literally(text: str) -> None:
    assert drafts.read_kegiatan([{"judul": text.ljust(5, "!")}], 2027)[0].judul == text.ljust(5, "!")


@pytest.mark.parametrize("money", [0, 1, 999_999_999_999_999])
def test_whole_rupiah_are_taken(money: int) -> None:
    assert row(anggaran=money) == []


@pytest.mark.parametrize("money", [-1, 10**15, 9007199254740993, 1.0, 1.5, "1500000", "Rp 1.500.000", "1e9", True, [1]])
def test_no_other_money_gets_in(money: object) -> None:
    assert row(anggaran=money) == ["anggaran"]


@pytest.mark.parametrize("volume", [1, 0.01, 2.5, 10, 999_999_999_999.99, Decimal("0.10")])
def test_a_volume_with_two_decimals_is_taken(volume: object) -> None:
    assert row(volume=volume) == []


@pytest.mark.parametrize(
    "volume",
    [0, -1, 0.0, 0.001, 2.555, 10**12, float("inf"), float("nan"), Decimal("NaN"), 1e308, 10**40, "2,5", True],
)
def test_no_other_volume_gets_in(volume: object) -> None:
    assert row(volume=volume) == ["volume"]


def test_endless_digits_are_refused() -> None:
    assert row(anggaran=10**5000, volume=10**5000) == ["volume", "anggaran"]


def test_a_float_is_read_as_it_was_typed() -> None:
    assert drafts.read_kegiatan([{"volume": 0.29}], 2027)[0].volume == Decimal("0.29")


@pytest.mark.parametrize(
    ("spans", "wrong"),
    [
        (span("2027-02-10", "2027-02-09"), ["tanggal/0/selesai"]),
        (span("10/02/2027", "2027-02-10"), ["tanggal/0/mulai"]),
        (span("2027-02-30", "2027-02-30"), ["tanggal/0/mulai", "tanggal/0/selesai"]),
        (span("2027-W05-1", "2027-02-28"), ["tanggal/0/mulai"]),
        (span("20270210", "2027-02-28"), ["tanggal/0/mulai"]),
        (span("0001-01-01", "2027-02-28"), ["tanggal/0/mulai"]),
        (span("2025-12-31", "2027-02-28"), ["tanggal/0/mulai"]),
        (span("2027-02-01", "2033-01-01"), ["tanggal/0/selesai"]),
        (span("2027-02-01T10:00:00+07:00", "2027-02-01"), ["tanggal/0/mulai"]),
        (span(None, "2027-02-01"), ["tanggal/0/mulai"]),
        (["2027-02-01"], ["tanggal/0"]),
        ("2027-02-01", ["tanggal"]),
        (span("2027-02-01", "2027-02-01") * 21, ["tanggal"]),
        (span("2026-01-01", "2032-12-31"), []),
        (span("2027-02-01", "2027-02-01") * 20, []),
    ],
)
def test_days_are_iso_days_in_order_and_near_the_plan(spans: object, wrong: list[str]) -> None:
    assert row(tanggal=spans) == wrong


@pytest.mark.parametrize(
    ("lokus", "wrong"),
    [
        (["Kota Bengkulu"] * 20, []),
        (["Kota Bengkulu"] * 21, ["lokus"]),
        (["x" * 200], []),
        (["Manna", "x" * 201], ["lokus/1"]),
        (["Manna", None], ["lokus/1"]),
        ("Manna", ["lokus"]),
        ([""], ["lokus/0"]),
    ],
)
def test_lokus_is_a_list_of_texts(lokus: object, wrong: list[str]) -> None:
    assert row(lokus=lokus) == wrong


def test_every_problem_is_told_at_once_and_by_its_place() -> None:
    wrong = draft(bulan=13, hal="x", kegiatan=[dict(KEGIATAN), {"judul": "x", "anggaran": -1}])
    with pytest.raises(BadInput) as refused:
        drafts.read_awal(wrong)

    assert [one.loc for one in refused.value.problems] == ["bulan", "hal", "kegiatan/1/judul", "kegiatan/1/anggaran"]
    assert all(one.msg.endswith((".", "paling banyak 300")) for one in refused.value.problems)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"tahun": "2027"}, ["tahun"]),
        ({"tahun": 1999}, ["tahun"]),
        ({"bulan": 0}, ["bulan"]),
        ({"bulan": True}, ["bulan"]),
        ({"susulan": "ya"}, ["susulan"]),
        ({"susulan": None}, []),
        ({"kegiatan": None}, ["kegiatan"]),
        ({"kegiatan": {}}, ["kegiatan"]),
        ({"kegiatan": ["x"]}, ["kegiatan/0"]),
        ({"kegiatan": [{}] * 501}, ["kegiatan"]),
        ({"kegiatan": []}, []),
    ],
)
def test_the_head_of_a_draft_has_its_types(changes: dict[str, Any], wrong: list[str]) -> None:
    assert locs(**changes) == wrong


def test_a_row_is_named_once() -> None:
    assert locs(kegiatan=[{"id": "a"}, {"id": "b"}, {"id": "a"}]) == ["kegiatan/2/id"]
    assert locs(kegiatan=[{"id": "x" * 41}, {"id": 5}]) == ["kegiatan/0/id", "kegiatan/1/id"]


# What is missing before a way out opens


def missing(rows: list[dict[str, Any]], wanted: Rows) -> list[str]:
    read = [one.content() for one in drafts.read_kegiatan(rows, 2027)]
    return [one.loc for one in drafts.missing(read, wanted, tahun=2027, bulan=2)]


@pytest.mark.parametrize("wanted", Rows)
@pytest.mark.parametrize(
    ("spans", "wrong"),
    [
        (span("2027-02-28", "2027-03-01"), []),
        (span("2027-01-31", "2027-02-01"), []),
        (span("2027-01-01", "2027-12-31"), []),
        (span("2027-03-01", "2027-03-01") + span("2027-02-01", "2027-02-01"), []),
        (span("2027-03-01", "2027-03-31"), ["kegiatan/0/tanggal"]),
        (span("2026-12-31", "2027-02-01"), ["kegiatan/0/tanggal"]),
        (span("2027-02-01", "2027-02-01") + span("2028-02-01", "2028-02-01"), ["kegiatan/0/tanggal"]),
        ([], ["kegiatan/0/tanggal"]),
    ],
)
def test_one_day_lies_in_the_month_and_all_in_the_year(spans: Any, wrong: list[str], wanted: Rows) -> None:
    assert missing([{**KEGIATAN, "tanggal": spans}], wanted) == wrong


def test_a_proposal_needs_three_fields_and_a_form_all_nine() -> None:
    assert missing([{}], Rows.PROPOSABLE) == [f"kegiatan/0/{name}" for name in ("judul", "anggaran", "tanggal")]
    assert missing([dict(KEGIATAN), {}], Rows.COMPLETE) == [
        f"kegiatan/1/{name}"
        for name in ("kode", "judul", "sasaran", "volume", "satuan", "jenis", "anggaran", "lokus", "tanggal")
    ]
    assert missing([], Rows.PROPOSABLE) == missing([], Rows.COMPLETE) == ["kegiatan"]
    assert missing([dict(KEGIATAN, anggaran=0)], Rows.COMPLETE) == []


# Catatan and instruksi


@pytest.mark.parametrize(
    "text", ["Perbaiki lokus.", "lokus keliru", "a bcdefghij", "Tolong, perbaiki!", "Ganti\ntanggalnya"]
)
def test_two_words_with_ten_letters_are_a_reason(text: str) -> None:
    assert drafts.read_catatan(text, required=True) == text


@pytest.mark.parametrize(
    "text", [None, "", " ", "perbaikilokus", "a bcdefghi", "12345 67890 ab", "\u200b \u200b", "x" * 2001]
)
def test_less_is_no_reason(text: str | None) -> None:
    with pytest.raises(BadInput):
        drafts.read_catatan(text, required=True)


def test_a_remark_that_nobody_asked_for_may_be_short_but_not_broken() -> None:
    assert drafts.read_catatan("ya", required=False) == "ya"
    assert drafts.read_catatan(None, required=False) == ""
    with pytest.raises(BadInput):
        drafts.read_catatan("a\0b", required=False)


def test_instruksi_are_the_preset_ones_unless_others_are_given() -> None:
    assert drafts.read_instruksi(None, ("Setuju",)) == drafts.read_instruksi([], ("Setuju",)) == ["Setuju"]
    assert drafts.read_instruksi([" Telaah "], ("Setuju",)) == ["Telaah"]
    for wrong in (["x" * 201], [""], ["a\nb"], ["x"] * 21):
        with pytest.raises(BadInput):
            drafts.read_instruksi(wrong, ())


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEGIATAN, "mulai", "selesai"]), inner)
    ),
    max_leaves=12,
)


@given(
    head=st.dictionaries(st.sampled_from(list(draft())), json),
    rows=st.lists(st.dictionaries(st.sampled_from(list(KEGIATAN)), json), max_size=3),
)
def test_whatever_comes_in_is_taken_or_refused_and_nothing_else(head: dict[str, Any], rows: list[Any]) -> None:
    with suppress(BadInput):
        awal = drafts.read_awal({**draft(), "kegiatan": rows, **head})
        assert (
            drafts.missing([one.content() for one in awal.kegiatan], Rows.COMPLETE, tahun=awal.tahun, bulan=awal.bulan)
            is not None
        )
