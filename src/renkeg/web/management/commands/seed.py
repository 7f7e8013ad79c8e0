"""Prepares the practice office."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renkeg import prepare
from renkeg.office import founding, practice
from renkeg.papers import ca


class Command(BaseCommand):
    help = "Menyiapkan kantor latihan: tabel, SOP, kantor, orang-orang contoh. Boleh diulang; data yang ada dibiarkan."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of docs/kontrak.md's `seed`."""
        parser.add_argument("--demo", action="store_true", help="wajib: menyatakan bahwa ini data latihan")
        parser.add_argument("--json", action="store_true", dest="as_json", help="cetak akun sebagai JSON")
        parser.add_argument(
            "--office",
            default="office",
            metavar="KANTOR",
            help="office (bawaan), kabupaten-kota, atau jalur berkas TOML",
        )

    def handle(self, *args: Any, demo: bool, as_json: bool, office: str, **options: Any) -> None:
        """Prints the practice log-ins."""
        if not demo:
            raise CommandError("`seed` hanya menyiapkan data latihan; sertakan --demo.", returncode=2)
        data = founding.read(office)
        prepare.secret()
        prepare.database()
        accounts = practice.accounts(practice.populate(data))
        ca.authority()
        if as_json:
            self.stdout.write(json.dumps({"accounts": accounts}, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f'Akun latihan, sandi semuanya "{practice.PASSWORD}":\n')
        for one in accounts:
            note = "" if one["aktif"] else "  (dinonaktifkan)"
            note += "" if one["password"] or not one["aktif"] else "  (sandi sudah diganti)"
            self.stdout.write(f"  {one['username']:<38}{one['nama']:<18}{one['peran']:<12}{one['unit']}{note}")
