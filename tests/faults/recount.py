"""What is planned on each kode, counted once more by hand: plain rows, plain Python, nothing of the ledger's own code."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renkeg.planning.models import Kegiatan, Pagu, Pok, Removal, Tautan, Usulan

TAHUN = 2027
_A, _B, _WA = "CQ.6709.QGE.001.113.A", "CQ.6709.QGE.001.113.B", "WA.3355.EBD.955.052.TA"

MEANT: Mapping[str | None, tuple[str, str | None]] = {
    f"{_A}.521211": (f"{_A}.521211", f"{_A}.521211"),
    f"{_A}.524114": (f"{_A}.524114", f"{_A}.524114"),
    "6709.QGE.001.113.A.521211": ("6709.QGE.001.113.A.521211", f"{_A}.521211"),
    "6709.QGE.001.113.A": ("6709.QGE.001.113.A", _A),
    "6709.qge . 001.113.a": ("6709.QGE.001.113.A", _A),
    f"{_B}.524111": (f"{_B}.524111", f"{_B}.524111"),
    "076.01.CQ.6709.QGE.001.113.B": (_B, _B),
    "654340.076.01.WA.3355": ("WA.3355", "WA.3355"),
    "3355.EBD.955.052.TA.522151": ("3355.EBD.955.052.TA.522151", f"{_WA}.522151"),
    f"{_WA}.": (_WA, _WA),
    "WA": ("WA", "WA"),
    "9999": ("9999", None),
    "tidak ada": ("TIDAK ADA", None),
    None: ("", None),
}
"""What may be typed as kode: how it is written alike, and the node that it names, each told by a person."""


@dataclass(frozen=True)
class Count:
    """Whole rupiah by path and by a kode that the POK has not; `this` is the part of the usulan that it is seen from."""

    planned: Mapping[str, int]
    this: Mapping[str, int]
    unknown: Mapping[str, int]


@dataclass(frozen=True)
class Office:
    """All rows that say something of money, as they stand in the tables."""

    usulan: Mapping[UUID, Mapping[str, Any]]
    rows: list[dict[str, Any]]
    tautan: Mapping[UUID, Mapping[str, Any]]
    gone: frozenset[str]
    nodes: Mapping[str, int]
    """The ceiling of each node of the POK in force."""

    def counted(self, seen_from: UUID | None = None) -> Count:
        """Usulan by usulan, row by row, node by node."""
        planned: Counter[str] = Counter()
        this: Counter[str] = Counter()
        unknown: Counter[str] = Counter()
        for row in self.rows:
            key = row["usulan_id"]
            if row["id"] in self.gone or not self._counts(key, seen_from):
                continue
            for kode, jumlah in drawn(row):
                written, path = MEANT[kode]
                if path is None or path not in self.nodes:
                    unknown[written] += jumlah
                    continue
                while path:
                    planned[path] += jumlah
                    this[path] += jumlah if key == seen_from else 0
                    path = path[: path.rindex(".")] if "." in path else ""
        return Count(_said(planned), _said(this), _said(unknown))

    def total(self, key: UUID) -> int:
        """What the kegiatan of one usulan that are in force add up to."""
        return sum(one["anggaran"] or 0 for one in self.rows if one["usulan_id"] == key and one["id"] not in self.gone)

    def unbalanced(self) -> list[dict[str, Any]]:
        """The kegiatan whose anggaran is not what their rincian add up to."""
        return [
            one for one in self.rows if one["rincian"] and one["anggaran"] != sum(sum_of for _, sum_of in drawn(one))
        ]

    def _counts(self, key: UUID, seen_from: UUID | None) -> bool:
        usulan, shown = self.usulan[key], self.tautan.get(key)
        if usulan["tahun"] != TAHUN or usulan["cancelled_at"] is not None:
            return False
        if shown is not None and shown["replaced_at"] is not None:
            return False
        if shown is None and usulan["revisi_dari_id"] is not None and key != seen_from:
            return False
        seen = self.usulan.get(seen_from) if seen_from else None
        runs = seen is not None and seen_from not in self.tautan and seen["cancelled_at"] is None
        return not (runs and seen is not None and seen["revisi_dari_id"] == key)


def read() -> Office:
    """The tables as they stand; in one view where the caller opens one."""
    usulan = Usulan.objects.values("id", "tahun", "cancelled_at", "revisi_dari_id")
    tautan = Tautan.objects.values("usulan_id", "replaced_at")
    rows = Kegiatan.objects.order_by("pk").values("id", "usulan_id", "kode", "anggaran", "rincian")
    last = max(Pok.objects.filter(tahun=TAHUN).values("id", "urut"), key=lambda one: int(one["urut"]))
    nodes = Pagu.objects.filter(pok=last["id"]).values("path", "pagu", "blokir")
    return Office(
        {one["id"]: dict(one) for one in usulan},
        [dict(one) for one in rows],
        {one["usulan_id"]: dict(one) for one in tautan},
        frozenset(Removal.objects.values_list("kegiatan", flat=True)),
        {one["path"]: one["pagu"] - one["blokir"] for one in nodes},
    )


def drawn(row: Mapping[str, Any]) -> list[tuple[str | None, int]]:
    """The kode and whole rupiah that a row names."""
    if row["rincian"]:
        return [(one["kode"], one["jumlah"]) for one in row["rincian"]]
    return [(row["kode"], row["anggaran"] or 0)]


def _said(counted: Mapping[str, int]) -> dict[str, int]:
    return {kode: jumlah for kode, jumlah in counted.items() if jumlah}
