"""The small forms of the settings: what a field is called, how it is drawn, and how what was typed is read."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TypeVar

from django.http import QueryDict

from renkeg.lib import indonesian
from renkeg.lib.clean_text import line_within
from renkeg.lib.errors import BadInput, Problem, Refused

from .forms import Fault

EARLIEST, LATEST = 2000, 2100

Read = TypeVar("Read")


@dataclass(frozen=True)
class Field:
    """A field as it is drawn. `kind` is line, date, time, whole, email, file, area, select or tick."""

    name: str
    label: str
    help: str = ""
    kind: str = "line"
    options: Sequence[tuple[str, str]] = ()
    required: bool = True
    longest: int | None = None
    short: bool = False
    value: str = ""
    faults: Sequence[str] = ()

    @property
    def described(self) -> str:
        """Which texts a screen reader reads with it."""
        ids = [f"{self.name}-petunjuk"] if self.help else []
        return " ".join([*ids, f"{self.name}-salah"] if self.faults else ids)

    @property
    def input_type(self) -> str:
        return {"date": "date", "time": "time", "email": "email", "file": "file"}.get(self.kind, "text")


class Form:
    """Fields with what was typed in them and what is wrong with it; in a template: form.fields, form.nama."""

    def __init__(
        self, fields: Sequence[Field], typed: Mapping[str, str], error: BadInput | Refused | None = None
    ) -> None:
        problems = error.problems if isinstance(error, BadInput) else ()
        self.refused = error.sentence if isinstance(error, Refused) else ""
        self.fields = [
            replace(
                one,
                value=typed.get(one.name, one.value),
                faults=[problem.msg for problem in problems if problem.loc == one.name],
            )
            for one in fields
        ]
        labels = {one.name: one.label for one in fields}
        self.summary = [
            Fault(f"#{one.loc}" if one.loc in labels else "#isi", _told(labels.get(one.loc), one.msg))
            for one in problems
        ]

    def __getitem__(self, name: str) -> Field:
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)


class Reader:
    """Reads the fields of a form and collects what is wrong with them."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        self.problems: list[Problem] = []

    def line(self, name: str, *, longest: int, required: bool = True) -> str:
        """One clean line; empty where nothing is required and nothing was typed."""
        text = self.typed.get(name, "")
        if not text.strip() and not required:
            return ""
        return self._understood(name, lambda: line_within(text, longest), "")

    def day(self, name: str) -> date:
        """A day of a year that makes sense."""
        return self._understood(name, lambda: day_of(self.typed.get(name, "")), date.min)

    def time(self, name: str) -> time:
        """A time of day: "10.30" or "10:30"."""
        return self._understood(name, lambda: time_of(self.typed.get(name, "")), time.min)

    def day_or_none(self, name: str) -> date | None:
        """The same; None where nothing was typed."""
        return self.day(name) if self.typed.get(name, "").strip() else None

    def choice(self, name: str, options: Sequence[str], msg: str = "Pilih satu dari daftar.") -> str:
        """One of the options."""
        text = self.typed.get(name, "")
        if text not in options:
            self.wrong(name, msg)
        return text

    def whole(self, name: str) -> int:
        """A small whole number; -1 where it is none."""
        text = self.typed.get(name, "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 6):
            self.wrong(name, "Isi dengan bilangan bulat.")
            return -1
        return int(text)

    def wrong(self, name: str, msg: str) -> None:
        self.problems.append(Problem(name, msg))

    def finish(self) -> None:
        """Raises BadInput with everything that is wrong."""
        if self.problems:
            raise BadInput(self.problems)

    def _understood(self, name: str, read: Callable[[], Read], otherwise: Read) -> Read:
        try:
            return read()
        except ValueError as error:
            self.wrong(name, str(error))
            return otherwise


def typed(post: QueryDict, fields: Sequence[Field]) -> dict[str, str]:
    """What came back of these fields, as it was typed."""
    return {one.name: post.get(one.name, "") for one in fields}


def day_of(text: str) -> date:
    """A typed day. Raises ValueError with the sentence to show."""
    day = indonesian.parse_tanggal(text)
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError(f"Tahun {day.year} tidak masuk akal.")
    return day


def time_of(text: str) -> time:
    """A typed time of day. Raises ValueError with the sentence to show."""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])", text.strip())
    if found is None:
        raise ValueError("Tulis jam seperti 10.30.")
    return time(int(found[1]), int(found[2]))


def _told(label: str | None, msg: str) -> str:
    return f"{label}: {msg}" if label else msg
