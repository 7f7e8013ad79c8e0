"""Practice data of the three papers, in the shape that the templates read."""

import tomllib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from renkeg.lib import indonesian
from renkeg.papers import flowchart, pdf
from renkeg.papers.flowchart import Exit, Row, Shape

MADE_FOR = datetime(2027, 1, 4, 3, 20, tzinfo=UTC)

REFERENSI = Path(pdf.__file__).parents[1] / "data" / "referensi.toml"


def _qr(text: str) -> str:
    made = BytesIO()
    segno.make(text, micro=False, error="l").save(made, kind="svg", xmldecl=False, omitsize=True, border=4, nl=False)
    return made.getvalue().decode()


SEAL = {
    "svg": _qr("https://renkeg.contoh.id/verifikasi/AbCdEfGhIjKlMnOpQrStUv/#1." + "contoh*" * 40),
    "alamat": "https://renkeg.contoh.id/verifikasi/AbCdEfGhIjKlMnOpQrStUv/",
}
"""The same on every sample, while a real one has a code of its own."""

KOP = {
    "instansi": "KOMISI PEMILIHAN UMUM",
    "wilayah": "PROVINSI BENGKULU",
    "alamat": "Jl. Kapuas Raya No. 82, Lingkar Barat, Bengkulu",
    "kontak": "Pos-el: prov_bengkulu@kpu.go.id · Laman: bengkulu.kpu.go.id",
}
KABAG = "Kepala Bagian Keuangan, Umum dan Logistik"
KASUBBAG = "Kepala Sub Bagian Keuangan"
SEKRETARIS = "Sekretaris KPU Provinsi Bengkulu"

PLACES = [
    "Kota Bengkulu",
    "Kabupaten Seluma",
    "Kabupaten Rejang Lebong",
    "Kabupaten Bengkulu Utara",
    "Kabupaten Mukomuko",
]
TITLES = [
    "Rapat koordinasi penyusunan laporan keuangan semester II tahun anggaran 2026 bersama KPU kabupaten/kota",
    "Rekonsiliasi data realisasi anggaran dengan KPPN Bengkulu",
    "Bimbingan teknis pengelolaan barang milik negara bagi operator SAKTI",
    "Pemeliharaan kendaraan dinas operasional",
    "Supervisi pertanggungjawaban belanja di KPU kabupaten/kota se-Provinsi Bengkulu",
    "Penyusunan bahan evaluasi kinerja bulanan",
]
KINDS = ["Rapat Koordinasi", "Rapat Kerja", "Bimbingan Teknis", "Pemeliharaan", "Supervisi", "Penyusunan Dokumen"]


def row(no: int, **changes: Any) -> dict[str, Any]:
    return {
        "no": no,
        "kode": f"6709.QGE.001.1{no % 90 + 10}.A",
        "judul": TITLES[no % len(TITLES)],
        "sasaran_volume": f"Operator dan bendahara satker, {no % 30 + 5} orang",
        "jenis": KINDS[no % len(KINDS)],
        "anggaran": 1_250_000 * (no % 9 + 1),
        "lokus": PLACES[no % len(PLACES)],
        "tanggal": f"{no % 20 + 1} s.d. {no % 20 + 3} Januari 2027",
    } | changes


def rows(count: int) -> list[dict[str, Any]]:
    return [row(no) for no in range(1, count + 1)]


def signature(jabatan: str, nama: str, **changes: Any) -> dict[str, Any]:
    return {
        "jabatan": jabatan,
        "pernyataan": f"Disetujui secara elektronik oleh {nama} pada 4 Januari 2027 pukul 10.20 WIB",
        "nama": nama,
        "nip": "198001012005011001",
    } | changes


def nota_dinas(kegiatan: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    kegiatan = rows(6) if kegiatan is None else kegiatan
    return {
        "konsep": False,
        "kop": KOP,
        "nomor": "123/PR.02.2-ND/17/2027",
        "tanggal": "4 Januari 2027",
        "yth": SEKRETARIS,
        "dari": KABAG,
        "sifat": "Biasa",
        "lampiran": "1 (satu) berkas",
        "hal": "Usulan Rencana Kegiatan Bulan Januari 2027 Sub Bagian Keuangan",
        "pengantar": [
            "Bersama ini disampaikan usulan rencana kegiatan Sub Bagian Keuangan untuk bulan Januari 2027.",
            "Usulan ini disusun dengan memperhatikan DIPA dan Perjanjian Kinerja Tahun 2027 serta sisa pagu pada saat pengusulan.",
        ],
        "kegiatan": kegiatan,
        "total": sum(r["anggaran"] or 0 for r in kegiatan),
        "terbilang": "dua belas juta rupiah",
        "penutup": "Demikian disampaikan, mohon arahan dan persetujuan Bapak/Ibu. Atas perhatiannya diucapkan terima kasih.",
        "tanda_tangan": signature(f"Plh. {KABAG}", "Rina Contoh"),
        "jabatan_penandatangan": KABAG,
        "tembusan": [],
    } | changes


def letter(kegiatan: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """A nota dinas as it is laid out today: few kegiatan in its text, with paraf and tembusan."""
    kegiatan = rows(3) if kegiatan is None else kegiatan
    total = sum(r["anggaran"] or 0 for r in kegiatan)
    terbilang = f"{indonesian.terbilang(total)} rupiah"
    brief = len(kegiatan) <= 4
    listed = "sebagai berikut:" if brief else "sebagaimana tercantum dalam daftar terlampir."
    return (
        nota_dinas(
            kegiatan,
            urutan=["yth", "dari", "tanggal", "sifat", "lampiran", "hal"],
            sifat="Segera",
            lampiran="–" if brief else "1 (satu) berkas",
            isi=f"Kegiatan yang diusulkan berjumlah {len(kegiatan)} kegiatan dengan anggaran sebesar "
            f"{indonesian.rupiah_resmi(total)} ({terbilang}), dengan rincian {listed}",
            daftar="surat" if brief else "lampiran",
            terbilang=terbilang,
            tanda_tangan=signature(KABAG, "Rina Contoh"),
            paraf=[{"nama": "Sari Contoh", "jabatan": KASUBBAG, "tanggal": "4 Januari 2027"}],
            tembusan=["Ketua KPU Provinsi Bengkulu", "Arsip"],
        )
        | changes
    )


def lembar_disposisi(**changes: Any) -> dict[str, Any]:
    return {
        "kop": KOP,
        "surat": {
            "dari": KABAG,
            "nomor": "123/PR.02.2-ND/17/2027",
            "tanggal": "4 Januari 2027",
            "diterima": "4 Januari 2027 pukul 10.20 WIB",
            "agenda": "123/PR.02.2-ND/17/2027",
            "sifat": "Biasa",
            "hal": "Usulan Rencana Kegiatan Bulan Januari 2027 Sub Bagian Keuangan",
        },
        "pilihan": tomllib.loads(REFERENSI.read_text(encoding="utf-8"))["instruksi"],
        "rantai": [
            {
                "no": 1,
                "dari": SEKRETARIS,
                "kepada": KABAG,
                "instruksi": ["Setuju", "Proses sesuai ketentuan yang berlaku"],
                "catatan": "Perhatikan sisa pagu belanja perjalanan dinas.\nLaporkan hasilnya pada rapat pimpinan.",
                "paraf": signature(SEKRETARIS, "Budi Contoh"),
            },
            {
                "no": 2,
                "dari": KABAG,
                "kepada": KASUBBAG,
                "instruksi": ["Tindak lanjuti", "Input ke form rencana kegiatan"],
                "catatan": "",
                "paraf": signature(f"Plh. {KABAG}", "Rina Contoh"),
            },
        ],
    } | changes


def rencana_bulanan(kegiatan: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    kegiatan = rows(6) if kegiatan is None else kegiatan
    return {
        "konsep": False,
        "judul": "RENCANA KEGIATAN BULANAN",
        "bulan_tahun": "JANUARI/2027",
        "provinsi": "BENGKULU",
        "sub_bagian": "KEUANGAN",
        "kegiatan": kegiatan,
        "total": sum(r["anggaran"] or 0 for r in kegiatan),
        "tempat_tanggal": "Bengkulu, 4 Januari 2027",
        "mengetahui": None,
        "jabatan_mengetahui": KABAG,
        "belum_mengetahui": "Belum diketahui Kepala Bagian",
        "kepala": signature(KASUBBAG, "Sari Contoh"),
        "jabatan_kepala": KASUBBAG,
    } | changes


def daftar_arsip(count: int = 30, **changes: Any) -> dict[str, Any]:
    """A list of so many papers, two to a berkas."""
    return {
        "judul": "DAFTAR ARSIP AKTIF",
        "kop": KOP,
        "kepala": [["Pencipta arsip", "KPU Provinsi Bengkulu"], ["Unit pengolah", "Subbagian Keuangan"]],
        "dicetak": "Dicetak pada 4 Januari 2027 pukul 10.20 WIB",
        "baris": [
            [
                f"{place // 2 + 1}/{place % 2 + 1}",
                "PR.02.2",
                f"Nota dinas nomor {place}/PR.02.2-ND/17/2027, hal Usulan Rencana Kegiatan",
                "4 Januari 2027",
                "asli",
                "1 berkas",
                "elektronik dan kertas",
                "Ruang Arsip, rak 2, boks 7, folder 3",
                "terbatas",
                "aktif s.d. 31 Desember 2029; inaktif s.d. 31 Desember 2034; musnah",
                "aktif",
            ]
            for place in range(count)
        ],
        "jumlah": f"Jumlah: {count} arsip.",
    } | changes


def berita_acara_musnah(**changes: Any) -> dict[str, Any]:
    """Three papers destroyed by two people."""
    signer = {"pernyataan": "Disetujui secara elektronik oleh Sari Contoh", "nama": "Sari Contoh", "nip": ""}
    return {
        "kop": KOP,
        "nomor": "1/TU.05-BA/17/2034",
        "isi": ["Pada hari ini Selasa, 3 Januari 2034 dimusnahkan arsip Subbagian Keuangan."],
        "kepala": [["Dasar persetujuan", "nomor B-12 tanggal 2 Januari 2034"], ["Alasan usul", "Retensi lewat."]],
        "penutup": "Demikian berita acara ini dibuat untuk dipergunakan sebagaimana mestinya.",
        "tempat_tanggal": "Bengkulu, 3 Januari 2034",
        "pengusul": signer | {"jabatan": "Petugas Subbagian Keuangan"},
        "penyetuju": signer | {"jabatan": "Sekretaris KPU Provinsi Bengkulu"},
        "daftar": [
            {
                "dokumen": "x" * 22,
                "klasifikasi": "PR.02.2",
                "uraian": f"Nota dinas {n}",
                "tanggal": "4 Januari 2027",
                "sha256": f"{n}" * 64,
                "lokasi": "",
            }
            for n in range(1, 4)
        ],
    } | changes


def rekapitulasi(kegiatan: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """Two subbagian of one bagian, the first with a susulan, and a third that has nothing yet."""
    kegiatan = rows(6) if kegiatan is None else kegiatan
    extra = [row(1, judul="Rapat susulan", anggaran=5_000_000)]
    main, added, other = _line("Subbagian Keuangan", kegiatan), _line("Subbagian Keuangan", extra), _line("SDM", extra)
    added["rencana"] = "susulan"
    missing = _line("Subbagian Hukum", []) | {"rencana": "belum terbit", "terbit": "", "kegiatan": None, "total": None}
    lines = [main, added, other]
    return {
        "judul": "REKAPITULASI RENCANA KEGIATAN",
        "bulan_tahun": "Januari 2027",
        "kop": KOP,
        "kantor": "KPU Provinsi Bengkulu",
        "dicetak": "Dicetak dari Tautan pada 4 Januari 2027 pukul 10.20 WIB",
        "keterangan": "Rekapitulasi ini bukan naskah dinas bertanda tangan.",
        "bagian": [{"nama": "Bagian Keuangan, Umum dan Logistik", "baris": [*lines, missing]}],
        "rencana": [
            {
                "sub_bagian": "Subbagian Keuangan",
                "rencana": [main | {"kegiatan": kegiatan}, added | {"kegiatan": extra}],
                "total": main["total"] + added["total"],
            },
            {"sub_bagian": "SDM", "rencana": [other | {"kegiatan": extra}], "total": other["total"]},
        ],
        "kegiatan": sum(one["kegiatan"] for one in lines),
        "total": sum(one["total"] for one in lines),
    } | changes


def _line(unit: str, kegiatan: list[dict[str, Any]]) -> dict[str, Any]:
    in_force = [one for one in kegiatan if "ket" not in one]
    return {
        "sub_bagian": unit,
        "rencana": "rencana bulanan",
        "terbit": "4 Januari 2027, oleh Sari Contoh",
        "mengetahui": f"belum diketahui {KABAG}",
        "diketahui": "belum",
        "kegiatan": len(in_force),
        "total": sum(one["anggaran"] or 0 for one in in_force),
    }


def sop(**changes: Any) -> dict[str, Any]:
    """A SOP of three steps, the second of which decides."""
    rows = (
        Row(1, 0, Shape.CAPSULE, ("Kasubbag mengusulkan;", "Draf", "2 Jam", "Nota Dinas", ""), (Exit(2),)),
        Row(
            2,
            1,
            Shape.DIAMOND,
            ("Kabag memeriksa;", "Draf", "1 Jam", "Nota Dinas", ""),
            (Exit(3, "Ya"), Exit(1, "Tidak")),
        ),
        Row(3, 0, Shape.CAPSULE, ("Kasubbag menerbitkan.", "Nota Dinas", "1 Jam", "Rencana", ""), (Exit(None),)),
    )
    names = ["Kasubbag", "Kabag"]
    texts = "instansi alamat judul tahun nomor nama disahkan_oleh nama_pengesah nip_pengesah".split()
    texts += "tanggal_pembuatan tanggal_revisi tanggal_efektif".split()
    lists = ("dasar_hukum", "kualifikasi_pelaksana", "keterkaitan", "peralatan", "peringatan", "pencatatan")
    drawing = flowchart.lay_out(rows, flowchart.Columns.of(names), measure=pdf.width)
    return {
        "identitas": {key: f"Isi {key}" for key in texts} | {key: ["Butir satu;", "Butir dua."] for key in lists},
        "nama_dokumen": "SOP Contoh",
        "pelaksana": names,
        "drawing": flowchart.as_data(drawing),
        "alt": ["Bagan alir."],
    } | changes


def tanda_tangan(**changes: Any) -> dict[str, Any]:
    """The mark of a signature, as large as the room on a nota dinas."""
    return {
        "width": 221.1,
        "height": 65.2,
        "qr": '<svg xmlns="http://www.w3.org/2000/svg" width="29" height="29"><path d="M0 0h29v29h-29z"/></svg>',
        "nama": "Rina Contoh",
        "jabatan": KABAG,
        "waktu": "4 Januari 2027 pukul 10.20 WIB",
        "cara": "dengan sertifikat internal kantor",
        **changes,
    }


def buku_agenda() -> dict[str, Any]:
    """The numbers of a year: one that was used, one void, one typed by hand."""
    line = {
        "urut": 1,
        "nomor": "1/PR.02.2-ND/17/2027",
        "tanggal": "4 Januari 2027",
        "klasifikasi": "PR.02.2",
        "hal": "Usulan Rencana Kegiatan Bulan Februari 2027",
        "dari": "Kepala Bagian Contoh",
        "kepada": "Sekretaris KPU Provinsi Contoh",
        "keadaan": "terpakai",
        "batal": False,
    }
    void = line | {"urut": 2, "nomor": "2/PR.02.2-ND/17/2027", "keadaan": "batal", "batal": True}
    typed = line | {"urut": None, "nomor": "77/PR.02.2-ND/17/2027", "keadaan": "diketik dari SRIKANDI"}
    return {
        "judul": "BUKU AGENDA",
        "tahun": "2027",
        "kop": nota_dinas()["kop"],
        "kantor": "KPU Provinsi Contoh",
        "dicetak": "Dicetak 4 Januari 2027 pukul 10.20 WIB",
        "pilihan": "",
        "jenis": [{"jenis": "Nota dinas", "baris": [line, void, typed]}],
    }


def kit(kegiatan: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """Of a usulan whose kegiatan are still to be written by hand, or of a running one."""
    langkah = {"uraian": "Pemeriksaan Kepala Bagian", "jabatan": KABAG, "waktu": "1 Jam", "sudah": False}
    return {
        "kop": KOP,
        "subbagian": "Subbagian Keuangan",
        "bulan": "Januari 2027",
        "usulan": "0fa662ca-efb1-4102-94a9-ea59569cbc8e",
        "alamat": "https://renkeg.test/kertas/0fa662ca-efb1-4102-94a9-ea59569cbc8e/",
        "qr": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>',
        "dicetak": "4 Januari 2027 pukul 09.00 WIB",
        "langkah": [
            {**langkah, "no": no, "memutuskan": no in (2, 3, 7), "di_sini": no == 8, "sudah": no == 1}
            for no in range(1, 9)
        ],
        "sisa": 3,
        "surat": {**nota_dinas(kegiatan or []), "nomor": "", "tanggal": None, "terisi": bool(kegiatan)},
        "disposisi": [{"dari": SEKRETARIS, "kepada": KABAG}, {"dari": KABAG, "kepada": KASUBBAG}],
        "instruksi": ["Setuju", "Tindak lanjuti", "Proses sesuai ketentuan"],
        "form": rencana_bulanan(kegiatan or []),
    } | changes
