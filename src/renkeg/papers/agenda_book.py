"""The agenda book as it is read: what is told of each number, the state of each series, and the book on paper."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.db.models import Case, Count, Q, Value, When
from xlsxwriter import Workbook

from renkeg.lib import indonesian
from renkeg.office.models import Satker
from renkeg.office.models.satker import JENIS

from . import pdf
from .models import Agenda, AgendaQuerySet, NumberSeries
from .sheet import Formats, Sheet, bytes_of, footer, sheet_name

LINES_A_PAPER: Final = 1_000
"""So many lines go onto one PDF, which takes some seconds; a longer book is printed in parts."""
MOST_LINES: Final = 20_000
"""So many lines go into one workbook."""
_COLUMNS: Final = (
    ("No. urut", 9.0),
    ("Nomor surat", 28.0),
    ("Tanggal", 19.0),
    ("Klasifikasi", 13.0),
    ("Hal", 46.0),
    ("Dari", 34.0),
    ("Kepada", 30.0),
    ("Keadaan", 34.0),
)
_FIELDS: Final = ("nomor", "tanggal", "klasifikasi", "hal", "dari", "kepada", "keadaan")
_STATE: Final = Case(
    When(void_at__isnull=False, then=Value(Agenda.Keadaan.BATAL.value)),
    When(nomor="", then=Value(Agenda.Keadaan.DICADANGKAN.value)),
    When(~Q(sumber=""), then=Value(Agenda.Keadaan.DIKETIK.value)),
    default=Value(Agenda.Keadaan.TERPAKAI.value),
)


@dataclass(frozen=True)
class Series:
    """How the series of one kind of letter stands in a year."""

    jenis: str
    last: int
    used: int
    typed: int
    reserved: int
    void: int
    missing: Sequence[int]
    """Numbers up to the last one of which the book tells nothing; there should be none."""
    ahead: Sequence[int]
    """Numbers that were typed by hand and lie ahead of the series."""

    @property
    def name(self) -> str:
        return JENIS.get(self.jenis, self.jenis)


def years(first: int) -> list[int]:
    """The years that have a series, and `first`; the latest first."""
    return sorted({first, *NumberSeries.objects.values_list("tahun", flat=True)}, reverse=True)


def report(satker: Satker, tahun: int, jenis: str = "") -> list[Series]:
    """Each series of the year with its gaps and voids, in the order of the kinds."""
    found = NumberSeries.objects.filter(satker=satker, tahun=tahun)
    last = dict((found.filter(jenis=jenis) if jenis else found).values_list("jenis", "last"))
    lines = Agenda.objects.filter(satker=satker).of(tahun, jenis)
    states: Counter[tuple[str, str]] = Counter()
    places: Counter[str] = Counter()
    for kind, state, rows, within in (
        lines.order_by().annotate(state=_STATE).values_list("jenis", "state").annotate(Count("pk"), Count("urut"))
    ):
        states[kind, state] += rows
        places[kind] += within
    typed: dict[str, list[int]] = {}
    for kind, urut in lines.exclude(sumber="").order_by("urut").values_list("jenis", "urut"):
        if urut is not None and urut > last.get(kind, 0):
            typed.setdefault(kind, []).append(urut)
    return [
        Series(
            kind,
            last[kind],
            used=states[kind, Agenda.Keadaan.TERPAKAI],
            typed=states[kind, Agenda.Keadaan.DIKETIK],
            reserved=states[kind, Agenda.Keadaan.DICADANGKAN],
            void=states[kind, Agenda.Keadaan.BATAL],
            # Only where the count is wrong every place is looked at.
            missing=_missing(lines, kind, last[kind]) if places[kind] - len(typed.get(kind, ())) != last[kind] else (),
            ahead=typed.get(kind, ()),
        )
        for kind in JENIS
        if kind in last
    ]


def keadaan(line: Agenda) -> str:
    """What has become of the number, in words: "diketik dari SRIKANDI", "batal: …"."""
    match line.keadaan:
        case Agenda.Keadaan.BATAL:
            return f"batal: {line.void_reason}"
        case Agenda.Keadaan.DICADANGKAN:
            block = line.cadangan
            return f"dicadangkan: {block.reason}" if block else "dicadangkan"
        case Agenda.Keadaan.DIKETIK:
            return f"diketik dari {line.get_sumber_display()}"
    return "terpakai, dari cadangan" if line.cadangan_id else "terpakai"


def contents(lines: Iterable[Agenda], satker: Satker, told: str, *, tahun: int, chosen: str = "") -> dict[str, Any]:
    """What stands on the paper. `lines` in the order of the book; `told` says when it was printed, `chosen` what narrowed it."""
    groups = [
        {"jenis": JENIS.get(kind, kind), "baris": [_row(line) for line in same]}
        for kind, same in groupby(lines, key=lambda one: one.jenis)
    ]
    return {
        "judul": "BUKU AGENDA",
        "tahun": str(tahun),
        "kop": {
            "instansi": satker.instansi,
            "wilayah": satker.wilayah,
            "alamat": satker.alamat,
            "kontak": satker.kontak,
        },
        "kantor": satker.nama_pendek,
        "dicetak": told,
        "pilihan": chosen,
        "jenis": groups,
    }


def as_pdf(data: Mapping[str, Any], *, made_for: datetime, title: str) -> bytes:
    """The book on paper (PDF/A-2a); the same bytes for the same contents and moment."""
    return pdf.render("buku_agenda", data, made_for=made_for, title=title)


def as_workbook(data: Mapping[str, Any], *, made_for: datetime, title: str) -> bytes:
    """The book as a workbook, a sheet for each kind of letter; the same bytes for the same contents and moment."""

    def write(workbook: Workbook) -> None:
        formats: Formats = {}
        taken: set[str] = set()
        for group in data["jenis"] or [{"jenis": "Buku Agenda", "baris": []}]:
            _sheet(Sheet(workbook, sheet_name(group["jenis"], taken), _COLUMNS, formats), data, group)

    return bytes_of(title, write, made_for=made_for)


def _missing(lines: AgendaQuerySet, jenis: str, last: int) -> list[int]:
    there = set(lines.filter(jenis=jenis).values_list("urut", flat=True))
    return [urut for urut in range(1, last + 1) if urut not in there]


def _row(line: Agenda) -> dict[str, Any]:
    return {
        "urut": line.urut,
        "nomor": line.nomor,
        "tanggal": indonesian.tanggal(line.tanggal),
        "klasifikasi": line.klasifikasi,
        "hal": line.hal,
        "dari": line.dari,
        "kepada": line.kepada,
        "keadaan": keadaan(line),
        "batal": line.void_at is not None,
    }


def _sheet(sheet: Sheet, data: Mapping[str, Any], group: Mapping[str, Any]) -> None:
    sheet.merged(0, sheet.last, f"{data['judul']} {data['tahun']}", bold=True, align="center", font_size=13)
    sheet.row += 1
    sheet.merged(0, sheet.last, f"{data['kantor']} · {group['jenis']}", bold=True, align="center")
    sheet.row += 1
    sheet.merged(0, sheet.last, " ".join(part for part in (data["pilihan"], f"{data['dicetak']}.") if part))
    sheet.row += 2
    head = sheet.row
    sheet.head()
    sheet.sheet.freeze_panes(sheet.row, 0)
    cell = {"border": 1, "valign": "top", "text_wrap": True}
    for row in group["baris"]:
        look = cell | ({"font_strikeout": True} if row["batal"] else {})
        # Only what is longer than its column can need a second line: to measure everything would take most of the time.
        long = [(row[name], (at,)) for at, name in enumerate(_FIELDS, 1) if len(row[name]) > 0.7 * _COLUMNS[at][1]]
        sheet.height(*long or [("", (1,))])
        sheet.number(0, row["urut"], **look | {"align": "center"})
        for column, name in enumerate(_FIELDS, 1):
            sheet.text(column, row[name], **(cell if name == "keadaan" else look))
        sheet.row += 1
    sheet.print_setup(head, f"&L&8{footer(data['dicetak'])}&R&8Halaman &P dari &N")
