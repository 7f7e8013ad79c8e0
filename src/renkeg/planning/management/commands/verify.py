"""Computes the trail anew and compares it with the tables and the files."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renkeg.office import accounts
from renkeg.planning import integrity

_SHOWN = 20


class Command(BaseCommand):
    help = "Menghitung ulang rantai jejak, mencocokkannya dengan tabel, dan memeriksa berkas setiap dokumen."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Nothing but what all commands take."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Says that all is whole, or names the first thing that is not (exit code 1)."""
        accounts.office()
        report = integrity.check()
        if report.findings:
            more = len(report.findings) - _SHOWN
            lines = [str(one) for one in report.findings[:_SHOWN]] + ([f"… dan {more} lagi"] if more > 0 else [])
            raise CommandError("Tidak utuh.\n" + "\n".join(lines))
        self.stdout.write(
            f"Utuh: {report.entries} entri, {report.usulan} usulan, {report.documents} dokumen. "
            f"Ujung rantai: {report.head or '-'}"
        )
