"""The one door for what people put in: letter, rows, reasons. Pages, pastes, workbooks and the API all pass it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from renkeg.lib import indonesian
from renkeg.lib.clean_text import Unclean, clean_block, clean_line
from renkeg.lib.errors import BadInput, Problem
from renkeg.office.sifat import Keamanan, Kecepatan

from .models.kertas_kerja import MAX_ANGGARAN
from .sop import Rows

HAL = (5, 200)
JUDUL = (5, 300)
PENGANTAR = 5_000
CATATAN = 2_000
TEXT = 200
LIST = 20
ROWS = 500
YEARS = (2020, 2100)
Spans = tuple[tuple[date, date], ...]
"""First and last days, both included."""
_MAX_VOLUME = Decimal("999999999999.99")


@dataclass(frozen=True)
class Surat:
    """The words of the nota dinas, and its sifat where it is named: None leaves an axis as it is, "" as usual in the office."""

    hal: str
    pengantar: str
    keamanan: str | None = None
    kecepatan: str | None = None

    @property
    def sifat(self) -> dict[str, str]:
        """The axes that are named."""
        named = {"keamanan": self.keamanan, "kecepatan": self.kecepatan}
        return {name: value for name, value in named.items() if value is not None}

    def content(self) -> dict[str, object]:
        return {"hal": self.hal, "pengantar": self.pengantar, **self.sifat}


@dataclass(frozen=True)
class Baris:
    """A row of the form as it is put in; None is "not yet said". `anggaran` is whole rupiah."""

    id: str | None = None
    kode: str | None = None
    judul: str | None = None
    sasaran: str | None = None
    volume: Decimal | None = None
    satuan: str | None = None
    jenis: str | None = None
    anggaran: int | None = None
    lokus: tuple[str, ...] = ()
    tanggal: tuple[tuple[date, date], ...] = ()
    rincian: tuple[tuple[str, int], ...] = ()
    """Kode and whole rupiah where it draws on several; then `anggaran` is their sum."""

    @property
    def balanced(self) -> bool:
        """Whether its anggaran is what its rincian add up to."""
        return not self.rincian or self.anggaran == sum(jumlah for _, jumlah in self.rincian)

    def content(self) -> dict[str, object]:
        """The same shape as Kegiatan.content()."""
        return {
            "kode": self.kode,
            "judul": self.judul,
            "sasaran": self.sasaran,
            "volume": self.volume,
            "satuan": self.satuan,
            "jenis": self.jenis,
            "anggaran": self.anggaran,
            "lokus": list(self.lokus),
            "tanggal": [{"mulai": a.isoformat(), "selesai": b.isoformat()} for a, b in self.tanggal],
            **(
                {"rincian": [{"kode": kode, "jumlah": jumlah} for kode, jumlah in self.rincian]} if self.rincian else {}
            ),
        }


@dataclass(frozen=True)
class Awal:
    """A usulan as it is started."""

    tahun: int
    bulan: int
    surat: Surat
    kegiatan: tuple[Baris, ...]
    susulan: bool = False

    def content(self) -> dict[str, object]:
        return {
            "tahun": self.tahun,
            "bulan": self.bulan,
            "susulan": self.susulan,
            **self.surat.content(),
            "kegiatan": [row.content() for row in self.kegiatan],
        }


class Reader:
    """Collects every problem of an input, so that all of them are told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, loc: str, msg: str) -> None:
        self.problems.append(Problem(loc, msg))

    def finish(self) -> None:
        """Raises BadInput where anything was wrong."""
        if self.problems:
            raise BadInput(self.problems)

    def awal(self, raw: Mapping[str, object]) -> Awal:
        tahun = self.whole(raw, "tahun", *YEARS)
        bulan = self.whole(raw, "bulan", 1, 12)
        susulan = raw.get("susulan")
        if susulan is not None and not isinstance(susulan, bool):
            self.wrong("susulan", "Isi dengan true atau false.")
        surat = self.surat(raw)
        # A wrong year says nothing about the days.
        known = None if any(one.loc == "tahun" for one in self.problems) else tahun
        kegiatan = self.kegiatan(raw.get("kegiatan"), known)
        return Awal(tahun, bulan, surat, kegiatan, susulan is True)

    def surat(self, raw: Mapping[str, object]) -> Surat:
        return Surat(
            hal=self._text(raw.get("hal"), "hal", *HAL) or self._required("hal", raw),
            pengantar=self._block(raw.get("pengantar"), "pengantar", PENGANTAR) or self._required("pengantar", raw),
            keamanan=self._axis(raw, "keamanan", Keamanan.values),
            kecepatan=self._axis(raw, "kecepatan", Kecepatan.values),
        )

    def kegiatan(self, raw: object, tahun: int | None) -> tuple[Baris, ...]:
        """All rows of a form. `tahun` is the plan's year; days far from it are typing errors."""
        if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
            self.wrong("kegiatan", "Daftar kegiatan wajib ada (boleh kosong).")
            return ()
        if len(raw) > ROWS:
            self.wrong("kegiatan", f"Paling banyak {ROWS} baris dalam satu usulan.")
            return ()
        rows = tuple(self.baris(row, f"kegiatan/{place}", tahun) for place, row in enumerate(raw))
        self.refuse_twins(rows)
        return rows

    def refuse_twins(self, rows: Sequence[Baris]) -> None:
        """No two of the rows are the same kegiatan."""
        known: set[str] = set()
        for place, row in enumerate(rows):
            if row.id is not None and row.id in known:
                self.wrong(f"kegiatan/{place}/id", "Baris ini disebut dua kali.")
            elif row.id is not None:
                known.add(row.id)

    def whole(self, raw: Mapping[str, object], name: str, low: int, high: int) -> int:
        value = raw.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong(name, f"Isi dengan bilangan bulat {low} sampai {high}.")
        return low

    def _axis(self, raw: Mapping[str, object], name: str, values: Sequence[str]) -> str | None:
        value = raw.get(name)
        if value is None or (isinstance(value, str) and value in values):
            return value
        self.wrong(name, f"Pilih salah satu: {', '.join(values)}.")
        return None

    def _required(self, name: str, raw: Mapping[str, object]) -> str:
        return self._required_at(raw, "", name)

    def _required_at(self, raw: Mapping[str, object], loc: str, name: str) -> str:
        if raw.get(name) is None:
            self.wrong(f"{loc}/{name}".lstrip("/"), "Wajib diisi.")
        return ""

    def baris(self, raw: object, loc: str, tahun: int | None) -> Baris:
        """One row; what is wrong with a field is told at its loc, and the field reads as None."""
        if not isinstance(raw, Mapping):
            self.wrong(loc, "Setiap kegiatan adalah sebuah objek.")
            return Baris()
        rincian = self._rincian(raw.get("rincian"), f"{loc}/rincian")
        return Baris(
            id=self._key(raw.get("id"), f"{loc}/id"),
            kode=self._text(raw.get("kode"), f"{loc}/kode", 1, TEXT),
            judul=self._text(raw.get("judul"), f"{loc}/judul", *JUDUL),
            sasaran=self._text(raw.get("sasaran"), f"{loc}/sasaran", 1, TEXT),
            volume=self._volume(raw.get("volume"), f"{loc}/volume"),
            satuan=self._text(raw.get("satuan"), f"{loc}/satuan", 1, TEXT),
            jenis=self._text(raw.get("jenis"), f"{loc}/jenis", 1, TEXT),
            anggaran=self._sum(self._rupiah(raw.get("anggaran"), f"{loc}/anggaran"), rincian, f"{loc}/anggaran"),
            lokus=self._lokus(raw.get("lokus"), f"{loc}/lokus"),
            tanggal=self._tanggal(raw.get("tanggal"), f"{loc}/tanggal", tahun),
            rincian=rincian,
        )

    def _key(self, value: object, loc: str) -> str | None:
        if value is None or (isinstance(value, str) and 0 < len(value) <= 40):
            return value
        self.wrong(loc, "Baris ini tidak dikenal.")
        return None

    def _text(self, value: object, loc: str, low: int, high: int) -> str | None:
        return self._cleaned(value, loc, low, high, clean_line)

    def _block(self, value: object, loc: str, high: int) -> str | None:
        return self._cleaned(value, loc, 1, high, clean_block)

    def _cleaned(self, value: object, loc: str, low: int, high: int, clean: Callable[[str], str]) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(loc, "Isi dengan teks.")
            return None
        # Before anything reads it: a text far over the limit is not worth a look.
        if len(value) > 4 * high + 100:
            self.wrong(loc, f"Terlalu panjang: paling banyak {high} karakter.")
            return None
        try:
            text = clean(value)
        except Unclean as error:
            self.wrong(loc, str(error))
            return None
        if not low <= len(text) <= high:
            short = len(text) < low
            self.wrong(loc, f"Terlalu pendek: paling sedikit {low} karakter." if short else _too_long(high, len(text)))
            return None
        return text

    def _volume(self, value: object, loc: str) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            self.wrong(loc, "Isi dengan angka, misalnya 10 atau 2.5.")
            return None
        try:
            # repr of a float is what was typed; Decimal(float) would show its binary tail.
            volume = value if isinstance(value, Decimal) else Decimal(repr(value))
        except (InvalidOperation, ValueError):
            self.wrong(loc, "Angka ini tidak dapat dibaca.")
            return None
        if not volume.is_finite() or not 0 < volume <= _MAX_VOLUME:
            self.wrong(loc, "Volume lebih besar dari 0 dan paling banyak 999.999.999.999,99.")
            return None
        if volume != volume.quantize(Decimal("0.01")):
            self.wrong(loc, "Paling banyak dua angka di belakang koma.")
            return None
        return volume

    def _rupiah(self, value: object, loc: str) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(loc, "Isi dengan rupiah bulat, misalnya 12500000.")
            return None
        if not 0 <= value <= MAX_ANGGARAN:
            self.wrong(loc, "Anggaran antara Rp0 dan Rp999.999.999.999.999.")
            return None
        return value

    def _rincian(self, value: object, loc: str) -> tuple[tuple[str, int], ...]:
        draws: list[tuple[str, int]] = []
        for n, one in enumerate(self._list(value, loc)):
            if not isinstance(one, Mapping):
                self.wrong(f"{loc}/{n}", "Setiap rincian memuat kode dan jumlah.")
                continue
            kode = self._text(one.get("kode"), f"{loc}/{n}/kode", 1, TEXT) or self._required_at(
                one, f"{loc}/{n}", "kode"
            )
            jumlah = self._rupiah(one.get("jumlah"), f"{loc}/{n}/jumlah")
            if jumlah is None:
                self._required_at(one, f"{loc}/{n}", "jumlah")
                continue
            # They are written between signs of their own on the page and in the workbook.
            if any(sign in kode for sign in ";="):
                self.wrong(f"{loc}/{n}/kode", "Kode tidak memuat titik koma atau tanda sama dengan.")
            if kode in (known for known, _ in draws):
                self.wrong(f"{loc}/{n}/kode", f"Kode {kode} disebut dua kali; jumlahkan.")
            draws.append((kode, jumlah))
        return tuple(draws)

    def _sum(self, anggaran: int | None, rincian: Sequence[tuple[str, int]], loc: str) -> int | None:
        """The anggaran of a row: what its rincian add up to, where it has any."""
        if not rincian:
            return anggaran
        total = sum(jumlah for _, jumlah in rincian)
        if anggaran is not None and anggaran != total:
            self.wrong(loc, f"Anggaran tidak sama dengan jumlah rinciannya, {indonesian.rupiah(total)}.")
        if total > MAX_ANGGARAN:
            self.wrong(loc, "Anggaran antara Rp0 dan Rp999.999.999.999.999.")
        return total

    def _lokus(self, value: object, loc: str) -> tuple[str, ...]:
        places = self._list(value, loc)
        read = [self._text(one, f"{loc}/{n}", 1, TEXT) for n, one in enumerate(places)]
        for n, one in enumerate(places):
            if one is None:
                self.wrong(f"{loc}/{n}", "Isi dengan teks.")
        return tuple(one for one in read if one is not None)

    def _tanggal(self, value: object, loc: str, tahun: int | None) -> tuple[tuple[date, date], ...]:
        spans: list[tuple[date, date]] = []
        for n, one in enumerate(self._list(value, loc)):
            if not isinstance(one, Mapping):
                self.wrong(f"{loc}/{n}", "Setiap tanggal memuat mulai dan selesai.")
                continue
            first = self._day(one.get("mulai"), f"{loc}/{n}/mulai", tahun)
            last = self._day(one.get("selesai"), f"{loc}/{n}/selesai", tahun)
            if first is None or last is None:
                continue
            if last < first:
                self.wrong(f"{loc}/{n}/selesai", "Tanggal selesai mendahului tanggal mulai.")
                continue
            spans.append((first, last))
        return tuple(spans)

    def _day(self, value: object, loc: str, tahun: int | None) -> date | None:
        day = value if isinstance(value, date) else iso_day(value)
        if day is None:
            self.wrong(loc, "Isi dengan tanggal YYYY-MM-DD.")
            return None
        if tahun is not None and not tahun - 1 <= day.year <= tahun + 5:
            self.wrong(loc, f"Tahun {day.year} tidak masuk akal untuk rencana tahun {tahun}.")
            return None
        return day

    def _list(self, value: object, loc: str) -> Sequence[object]:
        if value is None:
            return ()
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            self.wrong(loc, "Isi dengan sebuah daftar.")
            return ()
        if len(value) > LIST:
            self.wrong(loc, f"Paling banyak {LIST} isian.")
            return ()
        return value


def read_awal(raw: Mapping[str, object]) -> Awal:
    """A new usulan out of plain data. Raises BadInput naming every problem."""
    reader = Reader()
    awal = reader.awal(raw)
    reader.finish()
    return awal


def read_surat(raw: Mapping[str, object]) -> Surat:
    """Hal and pengantar out of plain data. Raises BadInput."""
    reader = Reader()
    surat = reader.surat(raw)
    reader.finish()
    return surat


def read_kegiatan(raw: object, tahun: int) -> tuple[Baris, ...]:
    """All rows out of plain data. Raises BadInput with row and field."""
    reader = Reader()
    rows = reader.kegiatan(raw, tahun)
    reader.finish()
    return rows


def read_tanggal(raw: object, tahun: int) -> Spans:
    """Spans of days out of plain data. Raises BadInput."""
    reader = Reader()
    spans = reader._tanggal(raw, "tanggal", tahun)
    reader.finish()
    return spans


def read_catatan(text: str | None, *, required: bool) -> str:
    """A reason or remark. Where it is required it has at least two words and ten letters. Raises BadInput."""
    if text is None or not text.strip():
        if required:
            raise BadInput.at("catatan", "Catatan wajib diisi: jelaskan alasannya, paling sedikit dua kata.")
        return ""
    reader = Reader()
    cleaned = reader._block(text, "catatan", CATATAN) or ""
    reader.finish()
    if required and (len(cleaned.split()) < 2 or sum(char.isalpha() for char in cleaned) < 10):
        raise BadInput.at("catatan", "Jelaskan alasannya dengan paling sedikit dua kata dan sepuluh huruf.")
    return cleaned


def read_instruksi(texts: Sequence[str] | None, preset: Sequence[str]) -> list[str]:
    """The instructions of a disposisi; the preset ones where none is given. Raises BadInput."""
    if not texts:
        return list(preset)
    reader = Reader()
    if len(texts) > LIST:
        reader.wrong("instruksi", f"Paling banyak {LIST} instruksi.")
    read = [reader._text(text, f"instruksi/{n}", 1, TEXT) for n, text in enumerate(texts[:LIST])]
    reader.finish()
    return [text for text in read if text is not None]


def missing(rows: Sequence[Mapping[str, object]], wanted: Rows, *, tahun: int, bulan: int) -> list[Problem]:
    """What the kegiatan still lack before they can be proposed or submitted. Each row is a `content()`."""
    if not rows:
        return [Problem("kegiatan", "Isi paling sedikit satu kegiatan.")]
    problems: list[Problem] = []
    needed = _PROPOSABLE if wanted is Rows.PROPOSABLE else _COMPLETE
    for place, row in enumerate(rows):
        loc = f"kegiatan/{place}"
        problems += [
            Problem(f"{loc}/{name}", f"{label} kegiatan {place + 1} belum diisi.")
            for name, label in needed.items()
            if row[name] is None or row[name] == []
        ]
        problems += _misplaced(row, f"{loc}/tanggal", place + 1, tahun, bulan)
    return problems


_PROPOSABLE = {"judul": "Judul", "anggaran": "Anggaran", "tanggal": "Tanggal"}
_COMPLETE = {
    "kode": "Kode",
    "judul": "Judul",
    "sasaran": "Sasaran",
    "volume": "Volume",
    "satuan": "Satuan",
    "jenis": "Jenis",
    "anggaran": "Anggaran",
    "lokus": "Lokus",
    "tanggal": "Tanggal",
}


def _misplaced(row: Mapping[str, object], loc: str, number: int, tahun: int, bulan: int) -> list[Problem]:
    spans = row["tanggal"]
    if not isinstance(spans, list) or not spans:
        return []
    days = [(one["mulai"], one["selesai"]) for one in spans]
    if any(not (first.startswith(f"{tahun}-") and last.startswith(f"{tahun}-")) for first, last in days):
        return [Problem(loc, f"Tanggal kegiatan {number} di luar tahun anggaran {tahun}.")]
    month = f"{tahun}-{bulan:02}"
    if not any(first[:7] <= month <= last[:7] for first, last in days):
        return [Problem(loc, f"Tidak ada tanggal kegiatan {number} di dalam bulan rencana.")]
    return []


def iso_day(value: object) -> date | None:
    """A day out of YYYY-MM-DD, nothing else; None where it is none."""
    if not isinstance(value, str) or len(value) != 10 or value[4] != "-" or value[7] != "-" or not value.isascii():
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _too_long(high: int, length: int) -> str:
    return f"Terlalu panjang: {length} karakter, paling banyak {high}."
