"""Writes one page that verifies seals without any network: the office's public keys and all that reads them stand in it."""

import base64
import hashlib
import json
from collections.abc import Iterable
from datetime import date
from html import escape
from pathlib import Path
from typing import Final

from renkeg.lib import indonesian
from renkeg.papers.models import SealKey
from renkeg.papers.seals import fingerprint

_FOLDER: Final = Path(__file__).parent


def page(keys: Iterable[SealKey], *, office: str, made: date) -> str:
    """The page as HTML. It may run and draw only what stands in it, and reach nothing."""
    keys = list(keys)
    script = _read("page.js")
    style = _read("page.css")
    policy = (
        f"default-src 'none'; script-src {_named(script)}; style-src {_named(style)}; img-src blob: data:; "
        "media-src blob: mediastream:; base-uri 'none'; form-action 'none'"
    )
    told = json.dumps([{"public": one.public} for one in keys])
    return _read("page.html").format(
        policy=policy,
        office=escape(office),
        style=style,
        script=script,
        # Base64url and ASCII alone: nothing in it can end the element.
        keys=told,
        fingerprints="".join(map(_fingerprint, keys)),
        made=indonesian.tanggal(made),
    )


def _fingerprint(key: SealKey) -> str:
    what = "Kunci sekarang" if key.in_force else "Kunci lama"
    return f"<dt>{what}</dt><dd>{fingerprint(key)}</dd>"


def _named(content: str) -> str:
    """A part of the page by its hash, as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
