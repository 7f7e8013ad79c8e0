"""`renkeg verify`: an honest office passes, and no tampering with a table, an entry or a file goes unseen."""

import json
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction

from renkeg.lib.digests import digest, link
from renkeg.office import actions as office_actions
from renkeg.office import founding, practice
from renkeg.papers import archive, documents
from renkeg.papers.models import Document, NumberSeries, Signature
from renkeg.planning import actions, drafts, integrity
from renkeg.planning.models import NotaDinas, Tugas, Usulan
from renkeg.planning.sop import Verb
from renkeg.trail import triggers
from renkeg.trail.models import Event
from renkeg.trail.record import entry
from tests import archives
from tests.annual import planned
from tests.budget import imported
from tests.cast import KEGIATAN, Cast, do, draft, forward, published, usulan_at

# What the trail does not speak of: keys without meaning, log-ins, messages, tokens, and what a repeated request looked like.
UNTOLD = {
    "office_pegawai": {"password", "last_login", "temporary_password", "steps_put_away"},
    "office_declined": {"id"},
    "office_jamkerja": {"id"},
    "office_ramadan": {"id"},
    "office_harilibur": {"id", "satker_id"},
    "office_practiceclock": {"satker_id"},
    "papers_beritaacara": {"cleared_at"},
    "papers_registration": {"id"},
    "papers_agenda": {"id"},
    "papers_klasifikasi": {"id"},
    "papers_signature": {"id"},
    "papers_numberseries": {"id"},
    "papers_sealkey": {"private"},
    "planning_kegiatan": {"position"},
    "planning_edit": {"id", "request"},
    "planning_pagu": {"id"},
    "planning_kegiatantahunan": {"id"},
}
WHOLLY_UNTOLD = {"trail_notification", "office_apitoken", "planning_pokupload", "planning_tahunanupload"}


@pytest.fixture
def office(cast: Cast, settings: Any, tmp_path: Path) -> Cast:
    """A lived-in office: published, returned, withdrawn, cancelled, running; papers made; a Plh.; a moved clock."""
    settings.DATA_DIR = tmp_path
    published(cast)
    side = Tugas.objects.get(side="acknowledge")
    do(Verb.ACKNOWLEDGE, side, cast.kabag, cast)
    returned = usulan_at(3, cast, susulan=True)
    do(Verb.SEND_BACK, _open(returned), cast.sekretaris, cast)
    withdrawn = usulan_at(2, cast, susulan=True)
    actions.withdraw(_open(withdrawn), by=cast.kasubbag)
    cancelled = usulan_at(5, cast, susulan=True)
    do(Verb.CANCEL, _open(cancelled), cast.kasubbag, cast)
    cast.at("2027-01-05T09:00:00+07:00")
    plh = cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-05", "2027-01-08")
    by_plh = usulan_at(2, cast, susulan=True)
    do(Verb.APPROVE, _open(by_plh), cast.outsider_kabag, cast)
    office_actions.relieve(plh, by=cast.admin)
    cast.at("2027-01-04T13:00:00+07:00")
    usulan_at(6, cast, susulan=True)
    imported(cast)
    imported(cast, revisi=1)
    planned(cast)
    planned(cast, by=cast.petugas)
    for document in Document.objects.unmade()[:4]:
        documents.make(document)
    return cast


@pytest.fixture
def amended(office: Cast) -> Cast:
    """The same, with a plan that was revised and of which a kegiatan was postponed afterwards."""
    # A kode of its own: the other plans have drawn all that the budget holds.
    cast, plan = office, published(office, susulan=True, kegiatan=[{**KEGIATAN, "kode": "Lain-lain"}])
    revision, _ = actions.revise(plan, uuid.uuid4(), drafts.Surat("Usulan revisi", "Isi revisi."), by=cast.kasubbag)
    while revision.open_tugas is not None:
        revision = forward(revision, cast)
    days = [(date(2027, 3, 9), date(2027, 3, 10))]
    row = revision.kegiatan.all()[0]
    actions.postpone_kegiatan(row, by=cast.kasubbag, tanggal=days, catatan="Menunggu revisi POK.")
    _archive(cast, plan)
    return cast


def _archive(cast: Cast, plan: Usulan) -> None:
    """Papers on the shelf, a letter registered and corrected, and of the replaced plan one paper destroyed, one let alone."""
    shelf = actions.Shelf("PR.02.9", "asli", "1 berkas", "keduanya", "terbatas", "Ruang Arsip", "2", "7", "3")
    said: dict[str, Any] = {"tanggal": date(2027, 1, 4), "status": "Terdaftar", "by": cast.petugas}
    actions.register(plan, nomor="B/7/2027", **said)
    actions.register(plan, nomor="B/8/2027", catatan="Salah ketik nomornya.", **said)
    papers = list(plan.papers())[:2]
    for paper in papers:
        documents.make(paper)
        actions.shelve(paper.arsip, shelf, by=cast.petugas)
    archives.kept_for(cast, 0, kode="PR.02.9")
    cast.at(archives.NEXT_DAY)
    spared, gone = (actions.propose_destruction([one.pk], alasan=archives.WHY, by=cast.petugas) for one in papers)
    actions.decline_destruction(spared, catatan="Masih diperlukan untuk audit.", by=cast.sekretaris)
    actions.destroy(gone, archives.GROUND, seen=gone.daftar_digest, by=cast.sekretaris)
    archive.clear()


def test_an_honest_office_is_whole(office: Cast) -> None:
    report = integrity.check()
    assert report.findings == []
    assert (report.entries, report.usulan) == (Event.objects.count(), 6)
    last = Event.objects.order_by("-seq").first()
    assert last is not None
    assert report.head == last.hash


def test_the_practice_office_is_whole(db: None, settings: Any) -> None:
    practice.populate(founding.read("kabupaten-kota"))
    assert integrity.check().findings == []


def test_a_case_of_the_four_step_sop_is_whole(db: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    people = {one.username: one for one in practice.populate(founding.read("kabupaten-kota"))}
    kasubbag = people["kasubbag-keuangan-umum-logistik"]
    usulan, _ = actions.start(uuid.uuid4(), drafts.read_awal(draft()), by=kasubbag)
    actions.propose(_open(usulan), by=kasubbag)
    usulan = Usulan.objects.for_reading().get()
    actions.approve(_open(usulan), by=people["sekretaris"], seen=usulan.seen)
    actions.assign(_open(usulan), by=kasubbag, petugas="petugas-keuangan-umum-logistik-1")
    actions.publish(_open(usulan), by=people["petugas-keuangan-umum-logistik-1"])
    assert integrity.check().findings == []


@pytest.mark.once
def test_every_tampering_with_a_row_is_found(amended: Cast) -> None:
    assert integrity.check().findings == []
    chance = random.Random(0)  # noqa: S311
    tampered = 0
    for model in _told_models():
        for field in model._meta.concrete_fields:
            if field.column in UNTOLD.get(model._meta.db_table, set()):
                continue
            with _undone():
                what = _change(model, field, chance)
                if what:
                    tampered += 1
                    assert integrity.check().findings, what
    assert tampered > 80


@pytest.mark.once
@pytest.mark.parametrize("seed", range(2))
def test_every_row_that_is_removed_or_doubled_is_found(office: Cast, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for model in _told_models():
        with _undone():
            rows = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
            if not rows:
                continue
            key = chance.choice(rows)
            with connection.cursor() as cursor:
                statement = f"DELETE FROM {model._meta.db_table} WHERE {model._meta.pk.column} = %s"  # noqa: S608
                cursor.execute(statement, [_raw(model._meta.pk, key)])
            assert integrity.check().findings, f"{model.__name__} {key} removed"


@pytest.mark.parametrize("cut", [1, 2, 5, 20])
def test_a_tail_that_was_cut_off_is_found(office: Cast, cut: int) -> None:
    with _undone(), connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM trail_event")
        last = cursor.fetchone()[0]
        cursor.execute("DELETE FROM trail_notification WHERE event_id > %s", [last - cut])
        cursor.execute("DELETE FROM trail_event WHERE seq > %s", [last - cut])
        assert integrity.check().findings


def test_the_first_bad_entry_is_named_first(office: Cast) -> None:
    with _undone(), connection.cursor() as cursor:
        cursor.execute("UPDATE trail_event SET verb = 'propose' WHERE seq IN (9, 20)")
        assert str(integrity.check().findings[0]).startswith("entri 9:")


def test_two_entries_that_changed_places_are_found(office: Cast) -> None:
    with _undone():
        one, other = Event.objects.get(seq=10), Event.objects.get(seq=11)
        for target, source in ((10, other), (11, one)):
            Event.objects.filter(seq=target).update(
                verb=source.verb, subject=source.subject, by=source.by, facts=source.facts, state=source.state
            )
        assert str(integrity.check().findings[0]).startswith("entri 10:")


def test_a_chain_that_was_forged_anew_is_found_against_the_tables(office: Cast) -> None:
    """Who rewrites an entry and every hash after it still meets the tables."""
    usulan = Usulan.objects.filter(tautan__isnull=False).get()
    event = Event.objects.filter(subject=usulan.subject, verb="approve").order_by("seq").first()
    assert event is not None
    for change in (
        {"facts": {**event.facts, "kapasitas": "plt"}},
        {"facts": {**event.facts, "catatan": "0" * 64}},
        {"facts": {**event.facts, "versi": 9}},
        {"by": office.petugas.pk},
        {"verb": "send_back"},
    ):
        with _undone():
            _forge(event.seq, change)
            findings = integrity.check().findings
            assert findings, change
            assert not any(one.where.startswith("entri") and "sidik" in one.what for one in findings)


def test_time_that_goes_back_must_be_said(office: Cast) -> None:
    assert Event.objects.filter(facts__clock_back=True).exists()
    with _undone():
        _forge(30, {"at": datetime(2020, 1, 1, tzinfo=UTC)})
        assert any("mundur" in one.what for one in integrity.check().findings)


def test_a_file_that_was_changed_cut_or_removed_is_found(office: Cast, tmp_path: Path) -> None:
    files = [path for path in sorted((tmp_path / "berkas").glob("??/*")) if path.is_file()]
    assert len(files) >= 3
    damages: list[Callable[[bytes], bytes | None]] = [
        lambda content: content[:-1],
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
        lambda content: content + b"\n",
        lambda content: b"",
        lambda content: None,
    ]
    for place, damage in enumerate(damages):
        path = files[place % len(files)]
        content = path.read_bytes()
        path.chmod(0o600)
        damaged = damage(content)
        path.unlink() if damaged is None else path.write_bytes(damaged)
        findings = integrity.check().findings
        assert len(findings) == 1
        assert path.name in str(findings[0])
        path.write_bytes(content)
    assert integrity.check().findings == []


def test_a_missing_trigger_is_found(office: Cast) -> None:
    with transaction.atomic():
        triggers.remove(connection)
        assert any("trail_event_no_update" in str(one) for one in integrity.check().findings)
        transaction.set_rollback(True)


def test_what_was_published_had_been_signed_on_that_content(office: Cast) -> None:
    """Rows and entry changed together, so that only the rule speaks."""
    usulan = Usulan.objects.filter(tautan__isnull=False).get()
    signature = Signature.objects.filter(document__subject=usulan.subject).get()
    with _undone():
        Signature.objects.filter(pk=signature.pk).update(seen="f" * 64)
        _agree(usulan)
        assert any("ditandatangani" in one.what for one in integrity.check().findings)
    with _undone():
        Signature.objects.filter(pk=signature.pk).delete()
        _agree(usulan)
        assert any("tanpa tanda tangan" in one.what for one in integrity.check().findings)


def test_who_acts_without_the_post_or_approves_his_own_is_found(office: Cast) -> None:
    usulan = Usulan.objects.filter(tautan__isnull=False).get()
    approval = usulan.tugas.get(langkah=2)
    with _undone():
        Tugas.objects.filter(pk=approval.pk).update(closed_by=office.outsider)
        assert any("tidak memegang jabatannya" in one.what for one in integrity.check().findings)
    with _undone():
        Tugas.objects.filter(pk=approval.pk).update(closed_by=office.kasubbag)
        assert any("mengajukannya sendiri" in one.what for one in integrity.check().findings)


def test_a_number_left_out_is_found(office: Cast) -> None:
    with _undone():
        NumberSeries.objects.update(last=models.F("last") + 1)
        assert any(one.where.startswith("nomor surat") for one in integrity.check().findings)
    assert sorted(one.urut or 0 for one in NotaDinas.objects.all()) == list(range(1, NotaDinas.objects.count() + 1))


def _open(usulan: Usulan) -> Tugas:
    tugas = Usulan.objects.for_reading().get(pk=usulan.pk).open_tugas
    assert tugas is not None
    return tugas


def _told_models() -> list[type[models.Model]]:
    ours = [
        model
        for label in ("trail", "office", "papers", "planning")
        for model in apps.get_app_config(label).get_models()
    ]
    return [model for model in ours if model._meta.db_table not in WHOLLY_UNTOLD]


@contextmanager
def _undone() -> Iterator[None]:
    """The triggers are out of the way for what happens inside, and then all of it is undone."""
    with transaction.atomic():
        triggers.remove(connection)
        triggers.missing = lambda _connection: []  # type: ignore[assignment]
        try:
            yield
        finally:
            triggers.missing = _missing
            transaction.set_rollback(True)


_missing = triggers.missing


def _change(model: type[models.Model], field: Any, chance: random.Random) -> str | None:
    """Changes one value behind the back of the models; None where the database refuses or there is nothing to change."""
    rows = list(model._default_manager.order_by("pk").values_list("pk", field.attname))
    chance.shuffle(rows)
    for key, value in rows:
        changed = _other(field, value, chance)
        if changed is None:
            continue
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                where = f"WHERE {model._meta.pk.column} = %s"
                statement = f"UPDATE {model._meta.db_table} SET {field.column} = %s {where}"  # noqa: S608
                cursor.execute(statement, [_raw(field, changed), _raw(model._meta.pk, key)])
        except Error:
            continue  # a constraint of the database was faster
        return f"{model.__name__}.{field.name} of {key}: {value!r} -> {changed!r}"
    return None


def _other(field: Any, value: Any, chance: random.Random) -> Any:
    if field.is_relation:
        keys = field.related_model._default_manager.exclude(pk=value).values_list("pk", flat=True)
        return chance.choice(list(keys)) if keys else None
    if value is None:
        return None
    for kind, change in _CHANGES:
        if isinstance(value, kind):
            return change(value, chance)
    raise AssertionError(f"{field} has a value of a kind that no test changes")


def _other_text(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text)) if text else 0
    return text[:place] + ("b" if text[place : place + 1] == "a" else "a") + text[place + 1 :]


# In this order: a bool is an int, a datetime is a date.
_CHANGES: tuple[tuple[type, Callable[[Any, random.Random], Any]], ...] = (
    (bool, lambda value, _: not value),
    (int, lambda value, chance: value + chance.choice([1, 7])),
    (str, _other_text),
    (datetime, lambda value, chance: value + timedelta(microseconds=chance.choice([1, 10**6, 3600 * 10**6]))),
    (date, lambda value, _: value + timedelta(days=1)),
    (time, lambda value, _: value.replace(minute=(value.minute + 1) % 60)),
    (list, lambda value, _: [*value, "x"]),
    (dict, lambda value, _: {**value, "x": 1}),
    (uuid.UUID, lambda value, _: uuid.UUID(int=value.int ^ 1)),
    (Decimal, lambda value, _: value + 1),
)


def _raw(field: Any, value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value)
    return field.get_db_prep_value(value, connection)


def _forge(seq: int, change: dict[str, Any]) -> None:
    """Changes an entry and computes every hash after it anew, as somebody with the database in his hands could."""
    events = list(Event.objects.filter(seq__gte=seq).order_by("seq"))
    # Out of the way first: hash and prev are unique.
    before = Event.objects.filter(seq=seq - 1).values_list("hash", flat=True).first() or "0" * 64
    for name, value in change.items():
        setattr(events[0], name, value)
    for event in events:
        event.prev = before
        event.hash = before = link(event.prev, entry(event))
    for event in reversed(events):
        event.save()


def _agree(usulan: Usulan) -> None:
    """Lets the usulan's last entry agree with its rows again."""
    last = Event.objects.filter(subject=usulan.subject).order_by("-seq").first()
    assert last is not None
    fresh = Usulan.objects.for_reading().get(pk=usulan.pk)
    _forge(last.seq, {"state": digest(fresh.snapshot())})
