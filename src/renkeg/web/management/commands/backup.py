"""Copies the whole office into one file."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from renkeg import backup
from renkeg.office import accounts


class Command(BaseCommand):
    help = "Membuat salinan seluruh kantor dalam satu berkas, tanpa menghentikan pekerjaan."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", metavar="FILE", type=Path, help="berkas baru (.tar.gz)")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Says what is in it."""
        accounts.office()
        head = backup.write(file)["head"]
        self.stdout.write(f"{file}: {head['seq']} entri jejak, ujung rantai {head['hash'] or '-'}")
