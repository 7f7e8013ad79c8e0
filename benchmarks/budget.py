"""Milliseconds to read a POK of 5,000 lines, check it and compare it with the one before, beside the bare reading of its cells."""

import json
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import machine
from renkeg.planning.kode import ancestors

LINES = 5_000
ROUNDS = 9


def lines(change: int = 0) -> list[list[Any]]:
    """A POK of so many lines with code; `change` lowers every hundredth akun."""
    told: list[list[Any]] = []
    for kegiatan in range(3350, 3400):
        for ro in range(1, 100):
            above = f"WA.{kegiatan}.EBA.{ro:03}.001.A"
            told.append([f"{above}.52{kegiatan}", f"Belanja contoh {kegiatan} {ro}", 1_000_000 - change * (ro == 7)])
            if len(told) >= LINES:
                break
    return _with_parents(told)


def _with_parents(leaves: list[list[Any]]) -> list[list[Any]]:
    sums: dict[str, int] = {}
    for path, _, amount in leaves:
        for one in (path, *ancestors(path)):
            sums[one] = sums.get(one, 0) + amount
    return [[path, f"Uraian contoh {path}", amount, ""] for path, amount in sorted(sums.items())][:LINES]


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of the median round."""
    took = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        took.append((time.perf_counter() - begin) * 1000)
    return median(took)


def main() -> None:
    machine.set_up(Path(sys.argv[1]))
    import python_calamine

    from renkeg.papers.opening import opened
    from renkeg.planning import ceilings, pok, pok_head
    from tests.budget import workbook

    head = ["Kode", "Uraian", "Pagu", "Blokir"]
    data, before = workbook(*lines(100_000), head=head), workbook(*lines(), head=head)

    def nodes(file: bytes) -> list[ceilings.Plain]:
        grids = opened(file)
        columns = pok_head.guessed(grids)
        assert columns is not None
        found = pok.read(grids[0], columns)
        assert not found.problems, found.problems[:3]
        return [(one.path, int(one.level), one.uraian, one.pagu, one.blokir) for one in found.nodes]

    def bare() -> None:
        python_calamine.CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()

    old = nodes(before)
    whole, floor = timed(lambda: ceilings.compared(old, nodes(data))), timed(bare)
    told = [
        (f"{len(old):,} lines read, checked and compared", f"{whole:.0f} ms"),
        ("python-calamine alone", f"{floor:.0f} ms"),
        ("ratio", f"{whole / floor:.1f}"),
    ]
    Path(sys.argv[2]).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
