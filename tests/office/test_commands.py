"""A real office by command: setup, hire, password, disable, token; no known passwords."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office import accounts, actions, founding
from renkeg.office.models import ApiToken, Pegawai
from renkeg.planning import integrity
from renkeg.trail.models import Event
from tests.cast import Cast
from tests.serving import command

PASSWORD = "sandi-admin-yang-panjang"


def _setup(data: Path, *, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    """As a script would: the password by standard input."""
    asked = ["--username", "admin", "--nama", "Tono Contoh", "--password-stdin"]
    return subprocess.run(
        [sys.executable, "-m", "renkeg.cli", "setup", "--data", str(data), *asked],
        input=f"{password}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PATH": "/usr/bin:/bin"},
    )


@pytest.fixture
def office(db: None) -> Pegawai:
    """A real office with its admin."""
    founding.found(founding.read("office"))
    return accounts.first_admin(username="admin", nama="Tono Contoh", password=PASSWORD)


def test_a_real_office_begins_with_its_admin_alone(tmp_path: Path) -> None:
    data = tmp_path / "kantor"
    done = _setup(data)
    assert done.returncode == 0, done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    assert (data / "secret").stat().st_mode & 0o777 == 0o600
    again = _setup(data)
    assert again.returncode == 1
    assert "sudah memiliki admin" in again.stderr
    password = command("hire", "rina", "--nama", "Rina Contoh", data=data, check=True).stdout.strip()
    assert len(password) == 19
    assert len(command("token", "rina", data=data, check=True).stdout.strip()) == 43
    assert command("password", "rina", data=data, check=True).stdout.strip() != password
    command("disable", "rina", data=data, check=True)
    assert command("token", "rina", data=data).returncode == 1
    assert command("seed", "--demo", data=data).returncode == 1
    command("verify", data=data, check=True)


def test_a_weak_first_password_is_refused(tmp_path: Path) -> None:
    done = _setup(tmp_path / "kantor", password="admin")
    assert done.returncode == 1
    assert "password:" in done.stderr
    assert _setup(tmp_path / "kantor").returncode == 0


def test_without_a_terminal_setup_names_what_it_needs(tmp_path: Path) -> None:
    done = command("setup", data=tmp_path)
    assert done.returncode == 2
    assert "--username" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_practice_office_has_no_real_admin(cast: Cast) -> None:
    with pytest.raises(Refused, match="latihan"):
        accounts.first_admin(username="lain", nama="Tono Contoh", password=PASSWORD)


def test_a_token_is_kept_as_its_hash_only(office: Pegawai) -> None:
    token = accounts.new_token(office)
    row = ApiToken.objects.get()
    assert row.hash == actions.hash_of(token)
    assert token not in str(list(ApiToken.objects.values()))
    assert accounts.new_token(office) != token


@pytest.mark.parametrize(
    ("changes", "loc"),
    [
        ({"username": "rina contoh"}, "username"),
        ({"username": "admin"}, "username"),
        ({"username": ""}, "username"),
        ({"nama": "Rina\u202eContoh"}, "nama"),
        ({"nama": "  "}, "nama"),
        ({"nip": "1234"}, "nip"),
        ({"nip": "١٩٧٠٠١٠١١٩٩٠٠١١٠٠١"}, "nip"),
        ({"email": "bukan-surel"}, "email"),
        ({"password": "rina"}, "password"),
    ],
)
def test_what_is_wrong_with_an_account_is_named(office: Pegawai, changes: dict[str, str], loc: str) -> None:
    given: dict[str, Any] = {"username": "rina", "nama": "Rina Contoh", "password": PASSWORD, **changes}
    with pytest.raises(BadInput) as refused:
        accounts.open_account(**given)
    assert [problem.loc for problem in refused.value.problems] == [loc]
    assert Pegawai.objects.count() == 1


def test_each_act_is_one_entry_of_the_trail(office: Pegawai) -> None:
    before = Event.objects.count()
    rina = accounts.open_account(username="Rina", nama="Rina Contoh", password=PASSWORD, by=office)
    accounts.set_password(rina, "sandi-lain-yang-panjang", by=office)
    actions.disable(rina, by=office)
    actions.disable(rina, by=office)
    verbs = list(Event.objects.filter(seq__gt=before).values_list("verb", "subject", "by"))
    assert verbs == [(verb, f"pegawai:{rina.pk}", office.pk) for verb in ("hire", "set_password", "disable")]
    assert rina.username == "rina"
    assert integrity.check().findings == []


def test_an_unknown_name_and_an_empty_folder_are_said(office: Pegawai, tmp_path: Path) -> None:
    with pytest.raises(NotThere, match="tidak-ada"):
        accounts.find("tidak-ada")
    done = command("token", "rina", data=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Basis data belum disiapkan")


def test_temporary_passwords_are_good_enough_and_differ() -> None:
    made = {accounts.temporary_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) == 19 and not set(one) & set("il1o0") for one in made)
