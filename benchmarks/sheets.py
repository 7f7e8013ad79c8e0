"""How long a filled kertas kerja takes: opened, read, validated and compared, beside bare readers on the same file."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import python_calamine

from benchmarks import machine
from renkeg.papers import kertas_kerja
from renkeg.papers.kertas_kerja import Form

ROUNDS = 5
BULAN = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober")
BULAN += ("November", "Desember")


def main() -> None:
    machine.set_up(Path(sys.argv[1]))
    # As in the process that serves.
    from renkeg import prepare

    prepare.process()
    out = Path(sys.argv[2])
    told: list[tuple[str, str]] = []
    for count in (60, 10_000):
        file = _file(count)
        compared = _compared_with(*_others(file))
        ours, calamine, other = (_median(one, file) for one in (compared, _bare_calamine, _bare_openpyxl))
        told += [
            (f"{count:,} rows opened, read, validated, compared", f"{1000 * ours:.0f} ms"),
            (f"{count:,} rows, bare python-calamine", f"{1000 * calamine:.0f} ms"),
            (f"{count:,} rows, bare openpyxl", f"{1000 * other:.0f} ms"),
            (f"{count:,} rows, ours to calamine and to openpyxl", f"{ours / calamine:.1f} · {ours / other:.2f}"),
        ]
    out.write_text(json.dumps(told))


def _row(number: int) -> dict[str, str | int | None]:
    return {
        "id": f"baris-{number}",
        "kode": f"6709.QGE.001.{100 + number % 300}.A",
        "judul": f"Rapat koordinasi perencanaan {number}",
        "sasaran": "KPU kabupaten/kota",
        "volume": "2,5",
        "satuan": "orang",
        "jenis": "Rapat koordinasi",
        "anggaran": 1_000_000 + number,
        "lokus": f"Kota Bengkulu; Kecamatan {number % 130}",
        "tanggal": f"{1 + number % 12} s.d. {13 + number % 7} {BULAN[number % 12]} 2027; 28 {BULAN[number % 12]} 2027",
    }


def _file(count: int) -> bytes:
    form = Form("RENCANA KEGIATAN BULANAN", [], [_row(number) for number in range(count)], {"versi": 1})
    return kertas_kerja.form(form, made_for=datetime(2027, 1, 4, tzinfo=UTC))


def _read(file: bytes) -> list[dict[str, object]]:
    from renkeg.planning import typed

    filled = kertas_kerja.read(file)
    read = typed.read([typed.Typed(row.id, row.typed) for row in filled.rows], 2027)
    assert not read.problems
    assert read.rows[0].tanggal[0] == (date(2027, 1, 1), date(2027, 1, 13))
    return [{"id": row.id, **row.content()} for row in read.rows]


def _others(file: bytes) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """What the file was downloaded as, and what the form has become since; both sides changed some rows, and some the same."""
    rows = _read(file)
    base = [{**row, "anggaran": 5} if place % 7 == 0 else row for place, row in enumerate(rows)]
    return base, [{**row, "sasaran": "lain"} if place % 5 == 0 else row for place, row in enumerate(base)]


def _compared_with(base: list[dict[str, object]], server: list[dict[str, object]]) -> Callable[[bytes], None]:
    def compared(file: bytes) -> None:
        from renkeg.planning import sheet

        assert len(sheet.compare(base, server, _read(file)).lines) == len(base)

    return compared


def _bare_calamine(file: bytes) -> None:
    with python_calamine.CalamineWorkbook.from_filelike(BytesIO(file)) as book:
        book.get_sheet_by_index(0).to_python()


def _bare_openpyxl(file: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(file), read_only=True, data_only=True)
    for _ in book.worksheets[0].iter_rows(values_only=True):
        pass


def _median(work: Callable[[bytes], None], file: bytes) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work(file)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


if __name__ == "__main__":
    main()
