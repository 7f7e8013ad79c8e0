"""Who: the satker, its units and jabatan, the pegawai who hold them, and the hours in which the office works."""

from collections.abc import Iterable
from typing import Any

from renkeg.lib.digests import digest

from .absence import Absence, Declined
from .hours import HariLibur, JamKerja, Ramadan
from .pegawai import ApiToken, Pegawai, Standing
from .penugasan import PenugasanJabatan
from .satker import PracticeClock, Satker
from .unit import Jabatan, Unit

__all__ = [
    "Absence",
    "ApiToken",
    "Declined",
    "HariLibur",
    "Jabatan",
    "JamKerja",
    "Pegawai",
    "PenugasanJabatan",
    "PracticeClock",
    "Ramadan",
    "Satker",
    "Standing",
    "Unit",
    "state_of",
]


def state_of(rows: Iterable[Any]) -> str:
    """The digest of the snapshots of these rows, in their order."""
    return digest([row.snapshot() for row in rows])
