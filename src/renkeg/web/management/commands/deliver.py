"""The loop of `renkeg.deliver` by itself, for a machine that serves no pages."""

import argparse
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand

from renkeg import deliver, prepare


class Command(BaseCommand):
    help = "Mengirim pesan dan membuat berkas yang menunggu, terus-menerus (`renkeg serve` juga melakukannya)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """One round instead of a loop, for tests and cron."""
        parser.add_argument("--once", action="store_true", help="satu putaran saja, lalu selesai")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Runs until it is interrupted."""
        prepare.folder()
        if once:
            self.stdout.write(f"{deliver.once()} selesai")
            return
        with suppress(KeyboardInterrupt):
            deliver.forever()
