"""The rows of a form as they are typed and drawn."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from renkeg.lib.errors import BadInput, Problem
from renkeg.planning import drafts, typed
from renkeg.planning.models import Kegiatan

from .forms import LABELS, by_field, told_name, typed_text, whole

BLANK_ROWS = 3
_CELL = re.compile(r"kegiatan/([0-9]{1,4})/([a-z]+)(?:/([a-z]+))?")
_LONG = frozenset({"kode", "judul", "sasaran", "lokus", "tanggal", "rincian"})
_NUMBERS = frozenset({"volume", "anggaran"})


@dataclass(frozen=True)
class Kept:
    """What somebody else has saved for the same cell or row, and which of the two was chosen: "anda", "tersimpan" or ""."""

    value: str
    by: str
    chosen: str = ""


@dataclass(frozen=True)
class Cell:
    """A field of a row as it is drawn."""

    loc: str
    name: str
    label: str
    value: str
    faults: Sequence[str] = ()
    hint: str = ""
    lacking: bool = False
    kept: Kept | None = None

    @property
    def long(self) -> bool:
        """Whether its words need more than a line to be seen."""
        return self.name in _LONG

    @property
    def told(self) -> str:
        """Its name inside a sentence."""
        return told_name(self.name)

    @property
    def number(self) -> bool:
        return self.name in _NUMBERS

    @property
    def mood(self) -> str:
        """The class that marks it."""
        return " bersalah" if self.faults else " kurang" if self.lacking else ""

    @property
    def odd(self) -> bool:
        """Whether anything is said about it. Most cells are not, and a sheet has hundreds of them."""
        return bool(self.lacking or self.faults or self.hint or self.kept)

    @property
    def described(self) -> str:
        """The ids of what is said about it."""
        said = (("salah", self.faults), ("petunjuk", self.hint), ("beda", self.kept))
        return " ".join(f"{self.loc}-{tail}" for tail, there in said if there)


@dataclass(frozen=True)
class Row:
    """A row of the form as it was typed; `id` names the kegiatan that it already is."""

    place: int
    id: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    removed: bool = False
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    misplaced: bool = False
    """None of its days lies where the plan needs one."""
    kept: Mapping[str, Kept] = field(default_factory=dict)
    """By field; "" is the row itself."""

    @property
    def loc(self) -> str:
        return f"kegiatan/{self.place}"

    @property
    def number(self) -> int:
        """As people count."""
        return self.place + 1

    @property
    def whole(self) -> Kept | None:
        """Set where one dropped the row and the other changed it."""
        return self.kept.get("")

    @property
    def own_faults(self) -> Sequence[str]:
        """What is wrong with the row as such."""
        return self.faults.get(self.loc, ())

    @property
    def lacking(self) -> list[str]:
        """The fields that the next step needs and that are empty; a blank row lacks nothing."""
        if self.removed or self.blank:
            return []
        empty = [name for name in LABELS if name in self.needed and not self.typed.get(name, "").strip()]
        return [*empty, "tanggal"] if self.misplaced and self.needed else empty

    @property
    def blank(self) -> bool:
        """Nothing was typed in it: it is not a kegiatan yet."""
        return not any(self.typed.get(name, "").strip() for name in LABELS)

    @property
    def cells(self) -> list[Cell]:
        """Its fields in the form's order."""
        lacking = self.lacking
        return [
            Cell(
                loc := f"{self.loc}/{name}",
                name,
                label,
                self.typed.get(name, ""),
                self.faults.get(loc, ()),
                self.hints.get(name, ""),
                name in lacking,
                self.kept.get(name),
            )
            for name, label in LABELS.items()
        ]


def rows_typed(post: QueryDict) -> list[Row]:
    """The rows of a posted form, blank ones and removed ones included."""
    typed: dict[int, dict[str, str]] = {}
    beside: dict[int, dict[str, dict[str, str]]] = {}
    for name in post:
        if found := _CELL.fullmatch(name):
            place, cell, tail = int(found[1]), found[2], found[3]
            if tail:
                beside.setdefault(place, {}).setdefault("" if cell == "baris" else cell, {})[tail] = post.get(name, "")
            else:
                typed.setdefault(place, {})[cell] = post.get(name, "")
    return [
        Row(
            place=place,
            id=cells.pop("id", ""),
            removed=bool(cells.pop("hapus", "")),
            typed=cells,
            kept={name: kept_of(one) for name, one in beside.get(place, {}).items() if "tersimpan" in one},
        )
        for place, cells in sorted(typed.items())
    ]


def rows_printed(kegiatan: Sequence[Kegiatan]) -> list[Row]:
    """The rows as they are kept, written as people write them."""
    return [Row(place=place, id=one.pk, typed=typed.printed(one.content())) for place, one in enumerate(kegiatan)]


def more_rows(rows: Sequence[Row], *, asked: bool = False) -> list[Row]:
    """The rows and room for more: a few blank ones at least, and five further where they were asked for."""
    blank = sum(row.blank for row in rows)
    count = 5 if asked else max(0, BLANK_ROWS - blank)
    first = rows[-1].place + 1 if rows else 0
    return [*rows, *(Row(place=place) for place in range(first, first + count))]


def sent_rows(rows: Sequence[Row]) -> list[Row]:
    """Those that are kegiatan."""
    return [row for row in rows if not row.removed and not row.blank]


def read_rows(rows: Sequence[Row], tahun: int | None) -> tuple[drafts.Baris, ...]:
    """The kegiatan of a form. Raises BadInput with every problem at the row in which it was typed."""
    with _at_their_rows(rows) as written:
        return typed.read_strictly(written, tahun)


def read_awal(post: QueryDict, rows: Sequence[Row]) -> drafts.Awal:
    """A new usulan. Raises BadInput with every problem where it was typed."""
    head = {
        "tahun": whole(post.get("tahun")),
        "bulan": whole(post.get("bulan")),
        "susulan": bool(post.get("susulan")),
        "hal": typed_text(post, "hal"),
        "pengantar": typed_text(post, "pengantar"),
    }
    with _at_their_rows(rows) as written:
        return typed.read_awal(written, whole(post.get("tahun")), head)


def faulted(rows: Sequence[Row], error: BadInput | None) -> list[Row]:
    """The rows with each problem at its field."""
    faults = by_field(error)
    return [replace(row, faults=faults) for row in rows] if faults else list(rows)


@contextmanager
def _at_their_rows(rows: Sequence[Row]) -> Iterator[list[typed.Typed]]:
    """Counts problems by the rows that people see: blank and removed ones are on the page, but are not sent on."""
    sent = sent_rows(rows)
    places = [row.place for row in sent]
    try:
        yield [typed.Typed(row.id, row.typed) for row in sent]
    except BadInput as error:
        moved = [Problem(_typed_loc(one.loc, places), one.msg) for one in error.problems]
        raise BadInput(sorted(moved, key=_order)) from error


def kept_of(said: Mapping[str, str]) -> Kept:
    """What a form brought back of somebody else's save, and the choice."""
    chosen = said.get("pilih", "")
    return Kept(said["tersimpan"], said.get("oleh", "")[:200], chosen if chosen in {"anda", "tersimpan"} else "")


def _typed_loc(loc: str, places: Sequence[int]) -> str:
    parts = loc.split("/")
    if parts[0] == "kegiatan" and len(parts) > 1 and int(parts[1]) < len(places):
        parts[1] = str(places[int(parts[1])])
    return "/".join(parts)


def _order(problem: Problem) -> tuple[int, int, int]:
    parts = problem.loc.split("/")
    if parts[0] != "kegiatan" or len(parts) < 3:
        return (0, 0, 0)
    return (1, int(parts[1]), list(LABELS).index(parts[2]) if parts[2] in LABELS else -1)
