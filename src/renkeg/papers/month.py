"""Draws the published month of the whole office to be worked on: as a workbook of forms, and as a plain table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from . import plain_table, recap
from .sheet import Formats, bytes_of, footer, sheet_name
from .xlsx import FormSheet


def as_workbook(contents: Mapping[str, Any], *, made_for: datetime, title: str) -> bytes:
    """The recapitulation, then for each subbagian its forms on a sheet; the same bytes for the same contents and moment."""

    def write(workbook: Workbook) -> None:
        formats: Formats = {}
        taken: set[str] = set()
        recap.sums(workbook, contents, formats, taken)
        for unit in contents["formulir"]:
            sheet = FormSheet(workbook, sheet_name(unit["sub_bagian"], taken), formats)
            left = f"{unit['sub_bagian']} · salinan. {contents['dicetak']}"
            sheet.write(unit["rencana"], footer(left), recalculating=True)

    return bytes_of(title, write, made_for=made_for)


def as_csv(contents: Mapping[str, Any]) -> bytes:
    """One line for each kegiatan, also those that were taken out."""
    return plain_table.as_csv(contents["kepala"], contents["baris"])
