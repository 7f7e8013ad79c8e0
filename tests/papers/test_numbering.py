"""The agenda book: what is given, typed by hand, reserved and void, and that no number is there twice or missing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import actions as office_actions
from renkeg.office.actions import Penomoran
from renkeg.office.models import Satker, Unit
from renkeg.papers import agenda_book, numbering
from renkeg.papers.models import Agenda, Cadangan, NumberSeries
from renkeg.papers.numbering import Letter
from renkeg.planning import actions, drafts, integrity
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from renkeg.trail.models import Event
from tests.cast import Cast, do, usulan_at
from tests.planning.walk import open_tugas

TODAY = date(2027, 1, 4)


@pytest.fixture
def typing(cast: Cast) -> Cast:
    """An office in which numbers may be typed."""
    change(cast, nomor_ketik=True)
    return cast


def change(cast: Cast, **changes: Any) -> None:
    """The admin changes how letters are numbered."""
    wanted = replace(Penomoran.of(cast.satker), **changes)
    cast.satker = office_actions.change_numbering(cast.satker, wanted, by=cast.admin)


def approve(cast: Cast, usulan: Usulan, nomor: str | None = None, dari: str | None = "srikandi") -> Usulan:
    return actions.approve(open_tugas(usulan), by=cast.kabag, seen=usulan.seen, nomor=nomor, nomor_dari=dari)


def signed(cast: Cast, nomor: str | None = None, dari: str = "srikandi") -> str:
    usulan = approve(cast, usulan_at(2, cast, susulan=True), nomor, dari)
    assert usulan.surat is not None
    return usulan.surat.nomor


def letter(klasifikasi: str = "PR.02.2", subject: str = "") -> Letter:
    unit = Unit.objects.get(pk="keuangan")
    return Letter(unit, unit, klasifikasi, "Surat di atas kertas", "Kepala Bagian", "Sekretaris", subject)


def reserve(cast: Cast, count: int = 3, jenis: str = "ND", day: date = TODAY) -> Cadangan:
    return numbering.reserve(cast.satker, jenis, count=count, day=day, reason="Listrik padam", by=cast.sekretaris)


def places(jenis: str = "ND", tahun: int = 2027) -> list[int | None]:
    return list(Agenda.objects.of(tahun, jenis).order_by("urut").values_list("urut", flat=True))


def said(error: pytest.ExceptionInfo[BadInput]) -> str:
    return " ".join(f"{one.loc}: {one.msg}" for one in error.value.problems)


def test_a_letter_stands_in_the_book_with_what_it_says(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    line = Agenda.objects.get()

    assert (line.nomor, line.urut, line.tanggal, line.unit_id) == ("1/PR.02.2-ND/17/2027", 1, TODAY, "keuangan")
    assert (line.hal, line.klasifikasi, line.subject) == (usulan.hal, "PR.02.2", usulan.subject)
    assert line.dari.startswith("Kepala Bagian")
    assert line.kepada == "Sekretaris KPU Provinsi Bengkulu"
    assert line.keadaan is Agenda.Keadaan.TERPAKAI


def test_a_letter_that_is_signed_again_says_its_new_words_in_the_book(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    usulan = do(Verb.SEND_BACK, open_tugas(usulan), cast.sekretaris, cast)
    surat = drafts.Surat("Hal yang diperbaiki", "Isi.")
    usulan = actions.write_surat(usulan, surat, versi=usulan.versi, by=cast.kabag)
    approve(cast, usulan)

    assert [(one.urut, one.hal) for one in Agenda.objects.all()] == [(1, "Hal yang diperbaiki")]
    assert integrity.check().findings == []


def test_the_classification_of_the_letter_stands_in_its_number(cast: Cast) -> None:
    usulan = usulan_at(1, cast)
    surat = drafts.Surat(usulan.hal, usulan.pengantar)
    usulan = actions.write_surat(usulan, surat, versi=1, by=cast.kasubbag, klasifikasi="RT.02.1")
    usulan = actions.propose(open_tugas(usulan), by=cast.kasubbag)
    usulan = approve(cast, usulan)

    assert usulan.surat is not None
    assert usulan.surat.nomor == "1/RT.02.1-ND/17/2027"
    assert Agenda.objects.get().klasifikasi == "RT.02.1"
    assert integrity.check().findings == []


def test_a_classification_nobody_knows_is_refused_and_that_of_a_numbered_letter_stays(cast: Cast) -> None:
    usulan = usulan_at(1, cast)
    surat = drafts.Surat(usulan.hal, usulan.pengantar)
    with pytest.raises(BadInput) as error:
        actions.write_surat(usulan, surat, versi=1, by=cast.kasubbag, klasifikasi="XX.99")
    assert "tidak ada dalam daftar" in said(error)

    numbered = do(Verb.SEND_BACK, open_tugas(usulan_at(3, cast, susulan=True)), cast.sekretaris, cast)
    with pytest.raises(BadInput) as error:
        actions.write_surat(numbered, surat, versi=numbered.versi, by=cast.kabag, klasifikasi="RT.02.1")
    assert "Surat sudah bernomor 1/PR.02.2-ND/17/2027; klasifikasinya tetap." in said(error)


def test_every_word_of_a_pattern_is_written(cast: Cast) -> None:
    Unit.objects.filter(pk="keuangan-umum-logistik").update(kode="2")
    Satker.objects.update(
        kode_wilayah="17", pola_nomor="{nomor:03}/{klas}-{jenis}/{wilayah}/{unit}/{bulan_romawi}/{tahun}"
    )
    assert signed(cast) == "001/PR.02.2-ND/17/2/I/2027"


def test_a_pattern_without_classification_stays_valid(cast: Cast) -> None:
    Satker.objects.update(pola_nomor="{nomor}/PR.02.2-ND/17/{tahun}")
    assert signed(cast) == "1/PR.02.2-ND/17/2027"


# --- Numbers by hand ------------------------------------------------------------


def test_a_number_is_not_typed_where_the_office_does_not_allow_it(cast: Cast) -> None:
    with pytest.raises(BadInput) as error:
        signed(cast, "7/PR.02.2-ND/17/2027")
    assert "Kantor ini memberi nomor dari deretnya sendiri" in said(error)
    assert not Agenda.objects.exists()


def test_a_number_from_srikandi_leaves_the_series_alone(typing: Cast) -> None:
    assert signed(typing, "B-1234/SEK.17/ND/2027") == "B-1234/SEK.17/ND/2027"
    line = Agenda.objects.get()
    assert (line.urut, line.sumber, agenda_book.keadaan(line)) == (None, "srikandi", "diketik dari SRIKANDI")
    assert signed(typing) == "1/PR.02.2-ND/17/2027"
    assert integrity.check().findings == []


def test_the_next_number_typed_by_hand_is_the_next_of_the_series(typing: Cast) -> None:
    assert signed(typing) == "1/PR.02.2-ND/17/2027"
    assert signed(typing, "2/PR.02.2-ND/17/2027", "buku_agenda") == "2/PR.02.2-ND/17/2027"
    assert NumberSeries.objects.get().last == 2
    assert signed(typing) == "3/PR.02.2-ND/17/2027"


def test_a_number_typed_ahead_is_jumped_when_its_turn_comes(typing: Cast) -> None:
    signed(typing, "3/PR.02.2-ND/17/2027", "buku_agenda")
    assert NumberSeries.objects.get().last == 0
    assert [signed(typing) for _ in range(3)] == [f"{n}/PR.02.2-ND/17/2027" for n in (1, 2, 4)]
    assert places() == [1, 2, 3, 4]
    assert integrity.check().findings == []


@pytest.mark.parametrize(
    ("nomor", "dari", "why"),
    [
        ("1/PR.02.2-ND/17/2027", "srikandi", "sudah dipakai surat tanggal 4 Januari 2027"),
        ("001/PR.02.2-ND/17/2027", "buku_agenda", "sudah dipakai"),
        ("5/PR.02.2-ND/17/2026", "buku_agenda", "Tahun pada nomor ini 2026"),
        ("5/RT.02.1-ND/17/2027", "buku_agenda", "Klasifikasi pada nomor ini RT.02.1"),
        ("0/PR.02.2-ND/17/2027", "buku_agenda", "mengikuti pola kantor, misalnya 12/PR.02.2-ND/17/2027"),
        ("nota-dinas-2027", "buku_agenda", "mengikuti pola kantor"),
        ("tanpa nomor", "srikandi", "tidak berbentuk nomor surat"),
        ("B-12/SEK/ND/26", "srikandi", "Nomor surat memuat tahunnya, 2027"),
        ("B\n12/2027", "srikandi", "satu baris"),
        ("B-12/2027" + "x" * 200, "srikandi", "Terlalu panjang"),
        ("B-12/SEK/2027", "ingatan", "Pilih dari mana nomor ini"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_with_its_reason(
    nomor: str, dari: str, why: str, typing: Cast
) -> None:
    signed(typing)
    with pytest.raises(BadInput) as error:
        signed(typing, nomor, dari)
    assert why in said(error)
    assert places() == [1]


def test_the_same_number_of_another_system_is_not_given_twice_whatever_its_letters(typing: Cast) -> None:
    signed(typing, "b-12/SEK/2027")
    with pytest.raises(BadInput) as error:
        signed(typing, "B-12/sek/2027")
    assert "sudah dipakai" in said(error)


def test_a_numbered_letter_keeps_its_number_whatever_is_typed_later(typing: Cast) -> None:
    usulan = do(Verb.SEND_BACK, open_tugas(usulan_at(3, typing)), typing.sekretaris, typing)
    with pytest.raises(BadInput) as error:
        approve(typing, usulan, "9/PR.02.2-ND/17/2027")
    assert "Surat ini sudah bernomor 1/PR.02.2-ND/17/2027" in said(error)
    again = approve(typing, usulan, "1/PR.02.2-ND/17/2027")
    assert again.surat is not None
    assert again.surat.urut == 1


def test_a_typed_number_means_nothing_where_no_letter_is_numbered(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    usulan = actions.approve(
        open_tugas(usulan), by=cast.sekretaris, seen=usulan.seen, nomor="7/X/2027", nomor_dari="srikandi"
    )
    assert places() == [1]


# --- Blocks for days on paper -----------------------------------------------------


def test_the_series_jumps_past_what_is_reserved_and_gives_none_of_it(cast: Cast) -> None:
    signed(cast)
    block = reserve(cast, 3)
    assert [row.urut for row in block.numbers.order_by("urut")] == [2, 3, 4]
    assert signed(cast) == "5/PR.02.2-ND/17/2027"
    assert {one.keadaan for one in block.numbers.all()} == {Agenda.Keadaan.DICADANGKAN}
    assert integrity.check().findings == []


def test_a_reserved_number_is_used_once_or_void_with_its_reason(cast: Cast) -> None:
    first, second, third = reserve(cast).numbers.order_by("urut")
    used = numbering.use(first, letter(), day=TODAY, by=cast.sekretaris)
    assert used.nomor == "1/PR.02.2-ND/17/2027"
    voided = numbering.void(second, reason="Tidak jadi dipakai", by=cast.sekretaris)
    assert agenda_book.keadaan(voided) == "batal: Tidak jadi dipakai"

    for number, why in ((first, "sudah dipakai: 1/PR.02.2-ND/17/2027"), (second, "sudah dinyatakan batal")):
        with pytest.raises(Refused, match=why):
            numbering.use(number, letter(), day=TODAY, by=cast.sekretaris)
    with pytest.raises(BadInput):
        numbering.void(third, reason="  ", by=cast.sekretaris)
    assert [one.verb for one in Event.objects.filter(subject__startswith="cadangan:")] == [
        "reserve_numbers",
        "use_number",
        "void_number",
    ]
    assert integrity.check().findings == []


def test_reserving_twice_with_one_key_reserves_once(cast: Cast) -> None:
    key = "k" * 22
    for _ in range(2):
        numbering.reserve(cast.satker, "ND", count=2, day=TODAY, reason="Listrik padam", by=cast.sekretaris, id=key)
    assert places() == [1, 2]


def test_each_kind_of_letter_has_a_series_of_its_own(cast: Cast) -> None:
    reserve(cast, 2, jenis="ST")
    (first, _) = Agenda.objects.of(2027, "ST").order_by("urut")
    assert numbering.use(first, letter("RT.02.1"), day=TODAY, by=cast.sekretaris).nomor == "1/RT.02.1-ST/17/2027"
    assert signed(cast) == "1/PR.02.2-ND/17/2027"


@pytest.mark.parametrize(
    ("changes", "loc"),
    [
        ({"count": 0}, "jumlah"),
        ({"count": 101}, "jumlah"),
        ({"day": date(2027, 1, 3)}, "tanggal"),
        ({"day": date(2028, 6, 1)}, "tanggal"),
        ({"reason": "padam"[:4]}, "alasan"),
        ({"jenis": "ZZ"}, "jenis"),
    ],
)
def test_a_block_that_makes_no_sense_is_refused_at_its_field(changes: dict[str, object], loc: str, cast: Cast) -> None:
    wanted: dict[str, object] = {"jenis": "ND", "count": 2, "day": TODAY, "reason": "Listrik padam", **changes}
    with pytest.raises(BadInput) as error:
        numbering.reserve(cast.satker, by=cast.sekretaris, **wanted)  # type: ignore[arg-type]
    assert {one.loc for one in error.value.problems} == {loc}
    assert not NumberSeries.objects.exists()


def test_only_those_who_keep_the_book_reserve(cast: Cast) -> None:
    for person in (cast.kasubbag, cast.kabag, cast.petugas, cast.auditor, cast.admin, cast.outsider):
        with pytest.raises(Refused, match="Buku agenda dikelola Sekretaris"):
            numbering.reserve(cast.satker, "ND", count=1, day=TODAY, reason="Listrik padam", by=person)
    change(cast, agenda_unit="teknis")
    numbering.reserve(cast.satker, "ND", count=1, day=TODAY, reason="Listrik padam", by=cast.outsider)
    with pytest.raises(Refused, match="Buku agenda dikelola Subbagian"):
        numbering.reserve(cast.satker, "ND", count=1, day=TODAY, reason="Listrik padam", by=cast.kasubbag)
    assert integrity.check().findings == []


def test_a_reserved_number_is_not_typed_by_somebody_else(typing: Cast) -> None:
    reserve(typing, 2)
    with pytest.raises(BadInput) as error:
        signed(typing, "1/PR.02.2-ND/17/2027")
    assert "dicadangkan untuk surat di atas kertas" in said(error)


def test_a_letter_of_another_year_or_of_tomorrow_gets_no_reserved_number(cast: Cast) -> None:
    number = reserve(cast, 1).numbers.get()
    for day, why in ((date(2028, 1, 3), "deret tahun 2027"), (date(2027, 1, 5), "belum tiba")):
        with pytest.raises(BadInput) as error:
            numbering.use(number, letter(), day=day, by=cast.sekretaris)
        assert why in said(error)


# --- What the database refuses, and what is told ----------------------------------


@pytest.mark.parametrize(
    "half",
    [
        {"urut": 1},  # doubled
        {"urut": 9, "nomor": "1/PR.02.2-ND/17/2027"},  # doubled as printed
        {"urut": None, "nomor": "B-1/2027"},  # outside the series, and nobody typed it
        {"urut": 0},
        {"urut": 9, "tanggal": date(2026, 1, 4)},
        {"urut": 9, "hal": ""},  # a number without a letter that nobody reserved
        {"urut": 9, "nomor": ""},
        {"urut": 9, "void_reason": "Batal"},
        {"urut": 9, "subject": "usulan:1"},
    ],
)
def test_the_database_refuses_half_a_truth(half: dict[str, object], cast: Cast) -> None:
    whole = {
        "satker": cast.satker,
        "jenis": "ND",
        "tahun": 2027,
        "urut": 1,
        "nomor": "1/PR.02.2-ND/17/2027",
        "tanggal": TODAY,
        "hal": "Hal",
        "subject": "usulan:1",
    }
    Agenda.objects.create(**whole)
    fresh = {**whole, "nomor": "9/PR.02.2-ND/17/2027", "subject": "usulan:2"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Agenda.objects.create(**{**fresh, **half})


def test_gaps_doubles_and_strange_lines_are_found(cast: Cast) -> None:
    signed(cast)
    reserve(cast, 2)
    assert integrity.check().findings == []
    for spoil, where in (
        (lambda: Agenda.objects.filter(urut=3).delete(), "nomor surat ND 2027"),
        (lambda: Agenda.objects.filter(urut=3).update(urut=7), "nomor surat ND 2027"),
        (lambda: Agenda.objects.filter(urut=1).update(hal="Lain"), "usulan:"),
        (lambda: Agenda.objects.filter(urut=2).update(tanggal=date(2027, 2, 1)), "cadangan:"),
        (lambda: NumberSeries.objects.all().delete(), "nomor surat ND 2027"),
    ):
        with transaction.atomic():
            spoil()
            assert any(one.where.startswith(where) for one in integrity.check().findings), where
            transaction.set_rollback(True)


def test_the_report_tells_gaps_voids_and_what_lies_ahead(typing: Cast) -> None:
    signed(typing)
    reserve(typing, 2)
    first = Agenda.objects.reserved().order_by("urut")[0]
    numbering.void(first, reason="Tidak jadi dipakai", by=typing.sekretaris)
    signed(typing, "9/PR.02.2-ND/17/2027", "buku_agenda")
    (series,) = agenda_book.report(typing.satker, 2027)
    assert (series.last, series.used, series.typed, series.reserved, series.void) == (3, 1, 1, 1, 1)
    assert (list(series.missing), list(series.ahead)) == ([], [9])

    Agenda.objects.filter(urut=2).delete()
    (series,) = agenda_book.report(typing.satker, 2027)
    assert list(series.missing) == [2]


def test_a_number_given_up_by_a_rollback_is_given_again(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    with transaction.atomic():
        approve(cast, usulan)
        transaction.set_rollback(True)
    assert (places(), NumberSeries.objects.count()) == ([], 0)
    usulan = approve(cast, Usulan.objects.for_reading().get(pk=usulan.pk))
    assert places() == [1]
