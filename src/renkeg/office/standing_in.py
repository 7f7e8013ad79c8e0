"""Who could stand in for an absent holder, the fittest first: read only, a superior decides."""

from collections.abc import Iterator
from dataclasses import dataclass

from .models import Absence, Jabatan, Pegawai, PenugasanJabatan

CARRIED = "Usulan yang sudah ia tangani pada jabatannya sendiri harus disetujui orang lain."
ELSEWHERE = "Sudah menjadi Plh. di jabatan lain pada waktu itu."


@dataclass(frozen=True)
class Proposal:
    """Somebody who is there in those days, the post from which he comes, and what speaks against him."""

    pegawai: Pegawai
    title: str
    remarks: tuple[str, ...]


def proposals(absence: Absence, jabatan: Jabatan) -> list[Proposal]:
    """People of the same level first, who never meet their own approvals; then the superior; then those right below.

    Whoever is away himself in those days, or whose account is closed, is not proposed.
    """
    away = set(Absence.objects.overlapping(absence.mulai, absence.selesai).values_list("pegawai_id", flat=True))
    rows = PenugasanJabatan.objects.overlapping(absence.mulai, absence.selesai).filter(pegawai__is_active=True)
    found: dict[str, tuple[tuple[int, str], Proposal]] = {}
    acting = {one.pegawai_id for one in rows.filter(kapasitas=PenugasanJabatan.Kapasitas.PLH).exclude(jabatan=jabatan)}
    for one in rows.exclude(kapasitas=PenugasanJabatan.Kapasitas.PLH).of_the_office().with_people():
        place = _place(one.jabatan, jabatan)
        if place is None or one.pegawai_id in away or one.pegawai_id == absence.pegawai_id:
            continue
        order = (place + (10 if one.pegawai_id in acting else 0), one.pegawai.nama)
        if one.pegawai_id not in found or order < found[one.pegawai_id][0]:
            remarks = tuple(_remarks(place, one.pegawai_id in acting))
            found[one.pegawai_id] = order, Proposal(one.pegawai, one.title, remarks)
    return [proposal for _, proposal in sorted(found.values(), key=lambda pair: pair[0])]


def _place(own: Jabatan, wanted: Jabatan) -> int | None:
    """How far away a post lies from the one that waits; None where it does not come into question."""
    if own.pk == wanted.pk:
        return None
    if own.post == wanted.post and own.single:
        return 0 if own.unit.parent_id == wanted.unit.parent_id else 1
    if own.single and own.unit_id == wanted.unit.parent_id:
        return 2
    if own.single and own.unit.parent_id == wanted.unit_id:
        return 3
    if own.post == Jabatan.Post.PETUGAS and own.unit_id == wanted.unit_id:
        return 4
    return None


def _remarks(place: int, acting: bool) -> Iterator[str]:
    if place >= 2:
        yield CARRIED
    if acting:
        yield ELSEWHERE
