"""Prepares a real office: the tables, the office, its first admin."""

import argparse
import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renkeg import prepare
from renkeg.office import accounts, founding


class Command(BaseCommand):
    help = "Menyiapkan kantor sungguhan dan admin pertamanya. Tanpa pilihan, perintah ini bertanya di terminal."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Everything that is asked, for scripts."""
        parser.add_argument(
            "--office",
            default="office",
            metavar="KANTOR",
            help="office (bawaan), kabupaten-kota, atau jalur berkas TOML",
        )
        parser.add_argument("--username", help="nama pengguna admin pertama")
        parser.add_argument("--nama", help="nama lengkapnya")
        parser.add_argument("--nip", default="", help="NIP (18 angka; boleh kosong)")
        parser.add_argument("--email", default="", help="alamat surel (boleh kosong)")
        parser.add_argument(
            "--password-stdin", action="store_true", help="baca sandinya dari baris pertama masukan standar"
        )

    def handle(
        self,
        *args: Any,
        office: str,
        username: str | None,
        nama: str | None,
        nip: str,
        email: str,
        password_stdin: bool,
        **options: Any,
    ) -> None:
        """Founds the office and opens the account; the password is printed nowhere."""
        data = founding.read(office)
        username = username or _ask("Nama pengguna admin pertama: ", "--username")
        nama = nama or _ask("Nama lengkap: ", "--nama")
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _ask_password()
        prepare.secret()
        prepare.database()
        satker = founding.found(data)
        admin = accounts.first_admin(username=username, nama=nama, nip=nip, email=email, password=password)
        self.stdout.write(f'{satker} siap; admin pertama: "{admin.username}".')


def _ask(question: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError(f"Sertakan {option}; tidak ada terminal untuk bertanya.", returncode=2)
    return input(question)


def _ask_password() -> str:
    if not sys.stdin.isatty():
        raise CommandError("Sertakan --password-stdin; tidak ada terminal untuk bertanya.", returncode=2)
    password = getpass.getpass("Sandi: ")
    if getpass.getpass("Sandi sekali lagi: ") != password:
        raise CommandError("Kedua sandi tidak sama.")
    return password
