"""How much room each kode of a year's POK has: its ceiling, what is blocked, and what all plans of the office draw on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from .kode import Index, Level, ancestors, normal
from .models import Kegiatan, Pagu, Pok, Usulan

Draw = tuple[str, int]
"""A kode as it was typed, and whole rupiah."""


@dataclass(frozen=True)
class Room:
    """One kode of the POK; whole rupiah. `planned` is what all plans draw here or below, `this` the part of one usulan."""

    path: str
    level: Level
    uraian: str
    pagu: int
    blokir: int
    planned: int = 0
    this: int = 0

    @property
    def ceiling(self) -> int:
        """What may be planned at all."""
        return self.pagu - self.blokir

    @property
    def remaining(self) -> int:
        """What is left for more; below zero where more is planned than there is."""
        return self.ceiling - self.planned

    @property
    def plain(self) -> dict[str, str | int]:
        """As JSON tells it."""
        return {
            "kode": self.path,
            "uraian": self.uraian,
            "pagu": self.pagu,
            "blokir": self.blokir,
            "direncanakan": self.planned,
            "sisa": self.remaining,
        }

    @property
    def short(self) -> int:
        """By how much too much is planned; 0 where it fits."""
        return max(0, -self.remaining)


@dataclass(frozen=True)
class Unknown:
    """A kode that plans draw on and that is not in the POK; "" stands for none at all."""

    kode: str
    planned: int
    this: int


class Ledger:
    """The budget of a year with what is planned; `pok` is None where none was imported, and then every kode is unknown."""

    def __init__(self, tahun: int, pok: Pok | None, rooms: Mapping[str, Room], unknown: Mapping[str, Unknown]) -> None:
        self.tahun = tahun
        self.pok = pok
        self.rooms = rooms
        self.unknown = unknown
        self._index = Index(rooms)

    def room(self, kode: str | None) -> Room | None:
        """The node that a typed kode means; None where the POK has none such."""
        path = self._index.found(kode)
        return None if path is None else self.rooms[path]

    def matching(self, text: str, most: int | None = None) -> list[Room]:
        """The nodes (at most so many) whose code holds the text, or whose uraian holds all its words; all where it is empty."""
        code, words = normal(text), text.lower().split()
        found = (
            room
            for room in self.rooms.values()
            if (code and code in room.path) or all(word in room.uraian.lower() for word in words)
        )
        return list(islice(found, most))

    def below(self, path: str, depth: int) -> list[Room]:
        """The node and what lies at most `depth` levels below it, in the order of the POK; "" is the whole tree."""
        start = path.count(".") + 1 if path else 0
        return [
            room
            for room in self.rooms.values()
            if (not path or room.path == path or room.path.startswith(f"{path}."))
            and room.path.count(".") + 1 <= start + depth
        ]

    def over(self, kode: str | None = None) -> list[Room]:
        """Where more is planned than there is, in the order of the POK; with `kode` only at its node and above it."""
        if kode is None:
            return [room for room in self.rooms.values() if room.remaining < 0]
        path = self._index.found(kode)
        if path is None:
            return []
        above = (*reversed(ancestors(path)), path)
        return [room for one in above if (room := self.rooms.get(one)) is not None and room.remaining < 0]

    def over_here(self) -> list[Room]:
        """Of these the ones on which the usulan in question draws, at the node or below."""
        return [room for room in self.over() if room.this]


@dataclass(frozen=True)
class Line:
    """What one kegiatan of one usulan draws."""

    usulan: UUID
    draws: Sequence[Draw]


def draws(kode: str | None, anggaran: int | None, rincian: Iterable[Mapping[str, object]] = ()) -> list[Draw]:
    """What a kegiatan draws: its rincian where there is one, else its anggaran on its kode; nothing where there is no money.

    A draw of money without a kode has the kode "".
    """
    told = [(str(one.get("kode") or ""), _whole(one.get("jumlah"))) for one in rincian]
    return [one for one in told or [(kode or "", anggaran or 0)] if one[1]]


def of_year(tahun: int, usulan: Usulan | None = None) -> Ledger:
    """The ledger of the POK in force, seen from one usulan where one is given. Three queries, however many rows."""
    pok = Pok.objects.in_force(tahun).first()
    nodes = list(Pagu.objects.filter(pok=pok).plain()) if pok else []
    return kept(tahun, pok, nodes, lines(tahun, usulan), usulan.pk if usulan else None)


def of_each(usulan: Iterable[Usulan]) -> dict[UUID, Ledger]:
    """The ledger that counts for each: one for all of a year, and one of its own for the running revision of a plan.

    Years without a POK have none. Two queries for each year that has one, and one to find that it has none.
    """
    found = {}
    by_year: dict[int, list[Usulan]] = defaultdict(list)
    for one in usulan:
        by_year[one.tahun].append(one)
    for tahun, those in by_year.items():
        pok = Pok.objects.in_force(tahun).first()
        if pok is None:
            continue
        nodes = list(Pagu.objects.filter(pok=pok).plain())
        planned = _planned(tahun)
        of_all = kept(tahun, pok, nodes, _counted(planned, None))
        for one in those:
            own = _running_revision(one)
            found[one.pk] = kept(tahun, pok, nodes, _counted(planned, one), one.pk) if own else of_all
    return found


def kept(
    tahun: int,
    pok: Pok | None,
    nodes: Iterable[tuple[str, int, str, int, int]],
    lines: Iterable[Line],
    this: UUID | None = None,
) -> Ledger:
    """The ledger of these nodes (path, level, uraian, pagu, blokir) and lines; pure. `this` is the usulan in question."""
    nodes = list(nodes)
    index = Index(path for path, *_ in nodes)
    planned: dict[str, int] = defaultdict(int)
    own: dict[str, int] = defaultdict(int)
    strange: dict[str, int] = defaultdict(int)
    strange_own: dict[str, int] = defaultdict(int)
    known: dict[str, str | None] = {}
    for line in lines:
        mine = line.usulan == this
        for kode, jumlah in line.draws:
            if kode not in known:
                known[kode] = index.found(kode)
            path = known[kode]
            if path is None:
                strange[normal(kode)] += jumlah
                strange_own[normal(kode)] += jumlah if mine else 0
                continue
            for one in (path, *ancestors(path)):
                planned[one] += jumlah
                own[one] += jumlah if mine else 0
    rooms = {
        path: Room(path, Level(level), uraian, pagu, blokir, planned.get(path, 0), own.get(path, 0))
        for path, level, uraian, pagu, blokir in nodes
    }
    unknown = {kode: Unknown(kode, strange[kode], strange_own[kode]) for kode in sorted(strange)}
    return Ledger(tahun, pok, rooms, unknown)


def lines(tahun: int, usulan: Usulan | None = None) -> list[Line]:
    """What every kegiatan of the year draws that is planned: of drafts, running and published usulan.

    Not of cancelled or replaced ones, and none that was taken out of its plan. The revision of a published plan counts only
    in its own ledger, and there instead of the plan.
    """
    return _counted(_planned(tahun), usulan)


def _planned(tahun: int) -> list[tuple[Any, ...]]:
    """Usulan, kode, anggaran, rincian, what it revises and when it was published of all rows that may count."""
    rows = Kegiatan.objects.filter(
        usulan__tahun=tahun,
        usulan__cancelled_at__isnull=True,
        usulan__tautan__replaced_at__isnull=True,
        removal__isnull=True,
    )
    return list(
        rows.order_by().values_list(
            "usulan", "kode", "anggaran", "rincian", "usulan__revisi_dari", "usulan__tautan__published_at"
        )
    )


def _counted(rows: Iterable[tuple[Any, ...]], usulan: Usulan | None) -> list[Line]:
    own = usulan.pk if usulan else None
    revised = usulan.revisi_dari_id if usulan and _running_revision(usulan) else None
    return [
        Line(key, draws(kode, anggaran, rincian))
        for key, kode, anggaran, rincian, revises, published_at in rows
        if key != revised and (revises is None or published_at is not None or key == own)
    ]


def _running_revision(usulan: Usulan) -> bool:
    return usulan.revisi_dari_id is not None and usulan.terbitan is None and usulan.cancelled_at is None


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
