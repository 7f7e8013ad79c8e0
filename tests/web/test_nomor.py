"""The settings of the numbers, for the admin: patterns with an example, codes, and what is wrong with each."""

import re
from html import unescape
from typing import Any

import pytest

from renkeg.office.models import Satker, Unit
from renkeg.planning import integrity
from renkeg.trail.models import Event
from tests.cast import Cast, usulan_at
from tests.hostile.doors import signed_in as person

PATH = "/kantor/nomor/"


def typed(**changes: str) -> dict[str, str]:
    return {"pola_ND": "{nomor}/{klas}-ND/17/{tahun}", **changes}


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_only_the_admin_finds_the_page(cast: Cast) -> None:
    for name, one in cast.everyone().items():
        assert (name, person(one).get(PATH).status_code) == (name, 200 if name == "admin" else 404)
        if name != "admin":
            assert person(one).post(PATH, typed(pola_ND="{nomor}/{tahun}")).status_code == 404


def test_each_kind_of_letter_shows_an_example_before_anything_is_saved(cast: Cast) -> None:
    entries = Event.objects.count()
    look = person(cast.admin).post(
        PATH,
        typed(
            pola_ND="{nomor:03}/{klas}-{jenis}/{wilayah}/{unit}/{bulan_romawi}/{tahun}",
            pola_LD="{nomor}/LD/{tahun}",
            kode_wilayah="17",
            **{"unit_keuangan-umum-logistik": "2"},
            pratinjau="ya",
        ),
    )
    told = text(look)
    assert "<dt>Nota dinas</dt><dd>012/PR.02.2-ND/17/2/I/2027</dd>" in told
    assert "<dt>Lembar disposisi</dt><dd>12/LD/2027</dd>" in told
    assert "<dt>Surat tugas</dt><dd>012/PR.02.2-ST/17/2/I/2027</dd>" in told
    assert Event.objects.count() == entries


def test_what_is_saved_numbers_the_next_letter_and_the_trail_knows(cast: Cast) -> None:
    saved = person(cast.admin).post(
        PATH,
        typed(
            pola_ND="{nomor}/{klas}-ND/{unit}/{tahun}",
            klasifikasi="PR.02.1",
            nomor_ketik="ya",
            agenda_unit="umum-logistik",
            **{"unit_keuangan-umum-logistik": "2"},
        ),
    )
    assert saved.status_code == 302, text(saved)
    satker = Satker.objects.office()
    assert (satker.nomor_ketik, satker.agenda_unit_id) == (True, "umum-logistik")
    assert Unit.objects.get(pk="keuangan-umum-logistik").kode == "2"
    usulan = usulan_at(3, cast)
    assert usulan.surat is not None
    assert usulan.surat.nomor == "1/PR.02.1-ND/2/2027"
    assert Event.objects.filter(verb="change_numbering").count() == 1
    assert person(cast.admin).post(PATH, typed(pola_ND="{nomor}/{tahun}")).status_code == 302
    assert not Satker.objects.office().nomor_ketik
    assert integrity.check().findings == []


def test_saving_what_is_there_leaves_no_entry(cast: Cast) -> None:
    entries = Event.objects.count()
    assert person(cast.admin).post(PATH, typed()).status_code == 302
    assert Event.objects.count() == entries


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pola_ND": ""}, "pola_ND"),
        ({"pola_ND": "{nomor}"}, "pola_ND"),
        ({"pola_LD": "{nomer}/{tahun}"}, "pola_LD"),
        ({"pola_LD": "{nomor}/{tahun}" + "x" * 100}, "pola_LD"),
        ({"pola_ND": "{nomor}/{wilayah}/{tahun}"}, "kode_wilayah"),
        ({"klasifikasi": "XX.1"}, "klasifikasi"),
        ({"unit_keuangan": "x" * 21}, "unit_keuangan"),
        ({"agenda_unit": "keuangan-umum-logistik"}, "agenda_unit"),
        ({"agenda_unit": "tidak-ada"}, "agenda_unit"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_stays_typed(changes: dict[str, str], field: str, cast: Cast) -> None:
    answer = person(cast.admin).post(PATH, typed(**changes))
    assert answer.status_code == 422
    summary = re.search(r'class="kesalahan".*?</section>', answer.content.decode(), flags=re.DOTALL)
    assert summary
    assert re.findall(r'href="#([\w-]+)"', summary[0]) == [field]
    assert Satker.objects.office().pola_nomor == "{nomor}/{klas}-ND/17/{tahun}"
