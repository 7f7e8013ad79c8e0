"""Where the SOP stands: usulan, tugas, surat, kertas kerja, tautan, what was sent back or taken out; the budget and the annual plans."""

from .kertas_kerja import Kegiatan
from .pagu import Pagu, Pok, PokUpload
from .paper_act import PaperAct
from .pin import Pin
from .removal import Removal
from .rencana_tahunan import KegiatanTahunan, RencanaTahunan, TahunanUpload
from .returned import Returned
from .surat import Disposisi, NotaDinas
from .tautan import Tautan
from .tugas import Tugas
from .upload import Upload
from .usulan import Edit, Usulan

__all__ = [
    "Disposisi",
    "Edit",
    "Kegiatan",
    "KegiatanTahunan",
    "NotaDinas",
    "Pagu",
    "PaperAct",
    "Pin",
    "Pok",
    "PokUpload",
    "Removal",
    "RencanaTahunan",
    "Returned",
    "TahunanUpload",
    "Tautan",
    "Tugas",
    "Upload",
    "Usulan",
]
