"""Messages that wait are sent once, tried again, given up at last; papers that wait are made."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone

from renkeg import deliver as loop
from renkeg.office import actions
from renkeg.office.models import Pegawai
from renkeg.papers import documents
from renkeg.papers.models import Document
from renkeg.trail import deliver
from renkeg.trail.models import Notification
from tests.cast import Cast, gather, published, usulan_at

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing."""

    tries = 0

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        type(self).tries += 1
        raise ConnectionRefusedError("kasubbag@contoh.id refused")


@pytest.fixture
def waiting(cast: Cast, settings: Any) -> Notification:
    """A message for the kabag, who has an address."""
    settings.EMAIL_BACKEND = LOCMEM
    Pegawai.objects.filter(pk=cast.kabag.pk).update(email="kabag@contoh.id")
    usulan_at(2, cast)
    return Notification.objects.get(to=cast.kabag.pk)


def test_a_message_is_sent_with_its_link_and_only_once(waiting: Notification) -> None:
    assert loop.send_messages() == 1
    assert loop.send_messages() == 0
    (sent,) = mail.outbox
    assert sent.to == ["kabag@contoh.id"]
    assert waiting.text in sent.subject
    assert f"http://127.0.0.1:8000{waiting.link}" in str(sent.body)
    assert sent.extra_headers["Message-ID"] == f"<{waiting.pk}@127.0.0.1>"
    waiting.refresh_from_db()
    assert waiting.sent_at is not None


def test_without_an_address_it_stays_on_the_desk(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = LOCMEM
    usulan_at(2, cast)
    assert loop.send_messages() == 1
    assert mail.outbox == []
    row = Notification.objects.get()
    assert (row.sent_at is not None, row.read_at) == (True, None)


def test_without_a_mail_server_nothing_is_tried(waiting: Notification, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert loop.send_messages() == 1
    waiting.refresh_from_db()
    assert (waiting.sent_at is not None, waiting.attempts) == (True, 0)


def test_who_has_left_gets_no_mail(waiting: Notification, cast: Cast) -> None:
    actions.disable(cast.kabag, by=None)
    loop.send_messages()
    assert mail.outbox == []


def test_a_failed_message_is_tried_five_times_ever_later_and_then_given_up(
    waiting: Notification, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.tries = 0
    waits: list[timedelta] = []
    for _ in range(deliver.TRIES):
        assert loop.send_messages() == 1
        assert loop.send_messages() == 0
        waiting.refresh_from_db()
        waits.append(waiting.next_try_at - timezone.now())
        Notification.objects.update(next_try_at=timezone.now())
    assert loop.send_messages() == 0
    waiting.refresh_from_db()
    assert (Refusing.tries, waiting.attempts, waiting.sent_at) == (5, 5, None)
    assert waiting.given_up_at is not None
    assert waits[:4] == sorted(waits[:4])
    assert waits[3] > timedelta(hours=1)
    assert "contoh.id" not in caplog.text


def test_a_message_whose_sender_died_is_sent_again_under_the_same_id(waiting: Notification) -> None:
    """He had claimed it, and perhaps sent it: the other side knows it by its Message-ID."""
    assert deliver._claim(waiting)
    assert loop.send_messages() == 0
    Notification.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert loop.send_messages() == 1
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<{waiting.pk}@")


@pytest.mark.django_db(transaction=True)
def test_several_processes_never_send_a_message_twice(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    settings.EMAIL_BACKEND = LOCMEM
    cast = gather()
    for _ in range(12):
        usulan_at(2, cast, susulan=True)
    Pegawai.objects.filter(pk=cast.kabag.pk).update(email="kabag@contoh.id")
    together = threading.Barrier(6)
    counts: list[int] = []

    def addresses(people: Sequence[str]) -> dict[str, str]:
        together.wait(10)  # all of them have read the same rows by now
        return dict.fromkeys(people, "kabag@contoh.id")

    def send() -> None:
        try:
            counts.append(deliver.send(addresses))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 12
    assert len(mail.outbox) == 12
    assert sum(counts) == 12


def test_papers_that_wait_are_made(cast: Cast, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    published(cast)
    waiting = Document.objects.unmade().count()
    assert waiting > 0
    assert loop.make_papers() == waiting
    assert loop.make_papers() == 0
    assert not Document.objects.unmade().exists()


def test_a_paper_that_cannot_be_made_blocks_no_other(
    cast: Cast, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    published(cast)
    poison = Document.objects.unmade().order_by("made_for", "pk")[0]
    render, tries = documents.render, []

    def failing(document: Document) -> bytes:
        if document.pk == poison.pk:
            tries.append(document.pk)
            raise ValueError
        return render(document)

    monkeypatch.setattr(documents, "render", failing)
    monkeypatch.setattr(loop, "_failed", {})
    for _ in range(8):
        loop.make_papers()
    assert [one.pk for one in Document.objects.unmade()] == [poison.pk]
    assert len(tries) == 5


def test_a_long_text_or_a_line_break_makes_no_second_header(waiting: Notification) -> None:
    Notification.objects.update(text="Subbagian\r\nBcc: penyerang@contoh.id " + "X" * 300)
    loop.send_messages()
    (sent,) = mail.outbox
    assert len(sent.subject) <= 120
    assert "Bcc" not in sent.message()
