"""Tells a person by e-mail that something about his own account was changed, so that he notices when it was not he."""

from renkeg.trail.models import Event, Notification

from .models import Pegawai

PAGE = "/akun/"


def tell_owner(pegawai: Pegawai, event: Event, text: str) -> None:
    """Puts the message into the outbox, in the act's own transaction. It counts as read: on the desk he sees it himself."""
    Notification.objects.create(
        event=event,
        to=pegawai.pk,
        text=text,
        link=PAGE,
        created_at=event.at,
        next_try_at=event.recorded_at,
        read_at=event.recorded_at,
    )
