"""Opens workbooks that come from outside: refuses what is dangerous or endless before anything reads it, then gives plain cells.

All of it happens in a process of its own with little memory and little time, which is what `python -m` of this module is.
"""

import json
import posixpath
import re
import resource
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import unescape
from io import BytesIO
from typing import Any, Final

import python_calamine

MOST_BYTES: Final = 4 * 1024 * 1024
"""The largest file."""
MOST_ROWS: Final = 11_000
MOST_COLUMNS: Final = 100
_MEMBERS: Final = 200
_UNPACKED: Final = 50 * 1024 * 1024
_RATIO: Final = 100
# Blanks alone pack better than a hundred to one; below this size that is no danger.
_SMALL: Final = 1024 * 1024
_CHUNK: Final = 256 * 1024
_MEMORY: Final = 1024**3
"""Bytes of address space of the reading process; what it really uses is a fraction."""
_SECONDS: Final = 10
_REFUSED: Final = 3
"""The reading process's exit code where the file is refused; then it says why."""
_ENDLESS: Final = "Berkas Excel ini tidak selesai dibaca; salin isinya ke form baru, lalu unggah lagi."
_BROKEN: Final = "Berkas Excel ini rusak atau tidak lengkap; simpan ulang dari Excel, lalu unggah lagi."
_SAVE_AS: Final = "Simpan sebagai Excel Workbook (.xlsx), lalu unggah lagi."
_LOOKED_AT: Final = 1000
_PLACE: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,7})([0-9]{1,12})["']""")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE: Final = re.compile(rb"<(?:\w+:)?v\b[^>]*>[^<]|<(?:\w+:)?is\b")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f\b")
_ERROR: Final = re.compile(rb"""\bt\s*=\s*["']e["']""")
_TAG: Final = re.compile(r"<(?:\w+:)?(?:sheet|Relationship)\b([^>]*)>")
_ATTRIBUTE: Final = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ACTIVE: Final = ("vbaproject", "xl/activex/", "xl/macrosheets/", "xl/embeddings/", "xl/ctrlprops/")
_OUTSIDE: Final = ("xl/externallinks/", "xl/connections", "xl/querytables/")

Value = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds; "" is an empty one."""


class Unreadable(ValueError):
    """The file is no workbook that is read here; the text is the Indonesian sentence that says why."""


@dataclass(frozen=True)
class Grid:
    """A sheet's cells. `rows` begins with the sheet's first row; all rows are equally long; empty cells are ""."""

    name: str
    visible: bool
    rows: Sequence[Sequence[Value]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
    """First and last row and column of each merged range, from 0; its value stands in the first cell."""
    unsettled: Mapping[tuple[int, int], str]
    """Cells (row and column from 0) that read as empty but are not: why each has no value."""


def opened(data: bytes) -> list[Grid]:
    """Return all sheets of an XLSX in their order, hidden ones too.

    Formulas give the value that was stored with them. Raises Unreadable for what is no XLSX, is protected by a password,
    holds macros or foreign objects, reaches outside, or is larger than a form can be; nothing of it is kept in memory then.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"Berkas ini lebih besar dari {MOST_BYTES // 1024**2} MB.")
    command = [sys.executable, "-I", "-m", __spec__.name]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(_ENDLESS) from error
    if done.returncode == _REFUSED:
        raise Unreadable(done.stdout.decode())
    if done.returncode != 0:
        # Killed by its limits, or by a fault of the library that a limit keeps from doing harm.
        raise Unreadable(_ENDLESS)
    return [_unpacked(one) for one in json.loads(done.stdout)]


def read_here(data: bytes) -> list[Grid]:
    """The same without the process around it. Raises Unreadable."""
    unsettled = _inspect(data)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            sheets = [one for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
            return [_grid(book, one, unsettled.get(one.name, {})) for one in sheets]
    except (
        python_calamine.CalamineError,
        python_calamine.ZipError,
        python_calamine.XmlError,
        OSError,
        ValueError,
    ) as error:
        raise Unreadable(_BROKEN) from error


def _main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = json.dumps([_packed(one) for one in read_here(sys.stdin.buffer.read())], ensure_ascii=False)
    except Unreadable as error:
        sys.stdout.buffer.write(str(error).encode())
        return _REFUSED
    sys.stdout.buffer.write(told.encode("utf-8", "replace"))
    return 0


def _packed(grid: Grid) -> list[object]:
    rows = [
        [one if isinstance(one, str | int | float) else {type(one).__name__: str(one)} for one in row]
        for row in grid.rows
    ]
    unsettled = [[row, column, why] for (row, column), why in grid.unsettled.items()]
    return [grid.name, grid.visible, rows, grid.merged, unsettled]


def _unpacked(told: Sequence[Any]) -> Grid:
    name, visible, rows, merged, unsettled = told
    cells = [[_moment(one) if isinstance(one, dict) else one for one in row] for row in rows]
    ranges = [((top, left), (bottom, right)) for (top, left), (bottom, right) in merged]
    return Grid(name, visible, cells, ranges, {(row, column): why for row, column, why in unsettled})


def _moment(told: Mapping[str, str]) -> Value:
    ((kind, text),) = told.items()
    match kind:
        case "datetime":
            return datetime.fromisoformat(text)
        case "date":
            return date.fromisoformat(text)
        # Hours stand in no column of a form: they are shown as they are, and refused there.
        case _:
            return text


def _grid(
    book: python_calamine.CalamineWorkbook,
    sheet: python_calamine.SheetMetadata,
    unsettled: Mapping[tuple[int, int], str],
) -> Grid:
    found = book.get_sheet_by_name(sheet.name)
    visible = sheet.visible == python_calamine.SheetVisibleEnum.Visible
    cells = found.to_python(skip_empty_area=False)
    return Grid(sheet.name, visible, cells, found.merged_cell_ranges or [], unsettled)


def _inspect(data: bytes) -> Mapping[str, Mapping[tuple[int, int], str]]:
    """For each sheet its unsettled cells; raises Unreadable."""
    if data[:4] != b"PK\x03\x04":
        raise Unreadable(f"{_said_of(data)} {_SAVE_AS}")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _inspect_members(archive)
            return _unsettled(archive)
    # RuntimeError: a member with a password, or packed in a way that is not known here.
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, KeyError, OSError, UnicodeError) as error:
        raise Unreadable(_BROKEN) from error


def _said_of(data: bytes) -> str:
    """What a file is that is no zip, as far as its first bytes tell."""
    start = data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "Berkas ini berformat Excel lama (.xls) atau berkata sandi. Lepaskan kata sandinya bila ada."
    if start.startswith(b"%PDF"):
        return "Berkas ini PDF, bukan Excel (.xlsx). Buka lagi lembar kerja yang dicetak menjadi PDF ini."
    if start and b"\0" not in start and not start.startswith(b"<"):
        return "Berkas ini teks biasa (misalnya .csv), bukan Excel (.xlsx). Buka di Excel atau LibreOffice."
    return "Berkas ini bukan Excel (.xlsx)."


def _said_of_zip(names: Sequence[str]) -> str:
    """The same of a zip without a workbook as XML."""
    if "xl/workbook.bin" in names:
        return "Berkas ini berformat Excel biner (.xlsb)."
    if "mimetype" in names and "content.xml" in names:
        return "Berkas ini berformat OpenDocument (.ods), bukan Excel (.xlsx)."
    return "Berkas ini bukan Excel (.xlsx)."


def _inspect_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [one.filename.lower() for one in members]
    if len(members) > _MEMBERS or len(set(names)) != len(names):
        raise Unreadable("Susunan berkas Excel ini tidak wajar. Unggah form yang diunduh dari Renkeg.")
    if "xl/workbook.xml" not in names:
        raise Unreadable(f"{_said_of_zip(names)} {_SAVE_AS}")
    declared = sum(one.file_size for one in members)
    if declared > _UNPACKED or any(one.file_size > max(_SMALL, _RATIO * one.compress_size) for one in members):
        raise Unreadable("Isi berkas ini terlalu besar untuk sebuah form; hapus gambar dan lembar yang tidak perlu.")
    for name in names:
        if any(word in name for word in _ACTIVE):
            raise Unreadable("Berkas ini memuat makro atau objek lain; simpan sebagai .xlsx biasa tanpa makro.")
        if any(word in name for word in _OUTSIDE):
            raise Unreadable(
                "Berkas ini mengambil data dari berkas lain; putuskan tautannya atau tempel sebagai nilai."
            )
    room = _UNPACKED
    for one in members:
        room = _inspect_member(archive, one, room)


def _inspect_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> int:
    """What is left of the room once the member is unpacked; what it declares of its size is not believed."""
    name = member.filename.lower()
    xml = name.endswith((".xml", ".rels", ".vml"))
    sheet = name.startswith("xl/worksheets/") and xml
    for part, first in _parts(archive, member):
        room -= len(part)
        if room < 0:
            raise Unreadable(
                "Isi berkas ini terlalu besar untuk sebuah form; hapus gambar dan lembar yang tidak perlu."
            )
        # No office program writes these; in another encoding they could not be seen.
        if xml and (b"<!DOCTYPE" in part or b"<!ENTITY" in part or (first and b"\0" in part[:200])):
            raise Unreadable("Susunan berkas Excel ini tidak wajar. Unggah form yang diunduh dari Renkeg.")
        if sheet:
            _inspect_places(part)
    return room


def _parts(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[bytes, bool]]:
    """The member in pieces that overlap, so that nothing hides between two of them."""
    tail = b""
    first = True
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            yield tail + chunk, first
            tail, first = chunk[-64:], False


def _inspect_places(part: bytes) -> None:
    """A single cell far away would make a reader lay out all cells before it."""
    places = _PLACE.findall(part)
    if places:
        columns, rows = {letters for letters, _ in places}, {digits for _, digits in places}
        if max(map(int, rows)) > MOST_ROWS or max(map(_column, columns)) > MOST_COLUMNS:
            raise Unreadable(
                f"Lembar ini berisi sel di luar {MOST_ROWS:,} baris dan {MOST_COLUMNS} kolom pertama; "
                "hapus baris dan kolom kosong di luar form, lalu unggah lagi.".replace(",", ".", 1)
            )


def _unsettled(archive: zipfile.ZipFile) -> Mapping[str, Mapping[tuple[int, int], str]]:
    """A reader of values gives nothing for a formula that failed or was never worked out; here it is not taken for empty."""
    book = archive.read("xl/workbook.xml").decode()
    links = archive.read("xl/_rels/workbook.xml.rels").decode()
    targets = {one.get("Id"): one.get("Target", "") for one in map(_attributes, _TAG.findall(links))}
    found = {}
    for sheet in map(_attributes, _TAG.findall(book)):
        target = next((targets.get(value) for name, value in sheet.items() if name.endswith(":id")), None)
        if target is None or "name" not in sheet:
            continue
        member = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if member in archive.namelist():
            found[sheet["name"]] = _unsettled_cells(archive.read(member))
    return found


def _unsettled_cells(sheet: bytes) -> Mapping[tuple[int, int], str]:
    found = {}
    # Few cells hold a formula or an error; only those are taken apart, where the usual names allow to tell them.
    parts = (
        [sheet]
        if b":c" in sheet
        else [b"<c" + one for one in sheet.split(b"<c") if b"<f" in one or b'"e"' in one or b"'e'" in one]
    )
    for attributes, content in (cell for part in parts for cell in _CELL.findall(part)):
        failed = _ERROR.search(attributes)
        if not failed and (not _FORMULA.search(content) or _VALUE.search(content)):
            continue
        if place := _PLACE.search(attributes):
            why = "rumusnya menghasilkan galat" if failed else "rumusnya belum dihitung"
            found[int(place[2]) - 1, _column(place[1]) - 1] = why
    return found


def _attributes(text: str) -> Mapping[str, str]:
    return {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(text)}


def _column(letters: bytes) -> int:
    """b"" as 0, b"A" as 1, b"AA" as 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


if __name__ == "__main__":
    sys.exit(_main())
