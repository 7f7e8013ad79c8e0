"""The server as a process: it starts, ends wholly, and starts again at once on the same port."""

import os
from collections.abc import Iterator

import pytest

from tests.serving import OfficeServer, Template


@pytest.fixture(scope="module")
def server(pytestconfig: pytest.Config) -> Iterator[OfficeServer]:
    """A server over an empty office."""
    template = Template.empty(postgresql=os.environ["DATABASE_URL"] if pytestconfig.getoption("db") != "sqlite" else "")
    server = OfficeServer(template)
    try:
        server.start()
        yield server
    finally:
        server.remove()
        template.remove()


def test_it_answers_ends_and_starts_again(server: OfficeServer) -> None:
    with server.client() as client:
        assert client.get("/readyz").json() == {"status": "siap", "masalah": []}
        assert client.get("/akun/login/").headers["Content-Security-Policy"].count("'unsafe") == 0
        style = client.get("/static/bootstrap/css/bootstrap-reboot.min.css", headers={"Accept-Encoding": "br"})
        assert (style.status_code, style.headers["Content-Encoding"]) == (200, "br")
    server.kill_parent()
    server.start()
    server.stop()
    server.start()


def test_a_port_in_use_is_refused(server: OfficeServer) -> None:
    done = server.run("serve", "--demo", "--port", str(server.port))
    assert done.returncode == 2
    assert f"Port {server.port} sudah dipakai" in done.stderr
