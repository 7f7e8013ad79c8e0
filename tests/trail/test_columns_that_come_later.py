"""Entries from before a column hold: what came later is told only where it is not its default (docs/adr/0009)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from renkeg.lib.keys import is_key
from renkeg.office import founding
from renkeg.office.models import Pegawai, PenugasanJabatan, Satker, state_of
from renkeg.papers import seals
from renkeg.papers.models import Document
from renkeg.planning import integrity
from renkeg.trail.snapshot import fields_of
from tests.cast import Cast, found, published, usulan_at

PAGE = Path(__file__).parents[2] / "docs" / "trail.md"

# In no state at all, whenever they came.
UNTOLD = {"pegawai": {"temporary_password", "steps_put_away"}, "document": {"code"}}


def test_every_column_that_came_after_its_table_is_named_as_such() -> None:
    first = _first_columns()
    for model in apps.get_models():
        if not hasattr(model, "snapshot"):
            continue
        label = (model._meta.app_label, str(model._meta.model_name))
        came_later = {field.attname for field in model._meta.concrete_fields} - first[label]
        assert came_later - UNTOLD.get(label[1], set()) == set(getattr(model, "ADDED", ())), label


def test_the_page_of_the_trail_names_each_of_them() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for model in apps.get_models():
        for name in getattr(model, "ADDED", ()):
            assert f".{name}`" in page, (model.__name__, name)


def test_a_column_at_its_default_is_left_out_and_any_other_value_is_told(cast: Cast) -> None:
    row = cast.kabag.penugasan.get()
    assert not {"nomor", "tanggal", "absence_id"} & fields_of(row).keys()
    before = state_of([row])
    row.nomor = "12/SDM.06.1-SPt/17/2027"
    assert fields_of(row)["nomor"] == "12/SDM.06.1-SPt/17/2027"
    assert state_of([row]) != before

    person = Pegawai.objects.get(pk=cast.kabag.pk)
    assert "email_shown" not in person.snapshot()
    person.email_shown = True
    assert person.snapshot()["email_shown"] is True


@pytest.fixture
def at_first(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """A lived-in office in the tables of the first version; brought back to this version whatever happens."""
    settings.DEMO = True
    # It had no key and sealed nothing.
    monkeypatch.setattr(seals, "key_in_force", lambda at: None)
    monkeypatch.setattr(seals, "seal", lambda document: "")
    # Nor had its file words for columns that came later.
    read = founding.read
    monkeypatch.setattr(founding, "read", lambda office: _without_later(read(office)))
    cast = found("office")
    usulan_at(3, cast)
    published(cast, susulan=True)
    try:
        for app in ("planning", "papers", "office"):
            call_command("migrate", app, "0001", verbosity=0)
        yield cast
    finally:
        call_command("migrate", verbosity=0)


def test_an_office_of_the_first_version_is_whole_after_the_upgrade(at_first: Cast) -> None:
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, "office_satker")}
    assert "contacts" not in columns

    call_command("migrate", verbosity=0)

    assert PenugasanJabatan.objects.count() >= 10
    codes = list(Document.objects.values_list("code", flat=True))
    assert len(set(codes)) == len(codes) >= 3
    assert all(map(is_key, codes))
    assert integrity.check().findings == []


def _without_later(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "satker": {name: value for name, value in data["satker"].items() if name not in Satker.ADDED}}


def _first_columns() -> dict[tuple[str, str], set[str]]:
    """Model -> the columns with which its table was made."""
    loader = MigrationLoader(None)
    first: dict[tuple[str, str], set[str]] = {}
    for node in sorted(loader.graph.nodes, key=lambda node: len(loader.graph.forwards_plan(node))):
        state: ProjectState = loader.project_state([node])
        for label, model in state.models.items():
            fields = {name: field for name, field in model.fields.items() if not field.many_to_many}
            first.setdefault(label, {f"{name}_id" if field.is_relation else name for name, field in fields.items()})
    return first
