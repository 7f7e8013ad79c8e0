"""The verbs on the office's tree: add, rename, put in order, close and open again. A unit is never deleted."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from renkeg.lib.errors import BadInput
from renkeg.office import clock
from renkeg.office.models import Jabatan, Pegawai, Satker, Unit

from .rows import line, record_kantor, refuse

_NAMA, _KEPALA, _SLUG = 120, 150, 50
_LEADER = {
    Unit.Jenis.SEKRETARIAT: Jabatan.Post.SEKRETARIS,
    Unit.Jenis.BAGIAN: Jabatan.Post.KABAG,
    Unit.Jenis.SUBBAGIAN: Jabatan.Post.KASUBBAG,
}
_WORDS = {Unit.Jenis.BAGIAN: "Bagian ", Unit.Jenis.SUBBAGIAN: "Subbagian "}


@transaction.atomic
def add_unit(parent: Unit, *, jenis: str, nama: str, kepala: str, by: Pegawai) -> Unit:
    """A new bagian or subbagian with its posts, the last one below `parent`. Raises BadInput."""
    satker = _locked(parent.satker_id)
    nama, kepala = line(nama, "nama", longest=_NAMA), line(kepala, "kepala", longest=_KEPALA)
    if jenis not in parent.kinds_below:
        raise BadInput.at("jenis", f"Di bawah {parent.nama} tidak ada tempat bagi unit jenis itu.")
    _once(satker, nama, None)
    unit = Unit.objects.create(
        slug=_free_slug(nama, Unit.Jenis(jenis)),
        satker=satker,
        nama=nama,
        jenis=jenis,
        parent=parent,
        urut=_last(satker),
    )
    Jabatan.objects.bulk_create(posts_of(unit, kepala))
    _renumber(satker)
    record_kantor("add_unit", satker, by=by, facts={"unit": unit.pk})
    unit.refresh_from_db()
    return unit


@transaction.atomic
def rename_unit(unit: Unit, *, nama: str, kepala: str, by: Pegawai) -> Unit:
    """Other names for the unit and its leader's post; papers that were made keep the old ones."""
    satker = _locked(unit.satker_id)
    unit = Unit.objects.get(pk=unit.pk)
    nama, kepala = line(nama, "nama", longest=_NAMA), line(kepala, "kepala", longest=_KEPALA)
    _once(satker, nama, unit)
    posts = {one.post: one for one in unit.jabatan.all()}
    leader, petugas = posts[_LEADER[Unit.Jenis(unit.jenis)]], posts.get(Jabatan.Post.PETUGAS)
    if (unit.nama, leader.nama) == (nama, kepala):
        return unit
    unit.nama, leader.nama = nama, kepala
    unit.save(update_fields=["nama"])
    leader.save(update_fields=["nama"])
    if petugas is not None:
        petugas.nama = _petugas(nama)
        petugas.save(update_fields=["nama"])
    record_kantor("rename_unit", satker, by=by, facts={"unit": unit.pk})
    return unit


@transaction.atomic
def move_unit(unit: Unit, *, up: bool, by: Pegawai) -> None:
    """One place up or down among the units below the same one; at the end it stays where it is."""
    satker = _locked(unit.satker_id)
    siblings = list(satker.units.filter(parent=unit.parent_id))
    place = [one.pk for one in siblings].index(unit.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(siblings):
        first, second = siblings[place], siblings[other]
        first.urut, second.urut = second.urut, first.urut
        Unit.objects.bulk_update([first, second], ["urut"])
        _renumber(satker)
        record_kantor("move_unit", satker, by=by, facts={"unit": unit.pk})


@transaction.atomic
def close_unit(unit: Unit, *, by: Pegawai) -> Unit:
    """Closes a unit that nobody holds a post in. That nothing waits there either, planning.units sees to."""
    satker = _locked(unit.satker_id)
    unit = Unit.objects.get(pk=unit.pk)
    if unit.closed_at is None:
        refuse(unit.close_refusal(clock.now()))
        unit.closed_at = clock.now()
        unit.save(update_fields=["closed_at"])
        record_kantor("close_unit", satker, by=by, facts={"unit": unit.pk})
    return unit


@transaction.atomic
def reopen_unit(unit: Unit, *, by: Pegawai) -> Unit:
    """Opens a closed unit again."""
    satker = _locked(unit.satker_id)
    unit = Unit.objects.select_related("parent").get(pk=unit.pk)
    if unit.closed_at is not None:
        refuse(unit.reopen_refusal())
        unit.closed_at = None
        unit.save(update_fields=["closed_at"])
        record_kantor("reopen_unit", satker, by=by, facts={"unit": unit.pk})
    return unit


def posts_of(unit: Unit, leader: str) -> Iterable[Jabatan]:
    """The posts that its kind asks for, not yet stored."""
    jenis = Unit.Jenis(unit.jenis)
    posts = {_LEADER[jenis]: leader}
    if jenis is Unit.Jenis.SUBBAGIAN:
        posts[Jabatan.Post.PETUGAS] = _petugas(unit.nama)
    if jenis is Unit.Jenis.SEKRETARIAT:
        posts |= {Jabatan.Post.ADMIN: "Admin Renkeg", Jabatan.Post.AUDITOR: "Auditor internal"}
    return (Jabatan(slug=f"{post}-{unit.slug}", unit=unit, nama=nama, post=post) for post, nama in posts.items())


def _petugas(nama: str) -> str:
    return f"Petugas {nama}"


def _locked(satker: str) -> Satker:
    return Satker.objects.select_for_update(no_key=True).get(pk=satker)


def _once(satker: Satker, nama: str, unit: Unit | None) -> None:
    others = satker.units.exclude(pk=unit.pk) if unit else satker.units.all()
    if others.filter(nama__iexact=nama).exists():
        raise BadInput.at("nama", "Sudah ada unit dengan nama itu.")


def _last(satker: Satker) -> int:
    return satker.units.count()


def _free_slug(nama: str, jenis: Unit.Jenis) -> str:
    wanted = slugify(nama.removeprefix(_WORDS.get(jenis, "")))[:_SLUG].strip("-") or "unit"
    taken = set(Unit.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 1
    slug = wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _renumber(satker: Satker) -> None:
    """Gives each unit its place: a unit, then all below it, then its next sibling."""
    units = list(satker.units.all())
    below: dict[str | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id, []).append(unit)

    def walk(parent: str | None) -> Iterable[Unit]:
        for unit in below.get(parent, []):
            yield unit
            yield from walk(unit.pk)

    for place, unit in enumerate(walk(None)):
        unit.urut = place
    Unit.objects.bulk_update(units, ["urut"])
