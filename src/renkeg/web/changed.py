"""Changes between two states of the rows, column by column, in the words of the page."""

from collections.abc import Iterable, Mapping

from renkeg.lib import indonesian
from renkeg.planning import contents
from renkeg.planning.changes import Change

_COLUMNS: Mapping[str, str] = {
    "kode": "Kode",
    "judul": "Judul kegiatan",
    "sasaran_volume": "Sasaran/volume",
    "jenis": "Jenis kegiatan",
    "anggaran": "Anggaran",
    "lokus": "Lokus",
    "tanggal": "Tanggal kegiatan",
}


def lines(changes: Iterable[Change]) -> list[dict[str, object]]:
    """Each change with the columns that differ, as `usulan/changes.html` shows them."""
    return [
        {
            "before": one.before,
            "now": one.now,
            "columns": [
                {"label": _COLUMNS[name], "before": _said_in(one.before, name), "now": _said_in(one.now, name)}
                for name in one.columns
            ],
        }
        for one in changes
    ]


def _said_in(row: contents.Contents | None, name: str) -> str:
    value = row.get(name) if row else None
    if isinstance(value, int):
        return indonesian.rupiah(value)
    return str(value) if value else "kosong"
