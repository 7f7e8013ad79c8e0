"""The practice office: people who are plainly examples, with a known password, for --demo only."""

import base64
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from renkeg.lib.errors import Refused

from . import actions, founding
from .models import Jabatan, Pegawai, PenugasanJabatan, Satker, Unit

PASSWORD = "latihan-renkeg"  # noqa: S105 - of practice people, printed by `seed`

_SINCE = date(2025, 1, 1)
_NAMES = (
    "Rina Budi Sari Joko Dewi Agus Wati Hadi Lina Eko Nita Yusuf Maya Rudi Tuti Bayu Ratna Dedi Yuni Anton Fitri Heru Indah "
    "Surya Mega Irfan Lestari Galih Putri Ahmad Citra Dimas Ayu Rahmat Novi Arief Endang Bambang Siti Tono"
)


@dataclass(frozen=True)
class Person:
    """Somebody of the practice office, before he is hired."""

    username: str
    nama: str
    jabatan: Jabatan
    aktif: bool = True


@transaction.atomic
def populate(data: Mapping[str, Any]) -> list[Pegawai]:
    """Founds the practice office and hires its people, once; returns them in the order in which they are shown.

    Raises Refused where the database holds a real office.
    """
    satker = founding.found(data, latihan=True)
    if not satker.latihan:
        raise Refused("Basis data ini berisi kantor sungguhan; data latihan tidak dicampurkan ke dalamnya.")
    people = list(_people(satker))
    usernames = [one.username for one in people]
    if not Pegawai.objects.filter(username__in=usernames).exists():
        for one in people:
            _hire(one)
        _stand_in(satker)
        for one in people:
            if not one.aktif:
                actions.disable(Pegawai.objects.get(username=one.username), by=None)
    known = {one.username: one for one in Pegawai.objects.filter(username__in=usernames)}
    return [known[username] for username in usernames if username in known]


def accounts(people: Sequence[Pegawai]) -> list[dict[str, Any]]:
    """The people as `renkeg seed --json` prints them. Makes sure that the printed tokens work.

    A password that its owner has changed since is null.
    """
    return [_account(one) for one in people]


def token_of(username: str) -> str:
    """The practice token of that account: the same at each call, another in each DATA."""
    key = settings.SECRET_KEY.encode()
    made = hmac.digest(key, f"token latihan {username}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _people(satker: Satker) -> Iterator[Person]:
    """Everyone: the chain of the first subbagian first, then the others."""
    names = (f"{name} Contoh" for name in _names())
    subbagian = list(satker.units.filter(jenis=Unit.Jenis.SUBBAGIAN).select_related("parent"))
    first = subbagian[0]
    yield from _subbagian(first, names)
    bagian = satker.units.filter(jenis=Unit.Jenis.BAGIAN)
    for unit in sorted(bagian, key=lambda unit: unit.pk != first.parent_id):
        yield _person(f"kabag-{unit.pk}", unit, Jabatan.Post.KABAG, names)
    for post in (Jabatan.Post.SEKRETARIS, Jabatan.Post.ADMIN, Jabatan.Post.AUDITOR):
        yield _person(post, first.root, post, names)
    for unit in subbagian[1:]:
        yield from _subbagian(unit, names)
    yield _person(f"petugas-{subbagian[1].pk}-3", subbagian[1], Jabatan.Post.PETUGAS, names, aktif=False)


def _names() -> Iterator[str]:
    for turn in count(1):
        for name in _NAMES.split():
            yield name if turn == 1 else f"{name} {turn}"


def _subbagian(unit: Unit, names: Iterator[str]) -> Iterator[Person]:
    yield _person(f"kasubbag-{unit.pk}", unit, Jabatan.Post.KASUBBAG, names)
    yield _person(f"petugas-{unit.pk}-1", unit, Jabatan.Post.PETUGAS, names)
    yield _person(f"petugas-{unit.pk}-2", unit, Jabatan.Post.PETUGAS, names)


def _person(username: str, unit: Unit, post: str, names: Iterator[str], *, aktif: bool = True) -> Person:
    return Person(username[:60], next(names), Jabatan.objects.get(unit=unit, post=post), aktif)


def _hire(person: Person) -> None:
    pegawai = actions.hire(username=person.username, nama=person.nama, password=PASSWORD)
    actions.appoint(
        pegawai, person.jabatan, kapasitas=PenugasanJabatan.Kapasitas.DEFINITIF, mulai=_SINCE, dasar="Latihan", by=None
    )


def _stand_in(satker: Satker) -> None:
    """A Plh. who has been one, and a Plh. who will be one; neither over the bagian of the first subbagian."""
    year = satker.day(timezone.now()).year
    subbagian = list(satker.units.filter(jenis=Unit.Jenis.SUBBAGIAN))
    home = subbagian[0].parent_id
    bagian = list(satker.units.filter(jenis=Unit.Jenis.BAGIAN).exclude(pk=home))
    if bagian:
        # As the rule has it: the Plh. of a Kabag is a Kasubbag of his bagian.
        who = [[sub for sub in subbagian if sub.parent_id == unit.pk][-1] for unit in (bagian[0], bagian[-1])]
        over = [Jabatan.objects.get(unit=sub.parent, post=Jabatan.Post.KABAG) for sub in who]
    else:
        who = [subbagian[-1], subbagian[1]]
        over = [Jabatan.objects.get(unit=sub, post=Jabatan.Post.KASUBBAG) for sub in reversed(who)]
    spans = [(date(2025, 6, 2), date(2025, 6, 13)), (date(year + 2, 1, 3), date(year + 2, 1, 14))]
    for jabatan, unit, (mulai, selesai) in zip(over, who, spans, strict=True):
        actions.appoint(
            Pegawai.objects.get(username=f"kasubbag-{unit.pk}"[:60]),
            jabatan,
            kapasitas=PenugasanJabatan.Kapasitas.PLH,
            mulai=mulai,
            selesai=selesai,
            dasar="Latihan",
            by=None,
        )


def _account(pegawai: Pegawai) -> dict[str, Any]:
    rows = list(pegawai.penugasan.select_related("jabatan"))
    own = next(row for row in rows if row.kapasitas == PenugasanJabatan.Kapasitas.DEFINITIF)
    return {
        "username": pegawai.username,
        "password": PASSWORD if pegawai.check_password(PASSWORD) else None,
        "token": actions.new_token(pegawai, token_of(pegawai.username)),
        "nama": pegawai.nama,
        "peran": own.jabatan.post,
        "unit": own.jabatan.unit_id,
        "aktif": pegawai.is_active,
        "penugasan": [
            {
                "jabatan": row.jabatan_id,
                "kapasitas": row.kapasitas,
                "mulai": row.mulai.isoformat(),
                "selesai": row.selesai.isoformat() if row.selesai else None,
            }
            for row in rows
            if row.ended_at is None
        ],
    }
