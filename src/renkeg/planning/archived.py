"""What stands on the archive's own papers: the list of archives, the berita acara, and the Paket SRIKANDI of a letter."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from renkeg.lib import indonesian
from renkeg.office.models import PenugasanJabatan, Satker
from renkeg.papers import archive
from renkeg.papers.models import Arsip, BeritaAcara, Document
from renkeg.papers.retention import Schedule

from . import contents
from .contents import Contents
from .models import Usulan

_TITLES = {
    Arsip.Keadaan.AKTIF: "DAFTAR ARSIP AKTIF",
    Arsip.Keadaan.INAKTIF: "DAFTAR ARSIP INAKTIF",
    Arsip.Keadaan.LEWAT: "DAFTAR ARSIP LEWAT RETENSI",
    Arsip.Keadaan.DINILAI: "DAFTAR ARSIP DINILAI KEMBALI",
    Arsip.Keadaan.PERMANEN: "DAFTAR ARSIP PERMANEN",
    Arsip.Keadaan.USUL_MUSNAH: "DAFTAR ARSIP USUL MUSNAH",
    Arsip.Keadaan.MUSNAH: "DAFTAR ARSIP YANG DIMUSNAHKAN",
}


def daftar(
    arsip: Iterable[Arsip],
    schedule: Schedule,
    *,
    keadaan: Arsip.Keadaan | None,
    unit: str,
    tahun: int | None,
    satker: Satker,
    at: datetime,
) -> Contents:
    """The list of these items, which come berkas after berkas (`by_berkas`), for PDF and XLSX."""
    rows = list(_lines(arsip, schedule, satker.day(at)))
    return {
        "judul": _TITLES.get(keadaan, "DAFTAR ARSIP") if keadaan else "DAFTAR ARSIP",
        "kop": contents.kop(satker),
        "kepala": [
            ["Pencipta arsip", satker.nama],
            ["Unit pengolah", unit or "seluruh unit"],
            ["Tahun", str(tahun) if tahun else "semua tahun"],
        ],
        "dicetak": f"Dicetak pada {contents.stamp(satker, at)}",
        "baris": rows,
        "jumlah": f"Jumlah: {indonesian.angka(len(rows))} arsip.",
    }


def berita_acara(found: BeritaAcara, satker: Satker) -> Contents:
    """The berita acara once it is decided: by whom, on what ground, and which papers."""
    if found.decided_at is None or found.decided_by is None or found.decided_as is None or found.tanggal is None:
        raise AssertionError("only a decided berita acara is printed")
    hari = indonesian.hari_tanggal(found.tanggal)
    izin = indonesian.tanggal(found.izin_tanggal) if found.izin_tanggal else ""
    return {
        "kop": contents.kop(satker),
        "nomor": found.nomor,
        "tanggal": indonesian.tanggal(found.tanggal),
        "hal": f"Pemusnahan {len(found.daftar)} arsip {found.unit.nama}",
        "jabatan_penandatangan": PenugasanJabatan(jabatan=found.decided_as, kapasitas=found.decided_kapasitas).title,
        "isi": [
            (
                f"Pada hari ini {hari} bertempat di {satker.nama}, {satker.tempat}, dimusnahkan arsip {found.unit.nama} "
                f"yang retensinya telah lewat menurut Jadwal Retensi Arsip dan yang nasib akhirnya musnah, sebanyak "
                f"{indonesian.angka(len(found.daftar))} ({indonesian.terbilang(len(found.daftar))}) berkas, seperti "
                "tercantum pada daftar di belakang berita acara ini."
            )
        ],
        "kepala": [
            ["Dasar persetujuan", " ".join(part for part in (f"nomor {found.izin_nomor}", f"tanggal {izin}") if part)],
            ["Persetujuan dari", found.izin_dari],
            ["Alasan usul", " ".join(found.alasan.split())],
            [
                "Cara pemusnahan",
                "Berkas elektronik dihapus dari penyimpanan; arsip kertas dimusnahkan oleh unit pengolah.",
            ],
        ],
        "penutup": (
            "Catatan arsip, sidik berkas (SHA-256), jejak, dan berita acara ini tetap disimpan. Demikian berita acara ini "
            "dibuat untuk dipergunakan sebagaimana mestinya."
        ),
        "tempat_tanggal": f"{satker.tempat}, {indonesian.tanggal(found.tanggal)}",
        "pengusul": _signer(
            found.proposed_as, found.proposed_kapasitas, found.proposed_by, found.proposed_at, satker, "Diusulkan"
        ),
        "penyetuju": _signer(
            found.decided_as, found.decided_kapasitas, found.decided_by, found.decided_at, satker, "Disetujui"
        ),
        "daftar": found.daftar,
    }


def item(arsip: Arsip) -> Contents:
    """An item as the list of a berita acara keeps it."""
    return {
        "dokumen": arsip.pk,
        "klasifikasi": arsip.klasifikasi,
        "uraian": arsip.uraian,
        "tanggal": indonesian.tanggal(arsip.tanggal),
        "sha256": arsip.document.sha256,
        "size": arsip.document.size,
        "lokasi": arsip.place,
    }


def _lines(arsip: Iterable[Arsip], schedule: Schedule, today: date) -> Iterable[Sequence[str]]:
    berkas, place, last = 0, 0, ""
    for one in arsip:
        here = f"{one.unit_id} {one.document.subject}"
        berkas, place, last = (berkas, place + 1, here) if here == last else (berkas + 1, 1, here)
        rule = schedule.rule(one.klasifikasi)
        yield (
            f"{berkas}/{place}",
            one.klasifikasi,
            one.uraian,
            indonesian.tanggal(one.tanggal),
            one.get_tingkat_display(),
            one.jumlah,
            one.get_medium_display(),
            one.place or ("belum dicatat" if one.unplaced else "Renkeg"),
            one.get_akses_display(),
            archive.retention(one, rule),
            _remark(one, one.state(rule, today)),
        )


def _remark(one: Arsip, keadaan: Arsip.Keadaan) -> str:
    told = [keadaan.label]
    if one.document.versi > 1:
        told.append(f"versi {one.document.versi}")
    if one.document.keadaan != Document.Keadaan.BERLAKU:
        told.append(f"naskah {one.document.keadaan}")
    if one.berita_acara is not None and one.destroyed:
        told.append(f"BA {one.berita_acara.nomor}")
    if getattr(one, "registered", None):
        told.append(f"SRIKANDI {one.registered}")  # type: ignore[attr-defined]  # for_lines() annotates it
    return "; ".join(told)


def _signer(jabatan: Any, kapasitas: str, by: Any, at: datetime, satker: Satker, verb: str) -> Mapping[str, str]:
    return {
        "jabatan": PenugasanJabatan(jabatan=jabatan, kapasitas=kapasitas).title,
        "pernyataan": f"{verb} secara elektronik oleh {by.nama} pada {contents.stamp(satker, at)}",
        "nama": by.nama,
        "nip": by.nip,
    }


def metadata(usulan: Usulan, letter: Document, arsip: Arsip, attachments: Sequence[Document]) -> list[tuple[str, str]]:
    """What is typed into SRIKANDI for a letter, field by field, from what stands on the signed one."""
    said: Mapping[str, Any] = letter.contents
    signed: Mapping[str, Any] = said.get("tanda_tangan") or {}
    tembusan = said.get("tembusan") or []
    return [
        ("Jenis naskah", letter.get_jenis_display()),
        ("Nomor", str(said.get("nomor") or "")),
        ("Tanggal", str(said.get("tanggal") or "")),
        ("Hal", str(said.get("hal") or "")),
        ("Kode klasifikasi", arsip.klasifikasi),
        ("Ringkasan", _summary(usulan, said)),
        ("Kepada", str(said.get("yth") or "")),
        ("Tembusan", "; ".join(map(str, tembusan)) or "-"),
        ("Dari", str(said.get("dari") or "")),
        ("Penanda tangan", str(signed.get("nama") or "")),
        ("Jabatan penanda tangan", str(signed.get("jabatan") or said.get("jabatan_penandatangan") or "")),
        ("Sifat (kecepatan)", str(said.get("kecepatan") or said.get("sifat") or "Biasa")),
        ("Tingkat keamanan", arsip.get_akses_display().capitalize()),
        ("Lampiran", "; ".join(one.filename for one in attachments) or str(said.get("lampiran") or "-")),
        ("Unit pengolah", usulan.unit.nama),
        ("Sidik PDF (SHA-256)", letter.sha256 or ""),
    ]


def checklist(usulan: Usulan, letter: Document) -> str:
    """How the letter is registered in SRIKANDI and what is typed back here, step by step."""
    nomor = letter.contents.get("nomor") or "-"
    return "\n".join(
        [
            "PAKET SRIKANDI: DAFTAR PERIKSA",
            f"{letter.name}, nomor {nomor}",
            "",
            "[ ] 1. Masuk ke SRIKANDI dengan akun unit pengolah.",
            "[ ] 2. Buat registrasi naskah baru; pilih jenis naskah seperti pada 02 Metadata SRIKANDI.xlsx.",
            "[ ] 3. Isi hal, kode klasifikasi, ringkasan, kepada, tembusan, sifat dan tingkat keamanan dari lembar metadata.",
            "[ ] 4. Unggah PDF nota dinas (berkas 01), lalu lampiran dari folder lampiran bila ada.",
            "[ ] 5. Periksa penanda tangan dan tujuan, lalu simpan.",
            "[ ] 6. Catat nomor, tanggal dan status yang diberikan SRIKANDI:",
            "       Nomor   : ..............................................",
            "       Tanggal : ..............................................",
            "       Status  : ..............................................",
            "[ ] 7. Isikan kembali di Renkeg: buka usulan ini, bagian SRIKANDI, lalu Catat nomor SRIKANDI.",
            f"       Alamat  : {usulan.get_absolute_url()}srikandi/",
            "",
            "Bila SRIKANDI sedang tidak dapat dibuka, simpan paket ini dan daftarkan kemudian. Nomor pada nota dinas tidak berubah.",
            "",
        ]
    )


def _summary(usulan: Usulan, said: Mapping[str, Any]) -> str:
    rows = len(said.get("kegiatan") or [])
    first = next(iter(said.get("pengantar") or []), "")
    month = f"{indonesian.nama_bulan(usulan.bulan)} {usulan.tahun}"
    told = (
        f"Usulan {rows} kegiatan {usulan.unit.nama} bulan {month}, jumlah {indonesian.rupiah(said.get('total') or 0)}."
    )
    return f"{told} {first}".strip()
