"""The loop that does what need not happen inside an act: one process a DATA at a time, whoever starts first."""

import fcntl
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone

from renkeg.office.models import Pegawai
from renkeg.papers import archive, documents
from renkeg.papers.models import Document
from renkeg.planning import actions, uploading
from renkeg.trail import deliver as messages

log = logging.getLogger("renkeg.deliver")

_PAUSE_SECONDS = 2.0
_PAPERS_A_ROUND = 20
_PAPER_TRIES = 5
_SWEEP_SECONDS = 60 * 60
_FAILURES_KEPT = timedelta(days=30)
_LOG_INS_KEPT = timedelta(days=365)


def send_messages() -> int:
    """Sends the messages that are due; returns how many."""
    return messages.send(_addresses)


def make_papers() -> int:
    """Makes files that nobody has asked for yet, so that the first reader need not wait; returns how many.

    One that cannot be made is left alone after five tries by this process; its reader will see the error.
    """
    made = 0
    given_up = [key for key, failures in _failed.items() if failures >= _PAPER_TRIES]
    for document in Document.objects.unmade().exclude(pk__in=given_up).order_by("made_for", "pk")[:_PAPERS_A_ROUND]:
        try:
            documents.make(document)
            made += 1
        except Exception:
            _failed[document.pk] = _failed.get(document.pk, 0) + 1
            log.exception("a paper could not be made")
    return made


def clear_destroyed() -> int:
    """Takes away the files of papers that were destroyed, where the act itself could not; returns of how many berita acara."""
    return archive.clear()


def sweep() -> int:
    """Deletes what has served, once an hour; never work that others wait for.

    Sessions that ended by themselves, workbooks that were uploaded and left lying, and of log-ins (which bear addresses of
    people's devices) failures after a month and the rest after a year.
    """
    if time.monotonic() >= _next_sweep[0]:
        _next_sweep[0] = time.monotonic() + _SWEEP_SECONDS
        now = timezone.now()
        Session.objects.filter(expire_date__lt=now).delete()
        actions.sweep_uploads()
        uploading.sweep()
        for kind in (AccessAttempt, AccessFailureLog):
            kind.objects.filter(attempt_time__lt=now - _FAILURES_KEPT).delete()
        AccessLog.objects.filter(attempt_time__lt=now - _LOG_INS_KEPT).delete()
    return 0


# Each does what waits and answers how much that was; called by name, in this order.
ROUND: tuple[Callable[[], int], ...] = (send_messages, make_papers, clear_destroyed, sweep)

_failed: dict[str, int] = {}
_next_sweep = [0.0]


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


def _addresses(people: Sequence[str]) -> Mapping[str, str]:
    """Of those who have an address, an open account and no wish against it."""
    rows = Pegawai.objects.filter(pk__in=people, is_active=True, mail_off=False).exclude(email="")
    return dict(rows.values_list("pk", "email"))
