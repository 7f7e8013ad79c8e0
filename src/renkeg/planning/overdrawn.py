"""What a usulan plans above the ceiling of the POK, and why who planned it says that it must be so."""

from collections.abc import Sequence
from typing import Final

from renkeg.lib import indonesian

from .ledger import Ledger, Room, draws
from .models import Usulan
from .sop import Verb

ASKED: Final = (Verb.PROPOSE, Verb.SUBMIT)
"""Who plans says why; who checks reads it, and need not say it again."""


def rooms(usulan: Usulan, book: Ledger) -> list[Room]:
    """The kode on which it draws and on which, with all other plans, more is planned than there is; the lowest of each branch.

    Asks the database for nothing where `usulan` was read `for_reading`.
    """
    found: dict[str, Room] = {}
    for row in usulan.in_force:
        for kode, _ in draws(row.kode, row.anggaran, row.rincian):
            found |= {room.path: room for room in book.over(kode)}
    return [room for path, room in found.items() if not any(other.startswith(f"{path}.") for other in found)]


def sentences(over: Sequence[Room]) -> list[str]:
    """Each in a sentence, with the amounts."""
    return [
        f"Kode {one.path} melebihi pagu {indonesian.rupiah(one.short)}: pagu {indonesian.rupiah(one.ceiling)}, "
        f"direncanakan seluruhnya {indonesian.rupiah(one.planned)}."
        for one in over
    ]


def reason(usulan: Usulan) -> str:
    """What was said when it was last proposed, or its form last handed in; "" for a draft, or where nothing was said."""
    said = [row for row in usulan.riwayat if row.verb in ASKED]
    return said[-1].catatan if said else ""
