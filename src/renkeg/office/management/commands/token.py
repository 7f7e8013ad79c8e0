"""`renkeg token`: a new API token for one person, shown this once."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renkeg.office import actions
from renkeg.office.models import Pegawai


class Command(BaseCommand):
    help = "Mencetak token API baru; yang disimpan hanya sidik jarinya, jadi token ini tidak dapat dilihat lagi."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whose token."""
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Prints the token alone on one line."""
        pegawai = Pegawai.objects.filter(username=username, is_active=True).first()
        if pegawai is None:
            raise CommandError(f"Tidak ada akun aktif bernama {username}.")
        self.stdout.write(actions.new_token(pegawai))
