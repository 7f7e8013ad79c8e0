"""The store of files: written once, checked at each reading, no half file under a name."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from renkeg.papers import blobs

CONTENT = b"isi sebuah berkas"
NAME = sha256(CONTENT).hexdigest()


def test_a_file_is_found_under_the_hash_of_its_content(tmp_path: Path) -> None:
    assert blobs.put(tmp_path / "berkas", CONTENT) == NAME
    assert (tmp_path / "berkas" / NAME[:2] / NAME).read_bytes() == CONTENT
    assert blobs.get(tmp_path / "berkas", NAME) == CONTENT
    assert list(blobs.names(tmp_path / "berkas")) == [NAME]


def test_a_second_writing_leaves_the_first_file_alone(tmp_path: Path) -> None:
    blobs.put(tmp_path, CONTENT)
    before = (tmp_path / NAME[:2] / NAME).stat()
    assert blobs.put(tmp_path, CONTENT) == NAME
    after = (tmp_path / NAME[:2] / NAME).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_changed_file_is_noticed_and_not_put_right_in_silence(tmp_path: Path) -> None:
    blobs.put(tmp_path, CONTENT)
    file = tmp_path / NAME[:2] / NAME
    file.chmod(0o600)
    file.write_bytes(b"isi yang lain")
    with pytest.raises(blobs.Damaged, match=NAME):
        blobs.get(tmp_path, NAME)
    with pytest.raises(blobs.Damaged, match=NAME):
        blobs.put(tmp_path, CONTENT)
    assert file.read_bytes() == b"isi yang lain"


def test_a_crash_before_the_rename_leaves_no_file_under_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(os, "rename", crash)
        with pytest.raises(KeyboardInterrupt):
            blobs.put(tmp_path, CONTENT)
    assert list(blobs.names(tmp_path)) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    blobs.put(tmp_path, CONTENT)
    assert blobs.get(tmp_path, NAME) == CONTENT


def test_what_a_killed_process_left_behind_is_no_file(tmp_path: Path) -> None:
    blobs.put(tmp_path, CONTENT)
    (tmp_path / NAME[:2] / ".abc.part").write_bytes(b"isi se")
    assert list(blobs.names(tmp_path)) == [NAME]


def test_the_content_reaches_the_disk_before_its_name_and_the_name_before_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fsync, rename = os.fsync, os.rename

    def noted_fsync(handle: int) -> None:
        kind = "folder" if Path(f"/proc/self/fd/{handle}").is_dir() else "file"
        calls.append(f"fsync {kind}")
        fsync(handle)

    def noted_rename(source: str, target: Path) -> None:
        calls.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "rename", noted_rename)
    blobs.put(tmp_path, CONTENT)
    assert calls == ["fsync folder", "fsync file", "rename", "fsync folder"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", NAME.upper(), NAME[:-1], f"{NAME}\n"])
def test_only_a_hash_is_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.get(tmp_path, name)


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        blobs.get(tmp_path, NAME)
