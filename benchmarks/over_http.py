"""An approval over HTTP beside a page that does nothing, in the same run: 8 users at one request a second."""

import json
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import machine
from tests import serving

USERS = 8
SECONDS = 40


def measure(url: str) -> list[tuple[str, str]]:
    from tests.faults.calling import People

    template = serving.Template.seeded(postgresql=url)
    server = serving.OfficeServer(template)
    try:
        server.start()
        people = People(server)
        people.open_the_office()
        waiting = [people.usulan_at(2) for _ in range(USERS * SECONDS // 2)]
        times: dict[str, list[float]] = {"approve": [], "empty": []}
        door = threading.Lock()

        def user(number: int) -> None:
            line = people.line(server.account("kabag"))
            begin = time.monotonic() + number / USERS
            for second in range(SECONDS):
                time.sleep(max(0.0, begin + second - time.monotonic()))
                what = ("approve", "empty")[second % 2]
                took = _timed(line, waiting[number * (SECONDS // 2) + second // 2] if what == "approve" else None)
                with door:
                    times[what].append(took)

        with ThreadPoolExecutor(USERS) as pool:
            list(pool.map(user, range(USERS)))
    finally:
        server.remove()
        template.remove()
    return [
        (f"an approval, p50 / p95 ({USERS} users, {len(times['approve'])} of them)", machine.p50_p95(times["approve"])),
        (f"an empty page (/healthz), p50 / p95 ({len(times['empty'])})", machine.p50_p95(times["empty"])),
    ]


def _timed(line: Any, usulan: Any) -> float:
    begin = time.perf_counter()
    if usulan is None:
        line.empty()
    else:
        line.must("POST", f"/tugas/{usulan['tugas']['id']}/approve", {"seen": usulan["seen"]})
    return time.perf_counter() - begin


def main() -> None:
    folder, out, which = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    machine.set_up(folder)
    # The office lies on the disk: an approval waits for it.
    serving.scratch = lambda prefix: Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    with machine.server(which, folder) as url:
        out.write_text(json.dumps(measure(url)), encoding="utf-8")


if __name__ == "__main__":
    main()
