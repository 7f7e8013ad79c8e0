"""Every page asks the database as often for fifty usulan of fifty kegiatan as for five of five."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from renkeg.office import clock
from renkeg.office.actions import note_absence
from renkeg.papers import ca, documents
from renkeg.papers.models import Arsip
from renkeg.planning import actions, drafts, uploading, workbook
from renkeg.planning.models import Kegiatan, Usulan
from renkeg.web.urls import urlpatterns
from tests import annual, archives, copies
from tests.addresses import Address, every, fillings, named
from tests.budget import full, imported, uploaded
from tests.cast import Cast, published, usulan_at
from tests.on_paper import recorded
from tests.papers.test_numbering import reserve

PEOPLE = ("kasubbag", "kabag", "sekretaris", "petugas", "auditor", "admin")
MANY = 45

# Their answer is a file that is made once, or the way out.
_NO_PAGES = {"account_login", "account_logout", "dokumen", "draft_letter", "tautan_pdf", "tautan_xlsx"}
_NO_PAGES |= {"arsip_pdf", "arsip_xlsx", "srikandi_zip"}
_NO_PAGES |= {"blank_form", "kertas_kerja_xlsx", "recap_pdf", "recap_xlsx", "month_xlsx", "month_csv"}
_NO_PAGES |= {"rencana_tahunan_form", "rencana_tahunan_xlsx", "agenda_pdf", "agenda_xlsx"}
_NO_PAGES |= {"kantor_sertifikat"}
_NO_PAGES |= {"sop_pdf", "sop_bpmn"}
_NO_PAGES |= {"blank_kit", "running_kit", "paper_scan"}
# Of every other page the first who sees it asks for all.
_EACH_HIS_OWN = {"meja", "usulan_list", "tautan_list", "decide_list", "arsip_list", "destruction", "berita_acara"}
_SEEN = {200, 302, 405}

Counts = dict[tuple[Address, str], int]


@pytest.fixture
def office(cast: Cast) -> Cast:
    """Usulan at each langkah, a published one with its revision, all small, and somebody who is away."""
    for person in PEOPLE:
        somebody = getattr(cast, person)
        somebody.set_password("kata-sandi-latihan-27")
        somebody.save(update_fields=["password"])
    for langkah in (1, 2, 3, 6):
        usulan_at(langkah, cast, susulan=True)
    plan = published(cast, susulan=True)
    _propose_destruction(plan, cast)
    actions.revise(published(cast), uuid.uuid4(), drafts.Surat("Usulan revisi", "Isi revisi."), by=cast.kasubbag)
    draft = Usulan.objects.for_reading().narrowed(langkah=1).filter(revisi_dari=None)[0]
    file = workbook.form_of(draft, at=clock.now())
    uploading.keep(draft, file, name="kertas kerja.xlsx", by=cast.kasubbag)
    imported(cast)
    imported(cast, revisi=1)
    uploaded(full(), revisi=2, by=cast.sekretaris)
    annual.planned(cast)
    annual.planned(cast)
    annual.uploaded(annual.workbook(), by=cast.kasubbag)
    reserve(cast, 2)
    ca.authority()
    note_absence(cast.kasubbag, jenis="cuti", mulai=date(2027, 1, 4), selesai=date(2027, 1, 6), by=cast.kasubbag)
    at_the_kabag = Usulan.objects.for_reading().narrowed(langkah=2)[0]
    cast.at("2027-01-04T12:00:00+07:00")
    recorded(at_the_kabag, cast.kabag, "04T10:00", "04T11:00", by=cast.kasubbag)
    return cast


def test_every_page_asks_as_often_for_fifty_rows_as_for_five(office: Cast) -> None:
    clients = {person: Client() for person in PEOPLE}
    for person, client in clients.items():
        client.force_login(getattr(office, person))
    known: set[str] = set()
    few: Counts = {}
    for address in every(fillings(office)):
        for person, client in clients.items():
            status = client.get(address.path).status_code
            if status in _SEEN:
                known.add(address.page)
            if status == 200 and address.page not in _NO_PAGES:
                few[address, person] = _count(client, address)
            if status == 405 or (status in _SEEN and address.page not in _EACH_HIS_OWN):
                break
    assert {name for name, _ in named(urlpatterns)} - known == set()

    _crowd()

    grown = {
        f"{address.page} ({person}) {address.path}": (count, now)
        for (address, person), count in few.items()
        if (now := _count(clients[person], address)) > count
    }
    assert grown == {}


def _propose_destruction(plan: Usulan, cast: Cast) -> None:
    """Of two of its papers, and one is let alone; no day need pass, as they are filed under a code of yesterday."""
    for side in plan.sampingan:
        actions.acknowledge(side, by=cast.kabag)
    letter, *others = plan.papers()
    Arsip.objects.filter(document__in=[letter, *others[:1]]).update(tanggal=date(2027, 1, 3), klasifikasi="PR.02.9")
    archives.kept_for(cast, 0, kode="PR.02.9")
    documents.make(letter)
    documents.make(others[0])
    actions.propose_destruction([letter.pk], alasan=archives.WHY, by=cast.petugas)
    actions.register(plan, nomor="B/7/2027", tanggal=date(2027, 1, 4), status="Terdaftar", by=cast.petugas)


def _count(client: Client, address: Address) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address.path).status_code == 200, address.path
    # Once a minute a page notes that somebody is there.
    return sum(
        not any(word in one["sql"] for word in ("django_session", "SAVEPOINT")) for one in asked.captured_queries
    )


def _crowd() -> None:
    """Many more usulan that stand where the present ones stand, and many rows in each of those."""
    present = list(Usulan.objects.all())
    # A plan has one revision at most.
    copied = [usulan for usulan in present if usulan.revisi_dari_id is None]
    for usulan in copied:
        copies.of(usulan, MANY // len(copied) + 1)
    for usulan in present:
        row = Kegiatan.objects.filter(usulan=usulan)[0]
        rows: list[Any] = [
            Kegiatan(
                usulan=usulan,
                position=place,
                judul=f"Kegiatan {place}",
                anggaran=1,
                lokus=row.lokus,
                tanggal=row.tanggal,
            )
            for place in range(1, MANY)
        ]
        Kegiatan.objects.bulk_create(rows)
