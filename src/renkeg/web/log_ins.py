"""A person's sessions as he sees them, and their end. Django's own table of sessions is the list: there is no second one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from renkeg.lib.keys import LENGTH
from renkeg.office.models import Pegawai

from . import sessions


@dataclass(frozen=True)
class LogIn:
    """One session that is still good. `key` names it in addresses without telling its cookie."""

    key: str
    session_key: str
    device: str
    began: datetime
    last: datetime
    here: bool


def of(pegawai: Pegawai, here: str | None) -> list[LogIn]:
    """The good sessions of that person, the one with the cookie `here` first, then the latest used."""
    return sorted(_of(pegawai, here), key=lambda one: (not one.here, -one.last.timestamp(), one.key))


def end(pegawai: Pegawai, key: str) -> bool:
    """Ends the session of that person that is named `key`; whether there was one."""
    keys = [one.session_key for one in _of(pegawai, None) if one.key == key]
    return Session.objects.filter(pk__in=keys).delete()[0] > 0


def end_all(pegawai: Pegawai, *, but: str | None = None) -> int:
    """Ends all sessions of that person, but for the one with the cookie `but`; returns how many."""
    keys = [one.session_key for one in _of(pegawai, but) if not one.here]
    return Session.objects.filter(pk__in=keys).delete()[0]


def _of(pegawai: Pegawai, here: str | None) -> Iterator[LogIn]:
    at = sessions.now()
    token = pegawai.get_session_auth_hash()
    for row in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        told = row.get_decoded()
        if told.get(SESSION_KEY) != pegawai.pk or not constant_time_compare(told.get(HASH_SESSION_KEY, ""), token):
            continue
        if sessions.over(told, at) is not False:
            continue
        yield LogIn(
            key=salted_hmac("renkeg.log_ins", row.session_key).hexdigest()[:LENGTH],
            session_key=row.session_key,
            device=str(told.get(sessions.DEVICE, "")),
            began=datetime.fromtimestamp(told[sessions.BEGAN], UTC),
            last=datetime.fromtimestamp(told[sessions.LAST], UTC),
            here=row.session_key == here,
        )
