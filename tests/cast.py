"""The people of the tests, and the way they walk a usulan to a langkah: by the real verbs."""

import copy
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from renkeg.office import actions as office_actions
from renkeg.office import clock, founding
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker
from renkeg.papers import seals
from renkeg.planning import actions, drafts
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Verb
from tests import rows

MONDAY = "2027-01-04T09:00:00+07:00"
"""A working Monday on which the tests begin, at nine in Bengkulu."""

KEGIATAN: Mapping[str, Any] = {
    "kode": "6709.QGE.001.113.A",
    "judul": "Rapat koordinasi perencanaan",
    "sasaran": "KPU kabupaten/kota",
    "volume": 10,
    "satuan": "orang",
    "jenis": "Rapat koordinasi",
    "anggaran": 12_500_000,
    "lokus": ["Kota Bengkulu"],
    "tanggal": [{"mulai": "2027-02-15", "selesai": "2027-02-16"}],
}


_PUBLISHED = 99
_FEW = 4
"""So many usulan in an office, and walking costs less than comparing."""


@dataclass
class Cast:
    """Everybody who matters: the chain of Subbagian Keuangan, and people from elsewhere."""

    satker: Satker
    kasubbag: Pegawai
    kabag: Pegawai
    sekretaris: Pegawai
    petugas: Pegawai
    rekan: Pegawai
    """A second petugas of the same subbagian."""
    outsider: Pegawai
    """The kasubbag of a subbagian in another bagian."""
    outsider_kabag: Pegawai
    outsider_petugas: Pegawai
    auditor: Pegawai
    admin: Pegawai
    untouched: Callable[[], bool] = lambda: False
    """Whether the program is as it is in the office: no function and no setting changed by the test."""

    def everyone(self) -> dict[str, Pegawai]:
        return {name: value for name, value in vars(self).items() if isinstance(value, Pegawai)}

    def at(self, moment: str) -> datetime:
        """Sets the office's clock."""
        return office_actions.move_clock(self.satker, datetime.fromisoformat(moment), by=self.admin)

    def appoint(
        self, pegawai: Pegawai, post: str, unit: str, kapasitas: str, mulai: str, selesai: str | None = None
    ) -> PenugasanJabatan:
        penugasan, _ = office_actions.appoint(
            pegawai,
            Jabatan.objects.get(post=post, unit=unit),
            kapasitas=kapasitas,
            mulai=date.fromisoformat(mulai),
            selesai=date.fromisoformat(selesai) if selesai else None,
            by=self.admin,
        )
        return penugasan

    def whose(self, tugas: Tugas) -> Pegawai:
        """The person of the cast whom a tugas waits for."""
        if tugas.petugas is not None:
            return tugas.petugas
        return next(person for person in self.everyone().values() if _holds(person, tugas.jabatan_id))


_memories = rows.Memories(most=300)


def gather(office: str = "office") -> Cast:
    """Founds the office and hires the cast. For tests that commit, too.

    The first time in a process it is done by the verbs; from then on the very same rows are put back.
    """
    cast: Cast = _memories.of(office, lambda: found(office))
    return copy.deepcopy(cast)


def draft(**changes: Any) -> dict[str, Any]:
    """A usulan as plain data, complete and in order but for the changes."""
    return {
        "tahun": 2027,
        "bulan": 2,
        "hal": "Usulan Rencana Kegiatan Bulan Februari 2027",
        "pengantar": "Bersama ini disampaikan usulan rencana kegiatan Subbagian Keuangan.",
        "kegiatan": [dict(KEGIATAN)],
        **changes,
    }


def start(cast: Cast, *, by: Pegawai | None = None, **changes: Any) -> Usulan:
    """A draft, started by the kasubbag."""
    usulan, _ = actions.start(uuid.uuid4(), drafts.read_awal(draft(**changes)), by=by or cast.kasubbag)
    return usulan


def usulan_at(langkah: int, cast: Cast, **changes: Any) -> Usulan:
    """A usulan that has come to that langkah of SOP 6/2025 on the straight way.

    The first time in a process it walks by the verbs; in an office that nobody has touched since it was gathered,
    the rows of that walk are put back from then on.
    """
    if not cast.untouched() or Usulan.objects.count() >= _FEW:
        return _walk(langkah, cast, changes)
    name = json.dumps([langkah, changes], sort_keys=True, default=str)
    return Usulan.objects.for_reading().get(pk=_memories.of(name, lambda: _walk(langkah, cast, changes).pk))


def published(cast: Cast, **changes: Any) -> Usulan:
    """A usulan that is on the Tautan."""
    return usulan_at(_PUBLISHED, cast, **changes)


def forward(usulan: Usulan, cast: Cast) -> Usulan:
    """One step ahead, by whoever it waits for."""
    tugas = usulan.open_tugas
    assert tugas is not None
    verb = next(way.verb for way in tugas.at.ways if way.answer != "Tidak")
    return do(verb, tugas, cast.whose(tugas), cast)


def do(verb: Verb, tugas: Tugas, by: Pegawai, cast: Cast) -> Usulan:
    """A verb with all that it asks for."""
    asked: dict[Verb, dict[str, Any]] = {
        Verb.APPROVE: {"seen": tugas.usulan.seen},
        Verb.SEND_BACK: {"catatan": "Perbaiki lokus kegiatan pertama."},
        Verb.ASSIGN: {"petugas": cast.petugas.username},
        Verb.CANCEL: {"catatan": "Kegiatan tidak jadi dilaksanakan."},
    }
    usulan: Usulan = getattr(actions, verb)(tugas, by=by, **asked.get(verb, {}))
    return usulan


def _walk(langkah: int, cast: Cast, changes: Mapping[str, Any]) -> Usulan:
    usulan = start(cast, **changes)
    while (tugas := usulan.open_tugas) is not None and tugas.langkah < langkah:
        usulan = forward(usulan, cast)
    return usulan


def found(office: str) -> Cast:
    """The same by the verbs each time."""
    satker = founding.found(founding.read(office), latihan=True)
    cast = Cast(
        satker=satker,
        kasubbag=_person("kasubbag", "kasubbag", "keuangan"),
        kabag=_person("kabag", "kabag", "keuangan-umum-logistik"),
        sekretaris=_person("sekretaris", "sekretaris", "sekretariat"),
        petugas=_person("petugas", "petugas", "keuangan"),
        rekan=_person("rekan", "petugas", "keuangan"),
        outsider=_person("outsider", "kasubbag", "teknis"),
        outsider_kabag=_person("outsider-kabag", "kabag", "teknis-hukum"),
        outsider_petugas=_person("outsider-petugas", "petugas", "teknis"),
        auditor=_person("auditor", "auditor", "sekretariat"),
        admin=_person("admin", "admin", "sekretariat"),
    )
    # An office that has sealed before: a later act leaves its own entry alone.
    seals.key_in_force(clock.now())
    cast.at(MONDAY)
    return cast


def _person(username: str, post: str, unit: str) -> Pegawai:
    pegawai = office_actions.hire(username=username, nama=f"{username.replace('-', ' ').title()} Contoh")
    office_actions.appoint(
        pegawai, Jabatan.objects.get(post=post, unit=unit), kapasitas="definitif", mulai=date(2025, 1, 1), by=None
    )
    return pegawai


def _holds(person: Pegawai, jabatan: str) -> bool:
    return person.penugasan.filter(jabatan=jabatan, kapasitas="definitif", ended_at__isnull=True).exists()
