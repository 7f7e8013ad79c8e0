"""The API as one thing: its nouns, its errors, and what OpenAPI says of it."""

from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from . import (
    dokumen,
    kantor,
    kegiatan,
    kertas_kerja,
    me,
    pagu,
    pins,
    problems,
    rencana,
    schemas,
    sop,
    trail,
    tugas,
    usulan,
)
from .auth import Bearer

PREFIX = "/api/v1/"
_ALWAYS = (401, 404, 503)
_WITH_BODY = (409, 413, 415)


class Api(NinjaAPI):
    """Ninja, told of the bodies that the operations read by themselves and of the errors that every one can answer."""

    def get_openapi_schema(self, **_said: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=PREFIX)
        components = schema["components"]["schemas"]
        shapes: list[type[BaseModel]] = [*schemas.BODIES.values(), schemas.Problem]
        _, told = models_json_schema(
            [(shape, "validation") for shape in shapes], ref_template="#/components/schemas/{model}"
        )
        components |= told["$defs"]
        for methods in schema["paths"].values():
            for operation in methods.values():
                _tell_of_errors(operation)
        return schema


def _tell_of_errors(operation: dict[str, Any]) -> None:
    statuses = [*_ALWAYS]
    if "requestBody" in operation:
        statuses += _WITH_BODY
    if "requestBody" in operation or any(one["in"] == "query" for one in operation.get("parameters", ())):
        statuses.append(422)
    shape = {"$ref": "#/components/schemas/Problem"}
    for status in sorted(statuses):
        operation["responses"][status] = {
            "description": HTTPStatus(status).phrase,
            "content": {problems.MEDIA_TYPE: {"schema": shape}},
        }


api = Api(
    title="Renkeg",
    version="1",
    description="Perbuatan SOP Perencanaan Kegiatan sebagai JSON. Artinya ditulis pada docs/kontrak.md.",
    urls_namespace="api",
    auth=Bearer(),
    openapi_url=None,
    docs_url=None,
)
api.add_router("/usulan", usulan.router)
api.add_router("/usulan", kertas_kerja.router)
api.add_router("/tugas", tugas.router)
api.add_router("/kegiatan", kegiatan.router)
api.add_router("/pins", pins.router)
api.add_router("/dokumen", dokumen.router)
api.add_router("/rencana", rencana.router)
api.add_router("", rencana.months)
api.add_router("/pagu", pagu.router)
api.add_router("/sop", sop.router)
api.add_router("/trail", trail.router)
api.add_router("", me.router)
api.add_router("", kantor.router)
problems.install(api)
