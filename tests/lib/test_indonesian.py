"""Money, numbers, days and times: printed as an office writes them, read back strictly."""

import time as clock
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkeg.lib import indonesian
from renkeg.lib.indonesian import parse_rentang, parse_rupiah, parse_tanggal, parse_volume, terbilang

MOST = 999_999_999_999_999
DAYS = st.dates(date(1900, 1, 1))
AMOUNTS = st.integers(0, MOST) | st.integers(0, 15).map(lambda zeros: 10**zeros - 1)
VOLUMES = st.decimals(Decimal("0.01"), Decimal("999999999999.99"), places=2)

SEMBILAN = "sembilan ratus sembilan puluh sembilan"
WORDS = {
    0: "nol",
    1: "satu",
    10: "sepuluh",
    11: "sebelas",
    12: "dua belas",
    19: "sembilan belas",
    20: "dua puluh",
    21: "dua puluh satu",
    100: "seratus",
    101: "seratus satu",
    111: "seratus sebelas",
    199: "seratus sembilan puluh sembilan",
    200: "dua ratus",
    1_000: "seribu",
    1_001: "seribu satu",
    1_100: "seribu seratus",
    2_000: "dua ribu",
    11_000: "sebelas ribu",
    21_000: "dua puluh satu ribu",
    100_000: "seratus ribu",
    101_000: "seratus satu ribu",
    1_000_000: "satu juta",
    1_001_000: "satu juta seribu",
    12_500_000: "dua belas juta lima ratus ribu",
    148_500_000: "seratus empat puluh delapan juta lima ratus ribu",
    1_000_000_000: "satu miliar",
    1_000_000_000_000: "satu triliun",
    1_000_000_000_001: "satu triliun satu",
    1_000_000_000_000_000: "satu kuadriliun",
    MOST: f"{SEMBILAN} triliun {SEMBILAN} miliar {SEMBILAN} juta {SEMBILAN} ribu {SEMBILAN}",
}


def read_words(words: str) -> int:
    """A reader of `terbilang` that shares nothing with it."""
    units = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
    total = group = digit = 0
    for word in words.split():
        match word:
            case "sepuluh" | "sebelas" | "seratus":
                group += {"sepuluh": 10, "sebelas": 11, "seratus": 100}[word]
            case "belas":
                group, digit = group + digit + 10, 0
            case "puluh":
                group, digit = group + digit * 10, 0
            case "ratus":
                group, digit = group + digit * 100, 0
            case "seribu":
                total += 1000
            case "ribu" | "juta" | "miliar" | "triliun" | "kuadriliun":
                places = ("ribu", "juta", "miliar", "triliun", "kuadriliun")
                size = 1000 ** (places.index(word) + 1)
                total, group, digit = total + (group + digit) * size, 0, 0
            case _:
                digit = units.index(word)
    return total + group + digit


@pytest.mark.parametrize(("number", "words"), WORDS.items())
def test_terbilang(number: int, words: str) -> None:
    assert terbilang(number) == words
    assert read_words(words) == number


@given(st.integers(0, 10**18 - 1))
def test_the_words_say_the_number(number: int) -> None:
    assert read_words(terbilang(number)) == number


@pytest.mark.parametrize("number", [-1, 10**18])
def test_terbilang_ends_at_eighteen_digits(number: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        terbilang(number)


def test_money() -> None:
    assert indonesian.rupiah(12_500_000) == "Rp12.500.000"
    assert indonesian.rupiah(-500) == "-Rp500"
    assert indonesian.rupiah(0) == "Rp0"
    assert indonesian.rupiah_resmi(12_500_000) == "Rp12.500.000,00"
    assert indonesian.angka(12_500_000) == "12.500.000"
    assert indonesian.angka(-1_000) == "-1.000"
    assert indonesian.angka(2**53 + 1) == "9.007.199.254.740.993"


def test_days_and_times() -> None:
    assert indonesian.tanggal(date(2025, 8, 25)) == "25 Agustus 2025"
    assert indonesian.hari_tanggal(date(2025, 8, 25)) == "Senin, 25 Agustus 2025"
    assert indonesian.hari_tanggal(date(2027, 1, 3)) == "Minggu, 3 Januari 2027"
    assert indonesian.jam(time(9, 5)) == "09.05"
    assert indonesian.jam(datetime(2027, 1, 4, 10, 20, 59)) == "10.20"


def test_months() -> None:
    assert [indonesian.nama_bulan(month) for month in (1, 2, 8, 12)] == ["Januari", "Februari", "Agustus", "Desember"]
    roman = "I II III IV V VI VII VIII IX X XI XII"
    assert " ".join(indonesian.bulan_romawi(month) for month in range(1, 13)) == roman
    for month in (-1, 0, 13):
        with pytest.raises(ValueError, match="no month"):
            indonesian.nama_bulan(month)
        with pytest.raises(ValueError, match="no month"):
            indonesian.bulan_romawi(month)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 menit"),
        (1, "1 menit"),
        (59, "59 menit"),
        (60, "1 jam"),
        (70, "1 jam 10 menit"),
        (120, "2 jam"),
        (2250, "37 jam 30 menit"),
        (60_000, "1.000 jam"),
    ],
)
def test_durations(minutes: int, text: str) -> None:
    assert indonesian.durasi(minutes) == text


def test_a_duration_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        indonesian.durasi(-1)


@pytest.mark.parametrize(
    ("value", "text"),
    [("2.50", "2,5"), ("60.00", "60"), ("60", "60"), ("0.01", "0,01"), ("1200", "1.200"), ("1E+3", "1.000")],
)
def test_volume(value: str, text: str) -> None:
    assert indonesian.volume(Decimal(value)) == text


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ([], ""),
        ([("2026-02-03", "2026-02-03")], "3 Februari 2026"),
        ([("2026-01-12", "2026-01-14")], "12 s.d. 14 Januari 2026"),
        ([("2026-09-28", "2026-10-02")], "28 September s.d. 2 Oktober 2026"),
        ([("2025-12-28", "2026-01-03")], "28 Desember 2025 s.d. 3 Januari 2026"),
        ([("2026-02-03", "2026-02-03"), ("2026-02-10", "2026-02-12")], "3 Februari 2026; 10 s.d. 12 Februari 2026"),
    ],
)
def test_rentang(spans: list[tuple[str, str]], text: str) -> None:
    days = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]
    assert indonesian.rentang(days) == text
    if days:
        assert parse_rentang(text) == days


def test_a_span_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        indonesian.rentang([(date(2026, 1, 2), date(2026, 1, 1))])


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1.500", 1_500),
        ("1.500.000,00", 1_500_000),
        ("1500000,00", 1_500_000),
        ("1.500.000,-", 1_500_000),
        ("Rp1.500.000", 1_500_000),
        ("Rp 1.500.000,00", 1_500_000),
        ("Rp. 1.500.000", 1_500_000),
        ("rp1500000", 1_500_000),
        ("Rp\u00a01.500.000", 1_500_000),
        ("\u202f1.500.000\t\n", 1_500_000),
        ("1,5 juta", 1_500_000),
        ("Rp 1,5 juta", 1_500_000),
        ("1,5jt", 1_500_000),
        ("1.250 juta", 1_250_000_000),
        ("750 ribu", 750_000),
        ("Rp. 750rb", 750_000),
        ("2 miliar", 2_000_000_000),
        ("1,25 milyar", 1_250_000_000),
        ("1,500 juta", 1_500_000),
        ("0,5 juta", 500_000),
        ("999 triliun", 999_000_000_000_000),
        ("999999999999999", MOST),
        ("999.999.999.999.999", MOST),
    ],
)
def test_rupiah_is_read(text: str, amount: int) -> None:
    assert parse_rupiah(text) == amount


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "wajib diisi"),
        (" \u00a0 ", "wajib diisi"),
        ("1,500,000", "dengan titik, bukan koma: 1.500.000."),
        ("Rp 1,500,000.00", "dengan titik, bukan koma: 1.500.000."),
        ("1.500.000,50", "tanpa sen: 1.500.000."),
        ("dua juta", "Tulis “dua juta” dengan angka saja, misalnya 2.000.000 atau 2 juta."),
        ("dua ratus lima puluh ribu rupiah", "dengan angka saja"),
        ("1.5 juta", "dengan koma: 1,5 juta."),
        ("1,5 m", "“1,5 miliar” atau “1,5 juta”"),
        ("1,2345678 juta", "tanpa sen"),
        ("1000 triliun", "terlalu besar"),
        ("Rp -", "Tulis 0 bila"),
        ("-", "Tulis 0 bila"),
        ("1,500", "dengan titik, bukan koma"),
        ("1,500.00", "dengan titik, bukan koma"),
        ("1.500,50", "tanpa sen"),
        ("1500,5", "tanpa sen"),
        ("1.50", "tepat tiga angka"),
        ("1.5000", "tepat tiga angka"),
        ("1500.000", "tepat tiga angka"),
        ("1.500.000.00", "tepat tiga angka"),
        (".500", "tepat tiga angka"),
        ("1 500 000", "tepat tiga angka"),
        ("(500)", "tidak dikenali"),
        ("+500", "tidak dikenali"),
        ("=1+1", "tidak dikenali"),
        ("Rp", "tidak dikenali"),
        ("15\u200b00", "tidak dikenali"),
        ("0.500", "diawali nol"),
        ("007", "diawali nol"),
        ("1_000", "angka saja"),
        ("1e9", "angka saja"),
        ("0x10", "angka saja"),
        ("NaN", "angka saja"),
        ("juta", "angka saja"),
        ("-5000000", "kurang dari nol"),
        ("\u22125.000", "kurang dari nol"),
        ("Rp -5", "kurang dari nol"),
        ("-Rp5", "kurang dari nol"),
        ("١٥٠٠", "angka 0 sampai 9"),
        ("１５００", "angka 0 sampai 9"),
        ("1.500²", "angka 0 sampai 9"),
        ("1000000000000000", "terlalu besar; paling banyak Rp999.999.999.999.999"),
        ("9007199254740993", "terlalu besar"),
        ("9" * 5000, "terlalu besar"),
        ("9" + ".999" * 5000, "terlalu besar"),
    ],
)
def test_rupiah_is_refused(text: str, sentence: str) -> None:
    assert sentence in refusal(parse_rupiah, text)


@given(AMOUNTS)
def test_printed_money_is_read_back(amount: int) -> None:
    for print_ in (str, indonesian.angka, indonesian.rupiah, indonesian.rupiah_resmi):
        assert parse_rupiah(print_(amount)) == amount


@pytest.mark.parametrize(
    ("text", "value"),
    [("60", "60"), ("2,5", "2.5"), ("0,25", "0.25"), ("1.200,75", "1200.75"), ("1.200", "1200"), (" 3\u00a0", "3")],
)
def test_volume_is_read(text: str, value: str) -> None:
    assert parse_volume(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "wajib diisi"),
        ("0", "lebih dari nol"),
        ("0,00", "lebih dari nol"),
        ("-2", "lebih dari nol"),
        ("2.5", "koma untuk pecahan"),
        ("1,200.5", "koma untuk pecahan"),
        ("2,", "koma untuk pecahan"),
        ("01", "tidak dikenali"),
        ("2,555", "dua angka di belakang koma"),
        ("60 orang", "tanpa satuan"),
        ("1e3", "angka saja"),
        ("NaN", "angka saja"),
        ("1_0", "angka saja"),
        ("٣", "angka 0 sampai 9"),
        ("1000000000000", "paling banyak 12 angka"),
        ("9" * 5000, "terlalu besar"),
    ],
)
def test_volume_is_refused(text: str, sentence: str) -> None:
    assert sentence in refusal(parse_volume, text)


@given(VOLUMES)
def test_a_printed_volume_is_read_back(value: Decimal) -> None:
    assert parse_volume(indonesian.volume(value)) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-12", "2026-01-12"),
        ("12/01/2026", "2026-01-12"),
        ("12/1/2026", "2026-01-12"),
        ("1/2/2026", "2026-02-01"),
        ("12-01-2026", "2026-01-12"),
        ("12 Januari 2026", "2026-01-12"),
        ("  12\u00a0JANUARI   2026 ", "2026-01-12"),
        ("1 Jan 2026", "2026-01-01"),
        ("12-Jan-2026", "2026-01-12"),
        ("17 Agt 2026", "2026-08-17"),
        ("5 Nopember 2026", "2026-11-05"),
        ("29/02/2028", "2028-02-29"),
        ("01/01/1900", "1900-01-01"),
        ("31 Desember 9999", "9999-12-31"),
    ],
)
def test_a_day_is_read(text: str, day: str) -> None:
    assert parse_tanggal(text) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "wajib diisi"),
        ("02/13/2025", "Tidak ada bulan 13; tulis hari dahulu"),
        ("12/0/2026", "Tidak ada bulan 0"),
        ("29/02/2027", "29 Februari 2027 tidak ada"),
        ("31 April 2026", "31 April 2026 tidak ada"),
        ("0/1/2026", "tidak ada"),
        ("01/02/25", "tahun dengan empat angka"),
        ("01-02-25", "tahun dengan empat angka"),
        ("12 Januari 26", "tahun dengan empat angka"),
        ("12-Jan-26", "tahun dengan empat angka"),
        ("01/01/0001", "Tahun 1 tidak dapat dipakai"),
        ("1899-12-31", "Tahun 1899 tidak dapat dipakai"),
        ("2025-12-31T23:30:00+07:00", "tidak dikenali"),
        ("2026-1-12", "tidak dikenali"),
        ("2026/01/12", "tidak dikenali"),
        ("12/01-2026", "tidak dikenali"),
        ("12.01.2026", "tidak dikenali"),
        ("46034", "tidak dikenali"),
        ("besok", "tidak dikenali"),
        ("１２/０１/２０２６", "tidak dikenali"),
        ("١٢/٠١/٢٠٢٦", "tidak dikenali"),
        ("12 January 2026", "“january” bukan nama bulan"),
        ("12 " + "a" * 5000 + " 2026", "bukan nama bulan"),
        ("1" * 5000, "tidak dikenali"),
    ],
)
def test_a_day_is_refused(text: str, sentence: str) -> None:
    assert sentence in refusal(parse_tanggal, text)


@given(DAYS)
def test_a_printed_day_is_read_back(day: date) -> None:
    for text in (indonesian.tanggal(day), day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}"):
        assert parse_tanggal(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "12 s.d. 14 Januari 2026",
        "12 s.d 14 Januari 2026",
        "12 s/d 14 Januari 2026",
        "12 sd 14 Jan 2026",
        "12s.d.14 Januari 2026",
        "12 sampai dengan 14 Januari 2026",
        "12 sampai 14 Januari 2026",
        "12 hingga 14 Januari 2026",
        "12-14 Januari 2026",
        "12 - 14 Januari 2026",
        "12-Jan-2026 - 14-Jan-2026",
        "12-Jan-2026 s.d. 14-Jan-2026",
        "12\u201314 Januari 2026",
        "12 \u2014 14 januari 2026",
        "12 Januari-14 Januari 2026",
        "12 Januari 2026 s.d. 14 Januari 2026",
        "12/01/2026 - 14/01/2026",
        "12/1/2026-14/1/2026",
        "12-01-2026 - 14-01-2026",
        "12-01-2026 s.d. 14-01-2026",
        "2026-01-12 - 2026-01-14",
        "2026-01-12 s.d. 2026-01-14",
        "12/01/2026 s.d. 14 Januari 2026",
    ],
)
def test_one_span_in_the_ways_people_write_it(text: str) -> None:
    assert parse_rentang(text) == [(date(2026, 1, 12), date(2026, 1, 14))]


def test_several_spans_keep_their_order() -> None:
    text = "3 Februari 2026; 12-14 Januari 2026\r\n2026-03-05;\n"
    assert parse_rentang(text) == [
        (date(2026, 2, 3), date(2026, 2, 3)),
        (date(2026, 1, 12), date(2026, 1, 14)),
        (date(2026, 3, 5), date(2026, 3, 5)),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "wajib diisi"),
        (" ;\n; ", "wajib diisi"),
        ("10/05/2025 - 09/05/2025", "Tanggal selesai (9 Mei 2025) mendahului tanggal mulai (10 Mei 2025)"),
        ("28 Desember s.d. 3 Januari 2026", "mendahului tanggal mulai (28 Desember 2026)"),
        ("31 s.d. 2 Februari 2026", "31 Februari 2026 tidak ada"),
        ("12-14-16 Januari 2026", "tidak dikenali"),
        ("12 s.d. 14 s.d. 16 Januari 2026", "tidak dikenali"),
        ("12 s.d.", "tidak dikenali"),
        ("s.d. 14 Januari 2026", "tidak dikenali"),
        ("12/1-14/1/2026", "tidak dikenali"),
        ("7, 5 dan 3 Januari 2026", "ditulis urut"),
        ("3, 3 dan 5 Januari 2026", "ditulis urut"),
        ("3, , 5 Januari 2026", "wajib diisi"),
        ("12-Jan-26", "tahun dengan empat angka"),
        ("3 dan 5", "tidak dikenali"),
        ("12 s.d. 14 Januari", "tidak dikenali"),
        ("Minggu ke-2", "tidak dikenali"),
        ("12 Januari 2026; besok", "tidak dikenali"),
        ("02/13/2025", "Tidak ada bulan 13"),
        ("12-14 Januari 26", "tahun dengan empat angka"),
        ("12 Januari 2026;" * 1000, "terlalu panjang"),
    ],
)
def test_a_span_is_refused(text: str, sentence: str) -> None:
    assert sentence in refusal(parse_rentang, text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3, 5 dan 7 Maret 2026", ["3-3", "3-5", "3-7"]),
        ("3, 5, dan 7 Maret 2026", ["3-3", "3-5", "3-7"]),
        ("3 & 5 Maret 2026", ["3-3", "3-5"]),
        ("28 Februari dan 1 Maret 2026", ["2-28", "3-1"]),
        ("3 Maret", ["3-3"]),
        ("3, 5 Maret; 2 April", ["3-3", "3-5", "4-2"]),
    ],
)
def test_days_in_a_row_and_without_their_year(text: str, days: list[str]) -> None:
    told = [first for first, last in parse_rentang(text, 2026) if first == last]
    assert [f"{day.month}-{day.day}" for day in told] == days
    assert {day.year for day in told} == {2026}


def test_spans_in_a_row_and_without_their_year() -> None:
    spans = [(date(2026, 1, 12), date(2026, 1, 14)), (date(2026, 1, 20), date(2026, 1, 20))]
    for text in ("12 s.d. 14 dan 20 Januari 2026", "12-14, 20 Jan 2026", "12 s.d. 14 Januari; 20 Januari"):
        assert parse_rentang(text, 2026) == spans


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("12 s.d. 14", "Tulis bulannya juga, misalnya 14 Januari 2026"), ("12", "bulannya"), ("12 Jan 26", "empat angka")],
)
def test_a_plan_lends_its_year_only(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_rentang(text, 2026)


@given(st.lists(st.tuples(DAYS, st.integers(0, 400)), min_size=1, max_size=20))
def test_printed_spans_are_read_back(begins: list[tuple[date, int]]) -> None:
    spans = [(first, min(date.max - timedelta(days), first) + timedelta(days)) for first, days in begins]
    assert parse_rentang(indonesian.rentang(spans)) == spans


@given(st.text() | st.text("0123456789.,-/ rpRsdJanuri\u00a0;", max_size=30))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    for parse in (parse_rupiah, parse_volume, parse_tanggal, parse_rentang):
        sentence = ""
        try:
            parse(text)
        except ValueError as fault:
            sentence = str(fault)
        assert sentence == "" or (sentence[0] in "JTVP“" and sentence[-1] == ".")


@pytest.mark.parametrize(
    "text", ["1" * 1_000_000, " " * 1_000_000 + "x", "1.000" * 200_000, "-" * 1_000_000, "1 a " * 250_000]
)
def test_a_long_text_is_refused_in_no_time(text: str) -> None:
    begin = clock.perf_counter()
    for parse in (parse_rupiah, parse_volume, parse_tanggal, parse_rentang):
        refusal(parse, text)
    assert clock.perf_counter() - begin < 1


def refusal(parse: Callable[[str], object], text: str) -> str:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        parse(text)
    assert len(str(caught.value)) < 150
    return str(caught.value)
