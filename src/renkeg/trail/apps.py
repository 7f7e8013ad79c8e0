"""Tells Django of the app `trail`."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "renkeg.trail"
    label = "trail"
    verbose_name = "Jejak"
