"""The papers as pictures beside those that were agreed upon: a page looks as it did, or its golden page is changed by decision.

`make golden` writes the pictures anew. Beside one that no longer fits stands what the page looks like now (`….now.png`).
"""

from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops

from renkeg.papers import pdf
from tests.papers import samples

GOLDEN = Path(__file__).parent / "golden"
DPI = 64
STEP = 17
"""Of 256 greys each sixteenth is kept."""
STRAY = 40
"""By how much, of 255, two greys may differ before a pixel counts as another."""
FEW = 4
"""So many other pixels are the machine's; a changed letter makes more."""

LONG = "Usulan ini disusun dengan memperhatikan DIPA dan Perjanjian Kinerja Tahun 2027 serta sisa pagu pada saat pengusulan. "
TITLE = ("Rapat koordinasi pengelolaan keuangan dan barang milik negara " * 6)[:300].strip()
UB = {"atas_nama": [f"a.n. {samples.SEKRETARIS},", f"{samples.KABAG},", "u.b."], "pangkat": "Pembina Tingkat I (IV/b)"}
AN = {"atas_nama": [f"a.n. {samples.KABAG},"]}

# name -> template, data, and which of its pages are kept (from 1)
PAPERS: dict[str, tuple[str, dict[str, Any], tuple[int, ...]]] = {
    "nota-dinas": ("nota_dinas", samples.letter(), (1,)),
    "nota-dinas-konsep": ("nota_dinas", samples.letter(konsep=True, nomor=None, tanggal=None, tanda_tangan=None), (1,)),
    "nota-dinas-beberapa-halaman": (
        "nota_dinas",
        samples.letter(pengantar=[LONG * 3] * 9, urutan=["yth", "dari", "hal", "tanggal", "sifat", "lampiran"]),
        (1, 2),
    ),
    "nota-dinas-plh": (
        "nota_dinas",
        samples.letter(sifat="Rahasia/Segera", tanda_tangan=samples.signature(f"Plh. {samples.KABAG}", "Rina Contoh")),
        (1,),
    ),
    "nota-dinas-an": (
        "nota_dinas",
        samples.letter(tanda_tangan=samples.signature(samples.KASUBBAG, "Rina Contoh", **AN), paraf=[]),
        (1,),
    ),
    "nota-dinas-ub": (
        "nota_dinas",
        samples.letter(samples.rows(1), tanda_tangan=samples.signature(samples.KASUBBAG, "Rina Contoh", **UB)),
        (1,),
    ),
    "nota-dinas-60": (
        "nota_dinas",
        samples.letter([samples.row(1, judul=TITLE), *samples.rows(60)[1:]], tembusan=[]),
        (1, 2, 7),
    ),
    "lembar-disposisi": ("lembar_disposisi", samples.lembar_disposisi(), (1,)),
    "rencana-bulanan": ("rencana_bulanan", samples.rencana_bulanan(), (1,)),
    "rekapitulasi": ("rekapitulasi", samples.rekapitulasi(), (1, 2)),
}
KEPT = [(name, page) for name, (_, _, pages) in PAPERS.items() for page in pages]


def picture(template: str, data: dict[str, Any], page: int) -> Image.Image:
    """A page in grey, as a printer would see it from afar."""
    file = pdf.render(template, data, made_for=samples.MADE_FOR, title="Halaman emas", seal=samples.SEAL)
    drawn: Image.Image = pypdfium2.PdfDocument(BytesIO(file))[page - 1].render(scale=DPI / 72, grayscale=True).to_pil()
    return drawn


def kept(image: Image.Image) -> Image.Image:
    """The same with the few greys in which it is kept."""
    few = image.convert("L").point([round(grey / STEP) for grey in range(256)])
    few.putpalette([grey for step in range(256 // STEP + 1) for grey in [step * STEP] * 3])
    return few


def other_pixels(one: Image.Image, two: Image.Image) -> int:
    """How many pixels of two pictures are not the same grey; all of them where the sizes differ."""
    if one.size != two.size:
        return one.width * one.height
    difference = ImageChops.difference(one.convert("L"), two.convert("L"))
    return sum(difference.histogram()[STRAY:])


@pytest.mark.parametrize(("name", "page"), KEPT)
def test_a_page_looks_as_it_was_agreed(name: str, page: int, pytestconfig: pytest.Config) -> None:
    template, data, _ = PAPERS[name]
    now = kept(picture(template, data, page))
    golden, beside = GOLDEN / f"{name}-{page}.png", GOLDEN / f"{name}-{page}.now.png"
    if pytestconfig.getoption("golden"):
        now.save(golden, optimize=True, bits=4)
    with Image.open(golden) as agreed:
        other = other_pixels(agreed, now)
    if other > FEW:
        now.save(beside, optimize=True, bits=4)
    assert other <= FEW, f"{other} pixels are not as in {golden.name}; see {beside.name} beside it"
    beside.unlink(missing_ok=True)


def test_no_golden_page_is_left_over() -> None:
    there = {one.name for one in GOLDEN.glob("*.png") if not one.name.endswith(".now.png")}
    assert there == {f"{name}-{page}.png" for name, page in KEPT}


@pytest.mark.parametrize(
    "change",
    [
        {"sifat": "Biasa"},
        {"tembusan": ["Ketua KPU Provinsi Bengkulu", "Arsib"]},
        {"paraf": []},
        {"urutan": ["yth", "dari", "hal", "tanggal", "sifat", "lampiran"]},
    ],
)
def test_a_changed_letter_is_seen(change: dict[str, Any]) -> None:
    agreed = kept(picture("nota_dinas", samples.letter(), 1))
    assert other_pixels(agreed, kept(picture("nota_dinas", samples.letter(**change), 1))) > FEW
    assert other_pixels(agreed, kept(picture("nota_dinas", samples.letter(), 1))) == 0
