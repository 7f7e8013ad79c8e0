"""What a kertas kerja that stays open is told of the saves of others."""

from datetime import datetime

from renkeg.office.models import Pegawai
from renkeg.planning import merging
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Edits

from . import baris, sheets


def news(usulan: Usulan, by: Pegawai, at: datetime, *, since: int) -> dict[str, object]:
    """The rows as they are kept now, printed, with the state to write upon, and who saved after the versi `since`."""
    kegiatan = list(usulan.kegiatan.all())
    return {
        "versi": usulan.versi,
        "dasar": merging.base_text(merging.rows_of(usulan)),
        "rows": [{"id": row.id, **row.typed} for row in baris.rows_printed(kegiatan)],
        "oleh": sheets.told_by(merging.writers_since(usulan, since), by),
        # Then nothing more can come: the page says why once it is saved.
        "tutup": usulan.edit_refusal(Edits.KEGIATAN, by, at) is not None,
    }
