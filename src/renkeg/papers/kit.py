"""Draws the kit for days without network or power: lembar kendali, nota dinas, lembar disposisi and form, to be written by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from . import pdf, seals


def as_pdf(contents: Mapping[str, Any], *, path: str, made_for: datetime, title: str) -> bytes:
    """The kit; its QR leads to `path` of this site, where what was written by hand is recorded later."""
    address = seals.site_address(path)
    return pdf.render(
        "kit", {**contents, "qr": seals.qr_svg(address), "alamat": address}, made_for=made_for, title=title
    )
