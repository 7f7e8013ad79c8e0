"""What one revision of the POK changes against another, and which plans no longer fit below a lower ceiling; writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from renkeg.office.models import Jabatan, Pegawai

from . import ledger
from .kode import Index, Level, ancestors
from .models import Pok, Usulan

Plain = tuple[str, int, str, int, int]
"""A node as `Pagu.objects.plain()` gives it: path, level, uraian, pagu, blokir."""


@dataclass(frozen=True)
class Change:
    """One kode before and after, whole rupiah; None where it is not there."""

    path: str
    level: Level
    uraian: str
    before: int | None
    after: int | None
    blokir_before: int = 0
    blokir_after: int = 0

    @property
    def by(self) -> int:
        """By how much the pagu rises; below zero where it falls."""
        return (self.after or 0) - (self.before or 0)

    @property
    def blocked_by(self) -> int:
        """By how much the blokir rises."""
        return self.blokir_after - self.blokir_before


@dataclass(frozen=True)
class Difference:
    """What is new, gone, higher, lower; `blocked` are those of which only the blokir changes."""

    added: Sequence[Change]
    dropped: Sequence[Change]
    raised: Sequence[Change]
    lowered: Sequence[Change]
    blocked: Sequence[Change]
    before: int
    after: int

    @property
    def any(self) -> bool:
        return bool(self.added or self.dropped or self.raised or self.lowered or self.blocked)

    @property
    def by(self) -> int:
        """By how much the whole budget rises."""
        return self.after - self.before

    @property
    def down(self) -> int:
        """By how much the whole budget falls; 0 where it does not."""
        return max(0, -self.by)


@dataclass(frozen=True)
class Part:
    """What one plan draws on a kode and below it; whole rupiah."""

    usulan: Usulan
    jumlah: int
    published: bool


@dataclass(frozen=True)
class Short:
    """A kode below which more is planned than the new ceiling allows; `hidden` is drawn by plans that the reader does not see."""

    path: str
    uraian: str
    ceiling: int
    planned: int
    parts: Sequence[Part]
    hidden: int

    @property
    def short(self) -> int:
        return self.planned - self.ceiling


def compared(before: Iterable[Plain], after: Iterable[Plain]) -> Difference:
    """The difference, each kind in the order of the POK."""
    old, new = list(before), list(after)
    then, now = {one[0]: one for one in old}, {one[0]: one for one in new}
    both = [
        Change(path, Level(level), uraian, then[path][3], pagu, then[path][4], blokir)
        for path, level, uraian, pagu, blokir in new
        if path in then
    ]
    return Difference(
        added=[
            Change(path, Level(level), text, None, pagu, 0, blokir)
            for path, level, text, pagu, blokir in new
            if path not in then
        ],
        dropped=[
            Change(path, Level(level), text, pagu, None, blokir, 0)
            for path, level, text, pagu, blokir in old
            if path not in now
        ],
        raised=[one for one in both if one.by > 0],
        lowered=[one for one in both if one.by < 0],
        blocked=[one for one in both if not one.by and one.blokir_before != one.blokir_after],
        before=_total(old),
        after=_total(new),
    )


def short_of(tahun: int, before: Iterable[Plain], after: Iterable[Plain], by: Pegawai, at: datetime) -> list[Short]:
    """Every kode whose ceiling falls (or that goes) below what is planned, with the plans concerned as the reader may know them."""
    old, new = list(before), list(after)
    lines = ledger.lines(tahun)
    then = Index(path for path, *_ in old)
    drawn = _drawn(lines, Index(path for path, *_ in new), then)
    ceilings = {path: pagu - blokir for path, _, _, pagu, blokir in old}
    fallen = [
        (path, uraian, pagu - blokir)
        for path, _, uraian, pagu, blokir in new
        if path not in ceilings or pagu - blokir < ceilings[path]
    ]
    kept = {path for path, *_ in new}
    gone = [(path, uraian, 0) for path, _, uraian, _, _ in old if path not in kept]
    concerned = [
        (path, uraian, ceiling, drawn[path])
        for path, uraian, ceiling in (*fallen, *gone)
        if sum(drawn[path].values()) > ceiling
    ]
    plans = _readable({key for *_, parts in concerned for key in parts}, by, at)
    return [
        Short(
            path,
            uraian,
            ceiling,
            sum(parts.values()),
            [
                Part(plans[key], jumlah, plans[key].terbitan is not None)
                for key, jumlah in parts.items()
                if key in plans
            ],
            sum(jumlah for key, jumlah in parts.items() if key not in plans),
        )
        for path, uraian, ceiling, parts in sorted(concerned)
    ]


def nodes_of(pok: Pok | None) -> list[Plain]:
    """Its nodes in their order; none where there is no POK."""
    return list(pok.nodes.plain()) if pok is not None else []


def hidden_words(by: Pegawai, at: datetime) -> str:
    """How the plans that the person does not see are called."""
    if by.standing(at).has(Jabatan.Post.SEKRETARIS):
        return "rencana yang belum diajukan"
    return "rencana subbagian lain yang belum terbit"


def _total(nodes: Sequence[Plain]) -> int:
    paths = {path for path, *_ in nodes}
    return sum(pagu for path, _, _, pagu, _ in nodes if path.rpartition(".")[0] not in paths)


def _drawn(lines: Iterable[ledger.Line], now: Index, then: Index) -> dict[str, dict[UUID, int]]:
    """For each path what each usulan draws there or below; a kode that goes is counted where it was, and nowhere above."""
    drawn: dict[str, dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        for kode, jumlah in line.draws:
            if (path := now.found(kode)) is not None:
                for one in (path, *ancestors(path)):
                    drawn[one][line.usulan] += jumlah
            elif (path := then.found(kode)) is not None:
                drawn[path][line.usulan] += jumlah
    return drawn


def _readable(keys: Iterable[UUID], by: Pegawai, at: datetime) -> dict[UUID, Usulan]:
    wanted = list(keys)
    rows = (
        *Usulan.objects.visible_to(by, at).filter(pk__in=wanted).select_related("unit", "tautan"),
        *Usulan.objects.published_for(by, at).filter(pk__in=wanted).select_related("unit", "tautan"),
    )
    found = {one.pk: one for one in rows}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].bulan, pair[1].unit.urut, str(pair[0]))))
