"""What a change of the office means for the work that is under way: closing a unit, a day on which the office is closed."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from renkeg.lib.errors import Refused
from renkeg.office import actions
from renkeg.office.models import Pegawai, Satker, Unit

from .models import Tugas


@transaction.atomic
def close_unit(unit: Unit, *, by: Pegawai) -> Unit:
    """Closes a unit once nothing waits there and nothing of its own is under way. Raises Refused."""
    # As when a usulan is started: the unit's row first, so that neither overlooks the other.
    unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    waiting = Tugas.objects.filter(
        Q(usulan__unit=unit) | Q(jabatan__unit=unit), closed_at__isnull=True, side=""
    ).count()
    if waiting:
        raise Refused(f"Masih ada {waiting} usulan yang berjalan di {unit.nama}; selesaikan atau batalkan dahulu.")
    return actions.close_unit(unit, by=by)


def due_across(satker: Satker, day: date) -> int:
    """How many open tugas have that day between their beginning and their due time. Their due time stays as it is."""
    begin = datetime.combine(day, time(), tzinfo=satker.tz)
    rows = Tugas.objects.filter(closed_at__isnull=True, opened_at__lt=begin + timedelta(days=1), due_at__gte=begin)
    return rows.count()
