"""The shape of the random keys in addresses: anything else is not there, before a database is asked."""

from renkeg.lib.keys import PATTERN


class KeyConverter:
    """22 url-safe characters."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
