"""Tells Django of the app `office`."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "renkeg.office"
    label = "office"
    verbose_name = "Kantor"
