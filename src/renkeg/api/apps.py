"""Tells Django of the app `api`."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "renkeg.api"
    label = "api"
    verbose_name = "API"
