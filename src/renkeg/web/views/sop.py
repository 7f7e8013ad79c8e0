"""The SOP as it is signed: its identity page and its table with the five symbols."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse

from renkeg.office.models import Satker
from renkeg.planning import sop as sops
from renkeg.planning.sop import Langkah, Sop, Verb
from renkeg.web.address import address
from renkeg.web.http import Request, page


@dataclass(frozen=True)
class Line:
    """A row of the table: the langkah and, a column each, the symbol and name of who acts."""

    langkah: Langkah
    cells: list[tuple[str, str]]
    forward: int | None
    back: int | None
    ends: bool


@address("GET")
def show(request: Request) -> HttpResponse:
    """The SOP that new usulan follow."""
    sop = sops.named(Satker.objects.office().sop, settings.SOP_DIR)
    return page(request, "sop/show.html", {"sop": sop, "lines": [_line(sop, one) for one in sop.langkah]})


def _line(sop: Sop, langkah: Langkah) -> Line:
    ahead = [way for way in langkah.ways if way.verb is not Verb.SEND_BACK]
    back = langkah.way(Verb.SEND_BACK)
    return Line(
        langkah,
        [(_symbol(sop, langkah) if one.post is langkah.post else "", one.nama) for one in sop.pelaksana],
        ahead[0].to if ahead else None,
        back.to if back else None,
        any(way.ends for way in langkah.ways),
    )


def _symbol(sop: Sop, langkah: Langkah) -> str:
    """Decision, begin or end, or plain work (Permenpan RB 35/2012)."""
    if langkah.decides:
        return "keputusan"
    ends = langkah is sop.first or any(way.ends for way in langkah.ways)
    return "mulai-akhir" if ends else "proses"
