"""Steps a second through the verbs, beside the bare driver that writes the very same rows in the same run."""

import gc
import json
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks import machine

USULAN = 25
ROWS = 3
PAIRS = 7

Write = tuple[str, Any, bool]


def measure(folder: Path, url: str) -> list[tuple[str, str]]:
    data = folder / "data"
    data.mkdir()
    if url:
        url = _create(url, "renkeg_bench")
    machine.set_up(data, url)
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from tests import cast as people

    cast = people.gather()
    kegiatan = [{**people.KEGIATAN, "judul": f"Rapat koordinasi {n}"} for n in range(1, ROWS + 1)]
    started = [people.start(cast, susulan=True, kegiatan=kegiatan).pk for _ in range(USULAN)]
    walk = _walk(cast)
    steps = USULAN * len(walk)
    office = _Postgresql(url) if url else _Sqlite(Path(connection.settings_dict["NAME"]), folder / "before.sqlite3")
    connection.close()
    office.keep()

    def verbs() -> float:
        from renkeg.planning.models import Usulan

        cases = [Usulan.objects.for_reading().get(pk=pk) for pk in started]
        begin = time.perf_counter()
        for verb, by in walk:
            for place, usulan in enumerate(cases):
                assert usulan.open_tugas is not None
                cases[place] = people.do(verb, usulan.open_tugas, by, cast)
        took = time.perf_counter() - begin
        connection.close()
        return took

    office.back()
    writes = _written(verbs)
    verbs_took, floor_took = [], []
    for turn in range(PAIRS):
        pair: list[tuple[Callable[[], float], list[float]]] = [
            (verbs, verbs_took),
            (lambda: office.write(writes), floor_took),
        ]
        # Who goes first changes, so that neither always meets the warmer machine.
        for run, times in pair if turn % 2 else reversed(pair):
            office.back()
            gc.collect()
            times.append(run())
    ratios = [floor / verb for verb, floor in zip(verbs_took, floor_took, strict=True)]
    return [
        (f"steps a second through the verbs ({steps} steps, {PAIRS} runs)", f"{steps / median(verbs_took):.0f}"),
        ("the bare driver, the same statements and transactions", f"{steps / median(floor_took):.0f}"),
        ("verbs / bare driver, median of the pairs", f"{median(ratios):.3f}"),
        *_rows(writes, steps),
    ]


def _walk(cast: Any) -> list[tuple[Any, Any]]:
    """Who does what from the draft to the Tautan; looked up before anything is timed."""
    from tests import cast as people

    usulan, walk = people.start(cast, susulan=True), []
    while (tugas := usulan.open_tugas) is not None:
        way = next(way for way in tugas.at.ways if way.answer != "Tidak")
        walk.append((way.verb, cast.whose(tugas)))
        usulan = people.forward(usulan, cast)
    return walk


def _written(run: Callable[[], float]) -> list[list[Write]]:
    """Every statement that writes, by transaction, with its values."""
    from django.db import connection
    from django.db.backends.base.base import BaseDatabaseWrapper

    acts: list[list[Write]] = [[]]

    def keep(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).startswith(("INSERT", "UPDATE", "DELETE")):
            acts[-1].append((str(sql), params, many))
        return execute(sql, params, many, context)

    commit = BaseDatabaseWrapper._commit

    def noticed(self: BaseDatabaseWrapper) -> None:
        commit(self)
        if acts[-1]:
            acts.append([])

    BaseDatabaseWrapper._commit = noticed
    try:
        with connection.execute_wrapper(keep):
            run()
    finally:
        BaseDatabaseWrapper._commit = commit
    return [act for act in acts if act]


class _Sqlite:
    """A SQLite file as the house opens it."""

    def __init__(self, file: Path, kept: Path) -> None:
        self._file, self._kept = file, kept

    def keep(self) -> None:
        shutil.copy(self._file, self._kept)

    def back(self) -> None:
        for end in ("-wal", "-shm"):
            self._file.with_name(self._file.name + end).unlink(missing_ok=True)
        shutil.copy(self._kept, self._file)

    def write(self, acts: list[list[Write]]) -> float:
        import sqlite3

        from django.conf import settings
        from django.db.backends.sqlite3._functions import register

        driver = sqlite3.connect(self._file, isolation_level=None)
        driver.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
        # The functions that the constraints of the tables call.
        register(driver)
        acts = [[(sql.replace("%s", "?"), params, many) for sql, params, many in act] for act in acts]
        begin = time.perf_counter()
        for act in acts:
            driver.execute("BEGIN IMMEDIATE")
            for sql, params, many in act:
                (driver.executemany if many else driver.execute)(sql, params or ())
            driver.execute("COMMIT")
        took = time.perf_counter() - begin
        driver.close()
        return took


class _Postgresql:
    """A database of the server, put back from a template."""

    def __init__(self, url: str) -> None:
        self._url = url

    def keep(self) -> None:
        _administer(self._url, 'CREATE DATABASE "renkeg_bench_kept" TEMPLATE "renkeg_bench"')

    def back(self) -> None:
        _administer(self._url, 'DROP DATABASE IF EXISTS "renkeg_bench" WITH (FORCE)')
        _administer(self._url, 'CREATE DATABASE "renkeg_bench" TEMPLATE "renkeg_bench_kept"')

    def write(self, acts: list[list[Write]]) -> float:
        import psycopg

        with psycopg.connect(self._url, cursor_factory=psycopg.ClientCursor) as driver:
            cursor = driver.cursor()
            begin = time.perf_counter()
            for act in acts:
                for sql, params, many in act:
                    (cursor.executemany if many else cursor.execute)(sql, params)  # type: ignore[call-overload]
                driver.commit()
            return time.perf_counter() - begin


def _rows(acts: list[list[Write]], steps: int) -> list[tuple[str, str]]:
    statements: Counter[str] = Counter()
    size: Counter[str] = Counter()
    for sql, params, _many in (write for act in acts for write in act):
        name = "{} {}".format(*re.findall(r'^(\w+)[^"]*"(\w+)"', sql)[0])
        statements[name] += max(1, sql.count("), (") + 1) if name.startswith("INSERT") else 1
        size[name] += sum(len(str(getattr(value, "obj", value))) for value in params or ())
    told = [
        (f"  of it {name}", f"{count / steps:.2f} x {size[name] / count:.0f} B")
        for name, count in statements.most_common()
    ]
    return [("rows written a step (rows x bytes of values each)", ""), *told]


def _create(url: str, name: str) -> str:
    _administer(url, f'CREATE DATABASE "{name}"')
    return _named(url, name)


def _administer(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(_named(url, "postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


def _named(url: str, name: str) -> str:
    parts = urlsplit(url)
    # geturl() would drop the slashes of an address without a host.
    return f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}"


def main() -> None:
    folder, out, which = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    with machine.server(which, folder) as url:
        out.write_text(json.dumps(measure(folder, url)))


if __name__ == "__main__":
    main()
