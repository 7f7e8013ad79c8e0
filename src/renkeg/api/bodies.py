"""Reads what came with a request: one JSON value, not too big, not too deep, of texts that every database can keep."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from renkeg.lib.clean_text import Unclean, clean_line
from renkeg.lib.errors import BadInput, Problem
from renkeg.planning.drafts import iso_day

DEPTH = 20
UNREADABLE = "Isi permintaan bukan JSON yang benar."
YEARS = (2000, 2100)


class WrongType(Exception):
    """A body of another type than JSON."""


class TooBig(Exception):
    """A body over the limit of the settings."""


def read_object(request: HttpRequest) -> Mapping[str, object]:
    """The JSON object that was sent; without a body an empty one. Raises BadInput, WrongType, TooBig."""
    value = _read(request, empty={})
    if not isinstance(value, dict):
        raise BadInput.at("", "Kirim sebuah objek JSON.")
    return value


def read_list(request: HttpRequest) -> Sequence[object]:
    """The JSON list that was sent. Raises BadInput, WrongType, TooBig."""
    value = _read(request, empty=[])
    if not isinstance(value, list):
        raise BadInput.at("", "Kirim sebuah daftar JSON.")
    return value


def sent(request: HttpRequest, *, most: int, what: str) -> tuple[str, bytes]:
    """Name and bytes of the one file that was sent, at most one byte more than `most`. Raises BadInput."""
    try:
        file = request.FILES.get("file")
    except (MultiPartParserError, TooManyFilesSent) as error:
        raise BadInput.at("file", "Kirim satu berkas sebagai multipart/form-data.") from error
    if file is None:
        raise BadInput.at("file", f"Kirim {what} sebagai bagian `file` dari multipart/form-data.")
    # One byte more than any such file tells that it is too large, whatever its size is said to be.
    return file.name or "", file.read(most + 1)


class Fields:
    """Reads the fields of one object and collects what is wrong with them."""

    def __init__(self, raw: Mapping[str, object], loc: str = "") -> None:
        self.raw = raw
        self.prefix = f"{loc}/" if loc else ""
        self.problems: list[Problem] = []

    def finish(self) -> None:
        """Raises BadInput where anything was wrong."""
        if self.problems:
            raise BadInput(self.problems)

    def wrong(self, name: str, msg: str) -> None:
        self.problems.append(Problem(f"{self.prefix}{name}", msg))

    def said(self, name: str) -> str | None:
        """A text as it came; null is "not said". What it may hold is judged further in."""
        value = self.raw.get(name)
        if value is None or isinstance(value, str):
            return value
        self.wrong(name, "Isi dengan teks.")
        return None

    def said_list(self, name: str) -> Sequence[str] | None:
        """A list of texts as it came."""
        value = self.raw.get(name)
        if value is None:
            return None
        if not isinstance(value, list):
            self.wrong(name, "Isi dengan sebuah daftar teks.")
            return None
        for place, one in enumerate(value):
            if not isinstance(one, str):
                self.wrong(f"{name}/{place}", "Isi dengan teks.")
        return value

    def line(self, name: str, *, longest: int, required: bool = True) -> str:
        """One clean line of text; "" where it may be missing and is."""
        text = self.said(name)
        if text is None:
            if required and self.raw.get(name) is None:
                self.wrong(name, "Wajib diisi.")
            return ""
        try:
            cleaned = clean_line(text[: 4 * longest + 100])
        except Unclean as error:
            self.wrong(name, str(error))
            return ""
        if len(cleaned) > longest:
            self.wrong(name, f"Terlalu panjang: paling banyak {longest} karakter.")
        return cleaned

    def whole(self, name: str) -> int:
        """A whole number from 1."""
        value = self.raw.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        self.wrong(name, "Wajib diisi dengan bilangan bulat.")
        return 0

    def choice(self, name: str, choices: Collection[str]) -> str:
        value = self.raw.get(name)
        if isinstance(value, str) and value in choices:
            return value
        self.wrong(name, f"Pilih salah satu: {', '.join(choices)}.")
        return ""

    def day(self, name: str) -> date:
        """A day YYYY-MM-DD within the years that an office plans for."""
        day = iso_day(self.raw.get(name))
        if day is None:
            self.wrong(name, "Isi dengan tanggal YYYY-MM-DD.")
        elif not YEARS[0] <= day.year <= YEARS[1]:
            self.wrong(name, f"Tahun {day.year} tidak masuk akal.")
        else:
            return day
        return date.min

    def day_or_none(self, name: str) -> date | None:
        return None if self.raw.get(name) is None else self.day(name)


def _read(request: HttpRequest, *, empty: object) -> object:
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise TooBig from error
    if not body:
        return empty
    charset = (request.content_params or {}).get("charset", "utf-8")
    if request.content_type != "application/json" or charset.lower().replace("-", "") != "utf8":
        raise WrongType
    try:
        text = body.decode("utf-8")
        value = json.loads(text, parse_float=_decimal, parse_constant=_no_number)
    except (ValueError, InvalidOperation, RecursionError) as error:
        raise BadInput.at("", UNREADABLE) from error
    _check(value)
    return value


def _decimal(text: str) -> Decimal:
    # Exactly what was written; a float would already be something else.
    return Decimal(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _check(value: object) -> None:
    """Walks through everything, unknown fields too: no depth that a later reader could stumble over, no broken text."""
    level: list[tuple[str, Any]] = [("", value)]
    for _ in range(DEPTH):
        deeper: list[tuple[str, Any]] = []
        for loc, one in level:
            if isinstance(one, str):
                _check_text(loc, one)
            elif isinstance(one, dict):
                for name, item in one.items():
                    _check_text(loc, name)
                    deeper.append((f"{loc}/{name}" if loc else name, item))
            elif isinstance(one, list):
                deeper += [(f"{loc}/{place}" if loc else str(place), item) for place, item in enumerate(one)]
        if not deeper:
            return
        level = deeper
    raise BadInput.at("", f"Isi permintaan bersarang lebih dari {DEPTH} tingkat.")


def _check_text(loc: str, text: str) -> None:
    if "\0" in text:
        raise BadInput.at(
            _shown(loc), "Teks memuat karakter kendali yang tidak terlihat; ketik ulang tanpa karakter itu."
        )
    # Lone surrogates have no UTF-8: PostgreSQL and every hash would stumble over them.
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise BadInput.at(_shown(loc), "Teks memuat karakter yang rusak; ketik ulang bagian itu.")


def _shown(loc: str) -> str:
    return loc.encode("utf-8", "replace").decode("utf-8")
