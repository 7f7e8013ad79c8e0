"""The loop that does what need not happen inside an act: one process a DATA at a time, whoever starts first."""

import fcntl
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connections

log = logging.getLogger("renkeg.deliver")

_PAUSE_SECONDS = 2.0

# Each does what waits and answers how much that was; called by name, in this order.
ROUND: tuple[Callable[[], int], ...] = ()


def once() -> int:
    """Does all that waits now and answers how many things that were; one that fails does not stop the others."""
    done = 0
    for work in ROUND:
        try:
            done += work()
        except Exception:
            log.exception("a round of deliver failed")
        finally:
            # After an error the connection may be unusable; the next round opens a new one.
            connections.close_all()
    return done


def forever() -> None:
    """Rounds without end; waits while another process of the same DATA does them."""
    with (settings.DATA_DIR / "deliver.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        while True:
            if not once():
                time.sleep(_PAUSE_SECONDS)
