"""The machine's size, an office to measure in, and the middle of many measurements."""

import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from statistics import median, quantiles

_DISK_SERVER = """
import sys, tempfile
from pathlib import Path
from tests import provide
provide.scratch = lambda prefix: Path(tempfile.mkdtemp(prefix=prefix, dir=sys.argv[1]))
provide._keep_postgresql()
"""


def facts() -> str:
    """Cores, memory, versions: no names, no paths."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def held() -> int:
    """The bytes of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def set_up(data: Path, url: str = "") -> None:
    """Django over an empty office in that folder, practice people allowed."""
    environment = os.environ  # noqa: TID251 - settings.py will read what is set here
    for name in [name for name in environment if name.startswith(("RENKEG_", "DJANGO_")) or name == "DATABASE_URL"]:
        del environment[name]
    environment |= {
        "DJANGO_SETTINGS_MODULE": "renkeg.settings",
        "RENKEG_DATA": str(data),
        "RENKEG_DEMO": "1",
        "RENKEG_SECRET_KEY": "rahasia-untuk-ukur-0123456789-abcdefghij",
        **({"DATABASE_URL": url} if url else {}),
    }
    import django  # only now may it read the environment

    django.setup()


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of a fresh PostgreSQL whose files lie on the disk, with fsync as in an office."""
    # The server runs as somebody else, who must be let through.
    folder.chmod(0o711)
    keeper = subprocess.Popen(
        [sys.executable, "-c", _DISK_SERVER, str(folder)],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert keeper.stdout is not None
    try:
        yield keeper.stdout.readline().strip()
    finally:
        keeper.communicate()


def server(which: str, folder: Path) -> AbstractContextManager[str]:
    """A context that gives the address of a PostgreSQL, or "" for SQLite."""
    return postgresql(folder) if which == "postgresql" else nullcontext("")


def p50_p95(seconds: Sequence[float]) -> str:
    """Both in milliseconds."""
    return f"{median(seconds) * 1000:.1f} / {quantiles(seconds, n=20)[-1] * 1000:.1f} ms"
