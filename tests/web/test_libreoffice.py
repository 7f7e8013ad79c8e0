"""The kertas kerja is filled by hand, saved by a real LibreOffice and brought back: understood, or named by row and column."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from renkeg.papers.kertas_kerja import FIELDS
from renkeg.papers.opening import opened
from renkeg.planning import pok, pok_head, typed, workbook
from renkeg.planning.models import Upload, Usulan
from tests.budget import LINES, imported, spread
from tests.cast import KEGIATAN, Cast, usulan_at
from tests.libreoffice import Office
from tests.workbooks import COLUMN, edited, put, row_of

LONG = " ".join(f"Rapat koordinasi ke-{n} bersama KPU kabupaten/kota." for n in range(1, 8))[:299] + "."
ROWS: list[dict[str, Any]] = [
    {
        **KEGIATAN,
        "judul": f"Kegiatan {n}",
        "anggaran": n * 1_000_000,
        **({"kode": f"CQ.{KEGIATAN['kode']}"} if n > 2 else {}),
    }
    for n in range(1, 5)
]
"""Two name their kode without the program, two with it: it is the same one."""
SHEET = "Rencana Kegiatan"

Change = Callable[[Worksheet], object]
Told = Mapping[str, Mapping[str, str] | None]
"""What a file changes, by judul: the changed fields as people write them; None is a row that goes."""


@dataclass(frozen=True)
class Example:
    """What a person does to the form, and what must come of it: changes, or problems by the name of row and column."""

    change: Change
    told: Told = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    moved: bool = False


def _cells(judul: str, /, **cells: Any) -> Change:
    return lambda sheet: put(sheet, judul, **cells)


def _both(*changes: Change) -> Change:
    return lambda sheet: [change(sheet) for change in changes]


def _swap(sheet: Worksheet) -> None:
    """Two rows change places with all they hold, as sorting does."""
    first, second = row_of(sheet, "Kegiatan 1"), row_of(sheet, "Kegiatan 3")
    for column in range(2, COLUMN["id"] + 1):
        one, other = sheet.cell(first, column), sheet.cell(second, column)
        if column != COLUMN["sisa"]:
            one.value, other.value = other.value, one.value


def _insert(sheet: Worksheet) -> None:
    at = row_of(sheet, "Kegiatan 2")
    sheet.insert_rows(at)
    sheet.cell(at, COLUMN["judul"]).value = "Sisipan"
    sheet.cell(at, COLUMN["anggaran"]).value = 250_000


def _blank_lines(sheet: Worksheet) -> None:
    sheet.insert_rows(row_of(sheet, "Kegiatan 2"), 2)
    sheet.insert_rows(row_of(sheet, "Kegiatan 4"), 1)


def _hide(sheet: Worksheet) -> None:
    row = put(sheet, "Kegiatan 2", anggaran=9_000_000)
    sheet.row_dimensions[row].hidden = True


def _filtered(sheet: Worksheet) -> None:
    first, last = row_of(sheet, "Kegiatan 1"), row_of(sheet, "Kegiatan 4")
    sheet.auto_filter.ref = f"A{first - 1}:M{last}"
    sheet.row_dimensions[last].hidden = True


def _merge(column: str) -> Change:
    letter = chr(ord("A") + COLUMN[column] - 1)

    def change(sheet: Worksheet) -> None:
        sheet.merge_cells(f"{letter}{row_of(sheet, 'Kegiatan 1')}:{letter}{row_of(sheet, 'Kegiatan 2')}")

    return change


def _extra_column(sheet: Worksheet) -> None:
    head = row_of(sheet, "Kegiatan 1") - 2
    sheet.cell(head, COLUMN["id"] + 1).value = "PIC"
    sheet.cell(head + 2, COLUMN["id"] + 1).value = "Petugas contoh"


def _move_columns(sheet: Worksheet) -> None:
    """Lokus and Tanggal change places, heads and all."""
    one, other = COLUMN["lokus"], COLUMN["tanggal"]
    head = row_of(sheet, "Kegiatan 1") - 2
    for row in range(head, row_of(sheet, "Kegiatan 4") + 1):
        first, second = sheet.cell(row, one), sheet.cell(row, other)
        if "Merged" not in type(first).__name__:
            first.value, second.value = second.value, first.value


def _formatted(judul: str, name: str, value: Any, number_format: str) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet.cell(put(sheet, judul, **{name: value}), COLUMN[name]).number_format = number_format

    return change


def _emptied(sheet: Worksheet) -> None:
    row = row_of(sheet, "Kegiatan 4")
    for column in range(2, COLUMN["rincian"] + 1):
        sheet.cell(row, column).value = None


def _copied(sheet: Worksheet) -> None:
    first, free = row_of(sheet, "Kegiatan 1"), row_of(sheet, "")
    for column in range(2, COLUMN["id"] + 1):
        sheet.cell(free, column).value = sheet.cell(first, column).value
    sheet.cell(free, COLUMN["judul"]).value = "Salinan"


def _below_the_total(sheet: Worksheet) -> None:
    row = next(cell.row for cell in sheet["A"] if cell.value == "Jumlah")
    sheet.cell(row + 1, COLUMN["judul"]).value = "Terlambat"
    sheet.cell(row + 1, COLUMN["anggaran"]).value = 5


def _a_day_elsewhere(sheet: Worksheet) -> None:
    """What Excel makes of "3-5" in a cell that is no text: a day."""
    row = row_of(sheet, "Kegiatan 2")
    for name in ("kode", "volume", "anggaran"):
        sheet.cell(row, COLUMN[name]).value = date(2027, 5, 3)
        sheet.cell(row, COLUMN[name]).number_format = "dd-mmm"


def _remarked(sheet: Worksheet) -> None:
    row = put(sheet, "Kegiatan 2", satuan="peserta")
    sheet.cell(row, COLUMN["satuan"]).comment = Comment("Mohon dicek", "Contoh")


def _merge_rows(sheet: Worksheet) -> None:
    """Each cell of two rows is merged with the one below, and the second row says nothing any more."""
    row = row_of(sheet, "Kegiatan 1")
    for column in range(2, COLUMN["rincian"] + 1):
        letter = chr(ord("A") + column - 1)
        sheet.merge_cells(f"{letter}{row}:{letter}{row + 1}")


def _more_sheets(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.title = "Februari"
    sheet.parent.create_sheet("Catatan", 0)["A1"].value = "Catatan rapat"


MERGED = "Sel ini digabung dengan baris lain; pisahkan, lalu isi setiap baris."
FAILED = "Sel ini kosong karena rumusnya menghasilkan galat; ketik nilainya."
A_DAY = "Sel ini berisi tanggal; ubah formatnya menjadi Teks (Text), lalu ketik lagi isinya."
NO_DAY = "Tanggal tidak dikenali; tulis hari/bulan/tahun, misalnya 12/01/2026 atau 12 Januari 2026."
PLACES = {"sasaran": "KPU kabupaten/kota", "volume": "10", "satuan": "orang", "jenis": "Rapat koordinasi"}

EXAMPLES: Mapping[str, Example] = {
    "nothing touched": Example(lambda sheet: None),
    "days as text": Example(
        _both(
            _cells("Kegiatan 1", tanggal="3 Maret 2027"),
            _cells("Kegiatan 2", tanggal="3-5 Mar"),
            _cells("Kegiatan 3", tanggal="3/3/2027"),
            _cells("Kegiatan 4", tanggal="1 s.d. 3 Feb 2027; 10 Februari 2027"),
        ),
        {
            "Kegiatan 1": {"tanggal": "3 Maret 2027"},
            "Kegiatan 2": {"tanggal": "3 s.d. 5 Maret 2027"},
            "Kegiatan 3": {"tanggal": "3 Maret 2027"},
            "Kegiatan 4": {"tanggal": "1 s.d. 3 Februari 2027; 10 Februari 2027"},
        },
    ),
    "a day of another year": Example(
        _cells("Kegiatan 1", tanggal="3 Maret 2026"), {"Kegiatan 1": {"tanggal": "3 Maret 2026"}}
    ),
    "a short year": Example(
        _cells("Kegiatan 1", tanggal="03/03/26"),
        problems=("Baris 9, kolom Tanggal Kegiatan: Tulis tahun dengan empat angka, misalnya 12/01/2026.",),
    ),
    "a day that is none": Example(
        _cells("Kegiatan 1", tanggal="31 Februari 2027"),
        problems=("Baris 9, kolom Tanggal Kegiatan: Tanggal 31 Februari 2027 tidak ada; periksa kembali harinya.",),
    ),
    "a real date": Example(
        _formatted("Kegiatan 1", "tanggal", date(2027, 2, 3), "dd/mm/yyyy"),
        {"Kegiatan 1": {"tanggal": "3 Februari 2027"}},
    ),
    "a real date by another format": Example(
        _formatted("Kegiatan 1", "tanggal", datetime(2027, 2, 3, 8, 30), "d mmm"),
        {"Kegiatan 1": {"tanggal": "3 Februari 2027"}},
    ),
    "a day as a bare number": Example(
        _formatted("Kegiatan 1", "tanggal", 46_421, "General"), problems=(f"Baris 9, kolom Tanggal Kegiatan: {NO_DAY}",)
    ),
    "an hour": Example(
        _formatted("Kegiatan 1", "tanggal", time(8, 30), "hh:mm"),
        problems=(f"Baris 9, kolom Tanggal Kegiatan: {NO_DAY}",),
    ),
    "a day where none belongs": Example(
        _a_day_elsewhere,
        problems=(
            f"Baris 10, kolom Kode: {A_DAY}",
            f"Baris 10, kolom Volume: {A_DAY}",
            f"Baris 10, kolom Anggaran: {A_DAY}",
        ),
    ),
    "money as people write it": Example(
        _both(
            _cells("Kegiatan 1", anggaran="Rp 1.500.000,-"),
            _cells("Kegiatan 2", anggaran="1,5 jt"),
            _cells("Kegiatan 3", anggaran="Rp2.750.000,00"),
            _cells("Kegiatan 4", anggaran="4500000"),
        ),
        {
            "Kegiatan 1": {"anggaran": "1.500.000"},
            "Kegiatan 2": {"anggaran": "1.500.000"},
            "Kegiatan 3": {"anggaran": "2.750.000"},
            "Kegiatan 4": {"anggaran": "4.500.000"},
        },
    ),
    "money in words": Example(
        _cells("Kegiatan 2", anggaran="dua juta"),
        problems=("Baris 10, kolom Anggaran: Tulis “dua juta” dengan angka saja, misalnya 2.000.000 atau 2 juta.",),
    ),
    "half a rupiah": Example(
        _cells("Kegiatan 2", anggaran=1_500_000.5),
        problems=("Baris 10, kolom Anggaran: Tulis rupiah utuh tanpa sen: 1500000.",),
    ),
    "less than nothing": Example(
        _cells("Kegiatan 2", anggaran=-5),
        problems=("Baris 10, kolom Anggaran: Jumlah rupiah tidak boleh kurang dari nol.",),
    ),
    "a percentage": Example(
        _formatted("Kegiatan 2", "anggaran", 0.5, "0%"),
        problems=("Baris 10, kolom Anggaran: Tulis rupiah utuh tanpa sen: 1.500.000.",),
    ),
    "a number that shows thousands": Example(
        _formatted("Kegiatan 2", "anggaran", 2_500_000, "#,##0,"), {"Kegiatan 2": {"anggaran": "2.500.000"}}
    ),
    "an hour as money": Example(
        _formatted("Kegiatan 2", "anggaran", time(8, 30), "hh:mm"), problems=("Baris 10, kolom Anggaran: ",)
    ),
    "a formula": Example(_cells("Kegiatan 2", anggaran="=10*150000+H9"), {"Kegiatan 2": {"anggaran": "2.500.000"}}),
    "a formula that fails": Example(
        _cells("Kegiatan 2", anggaran="=#REF!*2"), problems=(f"Baris 10, kolom Anggaran: {FAILED}",)
    ),
    "a formula that divides by nothing": Example(
        _cells("Kegiatan 3", volume="=1/0"), problems=(f"Baris 11, kolom Volume: {FAILED}",)
    ),
    "a title by a formula that fails": Example(
        _cells("Kegiatan 3", judul="=NA()"), problems=(f"Baris 11, kolom Judul Kegiatan: {FAILED}",)
    ),
    "a title by formula": Example(
        _cells("Kegiatan 2", judul='="Kegiatan "&(1+1)&" lanjutan"'),
        {"Kegiatan 2 lanjutan": {"judul": "Kegiatan 2 lanjutan"}},
    ),
    "a hidden row": Example(_hide, {"Kegiatan 2": {"anggaran": "9.000.000"}}),
    "a filtered row": Example(_filtered),
    "blank lines between": Example(_blank_lines),
    "merged money": Example(
        _merge("anggaran"),
        problems=(f"Baris 9, kolom Anggaran: {MERGED}", f"Baris 10, kolom Anggaran: {MERGED}"),
    ),
    "merged places": Example(
        _merge("lokus"), problems=(f"Baris 9, kolom Lokus: {MERGED}", f"Baris 10, kolom Lokus: {MERGED}")
    ),
    "merged rows": Example(
        _merge_rows,
        problems=tuple(f"Baris {row}, kolom {name}: {MERGED}" for row in (9, 10) for name in ("Kode", "Anggaran")),
    ),
    "a column of their own": Example(_extra_column, notes=("Kolom di luar form tidak dibaca: PIC.",)),
    "rows in another order": Example(_swap, moved=True),
    "a row put in between": Example(_insert, {"Sisipan": {"judul": "Sisipan", "anggaran": "250.000"}}),
    "a row taken out": Example(lambda sheet: sheet.delete_rows(row_of(sheet, "Kegiatan 3")), {"Kegiatan 3": None}),
    "a row emptied": Example(_emptied, {"Kegiatan 4": None}),
    "a row copied": Example(
        _copied,
        {
            "Salinan": {
                "judul": "Salinan",
                "kode": str(KEGIATAN["kode"]),
                "anggaran": "1.000.000",
                "lokus": "Kota Bengkulu",
                "tanggal": "15 s.d. 16 Februari 2027",
                **PLACES,
            }
        },
    ),
    "a row below the total": Example(
        _below_the_total,
        problems=("Baris 39: Baris ini berada di bawah baris Jumlah (baris 38); pindahkan ke atasnya.",),
    ),
    "columns in another order": Example(_move_columns),
    "a sheet renamed and another before it": Example(_more_sheets),
    "a remark beside a cell": Example(_remarked, {"Kegiatan 2": {"satuan": "peserta"}}),
    "a long title": Example(_cells("Kegiatan 2", judul=LONG), {LONG: {"judul": LONG}}),
    "several lines in a cell": Example(
        _cells("Kegiatan 2", judul="Rapat\npersiapan", lokus="Kota Bengkulu\nCurup\nKepahiang"),
        {"Kegiatan 2": {"lokus": "Kota Bengkulu; Curup; Kepahiang"}},
        problems=("Baris 10, kolom Judul Kegiatan: Isian ini hanya boleh satu baris; hapus pindah barisnya.",),
    ),
    "several kode": Example(
        _cells("Kegiatan 2", rincian="521211 = 1.500.000; 524111 = 2 juta", anggaran=None),
        {"Kegiatan 2": {"rincian": "521211 = 1.500.000; 524111 = 2.000.000", "anggaran": "3.500.000"}},
    ),
    "several kode on lines": Example(
        _cells("Kegiatan 2", rincian="521211 = 1.500.000\n524111 = 500 rb", anggaran=2_000_000),
        {"Kegiatan 2": {"rincian": "521211 = 1.500.000; 524111 = 500.000"}},
    ),
    "parts that do not add up": Example(
        _cells("Kegiatan 2", rincian="521211 = 1.500.000", anggaran=2_500_000),
        {"Kegiatan 2": {"rincian": "521211 = 1.500.000"}},
        problems=("Baris 10, kolom Anggaran: Anggaran tidak sama dengan jumlah rinciannya, Rp1.500.000.",),
    ),
    "parts without a sum": Example(
        _cells("Kegiatan 2", rincian="521211, 524111"),
        problems=(
            "Baris 10, kolom Rincian Kode: Tulis kode dan jumlahnya, misalnya 521211 = 1.500.000; bukan “521211, 524111”.",
        ),
    ),
    "volumes": Example(
        _both(
            _cells("Kegiatan 1", volume="2,5"),
            _cells("Kegiatan 2", volume=12),
            _formatted("Kegiatan 3", "volume", 0.75, "0%"),
            _cells("Kegiatan 4", volume="1.250"),
        ),
        {
            "Kegiatan 1": {"volume": "2,5"},
            "Kegiatan 2": {"volume": "12"},
            "Kegiatan 3": {"volume": "0,75"},
            "Kegiatan 4": {"volume": "1.250"},
        },
    ),
    "a kode as a number": Example(_formatted("Kegiatan 2", "kode", 521211, "0"), {"Kegiatan 2": {"kode": "521211"}}),
    "signs that begin formulas": Example(
        _cells("Kegiatan 2", sasaran="-10 orang", satuan="@kota", jenis="'Rapat"),
        {"Kegiatan 2": {"sasaran": "-10 orang", "satuan": "@kota", "jenis": "'Rapat"}},
    ),
    "blanks alone": Example(
        _cells("Kegiatan 2", sasaran="   ", lokus="\n"), {"Kegiatan 2": {"sasaran": "", "lokus": ""}}
    ),
}


@dataclass(frozen=True)
class Case:
    """A usulan with four rows, its form as it was downloaded, and the door to bring it back through."""

    usulan: Usulan
    form: bytes
    client: Client

    def upload(self, file: bytes, name: str = "kertas kerja.xlsx") -> Any:
        address = f"{self.usulan.get_absolute_url()}excel/"
        return self.client.post(address, {"file": SimpleUploadedFile(name, file)}, follow=True)


class Examples:
    """All examples as LibreOffice saves them, in one call: the form is the same for each of them."""

    def __init__(self) -> None:
        self.office = Office()
        self._saved: Mapping[str, bytes] = {}

    def saved(self, form: bytes) -> Mapping[str, bytes]:
        # Every case puts back the same rows under the same keys, so that the first form is everybody's.
        if not self._saved:
            self._saved = self.office.saved({name: edited(form, one.change) for name, one in EXAMPLES.items()})
        return self._saved


@pytest.fixture(scope="module")
def examples() -> Iterator[Examples]:
    examples = Examples()
    yield examples
    examples.office.remove()


@pytest.fixture
def case(cast: Cast, client: Client) -> Case:
    usulan = usulan_at(1, cast, kegiatan=ROWS, susulan=True)
    imported(cast)
    client.force_login(cast.kasubbag)
    return Case(usulan, client.get(f"{usulan.get_absolute_url()}kertas-kerja.xlsx").content, client)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_a_person_filled_in_is_understood_or_named(case: Case, examples: Examples, name: str) -> None:
    example = EXAMPLES[name]
    response = case.upload(examples.saved(case.form)[name])
    assert response.status_code == 200
    upload = Upload.objects.get()
    assert upload.base is not None
    found = workbook.difference(upload, case.usulan)
    assert {one.judul: _changed(one) for one in found.changes} == example.told
    assert not any(one.open for one in found.changes)
    assert found.moved is example.moved
    assert tuple(upload.notes) == example.notes
    _same_problems(unescape(response.content.decode()), upload, example)


def _changed(change: workbook.Change) -> Mapping[str, str] | None:
    if change.kind == "removed":
        return None
    blank: dict[str, Any] = dict.fromkeys(FIELDS) | {"lokus": [], "tanggal": []}
    printed = typed.printed(blank | {name: new for name, (_, new) in change.fields.items()})
    return {name: printed[name] for name in change.fields}


def _same_problems(page: str, upload: Upload, example: Example) -> None:
    for told in example.problems:
        assert f"<li>{told}" in page
    rows = {one["row"] for one in upload.problems}
    assert rows == {int(told.split()[1].strip(",:")) for told in example.problems}
    assert ("Terima semua perubahan" in page) is (not example.problems and bool(example.told or example.moved))


def test_what_the_form_carries_is_still_there_after_a_save(case: Case, examples: Examples) -> None:
    book = openpyxl.load_workbook(BytesIO(examples.saved(case.form)["nothing touched"]))
    values = openpyxl.load_workbook(BytesIO(examples.saved(case.form)["a hidden row"]), data_only=True)
    sheet = book[SHEET]
    assert [(one.title, one.sheet_state == "visible") for one in book] == [
        (SHEET, True),
        ("Renkeg", False),
        ("Pagu", True),
    ]
    assert sheet.column_dimensions["M"].hidden
    lists = {str(one.sqref)[0]: (one.type, one.formula1.split("!")[0]) for one in sheet.data_validations.dataValidation}
    assert lists == {"B": ("list", "Pagu"), "F": ("list", "Renkeg"), "G": ("list", "Renkeg")}
    keys = [sheet.cell(row, COLUMN["id"]).value for row in range(9, 13)]
    assert keys == [one.pk for one in case.usulan.kegiatan.all()]
    last = row_of_total(sheet)
    assert sheet.cell(last, COLUMN["anggaran"]).value == f"=SUM(H9:H{last - 1})"
    # It has calculated anew: 1 + 9 + 3 + 4 million.
    assert values[SHEET].cell(last, COLUMN["anggaran"]).value == 17_000_000
    made = openpyxl.load_workbook(BytesIO(case.form), data_only=True)[SHEET]
    assert [made.cell(row, COLUMN["sisa"]).value for row in range(9, 13)] == [60_000_000 - 5_000_000 - 10_000_000] * 4
    left = [values[SHEET].cell(row, COLUMN["sisa"]).value for row in range(9, 14)]
    assert left[:4] == [60_000_000 - 5_000_000 - 17_000_000] * 4
    assert not left[4]
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$7:$8", "landscape")


def row_of_total(sheet: Worksheet) -> int:
    return int(next(cell.row or 0 for cell in sheet["A"] if cell.value == "Jumlah"))


def test_a_form_kept_as_opendocument_and_saved_as_excel_again_says_the_same(case: Case, examples: Examples) -> None:
    kept = examples.office.saved({"form": edited(case.form, _cells("Kegiatan 2", anggaran="1,5 jt"))}, "ods")
    again = examples.office.saved(kept, was="ods")["form"]
    assert case.upload(again).status_code == 200
    (change,) = workbook.difference(Upload.objects.get(), case.usulan).changes
    assert (change.judul, _changed(change)) == ("Kegiatan 2", {"anggaran": "1.500.000"})


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("ods", "Berkas ini berformat OpenDocument (.ods), bukan Excel (.xlsx)."),
        ("csv", "Berkas ini teks biasa (misalnya .csv), bukan Excel (.xlsx)."),
        ("xls", "Berkas ini berformat Excel lama (.xls) atau berkata sandi."),
        ("pdf", "Berkas ini PDF, bukan Excel (.xlsx)."),
    ],
)
def test_a_form_saved_as_something_else_is_refused_with_what_to_do(
    case: Case, examples: Examples, kind: str, told: str
) -> None:
    file = examples.office.saved({"form": case.form}, kind)["form"]
    response = case.upload(file, f"kertas kerja.{kind}")
    assert response.status_code == 422
    page = unescape(response.content.decode())
    assert told in page
    assert "Simpan sebagai Excel Workbook (.xlsx), lalu unggah lagi." in page
    assert not Upload.objects.exists()


def test_a_blank_form_that_libreoffice_saved_begins_a_usulan(cast: Cast, client: Client, examples: Examples) -> None:
    client.force_login(cast.kasubbag)
    blank = client.get("/usulan/baru/form.xlsx?tahun=2027&bulan=3").content

    def change(sheet: Worksheet) -> None:
        put(sheet, "", judul="Kegiatan dari berkas", anggaran="1,5 jt", tanggal="3-5 Mar")
        put(sheet, "", judul="Kegiatan gagal", anggaran="=1/0")

    file = examples.office.saved({"form": edited(blank, change)})["form"]
    fields = {"aksi": "unggah", "tahun": "2027", "bulan": "3", "hal": "Usulan Maret", "pengantar": "Bersama ini."}
    response = client.post("/usulan/baru/", {**fields, "file": SimpleUploadedFile("form.xlsx", file)})
    assert response.status_code == 422
    assert FAILED in response.content.decode()
    told = [row.typed for row in response.context["rows"] if not row.blank]
    assert [(one["judul"], one["anggaran"], one["tanggal"]) for one in told] == [
        ("Kegiatan dari berkas", "1,5 jt", "3-5 Mar"),
        ("Kegiatan gagal", "", ""),
    ]
    assert Usulan.objects.count() == 0


@pytest.mark.parametrize("was", ["xlsx", "ods"])
def test_a_pok_that_libreoffice_saved_reads_as_it_did(examples: Examples, was: str) -> None:
    file = spread(note="(dalam ribuan rupiah)", unit=1_000)
    if was != "xlsx":
        file = examples.office.saved({"pok": file}, was)["pok"]
    (grid,) = opened(examples.office.saved({"pok": file}, was=was)["pok"])
    columns = pok_head.guessed([grid])
    assert columns is not None
    assert columns.unit is None
    found = pok.read(grid, replace(columns, unit=1_000))
    assert found.problems == ()
    assert [(one.path, one.uraian, one.pagu, one.blokir) for one in found.nodes] == list(LINES)
