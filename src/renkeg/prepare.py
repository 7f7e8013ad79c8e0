"""Makes an empty DATA ready for work: the secret, the tables, the files that browsers fetch; and a process of the server."""

import gc
import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.urls import get_resolver

from renkeg.settings import UNUSABLE_SECRET


def secret() -> None:
    """Puts a random secret into DATA, mode 600; one that is there, or RENKEG_SECRET_KEY, stays in force."""
    folder()
    try:
        handle = os.open(settings.DATA_DIR / "secret", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    made = secrets.token_urlsafe(48)
    if settings.SECRET_KEY == UNUSABLE_SECRET:
        # The settings were read before there was one; what this process signs must hold tomorrow.
        settings.SECRET_KEY = made
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made + "\n")
        file.flush()
        os.fsync(file.fileno())


def folder() -> None:
    """Makes DATA, closed to other users of the machine."""
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def database() -> None:
    """Brings the tables to this version; the triggers of the trail follow by themselves."""
    folder()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def static_files() -> None:
    """Collects and compresses the files of the pages into DATA, unless that was done for these very files."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted, encoding="ascii")


def process() -> None:
    """Loads all pages, and takes what is loaded out of the garbage collector's rounds.

    It lives as long as the process; a full round over it holds up the answer in which it falls.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def _fingerprint() -> str:
    files = sorted(
        f"{name} {status.st_size} {status.st_mtime_ns}"
        for finder in get_finders()
        for name, storage in finder.list([])
        for status in [Path(storage.path(name)).stat()]
    )
    return hashlib.sha256("\n".join(files).encode()).hexdigest()
