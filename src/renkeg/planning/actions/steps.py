"""The verbs of the SOP, and the two that take a case back: each closes the tugas that the person saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from renkeg.lib.digests import digest
from renkeg.lib.errors import BadInput, Problem
from renkeg.office import clock
from renkeg.office.calendar import Calendar
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.papers import documents, numbering
from renkeg.planning import changes, contents, drafts, ledger, overdrawn, pinned
from renkeg.planning.models import Edit, PaperAct, Tugas, Usulan
from renkeg.planning.models.tugas import last_assigned
from renkeg.planning.sop import At, Effect, Verb, Way, after

from .effects import Act, bring_about, reissue_form
from .pinning import keep_returned
from .rows import (
    capacity,
    close,
    edited_before,
    finish,
    lock,
    next_ordinal,
    open_tugas,
    refuse,
    repeated,
    same,
    same_content,
)


@transaction.atomic
def propose(tugas: Tugas, *, by: Pegawai, seen: str | None = None, catatan: str | None = None) -> Usulan:
    """Hands the usulan up. SOP step 1."""
    return _take(tugas, Verb.PROPOSE, Said(seen=seen, catatan=catatan), by=by)


@transaction.atomic
def approve(
    tugas: Tugas,
    *,
    by: Pegawai,
    seen: str | None,
    catatan: str | None = None,
    instruksi: Sequence[str] | None = None,
    nomor: str | None = None,
    nomor_dari: str | None = None,
) -> Usulan:
    """Says Ya to what was seen. SOP steps 2, 3 and 7. Raises BadInput without `seen`, Stale where it has changed.

    Where the Ya numbers the letter, `nomor` may be typed by hand from `nomor_dari` (SRIKANDI, the agenda book); elsewhere
    it means nothing.
    """
    typed = numbering.Typed(nomor, nomor_dari or "") if nomor else None
    return _take(tugas, Verb.APPROVE, Said(seen=seen, catatan=catatan, instruksi=instruksi, typed=typed), by=by)


@transaction.atomic
def send_back(
    tugas: Tugas, *, by: Pegawai, catatan: str | None, seen: str | None = None, pins: object = None
) -> Usulan:
    """Says Tidak, with the reason and, as plain data, what is pinned to single rows. SOP steps 2, 3 and 7."""
    return _take(tugas, Verb.SEND_BACK, Said(seen=seen, catatan=catatan, pins=pins), by=by)


@transaction.atomic
def dispose(
    tugas: Tugas,
    *,
    by: Pegawai,
    seen: str | None = None,
    catatan: str | None = None,
    instruksi: Sequence[str] | None = None,
) -> Usulan:
    """Hands the disposisi down. SOP step 4."""
    return _take(tugas, Verb.DISPOSE, Said(seen=seen, catatan=catatan, instruksi=instruksi), by=by)


@transaction.atomic
def assign(
    tugas: Tugas, *, by: Pegawai, petugas: str | None, seen: str | None = None, catatan: str | None = None
) -> Usulan:
    """Names the petugas (by username). SOP step 5; at the petugas' own steps it names another one on the same tugas."""
    return _take(tugas, Verb.ASSIGN, Said(seen=seen, catatan=catatan, petugas=petugas), by=by)


@transaction.atomic
def submit(tugas: Tugas, *, by: Pegawai, seen: str | None = None, catatan: str | None = None) -> Usulan:
    """Hands the completed form over. SOP step 6."""
    return _take(tugas, Verb.SUBMIT, Said(seen=seen, catatan=catatan), by=by)


@transaction.atomic
def publish(tugas: Tugas, *, by: Pegawai, seen: str | None = None, catatan: str | None = None) -> Usulan:
    """Puts the plan on the Tautan. SOP step 8."""
    return _take(tugas, Verb.PUBLISH, Said(seen=seen, catatan=catatan), by=by)


@transaction.atomic
def acknowledge(tugas: Tugas, *, by: Pegawai, seen: str | None = None, catatan: str | None = None) -> Usulan:
    """The Kabag acknowledges the form ("Mengetahui"), beside the way; makes its next version."""
    return _take(tugas, Verb.ACKNOWLEDGE, Said(seen=seen, catatan=catatan), by=by)


@transaction.atomic
def withdraw(tugas: Tugas, *, by: Pegawai, catatan: str | None = None) -> Usulan:
    """Takes back what one sent on, before the next has acted; it returns to the sender's step as a new tugas."""
    usulan = lock(tugas.usulan_id)
    tugas = same(usulan, tugas)
    if repeated(tugas, Verb.WITHDRAW, by):
        return usulan
    at = clock.now()
    refuse(tugas.withdraw_refusal(by, at))
    reason = drafts.read_catatan(catatan, required=False)
    sent = tugas.sent
    if sent is None:
        raise AssertionError("withdraw_refusal answers for a tugas without origin")
    holding = capacity(by, sent.jabatan, at)
    calendar = Calendar.of(usulan.satker)
    ended = [tugas, *(row for row in usulan.sampingan if row.origin_id == sent.pk)]
    for row in ended:
        close(row, Verb.WITHDRAW, by=by, holding=holding, catatan=reason, at=at, calendar=calendar)
    opened = open_tugas(
        usulan, sent.at, ordinal=next_ordinal(usulan), at=at, calendar=calendar, petugas=sent.petugas, origin=tugas
    )
    return finish(Verb.WITHDRAW, usulan, ended, [opened], holding=holding, by=by, at=at)


@transaction.atomic
def cancel(tugas: Tugas, *, by: Pegawai, catatan: str | None) -> Usulan:
    """Ends the usulan with a reason, until it is published; a number it has is kept as void."""
    usulan = lock(tugas.usulan_id)
    tugas = same(usulan, tugas)
    if repeated(tugas, Verb.CANCEL, by):
        return usulan
    at = clock.now()
    refuse(tugas.cancel_refusal(by, at))
    reason = drafts.read_catatan(catatan, required=True)
    first = usulan.sop.first
    holding = capacity(by, usulan.jabatan_of(first.post, first.at), at)
    calendar = Calendar.of(usulan.satker)
    ended = [tugas, *usulan.sampingan]
    for row in ended:
        close(row, Verb.CANCEL, by=by, holding=holding, catatan=reason, at=at, calendar=calendar)
    usulan.cancelled_at = at
    if usulan.surat is not None:
        usulan.surat.void_at = at
        usulan.surat.save(update_fields=["void_at"])
        numbering.void_letter(usulan.subject, at=at)
    documents.void(usulan.subject)
    return finish(Verb.CANCEL, usulan, ended, [], holding=holding, by=by, at=at)


@dataclass(frozen=True)
class Said:
    """What came with a verb."""

    seen: str | None = None
    catatan: str | None = None
    instruksi: Sequence[str] | None = None
    petugas: str | None = None
    pins: object = None
    typed: numbering.Typed | None = None
    nomor: str = ""
    """Of the letter, as it was written on paper."""


@dataclass(frozen=True)
class Moment:
    """When something was done, and when it is entered: the same, but for what was done on paper."""

    at: datetime
    landed: datetime


def take_on_paper(usulan: Usulan, tugas: Tugas, act: PaperAct, *, seen: str | None, landed: datetime) -> Usulan:
    """What was done on paper counts from here on: the tugas is closed at the true moment, by whoever acted then.

    Every rule is asked of that moment. `usulan` is locked. Raises what the verbs raise.
    """
    calendar = Calendar.of(usulan.satker)
    tugas.opened_at, tugas.due_at = act.opened_at, calendar.due(act.opened_at, tugas.at.minutes)
    tugas.save(update_fields=["opened_at", "due_at"])
    act.tugas, act.confirmed_at = tugas, landed
    act.save(update_fields=["tugas", "confirmed_at"])
    said = Said(
        seen=seen,
        catatan=act.catatan or None,
        instruksi=act.instruksi,
        petugas=act.petugas.username if act.petugas else None,
        nomor=act.nomor,
    )
    when = Moment(act.closed_at, landed)
    return _go(usulan, tugas, Verb(act.verb), said, by=act.by, when=when, more={"recorded_later": act.told()})


def _take(tugas: Tugas, verb: Verb, said: Said, *, by: Pegawai) -> Usulan:
    usulan = lock(tugas.usulan_id)
    tugas = same(usulan, tugas)
    if repeated(tugas, verb, by):
        return usulan
    if verb is Verb.ASSIGN and tugas.way(verb) is None:
        return _reassign(usulan, tugas, said, by=by)
    now = clock.now()
    return _go(usulan, tugas, verb, said, by=by, when=Moment(now, now))


def _go(
    usulan: Usulan,
    tugas: Tugas,
    verb: Verb,
    said: Said,
    *,
    by: Pegawai,
    when: Moment,
    more: Mapping[str, object] = MappingProxyType({}),
) -> Usulan:
    at = when.at
    refuse(tugas.refusal(verb, by, at))
    holding = capacity(by, tugas.jabatan, at)
    same_content(usulan, said.seen, required=verb is Verb.APPROVE)
    way = tugas.way(verb)
    if way is None:
        return _acknowledge(usulan, tugas, said, holding=holding, by=by, at=at)
    reason, remarks = _words(usulan, verb, said)
    _check_rows(usulan, way, reason)
    act = Act(
        usulan=usulan,
        tugas=tugas,
        way=way,
        by=by,
        holding=holding,
        at=at,
        landed=when.landed,
        instruksi=drafts.read_instruksi(said.instruksi, way.instruksi),
        petugas=_petugas(usulan, said.petugas, at) if Effect.ASSIGN in way.effects else None,
        following=after(usulan.sop, tugas.at, verb),
        typed=_typed(usulan, way, said),
        nomor=said.nomor,
    )
    calendar = Calendar.of(usulan.satker)
    close(tugas, verb, by=by, holding=holding, catatan=reason, at=at, calendar=calendar)
    kept = keep_returned(tugas, usulan, remarks) if verb is Verb.SEND_BACK else {}
    opened = _move_on(act, calendar)
    for effect in way.effects:
        opened += bring_about(effect, act, calendar)
    told: dict[str, object] = {**kept, **more}
    if act.booked:
        told["agenda"] = act.booked[-1].told_digest
    return finish(verb, usulan, [tugas], opened, holding=holding, by=by, at=when.landed, more=told)


def _words(usulan: Usulan, verb: Verb, said: Said) -> tuple[str, list[pinned.Remark]]:
    """The reason, and what is pinned to rows; everything that is wrong with either is told at once."""
    problems: list[Problem] = []
    reason, remarks = "", []
    try:
        reason = drafts.read_catatan(said.catatan, required=verb is Verb.SEND_BACK)
    except BadInput as error:
        problems += error.problems
    try:
        remarks = pinned.read(said.pins, usulan.kegiatan.all())
    except BadInput as error:
        problems += error.problems
    if problems:
        raise BadInput(problems)
    return reason, remarks


def _acknowledge(
    usulan: Usulan, tugas: Tugas, said: Said, *, holding: PenugasanJabatan, by: Pegawai, at: datetime
) -> Usulan:
    reason = drafts.read_catatan(said.catatan, required=False)
    close(tugas, Verb(tugas.side), by=by, holding=holding, catatan=reason, at=at, calendar=Calendar.of(usulan.satker))
    reissue_form(usulan, at=at, mengetahui=contents.closed_block(usulan, tugas, "Diketahui"))
    return finish(Verb(tugas.side), usulan, [tugas], [], holding=holding, by=by, at=at)


def _reassign(usulan: Usulan, tugas: Tugas, said: Said, *, by: Pegawai) -> Usulan:
    request = digest({"assign": tugas.pk, "petugas": said.petugas})
    if not tugas.is_open and edited_before(usulan, request, by=by):
        return usulan
    at = clock.now()
    refuse(tugas.refusal(Verb.ASSIGN, by, at))
    same_content(usulan, said.seen, required=False)
    petugas = _petugas(usulan, said.petugas, at)
    if tugas.petugas_id == petugas.pk:
        return usulan
    tugas.petugas = petugas
    tugas.save(update_fields=["petugas"])
    Edit.objects.get_or_create(usulan=usulan, by=by, request=request, defaults={"versi": usulan.versi + 1})
    assigner = usulan.sop.assigner
    if assigner is None:
        raise AssertionError("refusal answers for a SOP without an assigner")
    holding = capacity(by, usulan.jabatan_of(assigner.post, assigner.at), at)
    return finish(Verb.ASSIGN, usulan, [], [tugas], holding=holding, by=by, at=at)


def _move_on(act: Act, calendar: Calendar) -> list[Tugas]:
    if act.following is None:
        return []
    petugas = None
    if act.following.at is At.ASSIGNED:
        petugas = act.petugas or last_assigned(act.usulan.tugas.all())
    return [
        open_tugas(
            act.usulan,
            act.following,
            ordinal=next_ordinal(act.usulan),
            at=act.landed,
            calendar=calendar,
            petugas=petugas,
            origin=act.tugas,
        )
    ]


def _check_rows(usulan: Usulan, way: Way, catatan: str) -> None:
    rows = [row.content() for row in usulan.kegiatan.all()]
    if way.rows is not None:
        problems = drafts.missing(rows, way.rows, tahun=usulan.tahun, bulan=usulan.bulan)
        if problems:
            raise BadInput(problems)
    if way.verb in overdrawn.ASKED and not catatan:
        over = overdrawn.rooms(usulan, ledger.of_year(usulan.tahun, usulan))
        if over:
            told = " ".join(overdrawn.sentences(over))
            raise BadInput.at("catatan", f"{told} Jelaskan alasannya, atau sesuaikan anggarannya.")
    if Effect.FORM in way.effects and not catatan and changes.grown(usulan):
        raise BadInput.at(
            "catatan",
            "Ada kegiatan yang ditambahkan atau jumlah anggaran yang naik sejak disetujui Sekretaris. Jelaskan alasannya.",
        )


def _typed(usulan: Usulan, way: Way, said: Said) -> numbering.Typed | None:
    """The number that was typed for the letter; None where this Ya gives none. Raises BadInput."""
    if Effect.NUMBER not in way.effects or said.typed is None:
        return None
    surat = usulan.surat
    if surat is not None and surat.nomor != said.typed.nomor.strip():
        raise BadInput.at("nomor", f"Surat ini sudah bernomor {surat.nomor} dan menyimpannya; kosongkan isian ini.")
    return said.typed


def _petugas(usulan: Usulan, username: str | None, at: datetime) -> Pegawai:
    if not username:
        raise BadInput.at("petugas", "Pilih petugas yang ditugaskan.")
    holders = PenugasanJabatan.objects.active(at).filter(jabatan__unit=usulan.unit, jabatan__post=Jabatan.Post.PETUGAS)
    # Compared here: what a form brings may be text that PostgreSQL does not even take as a question (NUL).
    holding = next((one for one in holders.select_related("pegawai") if one.pegawai.username == username), None)
    if holding is None:
        raise BadInput.at("petugas", f"Bukan petugas {usulan.unit.nama} saat ini.")
    return holding.pegawai
