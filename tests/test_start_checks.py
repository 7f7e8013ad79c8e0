"""`serve` refuses to start and /readyz says no, each naming the thing."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from renkeg import start_checks
from renkeg.office import founding
from renkeg.settings import UNUSABLE_SECRET
from renkeg.trail import triggers
from tests.serving import command

pytestmark = pytest.mark.django_db


def test_a_sound_office_is_not_refused() -> None:
    assert start_checks.before_migrate() is None
    assert start_checks.after_migrate() is None
    assert start_checks.not_ready() == []


def test_debug_is_refused(settings: Settings) -> None:
    settings.DEBUG = True
    assert "RENKEG_DEBUG" in str(start_checks.before_migrate())


@pytest.mark.parametrize("secret", [UNUSABLE_SECRET, "pendek", "a" * 64, "django-insecure-" + "0123456789" * 5])
def test_a_missing_or_weak_secret_is_refused(settings: Settings, secret: str) -> None:
    settings.SECRET_KEY = secret
    assert "RENKEG_SECRET_KEY" in str(start_checks.before_migrate())


def test_missing_triggers_are_refused_before_migrating_puts_them_back() -> None:
    triggers.remove(connection)
    assert "trail_event_no_update" in str(start_checks.before_migrate())
    assert "trail_event_no_update" in str(start_checks.after_migrate())


def test_a_migration_of_another_version_is_refused() -> None:
    MigrationRecorder(connection).record_applied("planning", "0999_dari_masa_depan")
    assert "planning.0999_dari_masa_depan" in str(start_checks.before_migrate())


def test_a_migration_that_did_not_run_is_refused() -> None:
    MigrationRecorder(connection).record_unapplied("planning", "0001_initial")
    assert "planning.0001_initial" in str(start_checks.after_migrate())


def test_a_table_that_is_not_there_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE office_apitoken RENAME TO office_apitoken_lama")
    assert "office_apitoken tidak ada" in str(start_checks.after_migrate())


def test_a_column_that_is_not_there_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE office_apitoken DROP COLUMN revoked_at")
    assert "office_apitoken.revoked_at tidak ada" in str(start_checks.after_migrate())


def test_practice_data_needs_demo(settings: Settings) -> None:
    founding.found(founding.read("office"), latihan=True)
    assert "--demo" in str(start_checks.after_migrate())
    settings.DEMO = True
    assert start_checks.after_migrate() is None


@pytest.mark.django_db(transaction=True)
def test_a_database_that_may_forget_is_refused() -> None:
    loose, strict = {
        "sqlite": ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"),
        "postgresql": ("SET synchronous_commit=off", "SET synchronous_commit=on"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(loose)
        try:
            assert "synchronous" in str(start_checks.before_migrate())
        finally:
            cursor.execute(strict)
    assert start_checks.before_migrate() is None


def test_health_answers_without_a_login(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "hidup"}
    assert client.get("/readyz").json() == {"status": "siap", "masalah": []}


def test_readyz_says_what_is_missing(client: Client) -> None:
    triggers.remove(connection)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "trail_event_no_update" in answer.json()["masalah"][0]


def test_serve_ends_with_2_and_one_sentence_on_an_empty_data(tmp_path: Path) -> None:
    done = command("serve", "--port", "1", data=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "RENKEG_SECRET_KEY" in done.stderr


def test_an_unknown_command_is_answered_with_the_list(tmp_path: Path) -> None:
    done = command("selaraskan", data=tmp_path)
    assert done.returncode == 2
    assert "  serve " in done.stderr
