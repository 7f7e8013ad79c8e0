"""A real LibreOffice that opens files and saves them again, as whoever keeps the form on another office program does."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests import provide

_SECONDS: Final = 120
"""The longest that one call may take, with all its files."""


class Office:
    """One profile, warm after the first call; each call is a process of its own that ends by itself or is ended."""

    def __init__(self) -> None:
        self._program = provide.soffice()
        self._home = provide.scratch("renkeg-office-")
        self._calls = 0

    def saved(self, files: Mapping[str, bytes], kind: str = "xlsx", *, was: str = "xlsx") -> dict[str, bytes]:
        """The files, by the same names, as LibreOffice saves them: all in one call, since its start costs the most.

        `kind` is the ending to save as, `was` the one they have. Raises RuntimeError where one does not come out.
        """
        self._calls += 1
        before, after = (self._home / f"{self._calls}-{side}" for side in ("in", "out"))
        for folder in (before, after):
            folder.mkdir()
        places = {name: before / f"{number}.{was}" for number, name in enumerate(files)}
        for name, place in places.items():
            place.write_bytes(files[name])
        said = self._convert(list(places.values()), kind, after)
        made = {name: after / place.with_suffix(f".{kind}").name for name, place in places.items()}
        if missing := [name for name, place in made.items() if not place.exists()]:
            raise RuntimeError(f"LibreOffice tidak menyimpan {', '.join(missing)}: {said}")
        return {name: place.read_bytes() for name, place in made.items()}

    def remove(self) -> None:
        """Takes the profile and all files away."""
        shutil.rmtree(self._home, ignore_errors=True)

    def _convert(self, files: list[Path], kind: str, into: Path) -> str:
        command = [self._program, f"-env:UserInstallation={(self._home / 'profile').as_uri()}"]
        command += ["--headless", "--norestore", "--nolockcheck", "--convert-to", kind, "--outdir", str(into)]
        done = subprocess.run(
            [*command, *map(str, files)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        return done.stdout
