"""What every form needs: the names of its fields, small values out of a post, and where each problem is told."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from renkeg.lib.errors import BadInput, Problem

# The form's columns in its own order, as people read them.
LABELS: Mapping[str, str] = {
    "kode": "Kode",
    "judul": "Judul kegiatan",
    "sasaran": "Sasaran",
    "volume": "Volume",
    "satuan": "Satuan",
    "jenis": "Jenis kegiatan",
    "anggaran": "Anggaran (Rp)",
    "lokus": "Lokus",
    "tanggal": "Tanggal kegiatan",
    "rincian": "Rincian kode",
}
_OTHERS: Mapping[str, str] = {
    "hal": "Hal",
    "pengantar": "Pengantar",
    "tahun": "Tahun",
    "bulan": "Bulan",
    "unit": "Subbagian",
    "catatan": "Catatan",
    "instruksi": "Instruksi",
    "petugas": "Petugas",
    "kegiatan": "Kegiatan",
    "pegawai": "Pegawai",
    "jabatan": "Jabatan",
    "kapasitas": "Kapasitas",
    "mulai": "Mulai",
    "selesai": "Selesai",
    "dasar": "Dasar",
    "nomor": "Nomor surat perintah",
    "klasifikasi": "Klasifikasi",
    "tanggal": "Tanggal surat perintah",
}
OF_THE_LETTER: Mapping[str, str] = {**_OTHERS, "nomor": "Nomor surat", "nomor_dari": "Disalin dari"}
"""The same beside a button that gives a letter its number."""


@dataclass(frozen=True)
class Fault:
    """A line of the error summary, and the field it leads to."""

    href: str
    text: str


def told_name(name: str) -> str:
    """A field of a row inside a sentence: "anggaran"."""
    return LABELS.get(name, name).removesuffix(" (Rp)").lower()


def whole(text: str | None) -> int | None:
    """A small whole number out of a form or an address; None where it is none."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None


def key(text: str | None) -> uuid.UUID:
    """The id that the form brought along; a new one where it brought none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()


def by_field(error: BadInput | None) -> dict[str, list[str]]:
    """What is wrong with each field, by the name the field has in the form."""
    told: dict[str, list[str]] = {}
    for one in error.problems if error else ():
        told.setdefault(_field_of(one.loc), []).append(one.msg)
    return told


def summary(error: BadInput | None, *, at: str = "", labels: Mapping[str, str] = _OTHERS) -> list[Fault]:
    """Every problem as a line that leads to its field; `at` is the page on which the rows can be changed."""
    return [Fault(_href(one.loc, at), _line(one, labels)) for one in error.problems] if error else []


def typed_text(post: QueryDict, name: str) -> str | None:
    """A text of the form; None where nothing was typed."""
    text = post.get(name, "")
    return text if text.strip() else None


def _field_of(loc: str) -> str:
    """The field of a problem: "kegiatan/0/tanggal/1/mulai" stands in "kegiatan/0/tanggal"."""
    parts = loc.split("/")
    return "/".join(parts[:3]) if parts[0] == "kegiatan" else parts[0]


def _href(loc: str, at: str) -> str:
    name = _field_of(loc)
    return f"{at}#{name}" if name.startswith("kegiatan") else f"#{name}"


def _line(problem: Problem, labels: Mapping[str, str]) -> str:
    parts = problem.loc.split("/")
    if parts[0] == "kegiatan" and len(parts) > 2:
        return f"Baris {int(parts[1]) + 1}, {told_name(parts[2])}: {problem.msg}"
    if parts[0] == "kegiatan" and len(parts) > 1:
        return f"Baris {int(parts[1]) + 1}: {problem.msg}"
    label = labels.get(parts[0])
    return f"{label}: {problem.msg}" if label else problem.msg
