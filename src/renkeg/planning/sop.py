"""Reads a SOP file and answers what it says: who acts, within what time, what may follow. Pure."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

SOPS = Path(__file__).parent / "sops"


class Post(StrEnum):
    """The kinds of jabatan that a SOP can name."""

    KASUBBAG = "kasubbag"
    KABAG = "kabag"
    SEKRETARIS = "sekretaris"
    PETUGAS = "petugas"


class At(StrEnum):
    """Where the acting jabatan sits, seen from the proposing unit."""

    UNIT = "unit"
    PARENT = "parent"
    ROOT = "root"
    ASSIGNED = "assigned"


class Verb(StrEnum):
    """What a person can do with an open tugas, or with the usulan it belongs to; `replace` follows from another's publish."""

    PROPOSE = "propose"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    DISPOSE = "dispose"
    ASSIGN = "assign"
    SUBMIT = "submit"
    PUBLISH = "publish"
    ACKNOWLEDGE = "acknowledge"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    REPLACE = "replace"


class Effect(StrEnum):
    """What a way out does besides moving on."""

    NUMBER = "number"
    SIGN = "sign"
    DISPOSISI = "disposisi"
    ASSIGN = "assign"
    FORM = "form"
    PUBLISH = "publish"
    ACKNOWLEDGE = "side:acknowledge"


class Rows(StrEnum):
    """What the kegiatan must have before a way out is open."""

    PROPOSABLE = "proposable"
    COMPLETE = "complete"


class Edits(StrEnum):
    """What the holder of a langkah may change."""

    SURAT = "surat"
    KEGIATAN = "kegiatan"


class SopError(ValueError):
    """A SOP file that cannot be read at all."""


@dataclass(frozen=True)
class Way:
    """One way out of a langkah. `to` is the next langkah's nomor, None the end of the SOP."""

    verb: Verb
    label: str
    to: int | None
    answer: str = ""
    rows: Rows | None = None
    effects: tuple[Effect, ...] = ()
    other_than: tuple[int, ...] = ()
    instruksi: tuple[str, ...] = ()

    @property
    def ends(self) -> bool:
        return self.to is None


@dataclass(frozen=True)
class Langkah:
    """A row of the SOP table: the printed words, and beside them what the program needs. Time in working minutes."""

    nomor: int
    uraian: str
    kelengkapan: str
    waktu: str
    output: str
    ket: str
    title: str
    post: Post
    at: At
    minutes: int
    edits: frozenset[Edits] = frozenset()
    helpers: frozenset[Post] = frozenset()
    ways: tuple[Way, ...] = ()

    def way(self, verb: Verb) -> Way | None:
        """The way out that `verb` takes, or None where this langkah has no such way."""
        return next((way for way in self.ways if way.verb is verb), None)

    @property
    def decides(self) -> bool:
        """True for a decision: a langkah that answers Ya or Tidak."""
        return any(way.answer for way in self.ways)


@dataclass(frozen=True)
class Side:
    """Work beside the main way, opened by an effect `side:<verb>`. Time in working minutes."""

    verb: Verb
    label: str
    title: str
    uraian: str
    post: Post
    at: At
    minutes: int


@dataclass(frozen=True)
class FormSignature:
    """A signature printed on the form, and what gives it: a langkah, or side work."""

    teks: str
    post: Post
    langkah: int | None = None
    side: Verb | None = None


@dataclass(frozen=True)
class Pelaksana:
    """A column of the SOP table."""

    nama: str
    post: Post


@dataclass(frozen=True)
class Form:
    """The form that goes with the SOP."""

    judul: str
    kepala: tuple[str, ...]
    kolom: tuple[str, ...]
    signatures: tuple[FormSignature, ...]


@dataclass(frozen=True)
class Sop:
    """A SOP as signed."""

    slug: str
    identitas: Mapping[str, Any]
    pelaksana: tuple[Pelaksana, ...]
    langkah: tuple[Langkah, ...]
    form: Form
    sides: tuple[Side, ...] = ()
    _by_nomor: Mapping[int, Langkah] = field(default_factory=dict, repr=False, compare=False)

    @property
    def first(self) -> Langkah:
        return self.langkah[0]

    @property
    def minutes(self) -> int:
        """Standard time of the straight way, in working minutes."""
        return sum(langkah.minutes for langkah in self.langkah)

    @property
    def assigner(self) -> Langkah | None:
        """The langkah whose post names the petugas, and may name another one later."""
        return self._with(Effect.ASSIGN)

    @property
    def signer(self) -> Langkah | None:
        """The langkah at which the nota dinas is signed."""
        return self._with(Effect.SIGN)

    def at(self, nomor: int) -> Langkah:
        """The langkah of that nomor; KeyError where the SOP has none."""
        return self._by_nomor[nomor]

    def side(self, verb: Verb) -> Side:
        """The side work that `verb` closes; KeyError where the SOP has none."""
        for side in self.sides:
            if side.verb is verb:
                return side
        raise KeyError(verb)

    def _with(self, effect: Effect) -> Langkah | None:
        return next((row for row in self.langkah for way in row.ways if effect in way.effects), None)


def after(sop: Sop, langkah: Langkah, verb: Verb) -> Langkah | None:
    """The langkah that follows when `verb` is done at `langkah`; None is the end. KeyError if there is no such way."""
    way = langkah.way(verb)
    if way is None:
        raise KeyError(verb)
    return None if way.to is None else sop.at(way.to)


def read(path: Path) -> Sop:
    """Reads a SOP file. Raises SopError, which names the place, where the file cannot be understood."""
    try:
        return parse(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SopError(f"{path.name}: {error}") from error


def parse(raw: Mapping[str, Any]) -> Sop:
    """Builds a Sop from the file's data. Raises SopError naming the place."""
    try:
        langkah = tuple(_langkah(row) for row in raw["langkah"])
        form = raw["form"]
        return Sop(
            slug=str(raw["slug"]),
            identitas=raw["identitas"],
            pelaksana=tuple(Pelaksana(row["nama"], Post(row["post"])) for row in raw["pelaksana"]),
            langkah=langkah,
            form=Form(
                judul=form["judul"],
                kepala=tuple(form["kepala"]),
                kolom=tuple(form["kolom"]),
                signatures=tuple(_signature(row) for row in form.get("signature", ())),
            ),
            sides=tuple(_side(row) for row in raw.get("side", ())),
            _by_nomor={row.nomor: row for row in langkah},
        )
    except KeyError as error:
        raise SopError(f"kunci {error} tidak ada") from error
    except (TypeError, ValueError) as error:
        raise SopError(str(error)) from error


@cache
def named(slug: str, extra: Path | None = None) -> Sop:
    """The SOP of that slug, from the office's own folder `extra` or from the package. Raises SopError."""
    for folder in (extra, SOPS):
        if folder is not None and (path := folder / f"{slug}.toml").is_file():
            return read(path)
    raise SopError(f"SOP {slug} tidak ada")


def slugs(extra: Path | None = None) -> list[str]:
    """The slugs of all SOP files at hand, sorted."""
    return sorted({path.stem for folder in (extra, SOPS) if folder is not None for path in folder.glob("*.toml")})


def _langkah(row: Mapping[str, Any]) -> Langkah:
    return Langkah(
        nomor=int(row["nomor"]),
        uraian=row["uraian"],
        kelengkapan=row.get("kelengkapan", ""),
        waktu=row.get("waktu", ""),
        output=row.get("output", ""),
        ket=row.get("ket", ""),
        title=row.get("title", ""),
        post=Post(row["post"]),
        at=At(row["at"]),
        minutes=int(row.get("minutes", 0)),
        edits=frozenset(Edits(name) for name in row.get("edits", ())),
        helpers=frozenset(Post(name) for name in row.get("helpers", ())),
        ways=tuple(_way(row["nomor"], way) for way in row.get("way", ())),
    )


def _way(nomor: int, row: Mapping[str, Any]) -> Way:
    if "to" not in row:
        raise SopError(f"langkah {nomor}: jalan keluar {row.get('answer') or row.get('verb')} tanpa tujuan")
    return Way(
        verb=Verb(row["verb"]),
        label=row["label"],
        to=None if row["to"] == "end" else int(row["to"]),
        answer=row.get("answer", ""),
        rows=Rows(row["rows"]) if "rows" in row else None,
        effects=tuple(Effect(name) for name in row.get("effects", ())),
        other_than=tuple(int(number) for number in row.get("other_than", ())),
        instruksi=tuple(row.get("instruksi", ())),
    )


def _side(row: Mapping[str, Any]) -> Side:
    return Side(
        verb=Verb(row["verb"]),
        label=row["label"],
        title=row["title"],
        uraian=row["uraian"],
        post=Post(row["post"]),
        at=At(row["at"]),
        minutes=int(row["minutes"]),
    )


def _signature(row: Mapping[str, Any]) -> FormSignature:
    return FormSignature(
        teks=row["teks"],
        post=Post(row["post"]),
        langkah=int(row["langkah"]) if "langkah" in row else None,
        side=Verb(row["side"]) if "side" in row else None,
    )


def as_data(sop: Sop) -> dict[str, Any]:
    """The SOP as plain data for `renkeg sop show` and the API: printed words and program keys."""
    return {
        "slug": sop.slug,
        "identitas": dict(sop.identitas),
        "pelaksana": [{"nama": one.nama, "post": one.post} for one in sop.pelaksana],
        "langkah": [_langkah_data(row) for row in sop.langkah],
        "form": {
            "judul": sop.form.judul,
            "kepala": list(sop.form.kepala),
            "kolom": list(sop.form.kolom),
            "tanda_tangan": [one.teks for one in sop.form.signatures],
        },
        "sampingan": [
            {
                "verb": one.verb,
                "label": one.label,
                "uraian": one.uraian,
                "post": one.post,
                "at": one.at,
                "minutes": one.minutes,
            }
            for one in sop.sides
        ],
        "minutes": sop.minutes,
    }


def _langkah_data(row: Langkah) -> dict[str, Any]:
    return {
        "nomor": row.nomor,
        "uraian": row.uraian,
        "kelengkapan": row.kelengkapan,
        "waktu": row.waktu,
        "output": row.output,
        "ket": row.ket,
        "post": row.post,
        "at": row.at,
        "minutes": row.minutes,
        "edits": _sorted(row.edits),
        "ways": [
            {
                "answer": way.answer or None,
                "verb": way.verb,
                "label": way.label,
                "to": way.to,
                "effects": list(way.effects),
                "other_than": list(way.other_than),
                "instruksi": list(way.instruksi),
            }
            for way in row.ways
        ],
    }


def _sorted(names: Iterable[StrEnum]) -> list[str]:
    return sorted(names)
