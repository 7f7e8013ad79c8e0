"""What every verb does to rows: refuse, check a text, record what was done."""

from collections.abc import Iterable

from renkeg.lib.clean_text import Unclean, line_within
from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock
from renkeg.office.models import Absence, Jabatan, Pegawai, PenugasanJabatan, Satker, state_of
from renkeg.trail.models import Event
from renkeg.trail.record import SYSTEM, record


def refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise Refused(sentence)


def line(text: str, loc: str, *, longest: int, required: bool = True) -> str:
    """One clean line; empty where nothing is required. Raises BadInput at `loc`."""
    if not text and not required:
        return ""
    try:
        return line_within(text, longest)
    except Unclean as error:
        raise BadInput.at(loc, str(error)) from error


def record_kantor(verb: str, satker: Satker, *, by: Pegawai | None, facts: dict[str, object]) -> Event:
    """One entry for the office as such: satker, units, jabatan, hours."""
    return record(verb, "kantor", by=key(by), at=clock.now(), facts=facts, state=state_of(kantor_rows(satker)))


def kantor_rows(satker: Satker) -> Iterable[object]:
    """The rows that an entry about the office covers, in a fixed order."""
    yield satker
    yield from satker.units.order_by("slug")
    yield from Jabatan.objects.filter(unit__satker=satker).order_by("slug")
    yield from satker.jam_kerja.order_by("mode", "weekday", "mulai", "pk")
    yield from satker.ramadan.order_by("mulai", "pk")


def record_pegawai(verb: str, pegawai: Pegawai, by: Pegawai | None) -> Event:
    return record(verb, f"pegawai:{pegawai.pk}", by=key(by), at=clock.now(), state=state_of([pegawai]))


def record_penugasan(verb: str, penugasan: PenugasanJabatan, by: Pegawai | None) -> Event:
    return record(
        verb,
        f"penugasan:{penugasan.pk}",
        by=key(by),
        at=clock.now(),
        facts={
            "pegawai": penugasan.pegawai_id,
            "jabatan": penugasan.jabatan_id,
            "kapasitas": str(penugasan.kapasitas),
            "mulai": penugasan.mulai.isoformat(),
            "selesai": penugasan.selesai.isoformat() if penugasan.selesai else None,
        },
        state=state_of([penugasan]),
    )


def record_absence(verb: str, absence: Absence, by: Pegawai | None) -> Event:
    """Why somebody is away stands in the table alone: health has no place in a trail that is kept for ever."""
    fresh = Absence.objects.with_decisions().get(pk=absence.pk)
    return record(
        verb,
        fresh.subject,
        by=key(by),
        at=clock.now(),
        facts={
            "pegawai": fresh.pegawai_id,
            "mulai": fresh.mulai.isoformat(),
            "selesai": fresh.selesai.isoformat(),
        },
        state=state_of(fresh.rows()),
    )


def key(by: Pegawai | None) -> str:
    return by.pk if by else SYSTEM
