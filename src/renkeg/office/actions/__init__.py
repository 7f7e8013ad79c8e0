"""The only writers of who holds which post, who is away, when the office is open, and what its papers say of it.

Each verb is one transaction: lock, refuse, write, record, tell. `by` is who does it; None is the system itself.
"""

from .absences import cancel_absence, change_absence, decline_stand_in, name_stand_in, note_absence
from .people import change_pegawai, disable, enable, hash_of, hire, new_token
from .posts import appoint, note_order, relieve
from .premises import (
    LATEST_LEAD,
    Letterhead,
    Letters,
    Libur,
    Penomoran,
    adopt_sop,
    change_letterhead,
    change_letters,
    change_numbering,
    declare_day,
    declare_holidays,
    entrust_pok,
    move_clock,
    undeclare_day,
    write_letters,
)
from .rows import kantor_rows, record_kantor
from .units import add_unit, close_unit, move_unit, posts_of, rename_unit, reopen_unit

__all__ = [
    "LATEST_LEAD",
    "Letterhead",
    "Letters",
    "Libur",
    "Penomoran",
    "add_unit",
    "adopt_sop",
    "appoint",
    "cancel_absence",
    "change_absence",
    "change_letterhead",
    "change_letters",
    "change_numbering",
    "change_pegawai",
    "close_unit",
    "declare_day",
    "declare_holidays",
    "decline_stand_in",
    "disable",
    "enable",
    "entrust_pok",
    "hash_of",
    "hire",
    "kantor_rows",
    "move_clock",
    "move_unit",
    "name_stand_in",
    "new_token",
    "note_absence",
    "note_order",
    "posts_of",
    "record_kantor",
    "relieve",
    "rename_unit",
    "reopen_unit",
    "undeclare_day",
    "write_letters",
]
