"""One's own account: the log-in that says what to do, devices, messages, tokens, a password of one's own."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from renkeg import deliver
from renkeg.office import accounts, own_account
from renkeg.office.models import ApiToken, Pegawai
from renkeg.planning import integrity
from renkeg.trail.models import Event
from renkeg.web import sessions
from renkeg.web.devices import UNKNOWN, device
from tests.cast import Cast

PASSWORD = "sandi-kenari-yang-panjang"
OTHER = "sandi-lain-yang-panjang-juga"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture
def person(cast: Cast) -> Pegawai:
    """The kasubbag, with a password."""
    return accounts.set_password(cast.kasubbag, PASSWORD)


def _in(username: str = "kasubbag", password: str = PASSWORD, agent: str = FIREFOX, **extra: Any) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post(reverse("account_login"), {"login": username, "password": password}, **extra)
    return client


def _text(client: Client, address: str, **extra: Any) -> str:
    body = client.get(address, **extra).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") :]))


def _keys(client: Client) -> list[str]:
    return re.findall(r"/akun/perangkat/([\w-]{22})/end/", client.get("/akun/").content.decode())


# --- The log-in -------------------------------------------------------------------


def test_the_log_in_says_for_whom_it_is_and_whom_to_ask(person: Pegawai, client: Client, cast: Cast) -> None:
    cast.satker.contacts = "Tono, ruang 2, pesawat 104"
    cast.satker.save()
    told = _text(client, "/akun/login/")
    assert "Mintalah kepada admin Renkeg: Admin Contoh" in told
    assert "Tono, ruang 2, pesawat 104" in told
    assert "sandi sementara" in told
    wrong = client.post("/akun/login/", {"login": "kasubbag", "password": "salah"}).content.decode()
    assert "Caps Lock" in wrong
    assert "15 menit" in wrong


def test_practice_people_are_named_in_a_practice_office_only(cast: Cast, client: Client, settings: Any) -> None:
    assert "Ini kantor latihan" in _text(client, "/akun/login/")
    settings.DEMO = False
    told = _text(client, "/akun/login/")
    assert "latihan" not in told
    assert "kasubbag" not in told


@pytest.mark.parametrize(("demo", "command"), [(False, "renkeg setup"), (True, "renkeg seed --demo")])
def test_without_any_account_it_says_how_to_begin(
    db: None, client: Client, settings: Any, demo: bool, command: str
) -> None:
    settings.DEMO = demo
    told = _text(client, "/akun/login/")
    assert command in told
    assert "Kata sandi" not in told


def test_who_must_wait_is_told_until_when(person: Pegawai, client: Client) -> None:
    for _ in range(10):
        response = client.post("/akun/login/", {"login": "kasubbag", "password": "salah"})
    told = response.content.decode()
    assert re.search(r"Coba lagi mulai pukul \d\d\.\d\d", told)
    assert "15 menit lagi" in told
    attempt = AccessAttempt.objects.get()
    AccessAttempt.objects.update(attempt_time=attempt.attempt_time - timedelta(minutes=10))
    again = client.post("/akun/login/", {"login": "kasubbag", "password": PASSWORD})
    assert "5 menit lagi" in again.content.decode()
    assert 200 < int(again["Retry-After"]) <= 300


def test_an_ended_session_comes_back_to_its_page(person: Pegawai) -> None:
    client = _in()
    Session.objects.all().delete()
    led = client.get("/usulan/?keadaan=batal")
    assert led["Location"] == "/akun/login/?next=/usulan/%3Fkeadaan%3Dbatal&sesi=berakhir"
    assert "Sesi Anda sudah berakhir" in _text(client, led["Location"])
    back = client.post("/akun/login/", {"login": "kasubbag", "password": PASSWORD, "next": "/usulan/?keadaan=batal"})
    assert back["Location"] == "/usulan/?keadaan=batal"


def test_a_form_that_came_too_late_leads_back_to_its_page_and_says_that_nothing_was_kept(person: Pegawai) -> None:
    client = _in()
    Session.objects.all().delete()
    led = client.post("/akun/token/", {"nama": "x"}, headers={"Referer": "http://testserver/akun/token/"})
    assert led["Location"] == "/akun/login/?next=/akun/token/&sesi=terputus"
    assert "belum tersimpan" in _text(client, led["Location"])
    elsewhere = client.post("/akun/token/", {}, headers={"Referer": "https://jahat.example/x"})
    assert elsewhere["Location"].startswith("/akun/login/?next=/")
    assert "jahat" not in elsewhere["Location"]


def test_a_part_of_a_page_opens_the_log_in_as_a_page(person: Pegawai, client: Client) -> None:
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/usulan/?page=2"}
    led = client.get("/usulan/?page=3", headers=here)
    assert (led.status_code, led["HX-Redirect"]) == (204, "/akun/login/?next=/usulan/%3Fpage%3D2")
    fresh = client.get("/usulan/")
    assert fresh["Location"] == "/akun/login/?next=/usulan/"
    assert "berakhir" not in _text(client, fresh["Location"])


# --- A temporary password ---------------------------------------------------------


def test_with_a_temporary_password_one_chooses_ones_own_first(person: Pegawai) -> None:
    token = accounts.new_token(person)
    accounts.set_password(person, PASSWORD, temporary=True)
    client = _in()
    led = client.get("/usulan/")
    assert led["Location"] == "/akun/password/change/?next=/usulan/"
    assert client.get("/akun/")["Location"].startswith("/akun/password/change/")
    assert client.post("/akun/token/", {"nama": "x", "password": PASSWORD}).status_code == 302
    assert not ApiToken.objects.filter(nama="x").exists()
    assert "hanya Anda ketahui" in _text(client, led["Location"])
    assert client.get("/panduan/").status_code == 200
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    chosen = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER, "next": "/usulan/"}
    assert client.post("/akun/password/change/", {**chosen, "password2": "lain"}).status_code == 200
    assert client.post("/akun/password/change/", chosen)["Location"] == "/usulan/"
    assert client.get("/usulan/").status_code == 200
    assert not Pegawai.objects.get(pk=person.pk).temporary_password


# --- Devices ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (ANDROID, "Chrome di Android"),
        (FIREFOX, "Firefox di Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1", "Safari di iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge di Windows"),
        ("Mozilla/5.0 (Linux; Android 13; SM-A146P) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36", "Samsung Internet di Android"),
        ("curl/8.0", UNKNOWN),
        ("", UNKNOWN),
        ("Chrome/" + "x" * 100_000, "Chrome"),
    ],
)  # fmt: skip
def test_a_device_is_named_in_plain_words(agent: str, told: str) -> None:
    assert device(agent) == told


def test_a_device_is_shown_and_ended_and_others_stay_strangers(person: Pegawai, cast: Cast) -> None:
    here, phone = _in(), _in(agent=ANDROID)
    told = _text(here, "/akun/")
    assert "Firefox di Windows perangkat ini" in told
    assert "Chrome di Android" in told
    (key,) = _keys(here)
    assert key not in "".join(Session.objects.values_list("pk", flat=True))
    stranger = Client()
    stranger.force_login(cast.outsider)
    stranger.post(f"/akun/perangkat/{key}/end/")
    assert phone.get("/akun/").status_code == 200
    assert here.get(f"/akun/perangkat/{key}/end/").status_code == 405
    for _ in range(2):
        assert here.post(f"/akun/perangkat/{key}/end/")["Location"] == "/akun/"
    assert phone.get("/akun/").status_code == 302
    assert here.get("/akun/").status_code == 200


def test_all_others_or_all_devices_are_ended_at_once_and_tokens_stay(person: Pegawai) -> None:
    token = accounts.new_token(person)
    here, phone, desk = _in(), _in(agent=ANDROID), _in()
    assert len(_keys(here)) == 2
    here.post("/akun/perangkat/end-others/")
    assert [one.get("/akun/").status_code for one in (here, phone, desk)] == [200, 302, 302]
    phone = _in(agent=ANDROID)
    assert here.post("/akun/perangkat/end-all/")["Location"] == "/akun/login/"
    assert "keluar dari semua perangkat" in _text(here, "/akun/login/")
    assert [one.get("/akun/").status_code for one in (here, phone)] == [302, 302]
    assert here.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_dead_sessions_are_no_devices(person: Pegawai, monkeypatch: pytest.MonkeyPatch) -> None:
    _in(agent=ANDROID)
    monkeypatch.setattr(sessions, "now", lambda: int(time.time()) + sessions.IDLE_SECONDS)
    here = _in()
    assert _keys(here) == []
    _in(agent=ANDROID)
    here.post("/akun/password/change/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})
    assert _keys(here) == []


def test_no_address_and_no_line_of_the_browser_is_kept_with_a_session(person: Pegawai) -> None:
    _in(agent=ANDROID, REMOTE_ADDR="198.51.100.77")
    told = [row.get_decoded() for row in Session.objects.all()]
    assert "198.51.100.77" not in str(told)
    assert "AppleWebKit" not in str(told)


# --- Messages ---------------------------------------------------------------------


def test_messages_go_where_their_reader_wants_them(person: Pegawai) -> None:
    client = _in()
    wanted = {"kirim": "surel", "email": "rina@kpu.example", "tampak": "ya", "password": PASSWORD}
    assert client.post("/akun/pemberitahuan/", wanted)["Location"] == "/akun/"
    assert "Dikirim ke rina@kpu.example" in _text(client, "/akun/")
    assert deliver._addresses([person.pk]) == {person.pk: "rina@kpu.example"}
    assert Event.objects.order_by("-seq")[0].verb == "set_mail"
    count = Event.objects.count()
    client.post("/akun/pemberitahuan/", wanted)
    assert Event.objects.count() == count
    client.post("/akun/pemberitahuan/", {**wanted, "kirim": "meja"})
    assert deliver._addresses([person.pk]) == {}
    assert "surel ke rina@kpu.example dimatikan" in _text(client, "/akun/")
    assert integrity.check().findings == []


def test_what_is_wrong_with_it_is_named_at_its_field(person: Pegawai) -> None:
    client = _in()
    for changes, field in (
        ({"email": ""}, "email"),
        ({"email": "bukan surel"}, "email"),
        ({"email": "a" * 300 + "@kpu.example"}, "email"),
        ({"email": "a\x00@kpu.example"}, "email"),
        ({"password": ""}, "password"),
        ({"password": "salah"}, "password"),
    ):
        wanted = {"kirim": "surel", "email": "rina@kpu.example", "password": PASSWORD, **changes}
        answer = client.post("/akun/pemberitahuan/", wanted)
        assert answer.status_code == 422
        assert f'id="{field}-salah"' in answer.content.decode()
    assert Pegawai.objects.get(pk=person.pk).email == ""


def test_a_change_of_the_account_is_told_by_e_mail_and_not_once_more_on_the_desk(
    person: Pegawai, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    own_account.set_mail(person, email="rina@kpu.example", on=True, shown=False)
    own_account.make_token(person, nama="Rekap")
    accounts.set_password(person, OTHER, by=person)
    deliver.send_messages()
    told = [message.body for message in mail.outbox]
    assert len(told) == 4
    assert any("Token “Rekap” baru saja dibuat" in one for one in told)
    assert all("hubungi admin" in one and PASSWORD not in one and OTHER not in one for one in told)
    assert "baru saja" not in _text(_in(password=OTHER), "/")


# --- Tokens -----------------------------------------------------------------------


def test_a_token_is_shown_once_used_and_revoked(person: Pegawai) -> None:
    client = _in()
    made = client.post("/akun/token/", {"nama": "Rekap <b>di</b> laptop", "password": PASSWORD})
    found = re.search(r'id="token" value="([\w-]{43})"', made.content.decode())
    assert found
    assert made["Cache-Control"] == "no-store"
    listed = client.get("/akun/token/").content.decode()
    assert found[1] not in listed
    assert "Rekap &lt;b&gt;" in listed
    assert "belum pernah dipakai" in listed
    bearer = {"Authorization": f"Bearer {found[1]}"}
    assert client.get("/api/v1/me", headers=bearer).status_code == 200
    assert "terakhir dipakai" in client.get("/akun/token/").content.decode()
    row = ApiToken.objects.get(nama__startswith="Rekap")
    for _ in range(2):
        assert client.post(f"/akun/token/{row.pk}/revoke/")["Location"] == "/akun/token/"
    assert client.get("/api/v1/me", headers=bearer).status_code == 401
    entries = Event.objects.filter(subject=f"pegawai:{person.pk}").order_by("seq").values_list("verb", flat=True)
    assert list(entries)[-2:] == ["make_token", "revoke_token"]
    assert found[1] not in str(list(Event.objects.values()))
    assert integrity.check().findings == []


def test_tokens_of_others_are_not_there(person: Pegawai, cast: Cast) -> None:
    token, _ = own_account.make_token(person, nama="Milik kasubbag")
    stranger = Client()
    stranger.force_login(cast.outsider)
    assert stranger.post(f"/akun/token/{token.pk}/revoke/").status_code == 404
    assert "Milik kasubbag" not in stranger.get("/akun/token/").content.decode()
    assert ApiToken.objects.good().filter(pk=token.pk).exists()


def test_a_token_needs_a_name_and_the_password_and_there_is_an_end_to_them(person: Pegawai) -> None:
    client = _in()
    for given, status in (
        ({"nama": "Rekap", "password": "salah"}, 422),
        ({"nama": "  ", "password": PASSWORD}, 422),
        ({"nama": "x" * 61, "password": PASSWORD}, 422),
        ({"nama": "a\u202eb", "password": PASSWORD}, 422),
    ):
        assert client.post("/akun/token/", given).status_code == status
    for place in range(own_account.TOKENS):
        own_account.make_token(person, nama=f"Program {place}")
    answer = client.post("/akun/token/", {"nama": "Satu lagi", "password": PASSWORD})
    assert answer.status_code == 409
    assert "cabut dahulu" in answer.content.decode()


def test_guessing_the_password_at_a_token_locks_as_at_the_log_in(person: Pegawai) -> None:
    client = _in()
    for _ in range(10):
        answer = client.post("/akun/token/", {"nama": "Rekap", "password": "salah"})
    assert answer.status_code == 429
    assert client.post("/akun/token/", {"nama": "Rekap", "password": PASSWORD}).status_code == 429


def test_use_is_noted_once_a_day(person: Pegawai, client: Client) -> None:
    bearer = {"Authorization": f"Bearer {accounts.new_token(person)}"}
    client.get("/api/v1/me", headers=bearer)
    assert ApiToken.objects.get(pegawai=person).last_used_on == timezone.localdate()
    with CaptureQueriesContext(connection) as seen:
        client.get("/api/v1/me", headers=bearer)
    assert not [one for one in seen if one["sql"].startswith("UPDATE")]


def test_the_account_asks_as_much_with_many_devices_as_with_one(person: Pegawai) -> None:
    here = _in()
    here.get("/akun/")
    with CaptureQueriesContext(connection) as few:
        here.get("/akun/")
    for _ in range(5):
        _in(agent=ANDROID)
    with CaptureQueriesContext(connection) as many:
        assert len(_keys(here)) == 5
    assert len(many) == len(few)
