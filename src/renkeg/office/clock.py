"""The office's clock: real time, or the time that a practice installation was set to."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from .models import PracticeClock


def now() -> datetime:
    """The office's present moment, UTC-aware. Tokens, sessions and locks use the real clock instead."""
    real = timezone.now()
    if not settings.DEMO:
        return real
    offset = PracticeClock.objects.values_list("offset", flat=True).first()
    return real + timedelta(microseconds=offset) if offset else real
