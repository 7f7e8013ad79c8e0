"""The office over HTTP, for its admin and for superiors: who holds which post, when the office is closed, and the practice clock."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from ninja import Router

from renkeg.lib.errors import BadInput, NotThere
from renkeg.lib.keys import is_key
from renkeg.office import actions
from renkeg.office.models import HariLibur, Jabatan, Pegawai, PenugasanJabatan, Satker

from . import answers, schemas
from .auth import NOT_THERE, Request, must_hold
from .bodies import Fields, read_list, read_object

DAYS = 366
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

router = Router(tags=["kantor"])


@router.post(
    "/penugasan",
    response={200: schemas.PenugasanOfPegawai, 201: schemas.PenugasanOfPegawai},
    openapi_extra=schemas.body(schemas.PenugasanInput) | {"x-hak": "admin, atasan jabatan itu"},
)
def penugasan_appoint(request: Request) -> HttpResponse:
    """Gives a post to a person; the same again is 200. A superior names the Plh. or Plt. of the posts below his."""
    if not any(request.auth.standing(request.at).has(post) for post in (Jabatan.Post.ADMIN, *Jabatan.ABOVE)):
        raise NotThere(NOT_THERE)
    fields = Fields(read_object(request))
    _must_have_part(request, fields.raw.get("jabatan"))
    username, jabatan = fields.line("username", longest=60), fields.line("jabatan", longest=80)
    kapasitas = fields.choice("kapasitas", PenugasanJabatan.Kapasitas.values)
    mulai, selesai = fields.day("mulai"), fields.day_or_none("selesai")
    dasar = fields.line("dasar", longest=200, required=False)
    person = Pegawai.objects.filter(username=username).first()
    post = Jabatan.objects.filter(pk=jabatan).first()
    if username and person is None:
        fields.wrong("username", "Tidak ada akun dengan nama itu.")
    if jabatan and post is None:
        fields.wrong("jabatan", "Tidak ada jabatan dengan tanda itu; daftarnya ada pada /referensi.")
    fields.finish()
    if person is None or post is None:
        raise AssertionError("a missing person or post is a problem of the input")
    penugasan, new = actions.appoint(
        person, post, kapasitas=kapasitas, mulai=mulai, selesai=selesai, dasar=dasar, by=request.auth
    )
    return JsonResponse(_penugasan(penugasan), status=201 if new else 200)


@router.delete(
    "/penugasan/{id}", response=schemas.PenugasanOfPegawai, openapi_extra={"x-hak": "admin, atasan jabatan itu"}
)
def penugasan_relieve(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """Ends a penugasan now."""
    found = PenugasanJabatan.objects.of_the_office().filter(pk=id).first() if is_key(id) else None
    if found is None:
        raise NotThere(NOT_THERE)
    _must_have_part(request, found.jabatan_id)
    return JsonResponse(_penugasan(actions.relieve(found, by=request.auth)))


@router.put(
    "/hari-libur",
    response=schemas.HariLiburList,
    openapi_extra=schemas.body(schemas.HariLibur, many=True) | {"x-hak": "admin"},
)
def hari_libur_put(request: Request) -> HttpResponse:
    """Replaces the closed days of one year."""
    must_hold(request, Jabatan.Post.ADMIN)
    raw = read_list(request)
    if len(raw) > DAYS:
        raise BadInput.at("", f"Paling banyak {DAYS} hari.")
    satker = Satker.objects.office()
    tahun = actions.declare_holidays(satker, _days(raw), by=request.auth)
    rows = satker.hari_libur.filter(tanggal__year=tahun)
    return JsonResponse({"tahun": tahun, "items": answers.hari_libur(rows)})


@router.put(
    "/latihan/jam",
    response=schemas.Jam,
    openapi_extra=schemas.body(schemas.JamInput) | {"x-hak": "admin, hanya latihan"},
)
def latihan_jam(request: Request) -> HttpResponse:
    """Sets the practice clock, or with null back to real time."""
    if not settings.DEMO:
        raise NotThere(NOT_THERE)
    _must_hold_at_any_time(request)
    now = _moment(Fields(read_object(request)))
    satker = Satker.objects.office()
    return JsonResponse({"now": answers.moment(actions.move_clock(satker, now, by=request.auth), satker.tz)})


def _days(raw: object) -> list[actions.Libur]:
    days: list[actions.Libur] = []
    problems = []
    for place, one in enumerate(raw if isinstance(raw, list) else []):
        fields = Fields(one if isinstance(one, dict) else {}, str(place))
        days.append(
            actions.Libur(
                tanggal=fields.day("tanggal"),
                nama=fields.line("nama", longest=200),
                jenis=fields.choice("jenis", HariLibur.Jenis.values),
            )
        )
        problems += fields.problems
    if problems:
        raise BadInput(problems)
    return days


def _must_have_part(request: Request, jabatan: object) -> None:
    """Raises NotThere but for the admin and whoever holds the post above that jabatan; what he may there, the verb says."""
    standing = request.auth.standing(request.at)
    if standing.has(Jabatan.Post.ADMIN):
        return
    post = Jabatan.objects.of_the_office().filter(pk=jabatan).first() if isinstance(jabatan, str) else None
    above = post.above if post and post.single else None
    if above is None or standing.holding(above.pk) is None:
        raise NotThere(NOT_THERE)


def _must_hold_at_any_time(request: Request) -> None:
    # By the real clock too: a practice clock set to before his time must not lock the admin out.
    real = datetime.now(UTC)
    if not request.auth.standing(real).has(Jabatan.Post.ADMIN):
        must_hold(request, Jabatan.Post.ADMIN)


def _moment(fields: Fields) -> datetime | None:
    if "now" not in fields.raw:
        fields.wrong("now", "Wajib diisi: saat ISO 8601 dengan zona, atau null.")
    text = fields.said("now")
    now = None
    if text is not None:
        try:
            now = datetime.fromisoformat(text)
        except ValueError:
            fields.wrong("now", "Isi dengan saat ISO 8601, misalnya 2027-01-04T09:00:00+07:00.")
    if now is not None and now.tzinfo is None:
        fields.wrong("now", "Sebutkan zonanya, misalnya +07:00.")
    elif now is not None and not EARLIEST <= now <= LATEST:
        fields.wrong("now", "Saat itu di luar tahun 2000 sampai 2100.")
    fields.finish()
    return now


def _penugasan(row: PenugasanJabatan) -> answers.Json:
    zone = Satker.objects.office().tz
    return answers.penugasan(row) | {
        "username": row.pegawai.username,
        "dasar": row.dasar,
        "ended_at": answers.moment(row.ended_at, zone) if row.ended_at else None,
    }
