"""Which papers there are: documents by their content's hash, who signed them, the number series, and the keys that seal."""

from .document import Document, DocumentQuerySet, Signature
from .number import NumberSeries
from .seal import SealKey

__all__ = ["Document", "DocumentQuerySet", "NumberSeries", "SealKey", "Signature"]
