"""The trail over HTTP, for auditors: one JSON object a line, exactly as its hash covers it."""

import json
from collections.abc import Iterator

from django.http import HttpResponseBase, StreamingHttpResponse
from ninja import Query, Router

from renkeg.office.models import Jabatan
from renkeg.trail.models import Event
from renkeg.trail.record import entry

from . import schemas
from .auth import Request, must_hold
from .filters import Setelah

CHUNK = 500

router = Router(tags=["jejak"])


@router.get("", openapi_extra=schemas.files("application/x-ndjson") | {"x-hak": "auditor"})
def trail(request: Request, saring: Query[Setelah]) -> HttpResponseBase:
    """All entries after that number, oldest first."""
    must_hold(request, Jabatan.Post.AUDITOR)
    return StreamingHttpResponse(_lines(saring.after or 0), content_type="application/x-ndjson")


def _lines(after: int) -> Iterator[str]:
    # In portions: a reader who stops half-way keeps no cursor open.
    while portion := list(Event.objects.filter(seq__gt=after)[:CHUNK]):
        for event in portion:
            told = entry(event) | {"prev": event.prev, "hash": event.hash}
            yield json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
        after = portion[-1].seq
