"""Gives letters their numbers: one after the other, none twice, none left out."""

from renkeg.lib.indonesian import bulan_romawi
from renkeg.office.models import Satker

from .models import NumberSeries

NOTA_DINAS = "ND"


def next_number(satker: Satker, jenis: str, tahun: int) -> int:
    """The next number of that series, from 1. Belongs inside the transaction of the act that signs the letter.

    The series' row stays locked until that transaction ends, so that a number given up by a rollback is given again.
    """
    series, _ = NumberSeries.objects.select_for_update().get_or_create(satker=satker, jenis=jenis, tahun=tahun)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def written(pattern: str, *, nomor: int, tahun: int, bulan: int) -> str:
    """The number as it is printed. `pattern` knows {nomor}, {nomor:03}, {tahun}, {bulan_romawi}."""
    return pattern.format(nomor=nomor, tahun=tahun, bulan_romawi=bulan_romawi(bulan))
