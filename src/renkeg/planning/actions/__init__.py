"""The verbs: the only writers of usulan, tugas, surat, kertas kerja, tautan, pagu, annual plans and arsip.

Each is one transaction: lock, refuse, write, record, tell. Each takes the tugas that the person saw, so that a stale page
is refused and a repeated request has no second effect.
"""

from .amending import cancel_kegiatan, postpone_kegiatan
from .annual import import_rencana_tahunan, read_rencana_tahunan, upload_rencana_tahunan
from .archiving import Shelf, drop_retention, set_retention, shelve
from .budget import choose_columns, columns_of, import_pok, read_upload, upload_pok
from .destroying import MOST_ITEMS, Ground, candidates, decline_destruction, destroy, propose_destruction
from .drafting import NO_UNIT, revise, start, write_kegiatan, write_surat
from .kept_files import grids_of, sweep_uploads
from .on_paper import Scan, confirm_paper, drop_paper, record_paper
from .pinning import tick, untick
from .registering import register
from .signing import put_scan, sign
from .steps import acknowledge, approve, assign, cancel, dispose, propose, publish, send_back, submit, withdraw

__all__ = [
    "MOST_ITEMS",
    "NO_UNIT",
    "Ground",
    "Scan",
    "Shelf",
    "acknowledge",
    "approve",
    "assign",
    "cancel",
    "cancel_kegiatan",
    "candidates",
    "choose_columns",
    "columns_of",
    "confirm_paper",
    "decline_destruction",
    "destroy",
    "dispose",
    "drop_paper",
    "drop_retention",
    "grids_of",
    "import_pok",
    "import_rencana_tahunan",
    "postpone_kegiatan",
    "propose",
    "propose_destruction",
    "publish",
    "put_scan",
    "read_rencana_tahunan",
    "read_upload",
    "record_paper",
    "register",
    "revise",
    "send_back",
    "set_retention",
    "shelve",
    "sign",
    "start",
    "submit",
    "sweep_uploads",
    "tick",
    "untick",
    "upload_pok",
    "upload_rencana_tahunan",
    "withdraw",
    "write_kegiatan",
    "write_surat",
]
