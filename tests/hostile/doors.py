"""The two doors through which a new usulan comes in: the form of the pages and the API."""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

from django.test import Client

from renkeg.office.actions import new_token
from renkeg.office.models import Pegawai
from renkeg.planning.models import Usulan
from tests.cast import KEGIATAN, draft

Door = Literal["form", "api"]
SLOWEST = 3.0
"""Seconds that any answer may take."""


@dataclass(frozen=True)
class Item:
    """One hostile input of items.json at one door."""

    id: str
    door: Door
    field: str
    send: Any
    reads: Any
    outcome: str | int
    says: str
    seconds: float


def items(outcome: str) -> list[Item]:
    """All inputs that a door has to answer so: "kept", "refused", or "answered" for the others."""
    told = json.loads((Path(__file__).parent / "items.json").read_text(encoding="utf-8"))["items"]
    return [
        item
        for one in told
        for door in ("form", "api")
        if door in one
        for item in [_item(one, door)]
        if (item.outcome if item.outcome in ("kept", "refused") else "answered") == outcome
    ]


def _item(one: dict[str, Any], door: Door) -> Item:
    says = one.get("says", "")
    send = _long(one["send"])
    return Item(
        id=one["id"],
        door=door,
        field=one["field"],
        send=send,
        reads=one.get("reads", send),
        outcome=one[door],
        says=says[door] if isinstance(says, dict) else says,
        seconds=one.get("seconds", SLOWEST),
    )


def _long(send: Any) -> Any:
    if isinstance(send, dict) and "repeat" in send:
        text, count = send["repeat"]
        return text * count
    if isinstance(send, dict) and "raw_json" in send:
        return {"raw_json": _long(send["raw_json"])}
    return send


@dataclass(frozen=True)
class Answer:
    """What came back for a new usulan."""

    status: int
    text: str
    seconds: float
    usulan: Usulan | None
    """The one that is stored now."""

    @property
    def problem(self) -> Any:
        """The problem+json of the API."""
        return json.loads(self.text)


def put_in(by: Pegawai, door: Door, values: Mapping[str, Any], *, rows: int = 1) -> Answer:
    """A new usulan with those values in those fields, everything else in order."""
    key = uuid.uuid4()
    client = signed_in(by, door)
    data = draft(susulan=True, kegiatan=[dict(KEGIATAN) for _ in range(rows)])
    begin = time.perf_counter()
    if door == "form":
        response = client.post("/usulan/baru/", _typed(data, values) | {"id": str(key)})
    else:
        response = client.put(f"/api/v1/usulan/{key}", _sent(data, values), content_type="application/json")
    took = time.perf_counter() - begin
    stored = Usulan.objects.for_reading().filter(pk=key).first()
    return Answer(response.status_code, response.content.decode(), took, stored)


def signed_in(by: Pegawai, door: Door = "form") -> Client:
    """A browser in which the person has logged in, or a program with his token; a bug is a 500, as in the office."""
    if door == "api":
        return Client(raise_request_exception=False, headers={"authorization": f"Bearer {new_token(by)}"})
    client = Client(raise_request_exception=False)
    client.force_login(by)
    return client


def _typed(data: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the form, as people fill them in."""
    typed = {name: str(data[name]) for name in ("tahun", "bulan", "hal", "pengantar")} | {"susulan": "ya"}
    for place, row in enumerate(data["kegiatan"]):
        typed |= {f"kegiatan/{place}/{name}": str(text) for name, text in row.items() if isinstance(text, str | int)}
        typed[f"kegiatan/{place}/lokus"] = "; ".join(row["lokus"])
        typed[f"kegiatan/{place}/tanggal"] = "15 s.d. 16 Februari 2027"
    return typed | dict(values)


def _sent(data: dict[str, Any], values: Mapping[str, Any]) -> str:
    """The JSON of the API; a value may be given as it stands there."""
    raw: dict[str, str] = {}
    for number, (field, value) in enumerate(values.items()):
        *path, last = field.split("/")
        inner: Any = data
        for name in path:
            inner = inner[int(name)] if isinstance(inner, list) else inner[name]
        inner[last] = f"@value{number}@"
        raw[f'"@value{number}@"'] = value["raw_json"] if isinstance(value, dict) else json.dumps(value)
    text = json.dumps(data)
    for mark, value in raw.items():
        text = text.replace(mark, value)
    return text


class Page(HTMLParser):
    """How many elements a page has, the texts that people read, and what stands in its fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements = 0
        self.attributes = 0
        self.texts: list[str] = []
        self.fields: dict[str, str] = {}
        self._textarea = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements += 1
        self.attributes += len(attrs)
        named = dict(attrs)
        if tag == "input" and named.get("name"):
            self.fields[str(named["name"])] = named.get("value") or ""
        self._textarea = str(named.get("name")) if tag == "textarea" else ""
        if tag == "textarea":
            self.fields[self._textarea] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._textarea:
            # A browser leaves out the line break right after the tag.
            known = self.fields[self._textarea]
            self.fields[self._textarea] = known + (data if known else data.removeprefix("\n"))

    @property
    def text(self) -> str:
        return "".join(self.texts)
