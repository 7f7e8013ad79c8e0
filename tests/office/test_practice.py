"""The practice office is what docs/kontrak.md says, at every seeding."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from renkeg.lib.errors import Refused
from renkeg.office import actions, founding, practice
from renkeg.office.models import ApiToken, Pegawai, Unit
from tests.serving import command

OFFICES = ["office", "kabupaten-kota"]
# Thirty people hired in each test: how their passwords are hashed is tested in tests/web/test_accounts.py.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(params=OFFICES)
def accounts(request: pytest.FixtureRequest, db: None, settings: Any) -> list[dict[str, Any]]:
    """What `seed --json` prints, for each office that comes with the program."""
    settings.PASSWORD_HASHERS = QUICK
    return practice.accounts(practice.populate(founding.read(request.param)))


def _units() -> list[str]:
    return list(Unit.objects.filter(jenis="subbagian").values_list("pk", flat=True))


def test_every_unit_has_its_people(accounts: list[dict[str, Any]]) -> None:
    there = Counter((one["unit"], one["peran"]) for one in accounts if one["aktif"])
    assert len(_units()) >= 3
    for unit in _units():
        assert there[unit, "kasubbag"] == 1
        assert there[unit, "petugas"] == 2
    for bagian in Unit.objects.filter(jenis="bagian"):
        assert there[bagian.pk, "kabag"] == 1
    assert [there["sekretariat", post] for post in ("sekretaris", "admin", "auditor")] == [1, 1, 1]


def test_the_first_of_each_peran_is_an_active_one_of_the_first_chain(accounts: list[dict[str, Any]]) -> None:
    home = Unit.objects.filter(jenis="subbagian").select_related("parent")[0]
    assert home.parent is not None
    for peran in ("kasubbag", "petugas", "kabag"):
        first = next((one for one in accounts if one["peran"] == peran), None)
        if first is not None:
            assert first["aktif"]
            assert first["unit"] in (home.pk, home.parent.pk)


def test_one_account_is_closed_and_still_has_its_post(accounts: list[dict[str, Any]]) -> None:
    (closed,) = [one for one in accounts if not one["aktif"]]
    assert closed["peran"] == "petugas"
    assert closed["penugasan"][0]["kapasitas"] == "definitif"


def test_one_plh_is_over_and_one_is_yet_to_come(accounts: list[dict[str, Any]]) -> None:
    home = Unit.objects.filter(jenis="subbagian")[0]
    chain = {home.pk, home.parent_id}
    today = timezone.localdate()
    spans = []
    for account in accounts:
        definite = [one for one in account["penugasan"] if one["kapasitas"] == "definitif"]
        assert [one["mulai"] for one in definite] == ["2025-01-01"]
        for one in account["penugasan"]:
            if one["kapasitas"] == "plh":
                spans.append((date.fromisoformat(one["mulai"]), date.fromisoformat(one["selesai"])))
                assert not any(one["jabatan"].endswith(f"-{unit}") for unit in chain)
                assert account["peran"] == "kasubbag"
    (past, ahead) = sorted(spans)
    assert past[1] < today < ahead[0]
    assert ahead[0].year == today.year + 2


def test_every_active_account_can_log_in_and_call(accounts: list[dict[str, Any]]) -> None:
    for one in accounts:
        pegawai = Pegawai.objects.get(username=one["username"])
        assert pegawai.check_password(one["password"])
        assert ApiToken.objects.get(hash=actions.hash_of(one["token"])).pegawai == pegawai
        assert pegawai.nama.endswith(" Contoh")
        assert (pegawai.nip, pegawai.email) == ("", "")
    assert len({one["token"] for one in accounts}) == len({one["nama"] for one in accounts}) == len(accounts)


def test_seeding_again_changes_nothing(db: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK
    data = founding.read("office")
    first = practice.accounts(practice.populate(data))
    kasubbag = Pegawai.objects.get(username="kasubbag-keuangan")
    kasubbag.set_password("sandi-pilihan-sendiri")
    kasubbag.save()
    again = practice.accounts(practice.populate(data))
    assert again[0] == {**first[0], "password": None}
    assert again[1:] == first[1:]
    assert ApiToken.objects.count() == len(first)


def test_another_secret_gives_other_tokens(settings: Any) -> None:
    first = practice.token_of("kasubbag-keuangan")
    settings.SECRET_KEY = "rahasia-lain-0123456789-abcdefghijklmnop"
    assert practice.token_of("kasubbag-keuangan") != first
    assert len(first) == 43


def test_a_real_office_gets_no_practice_people(db: None) -> None:
    founding.found(founding.read("office"))
    with pytest.raises(Refused, match="sungguhan"):
        practice.populate(founding.read("office"))
    assert not Pegawai.objects.exists()


def test_the_command_prepares_an_empty_folder_and_repeats_itself(tmp_path: Path) -> None:
    data = tmp_path / "baru"
    first = command("seed", "--demo", "--json", data=_made(data), check=True).stdout
    assert (data / "secret").stat().st_mode & 0o777 == 0o600
    assert command("seed", "--demo", "--json", data=data, check=True).stdout == first
    accounts = json.loads(first)["accounts"]
    assert set(accounts[0]) == {"username", "password", "token", "nama", "peran", "unit", "aktif", "penugasan"}
    assert practice.PASSWORD in command("seed", "--demo", data=data, check=True).stdout
    assert "utuh" in command("verify", data=data, check=True).stdout.lower()


def test_without_demo_nothing_is_seeded(tmp_path: Path) -> None:
    data = _made(tmp_path / "baru")
    done = command("seed", data=data)
    assert done.returncode == 2
    assert "--demo" in done.stderr
    assert list(data.iterdir()) == []


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
