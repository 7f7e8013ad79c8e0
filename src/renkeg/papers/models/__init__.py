"""Which papers there are: documents by their hash, who signed them, number series and agenda book, the keys that seal."""

from .agenda import Agenda, AgendaQuerySet, Cadangan, Klasifikasi
from .document import Document, DocumentQuerySet, Signature
from .number import NumberSeries
from .seal import SealKey

__all__ = [
    "Agenda",
    "AgendaQuerySet",
    "Cadangan",
    "Document",
    "DocumentQuerySet",
    "Klasifikasi",
    "NumberSeries",
    "SealKey",
    "Signature",
]
