"""Compares three states of a form's rows: as they were read, as they are kept now, as somebody sends them. Writes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from renkeg.papers.kertas_kerja import FIELDS as FIELDS  # noqa: PLC0414 - what a row compares by

Row = Mapping[str, object]
"""A row as plain data: `id` (None: not kept yet) and FIELDS; `rincian` only where there are any."""


Key = TypeVar("Key")
_SUM = ("anggaran", "rincian")
_MONEY = frozenset(_SUM)


class Side(StrEnum):
    """Whose change it is."""

    NONE = ""
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True)
class Conflict:
    """What both sides changed differently. `name` is the field; "" is the whole row, which one side dropped (None)."""

    name: str
    base: object
    mine: object
    theirs: object


@dataclass(frozen=True)
class Line:
    """A row of the merged form. Where a conflict is open, `content` holds mine; a row that I dropped holds theirs."""

    id: str | None
    content: Row
    place: int | None
    """Where it stands among the rows that were sent; None: it was not sent."""
    added: Side = Side.NONE
    mine: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """The merged rows, and all that happened on either side since `base`."""

    lines: tuple[Line, ...]
    removed: tuple[tuple[Row, Side], ...]
    moved: Side

    @property
    def conflicts(self) -> bool:
        """Whether somebody must decide before it can be saved."""
        return any(line.conflicts for line in self.lines)

    @property
    def rows(self) -> list[dict[str, object]]:
        """The merged rows as they may be saved where nothing is in conflict."""
        return [{"id": line.id, **line.content} for line in self.lines]


def compare(base: Sequence[Row], server: Sequence[Row], mine: Sequence[Row]) -> Comparison:
    """Brings `mine`, written upon `base`, together with what `server` has become meanwhile.

    Rows are the same by their id; a sent row without one is the first unclaimed row of the same content, else the one of the same title.
    """
    before, theirs = _by_key(base), _by_key(server)
    sent = _claimed(before, theirs, mine)
    lines: dict[str, Line] = {}
    removed: list[tuple[Row, Side]] = []
    for key in dict.fromkeys((*before, *theirs, *sent)):
        old, now = before.get(key), theirs.get(key)
        place, new = sent.get(key, (None, None))
        line = _line(key, old, now, new, place)
        if line is not None:
            lines[key] = line
        elif old is not None:
            sides = (Side.MINE if new is None else Side.NONE, Side.THEIRS if now is None else Side.NONE)
            removed.append((old, Side.BOTH if all(sides) else sides[0] or sides[1]))
    order, moved = _ordered(list(before), list(theirs), list(sent), lines)
    return Comparison(tuple(lines[key] for key in order), tuple(removed), moved)


def _by_key(rows: Sequence[Row]) -> dict[str, Row]:
    return {str(row["id"]): row for row in rows if row.get("id")}


def _claimed(before: Mapping[str, Row], theirs: Mapping[str, Row], mine: Sequence[Row]) -> dict[str, tuple[int, Row]]:
    """Each sent row under the key of the row that it is; a new one under a key that no id can have."""
    keys: list[str] = []
    taken: set[str] = set()
    for row in mine:
        key = str(row.get("id") or "")
        keys.append(key if (key in before or key in theirs) and key not in taken else "")
        taken.add(key)
    _find_again(keys, before, theirs, mine)
    taken |= set(keys)
    # First what both still have, then what the other side has added, too; last what it has dropped.
    known = [key for key in before if key in theirs] + [key for key in theirs if key not in before] + list(before)
    free = {key: before.get(key) or theirs[key] for key in dict.fromkeys(known) if key not in taken}
    for place, row in enumerate(mine if free else ()):
        if not keys[place] and (match := next((key for key, one in free.items() if _same(one, row)), None)):
            keys[place] = match
            del free[match]
    # Then a row of the same title, where only one on either side has it: changed rather than dropped and put in again.
    left = [place for place, key in enumerate(keys) if not key]
    theirs_by_title = _by_title(free.items())
    for title, places in _by_title((place, mine[place]) for place in left).items():
        match_of = theirs_by_title.get(title, [])
        if title and len(places) == len(match_of) == 1:
            keys[places[0]] = match_of[0]
    keys = [key or f"#{place}" for place, key in enumerate(keys)]
    return {key: (place, row) for place, (key, row) in enumerate(zip(keys, mine, strict=True))}


def _find_again(keys: list[str], before: Mapping[str, Row], theirs: Mapping[str, Row], mine: Sequence[Row]) -> None:
    """A changed row that the other side dropped and put in again as it is sent: such as one of a file that was accepted before."""
    lost = [
        place for place, key in enumerate(keys) if key and key not in theirs and not _same(before[key], mine[place])
    ]
    known = {*before, *keys}
    new = {key: one for key, one in theirs.items() if key not in known} if lost else {}
    for place in lost:
        if match := next((key for key, one in new.items() if _same(one, mine[place])), None):
            keys[place] = match
            del new[match]


def _by_title(rows: Iterable[tuple[Key, Row]]) -> dict[str, list[Key]]:
    told: dict[str, list[Key]] = {}
    for key, row in rows:
        told.setdefault(" ".join(str(row.get("judul") or "").casefold().split()), []).append(key)
    return told


def _line(key: str, old: Row | None, now: Row | None, new: Row | None, place: int | None) -> Line | None:
    """The row as it comes out; None where it is gone."""
    if now is None and new is None:
        return None
    if new is None:
        return _unsent(key, old, now)
    if now is None:
        if old is None:
            return Line(None, _content(new), place, added=Side.MINE)
        if _same(old, new):
            return None
        conflict = Conflict("", _content(old), _content(new), None)
        return Line(None, _content(new), place, mine=_changed(old, new), conflicts=(conflict,))
    if old is None:
        conflicts = tuple(Conflict(name, None, new.get(name), now.get(name)) for name in _changed(now, new))
        return Line(key, _content(new), place, added=Side.BOTH, conflicts=conflicts)
    return _changed_line(key, old, now, new, place)


def _unsent(key: str, old: Row | None, now: Row | None) -> Line | None:
    if now is None:
        return None
    if old is None:
        return Line(key, _content(now), None, added=Side.THEIRS)
    if _same(old, now):
        return None
    conflict = Conflict("", _content(old), None, _content(now))
    return Line(key, _content(now), None, theirs=_changed(old, now), conflicts=(conflict,))


def _changed_line(key: str, old: Row, now: Row, new: Row, place: int | None) -> Line:
    mine, theirs = _together(_changed(old, new), _changed(old, now))
    chosen = {name: new if name in mine else now for name in FIELDS}
    content = {name: side[name] for name, side in chosen.items() if name in side}
    conflicts = tuple(
        Conflict(name, old.get(name), new.get(name), now.get(name))
        for name in mine
        if name in theirs and new.get(name) != now.get(name)
    )
    return Line(key, content, place, mine=mine, theirs=theirs, conflicts=conflicts)


def _together(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A sum and its parts are one thing: who changed one of them has changed both, where the other side did, too."""
    if "rincian" in (*mine, *theirs) and not _MONEY.isdisjoint(mine) and not _MONEY.isdisjoint(theirs):
        return tuple(dict.fromkeys((*mine, *_SUM))), tuple(dict.fromkeys((*theirs, *_SUM)))
    return mine, theirs


def _ordered(base: list[str], server: list[str], mine: list[str], kept: Collection[str]) -> tuple[list[str], Side]:
    """The order of whoever moved rows; mine where both did. The other's new rows follow the rows they followed there."""
    common = set(base) & set(server) & set(mine)
    was, theirs, sent = ([key for key in keys if key in common] for keys in (base, server, mine))
    i_moved, they_moved = sent != was, theirs != was
    moved = Side.BOTH if i_moved and they_moved and sent != theirs else Side.MINE if i_moved else Side.NONE
    if they_moved and not i_moved:
        moved = Side.THEIRS
    first, second = (mine, server) if i_moved else (server, mine)
    order = [key for key in first if key in kept]
    others, known = set(second), set(first)
    previous: str | None = None
    for key in (one for one in second if one in kept):
        if key not in known:
            at = order.index(previous) + 1 if previous is not None else 0
            while at < len(order) and order[at] not in others:
                at += 1
            order.insert(at, key)
        previous = key
    return order, moved


def _changed(one: Row, other: Row) -> tuple[str, ...]:
    # Most rows of a long sheet are what they were.
    if one == other:
        return ()
    return tuple(name for name in FIELDS if one.get(name) != other.get(name))


def _same(one: Row, other: Row) -> bool:
    return not _changed(one, other)


def _content(row: Row) -> dict[str, object]:
    return {name: row[name] for name in FIELDS if name in row}
