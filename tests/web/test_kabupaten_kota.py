"""The four-step SOP of a KPU kabupaten/kota over the pages and the API, by the same code as the eight-step one."""

import json
import uuid
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from renkeg.office import actions as office_actions
from renkeg.office import founding, practice
from renkeg.office.models import Pegawai, Satker
from renkeg.planning.models import Usulan
from tests.cast import MONDAY, draft

KEUANGAN = "keuangan-umum-logistik"


@pytest.fixture
def kota(db: None, settings: Any) -> dict[str, Pegawai]:
    """The practice office of a kabupaten: a sekretariat with its subbagian, no bagian."""
    settings.DEMO = True
    people = {one.username: one for one in practice.populate(founding.read("kabupaten-kota"))}
    office_actions.move_clock(Satker.objects.office(), datetime.fromisoformat(MONDAY), by=None)
    return people


def test_four_people_walk_the_pages_to_the_tautan(kota: dict[str, Pegawai], client: Client) -> None:
    kasubbag, sekretaris = kota[f"kasubbag-{KEUANGAN}"], kota["sekretaris"]
    petugas = kota[f"petugas-{KEUANGAN}-1"]
    client.force_login(kasubbag)
    client.post(
        "/usulan/baru/",
        {
            "id": str(uuid.uuid4()),
            "tahun": "2027",
            "bulan": "2",
            "hal": "Usulan Rencana Kegiatan",
            "pengantar": "Bersama ini disampaikan usulan.",
            **{f"kegiatan/0/{name}": typed for name, typed in _TYPED.items()},
        },
    )
    usulan = Usulan.objects.get()

    for person, verb, given in (
        (kasubbag, "propose", {}),
        (sekretaris, "approve", {"instruksi": "Setuju"}),
        (kasubbag, "assign", {"petugas": petugas.username}),
        (petugas, "publish", {}),
    ):
        client.force_login(person)
        assert client.get(usulan.get_absolute_url()).status_code == 200
        present = Usulan.objects.for_reading().get()
        tugas = present.open_tugas
        assert tugas is not None
        response = client.post(f"/tugas/{tugas.pk}/{verb}/", {"seen": present.seen, **given})
        assert response.status_code == 302, (verb, response.content[:2000])

    present = Usulan.objects.for_reading().get()
    assert present.keadaan == "terbit"
    assert [row.verb for row in present.riwayat] == ["propose", "approve", "assign", "publish"]
    assert client.get("/sop/").status_code == 200
    assert client.get(f"/tautan/{present.pk}/").status_code == 200


def test_the_sekretaris_approves_several_at_once(kota: dict[str, Pegawai], client: Client) -> None:
    kasubbag, sekretaris = kota[f"kasubbag-{KEUANGAN}"], kota["sekretaris"]
    usulan = _send(client, kasubbag, "put", f"usulan/{uuid.uuid4()}", draft())
    usulan = _send(client, kasubbag, "post", f"tugas/{usulan['tugas']['id']}/propose", {})
    key = usulan["tugas"]["id"]
    client.force_login(sekretaris)

    body = client.get("/putuskan/").content.decode()
    response = client.post("/putuskan/", {"tugas": key, f"seen-{key}": usulan["seen"]}, follow=True)

    assert "Setuju, Tindak lanjuti" in body
    assert "disetujui. Diteruskan ke Kepala Subbagian" in response.content.decode()


def test_what_has_grown_is_explained_where_the_form_is_made(kota: dict[str, Pegawai], client: Client) -> None:
    kasubbag, sekretaris = kota[f"kasubbag-{KEUANGAN}"], kota["sekretaris"]
    usulan = _send(client, kasubbag, "put", f"usulan/{uuid.uuid4()}", draft())
    usulan = _send(client, kasubbag, "post", f"tugas/{usulan['tugas']['id']}/propose", {})
    usulan = _send(client, sekretaris, "post", f"tugas/{usulan['tugas']['id']}/approve", {"seen": usulan["seen"]})
    rows = [{**usulan["kegiatan"][0], "anggaran": 99_000_000}]
    changed = {"versi": usulan["versi"], "kegiatan": rows}
    usulan = _send(client, kasubbag, "put", f"usulan/{usulan['id']}/kegiatan", changed)
    client.force_login(kasubbag)

    body = client.get(f"/usulan/{usulan['id']}/").content.decode()

    assert "Berubah sejak nota dinas ditandatangani" in body
    assert "jelaskan alasannya" in body


def test_the_api_walks_the_same_way(kota: dict[str, Pegawai], client: Client) -> None:
    kasubbag, sekretaris = kota[f"kasubbag-{KEUANGAN}"], kota["sekretaris"]
    petugas = kota[f"petugas-{KEUANGAN}-1"]
    usulan = _send(client, kasubbag, "put", f"usulan/{uuid.uuid4()}", draft())

    for person, verb, given in (
        (kasubbag, "propose", {}),
        (sekretaris, "approve", {"seen": usulan["seen"]}),
        (kasubbag, "assign", {"petugas": petugas.username}),
        (petugas, "publish", {}),
    ):
        assert usulan["tugas"]["langkah"] == usulan["langkah"]
        usulan = _send(client, person, "post", f"tugas/{usulan['tugas']['id']}/{verb}", given)

    assert (usulan["keadaan"], usulan["sop"], usulan["sampingan"]) == ("terbit", "kabupaten-kota", [])
    plan = _send(client, petugas, "get", f"rencana/{usulan['id']}", None)
    assert plan["total"] == usulan["total"]


_TYPED = {
    "kode": "6709.QGE.001",
    "judul": "Rapat koordinasi",
    "sasaran": "PPK",
    "volume": "10",
    "satuan": "orang",
    "jenis": "Rapat",
    "anggaran": "12.500.000",
    "lokus": "Kota Contoh",
    "tanggal": "15 s.d. 16 Februari 2027",
}


def _send(client: Client, person: Pegawai, method: str, path: str, body: object) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {office_actions.new_token(person)}"}
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    response = getattr(client, method)(f"/api/v1/{path}", headers=headers, **data)
    assert response.status_code < 300, response.content
    told: dict[str, Any] = response.json()
    return told
