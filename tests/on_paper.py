"""Lines of a lembar kendali for the tests, and a scan of it."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import segno

from renkeg.lib.keys import new_key
from renkeg.office.models import Pegawai
from renkeg.papers import kept_scans
from renkeg.planning import actions, on_paper
from renkeg.planning.models import PaperAct, Usulan


def _picture() -> bytes:
    made = BytesIO()
    segno.make("lembar kendali").save(made, kind="png", scale=4)
    return made.getvalue()


PNG = _picture()
"""A small picture."""


def when(text: str) -> datetime:
    """A moment of January 2027 in Bengkulu: "04T10:30"."""
    return datetime.fromisoformat(f"2027-01-{text}:00+07:00")


def slip(usulan: Usulan, by: Pegawai, masuk: str, keluar: str, **changes: Any) -> on_paper.Slip:
    """The next line of the lembar kendali, its Ya unless the changes say otherwise."""
    one = on_paper.expected(Usulan.objects.for_reading().get(pk=usulan.pk))
    assert one is not None
    told: Mapping[str, Any] = {
        "id": new_key(),
        "place": one.place,
        "langkah": one.langkah.nomor,
        "verb": str(next(way.verb for way in one.langkah.ways if way.answer != "Tidak")),
        "by": by.username,
        "opened_at": when(masuk),
        "closed_at": when(keluar),
        **changes,
    }
    return on_paper.Slip(**told)


def scan() -> actions.Scan:
    """A kept sheet."""
    return actions.Scan(kept_scans.keep(PNG), "lembar kendali.pdf")


def recorded(usulan: Usulan, of: Pegawai, masuk: str, keluar: str, *, by: Pegawai, **changes: Any) -> PaperAct:
    """What somebody did, recorded by another, with its scan: it waits to be confirmed."""
    line = slip(usulan, of, masuk, keluar, **changes)
    actions.record_paper(usulan, line, by=by, scan=scan())
    return PaperAct.objects.for_reading().select_related("usulan").get(pk=line.id)
