"""Who I am, whom I can assign, and what the forms suggest."""

from django.http import HttpResponse, JsonResponse
from ninja import Query, Router

from renkeg.office.models import Jabatan, PenugasanJabatan, Unit
from renkeg.planning import suggested

from . import answers, schemas
from .auth import Request
from .filters import SaringUnit

router = Router(tags=["saya"])


@router.get("/me", response=schemas.Me)
def me(request: Request) -> HttpResponse:
    """My account and the posts that I hold now."""
    posts = request.auth.standing(request.at).posts
    return JsonResponse(
        {
            "username": request.auth.username,
            "nama": request.auth.nama,
            "penugasan": [answers.penugasan(one) for one in posts],
        }
    )


@router.get("/petugas", response=schemas.PetugasList)
def petugas(request: Request, saring: Query[SaringUnit]) -> HttpResponse:
    """The people who can be assigned now, of one unit or of all."""
    held = PenugasanJabatan.objects.active(request.at).filter(jabatan__post=Jabatan.Post.PETUGAS)
    if saring.unit is not None:
        held = held.filter(jabatan__unit=saring.unit)
    people = {
        (one.jabatan.unit_id, one.pegawai.username): one.pegawai.nama
        for one in held.select_related("pegawai", "jabatan").order_by("jabatan__unit__urut", "pegawai__nama", "pk")
    }
    return JsonResponse(
        {"items": [{"username": name, "nama": nama, "unit": slug} for (slug, name), nama in people.items()]}
    )


@router.get("/referensi", response=schemas.Referensi)
def referensi(request: Request) -> HttpResponse:
    """Suggestions for the form, and the units and jabatan of the office."""
    return JsonResponse(
        {
            **suggested.words(),
            "unit": list(Unit.objects.values("slug", "nama", "jenis", "parent")),
            "jabatan": list(Jabatan.objects.values("slug", "nama", "unit", "post")),
        }
    )
