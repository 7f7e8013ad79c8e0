"""Tells Django of the app `planning`."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "renkeg.planning"
    label = "planning"
    verbose_name = "Perencanaan"
