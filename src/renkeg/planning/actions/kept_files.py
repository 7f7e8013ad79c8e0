"""Workbooks that wait until they are accepted: how they are opened and named, and when they are swept away."""

from datetime import timedelta

from django.utils import timezone

from renkeg.lib.clean_text import Unclean, line_within
from renkeg.lib.errors import BadInput
from renkeg.papers.opening import MOST_BYTES, Grid, Unreadable, opened
from renkeg.planning.models import PokUpload, TahunanUpload

_KEPT_DAYS = 3
_LONGEST_NAME = 200


def grids_of(data: bytes) -> list[Grid]:
    """The sheets of an uploaded file. Raises BadInput at "berkas" with the sentence that says why it cannot be read."""
    if len(data) > MOST_BYTES:
        raise BadInput.at("berkas", f"Berkas ini lebih besar dari {MOST_BYTES // 1024**2} MB.")
    try:
        return opened(data)
    except Unreadable as error:
        raise BadInput.at("berkas", str(error)) from error


def clean_name(name: str, *, otherwise: str) -> str:
    """The name of a file as it may be shown."""
    try:
        return line_within(name[-_LONGEST_NAME:], _LONGEST_NAME)
    except Unclean:
        return otherwise


def sweep_uploads() -> int:
    """Deletes what was uploaded and has served, or was left lying for some days; returns how many."""
    # By the real clock, not that of the office.
    moment = timezone.now() - timedelta(days=_KEPT_DAYS)
    return sum(kind.objects.filter(uploaded_at__lt=moment).delete()[0] for kind in (PokUpload, TahunanUpload))
