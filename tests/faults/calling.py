"""People at the API of a real server: light enough for fifty in the same instant, and aware of lines that are cut."""

import http.client
import json
import uuid
from dataclasses import dataclass
from typing import Any

from tests.cast import MONDAY, draft
from tests.serving import Account, OfficeServer

PATIENCE = 40
"""Seconds; longer than SQLite's own patience of 20, so that a slow answer is seen as what it is."""

STRAIGHT_ON = {
    1: "propose",
    2: "approve",
    3: "approve",
    4: "dispose",
    5: "assign",
    6: "submit",
    7: "approve",
    8: "publish",
}
"""The verb of each langkah of SOP 6/2025 that goes ahead."""


class CutError(Exception):
    """No answer came: whether the act was done, the caller cannot know."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


class Caller:
    """One person's connection to the API; not to be shared among threads."""

    def __init__(self, server: OfficeServer, account: Account) -> None:
        self.username: str = account["username"]
        self._token = account["token"]
        self._line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)

    def dial(self) -> None:
        """Connects already now, so that the call itself is short."""
        self._line.connect()

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        """One request and its answer. Raises CutError where none came."""
        headers = {"Authorization": f"Bearer {self._token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            self._line.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            response = self._line.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._line.close()
            raise CutError from error
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        return Answer(response.status, json.loads(text) if kind.endswith(("/json", "+json")) else text)

    def must(self, method: str, path: str, body: Any = None) -> Any:
        """The body of a call that has to succeed."""
        answer = self.call(method, path, body)
        assert answer.status in (200, 201), answer
        return answer.body

    def empty(self) -> None:
        """A page that does nothing."""
        self._line.request("GET", "/healthz")
        self._line.getresponse().read()


class People:
    """Everybody of a seeded office; a connection for each, and one more whenever one is asked for."""

    def __init__(self, server: OfficeServer) -> None:
        self._server = server
        self._lines: dict[str, Caller] = {}

    def line(self, account: Account) -> Caller:
        """A new connection."""
        return Caller(self._server, account)

    def who(self, peran: str) -> Caller:
        return self._kept(self._server.account(peran))

    def by_name(self, username: str) -> Caller:
        return self._kept(self._server.named(username))

    def whose(self, tugas: Any) -> Caller:
        """The one whom a tugas waits for: the petugas named, or the definitive holder of its jabatan."""
        return self._kept(self.account_of(tugas))

    def account_of(self, tugas: Any) -> Account:
        if tugas.get("petugas"):
            return self._server.named(tugas["petugas"])
        return next(account for account in self._server.accounts if _holds(account, tugas["jabatan"]))

    def plh(self, jabatan: str) -> Account:
        """The auditor, who stands in for the holder of that jabatan this January."""
        account = self._server.account("auditor")
        said = {"username": account["username"], "jabatan": jabatan, "kapasitas": "plh", "dasar": "Uji"}
        self.who("admin").must("POST", "/penugasan", {**said, "mulai": "2027-01-01", "selesai": "2027-01-31"})
        return account

    def kasubbag(self) -> list[Account]:
        """The kasubbag of every subbagian."""
        return [one for one in self._server.accounts if one["peran"] == "kasubbag" and one["aktif"]]

    def petugas_of(self, unit: str) -> list[str]:
        """User names of the petugas of a subbagian."""
        return [
            one["username"]
            for one in self._server.accounts
            if (one["peran"], one["unit"], one["aktif"]) == ("petugas", unit, True)
        ]

    def open_the_office(self) -> None:
        """A working Monday morning."""
        self.who("admin").must("PUT", "/latihan/jam", {"now": MONDAY})

    def usulan_at(self, langkah: int, **changes: Any) -> Any:
        """A usulan of the first subbagian that has come to that langkah, by the people's own calls."""
        usulan = self.who("kasubbag").must("PUT", f"/usulan/{uuid.uuid4()}", draft(susulan=True, **changes))
        while usulan["langkah"] < langkah:
            tugas = usulan["tugas"]
            verb = STRAIGHT_ON[tugas["langkah"]]
            usulan = self.whose(tugas).must("POST", f"/tugas/{tugas['id']}/{verb}", self.said(verb, usulan))
        return usulan

    def said(self, verb: str, usulan: Any) -> dict[str, Any]:
        """What a verb asks for."""
        match verb:
            case "approve":
                return {"seen": usulan["seen"]}
            case "send_back":
                return {"catatan": "Perbaiki lokus kegiatan pertama."}
            case "assign":
                return {"petugas": self.petugas_of(usulan["unit"])[0]}
            case _:
                return {}

    def trail(self, subject: str) -> list[Any]:
        """The entries about one subject, as the auditor reads them."""
        text = self.who("auditor").must("GET", "/trail")
        return [entry for entry in map(json.loads, text.decode().splitlines()) if entry["subject"] == subject]

    def _kept(self, account: Account) -> Caller:
        return self._lines.setdefault(account["username"], Caller(self._server, account))


def _holds(account: Account, jabatan: str) -> bool:
    return any(one["jabatan"] == jabatan and one["kapasitas"] == "definitif" for one in account["penugasan"])
