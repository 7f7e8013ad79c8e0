"""Milliseconds for a nota dinas, a plan of 30 rows and its workbook: the first in a process, and those that follow."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

COLD = 5
WARM = 60
KINDS = {"nota_dinas": 3, "rencana_bulanan_pdf": 30, "rencana_bulanan_xlsx": 30}
"""Which papers, and with how many rows."""


def draw(kind: str) -> Callable[[int], bytes]:
    """Makes the paper anew, each time with other words: nothing can be remembered from the last one."""
    from renkeg.papers import pdf, xlsx
    from tests.papers import samples

    def one(number: int) -> bytes:
        rows = [samples.row(no, judul=f"{samples.TITLES[no % 6]} {number}") for no in range(1, KINDS[kind] + 1)]
        if kind == "nota_dinas":
            letter = samples.nota_dinas(rows, hal=f"Usulan rencana kegiatan {number}")
            return pdf.render("nota_dinas", letter, made_for=samples.MADE_FOR, title="Nota Dinas")
        form = samples.rencana_bulanan(rows)
        if kind == "rencana_bulanan_xlsx":
            return xlsx.rencana_bulanan(form, made_for=samples.MADE_FOR)
        return pdf.render("rencana_bulanan", form, made_for=samples.MADE_FOR, title="Rencana Kegiatan")

    return one


def timed(make: Callable[[int], bytes], number: int) -> float:
    begin = time.perf_counter()
    make(number)
    return (time.perf_counter() - begin) * 1000


def main() -> None:
    if sys.argv[1] == "once":
        print(timed(draw(sys.argv[2]), 0))
        return
    told: list[tuple[str, str]] = []
    for kind, rows in KINDS.items():
        once = [sys.executable, "-m", "benchmarks.papers", "once", kind]
        cold = [float(subprocess.run(once, check=True, capture_output=True, text=True).stdout) for _ in range(COLD)]
        make = draw(kind)
        warm = [timed(make, number) for number in range(WARM)][5:]
        told.append((f"{kind}, {rows} rows: first in a process / warm", f"{median(cold):.0f} / {median(warm):.1f} ms"))
    Path(sys.argv[2]).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
