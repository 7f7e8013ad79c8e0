"""What a list can be narrowed to in its address; an empty one is no condition."""

from typing import Annotated, TypeVar

from ninja import Schema
from pydantic import BeforeValidator, Field

from renkeg.planning.models.usulan import Keadaan


def _absent(value: object) -> object:
    return None if value == "" else value


T = TypeVar("T")
Said = Annotated[T | None, BeforeValidator(_absent)]


class SaringUnit(Schema):
    """By unit alone."""

    unit: Said[str] = Field(None, max_length=60, pattern="^[-a-zA-Z0-9_]+$")


class Saring(SaringUnit):
    """By month and unit."""

    tahun: Said[int] = Field(None, ge=1, le=9999)
    bulan: Said[int] = Field(None, ge=1, le=12)


class Bulan(Schema):
    """One month."""

    tahun: int = Field(ge=1, le=9999)
    bulan: int = Field(ge=1, le=12)


class SaringUsulan(Saring):
    """The same, and where they stand, and the page."""

    langkah: Said[int] = Field(None, ge=1, le=99)
    keadaan: Said[Keadaan] = None
    page: Said[int] = Field(None, ge=1, le=1_000_000)


class SaringPagu(Schema):
    """By year, and by code or words."""

    tahun: Said[int] = Field(None, ge=1, le=9999)
    q: Said[str] = Field(None, max_length=100)


class Setelah(Schema):
    """By place in the trail."""

    after: Said[int] = Field(None, ge=0, le=2**63 - 1)
