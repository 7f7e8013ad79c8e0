"""Remarks on single rows as pages show them: typed beside a Tidak, told to whoever mends the form, judged at the next look."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.http import QueryDict

from renkeg.lib.errors import BadInput
from renkeg.office.models import Pegawai
from renkeg.planning import contents
from renkeg.planning.changes import Since
from renkeg.planning.models import Pin, Tugas, Usulan

from . import baris, changed
from .forms import LABELS
from .keys import KeyConverter

_TEXT = re.compile(f"pin-text-({KeyConverter.regex})")
_ABOUT_ROW = "judul"


@dataclass(frozen=True)
class Typed:
    """A remark as it was typed; `field` "" is the whole row."""

    kegiatan: str = ""
    field: str = ""
    text: str = ""
    faults: Sequence[str] = ()
    number: int = 0
    """Which one of its row it is, from 1."""


@dataclass(frozen=True)
class Block:
    """A row of the form with what was typed about it; there is always room for one."""

    row: contents.Contents
    notes: Sequence[Typed]

    @property
    def written(self) -> bool:
        return any(one.text.strip() for one in self.notes)


@dataclass(frozen=True)
class Shown:
    """A pin where it is read: where its row is now, and whether the reader may tick it."""

    pin: Pin
    place: int | None
    """Where the row stands now, from 0; None: it was dropped."""
    may: bool
    outcome: Sequence[changed.Told] = ()

    @property
    def anchor(self) -> str:
        """The cell on the kertas kerja."""
        return f"kegiatan/{self.place}/{self.pin.field or _ABOUT_ROW}"

    @property
    def number(self) -> int | None:
        """As people count."""
        return None if self.place is None else self.place + 1


@dataclass(frozen=True)
class Round:
    """A Tidak with its pins."""

    tidak: Tugas
    pins: Sequence[Shown] = field(default_factory=list)

    @property
    def left(self) -> int:
        """How many are not ticked."""
        return sum(not one.pin.ticked for one in self.pins)


def typed(post: QueryDict) -> tuple[Typed, ...]:
    """What was typed beside a Tidak, blank ones left out."""
    told = []
    for name in post:
        if found := _TEXT.fullmatch(name):
            fields = post.getlist(f"pin-field-{found[1]}")
            for place, text in enumerate(post.getlist(name)):
                if text.strip():
                    told.append(Typed(found[1], fields[place] if place < len(fields) else "", text))
    return tuple(told)


def data(said: Sequence[Typed]) -> list[dict[str, object]]:
    """The same as the verb takes it."""
    return [{"kegiatan": one.kegiatan, "field": one.field or None, "text": one.text} for one in said]


def blocks(rows: Sequence[contents.Contents], said: Sequence[Typed], error: BadInput | None = None) -> list[Block]:
    """Every row with what was typed about it, each problem where it was typed."""
    told: dict[str, list[Typed]] = {}
    for place, one in enumerate(said):
        faults = [bad.msg for bad in error.problems if bad.loc.startswith(f"pins/{place}/")] if error else []
        mine = told.setdefault(one.kegiatan, [])
        mine.append(replace(one, faults=faults, number=len(mine) + 1))
    return [Block(row, told.get(row["id"]) or [Typed(kegiatan=row["id"], number=1)]) for row in rows]


def left_over(rows: Sequence[contents.Contents], said: Sequence[Typed]) -> list[Typed]:
    """What was typed about rows that are not there any more."""
    known = {row["id"] for row in rows}
    return [one for one in said if one.kegiatan not in known]


def rounds(usulan: Usulan, by: Pegawai, at: datetime) -> list[Round]:
    """The pins that are still to be judged, the latest Tidak first."""
    standing = sorted(usulan.unsettled.values(), key=lambda row: -row.ordinal)
    return [_round(row, usulan, by, at) for row in standing if row.pins.all()]


def judged(usulan: Usulan, since: Since, by: Pegawai, at: datetime) -> Round:
    """The reviewer's own pins with what has become of their places since."""
    return _round(since.tidak, usulan, by, at, since)


def left(usulan: Usulan) -> int:
    """How many pins that are still to be judged are not ticked."""
    return sum(not pin.ticked for row in usulan.unsettled.values() for pin in row.pins.all())


def hinted(rows: Sequence[baris.Row], usulan: Usulan) -> list[baris.Row]:
    """The rows of the form with each pin at its cell; one about a whole row stands at its title."""
    said: dict[str, dict[str, list[str]]] = {}
    for row in usulan.unsettled.values():
        for pin in row.pins.all():
            words = f"{'Sudah ditindaklanjuti' if pin.ticked else 'Catatan'}: “{' '.join(pin.text.split())}”"
            said.setdefault(pin.kegiatan, {}).setdefault(pin.field or _ABOUT_ROW, []).append(words)
    return [
        replace(row, hints={**row.hints, **{name: " ".join(texts) for name, texts in said[row.id].items()}})
        if row.id in said
        else row
        for row in rows
    ]


def choices() -> Mapping[str, str]:
    """What a remark can be about, besides the whole row: the form's columns."""
    return {name: label.removesuffix(" (Rp)") for name, label in LABELS.items()}


def _round(tidak: Tugas, usulan: Usulan, by: Pegawai, at: datetime, since: Since | None = None) -> Round:
    places = {row.pk: place for place, row in enumerate(usulan.kegiatan.all())}
    pins = list(tidak.pins.all())
    # The same for all pins of a usulan.
    may = bool(pins) and pins[0].tick_refusal(by, at) is None
    return Round(tidak, [Shown(pin, places.get(pin.kegiatan), may, _outcome(pin, since)) for pin in pins])


def _outcome(pin: Pin, since: Since | None) -> list[changed.Told]:
    for one in since.changes if since else ():
        if one.before is not None and one.now is not None and one.before["id"] == pin.kegiatan:
            return [told for told in changed.cells(one) if pin.field in ("", told.name)]
    return []
