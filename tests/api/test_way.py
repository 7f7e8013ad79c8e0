"""The whole way of a usulan over HTTP."""

import hashlib
import json
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

from pytest_django import DjangoAssertNumQueries

from renkeg.trail.models import Event
from tests.api.callers import WAY, Callers
from tests.cast import KEGIATAN, Cast


def test_a_usulan_walks_to_the_tautan(api: Callers) -> None:
    usulan = api.published()

    assert usulan["keadaan"] == "terbit"
    assert usulan["langkah"] is None
    assert usulan["tugas"] is None
    assert usulan["nota_dinas"] == {"nomor": "1/PR.02.2-ND/17/2027", "tanggal": "2027-01-04"}
    assert [(row["langkah"], row["verb"], row["by"], row["jabatan"]) for row in usulan["riwayat"]] == [
        (1, "propose", "kasubbag", "kasubbag-keuangan"),
        (2, "approve", "kabag", "kabag-keuangan-umum-logistik"),
        (3, "approve", "sekretaris", "sekretaris-sekretariat"),
        (4, "dispose", "kabag", "kabag-keuangan-umum-logistik"),
        (5, "assign", "kasubbag", "kasubbag-keuangan"),
        (6, "submit", "petugas", "petugas-keuangan"),
        (7, "approve", "kasubbag", "kasubbag-keuangan"),
        (8, "publish", "petugas", "petugas-keuangan"),
    ]
    assert {(row["jenis"], row["keadaan"]) for row in usulan["dokumen"]} == {
        ("nota_dinas", "berlaku"),
        ("lembar_disposisi", "berlaku"),
        ("lembar_disposisi", "digantikan"),
        ("rencana_bulanan_pdf", "berlaku"),
        ("rencana_bulanan_xlsx", "berlaku"),
    }
    assert [(row["verbs"], row["jabatan"]) for row in usulan["sampingan"]] == [([], "kabag-keuangan-umum-logistik")]


def test_what_a_verb_answers_is_what_one_reads_then(api: Callers) -> None:
    usulan = api.kasubbag.start()
    while usulan["langkah"] is not None:
        usulan = api.forward(usulan)
        for name in ("kasubbag", "kabag", "petugas"):
            read = api.known[name].usulan(usulan["id"])
            assert {**read, "tugas": None, "sampingan": []} == {**usulan, "tugas": None, "sampingan": []}
            assert _without_verbs(read["tugas"]) == _without_verbs(usulan["tugas"])


def _without_verbs(tugas: dict[str, Any] | None) -> dict[str, Any] | None:
    return tugas and {name: value for name, value in tugas.items() if name != "verbs"}


def test_a_usulan_has_the_promised_shape(api: Callers) -> None:
    usulan = api.kasubbag.start(kegiatan=[dict(KEGIATAN), {"judul": "Rapat yang belum lengkap", "volume": 2.5}])

    assert list(usulan) == [
        "id", "sop", "unit", "tahun", "bulan", "susulan", "hal", "pengantar", "klasifikasi", "keadaan", "revisi_dari", "langkah",
        "versi", "seen", "tugas", "sampingan", "total", "nota_dinas", "dokumen", "kegiatan", "riwayat",
        "pins",
    ]  # fmt: skip
    full, empty = ({name: value for name, value in row.items() if name != "id"} for row in usulan["kegiatan"])
    assert full == KEGIATAN
    assert isinstance(full["volume"], int)
    assert empty == {
        "kode": None, "judul": "Rapat yang belum lengkap", "sasaran": None, "volume": 2.5, "satuan": None,
        "jenis": None, "anggaran": None, "lokus": [], "tanggal": [],
    }  # fmt: skip
    tugas = usulan["tugas"]
    assert list(tugas) == ["id", "usulan", "langkah", "uraian", "jabatan", "opened_at", "due_at", "late", "verbs"]
    assert tugas["verbs"] == ["propose"]
    assert tugas["opened_at"].endswith("+07:00")
    waktu = datetime.fromisoformat(tugas["due_at"]) - datetime.fromisoformat(tugas["opened_at"])
    assert waktu.total_seconds() == 120 * 60
    assert (usulan["versi"], usulan["total"], usulan["unit"], usulan["sop"]) == (1, 12_500_000, "keuangan", "6-2025")


def test_seen_can_be_computed_from_what_one_reads(api: Callers) -> None:
    row = {**KEGIATAN, "judul": "Rapat “koordinasi” e\u0301 ☕", "volume": 2.50, "lokus": []}
    usulan = api.kasubbag.start(kegiatan=[row, {}])

    def text(volume: Any) -> str | None:
        return None if volume is None else f"{volume:.2f}".rstrip("0").rstrip(".")

    content = {
        "hal": usulan["hal"],
        "pengantar": usulan["pengantar"],
        "kegiatan": [
            {name: text(value) if name == "volume" else value for name, value in row.items() if name != "id"}
            for row in usulan["kegiatan"]
        ],
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert unicodedata.is_normalized("NFC", canonical)
    assert usulan["seen"] == hashlib.sha256(canonical.encode()).hexdigest()
    assert api.petugas.usulan(usulan["id"])["seen"] == usulan["seen"]


def test_the_recipe_of_seen_in_the_docs_is_right(api: Callers) -> None:
    usulan = api.kasubbag.start(kegiatan=[{**KEGIATAN, "volume": 12.5, "judul": 'Rapat "A"\\B é'}, {}])
    assert _by_the_recipe(usulan) == usulan["seen"]


def _by_the_recipe(usulan: dict[str, Any]) -> object:
    page = (Path(__file__).parents[2] / "docs" / "kontrak.md").read_text(encoding="utf-8")
    recipe = page.partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"usulan": usulan, "json": json, "sha256": hashlib.sha256}
    exec(recipe, names)  # noqa: S102 - what a reader of the page would type
    return names["seen"]


def test_every_verb_may_be_repeated_without_effect(api: Callers) -> None:
    usulan = api.kasubbag.start()
    while usulan["langkah"] is not None:
        name, verb, said = WAY[usulan["langkah"]]
        given = {"seen": usulan["seen"]} if said == "seen" else {"petugas": "petugas"} if said else {}
        tugas = usulan
        first = api.known[name].act(tugas, verb, **given)
        entries = Event.objects.count()
        again = api.known[name].act(tugas, verb, **given)

        assert first[0] == again[0] == 200, again
        assert first[1] == again[1]
        assert Event.objects.count() == entries
        usulan = first[1]


def test_a_sifat_is_told_and_covered_only_where_it_is_named(api: Callers) -> None:
    usulan = api.kasubbag.start()
    assert not {"keamanan", "kecepatan"} & usulan.keys()
    path = f"/usulan/{usulan['id']}/surat"
    surat = {"hal": usulan["hal"], "pengantar": usulan["pengantar"], "versi": 1}
    assert api.kasubbag.put(path, {**surat, "keamanan": None})[1]["seen"] == usulan["seen"]
    named = api.kasubbag.put(path, {**surat, "keamanan": "rahasia"})[1]
    assert (named["keamanan"], named["versi"]) == ("rahasia", 2)
    assert named["seen"] != usulan["seen"]
    assert named["seen"] == _by_the_recipe(named)
    again = api.kasubbag.put(path, {**surat, "hal": "Hal yang lain", "versi": 2})[1]
    assert again["keamanan"] == "rahasia"
    status, told = api.kasubbag.put(path, {**surat, "keamanan": "x", "kecepatan": 1, "versi": 3})
    assert (status, [one["loc"] for one in told["errors"]]) == (422, ["keamanan", "kecepatan"])


def test_every_put_may_be_repeated_without_effect(api: Callers) -> None:
    usulan = api.kasubbag.start()
    path = f"/usulan/{usulan['id']}"
    surat = {"hal": "Hal yang diperbaiki", "pengantar": "Pengantar\nbaru.", "versi": 1}
    rows = {"versi": 2, "kegiatan": [{**KEGIATAN, "anggaran": 1}, {"judul": "Kegiatan kedua"}]}

    for put, body in (("/surat", surat), ("/kegiatan", rows)):
        first = api.kasubbag.put(path + put, body)
        entries = Event.objects.count()
        assert api.kasubbag.put(path + put, body) == first
        assert first[0] == 200
        assert Event.objects.count() == entries
    assert first[1]["versi"] == 3
    assert api.kasubbag.put(path + "/surat", surat)[1] == first[1]


def test_starting_twice_is_one_usulan(api: Callers) -> None:
    body = {
        "tahun": 2027, "bulan": 3, "hal": "Usulan Maret", "pengantar": "Mohon persetujuan.", "kegiatan": [dict(KEGIATAN)],
        "tak_dikenal": {"a": 1},
    }  # fmt: skip
    path = "/usulan/3F0C1A52-7f5e-4a0e-9d6f-0a4a5f1f2b11"

    status, usulan = api.kasubbag.put(path, body)
    assert status == 201
    assert usulan["id"] == path[8:].lower()
    assert api.kasubbag.put(path, body) == (200, usulan)
    assert api.kasubbag.put(path, {**body, "bulan": 4})[0] == 409
    assert api.petugas.put(path, body)[0] == 409
    assert api.outsider.put(path, body)[0] == 404
    other = "/usulan/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b12"
    assert api.kasubbag.put(other, body)[0] == 409
    assert api.kasubbag.put(other, {**body, "susulan": True})[0] == 201


def test_only_a_kasubbag_starts_and_only_for_his_unit(api: Callers) -> None:
    body = {"tahun": 2027, "bulan": 3, "hal": "Usulan Maret", "pengantar": "Mohon persetujuan.", "kegiatan": []}
    path = "/usulan/3f0c1a52-7f5e-4a0e-9d6f-0a4a5f1f2b11"

    for name in ("petugas", "kabag", "sekretaris", "auditor", "admin"):
        assert api.known[name].put(path, body)[0] == 404
    assert api.kasubbag.put(path, {**body, "unit": "teknis"})[0] == 404
    assert api.kasubbag.put(path, {**body, "unit": "keuangan"})[0] == 201


def test_the_rows_of_another_usulan_cannot_be_taken_over(api: Callers) -> None:
    theirs = api.outsider.start()
    stolen = [{**KEGIATAN, "id": theirs["kegiatan"][0]["id"], "judul": "Bukan milik sendiri"}]

    mine = api.kasubbag.start(kegiatan=stolen)

    assert mine["kegiatan"][0]["id"] != theirs["kegiatan"][0]["id"]
    assert api.outsider.usulan(theirs["id"]) == theirs
    status, told = api.kasubbag.put(f"/usulan/{mine['id']}/kegiatan", {"versi": 1, "kegiatan": stolen})
    assert (status, told["errors"][0]["loc"]) == (422, "kegiatan/0/id")


def test_an_approval_costs_few_queries(api: Callers, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    usulan = api.walk(2)
    with django_assert_max_num_queries(56):
        status, _ = api.kabag.act(usulan, "approve", seen=usulan["seen"])
    assert status == 200


def test_lists_cost_the_same_for_5_and_for_50(
    api: Callers, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def more(first: int, last: int) -> None:
        for n in range(first, last):
            api.kasubbag.start(susulan=True, hal=f"Usulan ke-{n}", kegiatan=[dict(KEGIATAN)] * 2)

    more(0, 4)
    api.walk(3)
    api.published(susulan=True)
    costs = {}
    for path in ("/rencana", "/usulan?keadaan=berjalan&tahun=2027&bulan=2&unit=keuangan", "/usulan", "/tugas"):
        with CaptureQueriesContext(connection) as queries:
            assert api.kasubbag.get(path)[0] == 200
        costs[path] = len(queries)
    more(4, 50)
    api.published(susulan=True, hal="Usulan kedua yang terbit")
    for path, cost in costs.items():
        with django_assert_num_queries(cost):
            status, told = api.kasubbag.get(path)
        assert status == 200
    assert len(told["items"]) == 50
