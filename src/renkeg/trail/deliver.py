"""Sends the messages that wait: by e-mail where the person has an address, else they stay as notices on his desk."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils import timezone

from .models import Notification

TRIES = 5
# Longer than any attempt may take (EMAIL_TIMEOUT): whoever claims a message has it for himself until then.
LEASE = timedelta(minutes=5)
_BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
_PORTION = 50
_SUBJECT_LENGTH = 120
_NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"

log = logging.getLogger(__name__)


def send(addresses: Callable[[Sequence[str]], Mapping[str, str]]) -> int:
    """Sends what is due and returns how many messages were dealt with.

    `addresses` maps the keys of people to their e-mail addresses. A message is tried five times, ever later; every attempt
    carries the same Message-ID. Any number of processes may do this at once: each message has one claimant at a time.
    """
    now = timezone.now()
    due = list(Notification.objects.waiting().filter(next_try_at__lte=now).order_by("next_try_at", "pk")[:_PORTION])
    if not due:
        return 0
    known = addresses(sorted({one.to for one in due})) if settings.EMAIL_BACKEND != _NO_MAIL else {}
    desk = [one.pk for one in due if not known.get(one.to)]
    done = Notification.objects.waiting().filter(pk__in=desk).update(sent_at=now)
    for one in due:
        if (address := known.get(one.to)) and _claim(one):
            _try(one, address)
            done += 1
    return done


def _claim(one: Notification) -> bool:
    """Whether this process is the one that may try now. The row itself decides."""
    claimed = (
        Notification.objects.waiting()
        .filter(pk=one.pk, attempts=one.attempts, next_try_at=one.next_try_at)
        .update(attempts=F("attempts") + 1, next_try_at=timezone.now() + LEASE)
    )
    return claimed == 1


def _try(one: Notification, address: str) -> None:
    attempt = one.attempts + 1
    try:
        # A connection each: one that failed must not spoil the next message.
        _message(one, address).send()
    except Exception as error:
        # The error's text may hold the address.
        log.warning("a message was not sent", extra={"error": type(error).__name__, "attempt": attempt})
        _put_off(one, attempt, timezone.now())
    else:
        Notification.objects.filter(pk=one.pk).update(sent_at=timezone.now())


def _put_off(one: Notification, attempt: int, now: datetime) -> None:
    if attempt >= TRIES:
        Notification.objects.filter(pk=one.pk).update(given_up_at=now)
    else:
        Notification.objects.filter(pk=one.pk).update(next_try_at=now + _BACK_OFF[attempt - 1])


def _message(one: Notification, address: str) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    return EmailMessage(
        subject=" ".join(f"[Renkeg] {one.text}".split())[:_SUBJECT_LENGTH],
        body=f"{one.text}\n\n{settings.SITE_URL}{one.link}\n\nPesan ini dikirim otomatis oleh Renkeg; tidak perlu dibalas.\n",
        to=[address],
        headers={"Message-ID": f"<{one.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
