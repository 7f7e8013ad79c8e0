"""Tells Django of the app `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "renkeg.web"
    label = "web"
    verbose_name = "Halaman"
