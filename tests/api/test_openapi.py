"""What OpenAPI says of the API is what the API does."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from renkeg.wsgi import application
from tests.api.callers import V1, Callers
from tests.api.test_problems import ADDRESSES

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 12


def test_every_address_is_told_of(api: Callers) -> None:
    status, document = api.kasubbag.get("/openapi.json")
    assert status == 200
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert len(told) == len(ADDRESSES)
    for method, path in ADDRESSES:
        shapes = [re.sub(r"\{\w+\}", "[^/]+", one) for kind, one in told if kind == method]
        assert any(re.fullmatch(shape, V1 + path) for shape in shapes), (method, path)


def test_the_documentation_is_open_and_runs_no_script(client: Any, db: None) -> None:
    for path in ("/docs", "/openapi.json"):
        assert client.get(f"{V1}{path}").status_code == 200
    page = client.get(f"{V1}/docs").content.decode()
    assert "PUT /api/v1/usulan/{id}" in page
    assert "<script" not in page
    assert "style=" not in page
    assert "//" not in re.sub(r"https?://127\.0\.0\.1", "", page)


@contextmanager
def _one_connection() -> Iterator[None]:
    """As Django's own test client does: a request must not close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("name", ["kasubbag", "admin", "auditor"])
def test_no_made_up_request_breaks_the_api(api: Callers, name: str) -> None:
    api.published()
    token = api.known[name].client.defaults["HTTP_AUTHORIZATION"]
    seen: Counter[int] = Counter()

    with _one_connection():
        schema = schemathesis.openapi.from_wsgi(f"{V1}/openapi.json", application)
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            _try(found.ok(), token, seen)

    assert seen[200] > 20
    assert seen[422] > 5
    assert not [status for status in seen if status >= 500]


def _try(operation: Any, token: str, seen: Counter[int]) -> None:
    @hypothesis_settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        response = case.call(headers={"Authorization": token})
        seen[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    one()
