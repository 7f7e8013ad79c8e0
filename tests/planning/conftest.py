"""What the tests of the rules share: a clock that stands still."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

Freeze = Callable[[str], datetime]


@pytest.fixture
def freeze(monkeypatch: pytest.MonkeyPatch) -> Freeze:
    """Stops the office's clock at a moment to the microsecond."""
    from renkeg.office import clock  # only once Django is set up

    def stop(moment: str) -> datetime:
        at = datetime.fromisoformat(moment).astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: at)
        return at

    return stop
