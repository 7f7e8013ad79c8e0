"""What the API says of itself: OpenAPI, and the same as a plain page."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from .root import api

_ORDER = ("get", "put", "post", "delete")


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document; open to all."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    return HttpResponse(_document(), content_type="application/json")


def page(request: HttpRequest) -> HttpResponse:
    """The same for people, without a script; open to all."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    document = json.loads(_document())
    return render(
        request,
        "api/docs.html",
        {"info": document["info"], "operations": _operations(document), "shapes": _shapes(document)},
    )


@cache
def _document() -> str:
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False)


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "description": operation.get("description", ""),
            "right": operation.get("x-hak", ""),
            "query": [one for one in operation.get("parameters", ()) if one["in"] == "query"],
            "body": _shape_of(operation.get("requestBody")),
            "answers": [
                {"status": status, "shape": _shape_of(told), "kinds": ", ".join(told.get("content", ()))}
                for status, told in sorted(operation["responses"].items())
                if status.startswith("2")
            ],
        }
        for path, methods in document["paths"].items()
        for method, operation in sorted(methods.items(), key=lambda one: _ORDER.index(one[0]))
    ]


def _shape_of(told: dict[str, Any] | None) -> str:
    """The name of the shape that a body or an answer has."""
    for content in (told or {}).get("content", {}).values():
        schema = content.get("schema", {})
        ref: str = schema.get("$ref") or schema.get("items", {}).get("$ref", "")
        return ref.rpartition("/")[2]
    return ""


def _shapes(document: dict[str, Any]) -> list[dict[str, str]]:
    shapes = document["components"]["schemas"]
    return [
        {"name": name, "text": json.dumps(shapes[name].get("properties", {}), ensure_ascii=False, indent=1)}
        for name in sorted(shapes)
    ]
