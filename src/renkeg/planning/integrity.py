"""Folds the trail against the tables and the files: what the entries say must be what stands there."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from renkeg.lib.digests import digest, sha256
from renkeg.office.actions import kantor_rows
from renkeg.office.models import Absence, HariLibur, Pegawai, PenugasanJabatan, PracticeClock, Satker, state_of
from renkeg.papers import blobs, choosing, classification, numbering, seals
from renkeg.papers.models import Agenda, Cadangan, Document, Klasifikasi, NumberSeries, SealKey, Signature, SignerKind
from renkeg.trail import verify
from renkeg.trail.models import Event
from renkeg.trail.one_view import one_view
from renkeg.trail.record import SYSTEM
from renkeg.trail.verify import Finding

from . import archive_checks
from .models import NotaDinas, PaperAct, Pok, RencanaTahunan, Returned, Tugas, Usulan
from .models.usulan import BACKWARD
from .sop import Effect, SopError, Verb

_BATCH = 100
_WRITING = frozenset({"start", "write_surat", "write_kegiatan", "carry_over"})
_EDITING = _WRITING | {Verb.ASSIGN}


@dataclass
class Report:
    """What was looked at, and what is not as it should be, the lowest bad entry first."""

    entries: int = 0
    head: str = ""
    usulan: int = 0
    documents: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Told:
    """What the whole trail says, apart from the usulan, which are folded one by one."""

    last: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Subject -> number and state of its last entry."""
    appointed: dict[str, int] = field(default_factory=dict)
    relieved: dict[str, int] = field(default_factory=dict)
    """Subject of a penugasan -> number of the entry."""
    signed: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """Subject of a paper -> request, by, signer, place, paper before."""
    people: set[str] = field(default_factory=set)
    offset: int = 0
    signer: str = SignerKind.EMBEDDED
    entries: int = 0
    head: str = ""

    def hear(self, event: Event) -> None:
        self.entries, self.head = self.entries + 1, event.hash
        self.last[event.subject] = (event.seq, event.state)
        self.people.add(event.by)
        match event.verb:
            case "appoint":
                self.appointed[event.subject] = event.seq
            case "relieve":
                self.relieved[event.subject] = event.seq
            case "choose_signer" if isinstance(event.facts, dict):
                self.signer = event.facts.get("signer", "")
            case "sign" | "scan" if isinstance(event.facts, dict) and event.subject.startswith("dokumen:"):
                facts = event.facts
                self.signed[event.subject] = (
                    facts.get("request"),
                    event.by,
                    facts.get("signer"),
                    facts.get("place"),
                    facts.get("from"),
                )
            case "move_clock" if isinstance(event.facts, dict):
                self.offset = event.facts.get("offset", 0)


def check(root: Path | None = None) -> Report:
    """Everything that `renkeg verify` looks at, in one view of the database. `root` holds the documents' files."""
    told, report = _Told(), Report()
    met: set[str] = set()
    with one_view():
        for name, run, arguments in _passes(told, met, report, root or Path(settings.DATA_DIR) / "berkas"):
            report.findings += _guarded(name, run, *arguments)
    report.entries, report.head = told.entries, told.head
    return report


def _passes(
    told: _Told, met: set[str], report: Report, root: Path
) -> Iterable[tuple[str, Callable[..., Iterator[Finding]], tuple[object, ...]]]:
    return (
        # The chain first: where an entry is bad, it is the first thing that is named.
        ("jejak", verify.chain, (told.hear,)),
        ("jejak", verify.guards, ()),
        ("basis data", _database, ()),
        ("kantor", _office, (told, met)),
        ("usulan", _all_usulan, (told, met, report)),
        ("POK", _budgets, (told, met)),
        ("rencana tahunan", _annual_plans, (told, met)),
        ("nomor surat", _numbers, ()),
        ("kunci segel", _seal_keys, (told, met)),
        ("buku agenda", _agenda, (told, met)),
        ("dokumen", _documents, (told, met, report, root)),
        ("arsip", archive_checks.items, (told.last, met)),
        ("arsip", archive_checks.acts, (told.last, met, root)),
        ("pindaian", _scans, (root,)),
        ("jejak", _left_over, (told, met)),
    )


def _guarded(name: str, run: Callable[..., Iterator[Finding]], *arguments: object) -> Iterator[Finding]:
    """What a pass finds; a row that cannot be read at all is a finding too."""
    try:
        yield from run(*arguments)
    except Exception as error:
        yield Finding(name, f"tidak dapat dibaca ({type(error).__name__})")


def _database() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        if (said := cursor.fetchone()[0]) != "ok":
            yield Finding("basis data", f"berkas SQLite rusak ({said.splitlines()[0]})")
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, parent, _ in cursor.fetchall():
            yield Finding(f"{table} baris {row}", f"menunjuk baris {parent} yang tidak ada")


# --- Who ----------------------------------------------------------------------


def _office(told: _Told, met: set[str]) -> Iterator[Finding]:
    satker = Satker.objects.first()
    if satker is None or Satker.objects.count() != 1:
        yield Finding("kantor", "tidak ada tepat satu kantor di sini")
        return
    yield from _same("kantor", state_of(kantor_rows(satker)), told, met)
    known = {SYSTEM}
    for pegawai in Pegawai.objects.order_by("pk").iterator():
        known.add(pegawai.pk)
        yield from _same(f"pegawai:{pegawai.pk}", state_of([pegawai]), told, met)
    for key in sorted(told.people - known):
        yield Finding("jejak", f"pelaku {key} tidak dikenal")
    for penugasan in PenugasanJabatan.objects.order_by("pk").iterator():
        yield from _same(f"penugasan:{penugasan.pk}", state_of([penugasan]), told, met)
    for absence in Absence.objects.with_decisions().order_by("pk"):
        yield from _same(absence.subject, state_of(absence.rows()), told, met)
    closed: dict[int, list[HariLibur]] = defaultdict(list)
    for row in satker.hari_libur.order_by("tanggal"):
        closed[row.tanggal.year].append(row)
    for year, rows in closed.items():
        yield from _same(f"hari_libur:{year}", state_of(rows), told, met)
    if choosing.signer_of(satker) != told.signer:
        yield Finding("kantor", "penanda tangannya bukan yang dipilih entri terakhirnya")
    met.add("jam")
    if (PracticeClock.objects.values_list("offset", flat=True).first() or 0) != told.offset:
        yield Finding("jam", "jam latihan tidak sama dengan entri terakhirnya")


def _same(subject: str, state: str, told: _Told, met: set[str]) -> Iterator[Finding]:
    met.add(subject)
    seq, said = told.last.get(subject, (0, ""))
    if not seq:
        yield Finding(subject, "tidak ada entrinya")
    elif said != state:
        yield Finding(subject, f"isi tabel tidak sama dengan entri {seq}")


def _left_over(told: _Told, met: set[str]) -> Iterator[Finding]:
    for subject in sorted(told.last.keys() - met, key=lambda subject: told.last[subject]):
        yield Finding(subject, f"entri {told.last[subject][0]} menyebutnya, tetapi barisnya tidak ada")


# --- The budget -----------------------------------------------------------------


def _budgets(told: _Told, met: set[str]) -> Iterator[Finding]:
    """Each POK is as its entry says, with all its nodes, and none of a year is missing."""
    last: dict[int, int] = defaultdict(int)
    for pok in Pok.objects.order_by("tahun", "urut"):
        yield from _same(pok.subject, state_of([pok]), told, met)
        if pok.nodes.digest() != pok.digest:
            yield Finding(pok.subject, "pagunya bukan yang diimpor")
        last[pok.tahun] += 1
        if pok.urut != last[pok.tahun]:
            yield Finding(pok.subject, f"POK ke-{last[pok.tahun]} tahun {pok.tahun} tidak ada")
            last[pok.tahun] = pok.urut


def _annual_plans(told: _Told, met: set[str]) -> Iterator[Finding]:
    """Each annual plan is as its entry says, with all its rows, and none of a unit's year is missing."""
    last: dict[tuple[str, int], int] = defaultdict(int)
    for rencana in RencanaTahunan.objects.order_by("unit", "tahun", "urut"):
        yield from _same(rencana.subject, state_of([rencana]), told, met)
        if rencana.kegiatan.all().digest() != rencana.digest:
            yield Finding(rencana.subject, "kegiatannya bukan yang diimpor")
        key = rencana.unit_id, rencana.tahun
        last[key] += 1
        if rencana.urut != last[key]:
            yield Finding(rencana.subject, f"versi {last[key]} dari {rencana.unit_id} tahun {rencana.tahun} tidak ada")
            last[key] = rencana.urut


# --- Where each usulan stands ---------------------------------------------------


def _all_usulan(told: _Told, met: set[str], report: Report) -> Iterator[Finding]:
    rows = (
        Usulan.objects.for_reading()
        .select_related("tautan__replaced_by__tautan", "revisi_dari__tautan")
        .prefetch_related("disposisi__tugas", "edits")
        .order_by("pk")
    )
    batch: list[Usulan] = []
    penugasan = _penugasan()
    for usulan in rows.iterator(chunk_size=_BATCH):
        batch.append(usulan)
        if len(batch) == _BATCH:
            yield from _batch(batch, penugasan, told, met)
            batch = []
        report.usulan += 1
    yield from _batch(batch, penugasan, told, met)


def _batch(
    batch: list[Usulan], penugasan: dict[str, list[PenugasanJabatan]], told: _Told, met: set[str]
) -> Iterator[Finding]:
    entries: dict[str, list[Event]] = defaultdict(list)
    subjects = [usulan.subject for usulan in batch]
    for event in Event.objects.filter(subject__in=subjects).order_by("seq"):
        entries[event.subject].append(event)
    papers, signatures = _papers(subjects)
    lines = {line.subject: line for line in Agenda.objects.filter(subject__in=subjects)}
    returned: dict[str, list[Returned]] = defaultdict(list)
    for kept in Returned.objects.filter(tugas__usulan__in=batch).select_related("tugas"):
        returned[f"usulan:{kept.tugas.usulan_id}"].append(kept)
    for usulan in batch:
        events = entries[usulan.subject]
        at_hand = papers[usulan.subject], signatures[usulan.subject]
        yield from _guarded(usulan.subject, _as_told, usulan, *at_hand, told, met)
        yield from _guarded(usulan.subject, _published, usulan, *at_hand)
        for look in (_counted, _stands, _worked, _lettered, _edits, _removed, _pinned, _on_paper, _replaced):
            yield from _guarded(usulan.subject, look, usulan, events)
        yield from _guarded(usulan.subject, _booked, usulan, events, lines.get(usulan.subject))
        yield from _guarded(usulan.subject, _returned, usulan, events, returned[usulan.subject])
        yield from _guarded(usulan.subject, _entitled, usulan, events, penugasan, told)


def _papers(subjects: Iterable[str]) -> tuple[dict[str, list[Document]], dict[str, list[Signature]]]:
    papers: dict[str, list[Document]] = defaultdict(list)
    signatures: dict[str, list[Signature]] = defaultdict(list)
    for document in Document.objects.filter(subject__in=subjects).defer("contents"):
        papers[document.subject].append(document)
    for signature in (
        Signature.objects.filter(document__subject__in=subjects).select_related("document").defer("document__contents")
    ):
        signatures[signature.document.subject].append(signature)
    return papers, signatures


def _as_told(
    usulan: Usulan, papers: list[Document], signatures: list[Signature], told: _Told, met: set[str]
) -> Iterator[Finding]:
    """All its rows together are what its last entry covers."""
    return _same(usulan.subject, digest(usulan.snapshot(papers, signatures)), told, met)


def _counted(usulan: Usulan, events: list[Event]) -> Iterator[Finding]:
    """Its versi counts its entries."""
    for expected, event in enumerate(events, start=1):
        if event.facts.get("versi") != expected:
            yield Finding(
                f"entri {event.seq}", f"versi {event.facts.get('versi')} dari {usulan.subject}, mestinya {expected}"
            )
            return
    if usulan.versi != len(events):
        yield Finding(usulan.subject, f"versi {usulan.versi}, tetapi entrinya {len(events)}")


def _stands(usulan: Usulan, events: list[Event]) -> Iterator[Finding]:
    """What has become of it, and its content, are as the last entry says."""
    if not events:
        return
    last = events[-1]
    if (last.facts.get("keadaan"), last.facts.get("seen")) != (str(usulan.keadaan), usulan.seen):
        yield Finding(usulan.subject, f"keadaan atau isinya tidak sama dengan entri {last.seq}")


def _worked(usulan: Usulan, events: list[Event]) -> Iterator[Finding]:
    """Its tugas are those that the entries opened and closed."""
    opened: dict[str, tuple[Any, ...]] = {}
    closed: dict[str, tuple[Any, ...]] = {}
    reasons: dict[str, str | None] = {}
    for event in events:
        facts = event.facts
        for place, key in enumerate(facts.get("closed", ())):
            closed[key] = (event.verb, event.by, facts["jabatan"], facts["kapasitas"])
            if not place:
                reasons[key] = facts["catatan"]
        for one in facts.get("opened", ()):
            opened[one["tugas"]] = (one["langkah"], one["side"], one["jabatan"], one["petugas"])
    rows = list(usulan.tugas.all())
    if {row.pk: (row.langkah, row.side, row.jabatan_id, row.petugas_id) for row in rows} != opened:
        yield Finding(usulan.subject, "tugasnya bukan yang dibuka oleh entrinya")
    done = {row.pk: (row.verb, row.closed_by_id, row.closed_as_id, row.kapasitas) for row in rows if not row.is_open}
    if done != closed:
        yield Finding(usulan.subject, "tugasnya tidak ditutup seperti kata entrinya")
    if {row.pk: sha256(row.catatan) if row.catatan else None for row in rows if row.pk in reasons} != reasons:
        yield Finding(usulan.subject, "catatannya bukan yang disebut entrinya")


def _lettered(usulan: Usulan, events: list[Event]) -> Iterator[Finding]:
    """Its number is the one that was given, its day lies in its year, and it is void when the usulan is cancelled."""
    given = next((event.facts["nomor"] for event in reversed(events) if event.facts.get("nomor")), None)
    surat = usulan.surat
    if (surat.nomor if surat else None) != given:
        yield Finding(usulan.subject, "nomor nota dinasnya bukan yang disebut entrinya")
    if surat is None:
        return
    if surat.tanggal.year != surat.tahun:
        yield Finding(usulan.subject, "tahun nomor nota dinas bukan tahun tanggalnya")
    if (surat.void_at is None) != (usulan.cancelled_at is None):
        yield Finding(usulan.subject, "nomor nota dinas batal bila dan hanya bila usulannya batal")


def _booked(usulan: Usulan, events: list[Event], line: Agenda | None) -> Iterator[Finding]:
    """The agenda book tells of its letter what the letter says, in the words that the last entry about them covers."""
    surat = usulan.surat
    if (line is None) != (surat is None):
        yield Finding(usulan.subject, "buku agenda dan nota dinasnya tidak sama-sama ada")
    if line is None or surat is None:
        return
    if _line_of(line) != _line_of(surat) or line.void_reason != (numbering.CANCELLED if surat.void_at else ""):
        yield Finding(usulan.subject, "nomor pada buku agenda bukan nomor nota dinasnya")
    said = next((event.facts["agenda"] for event in reversed(events) if event.facts.get("agenda")), None)
    if said is not None and said != line.told_digest:
        yield Finding(usulan.subject, "buku agenda tidak menyebut suratnya seperti kata entrinya")


def _line_of(row: Agenda | NotaDinas) -> tuple[object, ...]:
    return row.tahun, row.urut, row.nomor, row.tanggal, row.sumber, row.void_at


def _published(usulan: Usulan, papers: list[Document], signatures: list[Signature]) -> Iterator[Finding]:
    """What was published had been signed, and every disposisi went down on the same content."""
    if usulan.terbitan is None:
        return
    sop = usulan.sop
    letters = {
        one.pk
        for one in papers
        if one.jenis == Document.Jenis.NOTA_DINAS and one.keadaan != Document.Keadaan.DIGANTIKAN
    }
    signed = next((one.seen for one in signatures if one.document_id in letters), None)
    if sop.signer is not None and signed is None:
        yield Finding(usulan.subject, "terbit tanpa tanda tangan pada nota dinas")
        return
    handed = {row.tugas.langkah: row.tugas.seen for row in sorted(usulan.disposisi.all(), key=_ordinal)}
    for langkah in sop.langkah:
        if not any(Effect.DISPOSISI in way.effects for way in langkah.ways):
            continue
        if langkah.nomor not in handed:
            yield Finding(usulan.subject, f"terbit tanpa disposisi langkah {langkah.nomor}")
        elif signed is not None and handed[langkah.nomor] != signed:
            yield Finding(usulan.subject, f"disposisi langkah {langkah.nomor} bukan atas isi yang ditandatangani")


def _ordinal(row: Any) -> int:
    return int(row.tugas.ordinal)


def _edits(usulan: Usulan, events: list[Event]) -> Iterator[Finding]:
    """Each accepted change that is remembered is one of an entry, by the same person."""
    said = {event.facts.get("versi"): event for event in events}
    edits = [edit for edit in usulan.edits.all() if edit.versi is not None]
    for edit in edits:
        event = said.get(edit.versi)
        if event is None or event.by != edit.by_id or event.verb not in _EDITING:
            yield Finding(usulan.subject, f"ingatan atas perubahan versi {edit.versi} bukan dari entrinya")
    remembered = {edit.versi for edit in edits}
    if any(event.verb in _WRITING and versi not in remembered for versi, event in said.items()):
        yield Finding(usulan.subject, "ingatan atas satu perubahan hilang")


def _removed(usulan: Usulan, events: list[Event]) -> Iterator[Finding]:
    """What was taken out of the published plan is what the entries say, with their reasons."""
    said = {
        event.facts["kegiatan"]: (
            event.verb,
            event.by,
            event.facts["jabatan"],
            event.facts["catatan"],
            event.facts["to"],
        )
        for event in events
        if event.verb in {"cancel_kegiatan", "postpone_kegiatan"}
    }
    gone = [row.gone for row in usulan.kegiatan.all() if row.gone is not None]
    there = {
        one.kegiatan_id: (
            f"{one.verb}_kegiatan",
            one.by_id,
            one.jabatan_id,
            sha256(one.catatan),
            str(one.to_id) if one.to_id else None,
        )
        for one in gone
    }
    if said != there:
        yield Finding(usulan.subject, "kegiatan yang dibatalkan atau ditunda bukan yang disebut entrinya")


def _pinned(usulan: Usulan, events: list[Event]) -> Iterator[Finding]:
    """Remarks came with a Tidak, and each is ticked or not as the last entry about it says."""
    if any(row.verb != Verb.SEND_BACK and row.pins.all() for row in usulan.tugas.all()):
        yield Finding(usulan.subject, "ada catatan pada kegiatan tanpa pengembalian")
    told: dict[str, str | None] = {}
    for event in events:
        if event.verb in {"tick", "untick"}:
            told[event.facts["pin"]] = event.by if event.verb == "tick" else None
    known = {pin.pk: pin.ticked_by_id for pin in usulan.pins}
    if told.keys() - known.keys() or any(by != told.get(key) for key, by in known.items()):
        yield Finding(usulan.subject, "catatan pada kegiatan tidak ditandai seperti kata entrinya")


def _on_paper(usulan: Usulan, events: list[Event]) -> Iterator[Finding]:
    """What was recorded from paper is what the entries say, and closed its tugas at the true moment; its scan is whole."""
    recorded = {event.facts["paper"]["id"]: event for event in events if event.verb == "record_paper"}
    counted = {event.facts["recorded_later"]["id"]: event for event in events if "recorded_later" in event.facts}
    acts = {one.pk: one for one in usulan.paper_acts.all()}
    if acts.keys() != recorded.keys() or any(event.by != acts[key].recorded_by_id for key, event in recorded.items()):
        yield Finding(usulan.subject, "yang dicatat dari kertas bukan yang disebut entrinya")
        return
    if {key for key, one in acts.items() if one.confirmed_at is not None} != counted.keys():
        yield Finding(usulan.subject, "yang berlaku dari kertas bukan yang disebut entrinya")
        return
    for key, one in acts.items():
        told = [event.facts["paper"] for event in (recorded[key],)]
        told += [event.facts["recorded_later"] for event in (counted.get(key),) if event is not None]
        row = one.tugas
        if any(facts != one.told() for facts in told):
            yield Finding(usulan.subject, f"catatan dari kertas langkah {one.langkah} tidak sama dengan entrinya")
        if row is not None and (row.opened_at, row.closed_at, row.closed_by_id) != (
            one.opened_at,
            one.closed_at,
            one.by_id,
        ):
            yield Finding(usulan.subject, f"langkah {one.langkah} tidak ditutup seperti catatan dari kertasnya")


def _scans(root: Path) -> Iterator[Finding]:
    for key, name in PaperAct.objects.exclude(scan="").order_by("pk").values_list("pk", "scan"):
        try:
            blobs.get(root, name)
        except FileNotFoundError:
            yield Finding(f"pindaian:{key}", f"berkas {name} tidak ada")
        except (blobs.Damaged, ValueError):
            yield Finding(f"pindaian:{key}", f"berkas {name} rusak")


def _returned(usulan: Usulan, events: list[Event], kept: list[Returned]) -> Iterator[Finding]:
    """What was kept at each Tidak is what its entry says, and the content that was seen when it was said."""
    said = {event.facts["closed"][0]: event.facts["returned"] for event in events if event.facts.get("returned")}
    if said != {one.tugas_id: one.state for one in kept}:
        yield Finding(usulan.subject, "isi saat dikembalikan bukan yang disebut entrinya")
    for one in kept:
        if one.seen != one.tugas.seen:
            yield Finding(usulan.subject, f"isi saat dikembalikan bukan yang dilihat pada langkah {one.tugas.langkah}")


def _replaced(usulan: Usulan, events: list[Event]) -> Iterator[Finding]:
    """A plan is replaced by its own published revision, and every published revision has replaced its plan."""
    terbitan = usulan.terbitan
    by = terbitan.replaced_by if terbitan else None
    if by is not None and (by.revisi_dari_id != usulan.pk or by.terbitan is None):
        yield Finding(usulan.subject, "digantikan oleh yang bukan revisinya yang terbit")
    if (by is not None) != any(event.verb == Verb.REPLACE for event in events):
        yield Finding(usulan.subject, "digantikan tanpa entrinya, atau sebaliknya")
    old = usulan.revisi_dari
    if terbitan is not None and old is not None and (old.terbitan is None or old.terbitan.replaced_by_id != usulan.pk):
        yield Finding(usulan.subject, "revisi yang terbit, tetapi rencana asalnya tidak digantikannya")


def _entitled(
    usulan: Usulan, events: list[Event], penugasan: dict[str, list[PenugasanJabatan]], told: _Told
) -> Iterator[Finding]:
    """Who acted held the post at that instant, and nobody approved what he had carried himself."""
    seqs = {key: event.seq for event in events for key in event.facts.get("closed", ())}
    rows = sorted((row for row in usulan.tugas.all() if not row.is_open), key=lambda row: row.closed_versi or 0)
    for row in rows:
        if not any(_held(one, row, usulan, seqs.get(row.pk, 0), told) for one in penugasan[row.closed_by_id or ""]):
            yield Finding(
                usulan.subject, f"langkah {row.langkah} ({row.verb}) oleh orang yang tidak memegang jabatannya"
            )
        try:
            way = next((way for way in row.at.ways if way.verb == row.verb), None)
        except (KeyError, SopError):
            yield Finding(usulan.subject, f"SOP {usulan.sop_slug} tidak memiliki langkah {row.langkah}")
            return
        if way is None or row.side or not way.other_than:
            continue
        earlier = [other for other in rows if (other.closed_versi or 0) < (row.closed_versi or 0)]
        if any(_carried(other, row, way.other_than) for other in earlier):
            yield Finding(usulan.subject, f"langkah {row.langkah} disetujui oleh orang yang mengajukannya sendiri")


def _held(one: PenugasanJabatan, row: Tugas, usulan: Usulan, seq: int, told: _Told) -> bool:
    if row.closed_at is None or (one.jabatan_id, one.kapasitas) != (row.closed_as_id, row.kapasitas):
        return False
    subject = f"penugasan:{one.pk}"
    day = usulan.satker.day(row.closed_at)
    # By number, not by time: a practice clock may have been set back in between.
    relieved = one.ended_at is not None and told.relieved.get(subject, 0) < seq and one.ended_at <= row.closed_at
    return (
        told.appointed.get(subject, seq) < seq
        and not relieved
        and one.mulai <= day
        and (one.selesai is None or day <= one.selesai)
    )


def _carried(other: Tugas, row: Tugas, langkah: Iterable[int]) -> bool:
    return (
        other.closed_by_id == row.closed_by_id
        and other.langkah in langkah
        and not other.side
        and other.verb not in BACKWARD
    )


def _penugasan() -> dict[str, list[PenugasanJabatan]]:
    rows: dict[str, list[PenugasanJabatan]] = defaultdict(list)
    for one in PenugasanJabatan.objects.order_by("pk"):
        rows[one.pegawai_id].append(one)
    return rows


# --- Papers ---------------------------------------------------------------------


def _numbers() -> Iterator[Finding]:
    """The numbers of a series are 1, 2, 3 … up to the last one given; what lies ahead of it was typed by hand."""
    given: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    rows = Agenda.objects.filter(urut__isnull=False).order_by("urut")
    for satker, jenis, tahun, urut, sumber in rows.values_list("satker_id", "jenis", "tahun", "urut", "sumber"):
        # Below zero where it was typed.
        given[satker, jenis, tahun].append(-(urut or 0) if sumber else urut or 0)
    for series in NumberSeries.objects.all():
        there = given.pop((series.satker_id, series.jenis, series.tahun), [])
        within = [abs(urut) for urut in there if abs(urut) <= series.last]
        name = f"nomor surat {series.jenis} {series.tahun}"
        if within != list(range(1, series.last + 1)):
            yield Finding(name, f"bukan 1 sampai {series.last}, masing-masing satu kali")
        if any(urut > series.last for urut in there):
            yield Finding(name, f"ada nomor di atas {series.last} yang tidak diketik dengan tangan")
    for _, jenis, tahun in given:
        yield Finding(f"nomor surat {jenis} {tahun}", "tidak ada deretnya")


def _agenda(told: _Told, met: set[str]) -> Iterator[Finding]:
    """Each block of reserved numbers, and the imported classification, are as their entries say; no line has no case."""
    lines = Agenda.objects.exclude(subject="").values_list("subject", flat=True)
    for subject in set(lines) - {f"usulan:{key}" for key in NotaDinas.objects.values_list("pk", flat=True)}:
        yield Finding(subject, "buku agenda menyebut surat yang tidak ada")
    if Agenda.objects.filter(subject="", cadangan__isnull=True).exists():
        yield Finding("buku agenda", "ada nomor tanpa surat yang tidak dicadangkan")
    for block in Cadangan.objects.order_by("pk"):
        yield from _same(block.subject, state_of(block.rows()), told, met)
    codes = Klasifikasi.objects.order_by("kode")
    if codes:
        yield from _same(classification.SUBJECT, state_of(codes), told, met)


def _seal_keys(told: _Told, met: set[str]) -> Iterator[Finding]:
    for key in SealKey.objects.order_by("pk"):
        yield from _same(key.subject, state_of([key]), told, met)


def _documents(told: _Told, met: set[str], report: Report, root: Path) -> Iterator[Finding]:
    keys = list(SealKey.objects.all())
    destroyed = archive_checks.destroyed()
    for document in Document.objects.select_related("signing__document").order_by("pk").iterator(chunk_size=_BATCH):
        report.documents += 1
        gone = document.pk in destroyed
        yield from _guarded(f"dokumen:{document.pk}", _document, document, told, met, root, gone)
        yield from _guarded(f"dokumen:{document.pk}", _sealed, document, keys)


def _document(document: Document, told: _Told, met: set[str], root: Path, gone: bool) -> Iterator[Finding]:
    """`gone`: a berita acara has destroyed its file, which then is rightly not there; all else about it stays."""
    subject = f"dokumen:{document.pk}"
    if digest(document.contents) != document.contents_digest:
        yield Finding(subject, "isinya tidak cocok dengan sidik isinya")
    if document.subject not in told.last:
        yield Finding(subject, f"menyebut {document.subject} yang tidak ada entrinya")
    if document.sha256 is None:
        return
    yield from _same(subject, sha256(document.sha256), told, met)
    try:
        content = blobs.get(root, document.sha256)
    except FileNotFoundError:
        if not gone:
            yield Finding(subject, f"berkas {document.sha256} tidak ada")
    except (blobs.Damaged, ValueError):
        yield Finding(subject, f"berkas {document.sha256} rusak")
    else:
        if len(content) != document.size:
            yield Finding(subject, f"besar berkas bukan {document.size}")
        yield from _signed(document, content, told, root)


def _sealed(document: Document, keys: list[SealKey]) -> Iterator[Finding]:
    """Its seal is one of the office's own, and says what stands on it; a paper from before there were seals has none."""
    if not document.seal:
        return
    try:
        code, facts = seals.opened(document.seal, keys)
    except seals.Unsealed:
        yield Finding(f"dokumen:{document.pk}", "segelnya bukan dari kunci kantor ini")
        return
    if code != document.code or facts != seals.facts_of(document, short=True):
        yield Finding(f"dokumen:{document.pk}", "segelnya tidak mengatakan isi naskah ini")


def _signed(document: Document, content: bytes, told: _Told, root: Path) -> Iterator[Finding]:
    """A signed file holds good signatures over the file before it, given by whom the entry says."""
    subject, request = f"dokumen:{document.pk}", document.signed_by
    said = told.signed.get(subject)
    there = request and (request.pk, request.by_id, str(request.signer), request.place, request.document_id)
    if said != there:
        yield Finding(subject, "tanda tangannya bukan yang disebut entrinya")
    if request is None or request.signer == SignerKind.SCAN:
        return
    # Half a second in each process: only where something is signed.
    from renkeg.papers import checking

    if (fault := checking.fault(content)) is not None:
        yield Finding(subject, f"berkas bertanda tangan {fault}")
    if request.document.sha256 != request.base or not content.startswith(blobs.get(root, request.base)):
        yield Finding(subject, "bukan kelanjutan berkas yang dimintakan tanda tangan")
