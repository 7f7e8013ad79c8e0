"""Who may sign which paper of a usulan, in which place, and what has been signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.papers import documents
from renkeg.papers.models import Document, SignerKind, SigningRequest

from .models import Tugas, Usulan
from .sop import Edits, Effect, Verb

SIGNED = frozenset({Document.Jenis.NOTA_DINAS, Document.Jenis.RENCANA_PDF})
"""The papers under which the SOP wants a signature."""


@dataclass(frozen=True)
class Place:
    """A place for a signature: whose name stands there, and the request that has filled it."""

    name: str
    by: Pegawai
    jabatan: Jabatan
    kapasitas: str
    filled: SigningRequest | None

    @property
    def title(self) -> str:
        """The post as the paper prints it."""
        return PenugasanJabatan(jabatan=self.jabatan, kapasitas=self.kapasitas).title


@dataclass(frozen=True)
class Paper:
    """A paper with its places; `signings` are those that made its file, the oldest first."""

    document: Document
    places: Sequence[Place]
    signings: Sequence[SigningRequest]

    @property
    def is_scan(self) -> bool:
        return any(one.signer == SignerKind.SCAN for one in self.signings)

    def place_of(self, by: Pegawai) -> Place | None:
        """Where this person signs: an empty place of his comes first."""
        mine = [one for one in self.places if one.by == by]
        return next((one for one in mine if one.filled is None), mine[0] if mine else None)


def paper_of(usulan: Usulan, document: Document, papers: Iterable[Document]) -> Paper:
    """The paper with its places. `papers` are all of the usulan, read `with_signing`."""
    known = {one.pk: one for one in papers}
    signings = documents.signings(document, known.values())
    filled = {one.place: one for one in signings}
    return Paper(
        document,
        [Place(name, *who, filled.get(name)) for name, who in _names(usulan, document).items()],
        signings,
    )


def refusal(usulan: Usulan, paper: Paper, by: Pegawai, at: datetime) -> str | None:
    """Why this person may not sign this paper now; None where he may."""
    document = paper.document
    if document.jenis not in SIGNED:
        return f"{document.get_jenis_display()} tidak ditandatangani secara elektronik."
    if (sentence := _past(usulan, document)) is not None:
        return sentence
    if paper.is_scan:
        return "Berkas ini pindaian naskah yang sudah bertanda tangan basah."
    place = paper.place_of(by)
    if place is None:
        names = " dan ".join(f"{one.by.nama} ({one.title})" for one in paper.places)
        return f"Yang menandatangani berkas ini {names}."
    if by.standing(at).holding(place.jabatan.pk) is None:
        return f"Anda tidak memegang jabatan {place.jabatan.nama} saat ini."
    return None


def scan_refusal(usulan: Usulan, paper: Paper, by: Pegawai, at: datetime) -> str | None:
    """Why this person may not put a scan in the place of this paper; None where he may."""
    document = paper.document
    if document.jenis not in SIGNED:
        return f"{document.get_jenis_display()} tidak memerlukan pindaian."
    if (sentence := _past(usulan, document)) is not None:
        return sentence
    if paper.signings and not paper.is_scan:
        return "Berkas ini sudah ditandatangani secara elektronik; pindaian tidak menggantikannya."
    standing = by.standing(at)
    own = usulan.unit_id in standing.units(Jabatan.OWN)
    if not own and not any(standing.holding(one.jabatan.pk) for one in paper.places):
        return f"Pindaian diunggah oleh {usulan.unit.nama} atau penanda tangannya."
    return None


def unfinished(usulan: Usulan, papers: Sequence[Document], by: Pegawai, at: datetime) -> list[Paper]:
    """The valid papers that wait for this person's signature."""
    found = [paper_of(usulan, one, papers) for one in papers if one.keadaan == Document.Keadaan.BERLAKU]
    return [
        one
        for one in found
        if refusal(usulan, one, by, at) is None and (place := one.place_of(by)) is not None and place.filled is None
    ]


def _past(usulan: Usulan, document: Document) -> str | None:
    if document.keadaan == Document.Keadaan.BATAL:
        return "Berkas ini batal, karena usulannya dibatalkan."
    if document.keadaan == Document.Keadaan.DIGANTIKAN:
        return "Berkas ini sudah digantikan versi yang lebih baru; buka versi yang berlaku."
    tugas = usulan.open_tugas
    if document.jenis == Document.Jenis.NOTA_DINAS and tugas is not None and Edits.SURAT in tugas.at.edits:
        return "Nota dinas ini sedang diperbaiki; versi barunya ditandatangani setelah disetujui lagi."
    return None


Who = tuple[Pegawai, Jabatan, str]


def _names(usulan: Usulan, document: Document) -> dict[str, Who]:
    """By the names of the rooms on the paper: who stands there."""
    if document.jenis == Document.Jenis.NOTA_DINAS:
        one = next(iter(document.signatures.all()), None)
        return {"tanda_tangan": (one.by, one.jabatan, str(one.kapasitas))} if one is not None else {}
    if document.jenis != Document.Jenis.RENCANA_PDF:
        return {}
    found = {
        "kepala": next((row for row in reversed(usulan.riwayat) if _says_form(row)), None),
        "mengetahui": usulan.mengetahui if document.contents.get("mengetahui") else None,
    }
    return {name: who for name, row in found.items() if row is not None and (who := _who(row)) is not None}


def _says_form(row: Tugas) -> bool:
    way = None if row.side else row.way(Verb(row.verb))
    return way is not None and Effect.FORM in way.effects


def _who(row: Tugas) -> Who | None:
    if row.closed_by is None or row.closed_as is None:
        return None
    return row.closed_by, row.closed_as, str(row.kapasitas)
