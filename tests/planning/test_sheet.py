"""Three states of a form's rows: what one side changed is never lost, what both changed is never hidden."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from renkeg.papers.kertas_kerja import FIELDS
from renkeg.planning.sheet import Comparison, Row, Side, compare

VALUES = st.sampled_from(["", "a", "b", "c"])


def row(key: str | None, **fields: object) -> dict[str, object]:
    """A row that says nothing but what is named."""
    return {"id": key, **dict.fromkeys(FIELDS, ""), **fields}


ROWS = st.lists(
    st.builds(lambda judul, anggaran: {"judul": judul, "anggaran": anggaran}, VALUES, VALUES), max_size=5
).map(lambda many: [row(f"k{n}", **fields) for n, fields in enumerate(many)])


@st.composite
def changed(draw: st.DrawFn, base: Sequence[Row], prefix: str) -> list[dict[str, object]]:
    """What somebody made of `base`: rows dropped, changed, moved and added."""
    rows = [dict(one) for one in base if draw(st.integers(0, 3))]
    for one in rows:
        if draw(st.booleans()):
            one[draw(st.sampled_from(["judul", "anggaran", "lokus"]))] = draw(VALUES)
    if draw(st.booleans()):
        rows = draw(st.permutations(rows))
    for n in range(draw(st.integers(0, 2))):
        rows.insert(draw(st.integers(0, len(rows))), row(prefix and f"{prefix}{n}", judul=draw(VALUES)))
    return rows


TRIPLES = ROWS.flatmap(lambda base: st.tuples(st.just(base), changed(base, "s"), changed(base, "")))


def contents(rows: Sequence[Row]) -> list[list[object]]:
    return [[one[name] for name in FIELDS] for one in rows]


@given(TRIPLES)
def test_where_only_one_side_changed_the_result_is_that_side(triple: tuple[list[Row], list[Row], list[Row]]) -> None:
    base, server, mine = triple

    for told in (compare(base, base, mine), compare(mine_with_keys(mine), mine_with_keys(mine), mine)):
        assert not told.conflicts
        assert contents(told.rows) == contents(mine)
    untouched = compare(base, server, base)
    assert not untouched.conflicts
    assert untouched.rows == [dict(one) for one in server]


@given(TRIPLES)
def test_the_same_change_on_both_sides_is_one_change(triple: tuple[list[Row], list[Row], list[Row]]) -> None:
    base, server, _ = triple
    known = {one["id"] for one in base}
    unkept = [{**one, "id": one["id"] if one["id"] in known else None} for one in server]

    for mine in (server, unkept):
        told = compare(base, server, mine)
        assert not told.conflicts
        assert contents(told.rows) == contents(server)
        assert {one["id"] for one in told.rows} == {one["id"] for one in server}


@given(TRIPLES)
def test_no_change_is_lost_and_no_conflict_is_hidden(triple: tuple[list[Row], list[Row], list[Row]]) -> None:
    base, server, mine = triple
    told = compare(base, server, mine)
    lines = {line.id: line for line in told.lines if line.id}
    now, new = {one["id"]: one for one in server}, {one["id"]: one for one in mine if one["id"]}
    claimed = _claimed_without_key(told, mine)

    for old in base:
        key = old["id"]
        theirs, sent = now.get(key), new.get(key) or claimed.get(str(key))
        if theirs is not None and sent is not None:
            line = lines[str(key)]
            for name in FIELDS:
                _check_cell(old[name], theirs[name], sent[name], line, name)
        elif theirs is not None:
            dropped_quietly = contents([theirs]) == contents([old])
            assert (key in lines) == (not dropped_quietly)
            assert dropped_quietly or [one.name for one in lines[str(key)].conflicts] == [""]
        elif sent is not None and contents([sent]) != contents([old]):
            same = [line for line in told.lines if contents([line.content]) == contents([sent])]
            # Nobody is asked where the other side has put in again just what was sent.
            assert any(line.conflicts or line.added is Side.BOTH for line in same)
    for one in server:
        assert one["id"] in {old["id"] for old in base} or one["id"] in lines
    places = [line.place for line in told.lines if line.place is not None]
    assert len(places) == len(set(places))
    gone = len(mine) - len(places)
    assert gone == sum(1 for one, side in told.removed if side is Side.THEIRS)


def test_the_order_of_whoever_moved_is_kept() -> None:
    a, b, c = (row(key, judul=key) for key in "abc")
    new, theirs = row(None, judul="baru"), row("d", judul="d")

    told = compare([a, b, c], [c, a, b], [a, new, b, c])
    assert ([one["judul"] for one in told.rows], told.moved) == (["c", "a", "baru", "b"], Side.THEIRS)
    told = compare([a, b, c], [a, theirs, b, c], [c, b, a])
    assert ([one["judul"] for one in told.rows], told.moved) == (["c", "b", "a", "d"], Side.MINE)
    told = compare([a, b, c], [b, a, c], [c, b, a])
    assert ([one["judul"] for one in told.rows], told.moved) == (["c", "b", "a"], Side.BOTH)
    told = compare([a], [a, theirs], [a, new])
    assert [one["judul"] for one in told.rows] == ["a", "d", "baru"]


def test_a_row_that_one_dropped_and_the_other_changed_is_asked_about() -> None:
    a = row("a", judul="lama")

    mine = compare([a], [], [{**a, "judul": "baru"}]).lines[0]
    theirs = compare([a], [{**a, "judul": "baru"}], []).lines[0]

    assert (mine.id, mine.content["judul"], mine.conflicts[0].theirs) == (None, "baru", None)
    assert (theirs.id, theirs.content["judul"], theirs.conflicts[0].mine) == ("a", "baru", None)


def mine_with_keys(rows: Sequence[Row]) -> list[Row]:
    """As if they had been saved."""
    return [{**one, "id": one["id"] or f"n{place}"} for place, one in enumerate(rows)]


def _claimed_without_key(told: Comparison, mine: Sequence[Row]) -> dict[str, Row]:
    return {line.id: mine[line.place] for line in told.lines if line.id and line.place is not None}


def _check_cell(old: object, theirs: object, sent: object, line: object, name: str) -> None:
    conflicts = [one for one in line.conflicts if one.name == name]  # type: ignore[attr-defined]
    value = line.content[name]  # type: ignore[attr-defined]
    if theirs == old:
        assert (value, conflicts) == (sent, [])
    elif sent in (old, theirs):
        assert (value, conflicts) == (theirs, [])
    else:
        assert [(one.mine, one.theirs) for one in conflicts] == [(sent, theirs)]
