"""Letters in the house style: what stands on them, from the office's settings, the usulan and who signs."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import actions as office_actions
from renkeg.office import sifat
from renkeg.office.models import Pegawai, PenugasanJabatan, Satker
from renkeg.office.sentences import SENTENCES, filled
from renkeg.papers import documents
from renkeg.papers.models import Document
from renkeg.planning import actions, contents, drafts, integrity
from renkeg.planning.models import Returned, Usulan
from tests.cast import KEGIATAN, Cast, forward, start, usulan_at

HOSTILE = '#read("/etc/passwd") *tebal* <b>x</b> $x$ {unit}'
KABAG = "Kepala Bagian Keuangan, Umum dan Logistik"


def letters(**changes: Any) -> office_actions.Letters:
    """The settings of letters as they stand, but for the changes."""
    present = office_actions.Letters.of(Satker.objects.office())
    return office_actions.Letters(**{**vars(present), **changes})


def set_letters(cast: Cast, **changes: Any) -> None:
    office_actions.change_letters(Satker.objects.office(), letters(**changes), by=cast.admin)


def signed(usulan: Usulan, jenis: str = Document.Jenis.NOTA_DINAS) -> dict[str, Any]:
    """The frozen contents of its paper in force."""
    told: dict[str, Any] = usulan.papers().valid().get(jenis=jenis).contents
    return told


def words(file: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages).split())


def test_few_kegiatan_stand_in_the_letter_and_many_are_its_lampiran(cast: Cast) -> None:
    few, many = (signed(usulan_at(3, cast, susulan=n > 1, kegiatan=[dict(KEGIATAN)] * n)) for n in (1, 9))
    assert (few["daftar"], few["lampiran"]) == ("surat", "–")
    assert few["isi"] == (
        "Kegiatan yang diusulkan berjumlah 1 kegiatan dengan anggaran sebesar Rp12.500.000,00 "
        "(dua belas juta lima ratus ribu rupiah), dengan rincian sebagai berikut:"
    )
    assert (many["daftar"], many["lampiran"]) == ("lampiran", "1 (satu) berkas")
    assert many["isi"].endswith(
        "(seratus dua belas juta lima ratus ribu rupiah), dengan rincian sebagaimana tercantum dalam daftar terlampir."
    )


def test_one_kegiatan_with_very_long_words_is_a_lampiran(cast: Cast) -> None:
    long = {**KEGIATAN, "judul": "Rapat " * 49, "lokus": [f"Kecamatan Contoh Nomor {n}" for n in range(20)]}
    assert contents.nota_dinas(start(cast, kegiatan=[long]))["daftar"] == "lampiran"


def test_a_letter_without_kegiatan_says_so(cast: Cast) -> None:
    letter = contents.nota_dinas(start(cast, kegiatan=[]))
    assert (letter["isi"], letter["lampiran"]) == ("Daftar kegiatan belum diisi.", "–")


def test_the_drafter_has_put_his_paraf_and_none_where_nobody_else_drafted(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    assert signed(usulan)["paraf"] == [
        {"nama": "Kasubbag Contoh", "jabatan": "Kepala Subbagian Keuangan", "tanggal": "4 Januari 2027"}
    ]
    assert contents.nota_dinas(usulan)["paraf"] == []


def test_the_settings_reach_the_letter_and_leave_made_ones_alone(cast: Cast) -> None:
    before = usulan_at(3, cast)
    frozen = signed(before)
    told = {"nama": cast.kabag.nama, "nip": "198001012005011001", "email": "", "pangkat": "Pembina (IV/a)"}
    cast.kabag = office_actions.change_pegawai(cast.kabag, **told, by=cast.admin)
    set_letters(
        cast,
        head_order="hal",
        isi="Anggaran {unit} {bulan} {tahun}: {anggaran} ({terbilang}).",
        penutup="Sekian untuk {bulan}.",
        tembusan="Ketua KPU Provinsi Bengkulu\n\n  Arsip ",
        pangkat_printed=True,
        nip_omitted=True,
    )
    letter = signed(usulan_at(3, cast, susulan=True))
    assert letter["urutan"] == ["yth", "dari", "hal", "tanggal", "sifat", "lampiran"]
    assert letter["isi"] == (
        "Anggaran Subbagian Keuangan Februari 2027: Rp12.500.000,00 (dua belas juta lima ratus ribu rupiah):"
    )
    assert letter["penutup"] == "Sekian untuk Februari."
    assert letter["tembusan"] == ["Ketua KPU Provinsi Bengkulu", "Arsip"]
    assert (letter["tanda_tangan"]["pangkat"], letter["tanda_tangan"]["nip"]) == ("Pembina (IV/a)", "")
    assert signed(before) == frozen
    assert integrity.check().findings == []


def test_what_the_office_types_is_printed_as_it_is_typed(cast: Cast) -> None:
    set_letters(cast, penutup=HOSTILE, tembusan=HOSTILE)
    letter = contents.nota_dinas(start(cast))
    file = documents.draw(Document.Jenis.NOTA_DINAS, letter, made_for=cast.at("2027-01-04T09:00:00+07:00"), title="x")
    told = words(file)
    assert '#read("/etc/passwd") *tebal* <b>x</b> $x$ Subbagian Keuangan' in told
    # A tembusan fills nothing in.
    assert f"1. {HOSTILE}" in told


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (
            "penutup",
            "Demikian untuk {bula}.",
            "Kata {bula} tidak dikenal; yang diganti sendiri: {unit}, {bulan}, {tahun}.",
        ),
        ("penutup", "Demikian { saja.", "Kurung kurawal hanya mengapit"),
        ("isi", "Tanpa jumlah.", "Kalimat ini memuat {anggaran} dan {terbilang}"),
        ("pembuka", "Dua\nbaris.", "hanya boleh satu baris"),
        ("penutup", "Demikian\x07.", "karakter kendali"),
        ("penutup", "x" * 501, "paling banyak 500"),
        ("tembusan", "\n".join("abcdefghijk"), "Paling banyak 10 penerima"),
        ("tembusan", "x" * 151, "paling banyak 150"),
        ("tembusan", "a\u202eb", "pengatur arah"),
        ("head_order", "acak", "Pilih satu"),
        ("keamanan", "top secret", "Pilih satu"),
        ("kecepatan", "", "Pilih satu"),
    ],
)
def test_a_setting_that_cannot_be_printed_is_named(cast: Cast, name: str, text: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        set_letters(cast, **{name: text})
    assert [one.loc for one in refused.value.problems] == [name]
    assert says in refused.value.problems[0].msg


def test_the_usual_sentence_and_an_empty_one_are_kept_as_nothing(cast: Cast) -> None:
    set_letters(cast, penutup="Sekian.")
    set_letters(cast, penutup=SENTENCES["penutup"].standard, pembuka="")
    satker = Satker.objects.office()
    assert (satker.penutup, satker.pembuka) == ("", "")
    assert contents.opening(satker, "rencana kegiatan", "Subbagian Keuangan", date(2027, 2, 1)) == (
        "Bersama ini disampaikan usulan rencana kegiatan Subbagian Keuangan bulan Februari 2027."
    )


def test_what_is_filled_in_is_not_read_again() -> None:
    assert filled("{unit} dan {bulan} {lain}", {"unit": "{bulan}", "bulan": "Mei"}) == "{bulan} dan Mei {lain}"


# --- Sifat ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keamanan", "kecepatan", "printed"),
    [
        ("biasa", "biasa", "Biasa"),
        ("biasa", "sangat_segera", "Sangat Segera"),
        ("rahasia", "biasa", "Rahasia"),
        ("sangat_rahasia", "segera", "Sangat Rahasia/Segera"),
    ],
)
def test_the_two_axes_are_printed_together(keamanan: str, kecepatan: str, printed: str) -> None:
    assert sifat.printed(keamanan, kecepatan) == printed


def write(usulan: Usulan, by: Pegawai, **axes: str) -> Usulan:
    surat = drafts.Surat(usulan.hal, usulan.pengantar, **axes)
    return actions.write_surat(usulan, surat, versi=usulan.versi, by=by)


def test_a_letter_that_names_no_sifat_has_the_usual_one_and_the_seen_of_old(cast: Cast) -> None:
    usulan = start(cast)
    old = usulan.seen
    assert contents.nota_dinas(usulan)["sifat"] == "Segera"
    named = write(usulan, cast.kasubbag, keamanan="terbatas")
    assert contents.nota_dinas(named)["sifat"] == "Terbatas/Segera"
    assert named.seen != old
    # Who says nothing of it leaves it as it is.
    left = actions.write_surat(named, drafts.Surat("Hal yang lain", "Isi."), versi=named.versi, by=cast.kasubbag)
    assert (left.keamanan, left.kecepatan) == ("terbatas", "")
    assert integrity.check().findings == []


def test_the_sifat_is_changed_by_whose_turn_it_is_until_the_letter_is_signed(cast: Cast) -> None:
    usulan = forward(start(cast), cast)
    with pytest.raises(Refused):
        write(usulan, cast.kasubbag, kecepatan="biasa")
    usulan = forward(write(usulan, cast.kabag, kecepatan="sangat_segera"), cast)
    assert signed(usulan)["sifat"] == "Sangat Segera"
    with pytest.raises(Refused):
        write(usulan, cast.kabag, kecepatan="biasa")
    usulan = forward(usulan, cast)
    assert signed(usulan, Document.Jenis.LEMBAR_DISPOSISI)["surat"]["sifat"] == "Sangat Segera"


def test_a_tidak_keeps_the_sifat_and_a_revision_takes_it_over(cast: Cast) -> None:
    usulan = forward(write(start(cast), cast.kasubbag, keamanan="rahasia"), cast)
    tugas = usulan.open_tugas
    assert tugas is not None
    actions.send_back(tugas, by=cast.kabag, catatan="Perbaiki lokus kegiatan.")
    kept = Returned.objects.get()
    assert (kept.keamanan, kept.seen) == ("rahasia", usulan.seen)
    assert integrity.check().findings == []


def test_an_unknown_sifat_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        drafts.read_surat({"hal": "Hal surat", "pengantar": "Isi.", "keamanan": "x", "kecepatan": 3})
    assert [one.loc for one in refused.value.problems] == ["keamanan", "kecepatan"]


# --- a.n., u.b. ----------------------------------------------------------------


def acting(cast: Cast, mandate: str) -> PenugasanJabatan:
    """The kasubbag of elsewhere stands in for the Kabag, by that mandate."""
    plh = cast.appoint(cast.outsider, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    return office_actions.note_order(plh, nomor="7/SPt/2027", tanggal=None, mandate=mandate, by=cast.sekretaris)


@pytest.mark.parametrize(
    ("mandate", "above", "title"),
    [
        ("", [], f"Plh. {KABAG}"),
        ("an", [f"a.n. {KABAG},"], "Kepala Subbagian Teknis Penyelenggaraan Pemilu"),
        (
            "ub",
            ["a.n. Sekretaris KPU Provinsi Bengkulu,", f"{KABAG},", "u.b."],
            "Kepala Subbagian Teknis Penyelenggaraan Pemilu",
        ),
    ],
)
def test_who_stands_in_signs_as_his_mandate_says(cast: Cast, mandate: str, above: list[str], title: str) -> None:
    acting(cast, mandate)
    usulan = usulan_at(2, cast)
    tugas = usulan.open_tugas
    assert tugas is not None
    usulan = actions.approve(tugas, by=cast.outsider, seen=usulan.seen)
    block = signed(usulan)["tanda_tangan"]
    assert (block.get("atas_nama", []), block["jabatan"]) == (above, title)
    assert signed(usulan)["dari"] == KABAG
    assert signed(usulan)["jabatan_penandatangan"] == " ".join([*above, title])
    closed = usulan.riwayat[-1]
    assert closed.kapasitas == "plh"
    assert integrity.check().findings == []


def test_a_definitive_holder_has_no_mandate(cast: Cast) -> None:
    own = cast.kabag.penugasan.get()
    with pytest.raises(BadInput):
        office_actions.note_order(own, nomor="7/SPt/2027", tanggal=None, mandate="an", by=cast.admin)


def test_who_holds_no_post_of_his_own_signs_as_plh(cast: Cast) -> None:
    newcomer = office_actions.hire(username="baru", nama="Baru Contoh")
    plh = cast.appoint(newcomer, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-08")
    plh = office_actions.note_order(plh, nomor="7/SPt/2027", tanggal=None, mandate="an", by=cast.admin)
    assert plh.signs(cast.at("2027-01-04T10:00:00+07:00")) == ([], f"Plh. {KABAG}")


def test_the_disposisi_of_who_stands_in_says_so_too(cast: Cast) -> None:
    usulan = usulan_at(3, cast)
    plh = cast.appoint(cast.outsider_kabag, "sekretaris", "sekretariat", "plh", "2027-01-04", "2027-01-08")
    office_actions.note_order(plh, nomor="1/SPt/2027", tanggal=None, mandate="an", by=cast.admin)
    tugas = usulan.open_tugas
    assert tugas is not None
    usulan = actions.approve(tugas, by=cast.outsider_kabag, seen=usulan.seen)
    sheet = signed(usulan, Document.Jenis.LEMBAR_DISPOSISI)
    assert sheet["rantai"][0]["paraf"]["atas_nama"] == ["a.n. Sekretaris KPU Provinsi Bengkulu,"]
    assert sheet["surat"]["agenda"] == sheet["surat"]["nomor"]
    assert "Setuju" in sheet["pilihan"]


def test_one_sheet_carries_both_disposisi_and_every_box(cast: Cast) -> None:
    usulan = usulan_at(5, cast)
    paper = usulan.papers().valid().get(jenis=Document.Jenis.LEMBAR_DISPOSISI)
    file = documents.render(paper)
    assert len(PdfReader(BytesIO(file)).pages) == 1
    told = words(file)
    assert told.count("Tunda pelaksanaannya") == 2
    assert file == documents.render(paper)
