"""What a rule or an input can be refused with; the sentences are shown to people as they are."""

from collections.abc import Iterable
from dataclasses import dataclass


class Refused(Exception):
    """A rule said no. The text is the Indonesian sentence that is shown."""

    @property
    def sentence(self) -> str:
        return str(self)


class Stale(Refused):
    """The person saw an older state than the present one."""


class NotThere(Exception):
    """Not there, or not yours: the two are never told apart. The text is an Indonesian sentence."""

    @property
    def sentence(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input. `loc` reads "kegiatan/2/anggaran", rows counted from 0; "" is the whole."""

    loc: str
    msg: str


class BadInput(Exception):
    """Input that cannot be taken as it is; nothing was stored."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{one.loc}: {one.msg}" for one in self.problems))

    @classmethod
    def at(cls, loc: str, msg: str) -> "BadInput":
        return cls([Problem(loc, msg)])
