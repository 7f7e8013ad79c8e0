"""Where the SOP stands: usulan, tugas, surat, kertas kerja, tautan, what was taken out of a plan; and the budget."""

from .kertas_kerja import Kegiatan
from .pagu import Pagu, Pok, PokUpload
from .removal import Removal
from .surat import Disposisi, NotaDinas
from .tautan import Tautan
from .tugas import Tugas
from .upload import Upload
from .usulan import Edit, Usulan

__all__ = [
    "Disposisi",
    "Edit",
    "Kegiatan",
    "NotaDinas",
    "Pagu",
    "Pok",
    "PokUpload",
    "Removal",
    "Tautan",
    "Tugas",
    "Upload",
    "Usulan",
]
