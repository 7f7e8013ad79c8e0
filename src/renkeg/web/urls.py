"""The addresses of the pages."""

from django.urls import include, path

from renkeg.web.views import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("akun/", include("allauth.account.urls")),
]
