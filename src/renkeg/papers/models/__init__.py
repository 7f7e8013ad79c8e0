"""Which papers there are: documents by their hash, who approved and signed them, number series and agenda book, seals, and the archive."""

from .agenda import Agenda, AgendaQuerySet, Cadangan, Klasifikasi
from .arsip import LETTERS, Arsip, ArsipQuerySet, BeritaAcara, Jra, Registration
from .document import Document, DocumentQuerySet, Signature
from .number import NumberSeries
from .seal import SealKey
from .signing import Certificate, Nik, SignerChoice, SignerKind, SigningAnswer, SigningRequest

__all__ = [
    "LETTERS",
    "Agenda",
    "AgendaQuerySet",
    "Arsip",
    "ArsipQuerySet",
    "BeritaAcara",
    "Cadangan",
    "Certificate",
    "Document",
    "DocumentQuerySet",
    "Jra",
    "Klasifikasi",
    "Nik",
    "NumberSeries",
    "Registration",
    "SealKey",
    "Signature",
    "SignerChoice",
    "SignerKind",
    "SigningAnswer",
    "SigningRequest",
]
