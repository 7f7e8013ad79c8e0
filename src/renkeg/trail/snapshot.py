"""Turns a row into the plain data that the trail's digests cover."""

from collections.abc import Container

from django.db import models


def fields_of(row: models.Model, *, leave: Container[str] = ()) -> dict[str, object]:
    """Column names and values of a row, the columns in `leave` left out; the same from every database.

    A column named in the model's ADDED came after its table: it is told only where it is not its default (docs/adr/0009).
    """
    added = getattr(row, "ADDED", ())
    return {
        field.attname: _plain(row, field)
        for field in row._meta.concrete_fields
        if field.attname not in leave and not (field.attname in added and _at_default(row, field))
    }


def added_to(row: models.Model) -> dict[str, object]:
    """The columns of the model's ADDED that are not at their default: for a snapshot that names its columns itself."""
    return {
        field.attname: _plain(row, field)
        for field in row._meta.concrete_fields
        if field.attname in row.ADDED and not _at_default(row, field)  # type: ignore[attr-defined]
    }


def _plain(row: models.Model, field: "models.Field[object, object]") -> object:
    value = getattr(row, field.attname)
    return value if isinstance(value, str | int | bool | None) else field.value_to_string(row)


def _at_default(row: models.Model, field: "models.Field[object, object]") -> bool:
    return bool(getattr(row, field.attname) == field.get_default())
