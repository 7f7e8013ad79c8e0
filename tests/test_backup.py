"""Backup and restore: whole under load, on either database and across, and refused when damaged."""

import hashlib
import json
import os
import random
import sqlite3
import tarfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import OperationalError, connection

from renkeg import backup
from renkeg.lib.errors import Refused
from renkeg.office import actions as office_actions
from renkeg.office import clock
from renkeg.office.models import ApiToken
from renkeg.papers import documents
from renkeg.papers.models import Document
from renkeg.planning import actions, drafts, integrity
from tests.cast import Cast, draft, forward, gather, published, usulan_at
from tests.provide import Postgresql
from tests.serving import command

WRITERS = 4


@pytest.fixture
def office(transactional_db: None, settings: Any, tmp_path: Path) -> Cast:
    """A practice office with a published plan and its papers, somebody away and his Plh., committed."""
    settings.DEMO = True
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    cast = gather()
    published(cast)
    usulan_at(4, cast, susulan=True)
    _away(cast)
    for document in Document.objects.unmade():
        documents.make(document)
    return cast


def _away(cast: Cast) -> None:
    span: dict[str, Any] = {"mulai": date(2027, 1, 4), "selesai": date(2027, 1, 8)}
    for person in (cast.kabag, cast.outsider):
        absence, _ = office_actions.note_absence(person, jenis="cuti", **span, by=person)
        (jabatan,) = absence.posts(clock.now())
        if person == cast.kabag:
            office_actions.name_stand_in(absence, jabatan, cast.outsider_kabag, **span, by=cast.sekretaris)
        else:
            office_actions.decline_stand_in(absence, jabatan, catatan="Hanya sebentar.", by=cast.outsider_kabag)


@pytest.fixture
def postgresql_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """An empty PostgreSQL database of the test's own."""
    given = os.environ.get("DATABASE_URL", "")
    server = None if given.startswith("postgres") else Postgresql()
    url = server.url if server else given
    name = f"renkeg_restore_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as maintenance:
        maintenance.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            # Not urlunsplit: it drops the slashes where no host is named.
            yield f"postgresql://{urlsplit(url).netloc}/{name}?{urlsplit(url).query}"
        finally:
            maintenance.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
    if server:
        server.stop()


def test_a_backup_restores_to_an_office_that_verifies_behind_its_triggers(office: Cast, tmp_path: Path) -> None:
    file = tmp_path / "salinan.tar.gz"
    backup.write(file)
    assert file.stat().st_mode & 0o777 == 0o600
    done = command("restore", str(file), data=_folder(tmp_path, "baru"), check=True)
    report = integrity.check()
    assert report.findings == []
    assert f"{report.entries} entri, {report.usulan} usulan, {report.documents} dokumen" in done.stdout
    assert report.head in done.stdout
    assert report.head in command("verify", data=tmp_path / "baru", check=True).stdout
    with (
        sqlite3.connect(tmp_path / "baru" / "renkeg.sqlite3") as restored,
        pytest.raises(sqlite3.Error, match="never changed"),
    ):
        restored.execute("UPDATE trail_event SET verb = 'x' WHERE seq = 1")


def test_a_restored_office_goes_on(office: Cast, tmp_path: Path, postgresql_url: str) -> None:
    """Also on the other database: every row is the same, and a new row gets a key of its own."""
    file = tmp_path / "salinan.tar.gz"
    token = ApiToken.objects.create(pegawai=office.kasubbag, hash="a" * 64)
    ApiToken.objects.filter(pk=token.pk).update(created_at=datetime(2026, 5, 1, 3, 4, 5, 678, tzinfo=UTC))
    backup.write(file)
    command("restore", str(file), data=_folder(tmp_path, "baru"), url=postgresql_url, check=True)
    again = tmp_path / "lagi.tar.gz"
    command("backup", str(again), data=tmp_path / "baru", url=postgresql_url, check=True)
    assert _tables(again) == _tables(file)
    command("password", office.kasubbag.username, data=tmp_path / "baru", url=postgresql_url, check=True)
    command("verify", data=tmp_path / "baru", url=postgresql_url, check=True)
    with psycopg.connect(postgresql_url) as restored:
        row = restored.execute(
            "SELECT max(id), nextval(pg_get_serial_sequence('office_harilibur', 'id')) FROM office_harilibur"
        )
        last, following = row.fetchone() or (0, 0)
        assert following == last + 1
    # And back: from PostgreSQL into SQLite.
    command("restore", str(again), data=_folder(tmp_path, "kembali"), check=True)
    command("backup", str(tmp_path / "kembali.tar.gz"), data=tmp_path / "kembali", check=True)
    assert _tables(tmp_path / "kembali.tar.gz") == _tables(file)


def test_a_backup_under_load_holds_all_that_was_acknowledged(office: Cast, tmp_path: Path) -> None:
    acknowledged: list[str] = []
    enough, stop = threading.Event(), threading.Event()
    failures: list[Exception] = []

    def write() -> None:
        try:
            while not stop.is_set():
                # On a busy machine somebody may wait longer than SQLite does; he is told so, and nothing was acknowledged.
                with suppress(OperationalError):
                    usulan, _ = actions.start(uuid.uuid4(), drafts.read_awal(draft(susulan=True)), by=office.kasubbag)
                    acknowledged.append(str(usulan.pk))
                    forward(usulan, office)
                if len(acknowledged) > 12:
                    enough.set()
        except Exception as error:
            failures.append(error)
            enough.set()
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in writers:
        thread.start()
    try:
        assert enough.wait(120)
        for turn in range(2):
            before = list(acknowledged)
            file = tmp_path / f"salinan-{turn}.tar.gz"
            backup.write(file)
            command("restore", str(file), data=_folder(tmp_path, f"baru-{turn}"), check=True)
            with sqlite3.connect(tmp_path / f"baru-{turn}" / "renkeg.sqlite3") as restored:
                there = {str(uuid.UUID(key)) for (key,) in restored.execute("SELECT id FROM planning_usulan")}
            assert there.issuperset(before)
    finally:
        stop.set()
        for thread in writers:
            thread.join()
    assert failures == []
    assert len(acknowledged) > len(before)


@pytest.mark.once
def test_a_backup_holds_no_secret_and_no_session(office: Cast, tmp_path: Path, client: Any, settings: Any) -> None:
    client.force_login(office.kasubbag, backend="django.contrib.auth.backends.ModelBackend")
    (settings.DATA_DIR / "secret").write_text("rahasia-kenari")
    file = tmp_path / "salinan.tar.gz"
    backup.write(file)
    with tarfile.open(file) as tar:
        content = b"".join(_read(tar, name) for name in tar.getnames())
        assert not any("session" in name or "axes" in name or "cache" in name for name in tar.getnames())
    assert b"rahasia-kenari" not in content
    assert client.session.session_key.encode() not in content


@pytest.mark.once
def test_a_damaged_or_cut_off_backup_is_refused(office: Cast, tmp_path: Path) -> None:
    whole = tmp_path / "salinan.tar.gz"
    backup.write(whole)
    content = whole.read_bytes()
    bad = tmp_path / "rusak.tar.gz"
    chance = random.Random(7)  # noqa: S311
    for _ in range(25):
        bad.write_bytes(content[: chance.randrange(len(content))])
        with pytest.raises(Refused, match=r"[Ss]alinan (rusak|terpotong)"):
            backup.check(bad)
    for _ in range(25):
        # Not the gzip header, in which a time stamp and the like mean nothing.
        place = chance.randrange(20, len(content))
        bad.write_bytes(content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :])
        with pytest.raises(Refused, match=r"[Ss]alinan (rusak|terpotong)"):
            backup.check(bad)
    folder = _folder(tmp_path, "baru")
    done = command("restore", str(bad), data=folder)
    assert done.returncode == 1
    assert done.stderr.startswith("Salinan ")
    assert list(folder.iterdir()) == []


def _drop_a_member(members: dict[str, bytes]) -> None:
    members.pop("tabel/planning_kegiatan.jsonl")


def _rewrite_history(members: dict[str, bytes]) -> None:
    members["tabel/trail_event.jsonl"] = members["tabel/trail_event.jsonl"].replace(b'"propose"', b'"approve"')


def _change_an_amount(members: dict[str, bytes]) -> None:
    members["tabel/planning_kegiatan.jsonl"] = members["tabel/planning_kegiatan.jsonl"].replace(
        b"12500000", b"12500001"
    )


def _another_version(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifes.json"])
    members["manifes.json"] = json.dumps(manifest | {"migrations": [*manifest["migrations"], "office.9999_x"]}).encode()


def _climb_out(members: dict[str, bytes]) -> None:
    members["berkas/../../x"] = b"x"


@pytest.mark.once
@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (_drop_a_member, "planning_kegiatan"),
        (_rewrite_history, "tidak utuh"),
        (_change_an_amount, "tidak utuh"),
        (_another_version, "versi"),
        (_climb_out, "tidak semestinya"),
    ],
)
def test_a_forged_backup_is_refused(
    office: Cast, tmp_path: Path, forge: Callable[[dict[str, bytes]], None], told: str
) -> None:
    """Its list of contents was made to agree; only the trail knows better."""
    file = tmp_path / "salinan.tar.gz"
    backup.write(file)
    with tarfile.open(file) as tar:
        members = {name: _read(tar, name) for name in tar.getnames()}
    forge(members)
    forged = tmp_path / "palsu.tar.gz"
    _pack(forged, members)
    folder = _folder(tmp_path, "baru")
    done = command("restore", str(forged), data=folder)
    assert done.returncode == 1
    assert told in done.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.once
def test_nothing_is_ever_overwritten(office: Cast, tmp_path: Path) -> None:
    file = tmp_path / "salinan.tar.gz"
    backup.write(file)
    with pytest.raises(Refused, match="sudah ada"):
        backup.write(file)
    folder = _folder(tmp_path, "baru")
    (folder / "catatan.txt").write_text("penting")
    done = command("restore", str(file), data=folder)
    assert done.returncode == 1
    assert "tidak kosong" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["catatan.txt"]


def test_a_database_that_is_not_empty_is_refused(office: Cast, tmp_path: Path) -> None:
    file = tmp_path / "salinan.tar.gz"
    backup.write(file)
    done = command("restore", str(file), data=_folder(tmp_path, "baru"), url=_here())
    assert done.returncode == 1
    assert "Basis data tidak kosong" in done.stderr
    assert integrity.check().findings == []


@pytest.mark.once
def test_a_missing_paper_is_named_instead_of_left_out(office: Cast, tmp_path: Path, settings: Any) -> None:
    document = Document.objects.exclude(sha256=None).first()
    assert document is not None
    assert document.sha256 is not None
    (settings.DATA_DIR / "berkas" / document.sha256[:2] / document.sha256).unlink()
    with pytest.raises(Refused, match=document.sha256):
        backup.write(tmp_path / "salinan.tar.gz")
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_verify_sees_one_moment_while_others_write(office: Cast) -> None:
    """Read piece by piece, an office at work would seem to be broken."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            usulan, _ = actions.start(uuid.uuid4(), drafts.read_awal(draft(susulan=True)), by=office.kasubbag)
            forward(usulan, office)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        reports = [integrity.check() for _ in range(8)]
    finally:
        stop.set()
        writer.join()
    assert [report.findings for report in reports] == [[]] * 8
    assert reports[-1].entries > reports[0].entries


def _here() -> str:
    """The address of the tests' own database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    url = urlsplit(os.environ["DATABASE_URL"])
    return f"postgresql://{url.netloc}/{name}?{url.query}"


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    content = tar.extractfile(name)
    assert content is not None
    return content.read()


def _tables(file: Path) -> dict[str, list[str]]:
    """The rows of each table; in what order a database keeps the keys of JSON is its own affair."""
    with tarfile.open(file) as tar:
        return {name: _rows(_read(tar, name)) for name in tar.getnames() if name.startswith("tabel/")}


def _rows(content: bytes) -> list[str]:
    return sorted(json.dumps(json.loads(line), sort_keys=True) for line in content.splitlines())


def _pack(file: Path, members: dict[str, bytes]) -> None:
    """Writes a backup whose list of contents agrees with its members."""
    manifest = json.loads(members.pop("manifes.json"))
    manifest["members"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in members.items()
    }
    with tarfile.open(file, "w:gz") as tar:
        for name, content in [*members.items(), ("manifes.json", json.dumps(manifest).encode())]:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, BytesIO(content))
