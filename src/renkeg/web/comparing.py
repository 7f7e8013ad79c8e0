"""What the pages show of a kertas kerja that came back as a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.office.models import Pegawai
from renkeg.planning import typed, workbook
from renkeg.planning.models import Upload, Usulan
from renkeg.planning.sop import Edits

from . import forms, sheets

_KINDS = {"added": "Ditambahkan", "changed": "Diubah", "removed": "Dihapus", "conflict": "Berbenturan"}
_CHOICE = "pilih/"


@dataclass(frozen=True)
class Cell:
    """A field that differs, as people write it; `key` names it where somebody must choose."""

    label: str
    old: str
    new: str
    key: str = ""
    chosen: str = ""
    told: str = ""
    """Its name inside a sentence."""


@dataclass(frozen=True)
class Line:
    """What becomes of a row."""

    row: int
    kind: str
    told: str
    judul: str
    cells: list[Cell]
    whole: Cell | None
    in_form: bool
    """Its number counts the rows of the form, not those of the file."""


def empty(usulan: Usulan, by: Pegawai, error: BadInput | Refused | None) -> dict[str, object]:
    """The page on which a file is chosen."""
    bad = error if isinstance(error, BadInput) else None
    return {
        "usulan": usulan,
        "refusal": usulan.edit_refusal(Edits.KEGIATAN, by, clock.now()),
        "refused": error.sentence if isinstance(error, Refused) else "",
        "faults": forms.by_field(bad),
        "summary": forms.summary(bad),
    }


def context(
    upload: Upload,
    usulan: Usulan,
    by: Pegawai,
    *,
    post: QueryDict | None = None,
    error: BadInput | Refused | None = None,
) -> dict[str, object]:
    """What the file would change of the usulan as it stands now."""
    difference = workbook.difference(upload, usulan)
    chosen = choices(post) if post else {}
    lines = [_line(one, chosen) for one in difference.changes]
    begin = "Sejak berkas diunduh ada perubahan oleh"
    others = sheets.told_merge(difference.comparison, difference.writers, by, begin=begin)
    counts = {kind: sum(one.kind == kind for one in lines) for kind in _KINDS}
    return {
        "usulan": usulan,
        "upload": upload,
        "refusal": usulan.edit_refusal(Edits.KEGIATAN, by, clock.now()),
        "refused": error.sentence if isinstance(error, Refused) else "",
        "faults": [one.msg for one in error.problems] if isinstance(error, BadInput) and not upload.problems else [],
        "lines": lines,
        "counts": [(_KINDS[kind].lower(), count) for kind, count in counts.items() if count],
        "open": counts["conflict"],
        "moved": difference.moved,
        "nothing": difference.nothing,
        "others": others,
        "total": sum(_amount(row) for row in difference.comparison.rows),
        "who": sheets.told_by(difference.writers, by),
    }


def choices(post: QueryDict) -> dict[str, str]:
    """What was chosen where both sides changed the same."""
    return {name.removeprefix(_CHOICE): post.get(name, "") for name in post if name.startswith(_CHOICE)}


def cells(fields: Mapping[str, tuple[Any, Any]]) -> dict[str, Cell]:
    """Fields with what stood there and what stands there now, as people write it, by name."""
    old, new = (_printed(fields, side) for side in (0, 1))
    return {name: Cell(forms.LABELS[name], old[name], new[name], told=forms.told_name(name)) for name in fields}


def _line(change: workbook.Change, chosen: Mapping[str, str]) -> Line:
    told = cells(change.fields)
    for name in change.open:
        if name:
            key = change.key(name)
            told[name] = replace(told[name], key=key, chosen=chosen.get(key, ""))
    key = change.key("")
    whole = Cell("", "", "", key, chosen.get(key, "")) if "" in change.open else None
    in_form = change.kind == "removed" or change.dropped_by_file
    return Line(change.row, change.kind, _KINDS[change.kind], change.judul, list(told.values()), whole, in_form)


def _printed(fields: Mapping[str, tuple[Any, Any]], side: int) -> dict[str, str]:
    empty: dict[str, Any] = dict.fromkeys((*typed.WORDS, "volume", "anggaran")) | {"lokus": [], "tanggal": []}
    return typed.printed(
        empty | {name: pair[side] or empty.get(name) if pair[side] != 0 else 0 for name, pair in fields.items()}
    )


def _amount(row: Mapping[str, Any]) -> int:
    return int(row["anggaran"] or 0)
