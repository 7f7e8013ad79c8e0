"""The handbook, readable beside the work: a cover, a part for each role, the way from a page to its section, a practice case."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from renkeg.office import clock, practice
from renkeg.web import handbook
from renkeg.web import practice_case as cases
from renkeg.web.address import address
from renkeg.web.http import Request, page


@address("GET")
def cover(request: Request) -> HttpResponse:
    """The part for everybody, or, asked from a page (`dari`), the section that helps there."""
    if wanted := request.GET.get("dari", ""):
        posts = [one.jabatan.post for one in request.user.standing(clock.now()).posts]
        part, _, anchor = handbook.section_for(wanted, posts).partition("#")
        return redirect(f"{_of(part)}#{anchor}" if anchor else _of(part))
    return _shown(request, handbook.COVER)


@address("GET")
def show(request: Request, part: str) -> HttpResponse:
    """One part."""
    return _shown(request, part)


@address("GET")
def practice_case(request: Request) -> HttpResponse:
    """In a practice office: who acts next on a case, and what to press there."""
    at = clock.now()
    case = cases.of(request.user, at) if settings.DEMO else None
    if case is None:
        raise Http404
    return page(request, "panduan/practice_case.html", {"at": at, "case": case, "password": practice.PASSWORD})


def _shown(request: Request, slug: str) -> HttpResponse:
    found = handbook.read(slug)
    if found is None:
        raise Http404
    mine = {one.jabatan.post for one in request.user.standing(clock.now()).posts}
    parts = [{"slug": one, "title": title, "mine": one in mine} for one, title in handbook.PARTS.items()]
    return page(request, "panduan/show.html", {"part": found, "parts": parts})


def _of(slug: str) -> str:
    return reverse("panduan") if slug == handbook.COVER else reverse("panduan_page", args=[slug])
