"""Money, numbers, days and times as Indonesian offices write them: printed, and read back strictly.

Source of the forms: EYD V and the examples of the office's letters. What a person typed is understood in one way or
refused: every `parse_` function raises ValueError with an Indonesian sentence that says what is wrong and what to
write instead.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

MOST_RUPIAH = 999_999_999_999_999
MOST_WORDS = 999_999_999_999_999_999  # a form's total: hundreds of rows of the highest amount
MOST_VOLUME_DIGITS = 12

_BULAN = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_HARI = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_ROMAWI = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_SATUAN = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_KELOMPOK = ((10**15, "kuadriliun"), (10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))

_MONTHS = {name.lower(): number for number, name in enumerate(_BULAN, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()}
_MONTHS |= {"peb": 2, "pebruari": 2, "agt": 8, "ags": 8, "sept": 9, "nop": 11, "nopember": 11}

# [0-9], because \d also takes the digits of other scripts.
_WHOLE = r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)"
_RUPIAH = re.compile(rf"(?:rp\.? ?)?({_WHOLE})(?:,00|,-)?")
_SCALES = {"ribu": 3, "rb": 3, "juta": 6, "jt": 6, "miliar": 9, "milyar": 9, "triliun": 12}
_SCALED = re.compile(rf"(?:rp\.? ?)?({_WHOLE})(?:,([0-9]{{1,20}}))? ?({'|'.join(_SCALES)})")
_NUMBER_WORDS = re.compile(
    rf"\b(?:{'|'.join((*_SATUAN, *(name for _, name in _KELOMPOK), 'belas', 'puluh', 'ratus', 'seratus', 'seribu'))})\b"
)
_AMERICAN = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?")
_VOLUME = re.compile(rf"({_WHOLE})(?:,([0-9]{{1,2}}))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NUMERIC = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})")
_WRITTEN = re.compile(r"([0-9]{1,2})([ -])([a-z]+)\2([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}(?:([/-])[0-9]{1,2}\1|([ -])[a-z]+\2)[0-9]{2}")
# As Excel shows a day: "12-Jan-2026". Its hyphens are not the hyphen of a span.
_EXCEL_DAY = re.compile(r"\b([0-9]{1,2})-([a-z]+)-([0-9]{2}|[0-9]{4})\b")
_BARE_SPAN = re.compile(r"([0-9]{1,2}) ?- ?([0-9]{1,2})")
_NO_MONTH = re.compile(r"[0-9]{1,2}")
_NO_YEAR = re.compile(r"[0-9]{1,2} [a-z]+")
_AND = re.compile(r",| dan | & ")
_UNTIL = re.compile(r"(?<=[0-9 ])(?:s\.? ?d\.?|s/d|sampai dengan|sampai|hingga)(?=[0-9 ])")
_DASHES = str.maketrans("\u2013\u2014\u2212", "---")
_TOO_LONG = 2_000


def angka(n: int) -> str:
    """Return 12500000 as "12.500.000"."""
    return f"{n:,}".replace(",", ".")


def rupiah(n: int) -> str:
    """Return whole rupiah as "Rp12.500.000"; a difference may be below zero: "-Rp500"."""
    return f"{'-' if n < 0 else ''}Rp{angka(abs(n))}"


def rupiah_resmi(n: int) -> str:
    """Return whole rupiah as "Rp12.500.000,00", the form of a signed letter."""
    return f"{rupiah(n)},00"


def terbilang(n: int) -> str:
    """Return 12500000 as "dua belas juta lima ratus ribu"; ValueError outside 0 .. 999_999_999_999_999_999."""
    if not 0 <= n <= MOST_WORDS:
        raise ValueError(f"no words for {n}")
    return _words(n)


def volume(value: Decimal) -> str:
    """Return Decimal("2.50") as "2,5", Decimal("1200") as "1.200"."""
    whole, _, fraction = format(value, "f").partition(".")
    fraction = fraction.rstrip("0")
    return angka(int(whole)) + (f",{fraction}" if fraction else "")


def nama_bulan(month: int) -> str:
    """Return 1 as "Januari"; ValueError outside 1 .. 12."""
    return _BULAN[_month_index(month)]


def months() -> list[tuple[int, str]]:
    """The twelve to choose from: (1, "Januari") to (12, "Desember")."""
    return list(enumerate(_BULAN, 1))


def bulan_romawi(month: int) -> str:
    """Return 1 as "I", for the pattern of letter numbers; ValueError outside 1 .. 12."""
    return _ROMAWI[_month_index(month)]


def tanggal(day: date) -> str:
    """Return a day as "25 Agustus 2025"; a moment is taken as it stands, so bring it to its zone first."""
    return f"{day.day} {nama_bulan(day.month)} {day.year}"


def hari_tanggal(day: date) -> str:
    """Return a day as "Senin, 25 Agustus 2025"."""
    return f"{_HARI[day.weekday()]}, {tanggal(day)}"


def jam(t: time | datetime) -> str:
    """Return a time as "10.20"; a moment is taken as it stands, so bring it to its zone first."""
    return f"{t.hour:02}.{t.minute:02}"


def durasi(minutes: int) -> str:
    """Return 70 minutes as "1 jam 10 menit", 120 as "2 jam", 0 as "0 menit"; ValueError below 0."""
    if minutes < 0:
        raise ValueError("a duration is not negative")
    hours, rest = divmod(minutes, 60)
    parts = [f"{angka(hours)} jam"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} menit")
    return " ".join(parts)


def rentang(spans: Sequence[tuple[date, date]]) -> str:
    """Return first and last days as "12 s.d. 14 Januari 2026", a single one as "3 Februari 2026", joined by "; ".

    Across months "28 September s.d. 2 Oktober 2026"; ValueError on a span that ends before it begins.
    """
    return "; ".join(_span_text(first, last) for first, last in spans)


def parse_rupiah(text: str) -> int:
    """Read "1.500.000", "Rp 1.500.000,00", "Rp1500000,-", "1,5 juta" as whole rupiah, 0 .. 999_999_999_999_999."""
    typed = _spaced(text)
    if not typed:
        raise ValueError("Jumlah rupiah wajib diisi, misalnya 1.500.000.")
    if found := _RUPIAH.fullmatch(typed):
        digits = found[1].replace(".", "")
        # By length first: int() refuses thousands of digits with a sentence of its own.
        if len(digits) > len(str(MOST_RUPIAH)):
            raise ValueError(f"Jumlah terlalu besar; paling banyak {rupiah(MOST_RUPIAH)}.")
        return int(digits)
    if found := _SCALED.fullmatch(typed):
        return _scaled(found[1].replace(".", ""), (found[2] or "").rstrip("0"), _SCALES[found[3]])
    raise ValueError(_rupiah_fault(typed))


def parse_volume(text: str) -> Decimal:
    """Read "60", "2,5" or "1.200,75": above 0, at most two decimals and twelve digits before the comma."""
    typed = _spaced(text)
    if not typed:
        raise ValueError("Volume wajib diisi, misalnya 60 atau 2,5.")
    found = _VOLUME.fullmatch(typed)
    if not found:
        raise ValueError(_volume_fault(typed))
    whole = found[1].replace(".", "")
    if len(whole) > MOST_VOLUME_DIGITS:
        raise ValueError(f"Volume terlalu besar; paling banyak {MOST_VOLUME_DIGITS} angka sebelum koma.")
    value = Decimal(f"{whole}.{found[2]}" if found[2] else whole)
    if not value:
        raise ValueError("Volume harus lebih dari nol, misalnya 60 atau 2,5.")
    return value


@lru_cache(maxsize=2048)
def parse_tanggal(text: str) -> date:
    """Read "2026-01-12", "12/1/2026", "12-01-2026" or "12 Januari 2026": never month first, never a two-digit year.

    A year before 1900 is refused; which years make sense is the caller's matter.
    """
    typed = _spaced(text)
    if not typed:
        raise ValueError("Tanggal wajib diisi, misalnya 12/01/2026 atau 12 Januari 2026.")
    if found := _ISO.fullmatch(typed):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _NUMERIC.fullmatch(typed):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _WRITTEN.fullmatch(typed):
        if month := _MONTHS.get(found[3]):
            return _day(int(found[1]), month, int(found[4]))
        raise ValueError(f"“{found[3][:20]}” bukan nama bulan; tulis misalnya 12 Januari 2026.")
    if _SHORT_YEAR.fullmatch(typed):
        raise ValueError("Tulis tahun dengan empat angka, misalnya 12/01/2026.")
    raise ValueError("Tanggal tidak dikenali; tulis hari/bulan/tahun, misalnya 12/01/2026 atau 12 Januari 2026.")


def parse_bulan(text: str) -> int:
    """A written month as its number: "Februari", "Feb", "2". Raises ValueError with the sentence to show."""
    typed = _spaced(text[:_TOO_LONG]).rstrip(".")
    number = int(typed) if _NO_MONTH.fullmatch(typed) else _MONTHS.get(typed, 0)
    if not 1 <= number <= 12:
        raise ValueError(f"Tulis nama bulan atau angka 1 sampai 12, bukan “{text.strip()[:40]}”.")
    return number


def parse_rentang(text: str, tahun: int | None = None) -> list[tuple[date, date]]:
    """Read what `rentang` prints, also "12-14 Jan 2026", "3, 5 dan 7 Maret 2026"; several by ";" or line break.

    Returns first and last days in the order in which they were written; a single day is both. A day written without
    its month or year takes those of the next one in its list, else the year `tahun` where there is one.
    """
    if len(text) > _TOO_LONG:
        raise ValueError("Tanggal kegiatan terlalu panjang; tulis misalnya 12 s.d. 14 Januari 2026.")
    typed = [one for one in (_spaced(part) for part in re.split(r"[;\r\n]", text)) if one]
    if not typed:
        raise ValueError("Tanggal kegiatan wajib diisi, misalnya 12 s.d. 14 Januari 2026.")
    return [span for one in typed for span in _parse_list(one, tahun)]


def _words(n: int) -> str:
    for size, name in _KELOMPOK:
        if n >= size:
            count, rest = divmod(n, size)
            head = "seribu" if (count, size) == (1, 1000) else f"{_words(count)} {name}"
            return _with_rest(head, rest)
    if n < len(_SATUAN):
        return _SATUAN[n]
    if n < 20:
        return f"{_SATUAN[n - 10]} belas"
    if n < 100:
        return _with_rest(f"{_SATUAN[n // 10]} puluh", n % 10)
    return _with_rest("seratus" if n < 200 else f"{_SATUAN[n // 100]} ratus", n % 100)


def _with_rest(head: str, rest: int) -> str:
    return f"{head} {_words(rest)}" if rest else head


def _month_index(month: int) -> int:
    if not 1 <= month <= 12:
        raise ValueError(f"no month {month}")
    return month - 1


def _span_text(first: date, last: date) -> str:
    if last < first:
        raise ValueError("the span ends before it begins")
    if first == last:
        return tanggal(first)
    if first.year != last.year:
        return f"{tanggal(first)} s.d. {tanggal(last)}"
    if first.month != last.month:
        return f"{first.day} {nama_bulan(first.month)} s.d. {tanggal(last)}"
    return f"{first.day} s.d. {tanggal(last)}"


def _spaced(text: str) -> str:
    """Lower case, plain hyphens, every run of blanks (no-break ones too) one space, none at the ends."""
    return " ".join(text.lower().translate(_DASHES).split())


def _rupiah_fault(typed: str) -> str:
    if fault := _digit_fault(typed):
        return f"{fault}, misalnya 1.500.000."
    number = re.sub(r"^rp\.? ?", "", typed)
    if number in {"-", ",-"}:
        return "Tulis 0 bila kegiatan ini tanpa anggaran."
    if number.startswith("-"):
        return "Jumlah rupiah tidak boleh kurang dari nol."
    if re.fullmatch(rf"[0-9]+\.[0-9]{{1,2}} ?(?:{'|'.join(_SCALES)})", number):
        return f"Pecahan ditulis dengan koma: {number[:30].replace('.', ',')}."
    if re.search(r"[a-z_]", number):
        return _letters_fault(number)
    if found := re.fullmatch(rf"({_WHOLE}),[0-9]{{1,2}}", number):
        whole = found[1] if len(found[1]) < 30 and found[1] != "0" else "1.500.000"
        return f"Tulis rupiah utuh tanpa sen: {whole}."
    if (found := _AMERICAN.fullmatch(number)) and len(number) < 30:
        return f"Pisahkan ribuan dengan titik, bukan koma: {found[1].replace(',', '.')}."
    if "," in number:
        return "Pisahkan ribuan dengan titik, bukan koma, misalnya 1.500.000."
    if number.startswith("0"):
        return "Jumlah rupiah tidak boleh diawali nol; tulis misalnya 1.500.000."
    return "Jumlah rupiah tidak dikenali; titik memisahkan tepat tiga angka, misalnya 1.500.000."


def _letters_fault(number: str) -> str:
    if re.fullmatch(r"[0-9.,]+ ?m", number):
        return f"Tulis “{number[:-1].strip()[:20]} miliar” atau “{number[:-1].strip()[:20]} juta”; huruf M dapat berarti keduanya."
    if len(number) <= 60 and re.fullmatch(r"[a-z ]+", number) and _NUMBER_WORDS.search(number):
        return f"Tulis “{number}” dengan angka saja, misalnya 2.000.000 atau 2 juta."
    return "Tulis jumlah rupiah dengan angka saja, misalnya 1.500.000 atau 1,5 juta."


def _scaled(whole: str, fraction: str, zeros: int) -> int:
    if len(whole) + zeros > len(str(MOST_RUPIAH)):
        raise ValueError(f"Jumlah terlalu besar; paling banyak {rupiah(MOST_RUPIAH)}.")
    if len(fraction) > zeros:
        raise ValueError("Tulis rupiah utuh tanpa sen, misalnya 1.500.000 atau 1,5 juta.")
    return int(whole + fraction.ljust(zeros, "0"))


def _volume_fault(typed: str) -> str:
    if fault := _digit_fault(typed):
        return f"{fault}, misalnya 60 atau 2,5."
    if typed.startswith("-"):
        return "Volume harus lebih dari nol, misalnya 60 atau 2,5."
    if re.search(r"[a-z_]", typed):
        return "Tulis volume dengan angka saja, tanpa satuan, misalnya 60 atau 2,5."
    if re.fullmatch(rf"{_WHOLE},[0-9]{{3,}}", typed):
        return "Volume paling banyak dua angka di belakang koma, misalnya 2,25."
    return "Volume tidak dikenali; titik untuk ribuan dan koma untuk pecahan, misalnya 1.200 atau 2,5."


def _digit_fault(typed: str) -> str | None:
    if any(character.isnumeric() and not character.isascii() for character in typed):
        return "Tulis dengan angka 0 sampai 9"
    return None


def _day(day: int, month: int, year: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(f"Tidak ada bulan {month}; tulis hari dahulu, lalu bulan, misalnya 13/02/2026.")
    if year < 1900:
        raise ValueError(f"Tahun {year} tidak dapat dipakai; periksa kembali tahunnya.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"Tanggal {day} {nama_bulan(month)} {year} tidak ada; periksa kembali harinya.") from None


@lru_cache(maxsize=2048)
def _parse_list(typed: str, tahun: int | None) -> tuple[tuple[date, date], ...]:
    """The spans of "3, 5-6 dan 7 Maret 2026", read from the last one, which has month and year."""
    spans: list[tuple[date, date]] = []
    # "5, dan 7": the comma before the word parts nothing of its own.
    for one in reversed(_AND.split(typed.replace(", dan ", ", "))):
        after = spans[0][0] if spans else None
        span = _parse_span(one.strip(), after, tahun)
        if after is not None and span[1] >= after:
            raise ValueError("Tanggal dalam satu deret ditulis urut, misalnya 3, 5 dan 7 Maret 2026.")
        spans.insert(0, span)
    return tuple(spans)


def _parse_span(typed: str, after: date | None, tahun: int | None) -> tuple[date, date]:
    typed = _EXCEL_DAY.sub(_parted, typed)
    begin, until, end = _cut(typed)
    last = parse_tanggal(_completed(end, after, tahun))
    first = parse_tanggal(_completed(begin, last, None)) if until else last
    if last < first:
        raise ValueError(f"Tanggal selesai ({tanggal(last)}) mendahului tanggal mulai ({tanggal(first)}).")
    return first, last


def _parted(day: re.Match[str]) -> str:
    return " ".join(day.groups())


def _cut(typed: str) -> tuple[str, str, str]:
    """The begin, the word or hyphen in the middle, the end; for a single day only the end."""
    if found := _BARE_SPAN.fullmatch(typed):
        return found[1], "-", found[2]
    if found := _UNTIL.search(typed):
        return typed[: found.start()].strip(), found[0], typed[found.end() :].strip()
    # Between bare numbers a hyphen belongs to the date (12-01-2026), unless it stands free.
    if " - " in typed:
        return _partition(typed, " - ")
    if "-" in typed and re.search(r"[a-z/]", typed):
        return _partition(typed, "-")
    return "", "", typed


def _partition(typed: str, hyphen: str) -> tuple[str, str, str]:
    begin, _, end = typed.partition(hyphen)
    return begin.strip(), hyphen, end.strip()


def _completed(begin: str, last: date | None, tahun: int | None) -> str:
    """Month and year of the day after it, or the plan's year, where it was written without them."""
    if _NO_MONTH.fullmatch(begin):
        if last is None and tahun is not None:
            raise ValueError(f"Tulis bulannya juga, misalnya {begin} Januari {tahun}.")
        return f"{begin}/{last.month}/{last.year}" if last else begin
    if _NO_YEAR.fullmatch(begin):
        year = last.year if last else tahun
        return f"{begin} {year}" if year else begin
    return begin
