"""What an open kertas kerja asks for: nothing where nothing changed, else the rows as they are kept, to those who see them."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from renkeg.trail.models import Event
from renkeg.web.sessions import LAST, UNATTENDED
from tests.cast import Cast, forward, start


def test_an_unchanged_form_is_told_nothing_in_a_few_queries(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    client.force_login(cast.petugas)
    path = f"{usulan.get_absolute_url()}kertas-kerja/live/"
    client.get(path)
    before = Event.objects.count()

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{path}?versi={usulan.versi}")

    assert (answer.status_code, answer.content) == (204, b"")
    # The log-in, the office, its clock and zone, the posts: as every page; and one of its own.
    assert len([one for one in asked if "django_session" not in one["sql"]]) <= 6
    assert Event.objects.count() == before
    assert client.post(path).status_code == 405


def test_a_changed_one_is_told_who_saved_what_and_when(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    row = usulan.kegiatan.all()[0]
    client.force_login(cast.petugas)
    path = f"{usulan.get_absolute_url()}kertas-kerja/live/?versi={usulan.versi}"
    posted = client.get(f"{usulan.get_absolute_url()}kertas-kerja/").context
    form = {
        "versi": posted["versi"],
        "dasar": posted["dasar"],
        "kegiatan/0/id": row.pk,
        **{f"kegiatan/0/{name}": text for name, text in posted["rows"][0].typed.items()},
        "kegiatan/0/anggaran": "2 juta",
    }
    client.force_login(cast.kasubbag)
    assert client.post(f"{usulan.get_absolute_url()}kertas-kerja/", form).status_code == 302
    client.force_login(cast.petugas)

    told = client.get(path).json()

    assert told["oleh"] == "Kasubbag Contoh pukul 09.00"
    assert (told["rows"][0]["id"], told["rows"][0]["anggaran"]) == (row.pk, "2.000.000")
    assert (told["versi"], told["tutup"]) == (usulan.versi + 1, False)
    usulan = type(usulan).objects.get(pk=usulan.pk)
    forward(usulan, cast)
    assert client.get(path).json()["tutup"] is True


def test_who_does_not_see_the_usulan_is_told_nothing_of_it(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    path = f"{usulan.get_absolute_url()}kertas-kerja/live/"
    for person in (cast.outsider, cast.kabag, cast.admin):
        client.force_login(person)
        for query in ("", f"?versi={usulan.versi}", "?versi=%00", "?versi=9999999999999999999999"):
            assert client.get(path + query).status_code == 404
    client.force_login(cast.kasubbag)
    assert client.get(f"{path}?versi=abc").status_code == 200


def test_asking_by_itself_keeps_no_session_alive(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    client.force_login(cast.kasubbag)
    client.get(usulan.get_absolute_url())
    session = client.session
    session[LAST] -= 600
    session.save()

    client.get(f"{usulan.get_absolute_url()}kertas-kerja/live/", headers={UNATTENDED: "1"})

    assert client.session[LAST] == session[LAST]
