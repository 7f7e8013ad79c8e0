"""The real server as a process of its own, for tests of races and of sudden ends.

def test_something(office_server: OfficeServer) -> None:
    kasubbag = office_server.account("kasubbag")
    with office_server.client(kasubbag) as client:
        client.get("/api/v1/me")
    office_server.kill()      # kill -9 of the server and all its workers
    office_server.start()     # again on the same port, over the same data
    office_server.run("verify", check=True)
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg

from tests.provide import scratch

Account = dict[str, Any]

_START_SECONDS = 60.0


@dataclass(frozen=True)
class Template:
    """A seeded office to copy: a DATA folder and, on PostgreSQL, a database."""

    folder: Path
    url: str
    accounts: tuple[Account, ...]

    @classmethod
    def seeded(cls, *, postgresql: str = "") -> "Template":
        """Seeds one; `postgresql` is the address of a server's maintenance database, "" means SQLite."""
        folder = scratch("renkeg-template-")
        url = _create_database(postgresql) if postgresql else ""
        seeded = command("seed", "--demo", "--json", data=folder, url=url, check=True)
        _collect_static_files(folder)
        return cls(folder, url, tuple(json.loads(seeded.stdout)["accounts"]))

    @classmethod
    def empty(cls, *, postgresql: str = "") -> "Template":
        """One with nothing but a secret: an office without people."""
        folder = scratch("renkeg-template-")
        handle = os.open(folder / "secret", os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        _collect_static_files(folder)
        return cls(folder, _create_database(postgresql) if postgresql else "", ())

    def told(self) -> str:
        """Where it lies, for the other processes of a run."""
        return json.dumps([str(self.folder), self.url, self.accounts])

    @classmethod
    def read(cls, told: str) -> "Template":
        """The one that another process has made."""
        folder, url, accounts = json.loads(told)
        return cls(Path(folder), url, tuple(accounts))

    def copy(self) -> tuple[Path, str]:
        """A DATA folder and the address of a database (""= SQLite) of the caller's own."""
        folder = scratch("renkeg-office-")
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return folder, _create_database(self.url, template=True) if self.url else ""

    def remove(self) -> None:
        """Leaves nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.url:
            _drop_database(self.url)


class OfficeServer:
    """`renkeg serve` over a copy of a template."""

    def __init__(self, template: Template, *, workers: int = 2, demo: bool = True) -> None:
        self.data, self.url_of_database = template.copy()
        self.accounts = template.accounts
        self.port = _free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._workers = workers
        self._demo = demo
        self._process: subprocess.Popen[bytes] | None = None
        self.log = self.data / "server.log"

    def start(self) -> None:
        """Starts it and waits until it can work."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*_renkeg("serve", self.data, self.url_of_database), *self._options()],
                cwd=self.data,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + _START_SECONDS
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"renkeg serve did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9 of the server and of all its workers, as a power cut would."""
        self._signal(signal.SIGKILL)

    def kill_parent(self) -> None:
        """Kill -9 of the first process alone; its workers must not outlive it."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(30)
        self._process = None

    def stop(self) -> None:
        """Asks it to end and waits."""
        self._signal(signal.SIGTERM)

    def remove(self) -> None:
        """Ends it, with its data."""
        self.kill()
        shutil.rmtree(self.data, ignore_errors=True)
        if self.url_of_database:
            _drop_database(self.url_of_database)

    def account(self, peran: str) -> Account:
        """The first account of that peran: an active one of the first subbagian or its bagian."""
        return next(account for account in self.accounts if account["peran"] == peran)

    def named(self, username: str) -> Account:
        """The account of that user name."""
        return next(account for account in self.accounts if account["username"] == username)

    def client(self, account: Account | None = None) -> httpx.Client:
        """An HTTP client with the account's API token; not to be shared among threads."""
        headers = {"Authorization": f"Bearer {account['token']}"} if account else {}
        # Longer than SQLite's own patience of 20 s, so that a slow answer is seen as what it is.
        return httpx.Client(base_url=self.base_url, headers=headers, timeout=40, trust_env=False)

    def run(self, name: str, *arguments: str, check: bool = False) -> subprocess.CompletedProcess[str]:
        """Another `renkeg` command over the same data."""
        return command(name, *arguments, data=self.data, url=self.url_of_database, check=check)

    def _options(self) -> list[str]:
        return ["--port", str(self.port), "--workers", str(self._workers), *(["--demo"] if self._demo else [])]

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.base_url}/readyz", timeout=5, trust_env=False).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            if number is signal.SIGKILL:
                os.killpg(self._process.pid, number)
            else:
                self._process.send_signal(number)
        self._process.wait(30)
        self._process = None


def command(
    name: str, *arguments: str, data: Path, url: str = "", check: bool = False
) -> subprocess.CompletedProcess[str]:
    """Runs one `renkeg` command to its end, with nothing of the tests' own environment."""
    done = subprocess.run(
        [*_renkeg(name, data, url), *arguments],
        cwd=data,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if check and done.returncode:
        raise RuntimeError(f"renkeg {name}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def _renkeg(name: str, data: Path, url: str) -> list[str]:
    return [sys.executable, "-m", "renkeg.cli", name, "--data", str(data), *(["--db", url] if url else [])]


def _environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RENKEG_", "DJANGO_")) and name != "DATABASE_URL"
    }


def _collect_static_files(data: Path) -> None:
    """What the first `serve` would do, done once for all copies."""
    program = "import django; django.setup(); from renkeg import prepare; prepare.static_files()"
    environment = _environment() | {"DJANGO_SETTINGS_MODULE": "renkeg.settings", "RENKEG_DATA": str(data)}
    subprocess.run([sys.executable, "-c", program], cwd=data, env=environment, stdin=subprocess.DEVNULL, check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _create_database(url: str, *, template: bool = False) -> str:
    """A new database on the same server, empty or a copy of the one that `url` names; answers its address."""
    name = f"renkeg_test_{secrets.token_hex(8)}"
    _administer(url, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{_name(url)}"' if template else ""))
    return _named(url, name)


def _drop_database(url: str) -> None:
    _administer(url, f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')


def _administer(url: str, statement: str) -> None:
    with psycopg.connect(_named(url, "postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


def _named(url: str, name: str) -> str:
    parts = urlsplit(url)
    # geturl() would drop the slashes of an address without a host.
    return f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}"


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
