"""Tells Django of the app `trail`."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class TrailConfig(AppConfig):
    name = "renkeg.trail"
    label = "trail"
    verbose_name = "Jejak"

    def ready(self) -> None:
        """Puts the triggers back after every migration: SQLite drops them silently when it rebuilds a table."""
        post_migrate.connect(_install_triggers, sender=self)


def _install_triggers(using: str, **_: Any) -> None:
    # Models of the triggers' table need the app registry, so not at the top.
    from renkeg.trail import triggers

    connection = connections[using]
    if "trail_event" in connection.introspection.table_names():
        triggers.install(connection)
