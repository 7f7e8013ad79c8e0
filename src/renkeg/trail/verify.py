"""Computes the trail's chain anew, entry by entry, as docs/trail.md describes it."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from renkeg.lib.digests import link

from . import triggers
from .models import Event
from .record import GENESIS, entry

_STATE = re.compile(r"|[0-9a-f]{64}")


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the trail says. `where` names the entry, the row or the file."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def chain(visit: Callable[[Event], None]) -> Iterator[Finding]:
    """Yields what is wrong with the chain, lowest entry first; shows each entry to `visit` in passing.

    Reads in constant memory. An entry cut off at the end shows only against the tables (planning.integrity) or against
    a head that was noted elsewhere.
    """
    prev, expected, at = GENESIS, 1, None
    for event in _events():
        fault = _fault(event, prev=prev, expected=expected, before=at)
        if fault is not None:
            yield Finding(f"entri {event.seq}", fault)
        visit(event)
        # From what is stored, so that one bad entry is not reported once more at each that follows.
        prev, expected, at = event.hash, event.seq + 1, event.at


def guards() -> Iterator[Finding]:
    """Yields the triggers that are absent."""
    for name in triggers.missing(connection):
        yield Finding("jejak", f"pemicu {name} tidak ada")


def _events() -> Iterator[Event]:
    # SQLite keeps JSON as it was written, so that a key could stand there twice; PostgreSQL keeps its meaning only.
    raw = Cast("facts", TextField()) if connection.vendor == "sqlite" else Value("")
    return Event.objects.order_by("seq").annotate(raw=raw).iterator(chunk_size=2000)


def _fault(event: Event, *, prev: str, expected: int, before: datetime | None) -> str | None:
    if event.seq != expected:
        return f"entri {expected} tidak ada"
    if event.prev != prev:
        return "tidak menyambung ke entri sebelumnya"
    if not isinstance(event.facts, dict) or not _as_written(event):
        return "isinya tidak dalam bentuk baku"
    try:
        made = link(event.prev, entry(event))
    except (TypeError, ValueError):
        return "isinya tidak dalam bentuk baku"
    if event.hash != made:
        return "isinya tidak cocok dengan sidiknya"
    back = before is not None and event.at < before
    if back != (event.facts.get("clock_back") is True):
        return "waktunya mundur tanpa dikatakan" if back else "dikatakan waktunya mundur, padahal tidak"
    return None


def _as_written(event: Event) -> bool:
    """Whether each text is in the one form that the hash stands for."""
    facts = json.dumps(event.facts)
    raw = event.__dict__.get("raw")
    plain = json.dumps(event.facts, ensure_ascii=False)
    texts = (event.verb, event.subject, event.by, plain)
    return (not raw or raw == facts) and _STATE.fullmatch(event.state) is not None and all(map(_nfc, texts))


def _nfc(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)
