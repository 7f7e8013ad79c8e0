"""The SOP's flowchart on pages: of one usulan where it stands and what it took, of all how many stand where."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count
from django.utils.safestring import SafeString

from renkeg.lib import indonesian
from renkeg.office.models import Pegawai
from renkeg.papers.flowchart import PASSED
from renkeg.planning import drawing
from renkeg.planning.drawing import Note, Notes
from renkeg.planning.models import Tugas
from renkeg.planning.sop import Langkah, Sop

from .history import Stage, Way

NOW = "sekarang"


def standing(sop: Sop, by: Pegawai, at: datetime) -> list[tuple[Langkah, int]]:
    """How many of the running usulan that the person sees stand at each langkah; those without one are left out."""
    rows = Tugas.objects.visible_to(by, at).open().filter(side="", usulan__sop_slug=sop.slug).order_by()
    counts = dict(rows.values_list("langkah").annotate(usulan=Count("pk")))
    return [(one, counts[one.nomor]) for one in sop.langkah if one.nomor in counts]


def of_all(sop: Sop, counts: list[tuple[Langkah, int]]) -> SafeString:
    """The flowchart with these counts beside its langkah."""
    notes = {langkah.nomor: Note(words=f"{count} usulan") for langkah, count in counts}
    return _svg(sop, Notes("Berjalan", notes) if notes else None)


def of_one(sop: Sop, way: Way) -> SafeString:
    """The flowchart with the langkah that one usulan has passed and the one where it stands, and the working time of each."""
    notes = {stage.langkah.nomor: Note(_MARKS.get(stage.standing, ""), _words(stage)) for stage in way.stages}
    return _svg(sop, Notes("Terpakai", notes))


_MARKS: Mapping[str, str] = {"selesai": PASSED, "sekarang": NOW}


def _words(stage: Stage) -> str:
    """As "35 menit, 2 kali, 1 kali dikembalikan; di sini sekarang"; nothing where it never stood."""
    if not stage.legs:
        return ""
    told = [indonesian.durasi(sum(leg.minutes for leg in stage.legs))]
    if len(stage.legs) > 1:
        told.append(f"{len(stage.legs)} kali")
    if returned := sum(leg.sent_back for leg in stage.legs):
        told.append(f"{returned} kali dikembalikan")
    words = ", ".join(told)
    return f"{words}; di sini sekarang" if stage.standing == NOW else words


def _svg(sop: Sop, notes: Notes | None) -> SafeString:
    # Built as elements whose texts are escaped when they are written; no text of a page goes into it.
    return SafeString(drawing.as_svg(sop, notes=notes, alone=False))
