"""What a signer is, what it is given, and what it may say instead of signing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from renkeg.office.models import Pegawai


class Failed(Exception):
    """The signer did not sign. The text is an Indonesian sentence for whoever asked; `field` is where he can put it right."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Rejected(Failed):
    """An answer that is not the file which was sent, signed: it is kept as evidence and counts for nothing."""


@dataclass(frozen=True)
class Room:
    """Where on a paper a signature may stand: `page` from 1, lengths in points, `x` and `y` of its upper left corner."""

    name: str
    page: int
    x: float
    y: float
    width: float
    height: float
    paper_height: float


@dataclass(frozen=True)
class ToSign:
    """One file and who signs it. `place` is the signer's own; `rooms` are all that the paper keeps, also those of others."""

    pdf: bytes
    place: str
    rooms: Sequence[Room]
    pegawai: Pegawai
    title: str
    at: datetime
    written_at: str
    qr: str
    password: Mapping[str, str]
    """What the signer asks of the person (a passphrase); kept nowhere."""


class Signer(Protocol):
    """Puts one signature under a file."""

    def sign(self, wish: ToSign) -> bytes:
        """The file with one signature more, appended to the bytes that were sent. Raises Failed. May take a minute."""
        ...


@dataclass(frozen=True)
class Signed:
    """One signature of a file: in which place, and the certificate's SHA-256."""

    place: str
    fingerprint: str
