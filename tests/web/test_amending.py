"""The pages after publication: revise, cancel or postpone a kegiatan, compare versions."""

from typing import Any

import pytest

from renkeg.planning.models import Usulan
from tests.cast import KEGIATAN, Cast, forward, published
from tests.planning.walk import reread

WHY = "Narasumber berhalangan hadir."


@pytest.fixture
def plan(cast: Cast) -> Usulan:
    """A published plan of two kegiatan."""
    return published(cast, kegiatan=[dict(KEGIATAN), {**KEGIATAN, "judul": "Evaluasi anggaran"}])


def test_a_kasubbag_begins_a_revision_and_comes_to_its_kertas_kerja(plan: Usulan, cast: Cast, client: Any) -> None:
    client.force_login(cast.kasubbag)
    shown = client.get(f"/tautan/{plan.pk}/").content.decode()
    assert f"/usulan/{plan.pk}/revise/" in shown
    form = client.get(f"/usulan/{plan.pk}/revise/")
    typed = form.context["typed"]
    assert "Usulan Revisi Rencana Kegiatan Bulan Februari 2027" in form.content.decode()

    answer = client.post(f"/usulan/{plan.pk}/revise/", typed)
    again = client.post(f"/usulan/{plan.pk}/revise/", typed)

    revision = Usulan.objects.get(revisi_dari=plan)
    assert answer.url == again.url == f"/usulan/{revision.pk}/kertas-kerja/"
    assert "Revisi ke-1" in client.get(f"/usulan/{revision.pk}/").content.decode()
    assert client.get(f"/usulan/{plan.pk}/revise/").status_code == 409
    assert f"/usulan/{plan.pk}/revise/" not in client.get(f"/tautan/{plan.pk}/").content.decode()


def test_what_was_typed_stays_when_the_letter_is_not_in_order(plan: Usulan, cast: Cast, client: Any) -> None:
    client.force_login(cast.kasubbag)
    answer = client.post(f"/usulan/{plan.pk}/revise/", {"hal": "abc", "pengantar": "Isi surat revisi."})

    assert answer.status_code == 422
    assert "Isi surat revisi." in answer.content.decode()
    assert Usulan.objects.count() == 1


def test_a_kegiatan_is_cancelled_with_its_reason(plan: Usulan, cast: Cast, client: Any) -> None:
    client.force_login(cast.kasubbag)
    address = f"/kegiatan/{plan.kegiatan.all()[0].pk}/cancel/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"catatan": "batal"})
    assert refused.status_code == 422
    assert "batal</textarea>" in refused.content.decode()

    answer = client.post(address, {"catatan": WHY}, follow=True)

    page = answer.content.decode()
    assert "dibatalkan. Jumlah yang berlaku sekarang Rp12.500.000." in page
    assert f"Dibatalkan (4 Januari 2027): {WHY}" in page
    assert client.get(address).status_code == 409
    assert client.post(address, {"catatan": WHY}).status_code == 302


def test_a_kegiatan_is_postponed_with_days_as_people_write_them(plan: Usulan, cast: Cast, client: Any) -> None:
    client.force_login(cast.kasubbag)
    address = f"/kegiatan/{plan.kegiatan.all()[0].pk}/postpone/"
    for bad in ("", "kapan-kapan", "20 Februari", "1 Januari", "9/3/27"):
        answer = client.post(address, {"tanggal": bad, "catatan": WHY})
        assert answer.status_code == 422, bad
        assert WHY in answer.content.decode()

    answer = client.post(address, {"tanggal": "9 s.d. 10 Maret", "catatan": WHY}, follow=True)

    march = Usulan.objects.get(bulan=3)
    assert answer.redirect_chain[-1][0] == march.get_absolute_url()
    assert "Inilah usulan Maret 2027 yang memuatnya sekarang." in answer.content.decode()


def test_versions_stand_side_by_side_for_who_may_read_both(plan: Usulan, cast: Cast, client: Any) -> None:
    client.force_login(cast.kasubbag)
    client.post(f"/usulan/{plan.pk}/revise/", client.get(f"/usulan/{plan.pk}/revise/").context["typed"])
    revision = Usulan.objects.get(revisi_dari=plan)
    compare = f"/tautan/{revision.pk}/perbandingan/"
    assert "Belum ada kegiatan yang berubah." in client.get(compare).content.decode()
    client.force_login(cast.outsider)
    assert client.get(compare).status_code == 404
    revision = reread(revision)
    while revision.open_tugas is not None:
        revision = forward(revision, cast)
    assert client.get(compare).status_code == 200
    assert client.get(f"/tautan/{plan.pk}/perbandingan/").status_code == 404


def test_others_meet_no_such_page(plan: Usulan, cast: Cast, client: Any) -> None:
    row = plan.kegiatan.all()[0]
    pages = [f"/usulan/{plan.pk}/revise/", f"/kegiatan/{row.pk}/cancel/", f"/kegiatan/{row.pk}/postpone/"]
    for who, status in (("outsider", 404), ("admin", 404), ("kabag", 409), ("petugas", 409), ("auditor", 409)):
        client.force_login(getattr(cast, who))
        for address in pages:
            assert client.get(address).status_code == status, (who, address)
            assert (
                client.post(
                    address, {"hal": "Hal revisi", "pengantar": "Isi.", "tanggal": "9 Maret", "catatan": WHY}
                ).status_code
                == status
            )
        assert "Susun revisi" not in client.get(f"/tautan/{plan.pk}/").content.decode()
