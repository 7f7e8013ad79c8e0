"""The keys with which the office seals what stands on its papers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from renkeg.lib.keys import LENGTH, new_key
from renkeg.trail.snapshot import fields_of


class SealKeyQuerySet(models.QuerySet["SealKey"]):
    def in_force(self) -> "SealKeyQuerySet":
        return self.filter(in_force=True)


class SealKey(models.Model):
    """A pair of keys (EC P-256). One seals today; the others are kept, because what they sealed stays sealed.

    `private` can be opened only with the secret of the office: a copy of the tables alone seals nothing.
    """

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    public = models.CharField(max_length=90, unique=True, help_text="titik kurva, base64url")
    private = models.TextField(help_text="kunci terenkripsi, base64url")
    made_at = models.DateTimeField()
    in_force = models.BooleanField(default=True)

    objects = SealKeyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["in_force"], condition=Q(in_force=True), name="seal_key_one_in_force")
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """As the trail names it."""
        return f"kunci:{self.pk}"

    def snapshot(self) -> dict[str, object]:
        """The row without its private half, which changes with the secret of the office."""
        return fields_of(self, leave={"id", "private"})
