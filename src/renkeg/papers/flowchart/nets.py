"""Which lines a flowchart needs: straight ones to the next row, and trunks that all who go to the same row share."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from .parts import Columns, Exit, Row

_CROSSING = 3500  # hundredths of a millimetre that a line may be longer so as not to cross another
_CROWD = 500
PAD = 110
"""What a line keeps from the border of a column, and lines in a margin from each other."""


@dataclass(frozen=True)
class Source:
    """Where a line begins: the row's place, from below its symbol or from a side."""

    place: int
    exit: Exit
    below: bool


@dataclass
class Net:
    """Lines to one target. A straight one leads down to the next row; a trunk runs in the margin of a column at `x`."""

    target: int
    sources: list[Source]
    straight: bool
    up: bool = False
    x: int = 0

    @property
    def places(self) -> tuple[int, int]:
        """The first and the last row that it touches."""
        met = [self.target, *(one.place for one in self.sources)]
        return min(met), max(met)

    @property
    def span(self) -> tuple[int, int]:
        """From where to where a trunk runs, three to a row: above, beside and below its symbol."""
        ends = [3 * one.place + (2 if one.below else 1) for one in self.sources]
        return (3 * self.target, max(ends)) if self.up else (min(ends), 3 * self.target)

    @property
    def farthest(self) -> Source:
        """Where the line begins that the others join."""
        return (max if self.up else min)(self.sources, key=lambda one: (one.place, one.below))

    def crosses(self, place: int) -> bool:
        """Whether it goes on beyond the lower border of that row."""
        first, last = self.places
        return first <= place < last


@dataclass(frozen=True)
class Netted:
    """All lines, and of each row the exits that lead to the end and are labelled."""

    nets: tuple[Net, ...]
    ends: dict[int, Exit] = field(default_factory=dict)

    def onto(self, place: int) -> list[Net]:
        """Those that lead to that row: a trunk from above, the straight one, a trunk from below."""
        found = [one for one in self.nets if one.target == place]
        return sorted(found, key=lambda one: (one.up, one.straight))

    def below(self, place: int) -> tuple[Net, Source] | None:
        """The line that leaves the row from below, with where it begins."""
        return next(((net, one) for net in self.nets for one in net.sources if one.place == place and one.below), None)

    def beside(self, place: int) -> tuple[Net, Source] | None:
        """The line that leaves the row from a side."""
        return next(
            ((net, one) for net in self.nets for one in net.sources if one.place == place and not one.below), None
        )


def netted(rows: Sequence[Row], columns: Columns) -> Netted:
    """The lines between these rows, each with its place in a margin. Raises ValueError where a row cannot be drawn."""
    places = {row.number: place for place, row in enumerate(rows)}
    if len(places) != len(rows):
        raise ValueError("setiap langkah harus bernomor sendiri")
    straight: list[Net] = []
    trunks: dict[tuple[int, bool], Net] = {}
    ends: dict[int, Exit] = {}
    for place, row in enumerate(rows):
        if len(row.exits) > 2:
            raise ValueError(f"langkah {row.number}: lebih dari dua jalan keluar tidak dapat digambar")
        for source, target in _sources(row, place, places):
            if target is None:
                ends[place] = source.exit
            elif source.below and target == place + 1:
                straight.append(Net(target, [source], straight=True))
            else:
                key = target, target <= place
                trunks.setdefault(key, Net(target, [], straight=False, up=target <= place)).sources.append(source)
    _place(list(trunks.values()), rows, columns)
    return Netted((*straight, *trunks.values()), ends)


def _sources(row: Row, place: int, places: dict[int, int]) -> list[tuple[Source, int | None]]:
    """The exits of a row with their targets: at most one from below and one from a side."""
    if any(one.to is not None and one.to not in places for one in row.exits):
        raise ValueError(f"langkah {row.number}: jalan keluar menuju langkah yang tidak ada")
    drawn = [(one, places[one.to]) for one in row.exits if one.to is not None]
    ahead = next((one for one, target in drawn if target == place + 1), None)
    if ahead is None and len(drawn) > 1:
        ahead = drawn[0][0]
    told: list[tuple[Source, int | None]] = [(Source(place, one, one is ahead), target) for one, target in drawn]
    return told + [(Source(place, one, False), None) for one in row.exits if one.to is None and one.label]


def _place(trunks: list[Net], rows: Sequence[Row], columns: Columns) -> None:
    """Gives each trunk a line of its own in the margin of a column, short ones nearest to where they lead."""
    margins: dict[int, list[Net]] = defaultdict(list)
    chosen: dict[int, tuple[int, int]] = {}
    for net in sorted(trunks, key=lambda one: one.span[1] - one.span[0]):
        margin = min(range(2 * len(columns.names)), key=lambda one: (_cost(net, one, rows, columns, margins[one]), one))
        taken = {chosen[id(one)][1] for one in margins[margin] if _meet(one, net)}
        lane = next(lane for lane in range(len(trunks)) if lane not in taken)
        chosen[id(net)] = margin, lane
        margins[margin].append(net)
    for margin, nets in margins.items():
        lanes = 1 + max((chosen[id(one)][1] for one in nets), default=0)
        for net in nets:
            net.x = _x(margin, chosen[id(net)][1], lanes, columns)


def _meet(one: Net, other: Net) -> bool:
    return one.span[0] <= other.span[1] and other.span[0] <= one.span[1]


def _x(margin: int, lane: int, lanes: int, columns: Columns) -> int:
    """Lanes are counted from the border of the column towards its symbol."""
    column, right = divmod(margin, 2)
    room = (columns.each - columns.symbol) // 2 - 2 * PAD
    inward = min(2 * PAD, PAD + room // (2 * lanes)) + min(PAD, room // (2 * lanes)) * lane
    border = columns.start + columns.each * (column + right)
    return border - inward if right else border + inward


def _cost(net: Net, margin: int, rows: Sequence[Row], columns: Columns, there: list[Net]) -> int:
    """How far the lines run level, how many they cross, and how crowded the margin is along the way."""
    x = _x(margin, 0, 1, columns)
    level = sum(abs(x - columns.centre(rows[one.place].column)) for one in net.sources)
    near = abs(x - columns.centre(rows[net.target].column)) * 6 // 5
    return level + near + _CROSSING * _crossed(net, x, rows, columns) + _CROWD * sum(_meet(one, net) for one in there)


def _crossed(net: Net, x: int, rows: Sequence[Row], columns: Columns) -> int:
    """How many lines from a row to the next a trunk at `x` crosses."""
    first, last = net.span
    count = 0
    for place in range(first // 3 + 1, last // 3 + 1):
        before, row = rows[place - 1], rows[place]
        ends = sorted((columns.centre(before.column), columns.centre(row.column)))
        leads = any(one.to == row.number for one in before.exits)
        count += leads and ends[0] < x < ends[1] and first < 3 * place < last
    return count
