"""Equal data give equal bytes: canonical JSON, SHA-256 and the links of the trail's hash chain."""

import hashlib
import json
import re
import unicodedata
from decimal import Decimal

_HASH = re.compile(r"[0-9a-f]{64}")


def canonical(value: object) -> bytes:
    """Return `value` as canonical JSON in UTF-8: keys sorted by code point, no spaces, texts and keys in NFC.

    Takes int, str, bool, None, Decimal, list and dict with text keys. A Decimal becomes a text without trailing
    zeros ("2.5"), so that a number reads the same from every database. Raises TypeError on anything else (float
    above all), ValueError on a lone surrogate, a Decimal without a finite value, or two keys that are one in NFC.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes | str) -> str:
    """Return the SHA-256 of the bytes, or of the text in UTF-8, as 64 lower-case hex digits."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def digest(value: object) -> str:
    """Return the SHA-256 of `canonical(value)`; raises what `canonical` raises."""
    return sha256(canonical(value))


def link(prev: str, value: object) -> str:
    """Return the hash of a chain's entry: SHA-256 over the hex digits of `prev` followed by `canonical(value)`.

    `prev` is the hash before, or "" for the first entry; anything else raises ValueError.
    """
    if prev and not _HASH.fullmatch(prev):
        raise ValueError("prev is not a SHA-256 in 64 lower-case hex digits")
    return sha256(prev.encode() + canonical(value))


def _plain(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case Decimal():
            return _decimal_text(value)
        case list():
            return [_plain(item) for item in value]
        case dict():
            return _plain_dict(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")


def _plain_dict(value: dict[object, object]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f"a key is {type(key).__name__}, not text")
        name = unicodedata.normalize("NFC", key)
        if name in plain:
            raise ValueError(f"two keys are {name!r} in NFC")
        plain[name] = _plain(item)
    return plain


def _decimal_text(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} has no canonical form")
    # Decimal.normalize() would round to the context's 28 digits.
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
