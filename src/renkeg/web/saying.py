"""What comes with a verb's button: read once out of the form, kept to be shown again where it is not taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from renkeg.lib.errors import BadInput
from renkeg.planning import drafts
from renkeg.planning.models import Kegiatan, Usulan

from .pins import Typed, typed

# More titles than these would bury the reason itself.
TITLES = 6
TITLE_LENGTH = 60
NOTHING_TICKED = "Centang atau tulis paling sedikit satu instruksi."


@dataclass(frozen=True)
class Said:
    """The fields of a verb's form, as they were filled in."""

    seen: str | None = None
    catatan: str | None = None
    kegiatan: frozenset[str] = frozenset()
    """Keys of the rows that were ticked beside a reason."""
    ticked: tuple[str, ...] = ()
    free: str = ""
    petugas: str | None = None
    pins: tuple[Typed, ...] = ()
    """What was typed about single rows beside a reason."""
    asked_instruksi: bool = False
    """Whether instructions stood on the form at all: none ticked there means none, elsewhere the preset ones."""
    nomor: str = ""
    nomor_dari: str = ""
    """A number of the letter that was typed by hand, and where it was read."""

    @property
    def instruksi(self) -> tuple[str, ...]:
        """The ticked instructions and those written freely, a line each. Raises BadInput where all were taken away."""
        # splitlines() would also cut at control characters, which must reach the one door for text.
        told = (*self.ticked, *(line for line in re.split(r"[\r\n]", self.free) if line.strip()))
        if self.asked_instruksi and not told:
            raise BadInput.at("instruksi", NOTHING_TICKED)
        return told


def read(post: QueryDict, of: str = "") -> Said:
    """What came with a button. `of` is the tail of the field names where a form holds several tugas."""
    ticked = post.getlist(f"instruksi{of}")
    return Said(
        seen=post.get(f"seen{of}"),
        catatan=post.get(f"catatan{of}"),
        kegiatan=frozenset(post.getlist(f"kegiatan{of}")),
        ticked=tuple(one for one in ticked if one),
        free=post.get(f"instruksi_lain{of}", ""),
        petugas=_username(post.get(f"petugas{of}", "")),
        pins=() if of else typed(post),
        asked_instruksi="" in ticked,
        nomor=post.get(f"nomor{of}", "").strip(),
        nomor_dari=post.get(f"nomor_dari{of}", ""),
    )


def reason(said: Said, usulan: Usulan) -> str | None:
    """The reason with the ticked kegiatan before it: "Kegiatan 3 (Rapat koordinasi): lokus belum tepat."

    Raises BadInput where the words are no reason by themselves: a tick does not say what is wrong.
    """
    rows = [(number, row) for number, row in enumerate(usulan.kegiatan.all(), 1) if row.pk in said.kegiatan]
    if not rows:
        return said.catatan
    typed = drafts.read_catatan(said.catatan, required=True)
    told = f"{_named(rows)}: {typed}"
    return told if len(told) <= drafts.CATATAN else f"{_numbered(rows)}: {typed}"


def _named(rows: Sequence[tuple[int, Kegiatan]]) -> str:
    if len(rows) > TITLES:
        return _numbered(rows)
    told = [
        f"kegiatan {number} ({_shortened(row.judul)})" if row.judul else f"kegiatan {number}" for number, row in rows
    ]
    return f"K{', '.join(told)[1:]}"


def _numbered(rows: Sequence[tuple[int, Kegiatan]]) -> str:
    return f"Kegiatan {', '.join(str(number) for number, _ in rows)}"


def _shortened(text: str) -> str:
    return text if len(text) <= TITLE_LENGTH else f"{text[: TITLE_LENGTH - 1].rstrip()}…"


def _username(text: str) -> str | None:
    return text if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", text) else None
