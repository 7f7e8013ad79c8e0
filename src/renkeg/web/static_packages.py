"""Finds the few files of installed packages that the pages use, so that no copy of them lies in the repository."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

# package -> its files under /static/<package>/; a .map is there only because the style sheet names it.
FILES = {
    "bootstrap": (
        "css/bootstrap.min.css",
        "css/bootstrap.min.css.map",
        "js/bootstrap.bundle.min.js",
        "js/bootstrap.bundle.min.js.map",
    ),
}


class PackageFinder(BaseFinder):
    """Serves exactly what FILES lists."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure, so nothing to complain about."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The place of one file on disk, as Django's finders answer it."""
        package, _, name = path.partition("/")
        found = str(_folder(package) / name) if name in FILES.get(package, ()) else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """Every listed file with the storage that holds it."""
        for package, names in FILES.items():
            storage = FileSystemStorage(location=_folder(package))
            storage.prefix = package  # type: ignore[attr-defined]  # how collectstatic learns the prefix
            for name in names:
                yield name, storage


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(package)
    return Path(next(iter(spec.submodule_search_locations)))
