"""Rows of the database kept between tests: put back in a few statements, and emptied past the trail's triggers."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery
from django.utils import timezone

from renkeg.office import clock
from renkeg.office.models import ApiToken, PracticeClock, Satker
from renkeg.trail import triggers
from renkeg.trail.models import Event

_AS_MIGRATED = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""What the migrations themselves have filled: it stays."""

_OUR_APPS = ("trail", "office", "papers", "planning")

_Statement = tuple[str, Sequence[Any]]
_World = dict[type[models.Model], dict[Any, tuple[Any, ...]]]


@dataclass(frozen=True)
class Memory:
    """What something did to an office, to be done again by its rows alone."""

    statements: tuple[_Statement, ...]
    ended: datetime
    result: Any

    @transaction.atomic
    def put_back(self) -> None:
        """Writes the rows under the keys that they had; the trail's triggers judge them as any other."""
        with connection.cursor() as cursor:
            for sql, values in self.statements:
                cursor.execute(sql, values)
        # The office's clock goes on from where it stood; without one there is nothing to set.
        PracticeClock.objects.update(offset=(self.ended - timezone.now()) // timedelta(microseconds=1))


class Memories:
    """Does what it is asked once in a process for each office in which it is asked; afterwards puts the rows back.

    The rows have to stand exactly as they stood then, and the caller vouches that the program is as it was.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._known: dict[tuple[str, str], Memory] = {}

    def of(self, name: str, work: Callable[[], Any]) -> Any:
        """What `work` answered the first time: something that still means the same, such as a key."""
        world = _world()
        place = name, hashlib.sha256(repr(list(world.values())).encode()).hexdigest()
        memory = self._known.get(place)
        if memory is not None:
            memory.put_back()
            return memory.result
        result = work()
        if len(self._known) < self._most and (memory := _remember(world, result)):
            self._known[place] = memory
        return result


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
    names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'SELECT "{model._meta.pk.column}", {names} FROM "{model._meta.db_table}" ORDER BY 1'  # noqa: S608 - names of our own


def _remember(before: _World, result: Any) -> Memory | None:
    """None where something is gone or the trail was changed: that cannot be put back by writing rows."""
    ended, after = clock.now(), _world()
    statements: list[_Statement] = []
    for model, rows in after.items():
        old = before[model]
        changed = [key for key in rows if key in old and rows[key] != old[key]]
        if not old.keys() <= rows.keys() or (changed and model is Event):
            return None
        table = model._meta.db_table
        statements += [(f'DELETE FROM "{table}" WHERE "{model._meta.pk.column}" = %s', [key]) for key in changed]  # noqa: S608
        statements += _inserts(model, [*changed, *(key for key in rows if key not in old)])
    if not before[Satker]:
        statements += _inserts(PracticeClock, list(PracticeClock.objects.values_list("pk", flat=True)))
    return Memory(tuple(statements), ended, result)


def _inserts(model: type[models.Model], keys: Iterable[Any]) -> list[_Statement]:
    rows = list(model._base_manager.filter(pk__in=keys).order_by("pk"))
    if not rows:
        return []
    query = InsertQuery(model)
    query.insert_values(model._meta.concrete_fields, rows, raw=True)
    return list(query.get_compiler(connection=connection).as_sql())
