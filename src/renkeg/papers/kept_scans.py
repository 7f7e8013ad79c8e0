"""Keeps the scans of papers that were signed by hand under the SHA-256 of their bytes, each as the PDF that `scans` made of it."""

from renkeg.lib.errors import BadInput

from . import documents, scans


def keep(data: bytes, *, field: str = "pindaian") -> str:
    """Keeps the scan; returns its SHA-256. Raises BadInput at `field` where it is none.

    Harmless to repeat; belongs before the transaction of the act that names it.
    """
    try:
        return documents.keep(scans.as_pdf(data))
    except scans.Unreadable as error:
        raise BadInput.at(field, str(error)) from error


def read(name: str) -> bytes:
    """The bytes of a kept scan. Raises FileNotFoundError, blobs.Damaged."""
    return documents.kept(name)
