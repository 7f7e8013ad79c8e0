"""The database's own refusal to change or delete an entry of the trail."""

from django.db.backends.base.base import BaseDatabaseWrapper

_TABLE = "trail_event"

# The word after "trail:" is what an operator reads in the database's log.
_SQLITE = {
    "trail_event_no_update": f"CREATE TRIGGER trail_event_no_update BEFORE UPDATE ON {_TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'trail: entries are never changed'); END",
    "trail_event_no_delete": f"CREATE TRIGGER trail_event_no_delete BEFORE DELETE ON {_TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'trail: entries are never deleted'); END",
    "trail_event_follows": f"CREATE TRIGGER trail_event_follows BEFORE INSERT ON {_TABLE} "
    f"WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM {_TABLE}) "
    f"OR (NEW.seq > 1 AND NEW.prev <> (SELECT hash FROM {_TABLE} WHERE seq = NEW.seq - 1)) "
    "BEGIN SELECT RAISE(ABORT, 'trail: an entry follows the last one'); END",
}

_POSTGRESQL = {
    "trail_event_no_update": f"CREATE TRIGGER trail_event_no_update BEFORE UPDATE ON {_TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION trail_event_refuse()",
    "trail_event_no_delete": f"CREATE TRIGGER trail_event_no_delete BEFORE DELETE ON {_TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION trail_event_refuse()",
    "trail_event_no_truncate": f"CREATE TRIGGER trail_event_no_truncate BEFORE TRUNCATE ON {_TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_event_refuse()",
    "trail_event_follows": f"CREATE TRIGGER trail_event_follows BEFORE INSERT ON {_TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION trail_event_follows()",
}

_POSTGRESQL_FUNCTIONS = (
    (
        "CREATE OR REPLACE FUNCTION trail_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'trail: entries are never changed or deleted'; END $$"
    ),
    (
        "CREATE OR REPLACE FUNCTION trail_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM {_TABLE}) "
        f"OR (NEW.seq > 1 AND NEW.prev <> (SELECT hash FROM {_TABLE} WHERE seq = NEW.seq - 1)) "
        "THEN RAISE EXCEPTION 'trail: an entry follows the last one'; END IF; RETURN NEW; END $$"
    ),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Creates what is missing; harmless to repeat."""
    absent = missing(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and absent:
            for statement in _POSTGRESQL_FUNCTIONS:
                cursor.execute(statement)
        for name in absent:
            cursor.execute(_wanted(connection)[name])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drops the triggers. For tests that must empty the tables; nothing else calls it."""
    with connection.cursor() as cursor:
        for name in _wanted(connection):
            cursor.execute(
                f"DROP TRIGGER IF EXISTS {name}" + (f" ON {_TABLE}" if connection.vendor == "postgresql" else "")
            )


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that are absent or disabled; all of them where the table does not exist."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE c.relname = %s AND pg_table_is_visible(c.oid) AND tgenabled IN ('O', 'A')",
                [_TABLE],
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [_TABLE])
        present = {row[0] for row in cursor.fetchall()}
    return [name for name in _wanted(connection) if name not in present]


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
