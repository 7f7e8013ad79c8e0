"""The verb that writes down what SRIKANDI said of a letter: its number, day and status there."""

from datetime import date

from django.db import transaction

from renkeg.lib.digests import sha256
from renkeg.lib.errors import BadInput, Problem
from renkeg.office import clock
from renkeg.office.models import Pegawai, state_of
from renkeg.papers.models import Registration
from renkeg.planning import drafts
from renkeg.planning.models import Usulan
from renkeg.trail.record import record

from .archiving import short_line
from .rows import lock, refuse


@transaction.atomic
def register(usulan: Usulan, *, nomor: str, tanggal: date, status: str, catatan: str = "", by: Pegawai) -> Registration:
    """What SRIKANDI said of the letter is written down; a second time it is corrected, with the reason.

    Harmless to repeat. Raises Refused, or BadInput at "nomor", "tanggal", "status" or "catatan".
    """
    at = clock.now()
    usulan = lock(usulan.pk)
    refuse(usulan.register_refusal(by, at))
    problems: list[Problem] = []
    nomor, status = short_line(nomor, "nomor", 100, problems), short_line(status, "status", 40, problems)
    if tanggal > usulan.satker.day(at):
        problems.append(Problem("tanggal", "Tanggal pendaftaran tidak mungkin sesudah hari ini."))
    if problems:
        raise BadInput(problems)
    earlier = list(Registration.objects.filter(subject=usulan.subject))
    last = earlier[-1] if earlier else None
    if last is not None and (last.nomor, last.tanggal, last.status) == (nomor, tanggal, status):
        return last
    if last is not None:
        catatan = drafts.read_catatan(catatan, required=True)
    _refuse_taken(nomor, tanggal, usulan)
    row = Registration.objects.create(
        subject=usulan.subject,
        ordinal=len(earlier) + 1,
        nomor=nomor,
        tanggal=tanggal,
        status=status,
        catatan=catatan if last is not None else "",
        by=by,
        at=at,
    )
    facts = {
        "nomor": nomor,
        "tanggal": tanggal.isoformat(),
        "status": status,
        "catatan": sha256(row.catatan) if row.catatan else None,
    }
    verb = "register" if last is None else "correct_registration"
    subject = f"srikandi:{usulan.pk}"
    record(verb, subject, by=by.pk, at=at, facts=facts, state=state_of([*earlier, row]))
    return row


def _refuse_taken(nomor: str, tanggal: date, usulan: Usulan) -> None:
    """A number of SRIKANDI belongs to one letter of its year."""
    others = Registration.objects.filter(nomor__iexact=nomor, tanggal__year=tanggal.year)
    for other in others.exclude(subject=usulan.subject):
        if not Registration.objects.filter(subject=other.subject, ordinal__gt=other.ordinal).exists():
            raise BadInput.at("nomor", "Nomor ini sudah dicatat pada naskah lain; periksa lagi di SRIKANDI.")
