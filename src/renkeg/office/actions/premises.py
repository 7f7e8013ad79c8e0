"""The verbs on the office as such: what its papers say of it, its closed days, its SOP, and the practice clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from renkeg.lib.clean_text import Unclean, clean_block, line_within
from renkeg.lib.errors import BadInput, Problem
from renkeg.office import clock
from renkeg.office.models import HariLibur, Pegawai, PracticeClock, Satker, Unit, state_of
from renkeg.office.models.satker import JENIS, NOTA_DINAS
from renkeg.office.sentences import LONGEST, SENTENCES, TEMBUSAN
from renkeg.office.sifat import Keamanan, Kecepatan
from renkeg.trail.record import record

from .rows import key, line, record_kantor


@dataclass(frozen=True)
class Libur:
    """A closed day as it is declared."""

    tanggal: date
    nama: str
    jenis: str


@dataclass(frozen=True)
class Letterhead:
    """What the papers say of the office, and whom one may ask."""

    nama: str
    nama_pendek: str
    instansi: str
    wilayah: str
    alamat: str
    kontak: str
    tempat: str
    label_wilayah: str
    nama_wilayah: str
    lead_days: int
    contacts: str

    @classmethod
    def of(cls, satker: Satker) -> "Letterhead":
        """As it stands."""
        return cls(**{one.name: getattr(satker, one.name) for one in fields(cls)})


@dataclass(frozen=True)
class Letters:
    """How the office's letters are laid out and worded. `tembusan` has one recipient a line."""

    head_order: str
    keamanan: str
    kecepatan: str
    pembuka: str
    isi: str
    penutup: str
    tembusan: str
    pangkat_printed: bool
    nip_omitted: bool

    @classmethod
    def of(cls, satker: Satker) -> "Letters":
        """As it stands; a sentence of which the office wrote none of its own reads as the usual one."""
        told = {one.name: getattr(satker, one.name) for one in fields(cls)}
        return cls(**(told | {name: satker.sentence(name) for name in SENTENCES}))


@dataclass(frozen=True)
class Penomoran:
    """How the office numbers its letters: patterns by kind, codes of units by slug, and who keeps the agenda book."""

    pola: Mapping[str, str]
    unit: Mapping[str, str]
    kode_wilayah: str
    klasifikasi: str
    nomor_ketik: bool
    agenda_unit: str

    @classmethod
    def of(cls, satker: Satker) -> "Penomoran":
        """As it stands; only the patterns and codes that were set."""
        return cls(
            pola={NOTA_DINAS: satker.pola_nomor, **satker.pola_lain},
            unit={one.pk: one.kode for one in satker.units.all() if one.kode},
            kode_wilayah=satker.kode_wilayah,
            klasifikasi=satker.klasifikasi,
            nomor_ketik=satker.nomor_ketik,
            agenda_unit=satker.agenda_unit_id or "",
        )


LATEST_LEAD = 60
_MAY_BE_EMPTY = frozenset({"kontak", "contacts"})


@transaction.atomic
def change_letterhead(satker: Satker, wanted: Letterhead, *, by: Pegawai) -> Satker:
    """From now on papers say this; those that were made keep what they say. Raises BadInput naming each field."""
    satker = Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
    wanted = _checked(wanted)
    present = Letterhead.of(satker)
    if wanted != present:
        changed = [one.name for one in fields(wanted) if getattr(wanted, one.name) != getattr(present, one.name)]
        for name in changed:
            setattr(satker, name, getattr(wanted, name))
        satker.save(update_fields=changed)
        record_kantor("change_letterhead", satker, by=by, facts={"fields": changed})
    return satker


@transaction.atomic
def change_letters(satker: Satker, wanted: Letters, *, by: Pegawai) -> Satker:
    """From now on letters are laid out and worded so; those that were made stay. Raises BadInput naming each field."""
    satker = Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
    changed = write_letters(satker, wanted)
    if changed:
        satker.save(update_fields=changed)
        record_kantor("change_letters", satker, by=by, facts={"fields": changed})
    return satker


def write_letters(satker: Satker, wanted: Letters) -> list[str]:
    """Writes it on the satker at hand and saves nothing; returns the columns that changed. Raises BadInput naming each field."""
    problems: list[Problem] = []
    told: dict[str, object] = {
        "head_order": _one_of("head_order", wanted.head_order, Satker.HeadOrder.values, problems),
        "keamanan": _one_of("keamanan", wanted.keamanan, Keamanan.values, problems),
        "kecepatan": _one_of("kecepatan", wanted.kecepatan, Kecepatan.values, problems),
        **{name: _sentence(name, getattr(wanted, name), problems) for name in SENTENCES},
        "tembusan": _tembusan(wanted.tembusan, problems),
        "pangkat_printed": wanted.pangkat_printed,
        "nip_omitted": wanted.nip_omitted,
    }
    if problems:
        raise BadInput(problems)
    changed = [name for name, value in told.items() if getattr(satker, name) != value]
    for name in changed:
        setattr(satker, name, told[name])
    return changed


@transaction.atomic
def change_numbering(satker: Satker, wanted: Penomoran, *, by: Pegawai) -> Satker:
    """From now on letters are numbered like this; numbers that were given stay. Raises BadInput naming each field."""
    satker = Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
    units = {one.pk: one for one in satker.units.all()}
    wanted = _checked_numbering(wanted, units)
    if wanted == Penomoran.of(satker):
        return satker
    satker.pola_nomor = wanted.pola[NOTA_DINAS]
    satker.pola_lain = {jenis: pola for jenis, pola in wanted.pola.items() if jenis != NOTA_DINAS}
    satker.kode_wilayah, satker.klasifikasi = wanted.kode_wilayah, wanted.klasifikasi
    satker.nomor_ketik, satker.agenda_unit = wanted.nomor_ketik, units.get(wanted.agenda_unit)
    satker.save(update_fields=["pola_nomor", "pola_lain", "kode_wilayah", "klasifikasi", "nomor_ketik", "agenda_unit"])
    for one in units.values():
        if one.kode != wanted.unit.get(one.pk, ""):
            one.kode = wanted.unit.get(one.pk, "")
            one.save(update_fields=["kode"])
    record_kantor("change_numbering", satker, by=by, facts={"pola": wanted.pola, "unit": satker.agenda_unit_id})
    return satker


@transaction.atomic
def declare_holidays(satker: Satker, days: Sequence[Libur], *, by: Pegawai | None) -> int:
    """Replaces the closed days of one year and returns that year. Raises BadInput on two years or a day named twice."""
    years = {day.tanggal.year for day in days}
    if len(years) != 1:
        raise BadInput.at("", "Daftar hari libur memuat tepat satu tahun.")
    seen: set[date] = set()
    for place, day in enumerate(days):
        if day.tanggal in seen:
            raise BadInput.at(f"{place}/tanggal", "Tanggal ini disebut dua kali.")
        seen.add(day.tanggal)
    (year,) = years
    Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
    present = satker.hari_libur.filter(tanggal__year=year)
    if {(row.tanggal, row.nama, row.jenis) for row in present} == {(day.tanggal, day.nama, day.jenis) for day in days}:
        return year
    present.delete()
    HariLibur.objects.bulk_create(HariLibur(satker=satker, tanggal=d.tanggal, nama=d.nama, jenis=d.jenis) for d in days)
    record(
        "declare_holidays",
        f"hari_libur:{year}",
        by=key(by),
        at=clock.now(),
        facts={"hari": len(days)},
        state=state_of(satker.hari_libur.filter(tanggal__year=year)),
    )
    return year


@transaction.atomic
def declare_day(satker: Satker, day: Libur, *, by: Pegawai) -> None:
    """The office is closed on that day, or its closed day has another name from now on."""
    Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
    declare_holidays(satker, [*_others(satker, day.tanggal), day], by=by)


@transaction.atomic
def undeclare_day(satker: Satker, tanggal: date, *, by: Pegawai) -> None:
    """The office is open on that day after all; harmless to repeat. Raises BadInput where a year would have none left."""
    Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
    if not satker.hari_libur.filter(tanggal=tanggal).exists():
        return
    others = _others(satker, tanggal)
    if not others:
        raise BadInput.at("", f"Itu hari libur terakhir tahun {tanggal.year}; tambahkan yang lain dahulu.")
    declare_holidays(satker, others, by=by)


@transaction.atomic
def adopt_sop(satker: Satker, slug: str, *, by: Pegawai | None) -> Satker:
    """From now on new usulan follow this SOP; running ones keep theirs."""
    satker = Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
    if satker.sop != slug:
        satker.sop = slug
        satker.save(update_fields=["sop"])
        record_kantor("adopt_sop", satker, by=by, facts={"sop": slug})
    return satker


@transaction.atomic
def entrust_pok(satker: Satker, unit: Unit, *, by: Pegawai) -> Satker:
    """From now on this subbagian keeps the POK: it imports the revisions. Raises BadInput where it is none that is in use."""
    satker = Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
    if unit.jenis != Unit.Jenis.SUBBAGIAN or unit.closed_at is not None:
        raise BadInput.at("unit", "Pilih subbagian yang masih dipakai.")
    if satker.pok_unit_id != unit.pk:
        satker.pok_unit = unit
        satker.save(update_fields=["pok_unit"])
        record_kantor("entrust_pok", satker, by=by, facts={"unit": unit.pk})
    return satker


@transaction.atomic
def move_clock(satker: Satker, now: datetime | None, *, by: Pegawai | None) -> datetime:
    """Sets the practice clock (None: back to real time), lets it run on from there, and returns the new office time."""
    offset = 0 if now is None else (now - timezone.now()) // timedelta(microseconds=1)
    PracticeClock.objects.update_or_create(satker=satker, defaults={"offset": offset})
    moved = clock.now()
    record("move_clock", "jam", by=key(by), at=moved, facts={"offset": offset}, state="")
    return moved


def _others(satker: Satker, tanggal: date) -> list[Libur]:
    rows = satker.hari_libur.filter(tanggal__year=tanggal.year).exclude(tanggal=tanggal)
    return [Libur(row.tanggal, row.nama, row.jenis) for row in rows]


def _one_of(name: str, value: str, values: Sequence[str], problems: list[Problem]) -> str:
    if value not in values:
        problems.append(Problem(name, "Pilih satu dari daftar."))
    return value


def _sentence(name: str, text: str, problems: list[Problem]) -> str:
    """The office's own wording; empty where it is the usual one, or nothing."""
    if not text.strip():
        return ""
    try:
        text = line_within(text, LONGEST)
    except Unclean as error:
        problems.append(Problem(name, str(error)))
        return ""
    if fault := SENTENCES[name].fault(text):
        problems.append(Problem(name, fault))
    return "" if text == SENTENCES[name].standard else text


def _tembusan(text: str, problems: list[Problem]) -> str:
    """One recipient a line, blank lines left out."""
    if not text.strip():
        return ""
    most, longest = TEMBUSAN
    try:
        lines = [
            line_within(one, longest) for one in clean_block(text[: 4 * most * longest]).split("\n") if one.strip()
        ]
    except Unclean as error:
        problems.append(Problem("tembusan", str(error)))
        return ""
    if len(lines) > most:
        problems.append(Problem("tembusan", f"Paling banyak {most} penerima tembusan."))
    return "\n".join(lines)


def _checked_numbering(wanted: Penomoran, units: Mapping[str, Unit]) -> Penomoran:
    problems: list[Problem] = []

    def told(text: str, loc: str, longest: int, *, required: bool = False) -> str:
        try:
            return line(text, loc, longest=longest, required=required)
        except BadInput as error:
            problems.extend(error.problems)
            return ""

    pola = {}
    for jenis in JENIS:
        required = jenis == NOTA_DINAS
        if text := told(wanted.pola.get(jenis, "").strip(), f"pola_{jenis}", 100, required=required):
            pola[jenis] = text
            if (fault := Satker.pattern_fault(text)) is not None:
                problems.append(Problem(f"pola_{jenis}", fault))
    codes = {pk: kode for pk in units if (kode := told(wanted.unit.get(pk, "").strip(), f"unit_{pk}", 20))}
    wilayah = told(wanted.kode_wilayah.strip(), "kode_wilayah", 10)
    if any("{wilayah}" in text for text in pola.values()) and not wilayah:
        problems.append(Problem("kode_wilayah", "Isi kode wilayah; ada pola yang memakai {wilayah}."))
    keeper = units.get(wanted.agenda_unit)
    if wanted.agenda_unit and (keeper is None or keeper.jenis != Unit.Jenis.SUBBAGIAN or keeper.closed_at):
        problems.append(Problem("agenda_unit", "Pilih subbagian yang masih dipakai."))
    if problems:
        raise BadInput(problems)
    return replace(wanted, pola=pola, unit=codes, kode_wilayah=wilayah)


def _checked(wanted: Letterhead) -> Letterhead:
    problems: list[Problem] = []
    told: dict[str, object] = {}
    longest = {one.name: one.max_length or 0 for one in Satker._meta.concrete_fields}
    for one in fields(wanted):
        value = getattr(wanted, one.name)
        if isinstance(value, str):
            try:
                value = line(value, one.name, longest=longest[one.name], required=one.name not in _MAY_BE_EMPTY)
            except BadInput as error:
                problems += error.problems
        told[one.name] = value
    if not 0 <= wanted.lead_days <= LATEST_LEAD:
        problems.append(Problem("lead_days", f"Isi dengan bilangan 0 sampai {LATEST_LEAD}."))
    if problems:
        raise BadInput(problems)
    return Letterhead(**told)  # type: ignore[arg-type]
