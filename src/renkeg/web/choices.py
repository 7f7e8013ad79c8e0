"""What a person may do with an open tugas, each a button or the reason why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.models.tugas import last_assigned
from renkeg.planning.models.usulan import BACKWARD
from renkeg.planning.sop import Effect, Verb

from .where import sent_back


@dataclass(frozen=True)
class Choice:
    """A button, or the reason why there is none."""

    verb: Verb
    label: str
    refusal: str | None
    instruksi: tuple[str, ...] = ()
    names_petugas: bool = False
    makes_form: bool = False
    numbers: bool = False
    """Whether it gives the letter its number."""
    backward: bool = False
    aside: bool = False

    @property
    def first_word(self) -> str:
        """What fits on half a phone; the rest of the label is said, too, but not seen there."""
        return self.label.partition(" ")[0]

    @property
    def rest(self) -> str:
        return self.label.partition(" ")[2]


@dataclass(frozen=True)
class Turn:
    """An open tugas as this person meets it."""

    tugas: Tugas
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
    def brought(self) -> Tugas | None:
        """What was handed on to it, with the disposisi and the catatan that came along."""
        sent = self.tugas.sent
        return sent if sent is not None and sent.verb not in BACKWARD else None

    @property
    def judged(self) -> bool:
        """Whether the rows are read to be judged or changed, so that what is unusual about them matters."""
        return not self.tugas.side and (self.tugas.at.decides or bool(self.tugas.at.edits))


def turn(tugas: Tugas, by: Pegawai, at: datetime) -> Turn:
    """The open tugas with all its buttons for this person."""
    return Turn(tugas, _choices(tugas, by, at))


def petugas_of(usulan: Usulan, at: datetime) -> list[Pegawai]:
    """Who can be assigned to it now, each once."""
    holders = PenugasanJabatan.objects.active(at).of_the_office().select_related("pegawai")
    wanted = (Jabatan.Post.PETUGAS, usulan.unit_id)
    found = {one.pegawai_id: one.pegawai for one in holders if (one.jabatan.post, one.jabatan.unit_id) == wanted}
    return sorted(found.values(), key=lambda one: one.nama)


def likely_petugas(usulan: Usulan, petugas: Sequence[Pegawai], by: Pegawai, at: datetime) -> str:
    """The username to preselect: the only one, else who was named last on this usulan or in its unit; "" for nobody."""
    if len(petugas) == 1:
        return petugas[0].username
    named = last_assigned(usulan.tugas.all())
    if named is None:
        before = Tugas.objects.visible_to(by, at).filter(usulan__unit=usulan.unit_id, petugas__isnull=False)
        latest = before.select_related("petugas").order_by("-opened_at", "-pk").first()
        named = latest.petugas if latest else None
    return next((one.username for one in petugas if named is not None and one.pk == named.pk), "")


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
            makes_form=Effect.FORM in way.effects,
            numbers=Effect.NUMBER in way.effects,
            backward=way.verb in BACKWARD,
        )
        for way in tugas.at.ways
    ]
    if tugas.reassignable and tugas.refusal(Verb.ASSIGN, by, at) is None:
        choices.append(Choice(Verb.ASSIGN, "Ganti petugas", None, names_petugas=True, aside=True))
    return tuple(choices)
