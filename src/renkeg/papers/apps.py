"""Tells Django of the app `papers`."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "renkeg.papers"
    label = "papers"
    verbose_name = "Dokumen"
