"""Finds our own static files and the few of installed packages that the pages use, so that no copy of those lies in the repository."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

# place under /static/ -> package, folder in it, its files; a .map is there only because another file names it.
FILES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "bootstrap": (
        "bootstrap",
        "",
        (
            "css/bootstrap-reboot.min.css",
            "css/bootstrap-reboot.min.css.map",
        ),
    ),
    "django_htmx": ("django_htmx", "static/django_htmx", ("htmx-2.min.js", "django-htmx.js")),
    "ninja": (
        "ninja",
        "static/ninja",
        (
            "favicon.png",
            "favicon.svg",
            "swagger-ui.css",
            "swagger-ui.css.map",
            "swagger-ui-bundle.js",
            "swagger-ui-bundle.js.map",
            "swagger-ui-init.js",
        ),
    ),
}


class HouseFinder(AppDirectoriesFinder):
    """Our own apps only: collecting all that the packages bring would take every first start a minute."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(["renkeg.web"], *args, **kwargs)


class PackageFinder(BaseFinder):
    """Serves exactly what FILES lists."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure, so nothing to complain about."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The place of one file on disk, as Django's finders answer it."""
        place, _, name = path.partition("/")
        found = str(_folder(place) / name) if place in FILES and name in FILES[place][2] else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """Every listed file with the storage that holds it."""
        for place, (_, _, names) in FILES.items():
            storage = FileSystemStorage(location=_folder(place))
            storage.prefix = place  # type: ignore[attr-defined]  # how collectstatic learns the prefix
            for name in names:
                yield name, storage


def _folder(place: str) -> Path:
    package, folder, _ = FILES[place]
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(package)
    return Path(next(iter(spec.submodule_search_locations))) / folder
