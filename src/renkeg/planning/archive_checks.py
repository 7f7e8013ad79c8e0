"""What `renkeg verify` asks of the archive: every paper is filed, and nothing was destroyed without its two people."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from renkeg.lib.digests import digest
from renkeg.office.models import Satker, state_of
from renkeg.papers import archive, blobs
from renkeg.papers.models import Arsip, BeritaAcara, Document, Jra, Registration
from renkeg.trail.models import Event
from renkeg.trail.verify import Finding

from .models import NotaDinas, Usulan

_BATCH = 200

Last = Mapping[str, tuple[int, str]]
"""Subject -> number and state of its last entry."""


def destroyed() -> set[str]:
    """The papers whose files may be missing: those that the trail says two people destroyed."""
    entries = Event.objects.filter(verb="destroy").values_list("subject", flat=True)
    acts = BeritaAcara.objects.filter(pk__in=[subject.partition(":")[2] for subject in entries], approved=True)
    return {row["dokumen"] for act in acts for row in act.daftar}


def items(last: Last, met: set[str]) -> Iterator[Finding]:
    """Each paper is filed in its own unit, as it was born or as its last entry says; so are the JRA and the letters' numbers."""
    for pk in Document.objects.filter(arsip__isnull=True).order_by("pk").values_list("pk", flat=True):
        yield Finding(f"dokumen:{pk}", "tidak tercatat di arsip")
    satker = Satker.objects.office()
    units = {f"usulan:{pk}": unit for pk, unit in Usulan.objects.values_list("pk", "unit_id")}
    codes = {f"usulan:{one.usulan_id}": one.kode for one in NotaDinas.objects.all()}
    units |= {f"berita_acara:{pk}": unit for pk, unit in BeritaAcara.objects.values_list("pk", "unit_id")}
    for arsip in Arsip.objects.select_related("document", "unit").order_by("pk").iterator(chunk_size=_BATCH):
        if units.get(arsip.document.subject) != arsip.unit_id:
            yield Finding(arsip.subject, "tidak tersimpan di unit yang membuat naskahnya")
        if arsip.subject in last:
            yield from _same(arsip.subject, state_of([arsip]), last, met)
            continue
        kode = codes.get(arsip.document.subject, "")
        if (
            arsip.snapshot()
            != archive.born(arsip.document, unit=arsip.unit, satker=satker, klasifikasi=kode).snapshot()
        ):
            yield Finding(arsip.subject, "berbeda dari naskahnya tanpa entri pada jejak")
    yield from _jra(last, met)
    yield from _registered(last, met)


def acts(last: Last, met: set[str], root: Path) -> Iterator[Finding]:
    """Each berita acara is as its last entry says, holds the papers of its list, and its files are away once it is done."""
    held: dict[str | None, set[str]] = defaultdict(set)
    for key, pk in Arsip.objects.exclude(berita_acara=None).values_list("berita_acara_id", "pk"):
        held[key].add(pk)
    papers = {one.subject: one for one in Document.objects.filter(jenis=Document.Jenis.BERITA_ACARA_MUSNAH)}
    for act in BeritaAcara.objects.order_by("pk"):
        paper = papers.get(act.subject)
        if (paper is not None) != (act.approved is True):
            yield Finding(act.subject, "berita acara dicetak bila dan hanya bila disetujui")
        yield from _same(act.subject, state_of([act, *([paper] if paper else [])]), last, met)
        yield from _listed(act, held[act.pk], root)


def _listed(act: BeritaAcara, held: set[str], root: Path) -> Iterator[Finding]:
    if digest(act.daftar) != act.daftar_digest:
        yield Finding(act.subject, "daftarnya bukan yang diusulkan")
    listed = {row["dokumen"]: (row["sha256"], row["size"]) for row in act.daftar}
    if held != (set() if act.approved is False else set(listed)):
        yield Finding(act.subject, "arsip yang ditandainya bukan yang ada pada daftarnya")
    papers = Document.objects.filter(pk__in=listed).values_list("pk", "sha256", "size")
    if {pk: (sha256, size) for pk, sha256, size in papers} != listed:
        yield Finding(act.subject, "sidik pada daftarnya bukan sidik naskahnya")
    if act.cleared_at is not None:
        yield from _cleared(act, {name for name, _ in listed.values()}, root)


def _cleared(act: BeritaAcara, names: set[str], root: Path) -> Iterator[Finding]:
    kept = Document.objects.filter(sha256__in=names).exclude(arsip__berita_acara__approved=True)
    for name in sorted(names - set(kept.values_list("sha256", flat=True))):
        try:
            blobs.get(root, name)
        except FileNotFoundError:
            continue
        except (blobs.Damaged, ValueError):
            pass
        yield Finding(act.subject, f"berkas {name} sudah dimusnahkan, tetapi masih ada")


def _jra(last: Last, met: set[str]) -> Iterator[Finding]:
    rows = list(Jra.objects.all())
    if rows or "jra" in last:
        yield from _same("jra", state_of(rows), last, met)


def _registered(last: Last, met: set[str]) -> Iterator[Finding]:
    found: dict[str, list[Registration]] = defaultdict(list)
    for row in Registration.objects.order_by("subject", "ordinal"):
        found[row.subject].append(row)
    for subject, rows in found.items():
        yield from _same(f"srikandi:{subject.partition(':')[2]}", state_of(rows), last, met)


def _same(subject: str, state: str, last: Last, met: set[str]) -> Iterator[Finding]:
    met.add(subject)
    seq, said = last.get(subject, (0, ""))
    if not seq:
        yield Finding(subject, "tidak ada entrinya")
    elif said != state:
        yield Finding(subject, f"isi tabel tidak sama dengan entri {seq}")
