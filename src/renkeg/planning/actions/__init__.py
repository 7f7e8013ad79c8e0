"""The verbs: the only writers of usulan, tugas, surat, kertas kerja, tautan and pagu.

Each is one transaction: lock, refuse, write, record, tell. Each takes the tugas that the person saw, so that a stale page
is refused and a repeated request has no second effect.
"""

from .amending import cancel_kegiatan, postpone_kegiatan
from .budget import choose_columns, columns_of, grids_of, import_pok, read_upload, sweep_uploads, upload_pok
from .drafting import NO_UNIT, revise, start, write_kegiatan, write_surat
from .pinning import tick, untick
from .steps import acknowledge, approve, assign, cancel, dispose, propose, publish, send_back, submit, withdraw

__all__ = [
    "NO_UNIT",
    "acknowledge",
    "approve",
    "assign",
    "cancel",
    "cancel_kegiatan",
    "choose_columns",
    "columns_of",
    "dispose",
    "grids_of",
    "import_pok",
    "postpone_kegiatan",
    "propose",
    "publish",
    "read_upload",
    "revise",
    "send_back",
    "start",
    "submit",
    "sweep_uploads",
    "tick",
    "untick",
    "upload_pok",
    "withdraw",
    "write_kegiatan",
    "write_surat",
]
