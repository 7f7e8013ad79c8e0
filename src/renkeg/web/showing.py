"""What a page shows of a usulan, read once: where it stands, what may be done and why not, letter, rows and papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, Stale
from renkeg.office.calendar import Calendar
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.papers.models import Document
from renkeg.planning import changes, contents, drafts
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.models.usulan import BACKWARD
from renkeg.planning.sop import Edits, Effect, Langkah, Verb

from . import forms


@dataclass(frozen=True)
class Clock:
    """How an open tugas stands against its time, in working minutes."""

    late: bool
    minutes: int

    @property
    def text(self) -> str:
        """As people say it: "sisa 35 menit kerja", "terlambat 1 jam 10 menit kerja"."""
        return f"{'terlambat' if self.late else 'sisa'} {indonesian.durasi(self.minutes)} kerja"


@dataclass(frozen=True)
class Step:
    """A langkah of the SOP as one usulan has gone through it."""

    langkah: Langkah
    whom: str
    standing: str
    row: Tugas | None

    @property
    def late(self) -> bool:
        """Whether it took longer than the SOP gives it."""
        return self.row is not None and self.row.minutes is not None and self.row.minutes > self.langkah.minutes


@dataclass(frozen=True)
class Choice:
    """A button, or the reason why there is none."""

    verb: Verb
    label: str
    refusal: str | None
    instruksi: tuple[str, ...] = ()
    names_petugas: bool = False
    backward: bool = False
    aside: bool = False


@dataclass(frozen=True)
class Turn:
    """An open tugas as this person meets it."""

    tugas: Tugas
    clock: Clock
    mine: bool
    choices: tuple[Choice, ...]

    @property
    def open_to_me(self) -> list[Choice]:
        return [one for one in self.choices if one.refusal is None]

    @property
    def forward(self) -> list[Choice]:
        """What takes it on, for this person."""
        return [one for one in self.open_to_me if not one.backward and not one.aside]

    @property
    def back(self) -> list[Choice]:
        """What hands it back, for this person."""
        return [one for one in self.open_to_me if one.backward]

    @property
    def aside(self) -> list[Choice]:
        """What may be changed about it while it lies with somebody else."""
        return [one for one in self.open_to_me if one.aside]

    @property
    def asked(self) -> bool:
        """Whether something is asked of this person."""
        return bool(self.forward or self.back)

    @property
    def reasons(self) -> list[str]:
        """Why the rest is closed to this person, each reason once."""
        return list(dict.fromkeys(one.refusal for one in self.choices if one.refusal is not None))

    @property
    def sent_back(self) -> Tugas | None:
        """The Tidak that brought it here."""
        return sent_back(self.tugas)

    @property
    def instruksi(self) -> tuple[str, ...]:
        """Instructions to tick."""
        return next((one.instruksi for one in self.forward if one.instruksi), ())

    @property
    def names_petugas(self) -> bool:
        return any(one.names_petugas for one in self.forward)


@dataclass(frozen=True)
class Letter:
    """The nota dinas as it will be, or was, printed."""

    contents: Mapping[str, Any]
    konsep: bool
    batal: bool
    href: str


def clock_of(tugas: Tugas, calendar: Calendar, at: datetime) -> Clock:
    """What is left of its time, or how far it is over it."""
    late = tugas.late(at)
    return Clock(late, calendar.minutes(tugas.due_at, at) if late else calendar.minutes(at, tugas.due_at))


def detail(usulan: Usulan, by: Pegawai, at: datetime) -> dict[str, object]:
    """All that the page of a usulan shows to this person."""
    calendar = Calendar.of(usulan.satker)
    tugas = usulan.open_tugas
    turns = [_turn(one, by, calendar, at) for one in [*usulan.sampingan, *([tugas] if tugas else [])]]
    papers = list(usulan.papers())
    forms_open = [one for one in turns if _shows_changes(one)]
    return {
        "usulan": usulan,
        "at": at,
        "tugas": tugas,
        "turns": turns,
        "mine": [one for one in turns if one.asked],
        "steps": steps(usulan),
        "letter": _letter(usulan, papers),
        "rows": [contents.row(one, number) for number, one in enumerate(usulan.kegiatan.all(), 1)],
        "papers": papers,
        "changes": _changes(usulan) if forms_open else [],
        "grown": bool(forms_open) and changes.grown(usulan),
        "petugas": petugas_of(usulan, at)
        if any(choice.names_petugas for one in turns for choice in one.open_to_me)
        else [],
        "may_write_surat": tugas is not None and tugas.edit_refusal(Edits.SURAT, by, at) is None,
        "may_write_kegiatan": tugas is not None and tugas.edit_refusal(Edits.KEGIATAN, by, at) is None,
        "may_withdraw": tugas is not None and tugas.withdraw_refusal(by, at) is None,
        "may_cancel": tugas is not None and tugas.cancel_refusal(by, at) is None,
        "any_aside": any(one.aside for one in turns),
        "lacking": lacking(usulan, tugas),
    }


def again(said: forms.Said, verb: str, error: BadInput | Stale, usulan: Usulan) -> dict[str, object]:
    """What was said, and why it was not taken, for the same page once more."""
    bad = error if isinstance(error, BadInput) else None
    return {
        "said": said,
        "said_verb": verb,
        "faults": forms.by_field(bad),
        "summary": forms.summary(bad, at=f"/usulan/{usulan.pk}/kertas-kerja/"),
        "stale": error.sentence if isinstance(error, Stale) else "",
    }


def steps(usulan: Usulan) -> list[Step]:
    """The langkah of its SOP: which are done and by whom, which is open, which still come."""
    tugas = usulan.open_tugas
    done = {row.langkah: row for row in usulan.riwayat if not row.side and row.verb not in BACKWARD}
    names = {one.post: one.nama for one in usulan.sop.pelaksana}
    told = []
    for langkah in usulan.sop.langkah:
        row = done.get(langkah.nomor)
        if tugas is not None and langkah.nomor == tugas.langkah:
            told.append(Step(langkah, names[langkah.post], "sekarang", tugas))
        elif row is not None and (tugas is None or langkah.nomor < tugas.langkah):
            told.append(Step(langkah, names[langkah.post], "selesai", row))
        else:
            told.append(Step(langkah, names[langkah.post], "nanti", None))
    return told


@dataclass(frozen=True)
class Line:
    """A usulan in a list."""

    usulan: Usulan
    tugas: Tugas | None
    clock: Clock | None


def line(usulan: Usulan, calendar: Calendar, at: datetime) -> Line:
    """A usulan with where it lies and how its time stands."""
    tugas = usulan.open_tugas
    return Line(usulan, tugas, clock_of(tugas, calendar, at) if tugas else None)


def lacking(usulan: Usulan, tugas: Tugas | None) -> list[forms.Fault]:
    """What the rows still lack before the open tugas can be passed on."""
    wanted = next((way.rows for way in tugas.at.ways if way.rows), None) if tugas else None
    if wanted is None:
        return []
    rows = [one.content() for one in usulan.kegiatan.all()]
    problems = drafts.missing(rows, wanted, tahun=usulan.tahun, bulan=usulan.bulan)
    return forms.summary(BadInput(problems), at=f"/usulan/{usulan.pk}/kertas-kerja/") if problems else []


def sent_back(tugas: Tugas) -> Tugas | None:
    """The Tidak that opened this tugas; None where it came forward."""
    sent = tugas.sent
    return sent if sent is not None and sent.verb == Verb.SEND_BACK else None


def petugas_of(usulan: Usulan, at: datetime) -> list[Pegawai]:
    """Who can be assigned to it now, each once."""
    holders = PenugasanJabatan.objects.active(at).of_the_office().select_related("pegawai")
    wanted = (Jabatan.Post.PETUGAS, usulan.unit_id)
    found = {one.pegawai_id: one.pegawai for one in holders if (one.jabatan.post, one.jabatan.unit_id) == wanted}
    return sorted(found.values(), key=lambda one: one.nama)


def title(usulan: Usulan) -> str:
    """How people name a usulan: "Subbagian Keuangan · Januari 2027"."""
    extra = " · susulan" if usulan.susulan else ""
    return f"{usulan.unit.nama} · {indonesian.nama_bulan(usulan.bulan)} {usulan.tahun}{extra}"


def _turn(tugas: Tugas, by: Pegawai, calendar: Calendar, at: datetime) -> Turn:
    return Turn(tugas, clock_of(tugas, calendar, at), tugas.turn_of(by, by.standing(at)), _choices(tugas, by, at))


def _choices(tugas: Tugas, by: Pegawai, at: datetime) -> tuple[Choice, ...]:
    side = tugas.beside
    if side is not None:
        return (Choice(side.verb, side.label, tugas.refusal(side.verb, by, at)),)
    choices = [
        Choice(
            way.verb,
            way.label,
            tugas.refusal(way.verb, by, at),
            instruksi=way.instruksi,
            names_petugas=Effect.ASSIGN in way.effects,
            backward=way.verb in BACKWARD,
        )
        for way in tugas.at.ways
    ]
    if tugas.reassignable and tugas.refusal(Verb.ASSIGN, by, at) is None:
        choices.append(Choice(Verb.ASSIGN, "Ganti petugas", None, names_petugas=True, aside=True))
    return tuple(choices)


def _letter(usulan: Usulan, papers: Sequence[Document]) -> Letter:
    """While its words can still be changed the letter is a draft, also when an earlier version is already signed."""
    tugas = usulan.open_tugas
    signed = [one for one in papers if one.jenis == Document.Jenis.NOTA_DINAS]
    if signed and not (tugas is not None and Edits.SURAT in tugas.at.edits):
        paper = signed[-1]
        return Letter(paper.contents, False, paper.keadaan == Document.Keadaan.BATAL, f"/dokumen/{paper.pk}/")
    href = f"/usulan/{usulan.pk}/konsep-nota-dinas.pdf"
    return Letter(contents.nota_dinas(usulan), True, usulan.cancelled_at is not None, href)


def _shows_changes(turn: Turn) -> bool:
    """Where the form is judged, what has changed since the signature is told."""
    tugas = turn.tugas
    return bool(tugas.side) or any(Effect.FORM in way.effects for way in tugas.at.ways)


def _changes(usulan: Usulan) -> list[dict[str, object]]:
    return [
        {
            "before": one.before,
            "now": one.now,
            "columns": [
                {
                    "label": _COLUMNS[name],
                    "before": _said_in(one.before, name),
                    "now": _said_in(one.now, name),
                }
                for name in one.columns
            ],
        }
        for one in changes.since_signed(usulan)
    ]


def _said_in(row: contents.Contents | None, name: str) -> str:
    value = row.get(name) if row else None
    if isinstance(value, int):
        return indonesian.rupiah(value)
    return str(value) if value else "kosong"


_COLUMNS: Mapping[str, str] = {
    "kode": "Kode",
    "judul": "Judul kegiatan",
    "sasaran_volume": "Sasaran/volume",
    "jenis": "Jenis kegiatan",
    "anggaran": "Anggaran",
    "lokus": "Lokus",
    "tanggal": "Tanggal kegiatan",
}
