"""The papers as PDF: the same bytes each time, text kept as text, nothing lost at the end of a page."""

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from renkeg.papers import pdf
from tests.papers import samples

HEADS = [
    "No.",
    "Kode",
    "Judul Kegiatan",
    "Sasaran/Volume",
    "Jenis Kegiatan",
    "Anggaran (Rp)",
    "Lokus",
    "Tanggal Kegiatan",
]
HOSTILE = [
    "<script>alert(1)</script>",
    '#read("/etc/passwd")',
    '#panic("x") #while true {} #import "@preview/cetz:0.2.2"',
    "*tebal* _miring_ $x^2$ @ref <lbl> `raw` \\ = Kepala //komentar /* x */ ~ -- ---",
    '=HYPERLINK("http://evil.test","klik")',
    "@SUM(1+1)*cmd",
    "null",
    "Dia bilang \"ya\" dan 'tidak'...",
]
PAPERS = {
    "berita_acara_musnah": samples.berita_acara_musnah(),
    "buku_agenda": samples.buku_agenda(),
    "daftar_arsip": samples.daftar_arsip(),
    "kit": samples.kit(),
    "nota_dinas": samples.nota_dinas(),
    "lembar_disposisi": samples.lembar_disposisi(),
    "rekapitulasi": samples.rekapitulasi(),
    "rencana_bulanan": samples.rencana_bulanan(samples.rows(30)),
    "sop": samples.sop(),
    "tanda_tangan": samples.tanda_tangan(),
}


def render(template: str, data: dict[str, Any]) -> bytes:
    return pdf.render(template, data, made_for=samples.MADE_FOR, title="Judul berkas")


def pages(template: str, data: dict[str, Any]) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(render(template, data))).pages]


def words(text: str) -> str:
    return " ".join(text.split())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("template", pdf.TEMPLATES)
def test_another_process_makes_the_same_bytes(template: str, tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text(json.dumps(PAPERS[template]), encoding="utf-8")
    program = (
        "import json, sys; from datetime import datetime; from pathlib import Path; from renkeg.papers import pdf;"
        "data = json.loads(Path(sys.argv[2]).read_text(encoding='utf-8'));"
        "made_for = datetime.fromisoformat(sys.argv[3]);"
        "sys.stdout.buffer.write(pdf.render(sys.argv[1], data, made_for=made_for, title='Judul berkas'))"
    )
    command = [sys.executable, "-c", program, template, str(data), samples.MADE_FOR.isoformat()]
    elsewhere = subprocess.run(command, capture_output=True, check=True).stdout
    assert elsewhere == render(template, PAPERS[template])


def test_threads_make_the_same_bytes() -> None:
    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(lambda _: render("nota_dinas", samples.nota_dinas()), range(12)))
    assert len(made) == 1


def test_the_file_names_its_moment_and_title() -> None:
    about = PdfReader(BytesIO(render("nota_dinas", samples.nota_dinas()))).metadata
    assert about is not None
    assert about.title == "Judul berkas"
    assert about.creation_date == samples.MADE_FOR


def test_the_same_moment_in_another_zone_gives_the_same_bytes() -> None:
    there = samples.MADE_FOR.astimezone(timezone(timedelta(hours=7)))
    here = pdf.render("nota_dinas", samples.nota_dinas(), made_for=samples.MADE_FOR, title="x")
    assert pdf.render("nota_dinas", samples.nota_dinas(), made_for=there, title="x") == here


def test_a_naive_moment_and_an_unknown_paper_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        pdf.render("nota_dinas", samples.nota_dinas(), made_for=datetime(2027, 1, 4), title="x")
    with pytest.raises(ValueError, match="no such paper"):
        pdf.render("../nota_dinas", samples.nota_dinas(), made_for=datetime(2027, 1, 4, tzinfo=UTC), title="x")


def test_each_template_has_a_version_of_its_own() -> None:
    assert set(pdf.TEMPLATE_VERSION) == set(pdf.TEMPLATES)
    assert len(set(pdf.TEMPLATE_VERSION.values())) == len(pdf.TEMPLATES)


def test_a_paper_claims_pdf_a_and_ua_and_carries_its_fonts() -> None:
    file = render("rencana_bulanan", PAPERS["rencana_bulanan"])
    reader = PdfReader(BytesIO(file))
    metadata = str(reader.xmp_metadata and reader.xmp_metadata.stream.get_data())
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert fonts
    assert all("Arimo" in font["/BaseFont"] for font in fonts)
    assert all("/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts)


def test_the_letter_says_who_what_and_how_much() -> None:
    data = samples.nota_dinas(samples.rows(3), total=12_000_000, terbilang="dua belas juta rupiah", tembusan=["Arsip"])
    letter, attachment = map(words, pages("nota_dinas", data))
    for text in (
        "KOMISI PEMILIHAN UMUM PROVINSI BENGKULU",
        "NOTA DINAS NOMOR 123/PR.02.2-ND/17/2027",
        f"Yth. : {samples.SEKRETARIS} Dari : {samples.KABAG} Tanggal : 4 Januari 2027 Sifat : Biasa",
        "Lampiran : 1 (satu) berkas Hal : Usulan Rencana Kegiatan Bulan Januari 2027",
        "berjumlah 3 kegiatan dengan anggaran sebesar Rp12.000.000,00 (dua belas juta rupiah)",
        "Plh. Kepala Bagian Keuangan, Umum dan Logistik,",
        "Disetujui secara elektronik oleh Rina Contoh pada 4 Januari 2027 pukul 10.20 WIB",
        "Rina Contoh NIP 198001012005011001",
        "Tembusan: 1. Arsip",
    ):
        assert text in letter
    assert "KONSEP" not in letter
    assert "- 1 -" not in letter
    for text in ("- 2 -", "Nomor : 123/PR.02.2-ND/17/2027", "Jumlah 12.000.000 Terbilang: dua belas juta rupiah"):
        assert text in attachment


def test_a_draft_says_so_on_every_page_and_has_no_number() -> None:
    data = samples.nota_dinas(samples.rows(40), konsep=True, nomor=None, tanggal=None, tanda_tangan=None)
    made = pages("nota_dinas", data)
    assert len(made) > 2
    assert all("KONSEP" in page for page in made)
    assert re.search(r"NOMOR \.{10,}\n", made[0])
    assert "elektronik" not in made[0]
    assert f"{samples.KABAG}," in words(made[0])


def test_a_letter_without_kegiatan_has_no_list() -> None:
    assert len(pages("nota_dinas", samples.nota_dinas([]))) == 1


@pytest.mark.parametrize("count", range(1, 40, 3))
def test_the_signature_stands_on_the_page_of_the_closing_words(count: int) -> None:
    pengantar = ["Paragraf yang menerangkan maksud usulan ini dengan beberapa kalimat. " * 2] * count
    made = pages("nota_dinas", samples.nota_dinas([], pengantar=pengantar))
    (closing,) = [page for page in made if "Demikian disampaikan" in page]
    assert "Rina Contoh\nNIP" in closing
    assert f"Plh. {samples.KABAG}," in words(closing)
    assert closing is made[-1]


@pytest.mark.parametrize("count", [1, 5, 6, *range(8, 40, 2), 60])
def test_the_plan_repeats_its_head_and_keeps_its_foot_together(count: int) -> None:
    data = samples.rencana_bulanan(samples.rows(count), mengetahui=samples.signature(samples.KABAG, "Rina Contoh"))
    made = [words(page) for page in pages("rencana_bulanan", data)]
    assert all(words(" ".join(HEADS)) in page for page in made)
    numbers = [no for page in made for no in re.findall(r"(\d+) 6709\.QGE", page)]
    assert numbers == [str(no) for no in range(1, count + 1)]
    last = made[-1]
    total = f"{data['total']:,}".replace(",", ".")
    assert f"{count} 6709.QGE" in last
    assert re.search(
        rf"Jumlah {re.escape(total)} .*Mengetahui, .*Rina Contoh NIP .*Bengkulu, 4 Januari 2027 .*Sari Contoh NIP", last
    )
    assert f"Halaman {len(made)} dari {len(made)}" in last


def test_the_first_page_of_the_plan_is_used() -> None:
    first = pages("rencana_bulanan", samples.rencana_bulanan(samples.rows(60)))[0]
    assert len(re.findall("6709", first)) >= 8


def test_a_short_plan_shows_five_numbered_rows() -> None:
    made = pages("rencana_bulanan", samples.rencana_bulanan(samples.rows(2)))
    assert len(made) == 1
    assert re.search(r"2 6709.*\n?.* 3 4 5 Jumlah", words(made[0]))


def test_the_plan_has_the_head_and_columns_of_the_form() -> None:
    page = words(pages("rencana_bulanan", samples.rencana_bulanan())[0])
    assert (
        "RENCANA KEGIATAN BULANAN BULAN/TAHUN ANGGARAN : JANUARI/2027 PROVINSI : BENGKULU SUB BAGIAN : KEUANGAN" in page
    )
    assert "Belum diketahui Kepala Bagian" in page
    box = PdfReader(BytesIO(render("rencana_bulanan", samples.rencana_bulanan()))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)


def test_a_sop_without_a_kepala_bagian_leaves_his_side_out() -> None:
    data = samples.rencana_bulanan(
        jabatan_mengetahui="", belum_mengetahui="", label_wilayah="KABUPATEN", provinsi="SELUMA"
    )
    page = words(pages("rencana_bulanan", data)[0])
    assert "KABUPATEN : SELUMA" in page
    assert "Mengetahui" not in page


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("template", pdf.TEMPLATES)
def test_text_stays_text(template: str, text: str) -> None:
    data = json.loads(json.dumps(PAPERS[template]))
    if template == "lembar_disposisi":
        data["rantai"][0] |= {"catatan": text, "instruksi": [text]}
    elif template == "rekapitulasi":
        data["rencana"][0]["rencana"][0]["kegiatan"][0] |= {"judul": text, "kode": text, "lokus": text}
        data["bagian"][0]["baris"][0] |= {"sub_bagian": text}
    elif template == "buku_agenda":
        data["jenis"][0]["baris"][0] |= {"hal": text, "dari": text, "kepada": text}
    elif template == "daftar_arsip":
        data["baris"][0][2] = data["kepala"][0][1] = text
    elif template == "berita_acara_musnah":
        data |= {"isi": [text]}
        data["daftar"][0]["uraian"] = text
    elif template == "sop":
        data["identitas"] |= {"judul": text, "peringatan": [text, text]}
        data["drawing"]["pages"][0]["bands"][0]["cells"][0] = [text]
    elif template == pdf.MARK:
        data |= {"nama": text, "jabatan": text}
    elif template == "kit":
        data["surat"] |= {"hal": text, "pengantar": [text]}
    else:
        data["kegiatan"][0] |= {"judul": text, "kode": text, "lokus": text}
    if template == "nota_dinas":
        data |= {"hal": text, "pengantar": [text]}
    made = squeezed("".join(pages(template, data)))
    assert made.count(squeezed(text)) >= 2
    assert "root:" not in made


def test_words_wider_than_their_column_break_and_stay_whole_as_text() -> None:
    row = samples.row(
        1, judul="W" * 300, kode="Q" * 200, jenis="J" * 200, lokus="L\u00a0" * 100, sasaran_volume="S" * 200
    )
    made = "\n".join(pages("rencana_bulanan", samples.rencana_bulanan([row])))
    for sign, count in {"W": 300, "Q": 200, "J": 200, "S": 200}.items():
        runs = re.findall(f"{sign}{{3,}}", made)
        assert sum(map(len, runs)) == pytest.approx(count, abs=2)
        assert max(map(len, runs)) < 25
    assert "\u200b" not in made


def test_a_title_of_300_characters_many_lokus_and_days_are_all_there() -> None:
    judul = ("Rapat koordinasi pengelolaan keuangan dan barang milik negara " * 6)[:300].strip()
    lokus = ", ".join(f"Kecamatan Contoh Nomor {i}" for i in range(1, 21))
    tanggal = "; ".join(f"{i} s.d. {i + 1} Januari 2027" for i in range(1, 21))
    row = samples.row(1, judul=judul, lokus=lokus, tanggal=tanggal, anggaran=999_999_999_999_999)
    data = samples.rencana_bulanan([row], total=60 * 999_999_999_999_999)
    made = words("".join(pages("rencana_bulanan", data)))
    for text in (judul, lokus, tanggal, "999.999.999.999.999", "59.999.999.999.999.940"):
        assert text in made


def test_a_row_higher_than_a_page_is_printed_to_its_end() -> None:
    lokus = ", ".join(f"{i:03} {'tempat ' * 25}" for i in range(40))
    made = words("".join(pages("rencana_bulanan", samples.rencana_bulanan([samples.row(1, lokus=lokus)]))))
    assert [f"{i:03}" for i in range(40)] == re.findall(r"\b(\d{3}) tempat", made)


def test_long_disposisi_flow_over_pages_and_lose_nothing() -> None:
    data = samples.lembar_disposisi()
    catatan = " ".join(f"kata{i}" for i in range(700))
    data["rantai"] = [{**data["rantai"][0], "no": no, "catatan": catatan} for no in (1, 2)]
    made = words("".join(pages("lembar_disposisi", data)))
    assert [made.count(f"kata{i} ") for i in (0, 350, 698)] == [2, 2, 2]


def test_the_chain_stands_on_one_form_in_order() -> None:
    page = words(pages("lembar_disposisi", samples.lembar_disposisi())[0])
    for text in (
        f"Disposisi 1 Dari : {samples.SEKRETARIS} Diteruskan kepada : {samples.KABAG}",
        "Proses sesuai ketentuan yang berlaku",
        "Perhatikan sisa pagu belanja perjalanan dinas. Laporkan hasilnya pada rapat pimpinan.",
        f"Disposisi 2 Dari : {samples.KABAG} Diteruskan kepada : {samples.KASUBBAG}",
    ):
        assert text in page
    assert page.index("Budi Contoh") < page.index("Disposisi 2") < page.rindex("Input ke form rencana kegiatan")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Rapat é – “kutip” Ω Ж 12 m²", "Rapat é – “kutip” Ω Ж 12 m²"),
        ("Re\u0301sume\u0301", "Résumé"),
        ("漢字 dan 😀", "□□ dan □"),
        ("👩\u200d💻\ufe0f", "□□"),
        ("مرحبا", "□□□□□"),
        ("a\x07b\ue000c\ud800d", "a□b□c□d"),
        ("a\u3000b\tc\u2028d", "a b c\nd"),
        ("a\u202eb\u00adc\ufeffd", "abcd"),
        ("x\u0489\u20e3", "x□□"),
        ("ᾳ\u20e3", "ᾳ□"),
    ],
)
def test_a_character_without_a_shape_becomes_a_visible_mark(text: str, printed: str) -> None:
    assert pdf.printable(text) == printed


def test_the_mark_itself_is_on_the_paper() -> None:
    made = pages("nota_dinas", samples.nota_dinas(hal="Rapat 漢字"))
    assert "Hal : Rapat □□" in words(made[0])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_text_stops_a_paper(text: str) -> None:
    assert render("nota_dinas", samples.nota_dinas([], hal=text, pengantar=[text])).startswith(b"%PDF-1.7")


def test_no_template_can_run_or_read_what_it_is_given() -> None:
    for file in (Path(pdf.__file__).parent / "typst").glob("*.typ"):
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|\bread\(|\bplugin\(|@preview|@local|mode:", source), file.name
        assert set(re.findall(r'import "([^"]+)"', source)) <= {"shared.typ"}
