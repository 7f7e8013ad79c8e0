"""The cast, with tokens in their hands."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.callers import Callers
    from tests.cast import Cast


@pytest.fixture
def api(cast: "Cast") -> "Callers":
    from tests.api.callers import Callers  # models can be had only once Django is set up

    return Callers(cast)
