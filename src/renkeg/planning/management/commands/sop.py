"""`renkeg sop`: checks a SOP file, prints it as data or as the official document, draws it, exports it; needs neither DATA nor secret."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from renkeg.lib.errors import Refused
from renkeg.planning import bpmn, drawing, sop, sop_lint
from renkeg.planning.sop_lint import Kind

SIGNED = "6-2025"

_EXPORTS: Mapping[str, Callable[[sop.Sop], bytes]] = {
    "pdf": drawing.as_pdf,
    "svg": lambda one: f"{drawing.as_svg(one)}\n".encode(),
    "bpmn": bpmn.as_bpmn,
}


class Command(BaseCommand):
    help = (
        "Memeriksa SOP (lint: keluar 0 bila hanya ada peringatan, 1 bila ada kesalahan) "
        "mencetaknya sebagai data (show) atau sebagai naskah resmi (pdf), menggambar bagan alirnya (svg), "
        "atau mengekspornya sebagai BPMN 2.0 (bpmn); semuanya ke keluaran baku."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """What to do, and with which SOP."""
        parser.add_argument("action", choices=["lint", "show", "svg", "pdf", "bpmn"], help="apa yang dilakukan")
        parser.add_argument("sop", nargs="?", default=SIGNED, help=f"nomor (slug) atau berkas SOP; bawaan {SIGNED}")

    def handle(self, *args: Any, action: str, sop: str, **options: Any) -> None:
        """Prints to standard output."""
        path = _path(sop)
        match action:
            case "lint":
                self._lint(path)
            case "show":
                self._show(path)
            case _:
                self._export(path, action)

    def _lint(self, path: Path) -> None:
        findings = sop_lint.lint(path)
        for finding in findings:
            self.stdout.write(str(finding))
        wrong = sum(one.kind is Kind.KESALAHAN for one in findings)
        told = f"SOP {path.stem}: {wrong} kesalahan, {len(findings) - wrong} peringatan."
        if wrong:
            raise CommandError(told)
        self.stdout.write(told)

    def _show(self, path: Path) -> None:
        try:
            data = sop.as_data(sop.read(path))
        except sop.SopError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))

    def _export(self, path: Path, action: str) -> None:
        """Writes bytes, which no terminal and no line end may change."""
        try:
            data = _EXPORTS[action](sop.read(path))
        except (sop.SopError, Refused) as error:
            raise CommandError(str(error)) from error
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _path(named: str) -> Path:
    """The file that is meant: of the office's own folder, of the package, or any file."""
    for folder in (settings.SOP_DIR, sop.SOPS):
        if folder is not None and (path := folder / f"{named}.toml").is_file():
            return Path(path)
    path = Path(named)
    if not path.is_file():
        raise CommandError(f"SOP {named} tidak ada; yang ada: {', '.join(sop.slugs(settings.SOP_DIR))}.")
    return path
