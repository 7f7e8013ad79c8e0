"""The Meja Kerja: what waits for me, what of mine lies with others, what is coming."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect

from renkeg.office import clock
from renkeg.web import desk, starting
from renkeg.web.address import address
from renkeg.web.http import Request, page, unchanged
from renkeg.web.where import Scene

MOST_KEYS = 100


@address("GET")
def show(request: Request) -> HttpResponse:
    """The first page after the log-in; asked again by the page itself, it answers only when something has changed."""
    at = clock.now()
    if unchanged(request, desk.stamp(request.user, at)):
        return HttpResponse(status=204)
    found = desk.of(Scene.here(request, at), request.GET.get("sebagai", ""))
    context = {"at": at, "desk": found, "own": starting.units(request.user, at), "here": _here(found.chosen)}
    return page(request, "meja/show.html", context, part="meja")


@address("POST")
def read(request: Request) -> HttpResponse:
    """Marks the notices that were shown as read."""
    keys = request.POST.getlist("kabar")[:MOST_KEYS]
    desk.mark_read(request.user, keys)
    return redirect(_here(request.POST.get("sebagai", "")))


def _here(chosen: str) -> str:
    return f"/?{urlencode({'sebagai': chosen})}" if chosen else "/"
