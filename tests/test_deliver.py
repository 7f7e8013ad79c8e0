"""The loop beside the server: what it sweeps away, and what it keeps."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from renkeg import deliver


@pytest.mark.django_db
def test_what_tells_of_log_ins_goes_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    for days in (29, 31):
        attempt = AccessAttempt.objects.create(username=f"u{days}", ip_address="127.0.0.1", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - timedelta(days=days))
    for days in (364, 366):
        entry = AccessLog.objects.create(username=f"u{days}", ip_address="127.0.0.1")
        AccessLog.objects.filter(pk=entry.pk).update(attempt_time=now - timedelta(days=days))
    for key, hours in (("ended", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(hours=hours))
    monkeypatch.setattr(deliver, "_next_sweep", [0.0])
    assert deliver.sweep() == 0
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["u29"]
    assert list(AccessLog.objects.values_list("username", flat=True)) == ["u364"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


@pytest.mark.django_db
def test_it_sweeps_once_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "_next_sweep", [0.0])
    deliver.sweep()
    Session.objects.create(session_key="late", session_data="", expire_date=timezone.now() - timedelta(hours=1))
    deliver.sweep()
    assert Session.objects.filter(session_key="late").exists()
