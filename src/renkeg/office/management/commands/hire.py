"""Opens an account for one person of the office."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from renkeg.office import accounts


class Command(BaseCommand):
    help = "Membuka akun dan mencetak sandi sementaranya. Jabatannya diberikan admin kemudian (penugasan)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Who it is."""
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--nama", required=True, help="nama lengkap")
        parser.add_argument("--nip", default="", help="NIP (18 angka; boleh kosong)")
        parser.add_argument("--email", default="", help="alamat surel untuk pemberitahuan (boleh kosong)")

    def handle(self, *args: Any, username: str, nama: str, nip: str, email: str, **options: Any) -> None:
        """Prints the temporary password and nothing else."""
        accounts.office()
        password = accounts.temporary_password()
        accounts.open_account(username=username, nama=nama, nip=nip, email=email, password=password, temporary=True)
        self.stdout.write(password)
