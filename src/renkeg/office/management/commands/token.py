"""Prints a new token of the API for one person."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from renkeg.office import accounts


class Command(BaseCommand):
    help = "Mencetak token API baru untuk satu orang. Hanya sidiknya disimpan; token yang lama tetap berlaku."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whose token."""
        parser.add_argument("username", metavar="USERNAME")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Prints the token and nothing else."""
        accounts.office()
        self.stdout.write(accounts.new_token(accounts.find(username)))
