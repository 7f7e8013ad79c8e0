"""Rows of the database kept between tests: put back in a few statements, and emptied past the trail's triggers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery

from renkeg.trail import triggers

Statement = tuple[str, Sequence[Any]]

_AS_MIGRATED = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""What the migrations themselves have filled: it stays."""


def keep(labels: Iterable[str]) -> list[Statement]:
    """The statements that insert all rows which the models of these apps have now."""
    return [
        statement
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if (rows := list(model._base_manager.order_by("pk")))
        for statement in _inserts(model, rows)
    ]


@transaction.atomic
def put_back(statements: Iterable[Statement]) -> None:
    """Inserts the rows under the keys that they had; the trail's triggers judge them as any other."""
    with connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)


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


def _inserts(model: type[models.Model], rows: list[models.Model]) -> list[Statement]:
    query = InsertQuery(model)
    query.insert_values(model._meta.concrete_fields, rows, raw=True)
    return [(sql, values) for sql, values in query.get_compiler(connection=connection).as_sql()]
