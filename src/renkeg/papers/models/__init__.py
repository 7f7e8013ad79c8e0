"""Which papers there are: documents by their content's hash, who signed them, and the number series."""

from .document import Document, DocumentQuerySet, Signature
from .number import NumberSeries

__all__ = ["Document", "DocumentQuerySet", "NumberSeries", "Signature"]
