"""Changes between two states of the rows and of the letter, column by column, in the words of the page."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from renkeg.lib import indonesian
from renkeg.planning import contents
from renkeg.planning.changes import Change, Since

_COLUMNS: Mapping[str, str] = {
    "kode": "Kode",
    "judul": "Judul kegiatan",
    "sasaran_volume": "Sasaran/volume",
    "sasaran": "Sasaran",
    "volume": "Volume",
    "satuan": "Satuan",
    "jenis": "Jenis kegiatan",
    "anggaran": "Anggaran",
    "lokus": "Lokus",
    "tanggal": "Tanggal kegiatan",
    "rincian": "Rincian kode",
}
_WORDS: Mapping[str, str] = {"hal": "Hal", "pengantar": "Pengantar", "sifat": "Sifat"}
# Above this many comparisons the whole passage is told as replaced: finding the words would take longer than reading.
_MOST = 250_000


@dataclass(frozen=True)
class Told:
    """A column that differs, as it is printed."""

    name: str
    label: str
    before: str
    now: str


@dataclass(frozen=True)
class Piece:
    """Words of a text: kept, taken out ("del") or put in ("ins")."""

    text: str
    kind: str = ""


def lines(changes: Iterable[Change]) -> list[dict[str, object]]:
    """Each change with the columns that differ, as `usulan/changes.html` shows them."""
    return [{"before": one.before, "now": one.now, "columns": cells(one)} for one in changes]


def cells(change: Change) -> list[Told]:
    """The columns of a row that differ."""
    return [
        Told(name, _COLUMNS[name], _said_in(change.before, name), _said_in(change.now, name)) for name in change.columns
    ]


def letter(since: Since) -> list[dict[str, object]]:
    """The words of the letter that changed: the text with what was taken out and put in."""
    return [{"label": _WORDS[name], "pieces": pieces(was, now)} for name, (was, now) in since.words.items()]


def short(since: Since) -> str:
    """In one line: "2 kegiatan, jumlah -Rp5.000.000"; "" where nothing has changed."""
    parts = [f"{len(since.changes)} kegiatan"] if since.changes else []
    parts += list(since.words)
    if since.moved and not parts:
        parts.append("urutan kegiatan")
    amount = difference(since)
    return ", ".join([*parts, f"jumlah {amount}"] if amount else parts)


def difference(since: Since) -> str:
    """How the total has changed: "+Rp5.000.000"; "" where it has not."""
    more = since.total - since.total_before
    if not more:
        return ""
    return f"{'+' if more > 0 else '−'}{indonesian.rupiah(abs(more))}"


def pieces(before: str, now: str) -> list[Piece]:
    """A text with its changed words; spaces and line breaks stay with the words before them."""
    old, new = (re.findall(r"\S+\s*|^\s+", text) for text in (before, now))
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    told = [Piece("".join(old[:head])), *_middle(middle_old, middle_new), Piece("".join(old[len(old) - tail :]))]
    return [one for one in told if one.text]


def _middle(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    if len(old) * len(new) > _MOST:
        return [Piece("".join(old), "del"), Piece("".join(new), "ins")]
    told: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            told.append(Piece("".join(old[a:b])))
        else:
            told += [Piece("".join(old[a:b]), "del"), Piece("".join(new[c:d]), "ins")]
    return told


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    number = 0
    while number < min(len(old), len(new)) and old[number] == new[number]:
        number += 1
    return number


def _said_in(row: contents.Contents | None, name: str) -> str:
    value = row.get(name) if row else None
    if isinstance(value, int):
        return indonesian.rupiah(value)
    return str(value) if value else "kosong"
