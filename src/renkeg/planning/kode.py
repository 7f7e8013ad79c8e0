"""Budget codes as the POK prints them: read, compared and put in their tree; a strange one is never refused, only not found.

Program(2 letters).Kegiatan(4 digits).KRO(3 letters).RO(3).Komponen(3).Subkomponen(1-2).Akun(6 digits), since RSPP 2021. In
front may stand the satker (654340) and BA.ES1 (076.01); the program is often left out ("6709.QGE.001.113.A").
"""

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum


class Level(IntEnum):
    """How deep a node of the POK lies."""

    PROGRAM = 1
    KEGIATAN = 2
    KRO = 3
    RO = 4
    KOMPONEN = 5
    SUBKOMPONEN = 6
    AKUN = 7

    @property
    def told(self) -> str:
        """As the POK's own column says it."""
        return self.name if self in (Level.KRO, Level.RO) else self.name.capitalize()


SHAPES = {
    Level.PROGRAM: re.compile(r"[A-Z]{2}"),
    Level.KEGIATAN: re.compile(r"[0-9]{4}"),
    Level.KRO: re.compile(r"[A-Z]{3}"),
    Level.RO: re.compile(r"[A-Z0-9]{3}"),
    Level.KOMPONEN: re.compile(r"[A-Z0-9]{3}"),
    Level.SUBKOMPONEN: re.compile(r"[A-Z0-9]{1,2}"),
    Level.AKUN: re.compile(r"[0-9]{6}"),
}
"""How the segment of each level is written."""

_BEFORE = re.compile(r"(?:[0-9]{6}\.)?(?:[0-9]{3}\.[0-9]{2}\.)?(?=(?:[A-Z]{2}|[0-9]{4})(?:\.|$))")
_DOTS = re.compile(r"\s*\.[\s.]*")


def normal(text: str) -> str:
    """The code in the one way in which it is compared: capitals, no blanks, without satker and BA.ES1 in front.

    Whatever is typed has a normal text; doing it twice changes nothing.
    """
    told = " ".join(_DOTS.sub(".", text.upper()).split()).strip(" .,;:")
    found = _BEFORE.match(told)
    return told[found.end() :] if found else told


def levels(code: str) -> tuple[Level, ...] | None:
    """The level of each segment of a normal code that begins at the program or the kegiatan; None where it is no such code.

    An akun may stand right below its komponen.
    """
    segments = code.split(".")
    return levels_from(segments, Level.PROGRAM) or levels_from(segments, Level.KEGIATAN)


def levels_from(segments: Sequence[str], start: Level) -> tuple[Level, ...] | None:
    """The level of each segment where the first one is at `start`; None where they are not written so."""
    told: list[Level] = []
    at = int(start)
    for segment in segments:
        if at == Level.SUBKOMPONEN and SHAPES[Level.AKUN].fullmatch(segment):
            at = Level.AKUN
        if at > Level.AKUN or not SHAPES[Level(at)].fullmatch(segment):
            return None
        told.append(Level(at))
        at += 1
    return tuple(told)


def level(code: str) -> Level | None:
    """How deep a normal code lies; None where it is no code of the POK."""
    told = levels(code)
    return told[-1] if told else None


def ancestors(path: str) -> list[str]:
    """The paths above, the nearest first: "CQ.6709.QGE" gives "CQ.6709" and "CQ"."""
    segments = path.split(".")
    return [".".join(segments[:n]) for n in range(len(segments) - 1, 0, -1)]


def parent(path: str) -> str:
    """The path right above; "" for one that stands at the top."""
    return path.rpartition(".")[0]


class Index:
    """Finds the node that a typed code means among the paths of a POK."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = set(paths)
        self._short: dict[str, str | None] = {}
        for path in self._paths:
            short = _without_program(path)
            if short != path:
                # Two programs with the same tail: neither is meant.
                self._short[short] = None if short in self._short else path

    def found(self, text: str | None) -> str | None:
        """The path of the one node that the text names; None where there is none, or more than one."""
        code = normal(text or "")
        if not code:
            return None
        if code in self._paths:
            return code
        short = _without_program(code)
        if short != code:
            # The POK itself may be written without programs.
            return short if short in self._paths else None
        return self._short.get(code)


def _without_program(code: str) -> str:
    first, _, rest = code.partition(".")
    return rest if rest and SHAPES[Level.PROGRAM].fullmatch(first) else code
