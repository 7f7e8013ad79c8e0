"""Many at once: threads that wait for each other and then act in the same instant, each with a connection of its own."""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

Given = TypeVar("Given")
Answer = TypeVar("Answer")


def at_once(work: Callable[[Given], Answer], given: Sequence[Given]) -> list[Answer]:
    """What `work` answered for each, all begun in the same instant, one thread each."""
    barrier = threading.Barrier(len(given))

    def one(item: Given) -> Answer:
        try:
            barrier.wait(60)
            return work(item)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(one, given))


def shared_out(work: Callable[[Given], Answer], given: Iterable[Given], *, threads: int) -> list[Answer]:
    """What `work` answered for each, so many threads taking the next one as soon as they are free."""
    items = list(given)

    def several(mine: Sequence[Given]) -> list[Answer]:
        return [work(item) for item in mine]

    parts = at_once(several, [items[begin::threads] for begin in range(threads)])
    return [answer for part in parts for answer in part]
