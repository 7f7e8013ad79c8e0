"""Gives letters their numbers and keeps the agenda book: one after the other, none twice, none left out.

Each function belongs inside the transaction of the act that numbers the letter; `reserve`, `use` and `void` are verbs of
their own with their entry in the trail. The series' row stays locked until that transaction ends, so that a number given
up by a rollback is given again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from renkeg.lib.clean_text import Unclean, line_within
from renkeg.lib.errors import BadInput, NotThere, Problem, Refused
from renkeg.lib.indonesian import bulan_romawi
from renkeg.lib.indonesian import tanggal as written_day
from renkeg.lib.keys import new_key
from renkeg.office import clock
from renkeg.office.models import Pegawai, Satker, Unit, state_of
from renkeg.office.models.satker import JENIS, NOTA_DINAS
from renkeg.trail.record import record

from . import classification
from .models import Agenda, Cadangan, NumberSeries

__all__ = ["NOTA_DINAS", "Letter", "Typed", "give", "reserve", "use", "void", "void_letter", "written"]

CANCELLED = "Usulannya dibatalkan pengusul"
"""Why the number of a letter is void whose case was cancelled."""
MOST_RESERVED = 100
LONGEST_REASON = 200
_KLAS = r"[A-Z]{2,4}(?:\.[0-9]{1,3}){0,4}"
_PART = re.compile(r"(\{[^{}]*\})")
_FOREIGN = re.compile(r"[0-9A-Za-z][0-9A-Za-z./() -]*")


@dataclass(frozen=True)
class Letter:
    """What the agenda book says of a letter. `unit` is whose letter it is, `signer` the unit that {unit} stands for."""

    unit: Unit
    signer: Unit
    klasifikasi: str
    hal: str
    dari: str
    kepada: str
    subject: str = ""


@dataclass(frozen=True)
class Typed:
    """A number that somebody typed in by hand, and where it was read."""

    nomor: str
    sumber: str


def give(satker: Satker, jenis: str, letter: Letter, *, day: date, typed: Typed | None = None) -> Agenda:
    """The line of the agenda book with the letter's number: the next one of its series, or the one that was typed.

    `day` is the office's day, whose year the series is of. Raises BadInput at "nomor" where a typed one cannot be taken.
    """
    series = _series(satker, jenis, day.year)
    if typed is None:
        urut: int | None = _free(series)
        nomor = written(satker.pattern_of(jenis), nomor=urut or 0, day=day, satker=satker, jenis=jenis, letter=letter)
        series.last = urut or 0
    else:
        nomor, urut = _read_typed(typed, satker, jenis, letter, day)
        _refuse_double(satker, jenis, day.year, nomor, urut)
        # A typed number is one of the series only where it is its turn; one that lies ahead is jumped when it comes.
        if urut == _free(series):
            series.last = urut
    series.save(update_fields=["last"])
    return Agenda.objects.create(
        satker=satker,
        jenis=jenis,
        tahun=day.year,
        urut=urut,
        nomor=nomor,
        tanggal=day,
        sumber=typed.sumber if typed else "",
        subject=letter.subject,
        **_told(letter),
    )


def from_paper(
    satker: Satker, jenis: str, letter: Letter, *, day: date, nomor: str, by: Pegawai, at: datetime
) -> Agenda:
    """The line of a letter that got its number on paper: a reserved one, or just the next of the series.

    Belongs inside the transaction of the act that signed it; `by` is who acted. Raises BadInput at "nomor".
    """
    series = _series(satker, jenis, day.year)
    found = _shape(satker.pattern_of(jenis), _words(day, satker, jenis, letter.klasifikasi, letter.signer)).fullmatch(
        nomor
    )
    urut = int(found["nomor"]) if found is not None and int(found["tahun"]) == day.year else 0
    reserved = Agenda.objects.reserved().filter(satker=satker, jenis=jenis, tahun=day.year, urut=urut).first()
    if reserved is None:
        upcoming = written(
            satker.pattern_of(jenis), nomor=_free(series), day=day, satker=satker, jenis=jenis, letter=letter
        )
        if nomor == upcoming:
            return give(satker, jenis, letter, day=day)
        raise BadInput.at(
            "nomor",
            f"Di kertas tertulis {nomor}: tidak dicadangkan, dan nomor berikutnya pada buku agenda {upcoming}. "
            "Periksa nomornya, atau kosongkan agar surat diberi nomor berikutnya.",
        )
    block = Cadangan.objects.select_for_update(no_key=True).get(pk=reserved.cadangan_id)
    return _filled(reserved, block, letter, day=day, nomor=nomor, by=by, at=at)


def retell(letter: Letter, jenis: str) -> Agenda:
    """The letter keeps its number, but may say something else now: it was signed again."""
    line = Agenda.objects.get(subject=letter.subject, jenis=jenis)
    line.hal, line.dari, line.kepada = letter.hal, letter.dari, letter.kepada
    line.save(update_fields=["hal", "dari", "kepada"])
    return line


def void_letter(subject: str, *, at: datetime) -> None:
    """The numbers of that case stay in the book as void: it was cancelled."""
    Agenda.objects.filter(subject=subject, void_at__isnull=True).update(void_at=at, void_reason=CANCELLED)


@transaction.atomic
def reserve(
    satker: Satker,
    jenis: str,
    *,
    count: int,
    day: date,
    reason: str,
    by: Pegawai,
    id: str | None = None,  # noqa: A002
) -> Cadangan:
    """Takes the next `count` numbers out of the series for letters that are written on paper that day.

    None of them is given by itself: each is used or voided by hand. Repeating with the same `id` is harmless. Raises
    Refused, BadInput at "jenis", "jumlah", "tanggal" or "alasan".
    """
    at = clock.now()
    _refuse(Agenda.keep_refusal(by, satker, at))
    known = Cadangan.objects.filter(pk=id).first() if id else None
    if known is not None:
        return known
    reason = _checked_block(satker, jenis, count, day, reason, at)
    series = _series(satker, jenis, day.year)
    block = Cadangan.objects.create(
        pk=id or new_key(), satker=satker, jenis=jenis, tanggal=day, reason=reason, by=by, at=at
    )
    taken = []
    for _ in range(count):
        series.last = _free(series)
        taken.append(series.last)
    series.save(update_fields=["last"])
    Agenda.objects.bulk_create(
        Agenda(satker=satker, jenis=jenis, tahun=day.year, urut=urut, tanggal=day, cadangan=block) for urut in taken
    )
    _record("reserve_numbers", block, by=by, at=at, facts={"jenis": jenis, "first": taken[0], "last": taken[-1]})
    return block


@transaction.atomic
def use(number: Agenda, letter: Letter, *, day: date, by: Pegawai) -> Agenda:
    """Gives a reserved number to a letter that is recorded now. `day` is the letter's. Raises Refused, BadInput."""
    number, block, at = _held(number, by)
    if letter_day := _wrong_day(number, day, number.satker.day(at)):
        raise BadInput.at("tanggal", letter_day)
    if fault := classification.fault(letter.klasifikasi, day):
        raise BadInput.at("klasifikasi", fault)
    satker, jenis = number.satker, number.jenis
    nomor = written(
        satker.pattern_of(jenis), nomor=number.urut or 0, day=day, satker=satker, jenis=jenis, letter=letter
    )
    _refuse_double(satker, jenis, number.tahun, nomor, None)
    return _filled(number, block, letter, day=day, nomor=nomor, by=by, at=at)


@transaction.atomic
def void(number: Agenda, *, reason: str, by: Pegawai) -> Agenda:
    """A reserved number stays unused, and the book says why. Raises Refused, BadInput at "alasan"."""
    if number.void_at is None:
        number, block, at = _held(number, by)
        number.void_at, number.void_reason = at, _reason(reason)
        number.save(update_fields=["void_at", "void_reason"])
        _record("void_number", block, by=by, at=at, facts={"urut": number.urut})
    return number


def written(pattern: str, *, nomor: int, day: date, satker: Satker, jenis: str, letter: Letter) -> str:
    """The number as it is printed. What a pattern may hold says `Satker.pattern_fault`."""
    return pattern.format(nomor=nomor, **_words(day, satker, jenis, letter.klasifikasi, letter.signer))


def example(pattern: str, jenis: str, *, satker: Satker, day: date, unit: Unit | None = None) -> str:
    """How the twelfth letter of that day would be numbered; "" where the pattern is faulty."""
    if Satker.pattern_fault(pattern) is not None:
        return ""
    words = _words(day, satker, jenis, satker.usual_klasifikasi, unit)
    return pattern.format(nomor=12, **words)


def _words(day: date, satker: Satker, jenis: str, klas: str, unit: Unit | None) -> dict[str, object]:
    return {
        "tahun": day.year,
        "bulan_romawi": bulan_romawi(day.month),
        "klas": klas,
        "jenis": jenis,
        "wilayah": satker.kode_wilayah,
        "unit": unit.letter_code if unit else "1",
    }


def _series(satker: Satker, jenis: str, tahun: int) -> NumberSeries:
    series, _ = NumberSeries.objects.select_for_update(no_key=True).get_or_create(
        satker=satker, jenis=jenis, tahun=tahun
    )
    return series


def _free(series: NumberSeries) -> int:
    """The next number of the series that nobody typed ahead of it."""
    rows = Agenda.objects.filter(satker=series.satker_id, jenis=series.jenis, tahun=series.tahun)
    ahead = set(rows.filter(urut__gt=series.last).values_list("urut", flat=True))
    urut = series.last + 1
    while urut in ahead:
        urut += 1
    return urut


def _told(letter: Letter) -> dict[str, object]:
    return {
        "unit": letter.unit,
        "klasifikasi": letter.klasifikasi,
        "hal": letter.hal,
        "dari": letter.dari,
        "kepada": letter.kepada,
    }


# --- Numbers by hand ------------------------------------------------------------


def _read_typed(typed: Typed, satker: Satker, jenis: str, letter: Letter, day: date) -> tuple[str, int | None]:
    """The number in one line, and its place in the series; None where it has another shape. Raises BadInput."""
    if not satker.nomor_ketik:
        raise BadInput.at(
            "nomor", "Kantor ini memberi nomor dari deretnya sendiri; kosongkan, atau minta admin mengizinkannya."
        )
    if typed.sumber not in Agenda.Sumber.values:
        raise BadInput.at("nomor_dari", "Pilih dari mana nomor ini: SRIKANDI atau buku agenda.")
    try:
        nomor = line_within(typed.nomor, 120)
    except Unclean as error:
        raise BadInput.at("nomor", str(error)) from error
    pattern = satker.pattern_of(jenis)
    found = _shape(pattern, _words(day, satker, jenis, letter.klasifikasi, letter.signer)).fullmatch(nomor)
    if found is None:
        return _foreign(nomor, typed.sumber, pattern, satker, jenis, letter, day), None
    if int(found["tahun"]) != day.year:
        raise BadInput.at("nomor", f"Tahun pada nomor ini {found['tahun']}, sedangkan surat bertahun {day.year}.")
    klas = found.groupdict().get("klas", letter.klasifikasi)
    if klas != letter.klasifikasi:
        raise BadInput.at(
            "nomor", f"Klasifikasi pada nomor ini {klas}, sedangkan surat berklasifikasi {letter.klasifikasi}."
        )
    return nomor, int(found["nomor"])


def _shape(pattern: str, words: dict[str, object]) -> re.Pattern[str]:
    """What a number of that pattern looks like; its place, year and classification are groups."""
    known: set[str] = set()
    shape = ""
    for part in _PART.split(pattern):
        name = part.strip("{}").partition(":")[0] if part.startswith("{") else ""
        if name in known:
            shape += f"(?P={name})"
        elif name in _GROUPS:
            known.add(name)
            shape += f"(?P<{name}>{_GROUPS[name]})"
        else:
            shape += re.escape(str(words[name]) if name else part)
    return re.compile(shape)


_GROUPS = {"nomor": "0{0,8}[1-9][0-9]{0,8}", "tahun": "[0-9]{4}", "klas": _KLAS}


def _foreign(nomor: str, sumber: str, pattern: str, satker: Satker, jenis: str, letter: Letter, day: date) -> str:
    """A number of another system's shape. Raises BadInput where it looks like none."""
    likely = written(pattern, nomor=12, day=day, satker=satker, jenis=jenis, letter=letter)
    if sumber == Agenda.Sumber.BUKU_AGENDA:
        raise BadInput.at("nomor", f"Nomor buku agenda mengikuti pola kantor, misalnya {likely}.")
    if not _FOREIGN.fullmatch(nomor) or not re.search(r"[0-9]", nomor) or len(nomor) < 5:
        raise BadInput.at("nomor", f"Ini tidak berbentuk nomor surat; salin seperti di SRIKANDI, misalnya {likely}.")
    if not re.search(rf"(?<![0-9]){day.year}(?![0-9])", nomor):
        raise BadInput.at("nomor", f"Nomor surat memuat tahunnya, {day.year}.")
    return nomor


def _refuse_double(satker: Satker, jenis: str, tahun: int, nomor: str, urut: int | None) -> None:
    rows = Agenda.objects.filter(satker=satker, jenis=jenis, tahun=tahun)
    taken = rows.filter(nomor__iexact=nomor).first() or (rows.filter(urut=urut).first() if urut else None)
    if taken is None:
        return
    if not taken.nomor and taken.void_at is None:
        raise BadInput.at(
            "nomor",
            f"Nomor urut {taken.urut} dicadangkan untuk surat di atas kertas; pengelola buku agenda yang memberikannya.",
        )
    if not taken.nomor:
        raise BadInput.at("nomor", f"Nomor urut {taken.urut} sudah dinyatakan batal dan tidak dipakai lagi.")
    raise BadInput.at("nomor", f"Nomor {taken.nomor} sudah dipakai surat tanggal {written_day(taken.tanggal)}.")


# --- Blocks for days on paper -----------------------------------------------------


def _checked_block(satker: Satker, jenis: str, count: int, day: date, reason: str, at: datetime) -> str:
    problems: list[Problem] = []
    if jenis not in JENIS:
        problems.append(Problem("jenis", "Pilih jenis naskahnya."))
    if not 1 <= count <= MOST_RESERVED:
        problems.append(Problem("jumlah", f"Isi dengan bilangan 1 sampai {MOST_RESERVED}."))
    today = satker.day(at)
    if day < today:
        problems.append(Problem("tanggal", "Hari itu sudah lewat; nomor tidak dicadangkan mundur."))
    elif (day - today).days > 366:
        problems.append(Problem("tanggal", "Cadangkan paling jauh setahun ke depan."))
    try:
        reason = _reason(reason)
    except BadInput as error:
        problems += error.problems
    if problems:
        raise BadInput(problems)
    return reason


def _reason(text: str) -> str:
    try:
        told = line_within(text, LONGEST_REASON)
    except Unclean as error:
        raise BadInput.at("alasan", str(error)) from error
    if len(told) < 5:
        raise BadInput.at("alasan", "Sebutkan alasannya, paling sedikit lima huruf.")
    return told


def _held(number: Agenda, by: Pegawai) -> tuple[Agenda, Cadangan, datetime]:
    """The reserved number as it stands now, its block locked. Raises Refused where it is no longer to be had."""
    at = clock.now()
    _refuse(Agenda.keep_refusal(by, number.satker, at))
    if number.cadangan_id is None:
        raise Refused("Nomor ini tidak berasal dari nomor yang dicadangkan; tidak ada yang dapat diubah di sini.")
    block = Cadangan.objects.select_for_update(no_key=True).filter(pk=number.cadangan_id).first()
    present = Agenda.objects.select_related("satker").filter(pk=number.pk).first()
    if block is None or present is None:
        raise NotThere("Nomor itu tidak ada.")
    if present.nomor:
        raise Refused(f"Nomor urut {present.urut} sudah dipakai: {present.nomor}.")
    if present.void_at is not None:
        raise Refused(f"Nomor urut {present.urut} sudah dinyatakan batal.")
    return present, block, at


def _filled(
    number: Agenda, block: Cadangan, letter: Letter, *, day: date, nomor: str, by: Pegawai, at: datetime
) -> Agenda:
    number.nomor, number.tanggal, number.subject = nomor, day, letter.subject
    for name, value in _told(letter).items():
        setattr(number, name, value)
    number.save()
    _record("use_number", block, by=by, at=at, facts={"urut": number.urut, "nomor": nomor})
    return number


def _wrong_day(number: Agenda, day: date, today: date) -> str:
    if day.year != number.tahun:
        return f"Nomor ini dari deret tahun {number.tahun}; tanggal suratnya juga tahun itu."
    return "Tanggal surat belum tiba." if day > today else ""


def _record(verb: str, block: Cadangan, *, by: Pegawai, at: datetime, facts: dict[str, object]) -> None:
    rows: Sequence[Cadangan | Agenda] = block.rows()
    record(verb, block.subject, by=by.pk, at=at, facts=facts, state=state_of(rows))


def _refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise Refused(sentence)
