"""The verbs on remarks: pinned when a usulan is sent back, ticked off by whoever mends it."""

from collections.abc import Sequence

from django.db import transaction

from renkeg.lib.errors import NotThere
from renkeg.office import clock
from renkeg.office.models import Pegawai
from renkeg.planning.models import Pin, Returned, Tugas, Usulan
from renkeg.planning.pinned import Remark

from .rows import lock, record_usulan, refuse


@transaction.atomic
def tick(pin: Pin, *, by: Pegawai) -> Usulan:
    """Says that a remark was followed. Raises Refused for whoever may not mend the form now; a repeat is harmless."""
    return _set(pin, True, by=by)


@transaction.atomic
def untick(pin: Pin, *, by: Pegawai) -> Usulan:
    """Takes that back. Raises Refused for whoever may not mend the form now; a repeat is harmless."""
    return _set(pin, False, by=by)


def keep_returned(tugas: Tugas, usulan: Usulan, remarks: Sequence[Remark]) -> dict[str, object]:
    """Keeps what was read and what was remarked when `tugas` was closed by sending it back; answers the facts of it."""
    returned = Returned.of(tugas, usulan)
    returned.save(force_insert=True)
    pins = [
        Pin(
            tugas=tugas,
            place=place,
            kegiatan=one.row.pk,
            number=one.number,
            judul=one.row.judul or "",
            field=one.field,
            text=one.text,
        )
        for place, one in enumerate(remarks)
    ]
    tugas.take_up(Pin.objects.bulk_create(pins))
    return {"returned": returned.state}


def _set(pin: Pin, ticked: bool, *, by: Pegawai) -> Usulan:
    usulan = lock(pin.tugas.usulan_id)
    present = next((one for one in usulan.pins if one.pk == pin.pk), None)
    if present is None:
        raise NotThere("Catatan itu tidak ada pada usulan ini.")
    if present.ticked and ticked and present.ticked_by_id == by.pk:
        return usulan
    at = clock.now()
    refuse(present.tick_refusal(by, at))
    if present.ticked == ticked:
        return usulan
    present.ticked_at, present.ticked_by = (at, by) if ticked else (None, None)
    present.save(update_fields=["ticked_at", "ticked_by"])
    usulan.versi += 1
    usulan.save(update_fields=["versi"])
    record_usulan("tick" if ticked else "untick", usulan, by=by, at=at, facts={"pin": present.pk})
    return usulan
