"""The `renkeg` command: a thin face over Django's management commands."""

import argparse
import os
import sys
from collections.abc import Sequence

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError

from renkeg.lib.errors import BadInput, NotThere, Refused

COMMANDS = {
    "serve": "melayani halaman dan API, mengirim yang menunggu",
    "seed": "menyiapkan kantor latihan (--demo)",
    "setup": "menyiapkan kantor sungguhan: admin pertama",
    "hire": "membuka akun untuk satu orang, mencetak sandi sementaranya",
    "password": "mengganti sandi satu akun dengan sandi sementara",
    "disable": "menutup satu akun",
    "token": "mencetak token API baru untuk satu orang",
    "sop": "memeriksa atau mencetak SOP (lint, show; svg, pdf dan bpmn menyusul)",
    "verify": "menghitung ulang jejak dan memeriksa setiap dokumen",
    "verifier": "menulis halaman yang memeriksa segel surat tanpa jaringan",
    "backup": "membuat salinan yang utuh ke satu berkas",
    "restore": "memulihkan kantor dari salinan",
    "deliver": "mengirim yang menunggu, terus-menerus",
    "routes": "menyebut setiap alamat, caranya dan haknya",
}

_REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the answer is the exit code: 0 done, 1 not done, 2 refused or misused."""
    shared, rest = _shared().parse_known_args(sys.argv[1:] if arguments is None else arguments)
    name, rest = (rest[0], rest[1:]) if rest and rest[0] in COMMANDS else ("", rest)
    if not name:
        asked = rest in ([], ["-h"], ["--help"])
        print(_overview(), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else _REFUSED
    _tell_settings(shared, demo="--demo" in rest)
    try:
        django.setup()
        return _run(name, rest)
    except ImproperlyConfigured as error:
        return _complain(f"Renkeg tidak mulai. {error}", _REFUSED)
    except CommandError as error:
        return _complain(str(error), error.returncode)
    except (Refused, NotThere, BadInput) as error:
        return _complain(str(error), 1)
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not complain of it once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _shared() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    group = parser.add_argument_group("untuk semua perintah")
    group.add_argument("--data", metavar="DIR", help="folder keadaan (atau RENKEG_DATA; bawaan ./data)")
    group.add_argument("--db", metavar="URL", help="basis data (atau DATABASE_URL; bawaan SQLite di dalam DIR)")
    return parser


def _overview() -> str:
    lines = [f"  {name:<9}{meaning}" for name, meaning in COMMANDS.items()]
    shared = _shared().format_help().partition("untuk semua perintah:")[2].strip("\n")
    return "\n".join(
        ["renkeg PERINTAH [pilihan]", "", *lines, "", "untuk semua perintah:", shared, "", "renkeg PERINTAH --help"]
    )


def _tell_settings(shared: argparse.Namespace, *, demo: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "renkeg.settings"
    if shared.data:
        os.environ["RENKEG_DATA"] = shared.data
    if shared.db:
        os.environ["DATABASE_URL"] = shared.db
    if demo:
        os.environ["RENKEG_DEMO"] = "1"


def _run(name: str, rest: Sequence[str]) -> int:
    command = load_command_class(get_commands()[name], name)
    options = vars(_parser(command, name).parse_args(rest))
    # Never the colours or the checks of a developer's tool: these are an operator's commands.
    command.execute(*options.pop("args", ()), **{**options, "no_color": True, "skip_checks": True})
    return 0


def _parser(command: BaseCommand, name: str) -> argparse.ArgumentParser:
    parser = command.create_parser("renkeg", name)
    for action in parser._actions:
        if action.dest in _DJANGO_OPTIONS:
            action.help = argparse.SUPPRESS
    parser.epilog = "--data DIR dan --db URL berlaku untuk semua perintah (lihat `renkeg --help`)"
    return parser


_DJANGO_OPTIONS = frozenset(
    {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}
)


def _complain(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main())
