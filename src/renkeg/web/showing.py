"""What a page shows of a usulan, read once: where it stands, what may be done and why not, letter, rows and papers."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, Refused, Stale
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai
from renkeg.papers.models import Document, Registration
from renkeg.planning import changes, contents, drafts, ledger, remarks
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Edits, Effect

from . import changed, charts, choices, following, forms, history, pins, saying
from . import papers as listed
from .where import sent_back as sent_back  # noqa: PLC0414 - read by the Meja Kerja

REVISED = "Berubah dari rencana yang terbit"


@dataclass(frozen=True)
class Letter:
    """The nota dinas as it will be, or was, printed."""

    contents: Mapping[str, Any]
    konsep: bool
    batal: bool
    href: str


def detail(usulan: Usulan, by: Pegawai, at: datetime, calendar: Calendar, *, done: str = "") -> dict[str, object]:
    """All that the page of a usulan shows to this person. `done`: the key of the tugas that he has just closed."""
    tugas = usulan.open_tugas
    turns = [choices.turn(one, by, at) for one in [*usulan.sampingan, *([tugas] if tugas else [])]]
    papers = listed.all_of(usulan)
    lines = listed.lines(usulan, papers, by, at)
    forms_open = [one for one in turns if _shows_changes(one)]
    names = [choice.names_petugas for one in turns for choice in one.open_to_me]
    petugas = choices.petugas_of(usulan, at) if any(names) else []
    answer = following.of(usulan, done, by, at) if done else None
    mine = [one for one in turns if one.asked]
    rows = [contents.row(one, number) for number, one in enumerate(usulan.kegiatan.all(), 1)]
    sends_back = any(one.back for one in mine)
    way = history.of(usulan, calendar, at)
    return {
        "usulan": usulan,
        "at": at,
        "tugas": tugas,
        "turns": turns,
        "mine": mine,
        "way": way,
        "chart": charts.of_one(usulan.sop, way),
        "letter": _letter(usulan, papers),
        "rows": rows,
        **_since(usulan, mine, rows, by, at),
        "pinnable": sends_back,
        "pin_blocks": pins.blocks(rows, ()) if sends_back else [],
        "pin_choices": pins.choices(),
        "open_pins": pins.left(usulan),
        "papers": lines,
        "signable": next((one for one in lines if one.place), None),
        **listed.sign_context(usulan, by),
        "srikandi": Registration.objects.filter(subject=usulan.subject).last(),
        "may_register": usulan.register_refusal(by, at) is None,
        **_changed(usulan, by, at, form=bool(forms_open), judged=any(one.judged for one in mine)),
        "grown": bool(forms_open) and changes.grown(usulan),
        "remarks": remarked(usulan, by, calendar, at) if any(one.judged for one in mine) else [],
        "petugas": petugas,
        "likely": choices.likely_petugas(usulan, petugas, by, at) if petugas else "",
        "may_write_surat": tugas is not None and tugas.edit_refusal(Edits.SURAT, by, at) is None,
        "may_write_kegiatan": tugas is not None and tugas.edit_refusal(Edits.KEGIATAN, by, at) is None,
        "may_withdraw": tugas is not None and tugas.withdraw_refusal(by, at) is None,
        "may_cancel": tugas is not None and tugas.cancel_refusal(by, at) is None,
        "may_record": usulan.record_refusal(by, at) is None,
        "unconfirmed": usulan.unconfirmed,
        "any_aside": any(one.aside for one in turns),
        "lacking": lacking(usulan, tugas),
        "answer": answer,
        "next": following.next_for(by, at, without=usulan) if answer else None,
    }


def again(said: saying.Said, verb: str, error: BadInput | Refused, usulan: Usulan) -> dict[str, object]:
    """What was said, and why it was not taken, for the same page once more."""
    bad = error if isinstance(error, BadInput) else None
    rows = [contents.row(one, number) for number, one in enumerate(usulan.kegiatan.all(), 1)]
    return {
        "pin_blocks": pins.blocks(rows, said.pins, bad),
        "kept_lost": pins.left_over(rows, said.pins),
        "said": said,
        "said_verb": verb,
        "faults": forms.by_field(bad),
        "summary": forms.summary(bad, at=f"/usulan/{usulan.pk}/kertas-kerja/", labels=forms.OF_THE_LETTER),
        "stale": error.sentence if isinstance(error, Stale) else "",
        "refused": error.sentence if isinstance(error, Refused) and not isinstance(error, Stale) else "",
    }


def remarked(usulan: Usulan, by: Pegawai, calendar: Calendar, at: datetime) -> list[str]:
    """What is unusual about it, also beside the plan of the month before."""
    month = usulan.first_day - timedelta(days=1)
    before = Usulan.objects.visible_to(by, at).narrowed(tahun=month.year, bulan=month.month, unit=usulan.unit_id)
    main = before.filter(susulan=False, cancelled_at=None, revisi_dari=None).aggregate(total=Sum("kegiatan__anggaran"))
    risen = None if usulan.susulan else remarks.risen(usulan, main["total"], month)
    return [*remarks.unusual(usulan, calendar, at, ledger.of_year(usulan.tahun, usulan)), *([risen] if risen else [])]


def lacking(usulan: Usulan, tugas: Tugas | None) -> list[forms.Fault]:
    """What the rows still lack before the open tugas can be passed on."""
    wanted = next((way.rows for way in tugas.at.ways if way.rows), None) if tugas else None
    if wanted is None:
        return []
    rows = [one.content() for one in usulan.kegiatan.all()]
    problems = drafts.missing(rows, wanted, tahun=usulan.tahun, bulan=usulan.bulan)
    return forms.summary(BadInput(problems), at=f"/usulan/{usulan.pk}/kertas-kerja/") if problems else []


def title(usulan: Usulan) -> str:
    """How people name a usulan: "Subbagian Keuangan · Januari 2027"."""
    extra = " · susulan" if usulan.susulan else ""
    return f"{usulan.unit.nama} · {indonesian.nama_bulan(usulan.bulan)} {usulan.tahun}{extra}"


def _letter(usulan: Usulan, papers: Sequence[Document]) -> Letter:
    """While its words can still be changed the letter is a draft, also when an earlier version is already signed."""
    tugas = usulan.open_tugas
    signed = [one for one in papers if one.jenis == Document.Jenis.NOTA_DINAS]
    if signed and not (tugas is not None and Edits.SURAT in tugas.at.edits):
        paper = signed[-1]
        return Letter(paper.contents, False, paper.keadaan == Document.Keadaan.BATAL, f"/dokumen/{paper.pk}/")
    href = f"/usulan/{usulan.pk}/konsep-nota-dinas.pdf"
    return Letter(contents.nota_dinas(usulan), True, usulan.cancelled_at is not None, href)


def _since(
    usulan: Usulan, mine: Sequence[choices.Turn], rows: Sequence[contents.Contents], by: Pegawai, at: datetime
) -> dict[str, object]:
    """For whoever has sent it back before: what has changed since; for everybody else who mends it, what is pinned to it."""
    found = changes.since_returned(one.tugas for one in mine)
    since = next(iter(found.values()), None)
    rounds = pins.rounds(usulan, by, at)
    if since is None:
        return {"since": None, "rounds": [one for one in rounds if mine or one.pins[0].may]}
    return {
        "since": since,
        "since_lines": changed.lines(since.changes),
        "since_letter": changed.letter(since),
        "since_difference": changed.difference(since),
        "judged": pins.judged(usulan, since, by, at),
        "rows_changed": [row for row in rows if row["id"] not in since.same],
        "rows_same": [row for row in rows if row["id"] in since.same],
        "rounds": [one for one in rounds if one.tidak != since.tidak],
    }


def _changed(usulan: Usulan, by: Pegawai, at: datetime, *, form: bool, judged: bool) -> dict[str, object]:
    """What differs from what was decided before: at the form from the signed letter, of a revision from its plan."""
    if form:
        return {"changes": changed.lines(changes.since_signed(usulan))}
    if not judged:
        return {"changes": []}
    return {"changes": revised([usulan], by, at).get(usulan.pk, []), "changes_title": REVISED}


def revised(usulan: Sequence[Usulan], by: Pegawai, at: datetime) -> dict[uuid.UUID, list[dict[str, object]]]:
    """What each revision among these changes of the plan that it was made from."""
    keys = {one.revisi_dari_id for one in usulan if one.revisi_dari_id is not None}
    plans = Usulan.objects.visible_to(by, at).for_reading().in_bulk(list(keys)) if keys else {}
    return {
        one.pk: changed.lines(changes.between(plans[one.revisi_dari_id], one))
        for one in usulan
        if one.revisi_dari_id in plans
    }


def _shows_changes(turn: choices.Turn) -> bool:
    """Where the form is judged, what has changed since the signature is told."""
    tugas = turn.tugas
    return bool(tugas.side) or any(Effect.FORM in way.effects for way in tugas.at.ways)
