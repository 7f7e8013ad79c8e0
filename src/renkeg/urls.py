"""Every address of the house: the pages, and beneath /api/v1/ the same verbs as JSON."""

from django.urls import include, path

handler500 = "renkeg.web.refusals.bug"

urlpatterns = [
    path("api/v1/", include("renkeg.api.urls")),
    path("", include("renkeg.web.urls")),
]
