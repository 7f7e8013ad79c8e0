"""A paper as a stranger sees it: drawn by another program, its QR read by another reader, its form judged by a validator."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from renkeg.papers import agenda_book, documents, kit, pdf, seals
from renkeg.papers.models import Agenda, Document, SealKey
from renkeg.planning import kits
from tests import provide
from tests.cast import Cast, published, start
from tests.papers import samples
from tests.papers.validating import faults

ADDRESS = "https://perencanaan.kpu-provinsi-contoh.go.id"
FINAL: dict[str, Callable[..., dict[str, Any]]] = {
    "nota_dinas": samples.nota_dinas,
    "lembar_disposisi": samples.lembar_disposisi,
}
FINAL |= {"rencana_bulanan": samples.rencana_bulanan, "rekapitulasi": samples.rekapitulasi, "kit": samples.kit}


@pytest.fixture
def papers(cast: Cast, settings: Any) -> list[Document]:
    settings.SITE_URL = ADDRESS
    plan = published(cast, hal="Usulan rencana kegiatan “bulan” Februari – susulan & perbaikan " + "panjang " * 10)
    return [one for one in plan.papers() if not one.is_workbook]


def test_another_reader_finds_in_the_drawn_page_exactly_what_was_sealed(papers: list[Document], tmp_path: Path) -> None:
    keys = SealKey.objects.all()
    for paper in papers:
        (read,) = _codes(documents.render(paper), tmp_path)
        assert read == paper.seal
        code, facts = seals.opened(read, keys)
        assert (code, facts) == (paper.code, seals.facts_of(paper, short=True))


def test_the_code_of_a_kit_names_its_usulan_and_nothing_else(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.SITE_URL = ADDRESS
    usulan = start(cast)
    data = kit.as_pdf(
        kits.kit(usulan, nomor="", at=usulan.started_at),
        path=kits.path_of(usulan),
        made_for=usulan.started_at,
        title="Kit",
    )
    assert _codes(data, tmp_path, dots=150) == [f"{ADDRESS}/kertas/{usulan.pk}/?unit=keuangan&tahun=2027&bulan=2"]


def test_a_coarse_print_is_read_too(papers: list[Document], tmp_path: Path) -> None:
    """As a cheap printer leaves it and a telephone sees it."""
    for paper in papers:
        assert _codes(documents.render(paper), tmp_path, dots=150) == [paper.seal]


def test_the_longest_seal_is_read(papers: list[Document], tmp_path: Path) -> None:
    paper = papers[0]
    paper.contents = {
        **paper.contents,
        "hal": "é" * 200,
        "nomor": "9" * 50,
        "jabatan_penandatangan": "Plt. Kepala" * 20,
    }
    paper.jenis = Document.Jenis.NOTA_DINAS
    text = seals.seal(paper)
    assert len(text) < 600
    sealed = {"svg": seals.qr_svg(text), "alamat": seals.address_of(paper.code)}
    made = pdf.render("nota_dinas", samples.nota_dinas(), made_for=samples.MADE_FOR, title="Uji", seal=sealed)
    assert _codes(made, tmp_path) == [text]


def test_every_sealed_paper_is_archival_and_accessible(papers: list[Document], tmp_path: Path) -> None:
    for paper in papers:
        assert _faults(documents.render(paper), tmp_path) == {}, paper.jenis


@pytest.mark.parametrize("template", FINAL)
@pytest.mark.parametrize("count", [0, 1, 40])
def test_every_kind_is_archival_and_accessible_short_and_long(template: str, count: int, tmp_path: Path) -> None:
    made = FINAL[template]
    content = made() if template == "lembar_disposisi" else made(samples.rows(count))
    sealed = {
        "svg": seals.qr_svg("/verifikasi/" + "A" * 22 + "/#1." + "x" * 300),
        "alamat": f"{ADDRESS}/verifikasi/{'A' * 22}/",
    }
    for seal in (None, sealed):
        data = pdf.render(template, content, made_for=samples.MADE_FOR, title="Uji", seal=seal)
        assert _faults(data, tmp_path) == {}
        assert pdf.render(template, content, made_for=samples.MADE_FOR, title="Uji", seal=seal) == data


def test_the_sop_as_a_paper_is_archival_and_accessible(tmp_path: Path) -> None:
    made = pdf.render("sop", samples.sop(), made_for=samples.MADE_FOR, title="SOP")
    assert _faults(made, tmp_path) == {}


def test_the_agenda_book_is_archival_and_accessible(cast: Cast, tmp_path: Path) -> None:
    published(cast)
    lines = list(Agenda.objects.in_order())
    data = agenda_book.contents(lines, cast.satker, "Dicetak", tahun=2027)
    assert _faults(agenda_book.as_pdf(data, made_for=samples.MADE_FOR, title="Buku Agenda"), tmp_path) == {}


@pytest.mark.parametrize("count", [0, 1, 40])
def test_the_list_of_archives_is_archival_and_accessible(count: int, tmp_path: Path) -> None:
    made = pdf.render("daftar_arsip", samples.daftar_arsip(count), made_for=samples.MADE_FOR, title="Daftar Arsip")
    assert _faults(made, tmp_path) == {}


def test_the_berita_acara_is_archival_and_accessible(tmp_path: Path) -> None:
    sealed = {"svg": seals.qr_svg("/verifikasi/" + "A" * 22 + "/#1." + "x" * 300), "alamat": f"{ADDRESS}/verifikasi/"}
    for seal in (None, sealed):
        data = samples.berita_acara_musnah()
        made = pdf.render("berita_acara_musnah", data, made_for=samples.MADE_FOR, title="Berita Acara", seal=seal)
        assert _faults(made, tmp_path) == {}


def test_no_kind_of_paper_is_left_out() -> None:
    # The mark of a signature is a drawing inside another paper.
    assert {*FINAL, "sop", "buku_agenda", "daftar_arsip", "berita_acara_musnah", pdf.MARK} == set(pdf.TEMPLATES)


def test_the_validator_tells_a_file_that_is_not(tmp_path: Path) -> None:
    from tests.papers.forgeries import _blank

    assert _faults(_blank(), tmp_path).keys() == {"PDF_A_2A", "PDF_UA_1"}


def test_the_qr_says_in_words_and_letters_where_it_leads(papers: list[Document], tmp_path: Path) -> None:
    for paper in papers:
        data = documents.render(paper)
        assert f"Kode QR untuk memeriksa keaslian surat ini di {ADDRESS}/verifikasi/{paper.code}/".encode() in data
        file = tmp_path / "a.pdf"
        file.write_bytes(data)
        text = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True).stdout
        assert f"{ADDRESS}/verifikasi/{paper.code}/" in "".join(text.split())


def _codes(data: bytes, folder: Path, *, dots: int = 200) -> list[str]:
    """What the other reader finds on all pages, drawn with so many dots an inch."""
    folder = folder / "halaman"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / "a.pdf").write_bytes(data)
    subprocess.run([provide.pdftoppm(), "-r", str(dots), "-gray", folder / "a.pdf", folder / "a"], check=True)
    drawn = sorted(map(str, folder.glob("*.pgm")))
    command = [provide.zbarimg(), "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", *drawn]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # 4: a page without any code, of which a letter with its list has one.
    assert done.returncode in {0, 4}, done.stderr
    return str(done.stdout).splitlines()


def _faults(data: bytes, folder: Path) -> dict[str, list[str]]:
    """What the validator finds, for each promise that the paper makes (PDF/A-2a holds all of PDF/A-2b)."""
    told = {name: faults(data, folder, name) for name in ("PDF_A_2A", "PDF_UA_1")}
    return {name: found for name, found in told.items() if found}
