"""What the open page says of a paper and of a file: words and signs for where it stands, and nothing of what stands in it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from renkeg.papers import seals, verifying
from renkeg.papers.models import Document
from renkeg.papers.seals import Facts
from renkeg.papers.verifying import Answer, Verdict
from renkeg.planning.models import Tautan

GOOD: Final = "baik"
OLD: Final = "lama"
BAD: Final = "buruk"


@dataclass(frozen=True)
class Told:
    """A paper's facts and state; `by` are the facts of the one in its place."""

    facts: Facts
    keadaan: str
    tone: str
    by: Facts | None
    by_code: str
    sealed: bool


@dataclass(frozen=True)
class Answered:
    """What is said of a file: a heading, the reason, and the code of the paper that it is or pretends to be."""

    heading: str
    tone: str
    reason: str
    code: str


def told(document: Document) -> Told:
    """What everybody may know of a paper."""
    now = verifying.standing(document)
    by = now.by or (_by_revision(document) if now.keadaan == Document.Keadaan.DIGANTIKAN else None)
    return Told(
        facts=seals.facts_of(document),
        keadaan=_KEADAAN[now.keadaan],
        tone=_TONES[now.keadaan],
        by=seals.facts_of(by) if by else None,
        by_code=by.code if by else "",
        sealed=bool(document.seal),
    )


def answered(answer: Answer, document: Document | None) -> Answered:
    """The verdict on a file; `document` is the paper whose page it was handed in on."""
    code = answer.document.code if answer.document else ""
    if not answer.asli or answer.document is None:
        return Answered(_HEADINGS[answer.verdict], BAD, answer.reason, code)
    if document is not None and not _same(answer.document, document):
        reason = "Berkas ini naskah kantor, tetapi bukan naskah dengan kode ini."
        return Answered("Naskah lain", OLD, reason, code)
    keadaan = verifying.standing(answer.document).keadaan
    return Answered(_ASLI[keadaan], _TONES[keadaan], answer.reason, code)


def _same(one: Document, other: Document) -> bool:
    """Whether they are one paper, of which one may bear a signature more."""
    return (one.subject, one.jenis, one.contents_digest) == (other.subject, other.jenis, other.contents_digest)


def _by_revision(document: Document) -> Document | None:
    """The paper of the revision that came into a plan's place."""
    kind, _, key = document.subject.partition(":")
    if kind != "usulan":
        return None
    plan = Tautan.objects.filter(usulan=uuid.UUID(key)).select_related("replaced_by").first()
    by = plan.replaced_by if plan else None
    return by.papers().filter(jenis=document.jenis).order_by("-versi").first() if by else None


_KEADAAN: Final[Mapping[str, str]] = {
    Document.Keadaan.BERLAKU: "Berlaku",
    Document.Keadaan.DIGANTIKAN: "Digantikan",
    Document.Keadaan.BATAL: "Dibatalkan",
}
_TONES: Final[Mapping[str, str]] = {
    Document.Keadaan.BERLAKU: GOOD,
    Document.Keadaan.DIGANTIKAN: OLD,
    Document.Keadaan.BATAL: BAD,
}
_ASLI: Final[Mapping[str, str]] = {
    Document.Keadaan.BERLAKU: "Asli dan berlaku",
    Document.Keadaan.DIGANTIKAN: "Asli, tetapi sudah digantikan",
    Document.Keadaan.BATAL: "Asli, tetapi sudah dibatalkan",
}
_HEADINGS: Final[Mapping[Verdict, str]] = {
    Verdict.CHANGED: "Tidak asli: berkas diubah",
    Verdict.NOT_KEPT: "Tidak ada dalam arsip kantor",
    Verdict.UNKNOWN_SIGNER: "Tidak asli: penanda tangan tidak dikenal",
    Verdict.EXPIRED: "Tidak sah: sertifikat tidak berlaku",
    Verdict.REVOKED: "Tidak sah: sertifikat dicabut",
    Verdict.FOREIGN: "Bukan naskah kantor ini",
    Verdict.NO_PDF: "Bukan berkas PDF",
    Verdict.UNREADABLE: "Tidak dapat diperiksa",
}
