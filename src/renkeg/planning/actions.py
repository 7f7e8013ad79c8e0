"""The verbs of the SOP: the only writers of usulan, tugas, surat, kertas kerja and tautan.

Each is one transaction: lock, refuse, write, record, tell. Each takes the tugas that the person saw, so that a stale page
is refused and a repeated request has no second effect.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from renkeg.lib.digests import digest, sha256
from renkeg.lib.errors import BadInput, NotThere, Problem, Refused, Stale
from renkeg.office import clock
from renkeg.office.calendar import Calendar
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker, Unit
from renkeg.papers import documents, numbering
from renkeg.papers.models import Document, Signature
from renkeg.trail.models import Event
from renkeg.trail.record import record

from . import changes, contents, drafts, notices
from .models import Disposisi, Edit, Kegiatan, NotaDinas, Tautan, Tugas, Usulan
from .models.tugas import last_assigned
from .sop import At, Edits, Effect, Langkah, Side, Verb, Way, after

NO_UNIT = "Tidak ada subbagian dengan jabatan Anda sebagai pengusul."


@transaction.atomic
def start(
    id: uuid.UUID,  # noqa: A002 - the name that the contract gives it
    awal: drafts.Awal,
    *,
    by: Pegawai,
    unit: str | None = None,
) -> tuple[Usulan, bool]:
    """A Kasubbag starts a usulan under an id of his own; returns it and whether it is new. SOP step 1.

    Raises NotThere where the person proposes for no such unit, Refused where the id stands for something else or the
    month has its main usulan, BadInput where he must say for which of his units.
    """
    at = clock.now()
    satker = Satker.objects.office()
    request = digest({"start": awal.content(), "unit": unit})
    known = Usulan.objects.for_reading().filter(pk=id).first()
    if known is not None:
        return _started_before(known, request, by=by, at=at), False
    langkah = Usulan(satker=satker, sop_slug=satker.sop).sop.first
    home = _proposing_unit(langkah, unit, by=by, at=at)
    # Two starts for one unit wait for each other here; the constraint is the last judge.
    home = Unit.objects.select_for_update(of=("self",)).select_related("parent__parent").get(pk=home.pk)
    known = Usulan.objects.for_reading().filter(pk=id).first()
    if known is not None:
        return _started_before(known, request, by=by, at=at), False
    usulan = Usulan(
        id=id,
        satker=satker,
        unit=home,
        sop_slug=satker.sop,
        tahun=awal.tahun,
        bulan=awal.bulan,
        susulan=awal.susulan,
        hal=awal.surat.hal,
        pengantar=awal.surat.pengantar,
        started_by=by,
        started_at=at,
    )
    _insert(usulan)
    # Copied rows may carry the keys of another usulan's; here each is a new one.
    rows = [replace(row, id=None) for row in awal.kegiatan]
    Kegiatan.objects.bulk_create(_kegiatan(usulan, place, row) for place, row in enumerate(rows))
    Edit.objects.create(usulan=usulan, by=by, request=request, versi=1)
    opened = _open(usulan, langkah, ordinal=1, at=at, calendar=Calendar.of(satker))
    usulan = _fresh(usulan.pk)
    _record(
        "start",
        usulan,
        by=by,
        at=at,
        facts={"unit": home.pk, "bulan": f"{usulan.tahun}-{usulan.bulan:02}", **_opened([opened])},
    )
    return usulan, True


@transaction.atomic
def write_surat(usulan: Usulan, surat: drafts.Surat, *, versi: int, by: Pegawai) -> Usulan:
    """Changes the words of the nota dinas. Raises Refused out of turn, Stale on an older versi."""
    usulan = _lock(usulan.pk)
    request = digest({"surat": surat.content(), "versi": versi})
    if _edited_before(usulan, request, by=by):
        return usulan
    tugas, at = _editable(usulan, Edits.SURAT, versi=versi, by=by)
    if (usulan.hal, usulan.pengantar) == (surat.hal, surat.pengantar):
        return _unchanged(usulan, request, by=by)
    usulan.hal, usulan.pengantar = surat.hal, surat.pengantar
    return _edited("write_surat", usulan, tugas, request, by=by, at=at)


@transaction.atomic
def write_kegiatan(usulan: Usulan, rows: Sequence[drafts.Baris], *, versi: int, by: Pegawai) -> Usulan:
    """Replaces all rows of the form; a row keeps its key where it is named. Raises Refused, Stale, BadInput."""
    usulan = _lock(usulan.pk)
    request = digest({"kegiatan": [{"id": row.id, **row.content()} for row in rows], "versi": versi})
    if _edited_before(usulan, request, by=by):
        return usulan
    tugas, at = _editable(usulan, Edits.KEGIATAN, versi=versi, by=by)
    present = {row.pk: row for row in usulan.kegiatan.all()}
    strange = [place for place, row in enumerate(rows) if row.id is not None and row.id not in present]
    if strange:
        raise BadInput(Problem(f"kegiatan/{place}/id", "Baris ini tidak ada pada usulan ini.") for place in strange)
    if [row.content() for row in present.values()] == [row.content() for row in rows]:
        return _unchanged(usulan, request, by=by)
    kept = {row.id for row in rows if row.id is not None}
    Kegiatan.objects.filter(usulan=usulan).exclude(pk__in=kept).delete()
    Kegiatan.objects.bulk_create(
        [_kegiatan(usulan, place, row) for place, row in enumerate(rows)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["position", *_ROW_FIELDS],
    )
    return _edited("write_kegiatan", usulan, tugas, request, by=by, at=at)


@transaction.atomic
def propose(tugas: Tugas, *, by: Pegawai, seen: str | None = None, catatan: str | None = None) -> Usulan:
    """Hands the usulan up. SOP step 1."""
    return _take(tugas, Verb.PROPOSE, _Said(seen=seen, catatan=catatan), by=by)


@transaction.atomic
def approve(
    tugas: Tugas,
    *,
    by: Pegawai,
    seen: str | None,
    catatan: str | None = None,
    instruksi: Sequence[str] | None = None,
) -> Usulan:
    """Says Ya to what was seen. SOP steps 2, 3 and 7. Raises BadInput without `seen`, Stale where it has changed."""
    return _take(tugas, Verb.APPROVE, _Said(seen=seen, catatan=catatan, instruksi=instruksi), by=by)


@transaction.atomic
def send_back(tugas: Tugas, *, by: Pegawai, catatan: str | None, seen: str | None = None) -> Usulan:
    """Says Tidak, with the reason. SOP steps 2, 3 and 7."""
    return _take(tugas, Verb.SEND_BACK, _Said(seen=seen, catatan=catatan), by=by)


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
    return _take(tugas, Verb.DISPOSE, _Said(seen=seen, catatan=catatan, instruksi=instruksi), by=by)


@transaction.atomic
def assign(
    tugas: Tugas, *, by: Pegawai, petugas: str | None, seen: str | None = None, catatan: str | None = None
) -> Usulan:
    """Names the petugas (by username). SOP step 5; at the petugas' own steps it names another one on the same tugas."""
    return _take(tugas, Verb.ASSIGN, _Said(seen=seen, catatan=catatan, petugas=petugas), by=by)


@transaction.atomic
def submit(tugas: Tugas, *, by: Pegawai, seen: str | None = None, catatan: str | None = None) -> Usulan:
    """Hands the completed form over. SOP step 6."""
    return _take(tugas, Verb.SUBMIT, _Said(seen=seen, catatan=catatan), by=by)


@transaction.atomic
def publish(tugas: Tugas, *, by: Pegawai, seen: str | None = None, catatan: str | None = None) -> Usulan:
    """Puts the plan on the Tautan. SOP step 8."""
    return _take(tugas, Verb.PUBLISH, _Said(seen=seen, catatan=catatan), by=by)


@transaction.atomic
def acknowledge(tugas: Tugas, *, by: Pegawai, seen: str | None = None, catatan: str | None = None) -> Usulan:
    """The Kabag acknowledges the form ("Mengetahui"), beside the way; makes its next version."""
    return _take(tugas, Verb.ACKNOWLEDGE, _Said(seen=seen, catatan=catatan), by=by)


@transaction.atomic
def withdraw(tugas: Tugas, *, by: Pegawai, catatan: str | None = None) -> Usulan:
    """Takes back what one sent on, before the next has acted; it returns to the sender's step as a new tugas."""
    usulan = _lock(tugas.usulan_id)
    tugas = _same(usulan, tugas)
    if _repeated(tugas, Verb.WITHDRAW, by):
        return usulan
    at = clock.now()
    _refuse(tugas.withdraw_refusal(by, at))
    reason = drafts.read_catatan(catatan, required=False)
    sent = tugas.sent
    if sent is None:
        raise AssertionError("withdraw_refusal answers for a tugas without origin")
    holding = _capacity(by, sent.jabatan, at)
    calendar = Calendar.of(usulan.satker)
    ended = [tugas, *(row for row in usulan.sampingan if row.origin_id == sent.pk)]
    for row in ended:
        _close(row, Verb.WITHDRAW, by=by, holding=holding, catatan=reason, at=at, calendar=calendar)
    opened = _open(
        usulan, sent.at, ordinal=_next_ordinal(usulan), at=at, calendar=calendar, petugas=sent.petugas, origin=tugas
    )
    return _finish(Verb.WITHDRAW, usulan, ended, [opened], holding=holding, by=by, at=at)


@transaction.atomic
def cancel(tugas: Tugas, *, by: Pegawai, catatan: str | None) -> Usulan:
    """Ends the usulan with a reason, until it is published; a number it has is kept as void."""
    usulan = _lock(tugas.usulan_id)
    tugas = _same(usulan, tugas)
    if _repeated(tugas, Verb.CANCEL, by):
        return usulan
    at = clock.now()
    _refuse(tugas.cancel_refusal(by, at))
    reason = drafts.read_catatan(catatan, required=True)
    first = usulan.sop.first
    holding = _capacity(by, usulan.jabatan_of(first.post, first.at), at)
    calendar = Calendar.of(usulan.satker)
    ended = [tugas, *usulan.sampingan]
    for row in ended:
        _close(row, Verb.CANCEL, by=by, holding=holding, catatan=reason, at=at, calendar=calendar)
    usulan.cancelled_at = at
    if usulan.surat is not None:
        usulan.surat.void_at = at
        usulan.surat.save(update_fields=["void_at"])
    documents.void(usulan.subject)
    return _finish(Verb.CANCEL, usulan, ended, [], holding=holding, by=by, at=at)


@dataclass(frozen=True)
class _Said:
    """What came with a verb."""

    seen: str | None = None
    catatan: str | None = None
    instruksi: Sequence[str] | None = None
    petugas: str | None = None


@dataclass(frozen=True)
class _Act:
    """A verb that was accepted, as its effects see it."""

    usulan: Usulan
    tugas: Tugas
    way: Way
    by: Pegawai
    holding: PenugasanJabatan
    at: datetime
    instruksi: Sequence[str]
    petugas: Pegawai | None
    following: Langkah | None


def _take(tugas: Tugas, verb: Verb, said: _Said, *, by: Pegawai) -> Usulan:
    usulan = _lock(tugas.usulan_id)
    tugas = _same(usulan, tugas)
    if _repeated(tugas, verb, by):
        return usulan
    if verb is Verb.ASSIGN and tugas.way(verb) is None:
        return _reassign(usulan, tugas, said, by=by)
    at = clock.now()
    _refuse(tugas.refusal(verb, by, at))
    holding = _capacity(by, tugas.jabatan, at)
    _same_content(usulan, said.seen, required=verb is Verb.APPROVE)
    way = tugas.way(verb)
    if way is None:
        return _acknowledge(usulan, tugas, said, holding=holding, by=by, at=at)
    reason = drafts.read_catatan(said.catatan, required=verb is Verb.SEND_BACK)
    _check_rows(usulan, way, reason)
    act = _Act(
        usulan=usulan,
        tugas=tugas,
        way=way,
        by=by,
        holding=holding,
        at=at,
        instruksi=drafts.read_instruksi(said.instruksi, way.instruksi),
        petugas=_petugas(usulan, said.petugas, at) if Effect.ASSIGN in way.effects else None,
        following=after(usulan.sop, tugas.at, verb),
    )
    calendar = Calendar.of(usulan.satker)
    _close(tugas, verb, by=by, holding=holding, catatan=reason, at=at, calendar=calendar)
    opened = _move_on(act, calendar)
    for effect in way.effects:
        opened += _effect(effect, act, calendar)
    return _finish(verb, usulan, [tugas], opened, holding=holding, by=by, at=at)


def _acknowledge(
    usulan: Usulan, tugas: Tugas, said: _Said, *, holding: PenugasanJabatan, by: Pegawai, at: datetime
) -> Usulan:
    reason = drafts.read_catatan(said.catatan, required=False)
    _close(tugas, Verb(tugas.side), by=by, holding=holding, catatan=reason, at=at, calendar=Calendar.of(usulan.satker))
    form = usulan.papers().valid().filter(jenis=Document.Jenis.RENCANA_PDF).first()
    kepala = form.contents["kepala"] if form else None
    day = usulan.satker.day(form.made_for) if form else None
    _issue_form(usulan, kepala=kepala, mengetahui=contents.closed_block(usulan, tugas, "Diketahui"), day=day, at=at)
    return _finish(Verb(tugas.side), usulan, [tugas], [], holding=holding, by=by, at=at)


def _reassign(usulan: Usulan, tugas: Tugas, said: _Said, *, by: Pegawai) -> Usulan:
    request = digest({"assign": tugas.pk, "petugas": said.petugas})
    if not tugas.is_open and _edited_before(usulan, request, by=by):
        return usulan
    at = clock.now()
    _refuse(tugas.refusal(Verb.ASSIGN, by, at))
    _same_content(usulan, said.seen, required=False)
    petugas = _petugas(usulan, said.petugas, at)
    if tugas.petugas_id == petugas.pk:
        return usulan
    tugas.petugas = petugas
    tugas.save(update_fields=["petugas"])
    Edit.objects.get_or_create(usulan=usulan, by=by, request=request, defaults={"versi": usulan.versi + 1})
    assigner = usulan.sop.assigner
    if assigner is None:
        raise AssertionError("refusal answers for a SOP without an assigner")
    holding = _capacity(by, usulan.jabatan_of(assigner.post, assigner.at), at)
    return _finish(Verb.ASSIGN, usulan, [], [tugas], holding=holding, by=by, at=at)


def _effect(effect: Effect, act: _Act, calendar: Calendar) -> list[Tugas]:
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
            _issue_form(act.usulan, kepala=kepala, mengetahui=None, day=act.usulan.satker.day(act.at), at=act.at)
        case Effect.PUBLISH:
            act.usulan.tautan = Tautan.objects.create(usulan=act.usulan, published_at=act.at, published_by=act.by)
        case Effect.ACKNOWLEDGE:
            return [_open_side(act, act.usulan.sop.side(Verb.ACKNOWLEDGE), calendar)]
        case Effect.ASSIGN:
            pass  # the person named stands on the tugas that `_move_on` opened
    return []


def _number(act: _Act) -> None:
    """Gives the letter its number and date, once; a letter that comes back keeps both, as in the agenda book."""
    usulan = act.usulan
    if usulan.surat is not None:
        return
    day = usulan.satker.day(act.at)
    urut = numbering.next_number(usulan.satker, numbering.NOTA_DINAS, day.year)
    nomor = numbering.written(usulan.satker.pola_nomor, nomor=urut, tahun=day.year, bulan=day.month)
    usulan.nota_dinas = NotaDinas.objects.create(
        usulan=usulan, satker=usulan.satker, tahun=day.year, urut=urut, nomor=nomor, tanggal=day
    )


def _sign(act: _Act) -> None:
    usulan = act.usulan
    paper = documents.issue(
        usulan.subject,
        Document.Jenis.NOTA_DINAS,
        name=contents.paper_name(usulan, "Nota Dinas"),
        contents=contents.nota_dinas(usulan, signature=contents.closed_block(act.usulan, act.tugas)),
        made_for=act.at,
    )
    Signature.objects.create(
        document=paper,
        by=act.by,
        jabatan=act.holding.jabatan,
        kapasitas=act.holding.kapasitas,
        signed_at=act.at,
        seen=act.tugas.seen,
    )


def _hand_down(act: _Act) -> None:
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
        made_for=act.at,
    )


def _issue_form(
    usulan: Usulan,
    *,
    kepala: contents.Contents | None,
    mengetahui: contents.Contents | None,
    day: date | None,
    at: datetime,
) -> None:
    data = contents.rencana_bulanan(usulan, kepala=kepala, mengetahui=mengetahui, day=day)
    for jenis in (Document.Jenis.RENCANA_PDF, Document.Jenis.RENCANA_XLSX):
        documents.issue(
            usulan.subject, jenis, name=contents.paper_name(usulan, "Rencana Kegiatan"), contents=data, made_for=at
        )


def _move_on(act: _Act, calendar: Calendar) -> list[Tugas]:
    if act.following is None:
        return []
    petugas = None
    if act.following.at is At.ASSIGNED:
        petugas = act.petugas or last_assigned(act.usulan.tugas.all())
    return [
        _open(
            act.usulan,
            act.following,
            ordinal=_next_ordinal(act.usulan),
            at=act.at,
            calendar=calendar,
            petugas=petugas,
            origin=act.tugas,
        )
    ]


def _open(
    usulan: Usulan,
    langkah: Langkah,
    *,
    ordinal: int,
    at: datetime,
    calendar: Calendar,
    petugas: Pegawai | None = None,
    origin: Tugas | None = None,
) -> Tugas:
    tugas = Tugas.objects.create(
        usulan=usulan,
        ordinal=ordinal,
        origin=origin,
        langkah=langkah.nomor,
        jabatan=usulan.jabatan_of(langkah.post, langkah.at),
        petugas=petugas,
        opened_at=at,
        due_at=calendar.due(at, langkah.minutes),
    )
    usulan.take_up(tugas)
    return tugas


def _open_side(act: _Act, side: Side, calendar: Calendar) -> Tugas:
    tugas = Tugas.objects.create(
        usulan=act.usulan,
        ordinal=_next_ordinal(act.usulan),
        origin=act.tugas,
        langkah=act.tugas.langkah,
        side=side.verb,
        jabatan=act.usulan.jabatan_of(side.post, side.at),
        opened_at=act.at,
        due_at=calendar.due(act.at, side.minutes),
    )
    act.usulan.take_up(tugas)
    return tugas


def _close(
    tugas: Tugas,
    verb: Verb,
    *,
    by: Pegawai,
    holding: PenugasanJabatan,
    catatan: str,
    at: datetime,
    calendar: Calendar,
) -> None:
    usulan = tugas.usulan
    tugas.closed_at = at
    tugas.closed_by = by
    tugas.closed_as = holding.jabatan
    tugas.kapasitas = holding.kapasitas
    tugas.closed_versi = usulan.versi + 1
    tugas.verb = verb
    tugas.minutes = calendar.minutes(tugas.opened_at, at)
    tugas.catatan = catatan
    tugas.seen = usulan.seen
    tugas.save(
        update_fields=[
            "closed_at",
            "closed_by",
            "closed_as",
            "kapasitas",
            "closed_versi",
            "verb",
            "minutes",
            "catatan",
            "seen",
        ]
    )


def _finish(
    verb: Verb,
    usulan: Usulan,
    closed: Sequence[Tugas],
    opened: Sequence[Tugas],
    *,
    holding: PenugasanJabatan,
    by: Pegawai,
    at: datetime,
) -> Usulan:
    usulan.versi += 1
    usulan.save(update_fields=["versi", "cancelled_at"])
    main = next(iter(closed), None)
    facts: dict[str, object] = {
        "closed": [row.pk for row in closed],
        "jabatan": holding.jabatan_id,
        "kapasitas": str(holding.kapasitas),
        "catatan": sha256(main.catatan) if main and main.catatan else None,
        "nomor": usulan.surat.nomor if usulan.surat else None,
        **_opened(opened),
    }
    event = _record(verb, usulan, by=by, at=at, facts=facts)
    notices.announce(usulan, event, verb=verb, by=by, opened=opened, at=at)
    return usulan


def _unchanged(usulan: Usulan, request: str, *, by: Pegawai) -> Usulan:
    """Nothing to write, but the request was taken: its repetition is known even after somebody else's change."""
    Edit.objects.create(usulan=usulan, by=by, request=request)
    return usulan


def _edited(verb: str, usulan: Usulan, tugas: Tugas, request: str, *, by: Pegawai, at: datetime) -> Usulan:
    usulan.versi += 1
    usulan.save(update_fields=["versi", "hal", "pengantar"])
    if tugas.touched_at is None:
        tugas.touched_at = at
        tugas.save(update_fields=["touched_at"])
    Edit.objects.create(usulan=usulan, by=by, request=request, versi=usulan.versi)
    usulan = _fresh(usulan.pk)
    _record(verb, usulan, by=by, at=at, facts={"tugas": tugas.pk})
    return usulan


def _record(verb: str, usulan: Usulan, *, by: Pegawai, at: datetime, facts: dict[str, object]) -> Event:
    told = {"versi": usulan.versi, "seen": usulan.seen, "keadaan": str(usulan.keadaan), **facts}
    return record(verb, usulan.subject, by=by.pk, at=at, facts=told, state=digest(usulan.snapshot()))


def _opened(tugas: Sequence[Tugas]) -> dict[str, object]:
    return {
        "opened": [
            {
                "tugas": row.pk,
                "langkah": row.langkah,
                "side": row.side,
                "jabatan": row.jabatan_id,
                "petugas": row.petugas_id,
            }
            for row in tugas
        ]
    }


def _lock(pk: uuid.UUID) -> Usulan:
    """The usulan with all its rows, read after everybody who was writing it is done."""
    if connection.features.has_select_for_update:
        # In a statement of its own: what is read in the locking one may be older than the wait for the lock.
        Usulan.objects.select_for_update().only("pk").get(pk=pk)
    return _fresh(pk)


def _fresh(pk: uuid.UUID) -> Usulan:
    return Usulan.objects.for_reading().get(pk=pk)


def _same(usulan: Usulan, tugas: Tugas) -> Tugas:
    """The tugas as it stands now, sharing the locked usulan and its rows."""
    present = next((row for row in usulan.tugas.all() if row.pk == tugas.pk), None)
    if present is None:
        raise NotThere("Tugas itu tidak ada pada usulan ini.")
    return present


def _repeated(tugas: Tugas, verb: Verb, by: Pegawai) -> bool:
    return tugas.verb == verb and tugas.closed_by_id == by.pk


def _refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise Refused(sentence)


def _same_content(usulan: Usulan, seen: str | None, *, required: bool) -> None:
    if seen is None:
        if required:
            raise BadInput.at("seen", "Sertakan sidik isi (seen) yang Anda baca.")
        return
    if seen != usulan.seen:
        raise Stale("Isi usulan ini telah berubah sejak Anda membacanya. Baca dahulu isi yang sekarang.")


def _capacity(by: Pegawai, jabatan: Jabatan, at: datetime) -> PenugasanJabatan:
    holding = by.standing(at).holding(jabatan.pk)
    if holding is None:
        raise Refused(f"Anda tidak memegang jabatan {jabatan.nama} saat ini.")
    return holding


def _check_rows(usulan: Usulan, way: Way, catatan: str) -> None:
    rows = [row.content() for row in usulan.kegiatan.all()]
    if way.rows is not None:
        problems = drafts.missing(rows, way.rows, tahun=usulan.tahun, bulan=usulan.bulan)
        if problems:
            raise BadInput(problems)
    if Effect.FORM in way.effects and not catatan and changes.grown(usulan):
        raise BadInput.at(
            "catatan",
            "Ada kegiatan yang ditambahkan atau jumlah anggaran yang naik sejak disetujui Sekretaris. Jelaskan alasannya.",
        )


def _petugas(usulan: Usulan, username: str | None, at: datetime) -> Pegawai:
    if not username:
        raise BadInput.at("petugas", "Pilih petugas yang ditugaskan.")
    holders = PenugasanJabatan.objects.active(at).filter(jabatan__unit=usulan.unit, jabatan__post=Jabatan.Post.PETUGAS)
    # Compared here: what a form brings may be text that PostgreSQL does not even take as a question (NUL).
    holding = next((one for one in holders.select_related("pegawai") if one.pegawai.username == username), None)
    if holding is None:
        raise BadInput.at("petugas", f"Bukan petugas {usulan.unit.nama} saat ini.")
    return holding.pegawai


def _next_ordinal(usulan: Usulan) -> int:
    return max(row.ordinal for row in usulan.tugas.all()) + 1


def _started_before(usulan: Usulan, request: str, *, by: Pegawai, at: datetime) -> Usulan:
    if not Usulan.objects.visible_to(by, at).filter(pk=usulan.pk).exists():
        raise NotThere("Usulan itu tidak ada.")
    if not usulan.edits.filter(versi=1, by=by, request=request).exists():
        raise Refused("Tanda pengenal ini sudah dipakai usulan lain atau isi yang lain.")
    return usulan


def _proposing_unit(langkah: Langkah, slug: str | None, *, by: Pegawai, at: datetime) -> Unit:
    units = {one.jabatan.unit_id: one.jabatan.unit for one in by.standing(at).posts if one.jabatan.post == langkah.post}
    if slug is not None:
        if slug not in units:
            raise NotThere(NO_UNIT)
        return units[slug]
    if not units:
        raise NotThere(NO_UNIT)
    if len(units) > 1:
        raise BadInput.at("unit", f"Sebutkan subbagiannya: {', '.join(sorted(units))}.")
    return next(iter(units.values()))


def _insert(usulan: Usulan) -> None:
    try:
        with transaction.atomic():
            usulan.save(force_insert=True)
    except IntegrityError as error:
        taken = Usulan.objects.filter(pk=usulan.pk).exists()
        raise Refused(
            "Tanda pengenal ini sudah dipakai usulan lain."
            if taken
            else f"{usulan.unit.nama} sudah memiliki usulan utama untuk bulan itu. Buat usulan susulan, atau batalkan yang ada."
        ) from error


def _edited_before(usulan: Usulan, request: str, *, by: Pegawai) -> bool:
    return usulan.edits.filter(by=by, request=request).exists()


def _editable(usulan: Usulan, what: Edits, *, versi: int, by: Pegawai) -> tuple[Tugas, datetime]:
    at = clock.now()
    tugas = usulan.open_tugas
    if tugas is None:
        raise Refused(f"Usulan ini sudah {usulan.keadaan}; isinya tidak dapat diubah lagi.")
    _refuse(tugas.edit_refusal(what, by, at))
    if versi != usulan.versi:
        raise Stale(
            "Usulan ini telah diubah orang lain sejak Anda membukanya. Periksa isi yang sekarang, lalu simpan lagi."
        )
    return tugas, at


_ROW_FIELDS = ("kode", "judul", "sasaran", "volume", "satuan", "jenis", "anggaran", "lokus", "tanggal")


def _kegiatan(usulan: Usulan, place: int, row: drafts.Baris) -> Kegiatan:
    kegiatan = Kegiatan(usulan=usulan, position=place, **row.content())
    if row.id is not None:
        kegiatan.pk = row.id
    return kegiatan
