"""The pages of a usulan: who finds them, what they keep, how often they ask the database."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from renkeg.planning import actions, drafts
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from tests.cast import KEGIATAN, Cast, do, draft, published, start, usulan_at

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '#read("/etc/passwd")',
    '=HYPERLINK("http://evil.test","klik")',
    "' OR 1=1 --",
    "{{ 7*7 }}{% debug %}",
    "null",
]


def _form(**changes: str) -> dict[str, str]:
    return {
        "id": str(uuid.uuid4()),
        "tahun": "2027",
        "bulan": "2",
        "hal": "Usulan Rencana Kegiatan",
        "pengantar": "Bersama ini disampaikan usulan.",
        "kegiatan/0/judul": "Rapat koordinasi",
        "kegiatan/0/anggaran": "Rp 1.500.000",
        "kegiatan/0/volume": "2,5",
        "kegiatan/0/tanggal": "12 s.d. 14 Februari 2027",
        "kegiatan/0/lokus": "Kota Bengkulu; Curup",
        "kegiatan/1/judul": "  ",
        **changes,
    }


def test_written_forms_are_understood(cast: Cast, client: Client) -> None:
    client.force_login(cast.kasubbag)

    response = client.post("/usulan/baru/", _form())

    usulan = Usulan.objects.get()
    assert (response.status_code, response["Location"]) == (302, usulan.get_absolute_url())
    content = usulan.kegiatan.get().content()
    assert (content["anggaran"], str(content["volume"]), content["lokus"]) == (
        1_500_000,
        "2.50",
        ["Kota Bengkulu", "Curup"],
    )
    assert content["tanggal"] == [{"mulai": "2027-02-12", "selesai": "2027-02-14"}]


def test_the_same_form_twice_starts_one_usulan(cast: Cast, client: Client) -> None:
    client.force_login(cast.kasubbag)
    form = _form()

    first, second = client.post("/usulan/baru/", form), client.post("/usulan/baru/", form)

    assert first["Location"] == second["Location"]
    assert Usulan.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("kegiatan/0/anggaran", "1,500,000", "Baris 1, anggaran"),
        ("kegiatan/0/anggaran", "-5000000", "Baris 1, anggaran"),
        ("kegiatan/0/anggaran", "1_000", "Baris 1, anggaran"),
        ("kegiatan/0/anggaran", "9" * 5000, "Baris 1, anggaran"),
        ("kegiatan/0/tanggal", "02/13/2027", "Baris 1, tanggal"),
        ("kegiatan/0/tanggal", "14/02/2027 - 12/02/2027", "Baris 1, tanggal"),
        ("kegiatan/0/tanggal", "01/01/0001", "Baris 1, tanggal"),
        ("kegiatan/0/volume", "1e9", "Baris 1, volume"),
        ("kegiatan/0/judul", "Rapat\x00koordinasi", "Baris 1, judul"),
        ("kegiatan/0/judul", "Rapat\x0bkerja", "Baris 1, judul"),
        ("kegiatan/0/judul", "\u200b\u200b\u2060", "wajib diisi"),
        ("kegiatan/4/judul", "x", "Baris 5, judul"),
        ("hal", "", "Hal: Wajib diisi"),
        ("hal", "abc", "Hal: Terlalu pendek"),
        ("bulan", "13", "Bulan:"),
    ],
)
def test_what_cannot_be_taken_is_named_and_kept(cast: Cast, client: Client, field: str, typed: str, told: str) -> None:
    client.force_login(cast.kasubbag)

    response = client.post("/usulan/baru/", _form(**{field: typed}))

    body = response.content.decode()
    assert response.status_code == 422
    assert told in body
    assert f'href="#{field}"' in body
    assert response.context["draft"].pengantar == "Bersama ini disampaikan usulan."
    kept = {cell.loc: cell.value for row in response.context["rows"] for cell in row.cells}
    kept |= {name: getattr(response.context["draft"], name) for name in ("hal", "bulan")}
    assert kept[field] == typed
    assert kept["kegiatan/0/lokus"] == "Kota Bengkulu; Curup"
    assert not Usulan.objects.exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(cast: Cast, client: Client, text: str) -> None:
    usulan = start(
        cast, hal=f"Hal {text}", pengantar=text, kegiatan=[{**KEGIATAN, "judul": f"Judul {text}", "lokus": [text]}]
    )
    client.force_login(cast.kasubbag)

    for tail in ("", "surat/", "kertas-kerja/"):
        body = client.get(f"{usulan.get_absolute_url()}{tail}").content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
    assert usulan.kegiatan.get().judul == f"Judul {text}"


def test_who_has_no_part_in_it_does_not_find_it(cast: Cast, client: Client) -> None:
    usulan = usulan_at(3, cast)
    tugas = usulan.open_tugas
    assert tugas is not None
    paper = usulan.papers().get()

    for person in (cast.outsider, cast.outsider_kabag, cast.outsider_petugas, cast.admin):
        client.force_login(person)
        for tail in ("", "surat/", "kertas-kerja/", "konsep-nota-dinas.pdf"):
            assert client.get(f"{usulan.get_absolute_url()}{tail}").status_code == 404
        assert client.get(f"/dokumen/{paper.pk}/").status_code == 404
        assert client.get(f"/tautan/{usulan.pk}/").status_code == 404
        for verb in set(Verb) - {Verb.REPLACE}:
            assert client.post(f"/tugas/{tugas.pk}/{verb}/", {"seen": usulan.seen}).status_code == 404
        strange = client.get(f"/usulan/{uuid.uuid4()}/")
        assert _bare(strange) == _bare(client.get(usulan.get_absolute_url()))
    assert len(Usulan.objects.get().riwayat) == 2


def _bare(response: Any) -> str:
    """A page without what differs each time."""
    return re.sub(r"pukul \d\d\.\d\d", "", response.content.decode())


def test_out_of_turn_is_refused_with_the_sentence_and_a_way_back(cast: Cast, client: Client) -> None:
    usulan = usulan_at(3, cast)
    assert usulan.open_tugas is not None
    client.force_login(cast.kabag)

    page = client.get(usulan.get_absolute_url()).content.decode()
    response = client.post(f"/tugas/{usulan.open_tugas.pk}/approve/", {"seen": usulan.seen})

    assert "Menunggu Sekretaris KPU Provinsi Bengkulu" in page
    assert "/approve/" not in page
    assert response.status_code == 409
    assert "Menunggu Sekretaris KPU Provinsi Bengkulu" in response.content.decode()
    assert usulan.get_absolute_url() in response.content.decode()


def test_a_tidak_without_a_reason_comes_back_with_the_field(cast: Cast, client: Client) -> None:
    usulan = usulan_at(2, cast)
    assert usulan.open_tugas is not None
    client.force_login(cast.kabag)

    response = client.post(f"/tugas/{usulan.open_tugas.pk}/send_back/", {"catatan": "tidak", "seen": usulan.seen})

    assert response.status_code == 422
    assert 'href="#catatan"' in response.content.decode()
    assert ">\ntidak</textarea>" in response.content.decode()


def test_a_get_writes_nothing(cast: Cast, client: Client) -> None:
    usulan = usulan_at(2, cast)
    assert usulan.open_tugas is not None
    client.force_login(cast.kabag)

    response = client.get(f"/tugas/{usulan.open_tugas.pk}/approve/", headers={"X-HTTP-Method-Override": "POST"})

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert usulan.get_absolute_url() in response.content.decode()
    assert Usulan.objects.get().versi == usulan.versi


def test_missing_fields_lead_to_the_form(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=[{**KEGIATAN, "tanggal": []}])
    assert usulan.open_tugas is not None
    client.force_login(cast.kasubbag)

    response = client.post(f"/tugas/{usulan.open_tugas.pk}/propose/", {"seen": usulan.seen})

    assert response.status_code == 422
    assert f'href="{usulan.get_absolute_url()}kertas-kerja/#kegiatan/0/tanggal"' in response.content.decode()


def test_stale_rows_are_kept_beside_the_present_ones(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    row = usulan.kegiatan.get()
    rows = drafts.read_kegiatan([{"id": row.pk, **KEGIATAN, "judul": "Judul dari petugas"}], 2027)
    actions.write_kegiatan(usulan, rows, versi=usulan.versi, by=cast.petugas)
    client.force_login(cast.kasubbag)
    address = f"{usulan.get_absolute_url()}kertas-kerja/"
    typed = {"kegiatan/0/id": row.pk, "kegiatan/0/judul": "Judul dari kasubbag", "kegiatan/0/anggaran": "1.000"}

    response = client.post(address, {"versi": "1", **typed})

    body = response.content.decode()
    assert response.status_code == 409
    assert "Judul dari kasubbag" in body
    assert "Judul dari petugas" in body
    again = client.post(address, {"versi": response.context["versi"], **typed})
    assert again.status_code == 302
    assert Usulan.objects.get().kegiatan.get().judul == "Judul dari kasubbag"


def test_stale_words_are_kept_beside_the_present_ones(cast: Cast, client: Client) -> None:
    usulan = start(cast)
    surat = drafts.Surat(hal="Hal yang lebih baru", pengantar="Bersama ini.")
    actions.write_surat(usulan, surat, versi=1, by=cast.kasubbag)
    client.force_login(cast.kasubbag)

    response = client.post(
        f"{usulan.get_absolute_url()}surat/", {"versi": "1", "hal": "Hal yang saya ketik", "pengantar": "Isi saya."}
    )

    assert response.status_code == 409
    assert "Hal yang saya ketik" in response.content.decode()
    assert "Hal yang lebih baru" in response.content.decode()


def test_an_untouched_form_changes_nothing(cast: Cast, client: Client) -> None:
    spans = [{"mulai": "2027-01-28", "selesai": "2027-02-02"}, {"mulai": "2027-02-05", "selesai": "2027-02-05"}]
    usulan = start(cast, kegiatan=[{**KEGIATAN, "volume": 1200.25, "lokus": ["Curup", "Manna"], "tanggal": spans}])
    client.force_login(cast.kasubbag)
    address = f"{usulan.get_absolute_url()}kertas-kerja/"
    shown = client.get(address).context

    fields = {cell.loc: cell.value for row in shown["rows"] for cell in row.cells}
    keys = {f"{row.loc}/id": row.id for row in shown["rows"] if row.id}
    client.post(address, {"versi": shown["versi"], **fields, **keys})

    assert Usulan.objects.get().versi == usulan.versi


def test_a_place_with_a_semicolon_of_its_own_stays_one_place(cast: Cast, client: Client) -> None:
    usulan = start(cast, kegiatan=[{**KEGIATAN, "lokus": ["Aula; lantai 2", "Curup"]}])
    client.force_login(cast.kasubbag)
    page = client.get(f"{usulan.get_absolute_url()}kertas-kerja/").content.decode()
    shown = re.search(r'name="kegiatan/0/lokus"[^>]*>\n([^<]*)</textarea>', page)
    assert shown is not None
    form = {f"kegiatan/0/{name}": typed for name, typed in _row(usulan).items()}

    client.post(f"{usulan.get_absolute_url()}kertas-kerja/", {**form, "versi": "1", "kegiatan/0/lokus": shown[1]})

    row = usulan.kegiatan.get()
    assert (row.lokus, row.judul) == (["Aula; lantai 2", "Curup"], "Rapat lain")


def _row(usulan: Usulan) -> dict[str, str]:
    row = usulan.kegiatan.get()
    return {"id": row.pk, "judul": "Rapat lain", "anggaran": "12.500.000", "tanggal": "15 s.d. 16 Februari 2027"}


def test_the_petugas_is_changed_by_the_kasubbag(cast: Cast, client: Client) -> None:
    usulan = usulan_at(6, cast)
    assert usulan.open_tugas is not None
    client.force_login(cast.kasubbag)

    assert "Ganti petugas" in client.get(usulan.get_absolute_url()).content.decode()
    client.post(f"/tugas/{usulan.open_tugas.pk}/assign/", {"petugas": cast.rekan.username})

    present = Usulan.objects.get().open_tugas
    assert present is not None
    assert present.petugas == cast.rekan


def test_withdraw_and_cancel_are_offered_to_whom_they_belong(cast: Cast, client: Client) -> None:
    usulan = usulan_at(2, cast)
    assert usulan.open_tugas is not None
    for person, offered in ((cast.kasubbag, True), (cast.petugas, False), (cast.kabag, False)):
        client.force_login(person)
        body = client.get(usulan.get_absolute_url()).content.decode()
        assert ("/withdraw/" in body, "/cancel/" in body) == (offered, offered)

    client.force_login(cast.kasubbag)
    client.post(f"/tugas/{usulan.open_tugas.pk}/withdraw/", {})
    back = Usulan.objects.get().open_tugas
    assert back is not None
    assert client.post(f"/tugas/{back.pk}/cancel/", {"catatan": "batal"}).status_code == 422
    client.post(f"/tugas/{back.pk}/cancel/", {"catatan": "Kegiatan tidak jadi dilaksanakan."})
    assert Usulan.objects.get().keadaan == "batal"


def test_odd_addresses_are_not_there(cast: Cast, client: Client) -> None:
    client.force_login(cast.kasubbag)

    for address in (
        "/usulan/9223372036854775808/",
        "/usulan/-1/",
        "/usulan/1%00/",
        "/dokumen/%F0%28%8C%28/",
        "/dokumen/" + "A" * 22 + "/",
        "/tugas/" + "A" * 21 + "%00/approve/",
        "/.env",
        "/.git/HEAD",
        "/admin/",
    ):
        response = client.get(address)
        assert response.status_code in {404, 405}, address


@pytest.mark.parametrize(
    "query", ["unit=%00", "tahun=99999999999", "bulan=13", "keadaan=' OR 1=1 --", "hal=abc", "tahun=٢٠٢٧", "unit=hukum"]
)
def test_odd_filters_break_nothing(cast: Cast, client: Client, query: str) -> None:
    start(cast)
    client.force_login(cast.kasubbag)

    for address in ("/usulan/", "/tautan/"):
        assert client.get(f"{address}?{query}").status_code == 200


def test_htmx_gets_the_list_alone_and_says_so(cast: Cast, client: Client) -> None:
    start(cast)
    client.force_login(cast.kasubbag)

    whole = client.get("/usulan/")
    part = client.get("/usulan/?bulan=2", headers={"HX-Request": "true", "HX-Target": "<script>"})

    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert "<script" not in part.content.decode()
    for response in (whole, part):
        assert "HX-Request" in response["Vary"]
        assert response["Cache-Control"] == "no-store"


def test_a_page_asks_as_often_for_fifty_rows_as_for_five(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    addresses = _crowd(cast, 5)
    counts = {}
    client.force_login(cast.kabag)
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(60) as asked:
            client.get(address)
        counts[address] = len(asked)
    _crowd(cast, 45)
    usulan = Usulan.objects.get(susulan=False)
    row = usulan.kegiatan.first()
    assert row is not None
    usulan.kegiatan.bulk_create(
        type(row)(usulan=usulan, position=place, judul=f"Kegiatan {place}", anggaran=1) for place in range(1, 50)
    )
    for address in addresses:
        with django_assert_max_num_queries(counts[address]):
            client.get(address)


def _crowd(cast: Cast, count: int) -> list[str]:
    for place in range(count):
        usulan = start(cast, susulan=Usulan.objects.exists())
        if place % 2:
            usulan = do(Verb.PROPOSE, usulan.open_tugas, cast.kasubbag, cast)  # type: ignore[arg-type]
    main = Usulan.objects.get(susulan=False)
    if main.open_tugas and main.open_tugas.langkah == 1:
        do(Verb.PROPOSE, main.open_tugas, cast.kasubbag, cast)
    if count == 5:
        published(cast, susulan=True)
    tail = main.get_absolute_url()
    return ["/", "/usulan/", "/tautan/", tail, f"{tail}kertas-kerja/", "/sop/", "/akun/"]


def test_the_tautan_is_open_to_the_office_but_not_to_the_admin(cast: Cast, client: Client) -> None:
    usulan = published(cast)

    for person, status in ((cast.outsider, 200), (cast.outsider_petugas, 200), (cast.auditor, 200), (cast.admin, 404)):
        client.force_login(person)
        assert client.get(f"/tautan/{usulan.pk}/").status_code == status
        for name, kind in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            response = client.get(f"/tautan/{usulan.pk}/rencana.{name}")
            assert response.status_code == status
            assert status == 404 or response.content.startswith(kind)
    client.force_login(cast.outsider)
    assert client.get(usulan.get_absolute_url()).status_code == 404


def test_the_desk_says_what_is_late(cast: Cast, client: Client) -> None:
    usulan_at(2, cast)
    cast.at("2027-01-04T11:10:30+07:00")
    client.force_login(cast.kabag)

    assert "terlambat 1 jam 10 menit kerja" in client.get("/").content.decode()


def test_no_page_opens_without_a_log_in(cast: Cast, client: Client) -> None:
    usulan = published(cast)

    for address in ("/", "/usulan/", "/usulan/baru/", usulan.get_absolute_url(), "/tautan/", "/sop/", "/akun/"):
        response = client.get(address)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/akun/login/")


def test_only_who_proposes_gets_the_form_of_a_new_usulan(cast: Cast, client: Client) -> None:
    for person, status in ((cast.kasubbag, 200), (cast.kabag, 404), (cast.petugas, 404), (cast.admin, 404)):
        client.force_login(person)
        assert client.get("/usulan/baru/").status_code == status


def test_without_its_token_nothing_is_taken(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    assert usulan.open_tugas is not None
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.kabag)

    response = client.post(
        f"/tugas/{usulan.open_tugas.pk}/approve/", {"seen": usulan.seen}, headers={"HX-Request": "true"}
    )

    assert response.status_code == 403
    assert "kedaluwarsa" in response.content.decode()


def test_a_text_of_five_megabytes_is_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.kasubbag)

    response = client.post("/usulan/baru/", _form(pengantar="A" * 5_000_000))

    assert response.status_code in {400, 413, 422}
    assert draft()["hal"] not in response.content.decode()
