"""Gives an account a new temporary password."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from renkeg.office import accounts


class Command(BaseCommand):
    help = "Mengganti sandi satu akun dengan sandi sementara yang dicetak; semua sesi akun itu berakhir."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whose password."""
        parser.add_argument("username", metavar="USERNAME")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Prints the temporary password and nothing else."""
        accounts.office()
        password = accounts.temporary_password()
        accounts.set_password(accounts.find(username), password, temporary=True)
        self.stdout.write(password)
