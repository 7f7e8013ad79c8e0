"""Writes the page that verifies seals without any network."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renkeg.office import accounts, clock
from renkeg.papers import seals, verifier
from renkeg.papers.models import SealKey


class Command(BaseCommand):
    help = (
        "Menulis satu halaman HTML yang memeriksa segel kode QR tanpa jaringan, dengan kunci publik kantor di dalamnya."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", metavar="BERKAS.html", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Says the fingerprint of the key, to be announced by the office."""
        satker = accounts.office()
        at = clock.now()
        key = seals.key_in_force(at)
        content = verifier.page(SealKey.objects.all(), office=satker.nama, made=satker.day(at))
        try:
            with Path(options["file"]).open("x", encoding="utf-8", newline="\n") as file:
                file.write(content)
        except FileExistsError as error:
            raise CommandError(f"{options['file']} sudah ada; pilih nama lain.") from error
        except OSError as error:
            raise CommandError(f"{options['file']} tidak dapat ditulis ({error.strerror}).") from error
        self.stdout.write(f"{options['file']}\nSidik kunci kantor: {seals.fingerprint(key)}")
