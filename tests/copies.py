"""Copies a usulan with all that hangs on it, many times and fast: for pages that must not mind how much there is.

The copies are plausible to every page; their entries in the trail form an unbroken chain, but tell the digest of the first.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction

from renkeg.lib.digests import link
from renkeg.lib.keys import new_key
from renkeg.papers.models import Agenda, Arsip, Document, NumberSeries, Signature
from renkeg.planning.models import Disposisi, Kegiatan, NotaDinas, Tautan, Tugas, Usulan
from renkeg.trail.models import Event, Notification
from renkeg.trail.record import GENESIS, entry

Row = TypeVar("Row", bound=models.Model)
Vary = Callable[[Kegiatan, int], dict[str, Any]]

_BATCH = 5_000


class Pattern:
    """A usulan as it stands, to be copied."""

    def __init__(self, pk: uuid.UUID) -> None:
        self.usulan = Usulan.objects.get(pk=pk)
        self.kegiatan = list(Kegiatan.objects.filter(usulan=pk))
        self.tugas = list(Tugas.objects.filter(usulan=pk).order_by("ordinal"))
        self.disposisi = list(Disposisi.objects.filter(usulan=pk))
        self.letters = list(NotaDinas.objects.filter(usulan=pk))
        self.lines = list(Agenda.objects.filter(subject=self.usulan.subject))
        self.tautan = list(Tautan.objects.filter(usulan=pk))
        self.documents = list(Document.objects.about(self.usulan.subject))
        self.arsip = list(Arsip.objects.filter(document__in=self.documents))
        self.signatures = list(Signature.objects.filter(document__in=self.documents))
        self.events = list(Event.objects.filter(subject=self.usulan.subject).order_by("seq"))
        self.notifications = list(Notification.objects.filter(event__in=self.events))


class Copies:
    """Gathers copies in memory; `save` writes all of them in one transaction."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self._events: list[tuple[Event, list[Notification]]] = []
        self._series = {one.tahun: one for one in NumberSeries.objects.filter(jenis="ND")}
        self._number = 0

    def add(
        self,
        pattern: Pattern,
        *,
        month: date | None = None,
        susulan: bool = True,
        made: bool = False,
        vary: Vary = lambda row, number: {},
    ) -> Usulan:
        """One more, for that month (its days are moved by whole weeks); `made`: its papers were read and sent long ago."""
        self._number += 1
        first = date(pattern.usulan.tahun, pattern.usulan.bulan, 1)
        month = month or first
        by = timedelta(weeks=(month - first).days // 7)
        usulan = _copy(pattern.usulan, by, id=uuid.uuid4(), tahun=month.year, bulan=month.month, susulan=susulan)
        self._rows[Usulan].append(usulan)
        for row in pattern.kegiatan:
            days = [{key: _moved_text(day, by) for key, day in span.items()} for span in row.tanggal]
            new = _copy(row, by, id=new_key(), usulan_id=usulan.pk, tanggal=days, asal_id=None)
            for name, value in vary(new, self._number).items():
                setattr(new, name, value)
            self._rows[Kegiatan].append(new)
        keys = self._work(pattern, usulan, by)
        self._papers(pattern, usulan, by, made=made)
        self._trail(pattern, usulan, by, keys, made=made)
        return usulan

    @transaction.atomic
    def save(self) -> None:
        """Writes everything, the trail's entries in the order of their moments behind the last that is there."""
        order = (Usulan, Kegiatan, Tugas, Disposisi, NotaDinas, Agenda, Tautan, Document, Arsip, Signature)
        for model in order:
            model._base_manager.bulk_create(self._rows.pop(model, []), batch_size=_BATCH)
        for series in self._series.values():
            series.save()
        last = Event.objects.order_by("-seq").first()
        seq, prev = (last.seq, last.hash) if last else (0, GENESIS)
        self._events.sort(key=lambda pair: pair[0].at)
        for event, notifications in self._events:
            seq += 1
            event.seq, event.prev = seq, prev
            prev = event.hash = link(prev, entry(event))
            for one in notifications:
                one.event_id = seq
        Event.objects.bulk_create([event for event, _ in self._events], batch_size=_BATCH)
        Notification.objects.bulk_create([one for _, several in self._events for one in several], batch_size=_BATCH)
        self._events = []

    def _work(self, pattern: Pattern, usulan: Usulan, by: timedelta) -> dict[str, str]:
        keys = {row.pk: new_key() for row in pattern.tugas}
        self._rows[Tugas] += [
            _copy(row, by, id=keys[row.pk], usulan_id=usulan.pk, origin_id=keys.get(row.origin_id or ""))
            for row in pattern.tugas
        ]
        self._rows[Disposisi] += [
            _copy(row, by, tugas_id=keys[row.tugas_id], usulan_id=usulan.pk) for row in pattern.disposisi
        ]
        self._rows[Tautan] += [_copy(row, by, usulan_id=usulan.pk) for row in pattern.tautan]
        for row in pattern.letters:
            tahun = (row.tanggal + by).year
            series = self._series.setdefault(tahun, NumberSeries(satker_id=row.satker_id, jenis="ND", tahun=tahun))
            series.last += 1
            nomor = f"{series.last}/PR.02.2-ND/17/{tahun}"
            given = {"tahun": tahun, "urut": series.last, "nomor": nomor}
            self._rows[NotaDinas].append(_copy(row, by, usulan_id=usulan.pk, **given))
            self._rows[Agenda] += [
                _copy(line, by, id=new_key(), subject=usulan.subject, **given) for line in pattern.lines
            ]
        return keys

    def _papers(self, pattern: Pattern, usulan: Usulan, by: timedelta, *, made: bool) -> None:
        documents = {row.pk: new_key() for row in pattern.documents}
        file = {"sha256": "0" * 64, "size": 20_000} if made else {"sha256": None, "size": None}
        self._rows[Document] += [
            _copy(row, by, id=documents[row.pk], code=new_key(), seal="", subject=usulan.subject, **file)
            for row in pattern.documents
        ]
        self._rows[Arsip] += [_copy(row, by, document_id=documents[row.document_id]) for row in pattern.arsip]
        self._rows[Signature] += [
            _copy(row, by, id=new_key(), document_id=documents[row.document_id]) for row in pattern.signatures
        ]

    def _trail(self, pattern: Pattern, usulan: Usulan, by: timedelta, keys: dict[str, str], *, made: bool) -> None:
        old, new = str(pattern.usulan.pk), str(usulan.pk)
        for event in pattern.events:
            told = [
                _copy(one, by, id=new_key(), link=_renamed(one.link.replace(old, new), keys))
                for one in pattern.notifications
                if one.event_id == event.pk
            ]
            if made:
                for one in told:
                    one.sent_at = one.read_at = one.created_at
            self._events.append((_copy(event, by, subject=usulan.subject), told))


def of(usulan: Usulan, count: int) -> list[Usulan]:
    """So many more usulan that stand where this one stands, of the same month."""
    copies, pattern = Copies(), Pattern(usulan.pk)
    made = [copies.add(pattern) for _ in range(count)]
    copies.save()
    return made


def _copy(row: Row, by: timedelta, **changes: Any) -> Row:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    moved = {
        name: value + by for name, value in values.items() if isinstance(value, date | datetime) and name not in changes
    }
    return type(row)(**{**values, **moved, **changes})


def _moved_text(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat()


def _renamed(text: str, keys: dict[str, str]) -> str:
    for old, new in keys.items():
        text = text.replace(old, new)
    return text


def months(first: date, count: int) -> Iterable[date]:
    """The first days of so many months."""
    for place in range(count):
        year, month = divmod(first.month - 1 + place, 12)
        yield date(first.year + year, month + 1, 1)
