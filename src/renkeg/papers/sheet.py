"""A sheet of a workbook, written from the top to the bottom: texts never as formulas, amounts as numbers."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from renkeg.papers.pdf import MISSING, width

TYPE: Final[Mapping[str, object]] = {"font_name": "Arial", "font_size": 10}
RUPIAH: Final = '[$-421]"Rp"#,##0'  # 421: Indonesian, dots between the thousands
EXACT: Final = 999_999_999_999_999  # a workbook's numbers hold fifteen digits
TOTAL: Final[Mapping[str, object]] = {"bold": True, "border": 1, "valign": "vcenter", "bg_color": "#F5F5F5"}
"""The look of a sum."""
_HIGHEST: Final = 409.0  # points; no row can be higher

Formats = dict[tuple[tuple[str, object], ...], Format]


def bytes_of(title: str, write: Callable[[Workbook], None], *, made_for: datetime) -> bytes:
    """The workbook with the sheets that `write` adds to it, byte-identical for the same ones.

    `made_for` is the moment that the file names as its creation. Raises ValueError where it is naive.
    """
    if made_for.tzinfo is None:
        raise ValueError("made_for must be aware")
    file = BytesIO()
    # Widths of columns count digits of the workbook's default type, so that it must be the one in use.
    with Workbook(file, {"in_memory": True, "default_format_properties": dict(TYPE)}) as book:
        created = made_for.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        book.set_properties({"title": clean(title), "created": created})
        write(book)
    return file.getvalue()


class Sheet:
    """Remembers the row that comes next; `columns` are the names and widths in characters of the sheet's columns."""

    def __init__(self, workbook: Workbook, name: str, columns: Sequence[tuple[str, float]], formats: Formats) -> None:
        self.workbook = workbook
        self.columns = columns
        self.formats = formats
        self.sheet = workbook.add_worksheet(name)
        self.row = 0
        for column, (_, characters) in enumerate(columns):
            self.sheet.set_column(column, column, characters, self.format())

    @property
    def last(self) -> int:
        return len(self.columns) - 1

    def head(self) -> None:
        """The names of the columns."""
        self.sheet.set_row(self.row, 24)
        for column, (name, _) in enumerate(self.columns):
            self.text(
                column, name, bold=True, border=1, align="center", valign="vcenter", bg_color="#E8E8E8", text_wrap=True
            )
        self.row += 1

    def text(self, column: int, text: str, **look: object) -> None:
        """A string cell, whatever the text begins with. Raises ValueError where it is longer than a cell can be."""
        text = clean(text)
        if text.startswith(("=", "+", "-", "@")):
            # So that it also stays a text when someone edits the cell.
            look["quote_prefix"] = True
        if self.sheet.write_string(self.row, column, text, self.format(**look)) not in (0, None):
            raise ValueError(f"the text is longer than a cell can be: {text[:60]!r}")

    def merged(self, first: int, last: int, text: str, **look: object) -> None:
        """One text over several columns."""
        # merge_range() would guess the type of a text; so it merges blanks, and the text follows as a string.
        self.sheet.merge_range(self.row, first, self.row, last, "", self.format(**look))
        self.text(first, text, **look)

    def number(self, column: int, number: int | None, **look: object) -> None:
        """A count; blank where there is none."""
        if number is None:
            self.sheet.write_blank(self.row, column, None, self.format(**look))
        else:
            self.sheet.write_number(self.row, column, number, self.format(**look))

    def amount(self, column: int, amount: int | None, **look: object) -> None:
        """Whole rupiah; a text beyond what a workbook's number holds."""
        look = look | {"align": "right", "indent": 1}
        if amount is None:
            self.number(column, None, **look)
        elif abs(amount) > EXACT:
            self.text(column, f"Rp{amount:,}".replace(",", "."), **look)
        else:
            self.number(column, amount, **look, num_format=RUPIAH)

    def total(self, column: int, amount: int, formula: str, **look: object) -> None:
        """A sum of whole rupiah that recalculates, with its value; only the value beyond what a number holds."""
        if not formula or abs(amount) > EXACT:
            self.amount(column, amount, **look)
            return
        look = look | {"align": "right", "indent": 1, "num_format": RUPIAH}
        self.sheet.write_formula(self.row, column, formula, self.format(**look), amount)

    def foot(
        self, label: str, column: int, amount: int, formula: str = "", *, count: int | None = None, last: int = -1
    ) -> None:
        """The row of the sum in `column`, as `total`; `count` stands before it, blank cells behind, up to `last`."""
        self.sheet.set_row(self.row, 20)
        self.merged(0, column - (1 if count is None else 2), label, **TOTAL, align="center")
        if count is not None:
            self.number(column - 1, count, **TOTAL)
        self.total(column, amount, formula, **TOTAL)
        last = self.last if last < 0 else last
        if last > column + 1:
            self.merged(column + 1, last, "", **TOTAL)
        elif last > column:
            self.number(last, None, **TOTAL)
        self.row += 1

    def height(self, *texts: tuple[str, tuple[int, ...]], at_least: float = 17) -> None:
        """Room for each text across its columns: not every program fits the height of rows by itself."""
        lines = max(self._lines(text, columns) for text, columns in texts)
        self.sheet.set_row(self.row, min(_HIGHEST, max(at_least, 12.75 * lines + 4)))

    def print_setup(self, head_row: int | None, footer: str) -> None:
        """A4 across, as wide as the page, the names of the columns on each where they fit all of the sheet."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.center_horizontally()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        if head_row is not None:
            self.sheet.repeat_rows(head_row)
        self.sheet.print_area(0, 0, self.row - 1, self.last)
        self.sheet.set_footer(footer)

    def format(self, **look: object) -> Format:
        """The same look is one format of the workbook."""
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({**TYPE, **look})
        return self.formats[key]

    def _lines(self, text: str, columns: tuple[int, ...]) -> int:
        """How many lines of 10-point type `text` takes across `columns`."""
        points = sum(5.25 * self.columns[column][1] + 3.75 for column in columns) - 3
        room = int(100 * points / 10)
        lines = 0
        for paragraph in text.split("\n"):
            lines += 1
            used = 0
            for word in paragraph.split(" "):
                wide = width(word)
                if used and used + wide > room:
                    lines += 1
                    used = 0
                lines += wide // room
                used += wide % room + width(" ")
        return lines


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that a sheet may have and no other has yet: at most 31 signs, none of those that formulas use."""
    plain = clean(name).removeprefix("Subbagian ")
    plain = " ".join("".join(" " if sign in "[]:*?/\\'\n\t" else sign for sign in plain).split()) or "Subbagian"
    told, number = _cut(plain, 31), 2
    while told.lower() in taken or told.lower() == "history":
        told, number = f"{_cut(plain, 27)} {number}", number + 1
    taken.add(told.lower())
    return told


def footer(text: str) -> str:
    """For a footer, where & begins a command and where only so much fits."""
    return clean(text)[:160].replace("&", "&&")


def clean(text: str) -> str:
    """The text with □ for what a workbook cannot hold."""
    return "".join(MISSING if _is_impossible(sign) else sign for sign in text)


def _cut(text: str, signs: int) -> str:
    # Workbooks count in UTF-16, where an emoji is two.
    return text.encode("utf-16-le")[: 2 * signs].decode("utf-16-le", "ignore").strip()


def _is_impossible(sign: str) -> bool:
    return sign not in "\n\t" and (unicodedata.category(sign) in {"Cc", "Cs"} or sign in "\ufffe\uffff")
