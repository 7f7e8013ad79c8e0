"""Saves what somebody wrote upon an older state: merged with what others saved meanwhile, or asked about where it clashes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from renkeg.lib.errors import BadInput, Stale
from renkeg.office.models import Pegawai
from renkeg.trail.models import Event

from . import actions, drafts, sheet
from .models import Usulan

_TRIES = 5
_LONGEST = 1_000_000


@dataclass(frozen=True)
class Writer:
    """Somebody who saved a change, and when."""

    nama: str
    key: str
    at: datetime


@dataclass(frozen=True)
class Saved:
    """The usulan as it was saved; `comparison` where it was merged with what `writers` had saved."""

    usulan: Usulan
    comparison: sheet.Comparison | None = None
    writers: tuple[Writer, ...] = ()


class Undecided(Stale):
    """Both sides changed the same cells. Nothing was saved; the comparison says where."""

    def __init__(self, comparison: sheet.Comparison, writers: Sequence[Writer]) -> None:
        super().__init__("Isian yang sama juga diubah orang lain. Pilih isi yang dipakai, lalu simpan lagi.")
        self.comparison = comparison
        self.writers = tuple(writers)


class WordsUndecided(Stale):
    """Both sides changed the same words of the letter. Nothing was saved; `names` says which."""

    def __init__(self, names: Sequence[str], mine: drafts.Surat, writers: Sequence[Writer]) -> None:
        super().__init__("Surat ini juga diubah orang lain. Pilih isi yang dipakai, lalu simpan lagi.")
        self.names = tuple(names)
        self.mine = mine
        self.writers = tuple(writers)


def save_rows(
    usulan: Usulan, rows: Sequence[drafts.Baris], *, base: Sequence[sheet.Row] | None, versi: int, by: Pegawai
) -> Saved:
    """Saves rows that were written upon `base`, the rows of `versi`. Raises Undecided, and all that write_kegiatan raises.

    Without a base an older versi is refused as ever.
    """
    sent = [{"id": row.id, **row.content()} for row in rows]
    told: tuple[sheet.Comparison, tuple[Writer, ...]] | None = None
    present = versi
    for _ in range(_TRIES):
        try:
            saved = actions.write_kegiatan(usulan, rows, versi=present, by=by)
            return Saved(saved, *told) if told else Saved(saved)
        except Stale:
            if base is None:
                raise
            # Others may save between this look and the next try; then it is compared again.
            now = Usulan.objects.for_reading().get(pk=usulan.pk)
            comparison = sheet.compare(base, rows_of(now), sent)
            told = comparison, writers_since(now, versi)
            if comparison.conflicts:
                raise Undecided(*told) from None
            rows, present = rows_to_write(comparison), now.versi
    raise Stale("Usulan ini sedang sering diubah orang lain. Coba simpan lagi sebentar lagi.")


def save_surat(
    usulan: Usulan,
    surat: drafts.Surat,
    *,
    base: drafts.Surat | None,
    versi: int,
    by: Pegawai,
    klasifikasi: str | None = None,
) -> tuple[Usulan, tuple[Writer, ...]]:
    """Saves words that were written upon `base`; returns also whose words they were merged with. Raises WordsUndecided."""
    writers: tuple[Writer, ...] = ()
    sent, present = surat, versi
    for _ in range(_TRIES):
        try:
            return actions.write_surat(usulan, surat, versi=present, by=by, klasifikasi=klasifikasi), writers
        except Stale:
            if base is None:
                raise
            now = Usulan.objects.for_reading().get(pk=usulan.pk)
            merged: dict[str, str] = {}
            clashing = []
            for name in ("hal", "pengantar"):
                was, theirs, mine = (getattr(one, name) for one in (base, now, sent))
                merged[name] = theirs if mine == was else mine
                if theirs not in (was, mine) and mine != was:
                    clashing.append(name)
            if clashing:
                raise WordsUndecided(
                    clashing, drafts.Surat(**merged, **sent.sifat), writers_since(now, versi)
                ) from None
            writers = writers_since(now, versi) if now_differs(now, base) else ()
            surat, present = drafts.Surat(**merged, **sent.sifat), now.versi
    raise Stale("Usulan ini sedang sering diubah orang lain. Coba simpan lagi sebentar lagi.")


def now_differs(usulan: Usulan, base: drafts.Surat) -> bool:
    """Whether the letter's words are no longer those."""
    return (usulan.hal, usulan.pengantar) != (base.hal, base.pengantar)


def rows_of(usulan: Usulan) -> list[dict[str, object]]:
    """The kept rows as plain data."""
    return [{"id": row.pk, **row.content()} for row in usulan.kegiatan.all()]


def base_text(rows: Sequence[sheet.Row]) -> str:
    """Rows as text that a form takes along: only ever used to merge the sender's own change."""
    return json.dumps(rows, default=str, ensure_ascii=False, separators=(",", ":"))


def read_base(text: str | None) -> list[dict[str, object]] | None:
    """The rows that a form took along; None where they are missing or are not what `base_text` writes."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        raw = json.loads(text)
        for row in raw:
            row["volume"] = None if row["volume"] is None else Decimal(row["volume"])
        reader = drafts.Reader()
        rows = reader.kegiatan(raw, None)
        reader.finish()
    except (ValueError, TypeError, KeyError, InvalidOperation, RecursionError, BadInput):
        return None
    return [{"id": row.id, **row.content()} for row in rows]


def writers_since(usulan: Usulan, versi: int) -> tuple[Writer, ...]:
    """Who has saved letter or rows after that versi, each once with the last time, the latest first."""
    edits = Event.objects.filter(
        subject=usulan.subject, verb__in=("write_kegiatan", "write_surat", "carry_over")
    ).order_by("-seq")
    last: dict[str, datetime] = {}
    for one in edits:
        if one.facts.get("versi", 0) > versi:
            last.setdefault(one.by, one.at)
    names = Pegawai.objects.in_bulk(list(last))
    return tuple(Writer(names[key].nama, key, at) for key, at in last.items() if key in names)


def rows_to_write(comparison: sheet.Comparison) -> list[drafts.Baris]:
    """The merged rows as they are saved."""
    return [_baris(line) for line in comparison.lines]


def _baris(line: sheet.Line) -> drafts.Baris:
    # Compared rows have the shape of Baris.content().
    content: dict[str, Any] = dict(line.content)
    lokus, tanggal = content.pop("lokus"), content.pop("tanggal")
    spans = tuple((date.fromisoformat(one["mulai"]), date.fromisoformat(one["selesai"])) for one in tanggal)
    rincian = tuple((one["kode"], one["jumlah"]) for one in content.pop("rincian", ()))
    return drafts.Baris(id=line.id, lokus=tuple(lokus), tanggal=spans, rincian=rincian, **content)
