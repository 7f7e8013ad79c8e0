"""What must hold before an act may be written: asked by `serve` at its start and by /readyz at any time."""

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from renkeg.settings import UNUSABLE_SECRET
from renkeg.trail import triggers

_SHORTEST_SECRET = 32


def before_migrate() -> str | None:
    """The first reason not to touch this database at all, as a sentence; None when there is none."""
    return next(_before_migrate(), None)


def after_migrate() -> str | None:
    """The first reason not to serve from this database, as a sentence; None when there is none."""
    return next(_after_migrate(), None)


def not_ready() -> list[str]:
    """Everything that keeps this process from working now, as words without names or addresses."""
    try:
        return [*_settings_of_database(), *_triggers_missing(), *_pending()]
    except DatabaseError:
        return ["Basis data tidak menjawab."]


def _before_migrate() -> Iterator[str]:
    if settings.DEBUG:
        yield "Mode debug menyala (RENKEG_DEBUG=1); matikan dahulu."
    yield from _secret()
    yield from _settings_of_database()
    if "trail_event" in connection.introspection.table_names() and (_has_events() or not _missing_migrations()):
        # Migrating would quietly put them back, and nobody would ask what was changed meanwhile.
        yield from _triggers_missing()
    yield from _unknown_migrations()


def _after_migrate() -> Iterator[str]:
    yield from _pending()
    yield from _mixed_tables()
    yield from _triggers_missing()
    yield from _practice_data()


def _secret() -> Iterator[str]:
    key = settings.SECRET_KEY
    if key == UNUSABLE_SECRET:
        yield (
            "Rahasia (secret) belum ada: isi RENKEG_SECRET_KEY, atau siapkan DATA dengan "
            "`renkeg setup` atau `renkeg seed --demo`."
        )
    elif len(key) < _SHORTEST_SECRET or len(set(key)) < 10 or key.startswith("django-insecure-"):
        yield f"Rahasia (secret, RENKEG_SECRET_KEY) terlalu pendek atau bawaan: perlu {_SHORTEST_SECRET} karakter acak."


def _settings_of_database() -> Iterator[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            if (mode := cursor.fetchone()[0]) != "wal":
                yield f"SQLite tidak memakai WAL (journal_mode={mode})."
            cursor.execute("PRAGMA synchronous")
            if (level := cursor.fetchone()[0]) != 2:
                yield f"SQLite tidak memakai synchronous=FULL (synchronous={level})."
        else:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute("SELECT current_setting(%s)", [name])
                if cursor.fetchone()[0] == "off":
                    yield f"PostgreSQL: {name} mati (off); data yang sudah diakui dapat hilang."


def _has_events() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM trail_event LIMIT 1")
        return cursor.fetchone() is not None


def _triggers_missing() -> Iterator[str]:
    if absent := triggers.missing(connection):
        yield f"Pemicu (trigger) jejak tidak ada: {', '.join(absent)}."


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def _missing_migrations() -> list[tuple[str, str]]:
    return sorted(_on_disk() - _applied())


def _pending() -> Iterator[str]:
    if behind := _missing_migrations():
        yield f"Skema belum lengkap (mixed schema): migrasi {_named(behind)} belum dijalankan."


def _unknown_migrations() -> Iterator[str]:
    if ahead := sorted(_applied() - _on_disk()):
        yield f"Skema campuran (mixed schema): migrasi {_named(ahead)} tidak dikenal oleh versi Renkeg ini."


def _mixed_tables() -> Iterator[str]:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed or model._meta.proxy:
                continue
            table = model._meta.db_table
            if table not in tables:
                yield f"Skema campuran (mixed schema): tabel {table} tidak ada."
                continue
            there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            if absent := sorted({str(field.column) for field in model._meta.local_concrete_fields} - there):
                yield f"Skema campuran (mixed schema): kolom {table}.{absent[0]} tidak ada."


def _practice_data() -> Iterator[str]:
    satker = apps.get_model("office", "Satker")
    if not settings.DEMO and satker._default_manager.filter(latihan=True).exists():
        yield "Basis data ini berisi data latihan; mulai dengan --demo, atau pakai DATA yang lain."


def _named(migrations: list[tuple[str, str]]) -> str:
    return ", ".join(f"{app}.{name}" for app, name in migrations[:3]) + (" …" if len(migrations) > 3 else "")
