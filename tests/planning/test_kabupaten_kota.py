"""The four-step SOP of a KPU kabupaten/kota, without a bagian, runs through the same verbs."""

from typing import Any

import pytest

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import actions as office_actions
from renkeg.office import founding
from renkeg.office.models import Pegawai, Satker
from renkeg.planning import actions
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from tests import cast as people
from tests.cast import Cast, do, forward, start
from tests.planning.walk import open_tugas


@pytest.fixture
def kota(db: None, settings: Any) -> Cast:
    """A sekretariat with one subbagian and nothing between them."""
    settings.DEMO = True
    data = founding.read("office")
    satker = founding.found(
        {
            **data,
            "satker": {
                **data["satker"],
                "slug": "kpu-kota",
                "nama": "Sekretariat KPU Kota Contoh",
                "sop": "kabupaten-kota",
                "label_wilayah": "KOTA",
                "nama_wilayah": "CONTOH",
                "pola_nomor": "{nomor}/ND/{tahun}",
            },
            "unit": [
                {"slug": "sekretariat", "nama": "Sekretariat", "jenis": "sekretariat", "kepala": "Sekretaris"},
                {
                    "slug": "keuangan",
                    "nama": "Subbagian Keuangan",
                    "jenis": "subbagian",
                    "parent": "sekretariat",
                    "kepala": "Kepala Subbagian Keuangan",
                },
            ],
        },
        latihan=True,
    )
    kasubbag = people._person("kasubbag", "kasubbag", "keuangan")
    sekretaris = people._person("sekretaris", "sekretaris", "sekretariat")
    admin = people._person("admin", "admin", "sekretariat")
    petugas = people._person("petugas", "petugas", "keuangan")
    rekan = people._person("rekan", "petugas", "keuangan")
    nobody: Pegawai = office_actions.hire(username="tamu", nama="Tamu Contoh")
    cast = Cast(
        satker=satker,
        kasubbag=kasubbag,
        kabag=nobody,
        sekretaris=sekretaris,
        petugas=petugas,
        rekan=rekan,
        outsider=nobody,
        outsider_kabag=nobody,
        outsider_petugas=nobody,
        auditor=nobody,
        admin=admin,
    )
    cast.at(people.MONDAY)
    return cast


def test_four_steps_lead_to_the_tautan(kota: Cast) -> None:
    usulan = start(kota)
    assert usulan.sop_slug == Satker.objects.office().sop == "kabupaten-kota"
    while usulan.open_tugas is not None:
        usulan = forward(usulan, kota)

    assert [(row.langkah, row.verb, row.closed_as_id) for row in usulan.riwayat] == [
        (1, "propose", "kasubbag-keuangan"),
        (2, "approve", "sekretaris-sekretariat"),
        (3, "assign", "kasubbag-keuangan"),
        (4, "publish", "petugas-keuangan"),
    ]
    assert usulan.keadaan == "terbit"
    assert usulan.sampingan == []
    assert usulan.surat is not None
    assert usulan.surat.nomor == "1/ND/2027"
    papers = {(row.jenis, row.versi) for row in usulan.papers()}
    assert papers == {
        ("nota_dinas", 1),
        ("lembar_disposisi", 1),
        ("rencana_bulanan_pdf", 1),
        ("rencana_bulanan_xlsx", 1),
    }


def test_the_form_has_no_acknowledgement_and_its_foot_is_the_kasubbag(kota: Cast) -> None:
    usulan = start(kota)
    for _ in range(3):
        usulan = forward(usulan, kota)
    form = usulan.papers().get(jenis="rencana_bulanan_pdf").contents

    assert (form["label_wilayah"], form["jabatan_mengetahui"], form["belum_mengetahui"]) == ("KOTA", "", "")
    assert form["kepala"]["nama"] == "Kasubbag Contoh"


def test_the_letter_is_numbered_when_it_is_proposed_and_keeps_its_number(kota: Cast) -> None:
    usulan = forward(start(kota), kota)
    usulan = do(Verb.SEND_BACK, open_tugas(usulan), kota.sekretaris, kota)
    assert open_tugas(usulan).langkah == 1
    usulan = forward(usulan, kota)

    assert usulan.surat is not None
    assert usulan.surat.urut == 1
    assert [row.keadaan for row in usulan.papers().filter(jenis="nota_dinas")] == ["digantikan", "berlaku"]


def test_who_proposed_does_not_approve_as_plh_sekretaris(kota: Cast) -> None:
    usulan = forward(start(kota), kota)
    kota.appoint(kota.kasubbag, "sekretaris", "sekretariat", "plh", "2027-01-01", "2027-01-31")

    with pytest.raises(Refused, match="Anda sendiri telah bertindak"):
        do(Verb.APPROVE, open_tugas(usulan), kota.kasubbag, kota)


def test_the_kasubbag_names_another_petugas_and_takes_back(kota: Cast) -> None:
    usulan = forward(forward(forward(start(kota), kota), kota), kota)
    usulan = actions.assign(open_tugas(usulan), by=kota.kasubbag, petugas="rekan")
    assert open_tugas(usulan).petugas == kota.rekan
    usulan = actions.withdraw(open_tugas(usulan), by=kota.kasubbag)

    assert open_tugas(usulan).langkah == 3
    assert do(Verb.CANCEL, open_tugas(usulan), kota.kasubbag, kota).keadaan == "batal"


def test_the_form_is_complete_before_it_is_handed_on(kota: Cast) -> None:
    usulan = start(kota, kegiatan=[{**people.KEGIATAN, "lokus": []}])
    usulan = forward(forward(usulan, kota), kota)

    with pytest.raises(BadInput):
        forward(usulan, kota)


def test_the_sekretaris_sees_it_from_the_first_proposal_on(kota: Cast) -> None:
    usulan = start(kota)
    at = open_tugas(usulan).opened_at
    assert not Usulan.objects.visible_to(kota.sekretaris, at).exists()
    forward(usulan, kota)
    assert Usulan.objects.visible_to(kota.sekretaris, at).exists()
