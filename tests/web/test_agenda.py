"""The pages of the agenda book: who reads which lines, how it is kept, on paper and as a workbook, also when it is long."""

import re
import uuid
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from renkeg.office.models import Unit
from renkeg.papers import agenda_book, numbering
from renkeg.papers.models import Agenda, Cadangan, NumberSeries
from renkeg.planning import actions, drafts, integrity
from renkeg.planning.sop import Verb
from tests.cast import Cast, do, forward, usulan_at
from tests.hostile.doors import signed_in as person
from tests.papers.test_numbering import TODAY, change, letter, reserve
from tests.planning.walk import open_tugas

FIRST = "1/PR.02.2-ND/17/2027"


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def read(cast_person: Any, path: str = "/agenda/", **asked: str) -> str:
    response = person(cast_person).get(path, asked)
    assert response.status_code == 200, path
    return text(response)


def many(cast: Cast, rows: int) -> None:
    """Lines by themselves: what a year of letters leaves behind."""
    day = date(2027, 1, 4)
    Agenda.objects.bulk_create(
        Agenda(
            satker=cast.satker,
            jenis="ND",
            tahun=2027,
            urut=n,
            nomor=f"{n}/PR.02.2-ND/17/2027",
            tanggal=day + timedelta(days=n * 360 // rows),
            unit_id="keuangan",
            klasifikasi="PR.02.2",
            hal=f"Usulan Rencana Kegiatan Nomor {n} Subbagian Keuangan",
            dari="Kepala Bagian Keuangan, Umum dan Logistik",
            kepada="Sekretaris KPU Provinsi Bengkulu",
            subject=f"usulan:00000000-0000-0000-0000-{n:012}",
        )
        for n in range(1, rows + 1)
    )
    NumberSeries.objects.update_or_create(satker=cast.satker, jenis="ND", tahun=2027, defaults={"last": rows})


def test_who_reads_which_lines(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    reserve(cast, 1)
    link = f'href="/usulan/{usulan.pk}/"'
    expected = {
        # Reads the line, the reserved number, the state of the series; finds the usulan behind it.
        "sekretaris": (True, True, True, True),
        "auditor": (True, True, True, True),
        "kabag": (True, False, False, True),
        "kasubbag": (True, False, False, True),
        "petugas": (True, False, False, True),
        "rekan": (True, False, False, True),
        "outsider": (False, False, False, False),
        "outsider_kabag": (False, False, False, False),
        "outsider_petugas": (False, False, False, False),
        "admin": (False, False, False, False),
    }
    for name, one in cast.everyone().items():
        told = read(one)
        found = (FIRST in told, "Nomor urut 2" in told, "nomor terakhir 2" in told, link in told)
        assert (name, found) == (name, expected[name])
    assert Client().get("/agenda/").status_code == 302


def test_the_unit_that_keeps_the_book_reads_all_of_it_but_not_the_usulan_behind(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    change(cast, agenda_unit="teknis")
    for one in (cast.outsider, cast.outsider_petugas):
        told = read(one)
        assert FIRST in told
        assert "Cadangkan nomor" in told
        assert f"/usulan/{usulan.pk}/" not in told
    assert FIRST not in read(cast.outsider_kabag)


def test_the_admin_gets_no_paper_of_it(cast: Cast) -> None:
    usulan_at(3, cast)
    for path in ("/agenda/buku-agenda.pdf", "/agenda/buku-agenda.xlsx"):
        assert person(cast.admin).get(path).status_code == 404
        assert person(cast.kasubbag).get(path).status_code == 200


def test_only_its_keepers_find_the_ways_to_change_it(cast: Cast) -> None:
    number = reserve(cast, 1).numbers.get()
    paths = ("/agenda/cadangan/", f"/agenda/{number.pk}/use/", f"/agenda/{number.pk}/void/")
    for name, one in cast.everyone().items():
        for path in paths:
            status = 200 if name == "sekretaris" else 404
            assert (name, path, person(one).get(path).status_code) == (name, path, status)
            if name != "sekretaris":
                assert (name, path, person(one).post(path).status_code) == (name, path, 404)
    assert Agenda.objects.reserved().count() == 1


def test_a_block_goes_the_whole_way_and_a_second_click_reserves_nothing(cast: Cast) -> None:
    sekretaris = person(cast.sekretaris)
    form = {"jenis": "ND", "jumlah": "2", "tanggal": "2027-01-04", "alasan": "Listrik padam", "kunci": "k" * 22}
    for _ in range(2):
        answer = sekretaris.post("/agenda/cadangan/", form, follow=True)
        assert "Dicadangkan: nota dinas nomor urut 1 sampai 2. Deret melompatinya." in text(answer)
    first, second = Agenda.objects.order_by("urut")
    typed = {
        "tanggal": "4 Januari 2027",
        "hal": "Surat di atas kertas",
        "dari": "Kepala Bagian",
        "kepada": "Sekretaris",
        "klasifikasi": "RT.02.1",
        "unit": "keuangan",
    }
    wrong = sekretaris.post(f"/agenda/{first.pk}/use/", typed | {"klasifikasi": "XX.1", "unit": ""})
    assert wrong.status_code == 422
    assert 'value="Surat di atas kertas"' in text(wrong)
    answer = sekretaris.post(f"/agenda/{first.pk}/use/", typed, follow=True)
    assert "Tercatat pada buku agenda: 1/RT.02.1-ND/17/2027." in text(answer)
    again = sekretaris.post(f"/agenda/{first.pk}/use/", typed)
    assert again.status_code == 409
    answer = sekretaris.post(f"/agenda/{second.pk}/void/", {"alasan": "Tidak jadi dipakai"}, follow=True)
    assert "batal: Tidak jadi dipakai" in text(answer)
    assert "1/RT.02.1-ND/17/2027" in read(cast.kasubbag)
    assert Cadangan.objects.count() == 1
    assert integrity.check().findings == []


def test_a_letters_own_number_is_not_changed_there(cast: Cast) -> None:
    usulan_at(3, cast)
    line = Agenda.objects.get()
    for verb in ("use", "void"):
        assert person(cast.sekretaris).get(f"/agenda/{line.pk}/{verb}/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ({"cari": "padam"}, "Nomor urut 2", FIRST),
        ({"cari": "ND/17"}, FIRST, "Nomor urut 2"),
        ({"cari": "2"}, "Nomor urut 2", "tidak ada nomor yang cocok"),
        ({"keadaan": "batal"}, "4/PR.02.2", FIRST),
        ({"keadaan": "dicadangkan"}, "Nomor urut 3", FIRST),
        ({"keadaan": "diketik"}, "Tidak ada nomor yang cocok", FIRST),
        ({"jenis": "ST"}, "Tidak ada nomor yang cocok", FIRST),
        ({"tahun": "2026"}, "Belum ada nomor pada tahun 2026", FIRST),
        ({"jenis": "<b>", "tahun": "x", "keadaan": "?"}, FIRST, "<b>"),
    ],
)
def test_the_book_is_searched_and_narrowed(asked: dict[str, str], there: str, gone: str, cast: Cast) -> None:
    usulan_at(3, cast)
    reserve(cast, 2)
    do(Verb.CANCEL, open_tugas(usulan_at(3, cast, susulan=True)), cast.kasubbag, cast)
    told = read(cast.sekretaris, **asked).partition('role="status"')[2]
    assert there in told
    assert gone not in told


def test_ten_thousand_lines_page_with_the_same_number_of_queries(cast: Cast) -> None:
    def queries(page: str) -> int:
        client = person(cast.sekretaris)
        client.get("/agenda/")
        with CaptureQueriesContext(connection) as caught:
            response = client.get("/agenda/", {"tahun": "2027", "hal": page})
        assert response.status_code == 200
        return len(caught)

    many(cast, 5)
    few = queries("1")
    Agenda.objects.all().delete()
    many(cast, 10_000)
    assert {queries("1"), queries("77"), queries("200")} == {few}
    told = read(cast.sekretaris, hal="200")
    assert "10.000 nomor" in told
    assert "Halaman 200 dari 200" in told
    assert "9951/PR.02.2-ND/17/2027" in told
    assert "PDF bagian 10" in told


def test_the_paper_and_the_workbook_say_what_the_page_says(cast: Cast) -> None:
    usulan_at(3, cast)
    numbering.use(reserve(cast, 2).numbers.order_by("urut")[0], letter(), day=TODAY, by=cast.sekretaris)
    pdf = person(cast.sekretaris).get("/agenda/buku-agenda.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Disposition"] == 'inline; filename="Buku Agenda 2027.pdf"'
    book = load_workbook(BytesIO(person(cast.sekretaris).get("/agenda/buku-agenda.xlsx").content))
    rows = [[cell.value for cell in row] for row in book["Nota dinas"].iter_rows(min_row=6)]
    assert [row[0] for row in rows] == [1, 2, 3]
    assert rows[0][1:4] == [FIRST, "4 Januari 2027", "PR.02.2"]
    assert [row[7] for row in rows] == ["terpakai", "terpakai, dari cadangan", "dicadangkan: Listrik padam"]
    mine = load_workbook(BytesIO(person(cast.kabag).get("/agenda/buku-agenda.xlsx").content))
    assert [row[0].value for row in mine["Nota dinas"].iter_rows(min_row=6)] == [1, 2]
    assert person(cast.outsider).get("/agenda/buku-agenda.xlsx").status_code == 200


def test_a_long_book_is_printed_in_parts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    many(cast, 5)
    monkeypatch.setattr(agenda_book, "LINES_A_PAPER", 2)
    client = person(cast.sekretaris)
    names = [client.get("/agenda/buku-agenda.pdf", {"bagian": n})["Content-Disposition"] for n in ("1", "3", "9")]
    assert [re.findall("Bagian [0-9]", name) for name in names] == [["Bagian 1"], ["Bagian 3"], ["Bagian 3"]]
    assert "PDF bagian 3" in read(cast.sekretaris)


def test_the_same_lines_give_the_same_paper(cast: Cast) -> None:
    usulan_at(3, cast)
    lines = list(Agenda.objects.in_order())
    data = agenda_book.contents(lines, cast.satker, "Dicetak", tahun=2027)
    moment = usulan_at(3, cast, susulan=True).started_at
    for draw in (agenda_book.as_pdf, agenda_book.as_workbook):
        assert draw(data, made_for=moment, title="Buku Agenda") == draw(data, made_for=moment, title="Buku Agenda")


# --- The number at the Kabag's Ya, and the classification with the letter ---------------


def decided(cast: Cast, **typed: str) -> tuple[Any, Any]:
    usulan = usulan_at(2, cast, susulan=True)
    tugas = open_tugas(usulan)
    told = {"seen": usulan.seen, **typed}
    return usulan, person(cast.kabag).post(f"/tugas/{tugas.pk}/approve/", told)


def test_the_field_for_a_typed_number_is_there_only_where_the_office_allows_it(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    assert 'name="nomor"' not in read(cast.kabag, usulan.get_absolute_url())
    change(cast, nomor_ketik=True)
    assert 'name="nomor"' in read(cast.kabag, usulan.get_absolute_url())
    assert 'name="nomor"' not in read(cast.kasubbag, usulan.get_absolute_url())


def test_a_typed_number_is_taken_and_marked_in_the_book(cast: Cast) -> None:
    change(cast, nomor_ketik=True)
    _, answer = decided(cast, nomor="B-7/SEK/2027", nomor_dari="srikandi")
    assert answer.status_code == 302
    told = read(cast.sekretaris)
    assert "B-7/SEK/2027" in told
    assert "diketik dari SRIKANDI" in told


def test_a_typed_number_that_is_taken_keeps_what_was_typed_beside_the_reason(cast: Cast) -> None:
    change(cast, nomor_ketik=True)
    usulan_at(3, cast)
    usulan, answer = decided(cast, nomor=FIRST, nomor_dari="buku_agenda")
    told = text(answer)
    assert answer.status_code == 422
    assert f'value="{FIRST}"' in told
    assert f"Nomor surat: Nomor {FIRST} sudah dipakai surat tanggal 4 Januari 2027." in told
    usulan.refresh_from_db()
    assert usulan.open_tugas.langkah == 2


def test_the_classification_is_chosen_with_the_letter(cast: Cast) -> None:
    usulan = usulan_at(1, cast)
    path = f"/usulan/{usulan.pk}/surat/"
    page = read(cast.kasubbag, path)
    assert 'value="PR.02.2"' in page
    assert "Usulan Kegiatan Lembaga" in page
    typed = {
        "hal": usulan.hal,
        "pengantar": usulan.pengantar,
        "versi": "1",
        "klasifikasi": "RT.02.1",
        "klasifikasi_awal": "PR.02.2",
    }
    wrong = person(cast.kasubbag).post(path, typed | {"klasifikasi": "XX.9"})
    assert wrong.status_code == 422
    assert "Klasifikasi: Kode klasifikasi ini tidak ada dalam daftar" in text(wrong)
    assert person(cast.kasubbag).post(path, typed).status_code == 302
    usulan.refresh_from_db()
    assert (usulan.klasifikasi, usulan.letter_klasifikasi) == ("RT.02.1", "RT.02.1")
    # A page on which nobody touched it changes nothing about it.
    kept = typed | {"hal": "Hal yang lain", "versi": "2", "klasifikasi": "PR.02.2"}
    assert person(cast.kasubbag).post(path, kept).status_code == 302
    usulan.refresh_from_db()
    assert usulan.klasifikasi == "RT.02.1"


def test_the_unit_of_a_closed_subbagian_keeps_its_lines(cast: Cast) -> None:
    usulan_at(3, cast)
    Unit.objects.filter(pk="keuangan").update(closed_at=usulan_at(3, cast, susulan=True).started_at)
    assert FIRST in read(cast.sekretaris)


def test_a_revision_carries_the_classification_of_its_plan(cast: Cast) -> None:
    usulan = usulan_at(1, cast)
    words = drafts.Surat(usulan.hal, usulan.pengantar)
    usulan = actions.write_surat(usulan, words, versi=1, by=cast.kasubbag, klasifikasi="PR.04.1")
    while usulan.open_tugas is not None:
        usulan = forward(usulan, cast)
    revision, _ = actions.revise(usulan, uuid.uuid4(), words, by=cast.kasubbag)
    assert revision.letter_klasifikasi == "PR.04.1"
