"""The papers of a usulan as its page lists them: what each is, who has signed it, who may sign it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from renkeg.lib.errors import BadInput, Refused
from renkeg.office.models import Pegawai
from renkeg.papers import choosing, nik
from renkeg.papers.models import Document, SignerKind, SigningRequest
from renkeg.planning import signing
from renkeg.planning.models import Usulan

from . import forms

WORDS = {
    SignerKind.EMBEDDED: "Ditandatangani secara elektronik (sertifikat internal kantor)",
    SignerKind.BSRE: "Ditandatangani BSrE",
    SignerKind.SCAN: "Pindaian naskah bertanda tangan basah",
}


@dataclass(frozen=True)
class Done:
    """A signature that a file holds, in words."""

    words: str
    request: SigningRequest


@dataclass(frozen=True)
class Line:
    """A paper in the list. `waiting`: whose signature it still lacks; `place`: where this person may sign it now."""

    document: Document
    done: Sequence[Done]
    waiting: Sequence[signing.Place]
    place: signing.Place | None
    may_scan: bool
    again: bool
    """A signature of now has to be given once more: the next version of the form is still to come."""


def lines(usulan: Usulan, papers: Sequence[Document], by: Pegawai, at: datetime) -> list[Line]:
    """All papers, the newest versions first; `papers` are read `with_signing`."""
    return [_line(usulan, one, papers, by, at) for one in reversed(papers)]


def all_of(usulan: Usulan) -> list[Document]:
    """All papers of the usulan, read so that they can be listed."""
    return list(usulan.papers().with_signing().with_destroyed())


def sign_context(usulan: Usulan, by: Pegawai) -> dict[str, object]:
    """How this office signs, for the form."""
    signer = choosing.signer_of(usulan.satker)
    return {"signer": str(signer), "nik_known": signer != SignerKind.BSRE or nik.known(by)}


def again(document: Document, error: BadInput | Refused, verb: str) -> dict[str, object]:
    """Why a paper was not signed or replaced, for the page once more."""
    bad = error if isinstance(error, BadInput) else None
    return {
        "paper_at": document.pk,
        "paper_verb": verb,
        "paper_faults": forms.by_field(bad),
        "refused": error.sentence if isinstance(error, Refused) else "",
        "summary": [{"href": f"#{one.loc}-{document.pk}", "text": one.msg} for one in bad.problems] if bad else [],
    }


def _line(usulan: Usulan, document: Document, papers: Sequence[Document], by: Pegawai, at: datetime) -> Line:
    paper = signing.paper_of(usulan, document, papers)
    valid = document.keadaan == Document.Keadaan.BERLAKU
    place = paper.place_of(by) if signing.refusal(usulan, paper, by, at) is None else None
    form = document.jenis == Document.Jenis.RENCANA_PDF
    return Line(
        document=document,
        done=[Done(WORDS[SignerKind(one.signer)], one) for one in paper.signings],
        waiting=[one for one in paper.places if one.filled is None] if valid and not paper.is_scan else [],
        place=place if place is not None and place.filled is None else None,
        may_scan=signing.scan_refusal(usulan, paper, by, at) is None,
        again=form and any(row.side for row in usulan.sampingan),
    )
