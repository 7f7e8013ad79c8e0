"""What has changed in the kertas kerja: since a Tidak, since the nota dinas was signed, and between a plan and its revision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from renkeg.lib import indonesian
from renkeg.office import sifat
from renkeg.papers.models import Document

from . import contents, sheet
from .models import Kegiatan, Returned, Tugas, Usulan

_COLUMNS = ("kode", "judul", "sasaran_volume", "jenis", "anggaran", "lokus", "tanggal")
# What an approval rests on most: it is told first.
_WEIGHTY = ("anggaran", "tanggal", "lokus")


@dataclass(frozen=True)
class Change:
    """A row that is not as it was signed. `before` and `now` are printed rows; None: it was not there, is not there."""

    before: contents.Contents | None
    now: contents.Contents | None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Since:
    """What has become of a usulan since a Tidak; `words` are those of the letter that changed, by name, before and now.

    `same` holds the keys of the rows that did not change. Totals are whole rupiah.
    """

    tidak: Tugas
    changes: tuple[Change, ...]
    words: Mapping[str, tuple[str, str]]
    total_before: int
    total: int
    same: frozenset[str]
    moved: bool

    @property
    def nothing(self) -> bool:
        """Whether it came back as it was."""
        return not self.changes and not self.words and not self.moved


def since_returned(tugas: Iterable[Tugas]) -> dict[str, Since]:
    """For each open tugas at which its post has said Tidak before, and no Ya since, what has changed since the last time.

    Rows are the same by their id, then by their content. The usulan are read `for_reading`; asks the database once, or never.
    """
    said = {
        one: tidak
        for one in tugas
        if not one.side and one.at.decides and (tidak := one.usulan.unsettled.get(one.langkah)) is not None
    }
    kept = Returned.objects.in_bulk([tidak.pk for tidak in said.values()]) if said else {}
    # What was sent back before this was kept has nothing to be compared with.
    return {one.pk: _since(one.usulan, tidak, kept[tidak.pk]) for one, tidak in said.items() if tidak.pk in kept}


def since_signed(usulan: Usulan) -> list[Change]:
    """Rows changed, added and dropped since the valid nota dinas, money, days and places first; none without a letter."""
    signed = _signed(usulan)
    if signed is None:
        return []
    before = {row["id"]: row for row in signed["kegiatan"]}
    return _weighty_first(_compared(before, ((one.pk, row) for one, row in _numbered(usulan))))


def between(old: Usulan, revision: Usulan) -> list[Change]:
    """What a revision changes, adds and drops of the plan that it was made from."""
    before = {one.pk: row for one, row in _numbered(old) if one.gone is None}
    return _compared(before, ((one.asal_id, row) for one, row in _numbered(revision)))


def _since(usulan: Usulan, tidak: Tugas, returned: Returned) -> Since:
    base, now = returned.rows, list(usulan.kegiatan.all())
    comparison = sheet.compare(base, base, [{"id": one.pk, **one.content()} for one in now])
    before = {str(row["id"]): (number, row) for number, row in enumerate(base, 1)}
    changes: list[Change] = []
    same = set()
    for line in comparison.lines:
        # Only kept and sent are compared here, so that every line that is left was sent.
        place = line.place or 0
        if line.added:
            changes.append(Change(None, _in_full(now[place], place + 1), sheet.FIELDS))
        elif line.mine and line.id is not None:
            changes.append(Change(_as_kept(*before[line.id]), _in_full(now[place], place + 1), line.mine))
        else:
            same.add(now[place].pk)
    gone = [Change(_as_kept(*before[str(row["id"])]), None) for row, _ in comparison.removed]
    words = {
        name: (was, is_now)
        for name in ("hal", "pengantar")
        if (was := getattr(returned, name)) != (is_now := getattr(usulan, name))
    }
    if (returned.keamanan, returned.kecepatan) != (usulan.keamanan, usulan.kecepatan):
        kept = returned.keamanan or usulan.satker.keamanan, returned.kecepatan or usulan.satker.kecepatan
        words["sifat"] = sifat.printed(*kept), sifat.printed(*usulan.letter_sifat)
    return Since(
        tidak=tidak,
        changes=(*changes, *gone),
        words=words,
        total_before=returned.total,
        total=usulan.total,
        same=frozenset(same),
        moved=bool(comparison.moved),
    )


def _as_kept(number: int, row: sheet.Row) -> contents.Contents:
    # Without a key it asks the database for nothing.
    kept = Kegiatan(**{name: row[name] for name in sheet.FIELDS if name in row}, pk=None)
    return _in_full(kept, number) | {"id": row["id"]}


def _in_full(kegiatan: Kegiatan, number: int) -> contents.Contents:
    """A row as it is printed, with each of its fields for itself."""
    volume = "" if kegiatan.volume is None else indonesian.volume(Decimal(kegiatan.volume))
    fields = {"sasaran": kegiatan.sasaran or "", "volume": volume, "satuan": kegiatan.satuan or ""}
    return (
        contents.row(kegiatan, number) | fields | {"kode": kegiatan.kode or "", "rincian": contents.rincian(kegiatan)}
    )


def _weighty_first(changes: Sequence[Change]) -> list[Change]:
    told = [
        Change(one.before, one.now, tuple(sorted(one.columns, key=lambda name: name not in _WEIGHTY)))
        for one in changes
    ]
    return sorted(told, key=lambda one: one.now is not None and not set(one.columns) & set(_WEIGHTY))


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
