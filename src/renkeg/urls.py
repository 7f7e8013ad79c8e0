"""Every address of the house: the pages, and beneath /api/v1/ the same verbs as JSON."""

from django.urls import include, path

urlpatterns = [
    path("", include("renkeg.web.urls")),
]
