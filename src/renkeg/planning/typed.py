"""Rows as people write them, on a page or in a workbook: written money, days and volumes become plain data, and back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from renkeg.lib import indonesian
from renkeg.lib.errors import Problem

from . import drafts

Read = TypeVar("Read")
WORDS = ("kode", "judul", "sasaran", "satuan", "jenis")
"""The fields that are read as they stand."""


@dataclass(frozen=True)
class Typed:
    """A row as it was written; `id` names the kegiatan that it already is, "" is a new one. A missing field is empty."""

    id: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """Rows that were read, and what is wrong with them: `kegiatan/<row from 0>/<field>`; a wrong field reads as None."""

    rows: tuple[drafts.Baris, ...]
    problems: tuple[Problem, ...]


def read(rows: Sequence[Typed], tahun: int | None) -> Reading:
    """Reads rows of the plan of that year and names every problem; the number of rows is not limited here."""
    reader = drafts.Reader()
    data = _plain_rows(rows, tahun, reader.problems)
    read = tuple(reader.baris(row, f"kegiatan/{place}", tahun) for place, row in enumerate(data))
    reader.refuse_twins(read)
    return Reading(read, tuple(reader.problems))


def read_strictly(rows: Sequence[Typed], tahun: int | None) -> tuple[drafts.Baris, ...]:
    """The rows of a form. Raises BadInput with every problem."""
    return _complete(rows, tahun, lambda reader, data: reader.kegiatan(data, tahun))


def read_awal(rows: Sequence[Typed], tahun: int | None, head: Mapping[str, object]) -> drafts.Awal:
    """A new usulan out of its `head` (tahun, bulan, susulan, hal, pengantar) and rows. Raises BadInput with every problem."""
    # A new usulan has no rows yet, so a written key names nothing.
    new = [Typed("", row.words) for row in rows]
    return _complete(new, tahun, lambda reader, data: reader.awal({**head, "kegiatan": data}))


def printed(content: Mapping[str, Any]) -> dict[str, str]:
    """A row's content as people write it; `read` gives the same content back."""
    spans = [(date.fromisoformat(one["mulai"]), date.fromisoformat(one["selesai"])) for one in content["tanggal"]]
    return {
        **{name: content[name] or "" for name in WORDS},
        "volume": "" if content["volume"] is None else indonesian.volume(Decimal(content["volume"])),
        "anggaran": "" if content["anggaran"] is None else indonesian.angka(content["anggaran"]),
        "lokus": _joined(content["lokus"]),
        "tanggal": indonesian.rentang(spans),
        "rincian": "; ".join(
            f"{one['kode']} = {indonesian.angka(one['jumlah'])}" for one in content.get("rincian") or ()
        ),
    }


def _complete(
    rows: Sequence[Typed], tahun: int | None, read: Callable[[drafts.Reader, list[dict[str, object]]], Read]
) -> Read:
    reader = drafts.Reader()
    unreadable: list[Problem] = []
    value = read(reader, _plain_rows(rows, tahun, unreadable))
    reader.problems += unreadable
    reader.finish()
    return value


def _plain_rows(rows: Sequence[Typed], tahun: int | None, problems: list[Problem]) -> list[dict[str, object]]:
    """The rows as plain data for `drafts`; what cannot even be read is added to `problems` and left None."""
    return [_plain(row, f"kegiatan/{place}", tahun, problems) for place, row in enumerate(rows)]


def _plain(row: Typed, loc: str, tahun: int | None, problems: list[Problem]) -> dict[str, object]:
    def understood(name: str, parse: Callable[[str], object]) -> object:
        text = row.words.get(name, "")
        if not text.strip():
            return None
        try:
            return parse(text)
        except ValueError as error:
            problems.append(Problem(f"{loc}/{name}", str(error)))
            return None

    words: dict[str, object] = {name: text if (text := row.words.get(name, "")).strip() else None for name in WORDS}
    return {
        **words,
        "id": row.id or None,
        "volume": understood("volume", indonesian.parse_volume),
        "anggaran": understood("anggaran", indonesian.parse_rupiah),
        "lokus": _places(row.words.get("lokus", "")),
        "tanggal": understood("tanggal", lambda text: _spans(text, tahun)),
        "rincian": understood("rincian", _draws),
    }


def _places(text: str) -> list[str]:
    """One place a line; on a single line semicolons part them."""
    parts = text.splitlines() if "\n" in text else text.split(";")
    return [part for part in parts if part.strip()]


def _joined(places: list[str]) -> str:
    # A place with a semicolon of its own came by the API: the line break at its end keeps it whole.
    return "".join(f"{place}\n" for place in places) if any(";" in place for place in places) else "; ".join(places)


def _spans(text: str, tahun: int | None) -> list[dict[str, object]]:
    return [{"mulai": first, "selesai": last} for first, last in indonesian.parse_rentang(text, tahun)]


def _draws(text: str) -> list[dict[str, object]]:
    """Each draw a line, or parted by semicolons: "521211 = 1.500.000; 524111 = 2 juta"."""
    told: list[dict[str, object]] = []
    for part in (one.strip() for line in text.splitlines() for one in line.split(";")):
        if not part:
            continue
        kode, sign, jumlah = part.rpartition("=")
        if not sign or not kode.strip():
            raise ValueError(f"Tulis kode dan jumlahnya, misalnya 521211 = 1.500.000; bukan “{part[:40]}”.")
        told.append({"kode": kode, "jumlah": indonesian.parse_rupiah(jumlah)})
    return told
