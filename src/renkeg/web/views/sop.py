"""The SOP as it is signed: its identity page, its flowchart and table, as pages and as files."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpResponse

from renkeg.office import clock
from renkeg.office.models import Satker
from renkeg.papers import media_types
from renkeg.planning import bpmn, drawing
from renkeg.planning import sop as sops
from renkeg.planning.sop import Langkah, Sop, Verb
from renkeg.web import charts
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.views.dokumen import file_answer


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
    return _shown(request, sops.named(Satker.objects.office().sop, settings.SOP_DIR))


@address("GET")
def show_one(request: Request, sop: str) -> HttpResponse:
    """Any SOP at hand, also one that only usulan of earlier days follow."""
    return _shown(request, _find(sop))


@address("GET")
def pdf(request: Request, sop: str) -> HttpResponse:
    """The official document."""
    found = _find(sop)
    return file_answer(drawing.as_pdf(found), media_types.PDF, f"{_name(found)}.pdf")


@address("GET")
def bpmn_file(request: Request, sop: str) -> HttpResponse:
    """The SOP as BPMN 2.0."""
    found = _find(sop)
    return file_answer(bpmn.as_bpmn(found), "application/xml", f"{_name(found)}.bpmn")


def _find(slug: str) -> Sop:
    if slug not in sops.slugs(settings.SOP_DIR):
        raise Http404
    return sops.named(slug, settings.SOP_DIR)


def _name(sop: Sop) -> str:
    return drawing.title(sop).replace("/", "-")


def _shown(request: Request, sop: Sop) -> HttpResponse:
    at = clock.now()
    standing = charts.standing(sop, request.user, at)
    context = {
        "sop": sop,
        "lines": [_line(sop, one) for one in sop.langkah],
        "standing": standing,
        "chart": charts.of_all(sop, standing),
    }
    return page(request, "sop/show.html", context)


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
    """The look of the symbol that stands in the table."""
    return drawing.shape(sop, langkah).value
