"""The verbs: the only writers of usulan, tugas, surat, kertas kerja, tautan, pagu and annual plans.

Each is one transaction: lock, refuse, write, record, tell. Each takes the tugas that the person saw, so that a stale page
is refused and a repeated request has no second effect.
"""

from .amending import cancel_kegiatan, postpone_kegiatan
from .annual import import_rencana_tahunan, read_rencana_tahunan, upload_rencana_tahunan
from .budget import choose_columns, columns_of, import_pok, read_upload, upload_pok
from .drafting import NO_UNIT, revise, start, write_kegiatan, write_surat
from .kept_files import grids_of, sweep_uploads
from .pinning import tick, untick
from .signing import put_scan, sign
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
    "import_rencana_tahunan",
    "postpone_kegiatan",
    "propose",
    "publish",
    "put_scan",
    "read_rencana_tahunan",
    "read_upload",
    "revise",
    "send_back",
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
