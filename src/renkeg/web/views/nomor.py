"""How letters are numbered, for the admin: patterns by kind, codes, numbers by hand, and who keeps the agenda book."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from renkeg.lib.errors import BadInput
from renkeg.office import actions
from renkeg.office.models import Satker, Unit
from renkeg.office.models.satker import JENIS, KLASIFIKASI, NOTA_DINAS
from renkeg.papers import classification, numbering
from renkeg.web import refusals
from renkeg.web.address import address
from renkeg.web.fields import Field, Form, typed
from renkeg.web.http import Request, page
from renkeg.web.rights import ADMIN, moment_of_admin

_KEPT = "Tersimpan. Surat yang diberi nomor mulai sekarang mengikuti ini; nomor yang sudah diberikan tetap."


@address("GET", "POST", right=ADMIN)
def show(request: Request) -> HttpResponse:
    """The settings with an example of each kind of number."""
    at = moment_of_admin(request)
    satker = Satker.objects.office()
    units = list(Unit.objects.in_use())
    fields = _fields(satker, units)
    day = satker.day(at)
    if request.method != "POST":
        return _page(request, satker, units, fields, {one.name: one.value for one in fields}, day)
    told = typed(request.POST, fields)
    if "pratinjau" in request.POST:
        return _page(request, satker, units, fields, told, day)
    try:
        wanted = _read(told, units, day)
        actions.change_numbering(satker, wanted, by=request.user)
    except BadInput as error:
        return _page(request, satker, units, fields, told, day, error)
    messages.success(request, _KEPT)
    return redirect("kantor_nomor")


def _fields(satker: Satker, units: Sequence[Unit]) -> list[Field]:
    keepers = [(one.pk, one.nama) for one in units if one.jenis == Unit.Jenis.SUBBAGIAN]
    return [
        Field(
            f"pola_{NOTA_DINAS}",
            "Pola nomor nota dinas",
            "{nomor} diganti nomor urut, {nomor:03} nomor tiga angka, {klas} kode klasifikasi, {tahun} tahun.",
            longest=100,
            value=satker.pola_nomor,
        ),
        Field(
            "klasifikasi",
            "Klasifikasi yang biasa",
            f"Dipakai nota dinas usulan bila penyusunnya tidak memilih yang lain. Kosong berarti {KLASIFIKASI}.",
            required=False,
            longest=20,
            short=True,
            value=satker.klasifikasi,
        ),
        Field(
            "nomor_ketik",
            "Nomor boleh diketik saat menyetujui, disalin dari SRIKANDI atau buku agenda",
            "Nomor yang diketik diperiksa dan ditandai pada buku agenda.",
            kind="tick",
            value="ya" if satker.nomor_ketik else "",
        ),
        Field(
            "agenda_unit",
            "Pengelola buku agenda",
            "Kasubbag dan petugasnya membaca seluruh buku agenda serta mencadangkan nomor, di samping Sekretaris.",
            kind="select",
            required=False,
            options=[("", "Sekretaris saja"), *keepers],
            value=satker.agenda_unit_id or "",
        ),
        Field(
            "kode_wilayah",
            "Kode wilayah",
            "Kata {wilayah} pada pola, misalnya 17 untuk Provinsi Bengkulu.",
            required=False,
            longest=10,
            short=True,
            value=satker.kode_wilayah,
        ),
        *(
            Field(
                f"pola_{jenis}",
                name,
                required=False,
                longest=100,
                value=str(satker.pola_lain.get(jenis, "")),
            )
            for jenis, name in JENIS.items()
            if jenis != NOTA_DINAS
        ),
        *(Field(f"unit_{one.pk}", one.nama, required=False, longest=20, value=one.kode) for one in units),
    ]


def _read(told: Mapping[str, str], units: Sequence[Unit], day: date) -> actions.Penomoran:
    klasifikasi = told["klasifikasi"].strip()
    if klasifikasi and (fault := classification.fault(klasifikasi, day)):
        raise BadInput.at("klasifikasi", fault)
    return actions.Penomoran(
        pola={jenis: told[f"pola_{jenis}"] for jenis in JENIS},
        unit={one.pk: told[f"unit_{one.pk}"] for one in units},
        kode_wilayah=told["kode_wilayah"],
        klasifikasi="" if klasifikasi == KLASIFIKASI else klasifikasi,
        nomor_ketik=bool(told["nomor_ketik"]),
        agenda_unit=told["agenda_unit"],
    )


def _page(
    request: Request,
    satker: Satker,
    units: Sequence[Unit],
    fields: Sequence[Field],
    told: Mapping[str, str],
    day: date,
    error: BadInput | None = None,
) -> HttpResponse:
    form = Form(fields, told, error)
    shown = Satker(
        kode_wilayah=told["kode_wilayah"].strip(),
        klasifikasi=told["klasifikasi"].strip(),
        pola_nomor=told[f"pola_{NOTA_DINAS}"].strip(),
        pola_lain={jenis: text for jenis in JENIS if (text := told[f"pola_{jenis}"].strip())},
    )
    signer = next((one for one in units if one.jenis == Unit.Jenis.BAGIAN), None)
    if signer is not None:
        signer.kode = told[f"unit_{signer.pk}"].strip()
    examples = {
        jenis: numbering.example(shown.pattern_of(jenis), jenis, satker=shown, day=day, unit=signer) for jenis in JENIS
    }
    context = {
        "form": form,
        "main": [form[name] for name in (f"pola_{NOTA_DINAS}", "klasifikasi", "nomor_ketik", "agenda_unit")],
        "region": form["kode_wilayah"],
        "patterns": [form[f"pola_{jenis}"] for jenis in JENIS if jenis != NOTA_DINAS],
        "codes": [form[f"unit_{one.pk}"] for one in units],
        "examples": [(name, examples[jenis]) for jenis, name in JENIS.items()],
        "more": any(told[one.name] for one in fields[4:]) or (error is not None),
    }
    return page(request, "kantor/nomor.html", context, status=refusals.status(error) if error else 200)
