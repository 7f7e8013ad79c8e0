"""What a way out of a langkah brings about beside the next tugas: one function per effect of the closed set."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai, PenugasanJabatan
from renkeg.office.models.satker import KLASIFIKASI
from renkeg.papers import documents, numbering
from renkeg.papers.models import Agenda, Document, Signature
from renkeg.planning import contents
from renkeg.planning.models import Disposisi, NotaDinas, Tautan, Tugas, Usulan
from renkeg.planning.sop import Effect, Langkah, Side, Verb, Way

from .rows import close, finish, lock, next_ordinal

FORMS = (Document.Jenis.RENCANA_PDF, Document.Jenis.RENCANA_XLSX)
"""The form Rencana Kegiatan Bulanan, as it is kept."""


@dataclass(frozen=True)
class Act:
    """A verb that was accepted, as its effects see it."""

    usulan: Usulan
    tugas: Tugas
    way: Way
    by: Pegawai
    holding: PenugasanJabatan
    at: datetime
    """When it was done."""
    landed: datetime
    """When it is entered: later than `at` where it was done on paper."""
    instruksi: Sequence[str]
    petugas: Pegawai | None
    following: Langkah | None
    typed: numbering.Typed | None = None
    nomor: str = ""
    """Of the letter, as it was written on paper."""
    booked: list[Agenda] = field(default_factory=list)
    """The line of the agenda book that an effect wrote."""


def bring_about(effect: Effect, act: Act, calendar: Calendar) -> list[Tugas]:
    """Does one effect of a way out; returns the side tugas that it opens."""
    match effect:
        case Effect.NUMBER:
            _number(act)
        case Effect.SIGN:
            _sign(act)
        case Effect.DISPOSISI:
            _hand_down(act)
        case Effect.FORM:
            kepala = contents.closed_block(act.usulan, act.tugas, "Dinyatakan sesuai")
            day = act.usulan.satker.day(act.at)
            data = contents.rencana_bulanan(act.usulan, kepala=kepala, mengetahui=None, day=day)
            issue_form(act.usulan, data, at=act.landed)
        case Effect.PUBLISH:
            act.usulan.tautan = Tautan.objects.create(usulan=act.usulan, published_at=act.landed, published_by=act.by)
            if act.usulan.revisi_dari_id is not None:
                _replace(act.usulan.revisi_dari_id, act, calendar)
        case Effect.ACKNOWLEDGE:
            return [_open_side(act, act.usulan.sop.side(Verb.ACKNOWLEDGE), calendar)]
        case Effect.ASSIGN:
            pass  # the person named stands on the tugas that `_move_on` opened
    return []


def _number(act: Act) -> None:
    """Gives the letter its number and date, once; a letter that comes back keeps both, as in the agenda book."""
    usulan = act.usulan
    letter = contents.agenda_line(usulan)
    if usulan.surat is not None:
        act.booked.append(numbering.retell(letter, numbering.NOTA_DINAS))
        return
    day = usulan.satker.day(act.at)
    line = _given(act, letter, day)
    act.booked.append(line)
    usulan.nota_dinas = NotaDinas.objects.create(
        usulan=usulan,
        satker=usulan.satker,
        tahun=line.tahun,
        urut=line.urut,
        nomor=line.nomor,
        tanggal=line.tanggal,
        # Empty means the usual one: so that a letter from before there was a choice and one of today are told alike.
        klasifikasi="" if line.klasifikasi == KLASIFIKASI else line.klasifikasi,
        sumber=line.sumber,
    )


def _given(act: Act, letter: numbering.Letter, day: date) -> Agenda:
    satker = act.usulan.satker
    if act.nomor:
        return numbering.from_paper(
            satker, numbering.NOTA_DINAS, letter, day=day, nomor=act.nomor, by=act.by, at=act.landed
        )
    return numbering.give(satker, numbering.NOTA_DINAS, letter, day=day, typed=act.typed)


def _sign(act: Act) -> None:
    usulan = act.usulan
    paper = documents.issue(
        usulan.subject,
        Document.Jenis.NOTA_DINAS,
        name=contents.paper_name(usulan, "Nota Dinas"),
        contents=contents.nota_dinas(usulan, signature=contents.closed_block(act.usulan, act.tugas, letter=True)),
        made_for=act.landed,
        unit=usulan.unit,
        klasifikasi=usulan.letter_klasifikasi,
    )
    Signature.objects.create(
        document=paper,
        by=act.by,
        jabatan=act.holding.jabatan,
        kapasitas=act.holding.kapasitas,
        signed_at=act.at,
        seen=act.tugas.seen,
    )


def _hand_down(act: Act) -> None:
    usulan = act.usulan
    if act.following is None:
        raise AssertionError("a disposisi goes to somebody")
    kepada = usulan.jabatan_of(act.following.post, act.following.at)
    Disposisi.objects.create(tugas=act.tugas, usulan=usulan, kepada=kepada, instruksi=list(act.instruksi))
    documents.issue(
        usulan.subject,
        Document.Jenis.LEMBAR_DISPOSISI,
        name=contents.paper_name(usulan, "Lembar Disposisi"),
        contents=contents.lembar_disposisi(usulan),
        made_for=act.landed,
        unit=usulan.unit,
        klasifikasi=usulan.letter_klasifikasi,
    )


def _replace(pk: uuid.UUID, act: Act, calendar: Calendar) -> None:
    """What the revision replaces leaves the Tautan, its form is no longer the valid one, and nothing waits for it."""
    old = lock(pk)
    if old.terbitan is None:
        raise AssertionError("only a published plan is revised")
    waiting = old.sampingan
    for row in waiting:
        close(row, Verb.REPLACE, by=act.by, holding=act.holding, catatan="", at=act.at, calendar=calendar)
    old.terbitan.replaced_at, old.terbitan.replaced_by = act.at, act.usulan
    old.terbitan.save(update_fields=["replaced_at", "replaced_by"])
    documents.supersede(old.subject, FORMS)
    finish(Verb.REPLACE, old, waiting, [], holding=act.holding, by=act.by, at=act.at)


def issue_form(usulan: Usulan, data: contents.Contents, *, at: datetime) -> None:
    """A new version of the form, as PDF and as workbook."""
    for jenis in FORMS:
        documents.issue(
            usulan.subject,
            jenis,
            name=contents.paper_name(usulan, "Rencana Kegiatan"),
            contents=data,
            made_for=at,
            unit=usulan.unit,
            klasifikasi=usulan.letter_klasifikasi,
        )


def reissue_form(usulan: Usulan, *, at: datetime, mengetahui: contents.Contents | None = None) -> None:
    """The form once more with what is known now, under the name and day of the Kasubbag's Ya."""
    form = usulan.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF)
    kept: contents.Contents = form.contents
    known = mengetahui or kept["mengetahui"]
    data = contents.rencana_bulanan(usulan, kepala=kept["kepala"], mengetahui=known, day=None)
    issue_form(usulan, data | {"tempat_tanggal": kept["tempat_tanggal"]}, at=at)


def _open_side(act: Act, side: Side, calendar: Calendar) -> Tugas:
    tugas = Tugas.objects.create(
        usulan=act.usulan,
        ordinal=next_ordinal(act.usulan),
        origin=act.tugas,
        langkah=act.tugas.langkah,
        side=side.verb,
        jabatan=act.usulan.jabatan_of(side.post, side.at),
        opened_at=act.landed,
        due_at=calendar.due(act.landed, side.minutes),
    )
    act.usulan.take_up(tugas)
    return tugas
