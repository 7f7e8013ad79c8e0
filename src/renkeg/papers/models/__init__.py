"""Which papers there are: documents by their hash, who approved and signed them, number series and agenda book, the keys that seal."""

from .agenda import Agenda, AgendaQuerySet, Cadangan, Klasifikasi
from .document import Document, DocumentQuerySet, Signature
from .number import NumberSeries
from .seal import SealKey
from .signing import Certificate, Nik, SignerChoice, SignerKind, SigningAnswer, SigningRequest

__all__ = [
    "Agenda",
    "AgendaQuerySet",
    "Cadangan",
    "Certificate",
    "Document",
    "DocumentQuerySet",
    "Klasifikasi",
    "Nik",
    "NumberSeries",
    "SealKey",
    "Signature",
    "SignerChoice",
    "SignerKind",
    "SigningAnswer",
    "SigningRequest",
]
