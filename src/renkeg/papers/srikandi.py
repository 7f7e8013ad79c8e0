"""Packs a letter for SRIKANDI: its PDF, what is attached, a sheet of what to type there, and a checklist; the same bytes each time."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from xlsxwriter import Workbook

from .sheet import Sheet, bytes_of

MEDIA_TYPE: Final = "application/zip"
_COLUMNS: Final = (("Isian di SRIKANDI", 30.0), ("Isi", 90.0))
_CELL: Final = {"border": 1, "valign": "top", "text_wrap": True}
_LONGEST: Final = 80
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # what a ZIP can say at all; no time of packing, so that the bytes stay


@dataclass(frozen=True)
class File:
    """A file of the package: its name without an ending, the ending, and its bytes."""

    name: str
    ending: str
    data: bytes


def package(
    letter: File,
    attachments: Sequence[File],
    metadata: Sequence[tuple[str, str]],
    checklist: str,
    *,
    made_for: datetime,
) -> bytes:
    """The ZIP: the letter, its attachments in a folder, the sheet `metadata` and the `checklist`; the same bytes for the same input."""
    sheet = _workbook(metadata, made_for=made_for)
    members = [
        (f"01 {safe(letter.name)}.{letter.ending}", letter.data),
        ("02 Metadata SRIKANDI.xlsx", sheet),
        ("03 Daftar periksa.txt", _text(checklist)),
        *((f"lampiran/{place:02} {safe(one.name)}.{one.ending}", one.data) for place, one in enumerate(attachments, 1)),
    ]
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, data in members:
            info = ZipInfo(name, _EARLIEST)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return file.getvalue()


def safe(name: str) -> str:
    """A name that every system takes: ASCII letters, digits, blanks, dots and hyphens, at most 80 signs."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = " ".join(re.sub(r"[^A-Za-z0-9.-]+", " ", plain).split())
    return plain[:_LONGEST].strip(" .-") or "Berkas"


def _workbook(metadata: Sequence[tuple[str, str]], *, made_for: datetime) -> bytes:
    def write(workbook: Workbook) -> None:
        sheet = Sheet(workbook, "Metadata", _COLUMNS, {})
        sheet.head()
        for label, value in metadata:
            sheet.height((value, (1,)))
            sheet.text(0, label, **_CELL, bold=True)
            sheet.text(1, value, **_CELL)
            sheet.row += 1
        sheet.print_setup(0, "&R&8Halaman &P dari &N")

    return bytes_of("Metadata SRIKANDI", write, made_for=made_for)


def _text(text: str) -> bytes:
    """As Notepad reads it right."""
    return ("\ufeff" + text.replace("\n", "\r\n")).encode()
