"""What stands in published plans: sums of what is in force, versions, and where a word is found."""

import uuid

from renkeg.office import clock
from renkeg.planning import actions, drafts, recap, reports
from renkeg.planning.models import Usulan
from tests import plans
from tests.cast import KEGIATAN, Cast, forward, published, usulan_at

ROWS = [
    {**KEGIATAN, "judul": "Rapat koordinasi perencanaan", "anggaran": 1_000},
    {**KEGIATAN, "judul": 'Bimtek "SAKTI" 100%', "kode": "6709.ABC", "lokus": ["Café Rafflesia", "Curup"]},
]


def found(cast: Cast, *words: str) -> list[str | None]:
    told = reports.search(Usulan.objects.published_for(cast.outsider, clock.now()), words)
    return [one.judul for one in reports.kegiatan(told.keys)]


def test_a_word_is_found_in_judul_kode_jenis_and_lokus_of_one_row(cast: Cast) -> None:
    published(cast, kegiatan=ROWS)
    usulan_at(2, cast, susulan=True, kegiatan=ROWS)

    for words in ("sakti", "6709.abc", "Café", "curup bimtek", '"SAKTI"', "100%", "rapat rafflesia"):
        assert found(cast, *words.split()) == [ROWS[1]["judul"]], words
    # All words stand in one row, and no sign stands for others.
    for words in ("sakti perencanaan", "%o%", "_", "\\u00e9", "tidak", '","'):
        assert found(cast, *words.split()) == [], words


def test_what_was_taken_out_counts_no_more(cast: Cast) -> None:
    usulan = published(cast, kegiatan=ROWS)
    actions.cancel_kegiatan(usulan.kegiatan.all()[1], by=cast.kasubbag, catatan="Narasumber berhalangan hadir.")
    all_of_it = Usulan.objects.published()

    (plan,) = reports.plans(all_of_it)
    assert plan.sums == reports.Sums(plans=1, kegiatan=1, total=1_000)
    assert reports.sum_of(all_of_it) == plan.sums
    assert reports.search(all_of_it, ["rapat"]).total == 1_000
    told = recap.of_month(2027, 2, cast.outsider, clock.now(), cast.satker)
    assert told is not None
    assert (told["kegiatan"], told["total"]) == (1, 1_000)
    rows = told["rencana"][0]["rencana"][0]["kegiatan"]
    assert ["Dibatalkan" in row.get("ket", "") for row in rows] == [False, True]


def test_an_empty_office_sums_to_nothing(cast: Cast) -> None:
    assert reports.sum_of(Usulan.objects.published()) == reports.Sums()
    assert reports.plans([]) == []
    assert recap.of_month(2027, 2, cast.outsider, clock.now(), cast.satker) is None


def test_the_admin_reads_nothing(cast: Cast) -> None:
    published(cast)
    assert not reports.open_to(cast.admin, clock.now())
    assert recap.of_month(2027, 2, cast.admin, clock.now(), cast.satker) is None


def test_versions_follow_each_other_and_a_susulan_is_none_of_them(cast: Cast) -> None:
    first = published(cast)
    published(cast, susulan=True)
    chain = [first]
    for number in (1, 2):
        surat = drafts.Surat(hal=f"Revisi {number}", pengantar="Bersama ini disampaikan revisinya.")
        revision, _ = actions.revise(chain[-1], uuid.uuid4(), surat, by=cast.kasubbag)
        while revision.open_tugas is not None:
            revision = forward(revision, cast)
        chain.append(revision)

    for one in chain:
        assert reports.versions(one, cast.outsider, clock.now()) == chain
    told = reports.plans(Usulan.objects.published().order_by("susulan"))
    assert [(one.usulan.susulan, one.revisi) for one in told] == [(False, 2), (True, 0)]


def test_the_recapitulation_names_who_has_nothing_yet(cast: Cast) -> None:
    first, second, *rest = plans.subbagian()
    plans.fill(cast, [first], [2], acknowledged=False)
    plans.fill(cast, [second], [2])

    told = recap.of_month(2027, 2, cast.outsider, clock.now(), cast.satker)

    assert told is not None
    lines = [line for bagian in told["bagian"] for line in bagian["baris"]]
    assert [line["rencana"] for line in lines] == ["rencana bulanan"] * 2 + ["belum terbit"] * len(rest)
    assert lines[0]["mengetahui"] == "belum diketahui Kepala Bagian Keuangan, Umum dan Logistik"
    assert lines[1]["mengetahui"].startswith("Outsider Kabag Contoh, Kepala Bagian Keuangan, Umum dan Logistik, 10")
    assert lines[0]["terbit"] == "10 Desember 2026, oleh Petugas Contoh"
    assert told["dicetak"] == "Dicetak dari Tautan pada 4 Januari 2027 pukul 09.00 WIB"
