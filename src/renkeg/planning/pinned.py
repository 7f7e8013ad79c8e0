"""The door for remarks on single rows: what a reviewer pins when he sends a usulan back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from renkeg.lib.clean_text import Unclean, clean_block
from renkeg.lib.errors import BadInput, Problem

from .models import Kegiatan
from .sheet import FIELDS

TEXT = 500
MOST = 100


@dataclass(frozen=True)
class Remark:
    """What is said of a row; `field` "" is the whole row."""

    row: Kegiatan
    number: int
    field: str
    text: str


def read(raw: object, rows: Iterable[Kegiatan]) -> list[Remark]:
    """Remarks out of plain data: [{"kegiatan", "field", "text"}]. Raises BadInput naming every problem as "pins/0/text"."""
    if raw is None:
        return []
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        raise BadInput.at("pins", "Isi dengan sebuah daftar catatan.")
    if len(raw) > MOST:
        raise BadInput.at("pins", f"Paling banyak {MOST} catatan pada kegiatan untuk satu pengembalian.")
    known = {row.pk: (number, row) for number, row in enumerate(rows, 1)}
    problems: list[Problem] = []
    remarks = [one for place, pin in enumerate(raw) if (one := _remark(pin, place, known, problems)) is not None]
    if problems:
        raise BadInput(problems)
    return remarks


def _remark(
    raw: object, place: int, known: Mapping[str, tuple[int, Kegiatan]], problems: list[Problem]
) -> Remark | None:
    loc = f"pins/{place}"
    if not isinstance(raw, Mapping):
        problems.append(Problem(loc, "Setiap catatan adalah sebuah objek."))
        return None
    key, field, text = raw.get("kegiatan"), raw.get("field"), raw.get("text")
    number, row = known.get(key, (0, None)) if isinstance(key, str) else (0, None)
    if row is None:
        problems.append(Problem(f"{loc}/kegiatan", "Kegiatan yang diberi catatan tidak ada lagi pada usulan ini."))
    if field is not None and field not in FIELDS:
        problems.append(Problem(f"{loc}/field", f"Pilih salah satu: {', '.join(FIELDS)}; kosong untuk seluruh baris."))
    cleaned = _text(text, f"{loc}/text", number, problems)
    if row is None or not cleaned:
        return None
    return Remark(row, number, str(field or ""), cleaned)


def _text(text: object, loc: str, number: int, problems: list[Problem]) -> str:
    named = f"Catatan untuk kegiatan {number}: " if number else ""
    if not isinstance(text, str):
        problems.append(Problem(loc, f"{named}Isi dengan teks."))
        return ""
    try:
        # A text far over the limit is not worth a look.
        cleaned = clean_block(text[: 4 * TEXT + 100])
    except Unclean as error:
        problems.append(Problem(loc, f"{named}{error}"))
        return ""
    if len(cleaned) > TEXT:
        problems.append(Problem(loc, f"{named}Terlalu panjang: paling banyak {TEXT} karakter."))
        return ""
    return cleaned
