"""Finds what a SOP file leaves open (peringatan) and what cannot be run (kesalahan). Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from renkeg.lib.indonesian import durasi

from .sop import At, Effect, Langkah, Sop, SopError, Verb, read

WORKING_DAY = 450
"""Working minutes of an ordinary day: 37 hours 30 in five days (Perpres 21/2023 Ps 3)."""

_UNITS = {"menit": 1, "jam": 60, "hari": WORKING_DAY}
_WAKTU = re.compile(r"\d+ [A-Za-z]+(?: \d+ [A-Za-z]+)*")
_PAPERS = re.compile(r"\s+dan\s+|\s*[,;]\s*", re.IGNORECASE)


class Kind(StrEnum):
    """How grave a finding is: what only a revision of the SOP can settle, or what no program can run."""

    PERINGATAN = "peringatan"
    KESALAHAN = "kesalahan"


@dataclass(frozen=True)
class Finding:
    """One thing that was found. `place` reads "langkah 4", "pelaksana", "formulir", "waktu" or "berkas"."""

    kind: Kind
    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.place}: {self.sentence}"


def lint(path: Path) -> list[Finding]:
    """What is to be said of that file; one kesalahan where it cannot be read at all."""
    try:
        sop = read(path)
    except SopError as error:
        return [Finding(Kind.KESALAHAN, "berkas", f"{error}.")]
    return check(sop)


def check(sop: Sop) -> list[Finding]:
    """What is to be said of a SOP that could be read: kesalahan first, each kind in the order of the SOP."""
    wrong = [Finding(Kind.KESALAHAN, *one) for one in _wrong(sop)]
    return wrong + [Finding(Kind.PERINGATAN, *one) for one in _open_ends(sop)]


_Found = Iterator[tuple[str, str]]


def _wrong(sop: Sop) -> _Found:
    if not sop.langkah:
        yield "berkas", "SOP ini tidak memuat satu langkah pun."
        return
    for nomor, times in Counter(row.nomor for row in sop.langkah).items():
        if times > 1:
            yield f"langkah {nomor}", f"Nomor ini dipakai {times} kali."
    for row in sop.langkah:
        yield from _wrong_ways(sop, row)
        yield from _wrong_time(row)
    yield from _wrong_course(sop)
    yield from _wrong_actors(sop)
    yield from _wrong_form(sop)


def _wrong_ways(sop: Sop, row: Langkah) -> _Found:
    place = f"langkah {row.nomor}"
    if not row.ways:
        yield place, "Tidak ada jalan keluar."
    if row.decides:
        for answer in ("Ya", "Tidak"):
            found = sum(way.answer == answer for way in row.ways)
            if found != 1:
                yield place, f"Keputusan ini memiliki {found} jalan {answer}; seharusnya satu."
    for verb, times in Counter(way.verb for way in row.ways).items():
        if times > 1:
            yield place, f"Dua jalan keluar memakai perbuatan yang sama ({verb})."
    yield from _wrong_targets(sop, row)


def _wrong_targets(sop: Sop, row: Langkah) -> _Found:
    place = f"langkah {row.nomor}"
    known = {one.nomor for one in sop.langkah}
    offered = {side.verb for side in sop.sides}
    for way in row.ways:
        name = way.answer or way.label
        if way.to is not None and way.to not in known:
            yield place, f"Jalan {name} menuju langkah {way.to} yang tidak ada."
        for nomor in way.other_than:
            if nomor not in known:
                yield place, f"Jalan {name} menyebut langkah {nomor} yang tidak ada."
        if Effect.ACKNOWLEDGE in way.effects and Verb.ACKNOWLEDGE not in offered:
            yield place, f"Jalan {name} membuka tugas sampingan yang tidak dijelaskan."


def _wrong_time(row: Langkah) -> _Found:
    place = f"langkah {row.nomor}"
    if not row.waktu.strip():
        yield place, "Waktu tidak disebut."
        return
    printed = _minutes(row.waktu)
    if printed is None:
        yield place, f"Waktu “{row.waktu}” tidak dapat dibaca."
    elif row.minutes != printed:
        yield place, f"Waktu “{row.waktu}” adalah {printed} menit, tetapi program memakai {row.minutes} menit."


def _minutes(waktu: str) -> int | None:
    """Printed time in working minutes: "1 Jam 30 Menit" is 90. None where it cannot be read."""
    if not _WAKTU.fullmatch(waktu.strip()):
        return None
    words = waktu.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    try:
        return sum(int(amount) * _UNITS[unit.lower()] for amount, unit in pairs)
    except KeyError:
        return None


def _wrong_course(sop: Sop) -> _Found:
    onward = {row.nomor: {way.to for way in row.ways} for row in sop.langkah}
    reached = {sop.first.nomor}
    while more := {to for nomor in reached for to in onward[nomor] if to in onward} - reached:
        reached |= more
    for nomor in onward:
        if nomor not in reached:
            yield f"langkah {nomor}", "Langkah ini tidak pernah dicapai dari langkah pertama."
    ending = {nomor for nomor, ways in onward.items() if None in ways}
    if not ending & reached:
        yield "berkas", "Tidak ada langkah yang mengakhiri SOP ini."
        return
    while more := {nomor for nomor, ways in onward.items() if ways & ending} - ending:
        ending |= more
    for nomor in onward:
        if nomor in reached and nomor not in ending:
            yield f"langkah {nomor}", "Dari langkah ini akhir SOP tidak dapat dicapai."


def _wrong_actors(sop: Sop) -> _Found:
    acting = {row.post for row in sop.langkah}
    for one in sop.pelaksana:
        if one.post not in acting:
            yield "pelaksana", f"{one.nama} tidak bertindak pada langkah mana pun."
    listed = {one.post for one in sop.pelaksana}
    for row in sop.langkah:
        if row.post not in listed:
            yield f"langkah {row.nomor}", f"Pelaksana {row.post} tidak memiliki kolom."
    if sop.assigner is None and any(row.at is At.ASSIGNED for row in sop.langkah):
        yield "pelaksana", "Ada langkah untuk petugas yang ditunjuk, tetapi tidak ada langkah yang menunjuknya."


def _wrong_form(sop: Sop) -> _Found:
    known = {row.nomor for row in sop.langkah}
    for one in sop.form.signatures:
        if one.langkah is not None and one.langkah not in known:
            yield "formulir", f"Tanda tangan “{one.teks}” menyebut langkah {one.langkah} yang tidak ada."


def _open_ends(sop: Sop) -> _Found:
    yield from _unsigned(sop)
    put_out = {paper for row in sop.langkah for paper in _papers(row.output)}
    for row in sop.langkah:
        for before in (one for one in sop.langkah if row.nomor in _forward(one)):
            yield from _left_behind(before, row)
        if row is not sop.first:  # what the first langkah needs comes from outside the SOP
            for paper, printed in _papers(row.kelengkapan).items():
                if paper not in put_out:
                    yield f"langkah {row.nomor}", f"Kelengkapan “{printed}” tidak dihasilkan langkah mana pun."
    if sop.minutes > WORKING_DAY:
        yield (
            "waktu",
            (
                f"Waktu seluruh langkah {sop.minutes} menit ({durasi(sop.minutes)}), "
                f"lebih dari satu hari kerja ({WORKING_DAY} menit)."
            ),
        )


def _unsigned(sop: Sop) -> _Found:
    for one in sop.form.signatures:
        if one.langkah is None:
            given = "program memberinya tugas sampingan" if one.side else "tidak ada yang memberikannya"
            yield "formulir", f"Tanda tangan “{one.teks}” tidak memiliki langkah; {given}."


def _forward(row: Langkah) -> set[int | None]:
    return {way.to for way in row.ways if way.answer != "Tidak"}


def _left_behind(before: Langkah, row: Langkah) -> _Found:
    asked = _papers(row.kelengkapan)
    for paper, printed in _papers(before.output).items():
        # A draft of a paper is that paper, on its way.
        if not any(paper in one for one in asked):
            yield (
                f"langkah {row.nomor}",
                f"Kelengkapan tidak memuat “{printed}” yang dihasilkan langkah {before.nomor}.",
            )


def _papers(column: str) -> dict[str, str]:
    """The papers that a column names, by their name without regard to capitals."""
    return {paper.casefold(): paper for paper in _PAPERS.split(column.strip()) if paper}
