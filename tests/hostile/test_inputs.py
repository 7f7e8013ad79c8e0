"""Hostile input through the form and the API: kept exactly and shown as text, or refused with a sentence that names the field."""

import io
import unicodedata
from typing import Any

import openpyxl
import pypdf
import pytest

from renkeg.planning.models import Usulan
from renkeg.trail.models import Event
from tests.cast import Cast, forward
from tests.hostile.doors import Answer, Door, Item, Page, items, put_in, signed_in


def _named(item: Item) -> str:
    return f"{item.id}-{item.door}"


@pytest.mark.parametrize("item", items("kept"), ids=_named)
def test_what_is_kept_reads_back_as_it_was_put_in(item: Item, cast: Cast) -> None:
    answer = put_in(cast.kasubbag, item.door, {item.field: item.send})

    assert answer.status == (302 if item.door == "form" else 201), answer.text[:500]
    assert answer.seconds < item.seconds
    assert answer.usulan is not None
    assert _stored(answer.usulan, item.field) == item.reads
    told = signed_in(cast.kasubbag, "api").get(f"/api/v1/usulan/{answer.usulan.pk}")
    assert _at(told.json(), item.field) == item.reads


@pytest.mark.parametrize("door", ["form", "api"])
@pytest.mark.parametrize("pengantar", ["T06", "T07"])
def test_kept_text_is_text_on_every_page_paper_and_workbook(pengantar: str, door: Door, cast: Cast) -> None:
    kept = [item for item in items("kept") if item.door == door]
    letter = next(item.send for item in kept if item.id == pengantar)
    titles = [item for item in kept if item.field == "kegiatan/0/judul"]
    sent = {f"kegiatan/{place}/judul": item.send for place, item in enumerate(titles)}
    shown = [str(item.reads) for item in titles]
    hostile = _published(put_in(cast.kasubbag, door, {"pengantar": letter, **sent}, rows=len(titles)), cast)
    harmless = _published(put_in(cast.kasubbag, door, {}, rows=len(titles)), cast)
    reader = signed_in(cast.kasubbag)

    for tail, texts in {
        "/usulan/{}/": [letter, *shown],
        "/usulan/{}/kertas-kerja/": shown,
        "/tautan/{}/": shown,
    }.items():
        one, other = (Page(reader.get(tail.format(case.pk)).content.decode()) for case in (hostile, harmless))
        assert (one.elements, one.attributes) == (other.elements, other.attributes), tail
        assert [text for text in texts if text not in one.text] == [], tail
    papers = {paper.jenis: reader.get(f"/dokumen/{paper.pk}/").content for paper in hostile.papers()}
    printed = _squeezed(_pdf(papers["nota_dinas"]))
    assert [text for text in (letter, *shown) if _squeezed(text) not in printed] == []
    printed = _squeezed(_pdf(papers["rencana_bulanan_pdf"]))
    assert [text for text in shown if _squeezed(text) not in printed] == []
    sheet = openpyxl.load_workbook(io.BytesIO(papers["rencana_bulanan_xlsx"])).worksheets[0]
    kinds = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert {kinds.get(text) for text in shown} == {"s"}


@pytest.mark.parametrize("item", items("refused"), ids=_named)
def test_what_is_refused_is_named_and_nothing_is_stored(item: Item, cast: Cast) -> None:
    before = Event.objects.count()

    answer = put_in(cast.kasubbag, item.door, {item.field: item.send})

    assert answer.status == 422, answer.text[:500]
    assert answer.seconds < item.seconds
    assert (Usulan.objects.count(), Event.objects.count()) == (0, before)
    sentence = _sentence_at_the_field(answer, item)
    assert item.says in sentence
    assert sentence.endswith(".")
    if item.door == "form":
        assert Page(answer.text).fields[item.field] == item.send


@pytest.mark.parametrize("item", items("answered"), ids=_named)
def test_what_cannot_be_read_at_all_is_answered_in_time(item: Item, cast: Cast) -> None:
    before = Event.objects.count()

    answer = put_in(cast.kasubbag, item.door, {item.field: item.send})

    assert answer.status == (422 if item.outcome == "unreadable" else item.outcome)
    assert answer.seconds < item.seconds
    assert (Usulan.objects.count(), Event.objects.count()) == (0, before)
    assert item.says in answer.text


def _stored(usulan: Usulan, field: str) -> Any:
    if field.startswith("kegiatan"):
        (row,) = usulan.kegiatan.all()
        return row.content()[field.rpartition("/")[2]]
    return getattr(usulan, field)


def _at(told: Any, field: str) -> Any:
    for name in field.split("/"):
        told = told[int(name)] if isinstance(told, list) else told[name]
    return told


def _published(answer: Answer, cast: Cast) -> Usulan:
    usulan = answer.usulan
    assert usulan is not None
    while usulan.open_tugas is not None:
        usulan = forward(usulan, cast)
    return usulan


def _sentence_at_the_field(answer: Answer, item: Item) -> str:
    """What is said of the field, from the API's list or from the form's summary, which leads to the field."""
    if item.door == "api":
        said: list[str] = [one["msg"] for one in answer.problem["errors"] if one["loc"].startswith(item.field)]
    else:
        page = Page(answer.text)
        assert f'href="#{item.field}"' in answer.text
        said = [text for text in page.texts if item.says in text and text.strip()]
    assert said, answer.text[:2000]
    return said[-1].strip()


def _pdf(data: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def _squeezed(text: str) -> str:
    """Without what a line break changes: blanks, and the hyphens at the ends of lines."""
    return "".join(unicodedata.normalize("NFC", text).split())
