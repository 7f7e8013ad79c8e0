"""The kertas kerja without scripts: its buttons, rows of an earlier month, and what two people write at once."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from renkeg.planning import actions, drafts
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from tests.cast import KEGIATAN, Cast, draft, published, start


def _address(usulan: Usulan) -> str:
    return f"{usulan.get_absolute_url()}kertas-kerja/"


def _form(client: Client, address: str, **changes: str) -> dict[str, str]:
    """The form as the page brings it, with `changes`."""
    body = client.get(address)
    rows = body.context["rows"]
    fields = {cell.loc: cell.value for row in rows for cell in row.cells}
    keys = {f"{row.loc}/id": row.id for row in rows}
    kept = {name: str(body.context[name]) for name in ("versi", "dasar", "orang") if name in body.context}
    return {**kept, **fields, **keys, **changes}


def _rows(count: int) -> list[dict[str, Any]]:
    return [{**KEGIATAN, "judul": f"Kegiatan {n}", "anggaran": n * 1_000_000} for n in range(1, count + 1)]


def _judul(response: Any) -> list[str]:
    return [row.typed["judul"] for row in response.context["rows"] if not row.blank]


def _save(usulan: Usulan, by: Any, **changes: Any) -> None:
    """Somebody else saves: each change is "<row>/<field>" or a list of rows."""
    usulan = Usulan.objects.get(pk=usulan.pk)
    rows = [{"id": one.pk, **one.content()} for one in usulan.kegiatan.all()]
    for row in rows:
        row.update(changes.get(str(row["judul"]).replace(" ", "_"), {}))
    rows = [row for row in rows if not row.pop("drop", False)] + changes.get("more", [])
    actions.write_kegiatan(usulan, drafts.read_kegiatan(rows, usulan.tahun), versi=usulan.versi, by=by)


def test_rows_are_copied_moved_and_dropped_by_buttons(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=_rows(3))
    client.force_login(cast.kasubbag)
    address = _address(usulan)
    form = _form(client, address, **{"kegiatan/1/judul": "Kegiatan 2 yang belum disimpan"})

    second = "Kegiatan 2 yang belum disimpan"
    for wish, told in (
        ("salin/1", ["Kegiatan 1", second, second, "Kegiatan 3"]),
        ("naik/1", [second, "Kegiatan 1", "Kegiatan 3"]),
        ("turun/1", ["Kegiatan 1", "Kegiatan 3", second]),
        ("naik/0", ["Kegiatan 1", second, "Kegiatan 3"]),
        ("tambah", ["Kegiatan 1", second, "Kegiatan 3"]),
        ("naik/999", ["Kegiatan 1", second, "Kegiatan 3"]),
    ):
        response = client.post(address, {**form, "aksi": wish})
        assert (response.status_code, _judul(response)) == (200, told)
        ids = [row.id for row in response.context["rows"] if row.id]
        assert (len(ids), len(set(ids))) == (3, 3)
    removed = client.post(address, {**form, "kegiatan/2/hapus": "ya", "aksi": "salin/0"})
    assert [row.removed for row in removed.context["rows"]][:4] == [False, False, False, True]
    assert Usulan.objects.get().versi == usulan.versi


def test_what_is_missing_is_marked_on_the_cell_and_listed(cast: Cast, client: Client) -> None:
    spans = [{"mulai": "2027-02-13", "selesai": "2027-02-13"}]
    bare: dict[str, Any] = {"judul": "Rapat pleno", "anggaran": None, "tanggal": []}
    usulan = start(cast, kegiatan=[{**KEGIATAN, "tanggal": spans}, bare])
    client.force_login(cast.kasubbag)

    body = client.get(_address(usulan)).content.decode()

    assert "<span data-count>2</span> hal perlu dilengkapi" in body
    assert 'Baris 2: <a href="#kegiatan/1/anggaran">anggaran</a>, <a href="#kegiatan/1/tanggal">' in body
    assert re.search(r'id="kegiatan/1/anggaran"[^>]* placeholder="belum diisi"', body)
    assert not re.search(r'id="kegiatan/1/kode"[^>]* placeholder="belum diisi"', body)
    assert "Sabtu, 13 Februari, bukan hari kerja." in body


def test_a_return_stands_where_it_must_be_mended(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=_rows(3))
    for verb, person, asked in (
        (Verb.PROPOSE, cast.kasubbag, {}),
        (Verb.SEND_BACK, cast.kabag, {"catatan": "Kegiatan 1 dan 3: lokus belum tepat."}),
    ):
        tugas = Usulan.objects.get().open_tugas
        assert tugas is not None
        getattr(actions, verb)(tugas, by=person, **asked)
    client.force_login(cast.kasubbag)

    response = client.get(_address(usulan))

    assert "Kegiatan 1 dan 3: lokus belum tepat." in response.content.decode()
    pointed = [row.number for row in response.context["rows"] if "judul" in row.hints]
    assert pointed == [1, 3]
    assert "Dikembalikan" in client.get(f"{usulan.get_absolute_url()}surat/").content.decode()


def test_a_day_takes_the_year_of_the_plan_and_money_is_named_when_refused(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    client.force_login(cast.kasubbag)
    address = _address(usulan)
    written = {
        "kegiatan/0/anggaran": "Rp 1,5 juta",
        "kegiatan/0/tanggal": "3, 5 dan 9 Februari\n12-13 Feb 2027",
        "kegiatan/0/lokus": "Kota Bengkulu\nCurup",
    }

    refused = client.post(address, _form(client, address, **{"kegiatan/0/anggaran": "1,500,000"}))
    client.post(address, _form(client, address, **written))

    assert refused.status_code == 422
    assert "Baris 1, anggaran: Pisahkan ribuan dengan titik, bukan koma: 1.500.000." in refused.content.decode()
    row = Usulan.objects.get().kegiatan.get()
    assert (row.anggaran, row.lokus) == (1_500_000, ["Kota Bengkulu", "Curup"])
    assert [one["mulai"][-5:] for one in row.tanggal] == ["02-03", "02-05", "02-09", "02-12"]


def test_rows_of_the_month_before_are_offered_with_their_days_moved(cast: Cast, client: Client) -> None:
    days = {
        "Tetap": ("2027-02-22", "2027-02-23"),
        "Jatuh pada Minggu": ("2027-02-14", "2027-02-14"),
        "Sebulan penuh": ("2027-02-01", "2027-02-28"),
        "Dua bulan": ("2027-02-27", "2027-03-02"),
    }
    rows = [{**KEGIATAN, "judul": name, "tanggal": [{"mulai": a, "selesai": b}]} for name, (a, b) in days.items()]
    published(cast, kegiatan=rows)
    usulan = start(cast, bulan=3, kegiatan=_rows(1))
    client.force_login(cast.kasubbag)
    address = _address(usulan)

    offer = client.post(address, _form(client, address, aksi="isi/lalu")).context["offer"]
    assert offer.name == "Februari 2027"
    assert [(one.judul, one.tanggal or one.note) for one in offer.rows] == [
        ("Tetap", "22 s.d. 23 Maret 2027"),
        ("Jatuh pada Minggu", "Dulu 14 Februari 2027; isi tanggal yang baru."),
        ("Sebulan penuh", "1 s.d. 31 Maret 2027"),
        ("Dua bulan", "Dulu 27 Februari s.d. 2 Maret 2027; isi tanggal yang baru."),
    ]
    ticked = {"isi_dari": "lalu", "aksi": "isi", "isi": [one.key for one in offer.rows[:2]]}
    taken = client.post(address, {**_form(client, address), **ticked})
    assert _judul(taken) == ["Kegiatan 1", "Tetap", "Jatuh pada Minggu"]
    assert "Dulu 14 Februari 2027" in taken.content.decode()
    client.post(address, _posted(taken))
    assert [one.judul for one in Usulan.objects.get(pk=usulan.pk).kegiatan.all()] == _judul(taken)

    none = client.post(address, _form(client, address, aksi="isi/tahun"))
    assert "Belum ada rencana Maret 2026 dari subbagian ini." in none.content.decode()


def _posted(response: Any, **changes: str) -> dict[str, str]:
    """What the form of that answer sends."""
    fields: dict[str, str] = {name: str(response.context[name]) for name in ("versi", "dasar", "orang")}
    for row in response.context["rows"]:
        fields |= {cell.loc: cell.value for cell in row.cells} | {f"{row.loc}/id": row.id}
        for name, kept in row.kept.items():
            fields |= {
                f"{row.loc}/{name or 'baris'}/tersimpan": kept.value,
                f"{row.loc}/{name or 'baris'}/oleh": kept.by,
            }
    return {**fields, **changes}


def test_what_others_saved_elsewhere_is_merged(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=_rows(4))
    client.force_login(cast.kasubbag)
    address = _address(usulan)
    form = _form(client, address, **{"kegiatan/0/judul": "Judul dari kasubbag", "kegiatan/2/hapus": "ya"})
    form["kegiatan/4/judul"] = "Baris baru kasubbag"
    _save(
        usulan, cast.petugas, Kegiatan_1={"anggaran": 9}, Kegiatan_2={"drop": True}, more=[{"judul": "Baris petugas"}]
    )

    response = client.post(address, form, follow=True)

    told = Usulan.objects.get().kegiatan.all()
    assert [(one.judul, one.anggaran) for one in told] == [
        ("Judul dari kasubbag", 9),
        ("Kegiatan 4", 4_000_000),
        ("Baris petugas", None),
        ("Baris baru kasubbag", None),
    ]
    body = response.content.decode()
    assert "Digabungkan dengan perubahan Petugas Contoh pukul 09.00: baris 1 anggaran" in body
    assert "baris 3 ditambahkan; 1 baris dihapus." in body


def test_the_same_cell_written_twice_is_asked_about_and_decided(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=_rows(4))
    client.force_login(cast.kasubbag)
    address = _address(usulan)
    mine = {
        "kegiatan/0/anggaran": "1.500.000",
        "kegiatan/1/judul": "Judul dari kasubbag",
        "kegiatan/2/anggaran": "3,5 juta",
        "kegiatan/3/hapus": "ya",
    }
    form = _form(client, address, **mine)
    theirs = {
        "Kegiatan_1": {"anggaran": 2, "lokus": ["Curup"]},
        "Kegiatan_3": {"drop": True},
        "Kegiatan_4": {"anggaran": 5},
    }
    _save(usulan, cast.petugas, **theirs)

    asked = client.post(address, form)

    assert asked.status_code == 409
    body = asked.content.decode()
    assert "Anda: 1.500.000" in body
    assert "Tersimpan oleh Petugas Contoh pukul 09.00: 2" in body
    assert "Baris ini dihapus Petugas Contoh pukul 09.00, sedangkan Anda mengubahnya" in body
    assert "Baris ini Anda hapus, sedangkan Petugas Contoh pukul 09.00 mengubahnya" in body
    assert 'value="Curup"' in body or "\nCurup</textarea>" in body
    again = client.post(address, _posted(asked))
    assert (again.status_code, again.content.decode().count("Pilih dahulu isi yang dipakai.")) == (422, 6)
    places = {row.typed["judul"]: row.place for row in again.context["rows"] if not row.blank}
    choices = {
        f"kegiatan/{places['Kegiatan 1']}/anggaran/pilih": "tersimpan",
        f"kegiatan/{places['Kegiatan 3']}/baris/pilih": "anda",
        f"kegiatan/{places['Kegiatan 4']}/baris/pilih": "anda",
    }
    saved = client.post(address, _posted(again, **choices))
    assert saved.status_code == 302
    rows = {one.judul: one for one in Usulan.objects.get().kegiatan.all()}
    assert {name: row.anggaran for name, row in rows.items()} == {
        "Kegiatan 1": 2,
        "Judul dari kasubbag": 2_000_000,
        "Kegiatan 3": 3_500_000,
    }
    assert rows["Kegiatan 1"].lokus == ["Curup"]


def test_a_damaged_base_and_a_stranger_save_nothing(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=_rows(2))
    client.force_login(cast.kasubbag)
    address = _address(usulan)
    form = _form(client, address, **{"kegiatan/0/judul": "Judul dari kasubbag"})
    _save(usulan, cast.petugas, Kegiatan_2={"anggaran": 9})
    versi = Usulan.objects.get().versi

    for dasar in ("", "[", "[" * 5000, "[1]", '{"id": 1}', '[{"id": "x", "volume": "NaN"}]', "null", "x" * 2_000_000):
        assert client.post(address, {**form, "dasar": dasar}).status_code == 409
    client.force_login(cast.petugas)
    stranger = client.post(address, form)

    assert stranger.status_code == 409
    assert "Halaman ini dibuka oleh orang lain." in stranger.content.decode()
    assert Usulan.objects.get().versi == versi


def test_a_script_is_told_what_was_saved(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=_rows(1))
    client.force_login(cast.kasubbag)
    address = _address(usulan)
    form = _form(client, address, **{"kegiatan/1/judul": "Baris kedua", "aksi": "lanjut"})

    first = client.post(address, form, headers={"Accept": "application/json"}).json()
    repeated = client.post(address, form, headers={"Accept": "application/json"}).json()

    assert (first["jam"], first["versi"], len(first["ids"]), first["baru"]) == ("09.00", 2, 2, False)
    assert repeated == first
    assert Usulan.objects.get().kegiatan.count() == 2


def test_rows_are_checked_without_being_saved(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    client.force_login(cast.kasubbag)
    typed = {
        "aksi": "periksa",
        "kegiatan/7/anggaran": "dua juta",
        "kegiatan/7/tanggal": "13 Februari",
        "kegiatan/9/tanggal": "besok",
    }
    for address in (_address(usulan), "/usulan/baru/"):
        told = client.post(address, {**typed, "tahun": "2027", "bulan": "2"}).json()
        assert told["salah"]["kegiatan/7/anggaran"].startswith("Tulis “dua juta” dengan angka")
        assert "kegiatan/9/tanggal" in told["salah"]
        assert told["petunjuk"] == {"kegiatan/7/tanggal": "Sabtu, 13 Februari, bukan hari kerja."}
    assert Usulan.objects.get().versi == usulan.versi
    client.force_login(cast.outsider)
    assert client.post(_address(usulan), typed).status_code == 404


def test_words_of_the_letter_are_merged_or_asked_about(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    client.force_login(cast.kasubbag)
    address = f"{usulan.get_absolute_url()}surat/"
    shown = client.get(address).context
    form = {"versi": "1", "orang": cast.kasubbag.pk, "dasar": shown["dasar"], **shown["typed"]}
    theirs = drafts.Surat(hal="Hal yang lebih baru", pengantar=usulan.pengantar)
    actions.write_surat(usulan, theirs, versi=1, by=cast.kasubbag)

    asked = client.post(address, {**form, "hal": "Hal yang saya ketik"})
    assert asked.status_code == 409
    assert "Tersimpan oleh Anda sendiri pukul 09.00: Hal yang lebih baru" in asked.content.decode()
    client.post(address, {**form, "pengantar": "Isi saya yang baru."})
    usulan = Usulan.objects.get()
    assert (usulan.hal, usulan.pengantar) == ("Hal yang lebih baru", "Isi saya yang baru.")

    again = {**form, "versi": str(usulan.versi), "hal": "Hal yang saya ketik", "hal/tersimpan": usulan.hal}
    assert client.post(address, again).status_code == 422
    client.post(address, {**again, "hal/pilih": "tersimpan", "pengantar": usulan.pengantar})
    assert Usulan.objects.get().hal == "Hal yang lebih baru"


def test_a_month_that_is_taken_is_told_at_once_with_a_way_on(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    client.force_login(cast.kasubbag)

    offered = client.get("/usulan/baru/")
    asked = client.get("/usulan/baru/?tahun=2027&bulan=2", headers={"HX-Request": "true"})
    form = {
        "tahun": "2027",
        "bulan": "2",
        "hal": "Usulan kegiatan",
        "pengantar": "Bersama ini.",
        "kegiatan/0/judul": "Rapat",
    }
    refused = client.post("/usulan/baru/", form)

    assert (offered.context["draft"].bulan, offered.context["there"]) == ("3", None)
    assert "<html" not in asked.content.decode()
    for response in (asked, refused):
        assert f'href="{usulan.get_absolute_url()}">Buka usulan itu' in response.content.decode()
    assert (refused.status_code, _judul(refused)) == (409, ["Rapat"])
    assert client.post("/usulan/baru/", {**form, "susulan": "ya", "kegiatan/0/judul": "Rapat kerja"}).status_code == 302


def test_sixty_rows_ask_no_more_than_five(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.kasubbag)
    counts = []
    for count in (5, 60):
        usulan = start(cast, susulan=True, kegiatan=_rows(count))
        client.get(_address(usulan))
        with django_assert_max_num_queries(60) as asked:
            client.get(_address(usulan))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("aksi", ["isi/lalu", "isi", "periksa", "salin/0", "x" * 300])
def test_who_has_no_part_in_it_finds_no_form(cast: Cast, client: Client, aksi: str) -> None:
    usulan = start(cast)
    client.force_login(cast.outsider)

    assert client.post(_address(usulan), {"aksi": aksi}).status_code == 404
    client.force_login(cast.petugas)
    assert client.post("/usulan/baru/", {**draft(), "aksi": aksi, "kegiatan": ""}).status_code == 404
