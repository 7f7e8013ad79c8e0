"""Keeps the files of papers under the SHA-256 of their content: written once, checked at each reading, removed by berita acara alone."""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

_NAME: Final = re.compile(r"[0-9a-f]{64}")


class Damaged(Exception):
    """The file no longer is what its name says; it names the file's SHA-256."""


def put(root: Path, content: bytes) -> str:
    """Keep `content` below `root` and return its SHA-256; when this returns, it survives a power cut.

    What is kept already stays as it is. Raises `Damaged` when the kept file is not this content.
    """
    name = sha256(content).hexdigest()
    target = _path(root, name)
    if target.exists():
        get(root, name)
    else:
        _make_folder(target.parent)
        _write_once(target, content)
    # Also for a file that was there: another process may have renamed it just now and not yet have synced.
    _sync_folder(target.parent)
    return name


def get(root: Path, name: str) -> bytes:
    """Return the content whose SHA-256 is `name`.

    Raises `FileNotFoundError`, `Damaged`, or `ValueError` for a name that is no SHA-256.
    """
    content = _path(root, name).read_bytes()
    if sha256(content).hexdigest() != name:
        raise Damaged(name)
    return content


def remove(root: Path, name: str) -> None:
    """The file is gone for good, also after a power cut; harmless where there is none. Only archive.clear() calls it."""
    path = _path(root, name)
    path.unlink(missing_ok=True)
    if path.parent.exists():
        _sync_folder(path.parent)


def names(root: Path) -> Iterator[str]:
    """Yield the SHA-256 of each kept file, in order; half-written ones do not count."""
    for path in sorted(root.glob("??/*")):
        if _NAME.fullmatch(path.name):
            yield path.name


def _path(root: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a SHA-256: {name!r}")
    return root / name[:2] / name


def _make_folder(folder: Path) -> None:
    if folder.exists():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    # A new folder is an entry of its parent, which must reach the disk too.
    _sync_folder(folder.parent)


def _write_once(target: Path, content: bytes) -> None:
    # A crash leaves at most the temporary file: its name starts with a dot and is nobody's SHA-256.
    with NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fchmod(part.fileno(), 0o440)
            os.fsync(part.fileno())
            Path(part.name).rename(target)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
