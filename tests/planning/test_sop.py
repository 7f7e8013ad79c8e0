"""The SOP file says what was signed, word for word, and answers what follows what."""

from pathlib import Path

import pytest

from renkeg.planning import sop
from renkeg.planning.sop import SopError, Verb, after, named

# Typed off the signed paper; nothing here is computed. No, Kegiatan, Pelaksana, Kelengkapan, Waktu, Output.
TABLE = [
    (
        1,
        "Kasubbag Pelaksana kegiatan mengusulkan rencana kegiatan kepada Kepala Bagian;",
        "Kasubbag",
        "Draf Nota Dinas",
        "2 Jam",
        "Nota Dinas",
    ),
    (
        2,
        (
            "Kepala Bagian memeriksa draf nota dinas rencana kegiatan. Jika Setuju maka akan ditanda tangani dan "
            "disampaikan ke Sekretaris. Jika tidak setuju/terdapat kesalahan maka menyerahkan kepada Kasubbag untuk "
            "diperbaiki;"
        ),
        "Kabag",
        "Draf Nota Dinas",
        "1 Jam",
        "Nota Dinas",
    ),
    (
        3,
        (
            "Sekretaris memeriksa Nota Dinas rencana kegiatan. Jika setuju menyerahkan disposisi kepada Kepala Bagian. "
            "Jika tidak setuju / terdapat kesalahan maka menyerahkan kepada Kepala Bagian untuk diperbaiki;"
        ),
        "Sekretaris",
        "Nota Dinas",
        "1 Jam",
        "Nota Dinas dan Disposisi",
    ),
    (
        4,
        "Kepala Bagian memberikan disposisi kepada Kasubbag;",
        "Kabag",
        "Nota Dinas",
        "1 Jam",
        "Nota Dinas dan Disposisi",
    ),
    (
        5,
        (
            "Kasubbag menyerahkan nota dinas rencana kegiatan dan meminta kepada petugas/staf untuk menginput dalam form "
            "rencana kegiatan;"
        ),
        "Kasubbag",
        "Nota Dinas dan Disposisi",
        "1 Jam",
        "Kertas Kerja Elektronik",
    ),
    (
        6,
        (
            "Petugas/staf pada subbagian pelaksana kegiatan menginput dalam form rencana kegiatan dan menyerahkan ke "
            "kasubbag untuk diperiksa;"
        ),
        "Petugas",
        "Kertas Kerja Elektronik",
        "1 Jam",
        "Kertas kerja Elektronik",
    ),
    (
        7,
        (
            "Kasubbag memeriksa form rencana kegiatan. Jika sesuai maka Kasubbag meminta Petugas/staf subbag pelaksana "
            "mengupload rencana kegiatan pada tautan Perencanaan Kegiatan KPU Provinsi Bengkulu. Jika tidak sesuai "
            "/terjadi kesalahan maka Kasubbag meminta Petugas/staf subbagian pelaksana untuk memperbaiki rencana kegiatan;"
        ),
        "Kasubbag",
        "Kertas Kerja Elektronik",
        "1 Jam",
        "Kertas Kerja Elektronik",
    ),
    (
        8,
        (
            "Petugas/staf pada subbagian pelaksana kegiatan mengupload form rencana kegiatan pada tautan Perencanaan "
            "Kegiatan KPU Provinsi Bengkulu."
        ),
        "Petugas",
        "Kertas Kerja Elektronik",
        "10 Menit",
        "Kertas Kerja Elektronik",
    ),
]

IDENTITY = {
    "instansi": "KOMISI PEMILIHAN UMUM PROVINSI BENGKULU",
    "alamat": "JL. Kapuas Raya No 82, Lingkar Barat Bengkulu",
    "judul": "STANDAR OPERASIONAL PROSEDUR PERENCANAAN KEGIATAN",
    "tahun": "2025",
    "nomor": "6 TAHUN 2025",
    "tanggal_pembuatan": "25 Agustus 2025",
    "tanggal_revisi": "",
    "tanggal_efektif": "25 Agustus 2025",
    "disahkan_oleh": "Sekretaris Komisi Pemilihan Umum Provinsi Bengkulu",
    "nama_pengesah": "Kemas Mohammad Ajir",
    "nip_pengesah": "197906281997111001",
    "nama": "Perencanaan Kegiatan",
    "dasar_hukum": [
        "Peraturan Presiden Nomor 29 Tahun 2014 tentang Sistem Akuntabilitas Kinerja Instansi Pemerintah;",
        (
            "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 35 Tahun 2012 tentang Pedoman "
            "Penyusunan Standar Operasional Prosedur Administrasi Pemerintahan;"
        ),
        (
            "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 53 Tahun 2014 tentang Petunjuk "
            "Teknis Perjanjian Kinerja, Pelaporan Kinerja dan Tata Cara Reviu Atas Laporan Kinerja Instansi Pemerintah;"
        ),
    ],
    "kualifikasi_pelaksana": [
        "Mengetahui tugas dan fungsi Standar Operasional dan Prosedur Pemerintah;",
        "Mengetahui tugas dan fungsi mekanisme perencanaan kegiatan;",
        "Mengetahui mekanisme pertanggung-jawaban anggaran pelaksanaan kegiatan.",
    ],
    "keterkaitan": [
        "Perjanjian Kinerja;",
        "Rencana Kerja Anggaran;",
        "Perjanjian Rencana Kerja Tahunan;",
        "SOP Pengelolaan Kinerja dan Penyusunan Laporan Kinerja;",
        "SOP Keuangan.",
    ],
    "peralatan": [
        "Lembar Kerja/Nota Dinas Perencanaan Kegiatan dan Anggaran;",
        "Laporan dan dokumentasi kegiatan;",
        "Komputer/Printer/Scanner;",
        "Jaringan internet.",
    ],
    "peringatan": ["Apabila tidak dilaksanakan, tolak ukur kinerja tidak bisa dilaporkan."],
    "pencatatan": ["[…] bulanan lengkap;", "[Dok]umen rencana kegiatan elektronik dan manual."],
}

# Langkah, answer, what is done, whither (None: the end).
WAYS = [
    (1, "", "propose", 2),
    (2, "Ya", "approve", 3),
    (2, "Tidak", "send_back", 1),
    (3, "Ya", "approve", 4),
    (3, "Tidak", "send_back", 2),
    (4, "", "dispose", 5),
    (5, "", "assign", 6),
    (6, "", "submit", 7),
    (7, "Ya", "approve", 8),
    (7, "Tidak", "send_back", 6),
    (8, "", "publish", None),
]


def test_the_table_stands_word_for_word() -> None:
    signed = named("6-2025")
    column = {one.post: one.nama for one in signed.pelaksana}

    assert [
        (row.nomor, row.uraian, column[row.post], row.kelengkapan, row.waktu, row.output) for row in signed.langkah
    ] == TABLE
    assert [row.ket for row in signed.langkah] == [""] * 8


def test_the_identity_page_stands_word_for_word() -> None:
    assert named("6-2025").identitas == IDENTITY


def test_the_columns_of_the_table_and_the_form_stand_in_their_order() -> None:
    signed = named("6-2025")

    assert [one.nama for one in signed.pelaksana] == ["Kasubbag", "Kabag", "Sekretaris", "Petugas"]
    assert signed.form.judul == "RENCANA KEGIATAN BULANAN"
    assert signed.form.kepala == ("BULAN/TAHUN ANGGARAN", "PROVINSI", "SUB BAGIAN")
    assert signed.form.kolom == (
        "No.",
        "Kode",
        "Judul Kegiatan",
        "Sasaran/Volume",
        "Jenis Kegiatan",
        "Anggaran (Rp)",
        "Lokus",
        "Tanggal Kegiatan",
    )
    assert [one.teks for one in signed.form.signatures] == ["Mengetahui, Kepala Bagian", "Kepala Sub Bagian"]


def test_the_ways_out_are_those_of_the_paper() -> None:
    signed = named("6-2025")

    assert [(row.nomor, way.answer, way.verb.value, way.to) for row in signed.langkah for way in row.ways] == WAYS
    for nomor, _, verb, to in WAYS:
        following = after(signed, signed.at(nomor), Verb(verb))
        assert (following.nomor if following else None) == to


def test_a_way_that_the_step_does_not_have_leads_nowhere() -> None:
    signed = named("6-2025")

    with pytest.raises(KeyError):
        after(signed, signed.at(1), Verb.APPROVE)


def test_only_steps_two_three_and_seven_decide() -> None:
    assert [row.nomor for row in named("6-2025").langkah if row.decides] == [2, 3, 7]


def test_the_straight_way_takes_eight_hours_and_ten_minutes() -> None:
    assert [row.minutes for row in named("6-2025").langkah] == [120, 60, 60, 60, 60, 60, 60, 10]
    assert named("6-2025").minutes == 490


def test_the_office_own_folder_goes_before_the_package(tmp_path: Path) -> None:
    text = (sop.SOPS / "6-2025.toml").read_text(encoding="utf-8")
    (tmp_path / "6-2025.toml").write_text(text.replace('nomor = "6 TAHUN 2025"', 'nomor = "6A"'), encoding="utf-8")
    (tmp_path / "7-2026.toml").write_text(text, encoding="utf-8")

    assert named("6-2025", tmp_path).identitas["nomor"] == "6A"
    assert sop.slugs(tmp_path) == ["6-2025", "7-2026", "kabupaten-kota"]


def test_a_sop_that_is_nowhere_is_named() -> None:
    with pytest.raises(SopError, match="SOP 9-2030 tidak ada"):
        named("9-2030")
