"""After each of these tests the trail, the tables and the files still agree, whatever was sent."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _still_whole(request: pytest.FixtureRequest) -> Iterator[None]:
    if "cast" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("cast")
    yield
    from renkeg.planning import integrity  # models can be had only once Django is set up

    assert integrity.check().findings == []
