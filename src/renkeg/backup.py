"""Writes the whole office into one file, and builds an office from such a file, on whichever database.

The file is a tar.gz: `tabel/<table>.jsonl` (a row a line), `berkas/<SHA-256>`, and last `manifes.json` with the SHA-256 of all of
them. It holds neither the secret nor sessions, log-in attempts or caches; passwords and tokens only as hashes.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from renkeg import prepare
from renkeg.lib.errors import Refused
from renkeg.papers import blobs
from renkeg.papers.models import Document
from renkeg.planning import integrity
from renkeg.planning.models import PaperAct
from renkeg.trail.models import Event
from renkeg.trail.one_view import one_view
from renkeg.trail.record import moment

FORMAT = 1
_APPS = ("trail", "office", "papers", "planning")
_MANIFEST = "manifes.json"
_ROWS = 500
_CHUNK = 1 << 20


def write(file: Path) -> dict[str, Any]:
    """Writes a backup and returns its manifest; when this returns, the file is whole and survives a power cut.

    The office goes on working meanwhile: everything committed before the call is in the file. Raises Refused where the file is
    there already, or a paper's file is missing or damaged.
    """
    if file.exists():
        raise Refused(f"{file} sudah ada; salinan tidak pernah menimpa berkas lain.")
    with _temporary(file.resolve().parent) as part:
        with part.open("wb") as raw:
            os.fchmod(raw.fileno(), 0o600)
            manifest = _pack(raw)
            raw.flush()
            os.fsync(raw.fileno())
        check(part)
        os.link(part, file)  # unlike a rename it never replaces a file that came meanwhile
    _sync(file.resolve().parent)
    return manifest


def check(file: Path) -> None:
    """Reads a backup to its end. Raises Refused, naming what is wrong, where it is not what was written."""
    with file.open("rb") as raw:
        for _ in _members(raw):
            pass


def restore(file: Path) -> integrity.Report:
    """Builds the office of a backup in an empty DATA and an empty database; returns what `verify` found: nothing.

    Raises Refused, and leaves both empty, where the file is damaged or cut off, of another version, or does not verify.
    """
    with _empty_data() as data:
        staging = data / "pemulihan"
        staging.mkdir()
        _check_version(_unpack(file, staging))
        prepare.secret()
        _prepare_database()
        for path in sorted((staging / "berkas").glob("*")):
            blobs.put(data / "berkas", path.read_bytes())
        with transaction.atomic():
            for model in _models():
                _load(model, staging / "tabel" / f"{model._meta.db_table}.jsonl")
            connection.check_constraints()
            _reset_sequences()
            report = integrity.check(data / "berkas")
            if report.findings:
                raise Refused(f"Salinan ini tidak utuh. {report.findings[0]}")
        shutil.rmtree(staging)
    return report


def _models() -> list[type[models.Model]]:
    return [model for label in _APPS for model in apps.get_app_config(label).get_models()]


# --- Writing -------------------------------------------------------------------


def _pack(raw: IO[bytes]) -> dict[str, Any]:
    members: dict[str, dict[str, Any]] = {}
    with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
        with one_view():
            manifest: dict[str, Any] = {
                "format": FORMAT,
                "made_at": moment(timezone.now()),
                "migrations": _migrations(),
                "head": _head(),
                "members": members,
            }
            kept = Document.objects.exclude(arsip__berita_acara__approved=True).values_list("sha256", flat=True)
            files = {name for name in kept if name is not None}
            files |= set(PaperAct.objects.exclude(scan="").values_list("scan", flat=True))
            for model in _models():
                with tempfile.TemporaryFile() as rows:
                    _dump(model, rows)
                    _add(tar, f"tabel/{model._meta.db_table}.jsonl", rows, members)
        # The files second: a row is written only when its file is there, and files are never changed.
        for name in sorted(files):
            _add(tar, f"berkas/{name}", BytesIO(_blob(name)), members)
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        _add(tar, _MANIFEST, BytesIO(content), {})
    return manifest


def _head() -> dict[str, Any]:
    last = Event.objects.order_by("-seq").only("seq", "hash").first()
    return {"seq": last.seq, "hash": last.hash} if last else {"seq": 0, "hash": ""}


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in _APPS)


def _dump(model: type[models.Model], rows: IO[bytes]) -> None:
    names = [field.attname for field in model._meta.concrete_fields]
    for values in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=_ROWS):
        line = json.dumps(dict(zip(names, map(_plain, values), strict=True)), ensure_ascii=False)
        rows.write(line.encode() + b"\n")


def _plain(value: Any) -> Any:
    match value:
        case dt.datetime():
            return moment(value)
        case dt.date() | dt.time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case _:
            return value


def _blob(name: str) -> bytes:
    try:
        return blobs.get(Path(settings.DATA_DIR) / "berkas", name)
    except (OSError, ValueError, blobs.Damaged) as error:
        raise Refused(f"Berkas dokumen {name} tidak ada atau rusak; jalankan `renkeg verify`.") from error


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes], members: dict[str, dict[str, Any]]) -> None:
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = content.seek(0, os.SEEK_END), 0o600, int(timezone.now().timestamp())
    content.seek(0)
    tar.addfile(info, content)
    members[name] = {"size": info.size, "sha256": digest}


@contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=".renkeg-", suffix=".part", dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- Reading back ---------------------------------------------------------------


def _members(raw: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    """The checked members of a backup; the manifest, which comes last, decides. Raises Refused naming what is wrong."""
    met: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(fileobj=raw, mode="r:gz") as tar:
            for info in tar:
                content = tar.extractfile(info) if info.isfile() else None
                if content is None or info.name in met or manifest is not None:
                    raise Refused(f"Salinan rusak: {info.name} tidak semestinya ada.")
                with tempfile.TemporaryFile() as copy:
                    digest = _copied(content, copy)
                    if info.name == _MANIFEST:
                        copy.seek(0)
                        manifest = json.load(copy)
                    met[info.name] = {"size": info.size, "sha256": digest}
                    copy.seek(0)
                    yield info.name, copy
    except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError) as error:
        raise Refused(f"Salinan rusak atau terpotong ({type(error).__name__}).") from error
    if manifest is None:
        raise Refused("Salinan terpotong: daftar isinya (manifes.json) tidak ada.")
    _compare(manifest, met)


def _compare(manifest: dict[str, Any], met: dict[str, dict[str, Any]]) -> None:
    if manifest.get("format") != FORMAT:
        raise Refused("Salinan ini dalam format yang tidak dikenal versi Renkeg ini.")
    wanted = manifest["members"]
    del met[_MANIFEST]
    for name in sorted(wanted.keys() | met.keys()):
        if wanted.get(name) != met.get(name):
            raise Refused(f"Salinan rusak: {name} tidak sama dengan daftar isinya.")


def _copied(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _unpack(file: Path, staging: Path) -> dict[str, Any]:
    known = {f"tabel/{model._meta.db_table}.jsonl" for model in _models()}
    for folder in ("tabel", "berkas"):
        (staging / folder).mkdir()
    try:
        raw = file.open("rb")
    except OSError as error:
        raise Refused(f"{file} tidak dapat dibaca: {error.strerror}.") from error
    with raw:
        for name, content in _members(raw):
            if name not in known and name != _MANIFEST and not _is_blob(name):
                raise Refused(f"Salinan rusak: {name} tidak semestinya ada.")
            with (staging / name).open("wb") as copy:
                shutil.copyfileobj(content, copy)
    for table in sorted(known):
        if not (staging / table).is_file():
            raise Refused(f"Salinan rusak: {table} tidak ada.")
    manifest: dict[str, Any] = json.loads((staging / _MANIFEST).read_text(encoding="utf-8"))
    return manifest


def _check_version(manifest: dict[str, Any]) -> None:
    """Before there is any table: what a database of this version has been through is in the program."""
    known = MigrationLoader(None).disk_migrations
    if manifest["migrations"] != sorted(f"{app}.{name}" for app, name in known if app in _APPS):
        raise Refused("Salinan ini dibuat oleh versi Renkeg yang lain; pulihkan dengan versi itu.")


def _is_blob(name: str) -> bool:
    folder, _, key = name.partition("/")
    return folder == "berkas" and len(key) == 64 and set(key) <= set("0123456789abcdef")


@contextmanager
def _empty_data() -> Iterator[Path]:
    """DATA, which must be empty, and is so again where restoring fails."""
    data = Path(settings.DATA_DIR)
    if data.exists() and any(data.iterdir()):
        raise Refused(f"{data} tidak kosong; salinan hanya dipulihkan ke folder data yang kosong.")
    prepare.folder()
    try:
        yield data
    except BaseException:
        connection.close()
        for path in data.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _prepare_database() -> None:
    try:
        tables = set(connection.introspection.table_names())
        if any(model._meta.db_table in tables and model._base_manager.exists() for model in _models()):
            raise Refused("Basis data tidak kosong; salinan hanya dipulihkan ke basis data yang kosong.")
        prepare.database()
    except DatabaseError as error:
        raise Refused("Basis data tidak dapat dibuka atau tidak kosong; periksa --db.") from error


def _load(model: type[models.Model], file: Path) -> None:
    fields = model._meta.concrete_fields
    size = max(1, min(_ROWS, connection.ops.bulk_batch_size(fields, [None] * _ROWS)))
    with file.open("rb") as lines:
        for rows in _batches((json.loads(line) for line in lines), size):
            try:
                made = [
                    model(**{field.attname: field.to_python(row[field.attname]) for field in fields}) for row in rows
                ]
            except (KeyError, ValueError, TypeError) as error:
                raise Refused(f"Salinan rusak: isi tabel {model._meta.db_table} tidak dapat dibaca.") from error
            # Raw: rows come back as they were, also the moments that a new row would be given anew.
            model._base_manager.all()._insert(made, fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]


def _batches(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
