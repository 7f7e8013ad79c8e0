"""The kertas kerja as a workbook over HTTP: taken along, brought back and compared, accepted."""

from collections.abc import Mapping
from decimal import Decimal

from django.http import HttpResponse, JsonResponse
from ninja import Router

from renkeg.lib.errors import NotThere
from renkeg.lib.keys import is_key
from renkeg.papers.media_types import XLSX
from renkeg.papers.opening import MOST_BYTES
from renkeg.planning import contents, uploading, workbook
from renkeg.planning.models import Upload, Usulan

from . import answers, schemas
from .auth import NOT_THERE, Request
from .bodies import Fields, read_object, sent
from .dokumen import saved
from .usulan import find, show

router = Router(tags=["kertas kerja"])


@router.get("/{id}/kertas-kerja.xlsx", openapi_extra=schemas.files(XLSX))
def kertas_kerja_xlsx(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """The official form with its rows as they stand now, to fill in anywhere."""
    usulan = Usulan.objects.for_reading().get(pk=find(request, id).pk)
    name = contents.paper_name(usulan, "Kertas Kerja")
    return saved(workbook.form_of(usulan, at=request.at), XLSX, f"{name}.xlsx")


@router.post("/{id}/kertas-kerja.xlsx", response=schemas.Comparison, openapi_extra=schemas.upload())
def kertas_kerja_compare(request: Request, id: str) -> HttpResponse:  # noqa: A002
    """What the filled form would change; nothing of it is saved before it is accepted."""
    usulan = Usulan.objects.for_reading().get(pk=find(request, id).pk)
    name, data = sent(request, most=MOST_BYTES, what="berkas Excel (.xlsx)")
    upload = uploading.keep(usulan, data, name=name, by=request.auth)
    return JsonResponse(_comparison(upload, usulan))


@router.post("/{id}/unggahan/{upload}/accept", response=schemas.Usulan, openapi_extra=schemas.body(schemas.AcceptInput))
def upload_accept(request: Request, id: str, upload: str) -> HttpResponse:  # noqa: A002
    """Saves all that the file changes, or nothing; again is 200."""
    usulan = find(request, id)
    mine = Upload.objects.visible_to(request.auth, request.at).filter(usulan=usulan)
    found = mine.filter(pk=upload).first() if is_key(upload) else None
    if found is None:
        raise NotThere(NOT_THERE)
    return show(request, uploading.accept(found, by=request.auth, choices=_choices(read_object(request))))


def _choices(raw: Mapping[str, object]) -> dict[str, str]:
    fields = Fields(raw)
    chosen = raw.get("choices")
    if chosen is not None and not isinstance(chosen, dict):
        fields.wrong("choices", 'Kirim sebuah objek, misalnya {"12/anggaran": "file"}.')
    told = chosen if isinstance(chosen, dict) else {}
    for name, side in told.items():
        if side not in (uploading.FILE, uploading.SERVER):
            fields.wrong(f"choices/{name}", f"Pilih {uploading.FILE} atau {uploading.SERVER}.")
    fields.finish()
    return told


def _comparison(upload: Upload, usulan: Usulan) -> answers.Json:
    difference = workbook.difference(upload, usulan)
    return {
        "id": upload.pk,
        "changes": [_change(one) for one in difference.changes],
        "problems": upload.problems,
        "moved": difference.moved,
        "notes": upload.notes,
    }


def _change(change: workbook.Change) -> answers.Json:
    fields = {name: [_plain(old), _plain(new)] for name, (old, new) in change.fields.items()}
    told: answers.Json = {"row": change.row, "kind": change.kind, "kegiatan": change.id, "fields": fields}
    return told | ({"choices": [change.key(name) for name in change.open]} if change.open else {})


def _plain(value: object) -> object:
    return answers.number(value) if isinstance(value, Decimal) else value
