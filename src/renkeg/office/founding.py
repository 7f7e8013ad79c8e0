"""Founds an office from a data file: satker, units, jabatan, hours, Ramadan and closed days."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import holidays
from django.db import transaction

from renkeg.lib.errors import Refused

from .actions import Libur, declare_holidays, posts_of, record_kantor
from .models import HariLibur, Jabatan, JamKerja, Ramadan, Satker, Unit

DATA = Path(__file__).parent.parent / "data"


def read(office: str) -> Mapping[str, Any]:
    """The data of an office: by the name of a file in the package ("office"), or by path."""
    path = DATA / f"{office}.toml"
    try:
        return tomllib.loads((path if path.is_file() else Path(office)).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Refused(f"Berkas kantor {office} tidak dapat dibaca: {error}") from error


@transaction.atomic
def found(data: Mapping[str, Any], *, latihan: bool = False) -> Satker:
    """Creates the office once; an office that is there already is returned as it stands."""
    present = Satker.objects.first()
    if present is not None:
        return present
    satker = Satker.objects.create(latihan=latihan, **data["satker"])
    units = [
        Unit(
            slug=row["slug"],
            satker=satker,
            nama=row["nama"],
            jenis=row["jenis"],
            parent_id=row.get("parent"),
            urut=place,
        )
        for place, row in enumerate(data["unit"])
    ]
    Unit.objects.bulk_create(units)
    leaders = [row["kepala"] for row in data["unit"]]
    Jabatan.objects.bulk_create(
        jabatan for unit, leader in zip(units, leaders, strict=True) for jabatan in posts_of(unit, leader)
    )
    JamKerja.objects.bulk_create(_hours(satker, data["jam_kerja"]))
    Ramadan.objects.bulk_create(Ramadan(satker=satker, **row) for row in data.get("ramadan", ()))
    record_kantor("found", satker, by=None, facts={"latihan": latihan})
    for year in data["hari_libur"]["years"]:
        declare_holidays(satker, national_holidays(year), by=None)
    return satker


def national_holidays(year: int) -> list[Libur]:
    """Public holidays and cuti bersama of a year as the package `holidays` knows them: a seed, the rows are the truth."""
    known = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    return [
        Libur(
            tanggal=day,
            nama=name,
            jenis=HariLibur.Jenis.CUTI_BERSAMA if name.startswith("Cuti Bersama") else HariLibur.Jenis.LIBUR_NASIONAL,
        )
        for day, name in sorted(known.items())
    ]


def _hours(satker: Satker, rows: Iterable[Mapping[str, Any]]) -> Iterable[JamKerja]:
    for row in rows:
        for weekday in row["weekdays"]:
            for begin, end in row["segmen"]:
                yield JamKerja(
                    satker=satker,
                    mode=row["mode"],
                    weekday=weekday,
                    mulai=time.fromisoformat(begin),
                    selesai=time.fromisoformat(end),
                    berlaku_dari=row.get("berlaku_dari", date(2023, 4, 12)),
                )
