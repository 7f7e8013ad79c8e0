"""The budget while one plans: what is left beside the kode, and a reason where more is asked for than there is."""

from typing import Any

import pytest
from django.test import Client

from renkeg.lib.errors import BadInput
from renkeg.planning import actions, contents, overdrawn
from renkeg.planning.models import Usulan
from tests.budget import imported
from tests.cast import KEGIATAN, Cast, forward, start
from tests.workbooks import COLUMN, edited, row_of

AKUN = "CQ.6709.QGE.001.113.A.521211"
"""20 million, of which 5 are blocked."""


def _row(anggaran: int, kode: str = AKUN, **changes: Any) -> dict[str, Any]:
    return {**KEGIATAN, "kode": kode, "anggaran": anggaran, **changes}


def _fresh(usulan: Usulan) -> Usulan:
    return Usulan.objects.for_reading().get(pk=usulan.pk)


def _propose(usulan: Usulan, cast: Cast, catatan: str | None = None) -> Usulan:
    tugas = _fresh(usulan).open_tugas
    assert tugas is not None
    return actions.propose(tugas, by=cast.kasubbag, catatan=catatan)


def test_more_than_the_pagu_needs_a_reason_that_the_letter_and_the_deciders_read(cast: Cast, client: Client) -> None:
    imported(cast)
    start(cast, bulan=3, kegiatan=[_row(12_000_000, tanggal=[{"mulai": "2027-03-03", "selesai": "2027-03-03"}])])
    usulan = start(cast, kegiatan=[_row(4_000_000)])
    with pytest.raises(
        BadInput, match=r"melebihi pagu Rp1\.000\.000: pagu Rp15\.000\.000, direncanakan seluruhnya Rp16\.000\.000"
    ):
        _propose(usulan, cast)
    usulan = _fresh(_propose(usulan, cast, "Menunggu revisi POK ketiga."))
    (told,) = [one for one in contents.nota_dinas(usulan)["pengantar"] if one.startswith("Catatan pagu")]
    assert "Rp1.000.000" in told
    assert told.endswith("Alasan: Menunggu revisi POK ketiga.")
    for person, address in ((cast.kabag, usulan.get_absolute_url()), (cast.kabag, "/putuskan/"), (cast.kabag, "/")):
        client.force_login(person)
        page = client.get(address).content.decode()
        assert "melebihi pagu Rp1.000.000" in page, address
        assert "Alasan melebihi pagu: Menunggu revisi POK ketiga." in page, address


def test_who_checks_need_not_say_once_more_why_it_is_above_the_pagu(cast: Cast) -> None:
    imported(cast)
    usulan = _fresh(_propose(start(cast, kegiatan=[_row(16_000_000)]), cast, "Menunggu revisi POK ketiga."))
    for langkah in (3, 4, 5, 6):
        usulan = _fresh(forward(usulan, cast))
        assert usulan.open_tugas is not None
        assert usulan.open_tugas.langkah == langkah
    with pytest.raises(BadInput, match=r"melebihi pagu Rp1\.000\.000"):
        forward(usulan, cast)
    assert usulan.open_tugas is not None
    usulan = _fresh(actions.submit(usulan.open_tugas, by=cast.petugas, catatan="Revisi ketiga sudah disetujui."))
    usulan = _fresh(usulan)
    assert overdrawn.reason(usulan) == "Revisi ketiga sudah disetujui."
    assert _fresh(forward(usulan, cast)).open_tugas is not None


def test_within_the_pagu_or_without_a_pok_nothing_is_asked(cast: Cast) -> None:
    free = start(
        cast,
        bulan=3,
        kegiatan=[_row(99_000_000, "9999.LAIN", tanggal=[{"mulai": "2027-03-03", "selesai": "2027-03-03"}])],
    )
    _propose(free, cast)
    imported(cast)
    usulan = start(cast, kegiatan=[_row(40_000_000, "CQ.6709.QGE.001.113.B.524111")])
    usulan = _fresh(_propose(usulan, cast))
    assert not [one for one in contents.nota_dinas(usulan)["pengantar"] if one.startswith("Catatan pagu")]


def test_while_typing_each_kode_says_what_is_left(cast: Cast, client: Client) -> None:
    imported(cast)
    usulan = start(cast, kegiatan=[_row(4_000_000), _row(1_000_000, "521211")])
    client.force_login(cast.kasubbag)
    first = usulan.kegiatan.get(kode=AKUN)

    def told(**typed: str) -> dict[str, str]:
        fields = {f"kegiatan/0/{name}": value for name, value in {"kode": AKUN, "judul": "Rapat", **typed}.items()}
        answer = client.post(f"{usulan.get_absolute_url()}kertas-kerja/", {"aksi": "periksa", **fields})
        return {name.removeprefix("kegiatan/0/"): text for name, text in answer.json()["petunjuk"].items()}

    assert told(id=first.pk, anggaran="5 juta")["kode"] == "Pagu Rp15.000.000, sisa Rp10.000.000."
    assert told(anggaran="5 juta")["kode"] == "Pagu Rp15.000.000, sisa Rp6.000.000."
    assert told(id=first.pk, anggaran="16 juta")["kode"].startswith("Melebihi pagu Rp1.000.000")
    assert told(kode="9999.XXX", anggaran="1")["kode"] == "9999.XXX tidak ada di POK; periksa kodenya."
    rincian = told(id=first.pk, rincian=f"{AKUN} = 1 juta; CQ.6709.QGE.001.113.B.524111 = 2 juta")["rincian"]
    assert rincian == "Pagu Rp15.000.000, sisa Rp14.000.000. Pagu Rp40.000.000, sisa Rp38.000.000."


def test_the_workbook_carries_what_is_left_beside_each_row(cast: Cast, client: Client) -> None:
    imported(cast)
    usulan = start(cast, kegiatan=[_row(4_000_000, judul="Kegiatan satu")])
    client.force_login(cast.kasubbag)
    seen: list[Any] = []

    def look(sheet: Any) -> None:
        seen.append(sheet.cell(row_of(sheet, "Kegiatan satu"), COLUMN["sisa"]).value)
        budget = sheet.parent["Pagu"]
        seen.extend(row for row in budget.iter_rows(values_only=True) if row[0] == AKUN)

    edited(client.get(f"{usulan.get_absolute_url()}kertas-kerja.xlsx").content, look)
    assert str(seen[0]).startswith('=IF(B9="","",IFERROR(IFERROR(VLOOKUP(')
    assert seen[1][:5] == (AKUN, "Belanja bahan", 20_000_000, 5_000_000, 0)
