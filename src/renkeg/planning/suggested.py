"""The words that forms propose; anything else may be written."""

import tomllib
from collections.abc import Mapping
from functools import cache

from renkeg.office.founding import DATA


@cache
def words() -> Mapping[str, list[str]]:
    """By field: `jenis`, `satuan`, `instruksi`."""
    return tomllib.loads((DATA / "referensi.toml").read_text(encoding="utf-8"))
