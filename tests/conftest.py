"""Where every test runs: the database that `--db` names, a DATA of its own, a real browser."""

import asyncio
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests import provide
from tests.provide import Postgresql, scratch
from tests.serving import OfficeServer, Template

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.cast import Cast

# Every database that a test may need is behind one of these.
_DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server", "office_server", "server"})

_ASKED_AGAIN: Mapping[str, frozenset[str]] = {
    "web": frozenset({"query_counts", "agenda", "arsip", "list", "tautan"}),
    "api": frozenset({"signing", "way", "who_sees_what"}),
    "papers": frozenset({"numbering", "retention", "seals", "signed_pdf"}),
    "hostile": frozenset({"money", "time"}),
    "browser": frozenset({"walk"}),
}
"""Of these folders what another database may answer otherwise: it searches, sorts, adds and writes in ways of its own.

The rest shows what the verbs and lists give, files, and words; each page is asked for by query_counts and who_sees_what.
"""
_LONG = frozenset({"test_gallery.py", "test_kill.py", "test_machine.py", "test_sums.py", "test_backup.py"})

_SETTINGS_WITHOUT_EFFECT_ON_A_WALK = frozenset({"DEMO", "DATA_DIR", "EMAIL_BACKEND"})

# No test fails because a machine is busy. `--hypothesis-profile long` tries properties that do not say otherwise more often.
_patient = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("house", _patient)
hypothesis.settings.register_profile("long", _patient, max_examples=3_000)
hypothesis.settings.load_profile("house")

_postgresql = pytest.StashKey[Postgresql]()
_data = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which database, and whether to leave out what touches none."""
    parser.addoption(
        "--db",
        choices=["sqlite", "postgresql"],
        default=os.environ.get("RENKEG_TEST_DB", "sqlite"),
        help="the database of the tests (or RENKEG_TEST_DB); postgresql: a fresh one, or the server of DATABASE_URL",
    )
    parser.addoption("--kills", type=int, default=3, help="how often tests/faults kills the server")
    parser.addoption("--edits", type=int, default=150, help="how much tests/faults/test_sums.py lets people do")
    parser.addoption("--seed", type=int, default=0, help="where the random choices of tests/faults begin")
    parser.addoption(
        "--long", action="store_true", help="the state machine of the rules runs far more and longer cases"
    )
    parser.addoption("--pictures", action="store_true", help="takes the pictures in docs/gambar anew")
    parser.addoption("--golden", action="store_true", help="writes the golden pages in tests/papers/golden anew")
    parser.addoption("--pictures-in", metavar="DIR", help="tests/browser/test_gallery.py pictures every page there")
    parser.addoption("--only", metavar="WORD", default="", help="of these only the pages with WORD in their names")
    parser.addoption("--touching-db", action="store_true", help="only the tests that touch the database")


def pytest_configure(config: pytest.Config) -> None:
    """Sets the scene before Django reads its settings: pytest-django sets Django up after this."""
    # A worker of pytest-xdist finds the scene set by the process that started it.
    if not hasattr(config, "workerinput"):
        _set_environment(config)

    from django.conf import settings  # only now may they be read

    if config.getoption("db") == "sqlite":
        # A file, so that threads have connections of their own as in the office.
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(settings.DATA_DIR / "test.sqlite3")
    else:
        # A test that forgets its connection would keep the database from being dropped.
        settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def _set_environment(config: pytest.Config) -> None:
    config.stash[_data] = scratch("renkeg-test-")
    given = os.environ.pop("DATABASE_URL", "")
    for name in [name for name in os.environ if name.startswith("RENKEG_")]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "renkeg.settings",
        # Playwright's loop runs in the thread of the tests, which then asks the database.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "RENKEG_DATA": str(config.stash[_data]),
        "RENKEG_SECRET_KEY": "rahasia-untuk-uji-0123456789-abcdefghijklm",
    }
    if config.getoption("db") == "postgresql":
        if not given.startswith("postgres"):
            config.stash[_postgresql] = Postgresql()
            given = config.stash[_postgresql].url
        os.environ["DATABASE_URL"] = given


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leaves nothing behind."""
    if _data in config.stash and _told_template().exists():
        Template.read(_told_template().read_text(encoding="utf-8")).remove()
        _told_template().unlink()
        _told_template().with_suffix(".lock").unlink()
    if _postgresql in config.stash:
        config.stash[_postgresql].stop()
    if _data in config.stash:
        shutil.rmtree(config.stash[_data], ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --touching-db, lets the second run repeat only what can differ there. What takes longest begins first."""
    kept = [item for item in items if _wanted(item, config)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = sorted(kept, key=lambda item: item.path.name not in _LONG)


def _wanted(item: pytest.Item, config: pytest.Config) -> bool:
    if item.path.name == "test_pictures.py" and not config.getoption("pictures"):
        return False
    return not config.getoption("touching_db") or _touches_database(item)


def _touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("once") is not None:
        return False
    again = _ASKED_AGAIN.get(item.path.parent.name)
    if again is not None and item.path.stem.removeprefix("test_") not in again:
        return False
    names = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not _DATABASE_FIXTURES.isdisjoint(names)


@pytest.fixture(scope="session", autouse=True)
def _empty_past_the_triggers() -> Iterator[None]:
    """Tests that commit empty the tables afterwards, which the trail's triggers rightly refuse."""
    from django.test import TransactionTestCase

    from tests import rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: rows.empty())
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """A browser that an earlier test opened leaves its event loop running in this thread, where a server has none.

    Django keeps one connection for a thread with a loop and another for a thread without: what hides it, hides it to the end.
    """
    yield from _out_of_its_sight(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """The same while the test itself runs."""
    yield from _out_of_its_sight(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """And while its fixtures clear away; see `browser` for those of the whole run."""
    yield from _out_of_its_sight(item)


def _out_of_its_sight(item: pytest.Item) -> Iterator[None]:
    names = getattr(item, "fixturenames", ())
    loop = None if {"page", "context", "browser"} & set(names) else asyncio._get_running_loop()
    if loop is not None:
        asyncio._set_running_loop(None)
    try:
        yield
    finally:
        if loop is not None:
            asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def browser(browser: "Browser") -> "Iterator[Browser]":
    """pytest-playwright's own; at the end of the run it needs its loop to close, whichever test was the last."""
    loop = asyncio._get_running_loop()
    yield browser
    asyncio._set_running_loop(loop)


@pytest.fixture
def cast(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> "Cast":
    """A practice office on a Monday morning, its people in their posts since 2025."""
    from tests.cast import gather

    settings.DEMO = True
    cast = gather()

    def untouched() -> bool:
        changed = {name for override in settings._to_restore for name in override.options}
        patched = monkeypatch._setattr or monkeypatch._setitem or monkeypatch._savesyspath
        return changed <= _SETTINGS_WITHOUT_EFFECT_ON_A_WALK and not patched

    cast.untouched = untouched
    return cast


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """A Chromium of the machine, for pytest-playwright's `page`."""
    return {"executable_path": provide.chromium(), "args": list(provide.CHROMIUM_ARGUMENTS), "headless": True}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A browser as it stands in Bengkulu."""
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Jakarta"}


@pytest.fixture(scope="session")
def office_template(pytestconfig: pytest.Config) -> Template:
    """A practice office as `renkeg seed --demo` leaves it; every `office_server` starts from a copy.

    Made once for all processes of a run: the first makes it, the others wait and read where it lies.
    """
    told = _told_template()
    with told.with_suffix(".lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not told.exists():
            postgresql = os.environ["DATABASE_URL"] if pytestconfig.getoption("db") == "postgresql" else ""
            told.write_text(Template.seeded(postgresql=postgresql).told(), encoding="utf-8")
    return Template.read(told.read_text(encoding="utf-8"))


def _told_template() -> Path:
    return Path(os.environ["RENKEG_DATA"]).with_suffix(".template")


@pytest.fixture
def office_server(office_template: Template) -> Iterator[OfficeServer]:
    """The real `renkeg serve` on a free port over an office of its own; can be killed and started again."""
    server = OfficeServer(office_template)
    try:
        server.start()
        yield server
    finally:
        server.remove()
