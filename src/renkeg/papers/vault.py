"""Closes small secrets (keys, NIK) with the office's secret, and opens them again."""

import secrets
from base64 import b64decode, b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


class Locked(Exception):
    """It was closed with another secret, or for something else."""


def close(secret: bytes, *, purpose: str) -> str:
    """The secret as a text that only this office's secret opens (AES-256-GCM); `purpose` is bound to it."""
    nonce = secrets.token_bytes(_NONCE)
    return b64encode(nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, secret, purpose.encode())).decode()


def open_(closed: str, *, purpose: str) -> bytes:
    """What was closed for that purpose. Raises Locked."""
    data = b64decode(closed)
    try:
        return _cipher(settings.SECRET_KEY).decrypt(data[:_NONCE], data[_NONCE:], purpose.encode())
    except InvalidTag as error:
        raise Locked from error


@lru_cache(maxsize=2)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"renkeg/papers/vault/1").derive(secret.encode()))
