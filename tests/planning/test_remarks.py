"""What is unusual about a usulan, in sentences."""

from datetime import date
from typing import Any

import pytest

from renkeg.office import clock
from renkeg.office.calendar import Calendar
from renkeg.planning import remarks
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from tests.cast import KEGIATAN, Cast, do, start, usulan_at
from tests.planning.walk import open_tugas

pytestmark = pytest.mark.django_db


def row(**changes: Any) -> dict[str, Any]:
    return {**KEGIATAN, **changes}


def on(*days: str) -> list[dict[str, str]]:
    """Spans of one day, or of "first..last"."""
    return [{"mulai": one.partition("..")[0], "selesai": one.partition("..")[2] or one} for one in days]


def told(usulan: Usulan) -> list[str]:
    usulan = Usulan.objects.for_reading().get(pk=usulan.pk)
    return remarks.unusual(usulan, Calendar.of(usulan.satker), clock.now())


def test_nothing_is_said_of_a_usulan_like_any_other(cast: Cast) -> None:
    assert told(usulan_at(2, cast)) == []


def test_what_the_usulan_is_comes_first(cast: Cast) -> None:
    usulan = usulan_at(2, cast, susulan=True, kegiatan=[row(kode=None)])
    assert told(usulan) == ["Ini usulan susulan, di luar rencana bulanan.", "Kegiatan 1 belum berkode."]


def test_a_late_one_names_its_last_day(cast: Cast) -> None:
    cast.at("2027-01-26T09:00:00+07:00")
    assert told(usulan_at(2, cast)) == ["Terlambat diajukan: batasnya 25 Januari 2027."]


def test_returns_are_counted(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    for count in ("Pernah dikembalikan.", "Sudah dikembalikan 2 kali."):
        usulan = do(Verb.SEND_BACK, open_tugas(usulan), cast.kabag, cast)
        assert told(usulan) == [count]
        usulan = do(Verb.PROPOSE, open_tugas(usulan), cast.kasubbag, cast)


def test_closed_days_are_named_once_for_all_their_kegiatan(cast: Cast) -> None:
    cast.satker.hari_libur.create(tanggal=date(2027, 2, 18), nama="Libur khusus contoh", jenis="khusus")
    rows = [
        row(judul="Sosialisasi satu", tanggal=on("2027-02-20..2027-02-21"), lokus=["Kepahiang"]),
        row(judul="Sosialisasi dua", tanggal=on("2027-02-13"), lokus=["Kaur"]),
        row(judul="Sosialisasi tiga", tanggal=on("2027-02-18"), lokus=["Seluma"]),
        row(judul="Sosialisasi empat", tanggal=on("2027-02-13"), lokus=["Lebong"]),
        row(judul="Layanan perkantoran", tanggal=on("2027-02-01..2027-02-28"), lokus=["Mukomuko"]),
    ]
    assert told(start(cast, kegiatan=rows)) == [
        "Kegiatan 2 dan 4 jatuh pada Sabtu, 13 Februari 2027.",
        "Kegiatan 3 jatuh pada hari libur, Kamis, 18 Februari 2027.",
        "Kegiatan 1 jatuh pada Sabtu, 20 Februari 2027 dan Minggu, 21 Februari 2027.",
    ]


def test_days_money_titles_and_places_that_stand_out(cast: Cast) -> None:
    rows = [
        row(tanggal=on("2027-02-15", "2027-03-03")),
        row(judul="rapat  KOORDINASI perencanaan", anggaran=0),
        row(judul="Bimbingan teknis", anggaran=None, kode=None, lokus=["Kaur"]),
    ]
    assert told(start(cast, kegiatan=rows)) == [
        "Kegiatan 1 memuat tanggal di luar Februari 2027.",
        "Anggaran kegiatan 3 belum diisi.",
        "Kegiatan 2 tanpa anggaran (Rp0).",
        "Kegiatan 1 dan 2 berjudul sama.",
        "Kegiatan 1 dan 2 bertepatan hari dan lokusnya, Senin, 15 Februari 2027.",
        "Kegiatan 3 belum berkode.",
    ]


def test_sixty_rows_do_not_fill_the_page(cast: Cast) -> None:
    rows = [row(kode=None, tanggal=on(f"2027-02-{1 + n % 28:02}")) for n in range(60)]
    said = told(start(cast, kegiatan=rows))
    assert len(said) <= 12
    assert "Kegiatan 1, 2, 3 dan 57 lainnya berjudul sama." in said
    assert said[-1] == "Semua kegiatan belum berkode."


def test_rows_cost_no_query(cast: Cast, django_assert_num_queries: Any) -> None:
    usulan = Usulan.objects.for_reading().get(pk=usulan_at(2, cast, kegiatan=[row()] * 30).pk)
    calendar, at = Calendar.of(usulan.satker), clock.now()
    with django_assert_num_queries(0):
        remarks.unusual(usulan, calendar, at)


def test_a_total_far_above_the_month_before_is_named(cast: Cast) -> None:
    usulan = start(cast)
    month = date(2027, 1, 1)
    assert (
        remarks.risen(usulan, 6_000_000, month) == "Jumlahnya lebih dari dua kali rencana Januari 2027 (Rp6.000.000)."
    )
    assert remarks.risen(usulan, 6_250_000, month) is None
    assert remarks.risen(usulan, None, month) is None
