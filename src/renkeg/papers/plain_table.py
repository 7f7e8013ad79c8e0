"""Writes a table as CSV that Excel opens right and that no program takes for formulas."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"

Cell = str | int | Decimal | date | None

_BYTE_ORDER_MARK: Final = "\ufeff"
# Excel of an Indonesian office separates by semicolons, as its decimals have a comma.
_SEPARATOR: Final = ";"
_BEGINS_A_FORMULA: Final = frozenset("=+-@")
_MINUS: Final = "\u2212"
_BLANK: Final = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_GUARD: Final = "'"


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark, lines ended by CRLF: the same bytes for the same cells.

    Each text stands in quotes, line breaks inside it as LF, and a number or day never; a decimal has a comma. A text
    that could begin a formula is led by an apostrophe, and so is one that begins with an apostrophe itself: who takes
    one away from each text that has one has what was written.

    There is no line `sep=;`: where Excel finds one, it forgets that the file is UTF-8; other programs read it as a row.
    """
    lines = [_SEPARATOR.join(map(_written, row)) for row in (head, *rows)]
    return (_BYTE_ORDER_MARK + "".join(f"{line}\r\n" for line in lines)).encode()


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return _quoted(cell)
        case Decimal():
            whole, _, decimals = f"{cell:f}".partition(".")
            return ",".join(part for part in (whole, decimals.rstrip("0")) if part)
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _quoted(text: str) -> str:
    guarded = f"{_GUARD}{text}" if _dangerous(text) or text.startswith(_GUARD) else text
    # A surrogate has no place in UTF-8; a NUL ends the cell in some programs.
    plain = "".join("□" if sign == "\0" or unicodedata.category(sign) == "Cs" else sign for sign in guarded)
    doubled = plain.replace("\r\n", "\n").replace("\r", "\n").replace('"', '""')
    return f'"{doubled}"'


def _dangerous(text: str) -> bool:
    """Whether a program could take it for a formula: also after blanks, and in the wide and small forms of its sign."""
    if text[:1] in {"\t", "\r", "\n"}:
        return True
    first = next((sign for sign in text if unicodedata.category(sign) not in _BLANK), "")
    return first == _MINUS or unicodedata.normalize("NFKC", first)[:1] in _BEGINS_A_FORMULA
