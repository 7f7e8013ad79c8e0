"""Says beside each view by which methods it is called and who may: `renkeg routes` and the tests read it there."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

OPEN = "terbuka"
LOGGED_IN = "masuk"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def address(*methods: str, right: str = LOGGED_IN) -> Callable[[View], View]:
    """Lets only these methods through. `right` is OPEN, LOGGED_IN or a word of what else is asked; OPEN needs no log-in."""

    def marked(view: View) -> View:
        allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)
        bound: View = require_http_methods(allowed)(view)
        bound.methods, bound.right = methods, right  # type: ignore[attr-defined]
        return login_not_required(bound) if right == OPEN else bound

    return marked
