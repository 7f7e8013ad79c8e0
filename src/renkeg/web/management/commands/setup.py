"""Prepares a real office: the tables, the office, its first admin, its own certificate authority."""

import argparse
import getpass
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from renkeg import prepare
from renkeg.lib.clean_text import Unclean, clean_line
from renkeg.lib.errors import BadInput
from renkeg.office import accounts, founding
from renkeg.office.models import Pegawai, Unit
from renkeg.papers import ca

_LONGEST = 200
_KOP = {"alamat": "Alamat pada kop surat", "kontak": "Kontak pada kop surat"}


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
        parser.add_argument("--alamat", help="alamat pada kop surat (bawaan: dari berkas kantor)")
        parser.add_argument("--kontak", help="kontak pada kop surat (bawaan: dari berkas kantor)")
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
        alamat: str | None,
        kontak: str | None,
        username: str | None,
        nama: str | None,
        nip: str,
        email: str,
        password_stdin: bool,
        **options: Any,
    ) -> None:
        """Founds the office and opens the account; the password is printed nowhere."""
        data = founding.read(office)
        leading = sys.stdin.isatty() and not password_stdin
        if leading:
            self.stdout.write(_introduction(data["satker"], data["unit"]))
        satker_data = _with_kop(data["satker"], {"alamat": alamat, "kontak": kontak}, ask=leading)
        username = username or _ask("Nama pengguna admin pertama (huruf kecil, misalnya tono): ", "--username")
        nama = nama or _ask("Nama lengkapnya: ", "--nama")
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _ask_password(username, nama)
        prepare.secret()
        prepare.database()
        satker = founding.found({**data, "satker": satker_data})
        admin = accounts.first_admin(username=username, nama=nama, nip=nip, email=email, password=password)
        ca.authority()
        self.stdout.write(f'{satker} siap; admin pertama: "{admin.username}".\n\n{_what_next(admin)}')


def _introduction(satker: Mapping[str, Any], units: list[Mapping[str, Any]]) -> str:
    bagian, subbagian = (
        sum(row["jenis"] == jenis for row in units) for jenis in (Unit.Jenis.BAGIAN, Unit.Jenis.SUBBAGIAN)
    )
    return (
        f"Menyiapkan {satker['nama']}: {bagian} bagian, {subbagian} subbagian.\n"
        "Susunan, kop dan orangnya dapat diubah kemudian di halaman Kantor. Enter menerima yang di dalam [ ]."
    )


def _with_kop(satker: Mapping[str, Any], given: Mapping[str, str | None], *, ask: bool) -> dict[str, Any]:
    """The satker's data with address and contact as given, or as typed at the terminal. Raises BadInput."""
    told = dict(satker)
    for field, question in _KOP.items():
        text = given[field]
        if text is None and ask:
            text = input(f"{question} [{told.get(field, '')}]: ").strip() or None
        if text is None:
            continue
        try:
            told[field] = clean_line(text)
        except Unclean as error:
            raise BadInput.at(field, str(error)) from error
        if len(told[field]) > _LONGEST:
            raise BadInput.at(field, f"Paling panjang {_LONGEST} huruf.")
    return told


def _what_next(admin: Pegawai) -> str:
    return (
        "Selanjutnya:\n"
        f"  1. renkeg serve --data {settings.DATA_DIR}\n"
        f"  2. buka {settings.SITE_URL}/ dan masuk sebagai {admin.username}\n"
        "  3. ikuti “Menyiapkan kantor” di Meja Kerja: pegawai, jabatan, hari libur, sampai usulan pertama"
    )


def _ask(question: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError(f"Sertakan {option}; tidak ada terminal untuk bertanya.", returncode=2)
    return input(question).strip()


def _ask_password(username: str, nama: str) -> str:
    """Asks until the password is good enough and typed alike twice."""
    if not sys.stdin.isatty():
        raise CommandError("Sertakan --password-stdin; tidak ada terminal untuk bertanya.", returncode=2)
    while True:
        password = getpass.getpass("Sandi (paling sedikit 12 karakter; tidak terlihat ketika diketik): ")
        try:
            validate_password(password, Pegawai(username=username, nama=nama))
        except ValidationError as error:
            print(" ".join(error.messages), file=sys.stderr)  # noqa: T201
            continue
        if getpass.getpass("Sandi sekali lagi: ") == password:
            return password
        print("Kedua sandi tidak sama; ulangi.", file=sys.stderr)  # noqa: T201
