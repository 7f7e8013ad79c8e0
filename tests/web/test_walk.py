"""A usulan walks through the pages alone, as buttons send it: no rule is asked but through HTTP."""

from django.test import Client

from renkeg.planning.models import Usulan
from tests.cast import Cast, published, start, usulan_at

PAGES = ["/", "/usulan/", "/tautan/", "/sop/", "/akun/"]


def test_everybody_can_open_the_pages_of_the_menu(cast: Cast, client: Client) -> None:
    usulan_at(3, cast)
    published(cast, susulan=True)
    for person in cast.everyone().values():
        client.force_login(person)
        for address in PAGES:
            assert client.get(address).status_code == 200, (person, address)


def test_every_langkah_shows_its_page(cast: Cast, client: Client) -> None:
    for langkah in range(1, 9):
        usulan = usulan_at(langkah, cast, susulan=True)
        assert usulan.open_tugas is not None
        client.force_login(cast.whose(usulan.open_tugas))
        for tail in ("", "surat/", "kertas-kerja/", "konsep-nota-dinas.pdf"):
            response = client.get(f"{usulan.get_absolute_url()}{tail}")
            assert response.status_code == 200, (langkah, tail)
    assert start(cast, susulan=True) in Usulan.objects.all()
