"""Writes docs/sop.md from the signed SOP's file; a test fails when the page is stale."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from renkeg.planning.sop import Langkah, Sop, Way, named

PAGE = Path("docs/sop.md")

_HEAD = (
    ("Instansi", "instansi"),
    ("Alamat", "alamat"),
    ("Nomor SOP", "nomor"),
    ("Tgl. pembuatan", "tanggal_pembuatan"),
    ("Tgl. revisi", "tanggal_revisi"),
    ("Tgl. efektif", "tanggal_efektif"),
    ("Disahkan oleh", "disahkan_oleh"),
    ("Nama pengesah", "nama_pengesah"),
    ("NIP pengesah", "nip_pengesah"),
    ("Nama SOP", "nama"),
)
_LISTS = (
    ("Dasar hukum", "dasar_hukum"),
    ("Kualifikasi pelaksana", "kualifikasi_pelaksana"),
    ("Keterkaitan", "keterkaitan"),
    ("Peralatan/perlengkapan", "peralatan"),
    ("Peringatan", "peringatan"),
    ("Pencatatan dan pendataan", "pencatatan"),
)


class Command(BaseCommand):
    help = "Menulis docs/sop.md dari berkas SOP 6/2025; dijalankan di akar proyek."

    def handle(self, *args: Any, **options: Any) -> None:
        """Overwrites the page."""
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page(named("6-2025")), encoding="utf-8")
        self.stdout.write(str(PAGE))


def page(sop: Sop) -> str:
    """The page in Markdown: identity, table, ways out and form of the SOP."""
    return "\n".join([*_identity(sop), *_table(sop), *_ways(sop), *_form(sop)]) + "\n"


def _identity(sop: Sop) -> Iterator[str]:
    yield f"# SOP {sop.identitas['nomor']}: {sop.identitas['nama']}"
    yield ""
    yield f"Ditulis dari `planning/sops/{sop.slug}.toml` oleh `python -m django sop_page`; jangan disunting di sini."
    yield ""
    yield f"{sop.identitas['judul']} · {sop.identitas['tahun']}"
    yield ""
    yield "## Identitas"
    yield ""
    yield "| Isian | Isi |"
    yield "|---|---|"
    for label, key in _HEAD:
        yield f"| {label} | {sop.identitas[key] or '(kosong)'} |"
    for label, key in _LISTS:
        yield ""
        yield f"**{label}**"
        yield ""
        yield from (f"- {text}" for text in sop.identitas[key])


def _table(sop: Sop) -> Iterator[str]:
    yield ""
    yield "## Prosedur"
    yield ""
    yield f"Pelaksana, menurut urutan kolom: {' · '.join(one.nama for one in sop.pelaksana)}."
    yield ""
    yield "| No | Kegiatan | Pelaksana | Keputusan | Kelengkapan | Waktu | Output | Ket. |"
    yield "|---|---|---|---|---|---|---|---|"
    nama = {one.post: one.nama for one in sop.pelaksana}
    for row in sop.langkah:
        cells = (row.uraian, nama[row.post], _keputusan(row), row.kelengkapan, row.waktu, row.output, row.ket)
        yield f"| {row.nomor} | {' | '.join(cells)} |"
    yield ""
    yield f"Waktu jalan lurus: {sop.minutes} menit kerja."


def _keputusan(row: Langkah) -> str:
    return " · ".join(f"{way.answer} → {_target(way)}" for way in row.ways if way.answer) or "–"


def _target(way: Way) -> str:
    return "selesai" if way.to is None else str(way.to)


def _ways(sop: Sop) -> Iterator[str]:
    yield ""
    yield "## Jalan keluar dan akibatnya"
    yield ""
    yield "| Langkah | Perbuatan | Tombol | Menuju | Akibat | Orang lain dari langkah |"
    yield "|---|---|---|---|---|---|"
    for row in sop.langkah:
        for way in row.ways:
            effects = ", ".join(way.effects) or "–"
            other = ", ".join(str(nomor) for nomor in way.other_than) or "–"
            yield f"| {row.nomor} | `{way.verb}` | {way.label} | {_target(way)} | {effects} | {other} |"
    for side in sop.sides:
        yield f"| sampingan | `{side.verb}` | {side.label} | – | – | – |"


def _form(sop: Sop) -> Iterator[str]:
    yield ""
    yield f"## Formulir: {sop.form.judul}"
    yield ""
    yield f"Kepala: {' · '.join(sop.form.kepala)}."
    yield ""
    yield f"Kolom: {' · '.join(sop.form.kolom)}."
    yield ""
    yield f"Tanda tangan: {' · '.join(one.teks for one in sop.form.signatures)}."
