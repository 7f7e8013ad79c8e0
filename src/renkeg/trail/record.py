"""Writes one line of trail in the caller's transaction."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone

from renkeg.lib.digests import link

from .models import Event

GENESIS = "0" * 64
SYSTEM = "sistem"

# Any constant will do; all writers must take the same one.
_CHAIN_LOCK = 0x72656E6B6567

log = logging.getLogger(__name__)


def record(
    verb: str, subject: str, *, by: str, at: datetime, facts: Mapping[str, object] | None = None, state: str = ""
) -> Event:
    """Appends an entry and returns it. `subject` reads "usulan:<id>"; `by` is the key of a pegawai, or SYSTEM.

    An entry whose office time lies before its predecessor's says so in its facts (`clock_back`).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction of the act that it records")
    if connection.vendor == "postgresql":
        # The chain has one end. SQLite serialises writers by itself (BEGIN IMMEDIATE).
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = Event.objects.order_by("-seq").only("seq", "hash", "at").first()
    told = dict(facts or {})
    if last is not None and at < last.at:
        told["clock_back"] = True
        log.warning("office time lies before the last entry", extra={"seq": last.seq + 1})
    event = Event(
        seq=last.seq + 1 if last else 1,
        at=at,
        recorded_at=timezone.now(),
        verb=verb,
        subject=subject,
        by=by,
        facts=told,
        state=state,
        prev=last.hash if last else GENESIS,
    )
    event.hash = link(event.prev, entry(event))
    event.save(force_insert=True)
    return event


def entry(event: Event) -> dict[str, object]:
    """What the hash of an entry covers, as docs/trail.md describes it."""
    return {
        "seq": event.seq,
        "at": moment(event.at),
        "recorded_at": moment(event.recorded_at),
        "verb": event.verb,
        "subject": event.subject,
        "by": event.by,
        "facts": event.facts,
        "state": event.state,
    }


def moment(at: datetime) -> str:
    """A moment as the trail writes it: UTC, microseconds, "2027-01-04T03:20:00.000000Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
