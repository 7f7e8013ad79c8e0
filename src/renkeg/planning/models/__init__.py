"""Where the SOP stands: usulan, tugas, surat, kertas kerja, tautan, and what was taken out of a published plan."""

from .kertas_kerja import Kegiatan
from .removal import Removal
from .surat import Disposisi, NotaDinas
from .tautan import Tautan
from .tugas import Tugas
from .upload import Upload
from .usulan import Edit, Usulan

__all__ = ["Disposisi", "Edit", "Kegiatan", "NotaDinas", "Removal", "Tautan", "Tugas", "Upload", "Usulan"]
