"""Closes an account."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from renkeg.office import accounts, actions


class Command(BaseCommand):
    help = "Menutup satu akun: sesi, token dan jabatannya tidak berlaku lagi sejak saat ini."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whose account."""
        parser.add_argument("username", metavar="USERNAME")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Says that it is closed; harmless to repeat."""
        accounts.office()
        pegawai = actions.disable(accounts.find(username), by=None)
        self.stdout.write(f'Akun "{pegawai.username}" ditutup.')
