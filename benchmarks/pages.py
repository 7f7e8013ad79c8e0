"""Every page of an office after ten years, as the people who use it ask for it, beside an empty page of the same run."""

import json
import logging
import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks import machine

ROUNDS = 30
PEOPLE = ("kasubbag", "kabag", "sekretaris", "petugas", "auditor", "admin")
EVERYBODYS = {"meja", "usulan_list", "tautan_list", "usulan", "tautan"}
"""What differs with who asks; of every other page the first who may see it is taken."""

ASKED = (
    "/usulan/?page=9999",
    "/usulan/?tahun=2021&bulan=5",
    "/usulan/?keadaan=terbit",
    "/usulan/?keadaan=berjalan",
    "/usulan/?cari=monitoring",
    "/tautan/?tahun=2021",
    "/tautan/?tahun=2021&bulan=5",
    "/tautan/?cari=monitoring",
    "/tautan/?cari=monitoring+kaur",
    "/tautan/?unit=keuangan",
)
"""Lists with their filters, their searches and their last leaf, which the table of addresses does not know."""

EMPTY = "/kosong/"


def measure(folder: Path) -> list[tuple[str, str]]:
    data = folder / "data"
    data.mkdir()
    machine.set_up(data)
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from benchmarks import decade
    from renkeg import prepare
    from renkeg.planning.models import Kegiatan, Usulan
    from renkeg.trail.models import Event

    prepare.database()
    prepare.static_files()
    begin = time.perf_counter()
    cast = decade.build()
    took = time.perf_counter() - begin
    settings.ROOT_URLCONF = "benchmarks.with_empty_page"
    # Asking for what is for others is part of finding out who sees what.
    logging.disable(logging.ERROR)
    clients = {}
    for name in PEOPLE:
        person = getattr(cast, name)
        person.set_password("kata-sandi-ukur-27")
        person.save(update_fields=["password"])
        clients[name] = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
        clients[name].force_login(person)
    pages = _pages(cast, clients)
    # As the server does it.
    prepare.process()
    times: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for page in [("(empty page)", EMPTY, "kasubbag"), *pages]:
            begin = time.perf_counter()
            cpu = time.process_time()
            clients[page[2]].get(page[1])
            times[page].append(time.perf_counter() - begin)
            times[(*page[:2], f"{page[2]} cpu")].append(time.process_time() - cpu)
    told = [
        (f"usulan / kegiatan / entries, written in {took:.0f} s", _counts(Usulan, Kegiatan, Event)),
        ("", "p50 / p95 ms, p95 of CPU, queries"),
    ]
    for page in sorted({key for key in times if not key[2].endswith(" cpu")}, key=lambda key: -_p95(times[key])):
        cpu_times = times[(*page[:2], f"{page[2]} cpu")]
        queries = _queries(connection, clients[page[2]], page[1])
        name = f"{page[0]} {page[1].partition('?')[2]} ({page[2]})"
        told.append(
            (name, f"{median(times[page]) * 1000:.0f} / {_p95(times[page]):.0f} , {_p95(cpu_times):.0f} , {queries}")
        )
    return told


def _pages(cast: Any, clients: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Each page with each person who may see it, or with the first of them."""
    from tests.addresses import every

    found: list[tuple[str, str, str]] = []
    for address in every(fillings(cast)):
        for person in PEOPLE:
            answer = clients[person].get(address.path)
            if answer.status_code != 200:
                continue
            found.append((address.page, address.path, person))
            if address.page not in EVERYBODYS:
                break
    for path in ASKED:
        name = "usulan_list" if path.startswith("/usulan") else "tautan_list"
        found += [
            (name, path, person) for person in ("kabag", "petugas") if clients[person].get(path).status_code == 200
        ]
    return found


def fillings(cast: Any) -> dict[str, list[Any]]:
    """What stands in the addresses: the newest usulan that run, at three langkah, and the newest that is published."""
    from tests.addresses import fillings as filled

    return filled(cast)


def _queries(connection: Any, client: Any, path: str) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def _counts(*models: Any) -> str:
    return " / ".join(f"{model.objects.count():,}" for model in models)


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1] * 1000


def main() -> None:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.write_text(json.dumps(measure(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
