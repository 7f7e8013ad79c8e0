"""The settings of the office: what there is to see to, and what its papers say of it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from renkeg.lib.errors import BadInput
from renkeg.office import actions, away, clock, readiness, sifat
from renkeg.office.models import Jabatan, PenugasanJabatan, Satker, Unit
from renkeg.papers import choosing, classification, numbering
from renkeg.papers.media_types import PDF
from renkeg.papers.models import SignerKind
from renkeg.web import naskah, refusals
from renkeg.web.address import address
from renkeg.web.fields import Field, Form, Reader, typed
from renkeg.web.http import Request, page
from renkeg.web.rights import ADMIN, moment_of_admin
from renkeg.web.views.dokumen import file_answer

PAPER = "surat"
"""The wish for an example letter as a file, with what was typed and is not saved yet."""
FIELDS: Sequence[Field] = (
    Field("instansi", "Baris pertama kop", "Dicetak besar di atas surat: KOMISI PEMILIHAN UMUM.", longest=100),
    Field("wilayah", "Baris kedua kop", "Di bawahnya: PROVINSI BENGKULU.", longest=100),
    Field("alamat", "Alamat", "Satu baris di bawah nama kantor.", longest=200),
    Field(
        "kontak", "Kontak", "Surel, laman atau telepon kantor, seperti tercetak di kop.", required=False, longest=200
    ),
    Field("nama", "Nama lengkap kantor", "Tampil di kaki setiap halaman.", longest=150),
    Field("nama_pendek", "Nama pendek", "Untuk “Yth. Sekretaris …” pada nota dinas.", longest=80),
    Field("tempat", "Tempat", "Kota di depan tanggal pada kaki form: “Bengkulu, 4 Januari 2027”.", longest=80),
    Field("label_wilayah", "Jenis wilayah", "Kata di kepala form, misalnya PROVINSI atau KABUPATEN.", longest=40),
    Field("nama_wilayah", "Nama wilayah", "Di sebelahnya: BENGKULU.", longest=80),
    Field(
        "lead_days",
        "Batas mengusulkan",
        "Berapa hari kerja sebelum bulannya usulan diajukan. Yang lewat tetap dapat diajukan, tetapi ditandai terlambat.",
        kind="whole",
        short=True,
    ),
    Field(
        "contacts",
        "Narahubung Renkeg",
        "Siapa yang dapat ditanya bila ada kesulitan, dan bagaimana. Dibaca semua orang di kantor.",
        required=False,
        longest=500,
    ),
)


@address("GET", right=ADMIN)
def show(request: Request) -> HttpResponse:
    """Everything there is to see to, with the state of each."""
    at = moment_of_admin(request)
    satker = Satker.objects.office()
    facts = readiness.facts(at)
    context = {
        "at": at,
        "satker": satker,
        "facts": {one.key: one for one in facts if one.key != "holidays"},
        "holidays": [one for one in facts if one.key == "holidays"],
        "units": Unit.objects.in_use().count(),
        "keeper": satker.pok_keeper,
        "sifat": sifat.printed(satker.keamanan, satker.kecepatan),
        "nomor": numbering.example(satker.pola_nomor, numbering.NOTA_DINAS, satker=satker, day=satker.day(at)),
        "codes": len(classification.present()),
        "signer": "BSrE" if choosing.signer_of(satker) == SignerKind.BSRE else "Sertifikat internal kantor",
    }
    return page(request, "kantor/show.html", context)


@address("GET")
def ask(request: Request) -> HttpResponse:
    """Siapa yang bisa ditanya: who holds which post now, and who knows about Renkeg; for everybody who is logged in."""
    at = clock.now()
    held: dict[str, list[PenugasanJabatan]] = defaultdict(list)
    for one in PenugasanJabatan.objects.active(at).of_the_office().with_people():
        held[one.jabatan_id].append(one)
    posts = [(one, held[one.pk]) for one in Jabatan.objects.of_the_office().in_use()]
    posts.sort(key=lambda pair: (pair[0].unit.urut, not pair[0].single))
    context = {"at": at, "satker": Satker.objects.office(), "posts": posts, "away": away.away(at)}
    return page(request, "kantor/tanya.html", context)


@address("GET", "POST", right=ADMIN)
def kop(request: Request) -> HttpResponse:
    """The letterhead and what else stands on papers, with a look at how it will be printed."""
    at = moment_of_admin(request)
    satker = Satker.objects.office()
    if request.method != "POST":
        return _kop(request, satker, {one.name: str(getattr(satker, one.name)) for one in FIELDS}, None, at.year)
    told = typed(request.POST, FIELDS)
    try:
        wanted = _read(told)
        if request.POST.get("pratinjau") == PAPER:
            for name, value in vars(wanted).items():
                setattr(satker, name, value)
            return _example(satker, at)
        if "pratinjau" in request.POST:
            return _kop(request, satker, told, None, at.year)
        actions.change_letterhead(satker, wanted, by=request.user)
    except BadInput as error:
        return _kop(request, satker, told, error, at.year)
    messages.success(
        request, "Tersimpan. Surat dan form yang dibuat mulai sekarang memakai isi ini; yang sudah ada tetap."
    )
    return redirect("kantor_kop")


@address("GET", "POST", right=ADMIN)
def letters(request: Request) -> HttpResponse:
    """How letters are laid out and worded, with an example letter as it would be printed."""
    at = moment_of_admin(request)
    satker = Satker.objects.office()
    if request.method != "POST":
        return page(request, "kantor/naskah.html", naskah.context(naskah.printed(actions.Letters.of(satker)), None))
    told = typed(request.POST, naskah.FIELDS)
    try:
        wanted = naskah.read(told)
        if request.POST.get("pratinjau") == PAPER:
            actions.write_letters(satker, wanted)
            return _example(satker, at)
        actions.change_letters(satker, wanted, by=request.user)
    except BadInput as error:
        return page(request, "kantor/naskah.html", naskah.context(told, error), status=refusals.status(error))
    messages.success(request, "Tersimpan. Surat yang dibuat mulai sekarang memakai isi ini; yang sudah ada tetap.")
    return redirect("kantor_naskah")


@address("GET", "POST", right=ADMIN)
def pok(request: Request) -> HttpResponse:
    """Which subbagian keeps the POK."""
    moment_of_admin(request)
    satker = Satker.objects.office()
    units = list(Unit.objects.in_use().filter(jenis=Unit.Jenis.SUBBAGIAN))
    keeper = satker.pok_keeper
    field = Field(
        "unit",
        "Subbagian yang mengelola POK",
        kind="select",
        options=[*([] if keeper else [("", "Pilih subbagian")]), *((one.pk, one.nama) for one in units)],
        value=keeper.pk if keeper else "",
    )
    if request.method != "POST":
        return page(request, "kantor/pok.html", {"form": Form([field], {})})
    told = typed(request.POST, [field])
    try:
        reader = Reader(told)
        chosen = reader.choice("unit", [one.pk for one in units])
        reader.finish()
        actions.entrust_pok(satker, next(one for one in units if one.pk == chosen), by=request.user)
    except BadInput as error:
        return page(request, "kantor/pok.html", {"form": Form([field], told, error)}, status=refusals.status(error))
    messages.success(request, "Tersimpan. Subbagian itu mengelola POK mulai sekarang.")
    return redirect("kantor")


def _example(satker: Satker, at: datetime) -> HttpResponse:
    return file_answer(naskah.example(satker, at), PDF, f"{naskah.EXAMPLE}.pdf")


def _kop(request: Request, satker: Satker, told: dict[str, str], error: BadInput | None, tahun: int) -> HttpResponse:
    context = {
        "satker": satker,
        "form": Form(FIELDS, told, error),
        "told": told,
        "nomor": numbering.example(satker.pola_nomor, numbering.NOTA_DINAS, satker=satker, day=date(tahun, 1, 4)),
    }
    return page(request, "kantor/kop.html", context, status=refusals.status(error) if error else 200)


def _read(told: dict[str, str]) -> actions.Letterhead:
    reader = Reader(told)
    lines = {
        one.name: reader.line(one.name, longest=one.longest, required=one.required)
        for one in FIELDS
        if one.longest is not None
    }
    lead_days = reader.whole("lead_days")
    if lead_days > actions.LATEST_LEAD:
        reader.wrong("lead_days", f"Isi dengan bilangan 0 sampai {actions.LATEST_LEAD}.")
    reader.finish()
    return actions.Letterhead(**lines, lead_days=lead_days)
