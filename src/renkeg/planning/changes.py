"""What has changed in the kertas kerja: since the nota dinas was signed, and between a plan and its revision."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from renkeg.papers.models import Document

from . import contents
from .models import Kegiatan, Usulan

_COLUMNS = ("kode", "judul", "sasaran_volume", "jenis", "anggaran", "lokus", "tanggal")


@dataclass(frozen=True)
class Change:
    """A row that is not as it was signed. `before` and `now` are printed rows; None: it was not there, is not there."""

    before: contents.Contents | None
    now: contents.Contents | None
    columns: tuple[str, ...] = ()


def since_signed(usulan: Usulan) -> list[Change]:
    """Rows changed, added and dropped since the valid nota dinas, in the order of the form; none without a letter."""
    signed = _signed(usulan)
    if signed is None:
        return []
    before = {row["id"]: row for row in signed["kegiatan"]}
    return _compared(before, ((one.pk, row) for one, row in _numbered(usulan)))


def between(old: Usulan, revision: Usulan) -> list[Change]:
    """What a revision changes, adds and drops of the plan that it was made from."""
    before = {one.pk: row for one, row in _numbered(old) if one.gone is None}
    return _compared(before, ((one.asal_id, row) for one, row in _numbered(revision)))


def _numbered(usulan: Usulan) -> list[tuple[Kegiatan, contents.Contents]]:
    return [(one, contents.row(one, number)) for number, one in enumerate(usulan.kegiatan.all(), 1)]


def _compared(
    before: dict[str, contents.Contents], now: Iterable[tuple[str | None, contents.Contents]]
) -> list[Change]:
    changes: list[Change] = []
    for key, row in now:
        old = before.pop(key, None) if key is not None else None
        columns = tuple(name for name in _COLUMNS if old is None or old[name] != row[name])
        if columns:
            changes.append(Change(old, row, columns))
    return [*changes, *(Change(old, None) for old in before.values())]


def grown(usulan: Usulan) -> bool:
    """Whether a kegiatan was added or the total rose since the letter was signed; then step 7's Ya needs a reason."""
    signed = _signed(usulan)
    if signed is None:
        return False
    known = {row["id"] for row in signed["kegiatan"]}
    return usulan.total > signed["total"] or any(row.pk not in known for row in usulan.kegiatan.all())


def _signed(usulan: Usulan) -> dict[str, Any] | None:
    paper = usulan.papers().valid().filter(jenis=Document.Jenis.NOTA_DINAS).first()
    return paper.contents if paper else None
