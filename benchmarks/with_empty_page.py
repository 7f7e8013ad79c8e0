"""The addresses of the house, and one page with nothing on it but what every page has."""

from django.http import HttpResponse
from django.urls import include, path

from renkeg.web.http import Request, page

handler500 = "renkeg.web.refusals.bug"


def empty(request: Request) -> HttpResponse:
    """The frame of a page."""
    return page(request, "base.html", {})


urlpatterns = [path("kosong/", empty), path("", include("renkeg.urls"))]
