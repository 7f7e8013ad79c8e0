"""Many changes on both sides at once: each cell, row and place is what a person would say, told here in a table of its own.

Rows are known by their keys alone; a title is never used twice but for a row that was copied with its key.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from renkeg.papers.kertas_kerja import FIELDS
from renkeg.planning.sheet import Comparison, Line, Row, Side, compare

MONEY = ("anggaran", "rincian")
WORDS = ("kode", "judul", "lokus")
SUMS = [
    (None, None),
    (5, None),
    (7, None),
    (5, (("A", 2), ("B", 3))),
    (5, (("A", 3), ("B", 2))),
    (7, (("A", 2), ("B", 5))),
]
"""Anggaran and its rincian, as no row may have them otherwise."""

Rows = list[dict[str, Any]]


def row(key: str | None, **fields: Any) -> dict[str, Any]:
    return {"id": key, **{name: None for name in FIELDS if name != "rincian"}, **fields}


def paid(sums: tuple[int | None, tuple[tuple[str, int], ...] | None]) -> dict[str, Any]:
    """Money as a row has it: rincian only where there are any."""
    anggaran, rincian = sums
    return {"anggaran": anggaran} | ({"rincian": [list(one) for one in rincian]} if rincian else {})


@st.composite
def edits(draw: st.DrawFn, base: Sequence[Row], side: str) -> Rows:
    """What one side made of the rows: cells changed, rows dropped, moved, added; in a file also copied or with a strange key."""
    rows = [dict(one) for one in base if draw(st.integers(0, 4))]
    titles = (f"{side} {n}" for n in count())
    for one in rows:
        for name in draw(st.sets(st.sampled_from([*WORDS, "money"]), max_size=3)):
            if name == "money":
                one.pop("rincian", None)
                one.update(paid(draw(st.sampled_from(SUMS))))
            elif name == "judul":
                one[name] = draw(st.sampled_from([f"keduanya {one['id']}", next(titles)]))
            else:
                one[name] = draw(st.sampled_from([None, "x", "y"]))
    if draw(st.booleans()):
        rows = draw(st.permutations(rows))
    for n in range(draw(st.integers(0, 2))):
        new = row(f"{side}{n}" if side == "server" else draw(st.sampled_from([None, "entah"])), judul=next(titles))
        rows.insert(draw(st.integers(0, len(rows))), new | paid(draw(st.sampled_from(SUMS))))
    if side == "file" and rows and draw(st.booleans()):
        copied = dict(draw(st.sampled_from(rows)))
        rows.insert(draw(st.integers(0, len(rows))), copied | draw(st.sampled_from([{}, {"judul": next(titles)}])))
    if side == "file" and draw(st.booleans()):
        rows.insert(draw(st.integers(0, len(rows))), row(None))
    return rows


BASE = st.lists(st.tuples(st.sampled_from([None, "x", "y"]), st.sampled_from(SUMS)), max_size=5).map(
    lambda told: [row(f"k{n}", judul=f"awal {n}", kode=kode, **paid(sums)) for n, (kode, sums) in enumerate(told)]
)
TRIPLES = BASE.flatmap(lambda base: st.tuples(st.just(base), edits(base, "server"), edits(base, "file")))


@given(TRIPLES)
def test_every_cell_and_row_is_what_either_side_made_of_it(triple: tuple[Rows, Rows, Rows]) -> None:
    base, server, mine = triple
    told = compare(base, server, mine)
    kept, sent = {one["id"]: one for one in server}, _first_of_each(mine, {one["id"] for one in (*base, *server)})
    lines = {line.place: line for line in told.lines if line.place is not None}
    unsent = {line.id: line for line in told.lines if line.place is None}
    expected = 0

    for old in base:
        key = old["id"]
        theirs, place = kept.get(key), sent.get(key)
        new = None if place is None else mine[place]
        line = unsent.get(key) if place is None else lines.get(place)
        gone = theirs is None and (new is None or _content(new) == _content(old))
        gone = gone or (new is None and theirs is not None and _content(theirs) == _content(old))
        assert (line is None) == gone, key
        if line is not None:
            expected += 1
            _check(line, old, theirs, new)
    for key, one in kept.items():
        if key not in {old["id"] for old in base}:
            expected += 1
            assert (_content(unsent[key].content), unsent[key].conflicts) == (_content(one), ())
    for place in set(range(len(mine))) - set(sent.values()):
        expected += 1
        assert (_content(lines[place].content), lines[place].added) == (_content(mine[place]), Side.MINE)
        assert (lines[place].id, lines[place].conflicts) == (None, ())
    assert len(told.lines) == expected
    _check_order(told, base, server, [mine[place]["id"] for place in sorted(sent.values())])


@given(TRIPLES)
def test_what_was_accepted_is_no_change_when_the_same_file_comes_again(triple: tuple[Rows, Rows, Rows]) -> None:
    base, server, mine = triple
    told = compare(base, server, mine)
    # Where both differ, the file is chosen; what it dropped is dropped.
    chosen = [line for line in told.lines if not any(not one.name and one.mine is None for one in line.conflicts)]
    saved = [{"id": line.id or f"baru{n}", **line.content} for n, line in enumerate(chosen)]

    again = compare(base, saved, mine)

    assert not again.conflicts
    assert again.rows == saved
    assert not any(side is Side.MINE for _, side in again.removed)


def _first_of_each(mine: Rows, known: set[str]) -> dict[str, int]:
    """Where in the file each kept row stands: a copy further down is a new one."""
    return {one["id"]: place for place, one in reversed(list(enumerate(mine))) if one["id"] in known}


def _content(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one.get(name) for name in FIELDS}


def _check(line: Line, old: Row, theirs: Row | None, new: Row | None) -> None:
    """One row that somebody changed, cell by cell; a sum and its parts are one cell."""
    if theirs is None or new is None:
        assert [(one.name, one.mine is None, one.theirs is None) for one in line.conflicts] == [
            ("", new is None, theirs is None)
        ]
        assert _content(line.content) == _content(new or theirs or {})
        return
    open_cells = {one.name for one in line.conflicts}
    for cell in (*((name,) for name in FIELDS if name not in MONEY), MONEY):
        was, now, sent = (tuple(one.get(name) for name in cell) for one in (old, theirs, new))
        told = tuple(line.content.get(name) for name in cell)
        clash = len({str(was), str(now), str(sent)}) == 3
        assert bool(open_cells & set(cell)) == clash, cell
        assert told == (sent if sent != was else now), cell


def _check_order(told: Comparison, base: Rows, server: Rows, sent: list[str]) -> None:
    """Rows that all three have stand as whoever moved them left them; the file's way where both did."""
    common = {one["id"] for one in base} & {one["id"] for one in server} & set(sent)
    was, theirs, mine = ([key for key in keys if key in common] for keys in (_keys(base), _keys(server), sent))
    assert [line.id for line in told.lines if line.id in common] == (mine if mine != was else theirs)


def _keys(rows: Rows) -> list[str]:
    return [one["id"] for one in rows]
