"""The rows of a filled form as typed rows of a usulan that is not there yet."""

from dataclasses import replace

from django.http import HttpRequest

from renkeg.lib.errors import BadInput, Problem
from renkeg.papers.kertas_kerja import FIELDS, LABELS
from renkeg.planning import workbook

from . import baris, starting
from .sent_files import NO_FILE, sent_file

WISH = "unggah"
_NAMES = {label: name for name, label in LABELS.items() if name in FIELDS}


def filled(request: HttpRequest, draft: starting.Draft) -> tuple[starting.Draft, BadInput | None]:
    """The draft with the file's rows after those that were typed, and what is wrong with them, at their place on the page."""
    try:
        read = workbook.read_form(sent_file(request, "file", otherwise=NO_FILE).data)
    except BadInput as error:
        return draft, error
    kept = [row for row in draft.rows if not row.blank]
    rows = [replace(row, place=place) for place, row in enumerate(kept)]
    rows += [baris.Row(place=place, typed=row.typed) for place, row in enumerate(read.rows, len(rows))]
    place_of = {row.number: place for place, row in enumerate(read.rows, len(kept))}
    problems = [
        Problem(f"kegiatan/{place_of.get(one.row, 0)}/{_NAMES.get(one.column, 'judul')}", one.msg)
        for one in read.faults
    ]
    month = draft.month
    try:
        baris.read_rows(rows, month.year if month else None)
    except BadInput as error:
        problems += error.problems
    return replace(draft, rows=rows), BadInput(problems) if problems else None
