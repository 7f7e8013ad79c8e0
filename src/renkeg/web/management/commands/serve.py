"""Serves the house: refuses, migrates, serves the pages and delivers what waits."""

import argparse
import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from renkeg import deliver, prepare, start_checks

_REFUSED = 2
_HOST = "127.0.0.1"
# A server that was killed a moment ago may still be letting go of the port.
_PORT_PATIENCE_SECONDS = 3.0


class Command(BaseCommand):
    help = "Menyiapkan tabel, melayani halaman dan API, dan mengirim pesan yang menunggu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of docs/kontrak.md's `serve`."""
        parser.add_argument("--port", type=int, default=8000, help="port di 127.0.0.1 (bawaan 8000)")
        parser.add_argument("--workers", type=_at_least_one, default=2, help="banyaknya proses (bawaan 2)")
        parser.add_argument("--demo", action="store_true", help="izinkan data latihan; memasang spanduk MODE LATIHAN")

    def handle(self, *args: Any, port: int, workers: int, **options: Any) -> None:
        """Runs until it is told to stop; exit code 2 with one sentence where it refuses."""
        _refuse(_before())
        try:
            prepare.database()
        except Exception as error:
            # The error's text may quote rows of people, its type does not.
            message = f"Skema campuran (mixed schema): migrasi gagal ({type(error).__name__})."
            raise CommandError(_sentence(message), returncode=_REFUSED) from error
        _refuse(start_checks.after_migrate())
        prepare.static_files()
        _refuse(_port_taken(port))
        connections.close_all()
        _serve(port, workers)


def _before() -> str | None:
    try:
        prepare.folder()
        return start_checks.before_migrate()
    except DatabaseError as error:
        return f"Basis data tidak dapat dibuka ({type(error).__name__}); periksa --db atau DATABASE_URL."
    except OSError as error:
        return f"Folder data {settings.DATA_DIR} tidak dapat dipakai: {error.strerror}."


def _refuse(reason: str | None) -> None:
    if reason:
        raise CommandError(_sentence(reason), returncode=_REFUSED)


def _sentence(reason: str) -> str:
    return f"Renkeg tidak mulai. {reason}"


def _port_taken(port: int) -> str | None:
    patience = time.monotonic() + _PORT_PATIENCE_SECONDS
    while True:
        with socket.socket() as probe:
            # The server itself shares its port among its processes, so it would not notice a stranger there.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                if time.monotonic() > patience:
                    return f"Port {port} sudah dipakai."
            else:
                return None
        time.sleep(0.05)


def _serve(port: int, workers: int) -> None:
    me = os.getpid()
    server = Server(
        "renkeg.wsgi:application",
        address=_HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_dictconfig=_server_log(),
    )
    stopping = threading.Event()
    courier = _Courier(me, stopping)
    server.on_shutdown(courier.stop)
    courier.start()
    print(f"Renkeg melayani http://{_HOST}:{port}/", file=sys.stderr, flush=True)  # noqa: T201
    server.serve(target_loader=partial(_load, me), wrap_loader=False)


class _Courier:
    """The process beside the workers that delivers; a new one follows when it dies."""

    def __init__(self, parent: int, stopping: threading.Event) -> None:
        self._parent = parent
        self._stopping = stopping
        self._process = self._new()

    def start(self) -> None:
        self._process.start()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        self._process.terminate()
        self._process.join(10)

    def _watch(self) -> None:
        while True:
            self._process.join()
            if self._stopping.wait(5):
                return
            self._process = self._new()
            self._process.start()

    def _new(self) -> multiprocessing.Process:
        return multiprocessing.Process(target=_deliver, args=(self._parent,), name="renkeg-deliver", daemon=True)


def _deliver(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(parent)
    deliver.forever()


def _load(parent: int) -> Callable[..., Any]:
    _die_with(parent)
    from renkeg.wsgi import application

    return application


def _die_with(parent: int) -> None:
    """A worker that outlives its parent would answer with old code on a port that the next server shares."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG; only Linux has it
    threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


def _server_log() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": settings.LOGGING["formatters"],
        "handlers": settings.LOGGING["handlers"],
        "loggers": {"_granian": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
    }


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("isi dengan bilangan bulat mulai dari 1")
    return int(text)
