"""Workbooks that wait until they are accepted: how they are opened, and when they are swept away."""

from datetime import timedelta

from django.utils import timezone

from renkeg.lib.errors import BadInput
from renkeg.papers.opening import Grid, Unreadable, opened
from renkeg.planning.models import PokUpload, TahunanUpload

_KEPT_DAYS = 3


def grids_of(data: bytes) -> list[Grid]:
    """The sheets of an uploaded file. Raises BadInput at "berkas" with the sentence that says why it cannot be read."""
    try:
        return opened(data)
    except Unreadable as error:
        raise BadInput.at("berkas", str(error)) from error


def sweep_uploads() -> int:
    """Deletes what was uploaded and has served, or was left lying for some days; returns how many."""
    # By the real clock, not that of the office.
    moment = timezone.now() - timedelta(days=_KEPT_DAYS)
    return sum(kind.objects.filter(uploaded_at__lt=moment).delete()[0] for kind in (PokUpload, TahunanUpload))
