"""People of the cast with tokens in their hands."""

import json
import uuid
from typing import Any

from django.test import Client

from renkeg.office.actions import new_token
from renkeg.office.models import Pegawai
from tests.cast import Cast, draft

V1 = "/api/v1"


class Caller:
    """One person at the API: `call("GET", "/me")` gives status and data."""

    def __init__(self, pegawai: Pegawai) -> None:
        self.pegawai = pegawai
        self.client = Client(headers={"authorization": f"Bearer {new_token(pegawai)}"})

    def send(self, method: str, path: str, body: Any = None, **extra: Any) -> Any:
        data = "" if body is None else body if isinstance(body, bytes | str) else json.dumps(body)
        kind = extra.pop("content_type", "application/json")
        return self.client.generic(method, f"{V1}{path}", data, content_type=kind, **extra)

    def get(self, path: str) -> tuple[int, Any]:
        return _read(self.send("GET", path))

    def put(self, path: str, body: Any) -> tuple[int, Any]:
        return _read(self.send("PUT", path, body))

    def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        return _read(self.send("POST", path, body))

    def delete(self, path: str) -> tuple[int, Any]:
        return _read(self.send("DELETE", path))

    def start(self, **changes: Any) -> dict[str, Any]:
        """A usulan that he starts now."""
        status, usulan = self.put(f"/usulan/{uuid.uuid4()}", draft(**changes))
        assert status == 201, usulan
        return dict(usulan)

    def usulan(self, id: Any) -> dict[str, Any]:  # noqa: A002
        status, usulan = self.get(f"/usulan/{id}")
        assert status == 200, usulan
        return dict(usulan)

    def act(self, usulan: dict[str, Any], verb: str, **said: Any) -> tuple[int, Any]:
        """A verb on the open tugas of what he has read."""
        return self.post(f"/tugas/{usulan['tugas']['id']}/{verb}", said)


class Callers:
    """Everybody of the cast, by name: `api.kasubbag.get("/me")`."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.known = {name: Caller(person) for name, person in cast.everyone().items()}

    def __getattr__(self, name: str) -> Caller:
        return self.known[name]

    def walk(self, langkah: int, **changes: Any) -> dict[str, Any]:
        """A usulan that has come to that langkah over HTTP."""
        usulan = self.kasubbag.start(**changes)
        while usulan["langkah"] is not None and usulan["langkah"] < langkah:
            usulan = self.forward(usulan)
        return usulan

    def forward(self, usulan: dict[str, Any]) -> dict[str, Any]:
        """One step ahead on the straight way."""
        name, verb, said = WAY[usulan["langkah"]]
        given = {"seen": usulan["seen"]} if said == "seen" else {"petugas": "petugas"} if said else {}
        status, after = self.known[name].act(usulan, verb, **given)
        assert status == 200, after
        return dict(after)

    def published(self, **changes: Any) -> dict[str, Any]:
        return self.walk(9, **changes)


WAY = {
    1: ("kasubbag", "propose", ""),
    2: ("kabag", "approve", "seen"),
    3: ("sekretaris", "approve", "seen"),
    4: ("kabag", "dispose", ""),
    5: ("kasubbag", "assign", "petugas"),
    6: ("petugas", "submit", ""),
    7: ("kasubbag", "approve", "seen"),
    8: ("petugas", "publish", ""),
}


def _read(response: Any) -> tuple[int, Any]:
    if not response.headers.get("Content-Type", "").startswith(("application/json", "application/problem+json")):
        return response.status_code, response
    data = response.json()
    if response.status_code >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert data["status"] == response.status_code
        assert data["title"]
        assert data["detail"]
    return response.status_code, data
