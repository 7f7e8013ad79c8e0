"""Rows of the database kept between tests: put back in a few statements, and emptied past the trail's triggers."""

import copy
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery
from django.utils import timezone

from renkeg.lib.digests import link
from renkeg.office import clock
from renkeg.office.models import ApiToken, PracticeClock, Satker
from renkeg.trail import triggers
from renkeg.trail.models import Event
from renkeg.trail.record import GENESIS, entry

_AS_MIGRATED = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""What the migrations themselves have filled: it stays."""

_OUR_APPS = ("trail", "office", "papers", "planning")

_Statement = tuple[str, Sequence[Any]]
_World = dict[type[models.Model], dict[Any, tuple[Any, ...]]]


@dataclass(frozen=True)
class Memory:
    """What something did to an office, to be done again by its rows alone."""

    statements: tuple[_Statement, ...]
    events: tuple[Event, ...]
    result: Any

    @transaction.atomic
    def put_back(self) -> None:
        """Writes the rows under the keys that they had; the trail's triggers judge them as any other."""
        events = copy.deepcopy(self.events)
        last = Event.objects.order_by("-seq").first()
        prev = last.hash if last else GENESIS
        for event in events:
            if event.verb == "move_clock":
                event.facts = {"offset": _set_clock_after(events[-1].at)}
            event.prev = prev
            prev = event.hash = link(prev, entry(event))
        with connection.cursor() as cursor:
            for sql, values in [*_inserts(Event, events), *self.statements]:
                cursor.execute(sql, values)
            for event in events:
                if event.verb == "move_clock":
                    cursor.execute('UPDATE "office_practiceclock" SET "offset" = %s', [event.facts["offset"]])


class Memories:
    """Does what it is asked once in a process for each office in which it is asked; afterwards puts the rows back.

    The rows have to stand exactly as they stood then, and the caller vouches that the program is as it was.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._known: dict[tuple[str, str], Memory] = {}
        self._reached: set[str] = set()
        """The offices that come about by what is remembered: only from there is it worth while to remember more."""

    def of(self, name: str, work: Callable[[], Any]) -> Any:
        """What `work` answered the first time: something that still means the same, such as a key."""
        world = _world()
        place = name, _digest(world)
        memory = self._known.get(place)
        if memory is not None:
            memory.put_back()
            return memory.result
        if len(self._known) >= self._most or (world[Satker] and place[1] not in self._reached):
            return work()
        with _hurried() if world[Satker] else nullcontext():
            result = work()
        after = _world()
        if memory := _remember(world, after, result):
            self._known[place] = memory
            self._reached.add(_digest(after))
        return result


@contextmanager
def _hurried() -> Iterator[None]:
    """The office's clock goes on by a microsecond each time it is read: whenever these rows are put back, they are past."""
    last, now = Event.objects.latest("seq").at, clock.now
    ticks = count(1)
    clock.now = lambda: last + timedelta(microseconds=next(ticks))
    try:
        yield
    finally:
        clock.now = now


def _set_clock_after(at: datetime) -> int:
    return (at + timedelta(seconds=1) - timezone.now()) // timedelta(microseconds=1)


@transaction.atomic
def empty() -> None:
    """Leaves the tables as the migrations made them, past the trail's triggers, which rightly refuse this."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for table in [*tables, "renkeg_cache"]:
            if table not in _AS_MIGRATED:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of our own
    # PostgreSQL changes no triggers of a table while something waits to be checked there.
    connection.check_constraints()
    triggers.install(connection)


def _models() -> list[type[models.Model]]:
    # A token says only who is asking, and the clock is set anew each time.
    return [
        model
        for label in _OUR_APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model not in (ApiToken, PracticeClock)
    ]


def _world() -> _World:
    world: _World = {}
    with connection.cursor() as cursor:
        for model in _models():
            cursor.execute(_select(model))
            world[model] = {row[0]: row for row in cursor.fetchall()}
    return world


def _select(model: type[models.Model]) -> str:
    # Hashes differ each time, because the clock is set anew.
    left_out = {"recorded_at", "facts", "prev", "hash"} if model is Event else set()
    columns = [field.column for field in model._meta.concrete_fields if field.column not in left_out]
    names = ", ".join(f'"{one}"' for one in (model._meta.pk.column, *columns))
    return f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY 1'  # noqa: S608 - names of our own


def _digest(world: _World) -> str:
    return hashlib.sha256(repr(list(world.values())).encode()).hexdigest()


def _remember(before: _World, after: _World, result: Any) -> Memory | None:
    """None where something is gone or the trail was changed: that cannot be put back by writing rows."""
    statements: list[_Statement] = []
    events: list[Event] = []
    for model, rows in after.items():
        old = before[model]
        changed = [key for key in rows if key in old and rows[key] != old[key]]
        new = [key for key in rows if key not in old]
        if not old.keys() <= rows.keys() or (changed and model is Event):
            return None
        if model is Event:
            events = list(Event.objects.filter(pk__in=new).order_by("seq"))
            continue
        table = model._meta.db_table
        statements += [(f'DELETE FROM "{table}" WHERE "{model._meta.pk.column}" = %s', [key]) for key in changed]  # noqa: S608
        statements += _inserts(model, model._base_manager.filter(pk__in=[*changed, *new]).order_by("pk"))
    if not before[Satker]:
        statements += _inserts(PracticeClock, PracticeClock.objects.all())
    return Memory(tuple(statements), tuple(events), result)


def _inserts(model: type[models.Model], rows: Iterable[models.Model]) -> list[_Statement]:
    rows = list(rows)
    if not rows:
        return []
    query = InsertQuery(model)
    query.insert_values(model._meta.concrete_fields, rows, raw=True)
    return list(query.get_compiler(connection=connection).as_sql())
