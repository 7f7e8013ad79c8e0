"""The append-only trail, and the messages that wait to be sent."""

from typing import ClassVar

from django.db import models

from renkeg.lib.keys import LENGTH, new_key


class Event(models.Model):
    """One entry of the trail. Written only by `record`; triggers refuse every change.

    `at` is office time, `recorded_at` the real clock. `state` is the digest of all rows of the subject after the act.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    verb = models.CharField(max_length=32)
    subject = models.CharField(max_length=80)
    by = models.CharField(max_length=LENGTH)
    facts = models.JSONField()
    state = models.CharField(max_length=64, blank=True)
    prev = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["seq"]
        indexes: ClassVar = [models.Index(fields=["subject", "seq"], name="event_subject")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="event_seq_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def waiting(self) -> "NotificationQuerySet":
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def unread_by(self, to: str) -> "NotificationQuerySet":
        """What that pegawai has not marked as read."""
        return self.filter(to=to, read_at__isnull=True)

    def newest_first(self) -> "NotificationQuerySet":
        return self.select_related("event").order_by("-created_at", "-event_id", "pk")


class Notification(models.Model):
    """A message that waits for `deliver`. `to` is the key of a pegawai, `link` a path of this site."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notifications")
    to = models.CharField(max_length=LENGTH)
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["event_id", "id"]
        indexes: ClassVar = [models.Index(fields=["to", "read_at"], name="notification_to")]

    def __str__(self) -> str:
        return self.text
