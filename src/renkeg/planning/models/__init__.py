"""Where the SOP stands: usulan, tugas, surat, kertas kerja, tautan."""

from .kertas_kerja import Kegiatan
from .surat import Disposisi, NotaDinas
from .tautan import Tautan
from .tugas import Tugas
from .usulan import Edit, Usulan

__all__ = ["Disposisi", "Edit", "Kegiatan", "NotaDinas", "Tautan", "Tugas", "Usulan"]
