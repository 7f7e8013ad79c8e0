"""What two people change of one form, one on the server and one in a file, comes together: nothing lost, no clash hidden."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkeg.office import clock
from renkeg.papers.kertas_kerja import FIELDS
from renkeg.planning import actions, drafts, merging, sheet, typed, uploading, workbook
from renkeg.planning.models import Usulan
from tests.cast import Cast, start
from tests.workbooks import edited, put

WORDS = st.text("abc de", min_size=1, max_size=8).map(str.strip).filter(bool)
DAYS = st.lists(
    st.tuples(st.integers(1, 27), st.integers(0, 1)).map(
        lambda one: {"mulai": date(2027, 2, one[0]).isoformat(), "selesai": date(2027, 2, one[0] + one[1]).isoformat()}
    ),
    max_size=2,
)
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "kode": st.none() | WORDS,
    "judul": st.text("abcdefgh", min_size=5, max_size=6),
    "sasaran": st.none() | WORDS,
    "volume": st.none() | st.integers(1, 400).map(lambda n: Decimal(n) / 4),
    "satuan": st.none() | WORDS,
    "jenis": st.none() | WORDS,
    "anggaran": st.none() | st.integers(0, 10**12),
    "lokus": st.lists(WORDS, max_size=2),
    "tanggal": DAYS,
}
ROW = st.fixed_dictionaries(dict(VALUES))


@given(ROW)
@settings(deadline=None)
def test_a_row_reads_back_as_it_was_printed(content: dict[str, Any]) -> None:
    read = typed.read([typed.Typed("", typed.printed(content))], 2027)
    assert read.problems == ()
    assert read.rows[0].content() == content


@given(
    st.lists(ROW, min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(sorted(VALUES)), ROW), max_size=5),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(sorted(VALUES)), ROW), max_size=5),
)
@settings(deadline=None)
def test_no_change_of_either_side_is_lost_and_no_clash_is_hidden(
    rows: list[dict[str, Any]], ours: list[Any], theirs: list[Any]
) -> None:
    base = [{"id": f"baris-{n}", **row} for n, row in enumerate(rows)]
    mine, server = ([dict(row) for row in base] for _ in range(2))
    for side, edits in ((mine, ours), (server, theirs)):
        for place, name, source in edits:
            side[place % len(side)][name] = source[name]
    merged = {line.id: line for line in sheet.compare(base, server, mine).lines}
    for was, kept, sent in zip(base, server, mine, strict=True):
        line = merged[str(was["id"])]
        clashing = {one.name for one in line.conflicts}
        for name in VALUES:
            if sent[name] != was[name] and kept[name] != was[name] and sent[name] != kept[name]:
                assert name in clashing
            else:
                assert name not in clashing
                assert line.content[name] == (sent[name] if sent[name] != was[name] else kept[name])


@given(
    st.lists(ROW, min_size=1, max_size=3), ROW, ROW, st.sampled_from(sorted(VALUES)), st.sampled_from(sorted(VALUES))
)
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_and_a_page_at_once_through_the_real_way(
    cast: Cast, rows: list[dict[str, Any]], one: dict[str, Any], other: dict[str, Any], in_file: str, on_page: str
) -> None:
    usulan = start(cast, susulan=True, kegiatan=[json.loads(json.dumps(row, default=float)) for row in rows])
    usulan = Usulan.objects.for_reading().get(pk=usulan.pk)
    was = merging.rows_of(usulan)
    file = workbook.form_of(usulan, at=clock.now())
    told = typed.printed({**rows[0], in_file: one[in_file]})[in_file]
    file = edited(file, lambda page: put(page, str(rows[0]["judul"]), **{in_file: told or None}))
    present = [{**row, **({on_page: other[on_page]} if n == 0 else {})} for n, row in enumerate(was)]
    actions.write_kegiatan(usulan, drafts.read_kegiatan(present, 2027), versi=usulan.versi, by=cast.petugas)

    upload = uploading.keep(usulan, file, name="isi.xlsx", by=cast.kasubbag)
    assert upload.problems == []
    clash = in_file == on_page and len({str(x) for x in (was[0][in_file], one[in_file], other[in_file])}) == 3
    if clash:
        with pytest.raises(merging.Undecided):
            uploading.accept(upload, by=cast.kasubbag, choices={})
        return
    uploading.accept(upload, by=cast.kasubbag, choices={})
    now = merging.rows_of(Usulan.objects.get(pk=usulan.pk))[0]
    assert now[in_file] == (one[in_file] if one[in_file] != was[0][in_file] else present[0][in_file])
    if in_file != on_page:
        assert now[on_page] == other[on_page]
    assert set(FIELDS) >= set(now) - {"id"}
