"""The random keys that stand in addresses: how they are made, and their shape."""

import re
import secrets

LENGTH = 22
PATTERN = f"[A-Za-z0-9_-]{{{LENGTH}}}"


def new_key() -> str:
    """22 url-safe characters, 128 bits that nobody can guess or count."""
    return secrets.token_urlsafe(16)


def is_key(text: str) -> bool:
    """Whether the text has the shape of a key: nothing else is worth a question to a database."""
    return re.fullmatch(PATTERN, text) is not None
