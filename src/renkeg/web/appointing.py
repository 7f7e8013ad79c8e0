"""The admin's page: who holds which post, and the form that gives one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.http import QueryDict

from renkeg.lib.errors import BadInput, Problem, Refused
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker, Unit

from . import fields, forms

LONGEST, LONGEST_NOMOR = 200, 100
KAPASITAS = (
    (PenugasanJabatan.Kapasitas.DEFINITIF, "Definitif"),
    (PenugasanJabatan.Kapasitas.PLT, "Plt. (pelaksana tugas)"),
    (PenugasanJabatan.Kapasitas.PLH, "Plh. (pelaksana harian)"),
)

Read = TypeVar("Read")


@dataclass(frozen=True)
class Draft:
    """The form as it was typed."""

    pegawai: str = ""
    jabatan: str = ""
    kapasitas: str = ""
    mulai: str = ""
    selesai: str = ""
    dasar: str = ""
    nomor: str = ""
    tanggal: str = ""

    @classmethod
    def posted(cls, post: QueryDict) -> "Draft":
        """As it came back."""
        return cls(**{name: post.get(name, "") for name in cls.__dataclass_fields__})

    @classmethod
    def proposed(cls, query: QueryDict, at: datetime) -> "Draft":
        """As it is offered: from today on, for the post that was asked for."""
        today = Satker.objects.office().day(at)
        return cls(jabatan=query.get("jabatan", ""), kapasitas=query.get("kapasitas", ""), mulai=today.isoformat())


@dataclass(frozen=True)
class Appointment:
    """Who gets which post, in order for actions.appoint."""

    pegawai: Pegawai
    jabatan: Jabatan
    kapasitas: str
    mulai: date
    selesai: date | None
    dasar: str
    nomor: str
    tanggal: date | None


@dataclass
class Post:
    """A jabatan, who holds it now, who will, and whose closed account still bars others from it."""

    jabatan: Jabatan
    now: list[PenugasanJabatan] = field(default_factory=list)
    later: list[PenugasanJabatan] = field(default_factory=list)
    closed: list[PenugasanJabatan] = field(default_factory=list)

    @property
    def all(self) -> list[PenugasanJabatan]:
        """Each with a line of its own, the present ones first."""
        return [*self.now, *self.later, *self.closed]

    @property
    def next_kapasitas(self) -> str:
        """As what the next person would most likely come: beside a definitive holder only a Plh. makes sense."""
        kapasitas = PenugasanJabatan.Kapasitas
        held = any(one.kapasitas == kapasitas.DEFINITIF for one in self.now)
        return kapasitas.PLH if held and self.jabatan.single else kapasitas.DEFINITIF


@dataclass(frozen=True)
class Section:
    """A unit with its posts, the head's first."""

    unit: Unit
    posts: list[Post]


def read(draft: Draft) -> Appointment:
    """What was typed, as data. Raises BadInput naming each field that is wrong."""
    problems: list[Problem] = []

    def understood(name: str, parse: Callable[[str], Read]) -> Read | None:
        try:
            return parse(getattr(draft, name))
        except ValueError as error:
            problems.append(Problem(name, str(error)))
            return None

    pegawai = understood("pegawai", _pegawai)
    jabatan = understood("jabatan", _jabatan)
    kapasitas = understood("kapasitas", _kapasitas)
    rest = fields.Reader(vars(draft))
    mulai, selesai = rest.day("mulai"), rest.day_or_none("selesai")
    nomor, tanggal = rest.line("nomor", longest=LONGEST_NOMOR, required=False), rest.day_or_none("tanggal")
    dasar = rest.line("dasar", longest=LONGEST, required=False)
    if tanggal and not nomor and not rest.typed["nomor"].strip():
        rest.wrong("nomor", "Isi nomornya juga; tanggal saja tidak menunjuk suratnya.")
    problems += rest.problems
    if problems or pegawai is None or jabatan is None or kapasitas is None:
        raise BadInput(problems)
    return Appointment(pegawai, jabatan, kapasitas, mulai, selesai, dasar, nomor, tanggal)


def context(by: Pegawai, at: datetime, draft: Draft, error: BadInput | Refused | None = None) -> dict[str, object]:
    """What the page shows."""
    bad = error if isinstance(error, BadInput) else None
    return {
        "at": at,
        "by": by,
        "draft": draft,
        "people": Pegawai.objects.with_open_account(),
        "sections": sections(at),
        "kapasitas": KAPASITAS,
        "summary": forms.summary(bad),
        "faults": forms.by_field(bad),
        "refused": error.sentence if isinstance(error, Refused) else "",
    }


def sections(at: datetime) -> list[Section]:
    """The office's units in their order, each with its posts and who holds them from `at` on."""
    today = Satker.objects.office().day(at)
    posts = {one.pk: Post(one) for one in Jabatan.objects.of_the_office().in_use()}
    for one in PenugasanJabatan.objects.not_over(at).of_the_office().with_people():
        post = posts.get(one.jabatan_id)
        if post is None:
            continue
        column = post.closed if not one.pegawai.is_active else post.now if one.mulai <= today else post.later
        column.append(one)
    units: dict[str, Section] = {}
    for post in posts.values():
        unit = post.jabatan.unit
        units.setdefault(unit.pk, Section(unit, [])).posts.append(post)
    for section in units.values():
        section.posts.sort(key=lambda post: not post.jabatan.single)
    return list(units.values())


def _pegawai(text: str) -> Pegawai:
    people = {one.username: one for one in Pegawai.objects.with_open_account()}
    if text not in people:
        raise ValueError("Pilih pegawai dari daftar.")
    return people[text]


def _jabatan(text: str) -> Jabatan:
    posts = {one.pk: one for one in Jabatan.objects.of_the_office().in_use()}
    if text not in posts:
        raise ValueError("Pilih jabatan dari daftar.")
    return posts[text]


def _kapasitas(text: str) -> str:
    if text not in PenugasanJabatan.Kapasitas.values:
        raise ValueError("Pilih definitif, Plt. atau Plh.")
    return text
