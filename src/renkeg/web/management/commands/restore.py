"""Builds an office from a backup."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from renkeg import backup


class Command(BaseCommand):
    help = "Memulihkan kantor dari salinan ke folder data dan basis data yang kosong, lalu memeriksanya."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("file", metavar="FILE", type=Path, help="berkas buatan `renkeg backup`")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Says what was restored."""
        report = backup.restore(file)
        self.stdout.write(
            f"Pulih dan utuh: {report.entries} entri, {report.usulan} usulan, {report.documents} dokumen. "
            f"Ujung rantai: {report.head or '-'}"
        )
