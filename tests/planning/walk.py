"""Short words for what the tests of the rules do again and again."""

from renkeg.planning.models import Tugas, Usulan
from renkeg.trail.models import Event


def open_tugas(usulan: Usulan) -> Tugas:
    """The open main tugas of a usulan that has one."""
    tugas = usulan.open_tugas
    assert tugas is not None
    return tugas


def reread(usulan: Usulan) -> Usulan:
    """The usulan as it stands in the database now."""
    return Usulan.objects.for_reading().get(pk=usulan.pk)


def entries(usulan: Usulan) -> list[str]:
    """The verbs of its trail, oldest first."""
    return list(Event.objects.filter(subject=usulan.subject).values_list("verb", flat=True))
