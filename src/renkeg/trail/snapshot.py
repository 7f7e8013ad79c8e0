"""Turns a row into the plain data that the trail's digests cover."""

from collections.abc import Container

from django.db import models


def fields_of(row: models.Model, *, leave: Container[str] = ()) -> dict[str, object]:
    """Column names and values of a row, the columns in `leave` left out; the same from every database."""
    told: dict[str, object] = {}
    for field in row._meta.concrete_fields:
        if field.attname not in leave:
            value = getattr(row, field.attname)
            told[field.attname] = value if isinstance(value, str | int | bool | None) else field.value_to_string(row)
    return told
