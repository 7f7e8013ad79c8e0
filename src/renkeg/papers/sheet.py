"""A sheet of a workbook, written from the top to the bottom: texts never as formulas, amounts as numbers."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from renkeg.papers.pdf import MISSING, width

TYPE: Final[Mapping[str, object]] = {"font_name": "Arial", "font_size": 10}
RUPIAH: Final = '[$-421]"Rp"#,##0'  # 421: Indonesian, dots between the thousands
EXACT: Final = 999_999_999_999_999  # a workbook's numbers hold fifteen digits
_HIGHEST: Final = 409.0  # points; no row can be higher

Formats = dict[tuple[tuple[str, object], ...], Format]


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

    def height(self, *texts: tuple[str, tuple[int, ...]], at_least: float = 17) -> None:
        """Room for each text across its columns: not every program fits the height of rows by itself."""
        lines = max(self._lines(text, columns) for text, columns in texts)
        self.sheet.set_row(self.row, min(_HIGHEST, max(at_least, 12.75 * lines + 4)))

    def print_setup(self, head_row: int, footer: str) -> None:
        """A4 across, as wide as the page, the names of the columns on each."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.center_horizontally()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
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


def clean(text: str) -> str:
    """The text with □ for what a workbook cannot hold."""
    return "".join(MISSING if _is_impossible(sign) else sign for sign in text)


def _is_impossible(sign: str) -> bool:
    return sign not in "\n\t" and (unicodedata.category(sign) in {"Cc", "Cs"} or sign in "\ufffe\uffff")
