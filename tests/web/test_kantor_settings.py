"""The settings' pages: who finds them, what they say, what they keep of what was typed; the admin sees no content."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from renkeg.office import actions as office_actions
from renkeg.office import clock
from renkeg.office.models import Absence, Pegawai, PenugasanJabatan, Satker, Unit
from renkeg.planning import integrity
from renkeg.planning.models import Usulan
from renkeg.trail.models import Event
from renkeg.web.where import Scene, Where
from tests.cast import MONDAY, Cast, usulan_at

ADMINS = (
    "/kantor/", "/kantor/kop/", "/kantor/unit/", "/kantor/unit/keuangan/", "/kantor/unit/sekretariat/baru/", "/kantor/pegawai/",
    "/kantor/pegawai/baru/", "/kantor/penugasan/", "/kantor/jabatan/kabag-teknis-hukum/", "/kantor/libur/",
)  # fmt: skip
ADMINS_POSTS = (
    "/kantor/unit/sdm/move/", "/kantor/unit/sdm/close/", "/kantor/unit/sdm/reopen/", "/kantor/libur/remove/", "/kantor/libur/suggest/",
)  # fmt: skip
EVERYBODYS = ("/kantor/tanya/", "/kantor/ketidakhadiran/", "/kantor/ketidakhadiran/baru/")
NIP = "197001011990031001"


@pytest.fixture
def admin(cast: Cast) -> Client:
    """The admin at his browser, on Monday at nine."""
    cast.at(MONDAY)
    return person(cast.admin)


def person(pegawai: Pegawai) -> Client:
    """Somebody at a browser of his own."""
    client = Client()
    client.force_login(pegawai)
    return client


def kop(cast: Cast, **changes: str) -> dict[str, str]:
    """The form of the letterhead as it would come back."""
    wanted = office_actions.Letterhead.of(Satker.objects.office())
    return {**{name: str(value) for name, value in vars(wanted).items()}, **changes}


def text(response: Any) -> str:
    """The page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_settings_are_the_admins_and_two_pages_are_everybodys(cast: Cast) -> None:
    for name in ("admin", "sekretaris", "kasubbag", "auditor"):
        client = person(cast.everyone()[name])
        expected = 200 if name == "admin" else 404
        for path in (*ADMINS, f"/kantor/pegawai/{cast.rekan.pk}/"):
            assert (name, path, client.get(path).status_code) == (name, path, expected)
        if name != "admin":
            paths = [f"/kantor/pegawai/{cast.rekan.pk}/{verb}/" for verb in ("password", "disable", "enable")]
            for path in (*ADMINS_POSTS, *paths):
                assert (name, path, client.post(path).status_code) == (name, path, 404)
        for path in EVERYBODYS:
            assert (name, path, client.get(path).status_code) == (name, path, 200)
    assert all(Client().get(path).status_code == 302 for path in (*ADMINS, *EVERYBODYS))
    assert Unit.objects.in_use().count() == Unit.objects.count()


def test_the_overview_tells_the_state_of_each(cast: Cast, admin: Client) -> None:
    told = text(admin.get("/kantor/"))
    assert re.search(r"Perlu dilihat: \d+ jabatan belum terisi\.", told)
    assert "✓ Hari libur 2027 tercatat." in told
    assert "Belum ada narahubung" in told


def test_the_letterhead_is_looked_at_before_it_is_saved_and_never_markup(cast: Cast, admin: Client) -> None:
    usulan = usulan_at(2, cast)
    wanted = kop(cast, alamat="Jl. <b>Baru</b> #eval(1)", lead_days="7")
    entries = Event.objects.count()

    look = admin.post("/kantor/kop/", {**wanted, "pratinjau": "ya"})

    assert "NOMOR 12/PR.02.2-ND/17/2027" in look.content.decode()
    assert "Jl. &lt;b&gt;Baru&lt;/b&gt; #eval(1)" in look.content.decode()
    assert Event.objects.count() == entries
    assert admin.post("/kantor/kop/", wanted).status_code == 302
    assert Satker.objects.office().lead_days == 7
    assert "Jl. &lt;b&gt;Baru&lt;/b&gt;" in person(cast.kabag).get(usulan.get_absolute_url()).content.decode()
    assert integrity.check().findings == []


def test_a_wrong_letterhead_keeps_what_was_typed_and_leads_to_its_fields(cast: Cast, admin: Client) -> None:
    answer = admin.post("/kantor/kop/", kop(cast, instansi="", nama="x" * 300, lead_days="lima"))
    body = answer.content.decode()
    assert answer.status_code == 422
    summary = re.search(r'class="kesalahan".*?</section>', body, flags=re.DOTALL)
    assert summary
    assert set(re.findall(r'href="#(\w+)"', summary[0])) == {"instansi", "nama", "lead_days"}
    assert 'value="lima"' in body
    assert 'aria-describedby="lead_days-petunjuk lead_days-salah"' in body


def test_a_person_is_hired_and_his_password_shown_once(cast: Cast, admin: Client) -> None:
    typed = {"username": "tamara", "nama": "Tamara Contoh", "nip": NIP, "email": "tamara@contoh.id"}
    answer = admin.post("/kantor/pegawai/baru/", typed)
    password = re.search(r'class="sandi-sementara">([^<]+)<', answer.content.decode())
    assert password
    assert answer.headers["Cache-Control"] == "no-store"
    tamara = Pegawai.objects.get(username="tamara")
    assert tamara.check_password(password[1])
    assert tamara.temporary_password
    assert password[1] not in admin.get(f"/kantor/pegawai/{tamara.pk}/").content.decode()

    again = admin.post("/kantor/pegawai/baru/", typed)
    assert again.status_code == 422
    assert 'href="#username"' in again.content.decode()
    assert f'value="{NIP}"' in again.content.decode()
    assert integrity.check().findings == []


def test_search_finds_by_name_and_says_when_nobody_fits(cast: Cast, admin: Client) -> None:
    assert "Outsider Kabag Contoh" in text(admin.get("/kantor/pegawai/?cari=outsider-kab"))
    assert "Tidak ada yang cocok" in text(admin.get("/kantor/pegawai/?cari=zzz"))
    assert admin.get("/kantor/pegawai/?cari=%00%25&hal=99").status_code == 200


def test_particulars_account_and_password_of_a_person(cast: Cast, admin: Client) -> None:
    path = f"/kantor/pegawai/{cast.rekan.pk}/"
    told = {"nama": "Rekan Contoh, S.E.", "nip": NIP, "email": ""}
    assert admin.post(path, told).status_code == 302
    assert admin.post(path, {**told, "nip": "12"}).status_code == 422
    made = admin.post(f"{path}password/")
    assert made.status_code == 200
    assert "sandi sementara" in text(admin.get("/kantor/pegawai/?cari=rekan"))
    for _ in range(2):
        assert admin.post(f"{path}disable/").status_code == 302
    assert not Pegawai.objects.get(pk=cast.rekan.pk).is_active
    assert admin.post(f"{path}password/").status_code == 404
    assert admin.post(f"{path}enable/").status_code == 302
    own = f"/kantor/pegawai/{cast.admin.pk}/"
    assert admin.post(f"{own}disable/").status_code == 409
    assert admin.post(f"{own}password/").status_code == 409
    assert integrity.check().findings == []


def test_the_tree_grows_moves_and_closes(cast: Cast, admin: Client) -> None:
    new = {"nama": "Subbagian Baru", "kepala": "Kepala Subbagian Baru", "jenis": "subbagian"}
    assert admin.post("/kantor/unit/teknis-hukum/baru/", new).status_code == 302
    assert admin.post("/kantor/unit/teknis-hukum/baru/", new).status_code == 422
    assert admin.get("/kantor/unit/keuangan/baru/").status_code == 409
    assert admin.post("/kantor/unit/baru/move/", {"ke": "naik"}).status_code == 302
    named = {"nama": "Subbagian Lain", "kepala": "Kepala Subbagian Lain"}
    assert admin.post("/kantor/unit/baru/", named).status_code == 302
    assert "Kepala Subbagian Lain: belum terisi" in text(admin.get("/kantor/unit/"))
    assert admin.post("/kantor/unit/keuangan/close/").status_code == 409
    assert admin.post("/kantor/unit/baru/close/").status_code == 302
    assert "Unit yang ditutup" in text(admin.get("/kantor/unit/"))
    assert "Subbagian Lain" not in text(admin.get("/kantor/penugasan/"))
    assert admin.post("/kantor/unit/baru/reopen/").status_code == 302
    assert integrity.check().findings == []


def test_closed_days_come_from_the_calendar_by_hand_and_go(cast: Cast, admin: Client) -> None:
    page = admin.get("/kantor/libur/?tahun=2029").content.decode()
    days = re.findall(r'name="hari" value="([\d-]+)" checked', page)
    assert "2029-01-01" in days
    assert admin.post("/kantor/libur/suggest/", {"tahun": "2029", "hari": days}).status_code == 302
    assert "Usulan dari kalender nasional" not in admin.get("/kantor/libur/?tahun=2029").content.decode()
    assert admin.post("/kantor/libur/suggest/", {"tahun": "2029"}).status_code == 409

    usulan_at(2, cast)
    cast.at("2027-01-04T09:00:00+07:00")
    day = {"tanggal": "2027-01-04", "nama": "Hari Uji", "jenis": "khusus", "tahun": "2027"}
    told = text(admin.post("/kantor/libur/", day, follow=True))
    assert "4 Januari 2027 tercatat sebagai hari libur: Hari Uji. Batas waktu 1 pekerjaan" in told
    assert "batasnya tetap" in told
    assert 'value="Hari Uji"' in admin.get("/kantor/libur/?tahun=2027&tanggal=2027-01-04").content.decode()
    assert admin.post("/kantor/libur/remove/", {"tanggal": "2027-01-04"}).status_code == 302
    assert admin.post("/kantor/libur/remove/", {"tanggal": "besok"}).status_code == 409
    wrong = admin.post("/kantor/libur/", {**day, "tanggal": "", "jenis": "apa", "nama": "x" * 201})
    assert wrong.status_code == 422
    assert admin.get("/kantor/libur/?tahun=abc").status_code == 200
    assert integrity.check().findings == []


def test_an_absence_is_seen_by_its_person_the_superior_and_the_admin_alone(cast: Cast, admin: Client) -> None:
    typed = {"jenis": "sakit", "mulai": "2027-01-04", "selesai": "2027-01-08", "catatan": "Rawat inap"}
    own = person(cast.kabag).post("/kantor/ketidakhadiran/baru/", typed)
    absence = Absence.objects.get()
    assert own["Location"] == absence.get_absolute_url()
    seen = {
        name for name, who in cast.everyone().items() if person(who).get(absence.get_absolute_url()).status_code == 200
    }
    assert seen == {"kabag", "sekretaris", "admin"}
    for who in (cast.kasubbag, cast.outsider_kabag):
        client = person(who)
        assert "Rawat inap" not in text(client.get("/kantor/ketidakhadiran/"))
        told = text(client.get("/kantor/tanya/"))
        assert "sedang berhalangan s.d. 8 Januari 2027" in told
        assert "sakit" not in told
        for tail in ("cancel/", "plh/kabag-keuangan-umum-logistik/", "decline/kabag-keuangan-umum-logistik/"):
            assert client.post(f"{absence.get_absolute_url()}{tail}").status_code == 404
    assert person(cast.kabag).post(f"{absence.get_absolute_url()}plh/kabag-keuangan-umum-logistik/").status_code == 409
    assert person(cast.sekretaris).get(f"{absence.get_absolute_url()}plh/raja/").status_code == 404


def test_the_superior_names_the_plh_in_one_tap_and_notes_the_order_later(cast: Cast, admin: Client) -> None:
    usulan = usulan_at(2, cast)
    office_actions.note_absence(
        cast.kabag,
        jenis="cuti",
        mulai=date(2027, 1, 4),
        selesai=date(2027, 1, 8),
        by=cast.kabag,
    )
    absence = Absence.objects.get()
    path = absence.get_absolute_url()
    sekretaris = person(cast.sekretaris)
    assert "perlu keputusan tentang Plh." in text(sekretaris.get("/kantor/ketidakhadiran/"))
    body = sekretaris.get(path).content.decode()
    tap = re.search(r'<form method="post" action="([^"]+/plh/[^"]+)">(.*?)</form>', body, flags=re.DOTALL)
    assert tap
    typed = dict(re.findall(r'name="(pegawai|mulai|selesai)" value="([^"]*)"', tap[2]))
    assert typed["pegawai"] == "outsider-kabag"

    bad = sekretaris.post(tap[1], {**typed, "selesai": "2027-03-01"})
    assert bad.status_code == 422
    for _ in range(2):
        assert sekretaris.post(tap[1], typed).status_code == 302
    told = text(sekretaris.get(path))
    assert "Plh.: Outsider Kabag Contoh" in told
    assert "nomor surat perintah belum dicatat" in told
    plh = cast.outsider_kabag.penugasan.get(kapasitas="plh")
    assert person(cast.outsider_kabag).get(f"/kantor/penugasan/{plh.pk}/order/").status_code == 404
    order = sekretaris.post(f"/kantor/penugasan/{plh.pk}/order/", {"nomor": "7/SPt/2027", "tanggal": "2027-01-04"})
    assert order["Location"] == path
    assert "Surat Perintah Nomor 7/SPt/2027 tanggal 4 Januari 2027" in text(sekretaris.get(path))
    assert usulan.get_absolute_url() in person(cast.outsider_kabag).get("/").content.decode()
    assert sekretaris.post(f"/kantor/penugasan/{plh.pk}/relieve/")["Location"] == path
    assert person(cast.kasubbag).post(f"/kantor/penugasan/{plh.pk}/relieve/").status_code == 404
    assert integrity.check().findings == []


def test_without_a_plh_with_a_reason_and_other_days(cast: Cast, admin: Client) -> None:
    typed = {"pegawai": "kabag", "jenis": "dinas", "mulai": "2027-01-04", "selesai": "2027-01-08"}
    sekretaris = person(cast.sekretaris)
    sekretaris.post("/kantor/ketidakhadiran/baru/", typed)
    path = Absence.objects.get().get_absolute_url()
    decline = f"{path}decline/kabag-keuangan-umum-logistik/"
    assert sekretaris.post(decline, {"catatan": ""}).status_code == 409
    assert sekretaris.post(decline, {"catatan": "Hanya sebentar."}).status_code == 302
    assert "Tidak ditunjuk Plh. oleh Sekretaris Contoh: “Hanya sebentar.”" in text(sekretaris.get(path))
    kabag = person(cast.kabag)
    assert kabag.post(f"{path}change/", {"mulai": "2027-01-04", "selesai": "2027-01-06"}).status_code == 302
    assert kabag.post(f"{path}change/", {"mulai": "2027-01-04", "selesai": ""}).status_code == 422
    assert kabag.post(f"{path}cancel/").status_code == 302
    assert kabag.get(f"{path}change/").status_code == 409
    assert "Dibatalkan" in text(kabag.get(path))


def test_work_that_waits_for_an_absent_person_says_so(cast: Cast, admin: Client) -> None:
    def told(usulan: Usulan) -> str:
        fresh = Usulan.objects.for_reading().get(pk=usulan.pk)
        return Where.of(fresh, Scene.of(cast.kasubbag, clock.now())).sentence

    def note(person: Pegawai, jenis: str) -> None:
        office_actions.note_absence(person, jenis=jenis, mulai=date(2027, 1, 4), selesai=date(2027, 1, 8), by=person)

    second, sixth = usulan_at(2, cast), usulan_at(6, cast, susulan=True)
    note(cast.kabag, "cuti")
    assert told(second).endswith("Keuangan, Umum dan Logistik sedang cuti s.d. 8 Januari, belum ada Plh.")
    cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    assert "sedang cuti" not in told(second)
    note(cast.petugas, "sakit")
    assert told(sixth).endswith("Petugas Contoh sedang berhalangan s.d. 8 Januari.")


def test_an_email_is_shown_to_colleagues_only_where_its_owner_agreed(cast: Cast, admin: Client) -> None:
    Pegawai.objects.filter(pk=cast.kabag.pk).update(email="kabag@contoh.id", nip=NIP)
    Pegawai.objects.filter(pk=cast.kasubbag.pk).update(email="kasubbag@contoh.id", email_shown=True)
    told = text(person(cast.outsider).get("/kantor/tanya/"))
    assert "kasubbag@contoh.id" in told
    assert "kabag@contoh.id" not in told
    assert NIP not in told


def test_the_pages_ask_as_often_for_fifty_people_as_for_five(
    cast: Cast, admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    paths = ("/kantor/", "/kantor/pegawai/", "/kantor/unit/", "/kantor/tanya/", "/kantor/ketidakhadiran/")
    asked = {}
    _crowd(cast, 0, 5)
    for path in paths:
        admin.get(path)
        with django_assert_max_num_queries(40) as counted:
            admin.get(path)
        asked[path] = len(counted)
    _crowd(cast, 5, 60)
    for path in paths:
        with django_assert_max_num_queries(asked[path]):
            assert admin.get(path).status_code == 200
    assert "Halaman 1 dari 2" in text(admin.get("/kantor/pegawai/"))


def _crowd(cast: Cast, begin: int, end: int) -> None:
    day = date(2027, 1, 4)
    people = [Pegawai(username=f"orang-{place}", nama=f"Orang {'Contoh' * 8} {place}") for place in range(begin, end)]
    Pegawai.objects.bulk_create(people)
    PenugasanJabatan.objects.bulk_create(
        PenugasanJabatan(pegawai=one, jabatan_id="petugas-keuangan", kapasitas="definitif", mulai=day) for one in people
    )
    Absence.objects.bulk_create(Absence(pegawai=one, jenis="cuti", mulai=day, selesai=day) for one in people)
