"""Accounts: log-in, lock-out, sessions that end, passwords that change, accounts that close."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkeg.office import accounts, actions
from renkeg.office.models import Pegawai
from renkeg.planning import integrity
from renkeg.trail.models import Event
from renkeg.web import accounts as web_accounts
from renkeg.web import sessions
from tests.cast import Cast

PASSWORD = "sandi-kenari-yang-panjang"
OTHER = "sandi-lain-yang-panjang-juga"


@pytest.fixture
def person(cast: Cast) -> Pegawai:
    """The kasubbag, with a password."""
    return accounts.set_password(cast.kasubbag, PASSWORD)


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets the real clock of the sessions run ahead."""
    ahead = 0

    def advance(seconds: int) -> None:
        nonlocal ahead
        ahead += seconds

    monkeypatch.setattr(sessions, "now", lambda: int(time.time()) + ahead)
    return advance


def _log_in(client: Client, username: str = "kasubbag", password: str = PASSWORD, **extra: Any) -> HttpResponse:
    response: HttpResponse = client.post(reverse("account_login"), {"login": username, "password": password}, **extra)  # type: ignore[assignment]
    return response


def _is_in(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


def test_one_logs_in_by_username_and_out_again(person: Pegawai, client: Client) -> None:
    assert not _is_in(client)
    response = _log_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert _is_in(client)
    client.post(reverse("account_logout"))
    assert not _is_in(client)


def test_a_new_session_begins_at_log_in_and_its_cookie_is_shut_to_scripts(person: Pegawai, client: Client) -> None:
    client.get(reverse("account_login"))
    client.cookies["renkeg"] = "pilihan-penyerang-0123456789abcdef"
    response = _log_in(client)
    cookie = response.cookies["renkeg"]
    assert cookie.value != "pilihan-penyerang-0123456789abcdef"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"]
    assert not cookie["max-age"]


def test_the_password_is_kept_as_argon2(person: Pegawai) -> None:
    assert re.match(r"argon2\$argon2id\$", person.password)


@pytest.mark.parametrize("address", ["signup/", "password/reset/", "email/", "password/set/", "confirm-email/"])
def test_what_is_not_offered_is_not_there(person: Pegawai, client: Client, address: str) -> None:
    _log_in(client)
    assert client.get(f"/akun/{address}").status_code == 404


def test_after_ten_wrong_passwords_one_must_wait(person: Pegawai, client: Client) -> None:
    for _ in range(9):
        assert _log_in(client, password="salah").status_code == 200
    response = _log_in(client, password="salah")
    assert response.status_code == 429
    assert "Terlalu banyak percobaan masuk" in response.content.decode()
    assert response["Retry-After"] == "900"
    assert _log_in(client).status_code == 429
    assert not _is_in(client)


def test_other_capitals_are_no_new_tries(person: Pegawai, client: Client) -> None:
    for place in range(10):
        _log_in(client, username="kasubbag"[:place].upper() + "kasubbag"[place:], password="salah")
    assert _log_in(client).status_code == 429


def test_who_guesses_elsewhere_locks_out_only_himself(person: Pegawai, client: Client) -> None:
    for _ in range(10):
        _log_in(client, password="salah", REMOTE_ADDR="198.51.100.7")
    assert _log_in(client, REMOTE_ADDR="198.51.100.7").status_code == 429
    assert _log_in(client, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_the_lock_ends_after_a_quarter_of_an_hour(person: Pegawai, client: Client) -> None:
    for _ in range(10):
        _log_in(client, password="salah")
    assert _log_in(client).status_code == 429
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=attempt.attempt_time - timedelta(minutes=15))
    assert _log_in(client).status_code == 302


def test_wrong_tries_before_a_right_one_are_forgotten(person: Pegawai, client: Client) -> None:
    for _ in range(2):
        for _ in range(9):
            _log_in(client, password="salah")
        assert _log_in(client).status_code == 302
        client.logout()


def test_an_unknown_name_is_answered_like_a_wrong_password(person: Pegawai, client: Client) -> None:
    def told(response: HttpResponse) -> list[str]:
        return re.findall(r'role="alert".*?</section>', response.content.decode(), re.DOTALL)

    known, unknown = _log_in(client, password="salah"), _log_in(client, username="tidak-ada", password="salah")
    assert known.status_code == unknown.status_code == 200
    assert told(known) == told(unknown) != []


def test_behind_a_proxy_the_last_forwarded_address_counts(settings: Any) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7")
    assert web_accounts.address_of(request) == "127.0.0.1"
    settings.SITE_URL = "https://renkeg.contoh.id"
    assert web_accounts.address_of(request) == "198.51.100.7"
    stranger = RequestFactory().get("/", REMOTE_ADDR="198.51.100.8", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert web_accounts.address_of(stranger) == "198.51.100.8"


def test_no_password_is_written_down_anywhere(
    person: Pegawai, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    _log_in(client, password="salah-kenari-1234")
    _log_in(client)
    rows = [str(list(model.objects.values())) for model in (AccessAttempt, AccessLog, Session, Event, Pegawai)]
    for secret in (PASSWORD, "salah-kenari-1234"):
        assert secret not in "".join(rows)
        assert secret not in caplog.text


def test_a_session_ends_after_thirty_idle_minutes(
    person: Pegawai, client: Client, passing: Callable[[int], None]
) -> None:
    _log_in(client)
    for _ in range(3):
        passing(29 * 60)
        assert _is_in(client)
    passing(30 * 60)
    assert not _is_in(client)


def test_a_session_ends_after_twelve_hours_however_busy(
    person: Pegawai, client: Client, passing: Callable[[int], None]
) -> None:
    _log_in(client)
    for _ in range(12 * 60 // 20 - 1):
        passing(20 * 60)
        assert _is_in(client)
    passing(20 * 60)
    assert not _is_in(client)


def test_the_practice_clock_moves_no_session(person: Pegawai, client: Client, cast: Cast) -> None:
    _log_in(client)
    cast.at("2029-01-01T09:00:00+07:00")
    assert _is_in(client)


def test_reading_pages_writes_the_session_once_a_minute_at_most(person: Pegawai, client: Client) -> None:
    _log_in(client)
    client.get("/akun/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/akun/")
    assert not [query for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))]


def test_a_changed_password_ends_the_other_sessions_and_stands_in_the_trail(person: Pegawai, client: Client) -> None:
    elsewhere = Client()
    _log_in(client)
    _log_in(elsewhere)
    changed = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    )
    assert changed.status_code == 302
    assert _is_in(client)
    assert not _is_in(elsewhere)
    entry = Event.objects.order_by("-seq")[0]
    assert (entry.verb, entry.subject, entry.by) == ("set_password", f"pegawai:{person.pk}", person.pk)
    assert integrity.check().findings == []
    assert _log_in(elsewhere).status_code == 200
    assert _log_in(elsewhere, password=OTHER).status_code == 302


@pytest.mark.parametrize("weak", ["pendek-1", "1234567890123", "kasubbag-contoh"])
def test_a_weak_password_is_refused_and_the_old_one_stays(person: Pegawai, client: Client, weak: str) -> None:
    _log_in(client)
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )
    assert answer.status_code == 200
    client.logout()
    assert _log_in(client).status_code == 302


def test_a_password_set_by_the_operator_ends_all_sessions(person: Pegawai, client: Client) -> None:
    _log_in(client)
    accounts.set_password(person, accounts.temporary_password())
    assert not _is_in(client)


def test_a_closed_account_is_out_at_once_with_session_and_token(person: Pegawai, client: Client) -> None:
    token = accounts.new_token(person)
    bearer = {"Authorization": f"Bearer {token}"}
    _log_in(client)
    assert _is_in(client)
    assert client.get("/api/v1/me", headers=bearer).status_code == 200
    actions.disable(person, by=None)
    assert not _is_in(client)
    assert client.get("/api/v1/me", headers=bearer).status_code == 401
    assert _log_in(client)["Location"] == reverse("account_inactive")
    assert not _is_in(client)
