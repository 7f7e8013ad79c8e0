"""The verbs of a kertas kerja that came back as a file: kept for a look at what it would change, then accepted as a whole."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from renkeg.lib.errors import BadInput, Problem
from renkeg.office import clock
from renkeg.office.models import Pegawai

from . import actions, merging, sheet, workbook
from .actions.rows import lock, refuse
from .models import Upload, Usulan
from .sop import Edits

_KEPT_DAYS = 30
FILE = "file"
SERVER = "server"


def keep(usulan: Usulan, data: bytes, *, name: str, by: Pegawai) -> Upload:
    """Reads a file and keeps what it says; the form itself stays as it is. Raises Refused out of turn, BadInput."""
    at = clock.now()
    refuse(usulan.edit_refusal(Edits.KEGIATAN, by, at))
    upload = workbook.read_upload(usulan, data, name=name, by=by, at=at)
    upload.save(force_insert=True)
    return upload


@transaction.atomic
def accept(upload: Upload, *, by: Pegawai, choices: Mapping[str, str]) -> Usulan:
    """Saves all that the file changes, merged with what others saved meanwhile, or nothing.

    `choices` says FILE or SERVER for what both changed: by "12/anggaran" with the row's number in the file, "12/" where
    the server dropped the row, "id/" with the kegiatan's key where the file did. Raises Refused out of turn,
    merging.Undecided where one is missing, BadInput while something in the file cannot be read.
    """
    usulan = lock(upload.usulan_id)
    upload = Upload.objects.get(pk=upload.pk)
    if upload.accepted_at is not None:
        return usulan
    refuse(usulan.edit_refusal(Edits.KEGIATAN, by, clock.now()))
    if upload.problems:
        raise BadInput(Problem(_loc(one), one["msg"]) for one in upload.problems)
    comparison = _decided(upload, workbook.compared(upload, usulan), choices)
    if comparison.conflicts:
        raise merging.Undecided(comparison, workbook.difference(upload, usulan).writers)
    rows = merging.rows_to_write(comparison)
    if odd := [place for place, row in enumerate(rows, 1) if not row.balanced]:
        raise BadInput(
            Problem(
                f"baris/{place}/Anggaran",
                "Anggaran tidak sama dengan jumlah rinciannya; pilih keduanya dari sisi yang sama.",
            )
            for place in odd
        )
    saved = actions.write_kegiatan(usulan, rows, versi=usulan.versi, by=by, file=upload.sha256)
    upload.accepted_at, upload.accepted_versi = clock.now(), saved.versi
    upload.save(update_fields=["accepted_at", "accepted_versi"])
    return saved


def sweep() -> int:
    """Deletes what was uploaded a month ago, accepted or not; returns how many. What was accepted stands in the trail."""
    return Upload.objects.filter(at__lt=timezone.now() - timedelta(days=_KEPT_DAYS)).delete()[0]


def _loc(problem: Mapping[str, object]) -> str:
    return f"baris/{problem['row']}/{problem['column']}".rstrip("/")


def _decided(upload: Upload, comparison: sheet.Comparison, choices: Mapping[str, str]) -> sheet.Comparison:
    lines = []
    for line in comparison.lines:
        row = upload.rows[line.place]["number"] if line.place is not None else line.id
        chosen = {one.name: choices.get(workbook.choice_key(row, one.name), "") for one in line.conflicts}
        if not all(one in (FILE, SERVER) for one in chosen.values()):
            lines.append(line)
            continue
        whole = next((one for one in line.conflicts if not one.name), None)
        # Whoever chooses the side that dropped the row drops it.
        if whole is not None and (whole.mine if chosen[""] == FILE else whole.theirs) is None:
            continue
        theirs = {one.name: one.theirs for one in line.conflicts if one.name and chosen[one.name] == SERVER}
        content = {
            name: value for name, value in {**line.content, **theirs}.items() if value is not None or name != "rincian"
        }
        lines.append(replace(line, content=content, conflicts=()))
    return replace(comparison, lines=tuple(lines))
