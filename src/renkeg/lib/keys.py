"""Makes the random keys that stand in addresses."""

import secrets

LENGTH = 22


def new_key() -> str:
    """22 url-safe characters, 128 bits that nobody can guess or count."""
    return secrets.token_urlsafe(16)
