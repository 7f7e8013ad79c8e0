"""Remarks pinned to rows, and the reviewer's difference, on the pages: who sees them, who ticks, what is kept on errors."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from renkeg.planning import actions, drafts
from renkeg.planning.models import Pin, Usulan
from tests.cast import KEGIATAN, Cast, forward, usulan_at
from tests.planning.walk import open_tugas, reread

WHY = "Lokus kegiatan belum tepat."
REMARK = "Melebihi standar biaya masukan."


def page(client: Client, usulan: Usulan, tail: str = "") -> str:
    response = client.get(f"{usulan.get_absolute_url()}{tail}")
    assert response.status_code == 200
    return response.content.decode()


def rows(number: int) -> list[dict[str, Any]]:
    return [{**KEGIATAN, "judul": f"Kegiatan nomor {n}", "anggaran": 1_000_000} for n in range(number)]


def sent_back(cast: Cast, client: Client, number: int = 2) -> tuple[Usulan, Pin]:
    usulan = usulan_at(2, cast, kegiatan=rows(number))
    tugas, row = open_tugas(usulan), usulan.kegiatan.all()[1]
    client.force_login(cast.kabag)
    said = {"seen": usulan.seen, "catatan": WHY, f"pin-field-{row.pk}": "anggaran", f"pin-text-{row.pk}": REMARK}
    assert client.post(f"/tugas/{tugas.pk}/send_back/", said).status_code == 302
    return reread(usulan), Pin.objects.get()


def mended(usulan: Usulan, cast: Cast) -> Usulan:
    changed: list[dict[str, Any]] = [{"id": row.pk, **row.content()} for row in usulan.kegiatan.all()]
    changed[1]["anggaran"] = 400_000
    read = drafts.read_kegiatan(changed, 2027)
    usulan = actions.write_kegiatan(usulan, read, versi=usulan.versi, by=cast.kasubbag)
    return forward(usulan, cast)


def test_the_whole_way_of_a_remark(cast: Cast, client: Client) -> None:
    usulan, pin = sent_back(cast, client)
    client.force_login(cast.kasubbag)
    assert REMARK in page(client, usulan)
    sheet = page(client, usulan, "kertas-kerja/")
    assert 'id="kegiatan/1/anggaran-petunjuk">Catatan: “Melebihi' in sheet
    assert "1 catatan pada kegiatan belum ditandai" in page(client, usulan)

    response = client.post(f"/pins/{pin.pk}/tick/", {"dari": "kertas-kerja"})
    assert response.headers["Location"] == f"{usulan.get_absolute_url()}kertas-kerja/#pin-{pin.pk}"
    assert client.post(f"/pins/{pin.pk}/tick/").status_code == 302
    assert "Sudah ditindaklanjuti, Kasubbag Contoh" in page(client, usulan)
    assert "belum ditandai" not in page(client, usulan)
    mended(reread(usulan), cast)

    client.force_login(cast.kabag)
    body = page(client, usulan)
    assert "Berubah sejak dikembalikan" in body
    assert "Anggaran: <del>Rp1.000.000</del> menjadi <ins>Rp400.000</ins>" in body
    assert "1 kegiatan lain tidak berubah" in body
    assert "Nota dinas: hal dan pengantar tidak berubah" in body
    assert "Berubah sejak dikembalikan: 1 kegiatan, jumlah −Rp600.000." in client.get("/").content.decode()
    assert "Berubah sejak dikembalikan: 1 kegiatan, jumlah −Rp600.000." in client.get("/putuskan/").content.decode()


def test_htmx_gets_the_line_alone(cast: Cast, client: Client) -> None:
    _, pin = sent_back(cast, client)
    client.force_login(cast.petugas)
    body = client.post(f"/pins/{pin.pk}/tick/", headers={"HX-Request": "true"}).content.decode()
    assert body.strip().startswith('<li class="sematan beres"')


def test_other_units_neither_see_nor_tick(cast: Cast, client: Client) -> None:
    usulan, pin = sent_back(cast, client)
    for person, status in (
        (cast.outsider, 404),
        (cast.outsider_kabag, 404),
        (cast.admin, 404),
        (cast.auditor, 409),
        (cast.kabag, 409),
        (cast.sekretaris, 409),
        (cast.petugas, 302),
    ):
        client.force_login(person)
        assert client.post(f"/pins/{pin.pk}/tick/").status_code == status, person
        assert client.post(f"/pins/{pin.pk}/untick/").status_code == status, person
    client.force_login(cast.auditor)
    assert REMARK in page(client, usulan), "in the history"


def test_a_published_plan_shows_none(cast: Cast, client: Client) -> None:
    usulan, _ = sent_back(cast, client)
    while usulan.open_tugas is not None:
        usulan = forward(usulan, cast)
    for person in (cast.outsider, cast.kasubbag):
        client.force_login(person)
        assert REMARK not in client.get(f"/tautan/{usulan.pk}/").content.decode()


def test_what_was_typed_is_kept_where_it_is_not_taken(cast: Cast, client: Client) -> None:
    usulan = usulan_at(2, cast, kegiatan=rows(2))
    tugas, (first, second) = open_tugas(usulan), usulan.kegiatan.all()
    client.force_login(cast.kabag)
    said = {
        "seen": usulan.seen,
        "catatan": "ulangi",
        f"pin-field-{first.pk}": ["", "lokus"],
        f"pin-text-{first.pk}": [REMARK, "a" * 501],
        f"pin-field-{second.pk}": "",
        f"pin-text-{second.pk}": "",
    }
    response = client.post(f"/tugas/{tugas.pk}/send_back/", said)
    body = response.content.decode()
    assert response.status_code == 422
    assert f">\n{REMARK}</textarea>" in body
    assert '<option value="lokus" selected>' in body
    assert "Catatan untuk kegiatan 1: Terlalu panjang: paling banyak 500 karakter." in body
    assert "Jelaskan alasannya" in body
    assert not Pin.objects.exists()


def test_a_remark_on_a_row_that_is_gone_is_kept_on_the_page(cast: Cast, client: Client) -> None:
    usulan = usulan_at(2, cast, kegiatan=rows(2))
    tugas, seen, gone = open_tugas(usulan), usulan.seen, usulan.kegiatan.all()[1]
    left: list[dict[str, Any]] = [{"id": row.pk, **row.content()} for row in usulan.kegiatan.all()][:1]
    actions.write_kegiatan(usulan, drafts.read_kegiatan(left, 2027), versi=usulan.versi, by=cast.kabag)
    client.force_login(cast.kabag)
    said = {"seen": seen, "catatan": WHY, f"pin-field-{gone.pk}": "", f"pin-text-{gone.pk}": REMARK}
    response = client.post(f"/tugas/{tugas.pk}/send_back/", said)
    assert response.status_code == 409
    assert REMARK in response.content.decode()


def test_the_changed_words_of_the_letter_are_marked(cast: Cast, client: Client) -> None:
    usulan, _ = sent_back(cast, client)
    surat = drafts.Surat(usulan.hal, usulan.pengantar.replace("disampaikan usulan", "disampaikan perbaikan usulan"))
    usulan = actions.write_surat(usulan, surat, versi=usulan.versi, by=cast.kasubbag)
    usulan = forward(usulan, cast)
    client.force_login(cast.kabag)
    assert "Bersama ini disampaikan <ins>perbaikan </ins> usulan rencana" in page(client, usulan)


def test_sixty_rows_each_with_a_remark_ask_as_often_as_five(cast: Cast, client: Client) -> None:
    counts = []
    for number in (5, 60):
        usulan = usulan_at(2, cast, kegiatan=rows(number), susulan=True)
        pins = [{"kegiatan": row.pk, "field": "anggaran", "text": REMARK} for row in usulan.kegiatan.all()]
        usulan = actions.send_back(open_tugas(usulan), by=cast.kabag, catatan=WHY, pins=pins)
        for pin in usulan.pins[::2]:
            actions.tick(pin, by=cast.petugas)
        client.force_login(cast.kasubbag)
        counts.append([_asked(client, f"{usulan.get_absolute_url()}{tail}") for tail in ("", "kertas-kerja/")])
        usulan = mended(reread(usulan), cast)
        client.force_login(cast.kabag)
        counts[-1].append(_asked(client, usulan.get_absolute_url()))
        assert f"{number - 1} kegiatan lain tidak berubah" in page(client, usulan)
    assert counts[0] == counts[1]


def _asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
