"""Published plans in great number, put straight into the tables: only for what reads them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from renkeg.office.models import Jabatan, Unit
from renkeg.planning import contents
from renkeg.planning.actions.effects import issue_form
from renkeg.planning.models import Kegiatan, Tautan, Tugas, Usulan
from renkeg.planning.sop import Verb
from tests.cast import KEGIATAN, Cast

PUBLISHED = datetime.fromisoformat("2026-12-10T10:20:00+07:00")


def subbagian() -> list[Unit]:
    """All of the office, in its order."""
    return list(Unit.objects.filter(jenis=Unit.Jenis.SUBBAGIAN))


def fill(
    cast: Cast,
    units: Iterable[Unit],
    months: Iterable[int],
    *,
    tahun: int = 2027,
    rows: int = 2,
    acknowledged: bool = True,
    forms: bool = False,
    **changes: Any,
) -> list[Usulan]:
    """A published plan for each unit and month, with its form where wanted; `changes` are those of its kegiatan."""
    kabag: dict[str | None, Jabatan] = {one.unit_id: one for one in Jabatan.objects.filter(post="kabag")}
    usulan, tugas, tautan, kegiatan = [], [], [], []
    wanted = [(unit, month) for month in months for unit in units]
    for unit, month in wanted:
        one = Usulan(
            satker=cast.satker,
            unit=unit,
            sop_slug=cast.satker.sop,
            tahun=tahun,
            bulan=month,
            hal=f"Usulan {unit.nama}",
            pengantar="Bersama ini disampaikan usulan.",
            started_by=cast.kasubbag,
            started_at=PUBLISHED,
        )
        usulan.append(one)
        closed: dict[str, Any] = {
            "closed_at": PUBLISHED + timedelta(hours=1),
            "closed_by": cast.outsider_kabag,
            "closed_as": kabag[unit.parent_id],
            "closed_versi": 3,
            "verb": Verb.ACKNOWLEDGE,
            "kapasitas": "definitif",
        }
        tugas.append(
            Tugas(
                usulan=one,
                ordinal=1,
                langkah=7,
                side=Verb.ACKNOWLEDGE,
                jabatan=kabag[unit.parent_id],
                opened_at=PUBLISHED,
                due_at=PUBLISHED,
                **(closed if acknowledged else {}),
            )
        )
        tautan.append(Tautan(usulan=one, published_at=PUBLISHED, published_by=cast.petugas))
        said = {**KEGIATAN, "tanggal": [{"mulai": f"{tahun}-{month:02}-12", "selesai": f"{tahun}-{month:02}-13"}]}
        kegiatan += [Kegiatan(usulan=one, position=place, **said | changes) for place in range(rows)]
    Usulan.objects.bulk_create(usulan)
    Tugas.objects.bulk_create(tugas)
    Tautan.objects.bulk_create(tautan)
    Kegiatan.objects.bulk_create(kegiatan)
    if forms:
        for one in usulan:
            issue_form(
                one, contents.rencana_bulanan(one, kepala=None, mengetahui=None, day=PUBLISHED.date()), at=PUBLISHED
            )
    return usulan
