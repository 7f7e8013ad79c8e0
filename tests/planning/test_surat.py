"""The nota dinas and its number: given once, at the Kabag's Ya, and kept."""

from datetime import date

import pytest

from renkeg.office.models import Satker
from renkeg.papers.models import Document, NumberSeries, Signature
from renkeg.planning import actions
from renkeg.planning.models import NotaDinas, Usulan
from renkeg.planning.sop import Verb
from tests.cast import Cast, do, forward, usulan_at
from tests.planning.conftest import Freeze
from tests.planning.walk import open_tugas, reread


def letters(usulan: Usulan) -> list[tuple[int, str]]:
    rows = usulan.papers().filter(jenis=Document.Jenis.NOTA_DINAS).order_by("versi")
    return [(row.versi, row.keadaan) for row in rows]


@pytest.mark.parametrize("langkah", [1, 2])
def test_a_letter_has_no_number_before_the_kabag_says_ya(langkah: int, cast: Cast) -> None:
    usulan = usulan_at(langkah, cast)

    assert usulan.surat is None
    assert letters(usulan) == []
    assert not NumberSeries.objects.exists()


def test_the_kabag_ya_gives_number_date_and_signature(cast: Cast) -> None:
    usulan = usulan_at(3, cast)

    assert usulan.surat is not None
    assert (usulan.surat.nomor, usulan.surat.tanggal) == ("1/PR.02.2-ND/17/2027", date(2027, 1, 4))
    assert letters(usulan) == [(1, "berlaku")]
    signature = Signature.objects.get(document__subject=usulan.subject)
    assert (signature.by, signature.kapasitas, signature.seen) == (cast.kabag, "definitif", usulan.seen)


def test_the_printed_letter_carries_number_date_and_who_approved_it(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    printed = usulan.papers().get(jenis=Document.Jenis.NOTA_DINAS).contents

    assert (printed["nomor"], printed["tanggal"], printed["konsep"]) == (
        "1/PR.02.2-ND/17/2027",
        "4 Januari 2027",
        False,
    )
    assert printed["tanda_tangan"]["pernyataan"].startswith(
        "Disetujui secara elektronik oleh Kabag Contoh pada 4 Januari 2027 pukul "
    )
    assert "TTE" not in str(printed)
    assert "BSrE" not in str(printed)


def test_a_returned_letter_keeps_number_and_date_and_its_older_version_is_replaced(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    before = usulan.surat
    usulan = do(Verb.SEND_BACK, open_tugas(usulan), cast.sekretaris, cast)
    cast.at("2027-01-06T09:00:00+07:00")
    usulan = do(Verb.SEND_BACK, open_tugas(usulan), cast.kabag, cast)
    usulan = forward(forward(usulan, cast), cast)

    assert usulan.surat == before
    assert usulan.surat is not None
    assert usulan.surat.tanggal == date(2027, 1, 4)
    assert letters(usulan) == [(1, "digantikan"), (2, "berlaku")]
    assert NumberSeries.objects.get().last == 1


def test_the_next_letter_has_the_next_number(cast: Cast) -> None:
    usulan_at(3, cast)
    second = usulan_at(3, cast, susulan=True)

    assert second.surat is not None
    assert second.surat.nomor == "2/PR.02.2-ND/17/2027"


def test_a_void_number_is_kept_and_never_given_again(cast: Cast) -> None:
    first = usulan_at(3, cast)
    do(Verb.CANCEL, open_tugas(first), cast.kasubbag, cast)
    second = usulan_at(3, cast)

    void = NotaDinas.objects.get(usulan=first)
    assert (void.urut, void.void_at) == (1, reread(first).cancelled_at)
    assert second.surat is not None
    assert (second.surat.urut, second.surat.void_at) == (2, None)
    assert letters(first) == [(1, "batal")]


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        ("Asia/Jakarta", "2027-12-31T23:59:59.999999+07:00", "2028-01-01T00:00:00+07:00"),
        ("Asia/Makassar", "2027-12-31T22:59:59.999999+07:00", "2027-12-31T23:00:00+07:00"),
        ("Asia/Jayapura", "2027-12-31T21:59:59.999999+07:00", "2027-12-31T22:00:00+07:00"),
    ],
)
def test_the_year_of_the_series_turns_at_midnight_of_the_offices_zone(
    zone: str, last: str, first: str, cast: Cast, freeze: Freeze
) -> None:
    Satker.objects.update(zone=zone)
    old, new = usulan_at(2, cast), usulan_at(2, cast, susulan=True)
    freeze(last)
    old = do(Verb.APPROVE, open_tugas(old), cast.kabag, cast)
    freeze(first)
    new = do(Verb.APPROVE, open_tugas(new), cast.kabag, cast)

    assert old.surat is not None
    assert new.surat is not None
    assert (old.surat.nomor, old.surat.tanggal) == ("1/PR.02.2-ND/17/2027", date(2027, 12, 31))
    assert (new.surat.nomor, new.surat.tanggal) == ("1/PR.02.2-ND/17/2028", date(2028, 1, 1))


def test_the_pattern_of_the_number_is_a_setting_of_the_office(cast: Cast) -> None:
    Satker.objects.update(pola_nomor="{nomor:03}/ND/{bulan_romawi}/{tahun}")
    usulan = usulan_at(3, cast)

    assert usulan.surat is not None
    assert usulan.surat.nomor == "001/ND/I/2027"


def test_a_withdrawn_ya_keeps_its_number(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    usulan = actions.withdraw(open_tugas(usulan), by=cast.kabag)
    assert usulan.surat is not None
    usulan = forward(usulan, cast)

    assert usulan.surat is not None
    assert usulan.surat.urut == 1
    assert letters(usulan) == [(1, "digantikan"), (2, "berlaku")]


def test_the_disposisi_goes_down_the_chain_with_its_instructions(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    usulan = actions.approve(
        open_tugas(usulan), by=cast.sekretaris, seen=usulan.seen, instruksi=["Hemat anggaran"], catatan="Segera."
    )
    usulan = actions.dispose(open_tugas(usulan), by=cast.kabag)

    chain = [(one.kepada_id, one.instruksi) for one in usulan.disposisi.all()]
    assert chain == [
        ("kabag-keuangan-umum-logistik", ["Hemat anggaran"]),
        ("kasubbag-keuangan", ["Tindak lanjuti", "Input ke form rencana kegiatan"]),
    ]
    sheet = usulan.papers().valid().get(jenis=Document.Jenis.LEMBAR_DISPOSISI)
    assert sheet.versi == 2
    assert [row["catatan"] for row in sheet.contents["rantai"]] == ["Segera.", ""]
