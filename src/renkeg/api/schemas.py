"""The shapes that OpenAPI tells of. They describe; what is judged is judged in planning and office."""

from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from renkeg.office.sifat import Keamanan, Kecepatan
from renkeg.planning import drafts, pinned
from renkeg.planning.models.kertas_kerja import MAX_ANGGARAN
from renkeg.planning.models.usulan import Keadaan

CSV = "text/csv"

Moment = str
Day = str
Kapasitas = Literal["definitif", "plt", "plh"]
Keterangan = Field(None, max_length=drafts.CATATAN)

BODIES: dict[str, type[Schema]] = {}
"""The shapes of bodies that operations name; `root` puts them among the components."""


def body(shape: type[Schema], *, many: bool = False, required: bool = True) -> dict[str, Any]:
    """What an operation says of the body that it reads by itself."""
    BODIES[shape.__name__] = shape
    told: dict[str, Any] = {"$ref": f"#/components/schemas/{shape.__name__}"}
    if many:
        told = {"type": "array", "items": told}
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": told}}}}


def files(*media_types: str) -> dict[str, Any]:
    """What an operation says that answers with a file."""
    return {"responses": {200: {"description": "OK", "content": {kind: {} for kind in media_types}}}}


def upload() -> dict[str, Any]:
    """What an operation says that takes one file."""
    shape = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": shape}}}}


# --- What is sent ------------------------------------------------------------


class Rentang(Schema):
    mulai: Day
    selesai: Day


class Rincian(Schema):
    kode: str = Field(min_length=1, max_length=drafts.TEXT)
    jumlah: int = Field(ge=0, le=MAX_ANGGARAN)


class KegiatanInput(Schema):
    id: str | None = None
    kode: str | None = Field(None, min_length=1, max_length=drafts.TEXT)
    judul: str | None = Field(None, min_length=drafts.JUDUL[0], max_length=drafts.JUDUL[1])
    sasaran: str | None = Field(None, min_length=1, max_length=drafts.TEXT)
    volume: float | None = Field(None, gt=0)
    satuan: str | None = Field(None, min_length=1, max_length=drafts.TEXT)
    jenis: str | None = Field(None, min_length=1, max_length=drafts.TEXT)
    anggaran: int | None = Field(None, ge=0, le=MAX_ANGGARAN)
    lokus: list[str] | None = Field(None, max_length=drafts.LIST)
    tanggal: list[Rentang] | None = Field(None, max_length=drafts.LIST)
    rincian: list[Rincian] | None = Field(None, max_length=drafts.LIST)


class _SuratInput(Schema):
    hal: str = Field(min_length=drafts.HAL[0], max_length=drafts.HAL[1])
    pengantar: str = Field(min_length=1, max_length=drafts.PENGANTAR)
    keamanan: Keamanan | None = None
    kecepatan: Kecepatan | None = None


class StartInput(_SuratInput):
    tahun: int = Field(ge=drafts.YEARS[0], le=drafts.YEARS[1])
    bulan: int = Field(ge=1, le=12)
    unit: str | None = None
    susulan: bool | None = None
    kegiatan: list[KegiatanInput] = Field(max_length=drafts.ROWS)


class SuratInput(_SuratInput):
    versi: int = Field(ge=1)
    klasifikasi: str | None = Field(None, min_length=1, max_length=20)


class AllKegiatanInput(Schema):
    versi: int = Field(ge=1)
    kegiatan: list[KegiatanInput] = Field(max_length=drafts.ROWS)


class RevisiInput(_SuratInput):
    pass


class CancelKegiatanInput(Schema):
    catatan: str = Field(min_length=1, max_length=drafts.CATATAN)


class PostponeKegiatanInput(CancelKegiatanInput):
    tanggal: list[Rentang] = Field(min_length=1, max_length=drafts.LIST)


PinField = Literal["kode", "judul", "sasaran", "volume", "satuan", "jenis", "anggaran", "lokus", "tanggal", "rincian"]


class PinInput(Schema):
    kegiatan: str
    field: PinField | None = None
    text: str = Field(min_length=1, max_length=pinned.TEXT)


class VerbInput(Schema):
    seen: str | None = None
    catatan: str | None = Keterangan
    instruksi: list[str] | None = Field(None, max_length=drafts.LIST)
    petugas: str | None = None
    nomor: str | None = Field(None, max_length=120)
    nomor_dari: Literal["srikandi", "buku_agenda"] | None = None
    pins: list[PinInput] | None = Field(None, max_length=pinned.MOST)


class AcceptInput(Schema):
    choices: dict[str, Literal["file", "server"]] | None = None


class SignInput(Schema):
    password: str
    passphrase: str | None = None
    nik: str | None = Field(None, pattern=r"^\d{16}$")


class WithdrawInput(Schema):
    tugas: str
    catatan: str | None = Keterangan


class CancelInput(Schema):
    tugas: str
    catatan: str = Field(min_length=1, max_length=drafts.CATATAN)


class PenugasanInput(Schema):
    username: str
    jabatan: str
    kapasitas: Kapasitas
    mulai: Day
    selesai: Day | None = None
    dasar: str | None = Field(None, max_length=200)


class HariLibur(Schema):
    tanggal: Day
    nama: str = Field(min_length=1, max_length=200)
    jenis: Literal["libur_nasional", "cuti_bersama", "khusus"]


class JamInput(Schema):
    now: Moment | None


# --- What is answered --------------------------------------------------------


class Removal(Schema):
    verb: Literal["cancel", "postpone"]
    at: Moment
    by: str
    jabatan: str
    kapasitas: Kapasitas
    catatan: str
    usulan: str | None


class Kegiatan(Schema):
    id: str
    kode: str | None
    judul: str | None
    sasaran: str | None
    volume: int | float | None
    satuan: str | None
    jenis: str | None
    anggaran: int | None
    lokus: list[str]
    tanggal: list[Rentang]
    rincian: list[Rincian] | None = None
    removal: Removal | None = None


class Tugas(Schema):
    id: str
    usulan: str
    langkah: int
    uraian: str
    jabatan: str
    petugas: str = ""
    opened_at: Moment
    due_at: Moment
    late: bool
    verbs: list[str]


class TugasList(Schema):
    items: list[Tugas]


class NotaDinas(Schema):
    nomor: str
    tanggal: Day


class Signature(Schema):
    signer: Literal["embedded", "bsre", "scan"]
    by: str
    jabatan: str
    kapasitas: Kapasitas
    at: Moment


class Dokumen(Schema):
    id: str
    jenis: str
    versi: int
    keadaan: Literal["berlaku", "digantikan", "batal"]
    sha256: str | None
    signatures: list[Signature]


class RecordedLater(Schema):
    by: str
    at: Moment


class Riwayat(Schema):
    langkah: int
    verb: str
    by: str
    jabatan: str
    kapasitas: Kapasitas
    opened_at: Moment
    closed_at: Moment
    minutes: int
    catatan: str | None
    recorded_later: RecordedLater | None = None


class Pin(Schema):
    id: str
    kegiatan: str
    field: PinField | None
    text: str
    number: int
    judul: str | None
    by: str
    jabatan: str
    langkah: int
    at: Moment
    ticked_at: Moment | None
    ticked_by: str | None


class UsulanSummary(Schema):
    id: str
    sop: str
    unit: str
    tahun: int
    bulan: int
    susulan: bool
    hal: str
    pengantar: str
    keamanan: Keamanan | None = None
    kecepatan: Kecepatan | None = None
    klasifikasi: str
    keadaan: Keadaan
    revisi_dari: str | None
    langkah: int | None
    versi: int
    seen: str
    tugas: Tugas | None
    sampingan: list[Tugas]
    total: int
    nota_dinas: NotaDinas | None
    dokumen: list[Dokumen]


class Usulan(UsulanSummary):
    kegiatan: list[Kegiatan]
    riwayat: list[Riwayat]
    pins: list[Pin]


class UsulanList(Schema):
    items: list[UsulanSummary]
    total: int
    page: int
    pages: int


class Rencana(Schema):
    id: str
    unit: str
    tahun: int
    bulan: int
    susulan: bool
    terbit_pada: Moment
    total: int
    mengetahui: bool


class RencanaWithRows(Rencana):
    kegiatan: list[Kegiatan]


class RencanaList(Schema):
    items: list[Rencana]


class Pagu(Schema):
    kode: str
    uraian: str
    pagu: int
    blokir: int
    direncanakan: int
    sisa: int


class Pok(Schema):
    id: str
    revisi: int
    tanggal: Day
    total: int


class PaguList(Schema):
    tahun: int
    pok: Pok | None
    items: list[Pagu]


class Penugasan(Schema):
    id: str
    jabatan: str
    kapasitas: Kapasitas
    mulai: Day
    selesai: Day | None


class PenugasanOfPegawai(Penugasan):
    username: str
    dasar: str
    ended_at: Moment | None


class Me(Schema):
    username: str
    nama: str
    penugasan: list[Penugasan]


class Petugas(Schema):
    username: str
    nama: str
    unit: str


class PetugasList(Schema):
    items: list[Petugas]


class Unit(Schema):
    slug: str
    nama: str
    jenis: Literal["sekretariat", "bagian", "subbagian"]
    parent: str | None


class Jabatan(Schema):
    slug: str
    nama: str
    unit: str
    post: str


class Referensi(Schema):
    jenis: list[str]
    satuan: list[str]
    instruksi: list[str]
    unit: list[Unit]
    jabatan: list[Jabatan]


class SopSummary(Schema):
    slug: str
    identitas: dict[str, Any]
    langkah: int
    minutes: int


class SopList(Schema):
    items: list[SopSummary]


class Sop(Schema):
    slug: str
    identitas: dict[str, Any]
    pelaksana: list[dict[str, Any]]
    langkah: list[dict[str, Any]]
    form: dict[str, Any]
    sampingan: list[dict[str, Any]]
    minutes: int


class HariLiburList(Schema):
    tahun: int
    items: list[HariLibur]


class Jam(Schema):
    now: Moment


class Hal(Schema):
    loc: str
    msg: str


class Problem(Schema):
    type: str
    title: str
    status: int
    detail: str
    errors: list[Hal] = []
    usulan: Usulan | None = None
    id: str = ""


class ComparedRow(Schema):
    row: int
    kind: Literal["added", "changed", "removed", "conflict"]
    kegiatan: str | None
    fields: dict[str, list[Any]]
    choices: list[str] | None = None


class CellProblem(Schema):
    row: int
    column: str
    msg: str


class Comparison(Schema):
    id: str
    changes: list[ComparedRow]
    problems: list[CellProblem]
    moved: bool
    notes: list[str]
