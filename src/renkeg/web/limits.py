"""How often one may ask from one place: counted in the cache of the database, which every process of the server sees."""

import time

from django.core.cache import cache
from django.http import HttpRequest

from .accounts import address_of


def spent(request: HttpRequest, what: str, *, most: int, seconds: int) -> int:
    """For how many seconds nothing more is answered to that place; 0 while it has asked less than `most` times in this span."""
    key, left = _key(request, what, seconds)
    return left if cache.get(key, 0) >= most else 0


def spend(request: HttpRequest, what: str, *, seconds: int) -> None:
    """Counts one more."""
    key, _ = _key(request, what, seconds)
    cache.add(key, 0, timeout=2 * seconds)
    try:
        cache.incr(key)
    except ValueError:
        # Cleared in between: whoever clears the cache forgives what was counted.
        cache.set(key, 1, timeout=2 * seconds)


def _key(request: HttpRequest, what: str, seconds: int) -> tuple[str, int]:
    """The counter of this span, by the real clock, and how long the span lasts."""
    now = int(time.time())
    return f"{what}:{address_of(request)}:{now // seconds}", seconds - now % seconds
