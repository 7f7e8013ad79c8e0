"""Several decisions on one page: what can be approved together, each shown in full, each approved for itself."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.http import QueryDict

from renkeg.lib.errors import BadInput, NotThere, Refused, Stale
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai, Satker
from renkeg.planning import actions, contents, ledger, remarks
from renkeg.planning.changes import Since, since_returned
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Effect, Langkah, Sop, Verb, Way

from . import changed, choices, following, forms, saying, showing
from .keys import KeyConverter

A_PAGE = 20
_KEY = re.compile(KeyConverter.regex)
# What a way out with one of these asks for has to be read or named on the usulan's own page.
_ALONE = {Effect.ASSIGN, Effect.FORM}


@dataclass(frozen=True)
class Case:
    """A usulan that waits for this person's Ya, with all that he approves by it."""

    tugas: Tugas
    choice: choices.Choice
    rows: Sequence[contents.Contents]
    remarks: Sequence[str]
    changes: Sequence[Mapping[str, object]] = ()
    since: Since | None = None
    """What has changed since it was sent back from here."""
    ticked: bool = False
    kept: saying.Said | None = None
    refused: str = ""
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def usulan(self) -> Usulan:
        return self.tugas.usulan

    @property
    def short(self) -> str:
        """In one line what has changed since it was sent back from here."""
        return changed.short(self.since) if self.since else ""

    @property
    def tail(self) -> str:
        """Ends the names of its fields in the form."""
        return f"-{self.tugas.pk}"


@dataclass(frozen=True)
class Alone:
    """A usulan that waits for this person but has to be opened, and why."""

    usulan: Usulan
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What became of one tick. `answer` where it was approved, else `refused` says why not."""

    title: str
    answer: following.Following | None = None
    refused: str = ""
    bad: bool = False
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)


def show(by: Pegawai, at: datetime, calendar: Calendar, done: Sequence[str] = ()) -> dict[str, object]:
    """The page: what can be approved, what has to be opened for itself, and how those of `done` ended."""
    keys = [one for one in dict.fromkeys(done) if _KEY.fullmatch(one)][:A_PAGE]
    usulan = _usulan_of(keys, by, at)
    answers = [(usulan[key], following.of(usulan[key], key, by, at)) for key in keys if key in usulan]
    return {
        **_waiting(by, at, calendar),
        "outcomes": [Outcome(showing.title(one), answer) for one, answer in answers if answer],
    }


def again(
    by: Pegawai, at: datetime, calendar: Calendar, post: QueryDict, outcomes: Mapping[str, Outcome]
) -> dict[str, object]:
    """The page after a POST of which not all was taken: what was ticked and written stays."""
    said = {key: saying.read(post, f"-{key}") for key in _shown(post)}
    return {
        **_waiting(by, at, calendar, said=said, ticked=_ticked(post), outcomes=outcomes),
        "outcomes": list(outcomes.values()),
        "nothing": not outcomes,
    }


def approve(by: Pegawai, at: datetime, post: QueryDict) -> dict[str, Outcome]:
    """Approves what was ticked, each in a transaction of its own and only as it was shown; tells for each what became of it."""
    usulan = _usulan_of(_ticked(post), by, at)
    return {key: _approve(key, usulan.get(key), saying.read(post, f"-{key}"), by, at) for key in _ticked(post)}


def _approve(key: str, usulan: Usulan | None, said: saying.Said, by: Pegawai, at: datetime) -> Outcome:
    tugas = next((row for row in usulan.tugas.all() if row.pk == key), None) if usulan else None
    if usulan is None or tugas is None:
        return Outcome("Satu usulan", refused="Usulan ini tidak dapat Anda buka lagi.")
    title = showing.title(usulan)
    way = tugas.way(Verb.APPROVE)
    if way is None or not _together(way):
        return Outcome(title, refused="Usulan ini diputuskan pada halamannya sendiri.")
    try:
        after = actions.approve(tugas, by=by, seen=said.seen, instruksi=said.instruksi)
    except BadInput as error:
        told = " ".join(one.msg for one in error.problems)
        return Outcome(title, refused=told, bad=True, faults=forms.by_field(error))
    except Stale:
        return Outcome(
            title, refused="Isinya berubah sejak Anda membacanya. Baca isi yang sekarang di bawah, lalu centang lagi."
        )
    except (Refused, NotThere) as error:
        return Outcome(title, refused=error.sentence)
    return Outcome(title, following.of(after, key, by, at))


def _waiting(
    by: Pegawai,
    at: datetime,
    calendar: Calendar,
    *,
    said: Mapping[str, saying.Said] | None = None,
    ticked: Sequence[str] = (),
    outcomes: Mapping[str, Outcome] | None = None,
) -> dict[str, object]:
    satker = Satker.objects.office()
    waiting = Tugas.objects.waiting_for(by, at)
    slugs = waiting.order_by().values_list("usulan__sop_slug", flat=True).distinct()
    keys = list(waiting.filter(_decisions(satker, slugs)).most_urgent_first().values_list("pk", flat=True))
    usulan = _usulan_of(keys[:A_PAGE], by, at)
    revised = showing.revised(list(usulan.values()), by, at)
    tugas_of = {key: row for key, one in usulan.items() for row in one.tugas.all() if row.pk == key}
    since = since_returned(tugas_of.values())
    books = ledger.of_each(usulan.values())
    cases, alone = [], []
    for key in keys[:A_PAGE]:
        one = usulan.get(key)
        tugas = tugas_of.get(key)
        if one is None or tugas is None:
            continue
        choice = next(choice for choice in choices.turn(tugas, by, at).choices if choice.verb is Verb.APPROVE)
        reason = choice.refusal or ("Isinya belum lengkap." if showing.lacking(one, tugas) else "")
        if reason:
            alone.append(Alone(one, reason))
            continue
        outcome = (outcomes or {}).get(key)
        cases.append(
            Case(
                tugas=tugas,
                choice=choice,
                rows=[contents.row(row, number) for number, row in enumerate(one.kegiatan.all(), 1)],
                remarks=remarks.unusual(one, calendar, at, books.get(one.pk)),
                changes=revised.get(one.pk, ()),
                since=since.get(key),
                # What has changed is read anew before it is ticked anew.
                ticked=key in ticked and (outcome is None or outcome.bad),
                kept=(said or {}).get(key),
                refused=outcome.refused if outcome else "",
                faults=outcome.faults if outcome else {},
            )
        )
    return {"at": at, "cases": cases, "alone": alone, "more": max(0, len(keys) - A_PAGE)}


def _decisions(satker: Satker, slugs: Iterable[str]) -> Q:
    """The tugas at a langkah whose Ya can be said beside others, under these SOPs."""
    found = Q(pk__in=[])
    for slug in slugs:
        sop = Usulan(satker=satker, sop_slug=slug).sop
        found |= Q(usulan__sop_slug=slug, langkah__in=[one.nomor for one in _deciding(sop)], side="")
    return found


def _deciding(sop: Sop) -> Iterable[Langkah]:
    return [one for one in sop.langkah if (way := one.way(Verb.APPROVE)) is not None and _together(way)]


def _together(way: Way) -> bool:
    return not _ALONE & set(way.effects)


def _usulan_of(keys: Sequence[str], by: Pegawai, at: datetime) -> dict[str, Usulan]:
    """The usulan of each of these tugas, with all their rows, as far as the person sees them."""
    rows = Tugas.objects.visible_to(by, at).filter(pk__in=keys).values_list("pk", "usulan_id")
    of = dict(rows)
    found = Usulan.objects.visible_to(by, at).for_reading().in_bulk(list(of.values()))
    return {key: found[one] for key, one in of.items() if one in found}


def _ticked(post: QueryDict) -> list[str]:
    """The ticks, each once, no more than a page holds."""
    return [one for one in dict.fromkeys(post.getlist("tugas")) if _KEY.fullmatch(one)][:A_PAGE]


def _shown(post: QueryDict) -> list[str]:
    names = [name.removeprefix("seen-") for name in post if name.startswith("seen-")]
    return [one for one in names if _KEY.fullmatch(one)][:A_PAGE]
