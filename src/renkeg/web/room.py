"""What a row that is being typed is told of the budget: how much its kode has left, or that the POK has no such kode."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from renkeg.lib import indonesian
from renkeg.planning import ledger, typed
from renkeg.planning.models import Usulan

from .baris import Row


def hinted(rows: Sequence[Row], tahun: int, usulan: Usulan | None) -> list[Row]:
    """The rows with a soft word at each kode: what is left once these rows are saved as they are typed now.

    Rows that are not among them count as they are kept. Without a POK nothing is said.
    """
    book = ledger.of_year(tahun, usulan)
    if book.pok is None:
        return list(rows)
    kept = {one.pk: one for one in usulan.kegiatan.all()} if usulan else {}
    reading = typed.read([typed.Typed(row.id, row.typed) for row in rows], tahun)
    drawn: dict[str, int] = defaultdict(int)
    draws_of = []
    for row, baris in zip(rows, reading.rows, strict=True):
        old = kept.get(row.id)
        before = ledger.draws(old.kode, old.anggaran, old.rincian) if old else []
        now = ledger.draws(
            baris.kode, baris.anggaran, [{"kode": kode, "jumlah": jumlah} for kode, jumlah in baris.rincian]
        )
        for sign, draws in ((-1, before), (1, now)):
            for kode, jumlah in draws:
                if (room := book.room(kode)) is not None:
                    drawn[room.path] += sign * jumlah
        draws_of.append([kode for kode, _ in now] or ([baris.kode] if baris.kode else []))
    return [replace(row, hints=_told(row, book, kode, drawn)) for row, kode in zip(rows, draws_of, strict=True)]


def _told(row: Row, book: ledger.Ledger, kode: Sequence[str], drawn: dict[str, int]) -> dict[str, str]:
    said = [_left(book, one, drawn) for one in dict.fromkeys(kode) if one]
    name = "rincian" if row.typed.get("rincian", "").strip() else "kode"
    return {name: " ".join(said), **row.hints} if said else dict(row.hints)


def _left(book: ledger.Ledger, kode: str, drawn: dict[str, int]) -> str:
    room = book.room(kode)
    if room is None:
        return f"{kode} tidak ada di POK; periksa kodenya."
    more = sum(amount for path, amount in drawn.items() if path == room.path or path.startswith(f"{room.path}."))
    left = room.remaining - more
    if left < 0:
        return f"Melebihi pagu {indonesian.rupiah(-left)} (pagu {indonesian.rupiah(room.ceiling)}); beri alasan saat mengajukan."
    return f"Pagu {indonesian.rupiah(room.ceiling)}, sisa {indonesian.rupiah(left)}."
