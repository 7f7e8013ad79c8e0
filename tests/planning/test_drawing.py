"""The SOP as the official document: word for word, each symbol in its column, by a command that needs no office."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from page import ValidationProfile, is_pdf_compliant_bytes
from pypdf import PdfReader

from renkeg.lib.errors import Refused
from renkeg.papers.flowchart import Shape
from renkeg.papers.flowchart.parts import Box
from renkeg.planning import bpmn, drawing, sop
from renkeg.planning.drawing import Note, Notes
from renkeg.planning.sop import Sop, named

FAULTY = Path(__file__).parent / "sops"
SVG = "{http://www.w3.org/2000/svg}"

# Off the signed paper: langkah, symbol, pelaksana.
SYMBOLS = [
    (1, Shape.CAPSULE, "Kasubbag"),
    (2, Shape.DIAMOND, "Kabag"),
    (3, Shape.DIAMOND, "Sekretaris"),
    (4, Shape.BOX, "Kabag"),
    (5, Shape.BOX, "Kasubbag"),
    (6, Shape.BOX, "Petugas"),
    (7, Shape.DIAMOND, "Kasubbag"),
    (8, Shape.CAPSULE, "Petugas"),
]
HEADS = "Kasubbag Kabag Sekretaris Petugas Kelengkapan Waktu Output"
LABELS = [
    *("NOMOR SOP", "TGL. PEMBUATAN", "TGL. REVISI", "TGL. EFEKTIF", "DISAHKAN OLEH", "NAMA SOP", "DASAR HUKUM:"),
    *("KUALIFIKASI PELAKSANA:", "KETERKAITAN:", "PERALATAN/PERLENGKAPAN:", "PERINGATAN:"),
    "PENCATATAN DAN PENDATAAN:",
]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with neither data nor secret."""
    return tmp_path


def renkeg(bare: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    env = {name: text for name, text in os.environ.items() if not name.startswith(("RENKEG_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-m", "renkeg.cli", *words], cwd=bare, env=env, capture_output=True, check=False, timeout=120
    )


def pages(data: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]


def long_sop(count: int) -> Sop:
    """A SOP of so many langkah by turns of four pelaksana; every third one decides, and its Tidak leads two langkah back."""
    posts = ("kasubbag", "kabag", "sekretaris", "petugas")
    words = "Kepala Subbagian memeriksa kelengkapan berkas dan menyampaikannya kepada pelaksana berikutnya;"
    langkah = []
    for nomor in range(1, count + 1):
        ways: list[dict[str, Any]] = [
            {"verb": "approve", "label": "Terus", "to": "end" if nomor == count else nomor + 1}
        ]
        if nomor % 3 == 0 and nomor != count:
            ways[0]["answer"] = "Ya"
            ways.append({"verb": "send_back", "label": "Kembali", "answer": "Tidak", "to": nomor - 2})
        row = {
            "nomor": nomor,
            "uraian": words,
            "kelengkapan": "Berkas",
            "waktu": "1 Jam",
            "output": "Berkas",
            "way": ways,
        }
        langkah.append(row | {"post": posts[nomor * 7 % 4], "at": "unit", "minutes": 60})
    pelaksana = [{"nama": post.capitalize(), "post": post} for post in posts]
    form = {"judul": "", "kepala": [], "kolom": []}
    identitas = {"nama": "Contoh Panjang", "nomor": "(contoh)"}
    raw = {"slug": "panjang", "identitas": identitas, "pelaksana": pelaksana, "langkah": langkah, "form": form}
    return sop.parse(raw)


def test_each_symbol_stands_in_the_column_of_who_acts() -> None:
    one = named("6-2025")
    drawn = drawing.drawn(one)

    found = []
    for symbol in drawn.pages[0].symbols:
        column = (symbol.box.middle[0] - drawn.columns.start) // drawn.columns.each
        found.append((symbol.row, symbol.shape, one.pelaksana[column].nama))
    assert found == SYMBOLS


def test_every_tidak_leads_back_to_the_langkah_that_the_sop_names() -> None:
    drawn = drawing.drawn(named("6-2025")).pages[0]
    boxes = {one.row: one.box for one in drawn.symbols}

    back = [arrow.points for arrow in drawn.arrows if arrow.points[-1][1] < arrow.points[0][1]]

    assert [_leads(points, boxes) for points in back] == [(2, 1), (3, 2), (7, 6)]
    assert sorted(one.text for one in drawn.labels) == ["Tidak"] * 3 + ["Ya"] * 3


def _leads(points: tuple[tuple[int, int], ...], boxes: dict[int | None, Box]) -> tuple[int | None, int | None]:
    def at(x: int, y: int) -> int | None:
        return next(key for key, box in boxes.items() if box.x <= x <= box.right and box.y <= y <= box.bottom)

    return at(*points[0]), at(*points[-1])


def test_the_document_says_word_for_word_what_was_signed() -> None:
    one = named("6-2025")
    cover, identity, *charts = pages(drawing.as_pdf(one))
    chart = " ".join(charts)

    assert cover == (
        "STANDAR OPERASIONAL PROSEDUR PERENCANAAN KEGIATAN 2025 KOMISI PEMILIHAN UMUM PROVINSI BENGKULU "
        "Alamat : JL. Kapuas Raya No 82, Lingkar Barat Bengkulu"
    )
    assert [label for label in LABELS if label not in identity] == []
    texts = [text for key in _LISTS for text in one.identitas[key]]
    assert [text for text in texts if text not in identity] == []
    assert "Sekretaris Komisi Pemilihan Umum Provinsi Bengkulu, Kemas Mohammad Ajir NIP. 197906281997111001" in identity
    assert [row.uraian for row in one.langkah if f"{row.nomor}. {row.uraian}" not in chart] == []
    assert HEADS in chart


_LISTS = ("dasar_hukum", "kualifikasi_pelaksana", "keterkaitan", "peralatan", "peringatan", "pencatatan")


@pytest.mark.parametrize("slug", ["6-2025", "kabupaten-kota"])
def test_the_same_sop_gives_the_same_bytes(slug: str) -> None:
    assert drawing.as_pdf(named(slug)) == drawing.as_pdf(named(slug))


@pytest.mark.parametrize("one", [named("6-2025"), named("kabupaten-kota")], ids=lambda one: one.slug)
@pytest.mark.parametrize("profile", [ValidationProfile.PDF_A_2A, ValidationProfile.PDF_UA_1], ids=str)
def test_the_document_is_made_for_keeping_and_for_who_cannot_see_it(one: Sop, profile: ValidationProfile) -> None:
    assert is_pdf_compliant_bytes(drawing.as_pdf(one), profile=profile)


def test_a_long_sop_is_made_for_keeping_too() -> None:
    assert is_pdf_compliant_bytes(drawing.as_pdf(long_sop(40)), profile=ValidationProfile.PDF_A_2A)


def test_a_long_sop_repeats_its_head_on_every_page() -> None:
    one = long_sop(40)

    _, _, *charts = pages(drawing.as_pdf(one))

    assert len(charts) > 1
    assert all(HEADS in chart for chart in charts)


def test_the_drawing_tells_in_words_what_it_shows() -> None:
    root = fromstring(drawing.as_svg(named("6-2025")))  # noqa: S314 - the project's own drawing

    assert root.findtext(f"{SVG}title") == "SOP Perencanaan Kegiatan Nomor 6 TAHUN 2025"
    told = str(root.findtext(f"{SVG}desc"))
    assert "Langkah 2, Kabag, keputusan: Ya ke langkah 3, Tidak ke langkah 1." in told
    assert told.endswith("Langkah 8, Petugas, mulai atau akhir: selesai.")


def test_what_is_told_beside_the_langkah_takes_the_place_of_ket_and_is_told_in_words_too() -> None:
    notes = Notes("Terpakai", {2: Note("sekarang", "35 menit")})

    svg = drawing.as_svg(named("6-2025"), notes=notes, alone=False)

    root = fromstring(svg)  # noqa: S314 - the project's own drawing
    assert "Terpakai: 35 menit." in str(root.findtext(f"{SVG}desc"))
    assert not any("style" in one.tag or "style" in one.attrib for one in root.iter())
    assert [one.get("class") for one in root.iter() if "sekarang" in one.get("class", "")] == [
        "baris sekarang",
        "latar simbol-bagan sekarang",
    ]
    assert ">Ket<" not in svg


def test_words_of_a_sop_never_become_part_of_the_drawing() -> None:
    one = sop.read(FAULTY / "utuh.toml")
    notes = Notes("<b>", {1: Note(words="<script>alert(1)</script>")})

    svg = drawing.as_svg(one, notes=notes)

    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_a_sop_that_cannot_be_drawn_says_why() -> None:
    with pytest.raises(Refused, match="pelaksana langkah 2 tidak punya kolom"):
        drawing.drawn(sop.read(FAULTY / "pelaksana-tanpa-kolom.toml"))
    with pytest.raises(Refused, match="menuju langkah yang tidak ada"):
        drawing.drawn(sop.read(FAULTY / "tujuan-asing.toml"))


def test_the_command_writes_each_form_to_standard_output_with_neither_data_nor_secret(bare: Path) -> None:
    one = named("6-2025")
    expected = {"pdf": drawing.as_pdf(one), "svg": f"{drawing.as_svg(one)}\n".encode(), "bpmn": bpmn.as_bpmn(one)}

    for action, data in expected.items():
        done = renkeg(bare, "sop", action)
        assert (done.returncode, done.stderr, done.stdout == data) == (0, b"", True), action
    assert list(bare.iterdir()) == []


def test_the_command_takes_a_file_and_says_why_it_cannot_draw_one(bare: Path) -> None:
    done = renkeg(bare, "sop", "svg", str(FAULTY / "utuh.toml"))
    assert (done.returncode, done.stdout[:4]) == (0, b"<svg")

    done = renkeg(bare, "sop", "pdf", str(FAULTY / "tujuan-asing.toml"))
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"jalan keluar menuju langkah yang tidak ada" in done.stderr
