"""Connections that never come to an end: the office goes on beside them."""

import itertools
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

import httpx

from tests.serving import OfficeServer

SLOW = 200
TURNS = 11
HEAD = "POST /akun/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
NEVER_ENDING = (
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",  # a head without an end
    f"{HEAD}Content-Length: 1000\r\n\r\na",  # a body that does not come
    f"{HEAD}Transfer-Encoding: chunked\r\n\r\nff\r\na",  # a chunk that does not come
)


def test_two_hundred_slow_connections_hold_nobody_up(office_server: OfficeServer) -> None:  # H21
    waits: dict[str, list[float]] = {"/healthz": [], "/akun/login/": []}
    with _open(office_server, SLOW) as sockets:
        for one, sent in zip(sockets, itertools.cycle(NEVER_ENDING), strict=False):
            one.sendall(sent.encode())
        for turn in range(TURNS):
            for path, seconds in waits.items():
                begin = time.monotonic()
                assert httpx.get(f"{office_server.base_url}{path}", timeout=20, trust_env=False).status_code == 200
                seconds.append(time.monotonic() - begin)
            for one in sockets[turn::TURNS]:
                one.sendall(b"a")

    assert [path for path, seconds in waits.items() if median(seconds) > 2] == []


def test_a_body_with_two_lengths_smuggles_nothing(office_server: OfficeServer) -> None:  # H21
    inner = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with _open(office_server, 1) as (line,):
        line.sendall(f"{HEAD}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n{inner}".encode())
        answered = _read(line)

    assert answered.startswith("HTTP/1.1 4")
    assert "openapi" not in answered
    assert httpx.get(f"{office_server.base_url}/healthz", timeout=2, trust_env=False).status_code == 200


@contextmanager
def _open(server: OfficeServer, count: int) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        yield [stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 5)) for _ in range(count)]


def _read(line: socket.socket) -> str:
    """All that comes until nothing comes for a second."""
    line.settimeout(1)
    read = b""
    try:
        while data := line.recv(65536):
            read += data
    except TimeoutError:
        pass
    return read.decode(errors="replace")
