"""The trail: one entry an act, in the act's own transaction, never changed, never deleted."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from renkeg.trail import triggers, verify
from renkeg.trail.models import Event
from renkeg.trail.record import GENESIS, record

AT = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)


@transaction.atomic
def _record(verb: str = "hire", at: datetime = AT, **facts: object) -> Event:
    return record(verb, "kantor", by="sistem", at=at, facts=facts)


def test_entries_follow_each_other_from_one_on(db: None) -> None:
    first, second = _record(), _record()
    assert (first.seq, first.prev) == (1, GENESIS)
    assert (second.seq, second.prev) == (2, first.hash)
    assert list(verify.chain(lambda _event: None)) == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError):
        record("hire", "kantor", by="sistem", at=AT)


def test_an_act_that_fails_leaves_no_entry_and_no_gap(db: None) -> None:
    _record()
    with transaction.atomic():
        _record()
        transaction.set_rollback(True)
    assert _record().seq == 2


def test_time_that_goes_back_is_said(db: None) -> None:
    assert _record().facts == {}
    assert _record(at=AT - timedelta(microseconds=1)).facts == {"clock_back": True}
    assert _record(at=AT).facts == {}
    assert list(verify.chain(lambda _event: None)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_event SET verb = 'x' WHERE seq = 1",
        "UPDATE trail_event SET seq = 3 WHERE seq = 2",
        "DELETE FROM trail_event WHERE seq = 2",
        "DELETE FROM trail_event",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(db: None, statement: str) -> None:
    _record()
    _record()
    with pytest.raises(DatabaseError, match="trail:"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == 2


def test_postgresql_refuses_to_truncate(db: None) -> None:
    _record()
    statement = "TRUNCATE trail_event CASCADE" if connection.vendor == "postgresql" else "DELETE FROM trail_event"
    with pytest.raises(DatabaseError, match="trail:"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_entry_that_does_not_follow_is_refused(db: None) -> None:
    last = _record()
    for seq, prev in ((3, last.hash), (2, "f" * 64), (1, GENESIS)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.create(
                seq=seq, at=AT, recorded_at=AT, verb="x", subject="kantor", by="x", facts={}, prev=prev, hash="e" * 64
            )


def test_triggers_that_are_gone_are_named_and_come_back(db: None) -> None:
    assert triggers.missing(connection) == []
    with transaction.atomic():
        triggers.remove(connection)
        assert "trail_event_no_delete" in triggers.missing(connection)
        triggers.install(connection)
        triggers.install(connection)
        assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain() -> None:
    failures: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(10):
                _record()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Event.objects.count() == 60
    # Their moments are all the same, so that only the chain can be wrong.
    assert list(verify.chain(lambda _event: None)) == []
