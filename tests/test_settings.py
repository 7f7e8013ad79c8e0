"""Settings refuse a wrong value and name its variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def _load(cwd: Path, expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a process with just these variables finds in the settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RENKEG_")}
    clean.pop("DATABASE_URL", None)
    program = f"import renkeg.settings as settings; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=cwd, env=clean | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RENKEG_DEBUG", "mungkin"),
        ("RENKEG_DEMO", "2"),
        ("RENKEG_SITE_URL", "renkeg.contoh.id"),
        ("RENKEG_SITE_URL", "https://renkeg.contoh.id/sub"),
        ("RENKEG_ALLOWED_HOSTS", "*"),
        ("RENKEG_EMAIL_URL", "imap://contoh"),
        ("RENKEG_SOP_DIR", "tidak/ada"),
        ("DATABASE_URL", "mysql://contoh/renkeg"),
        ("DATABASE_URL", "postgresql://contoh:abc/renkeg"),
        ("DATABASE_URL", "sqlite://renkeg.sqlite3"),
    ],
)
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    done = _load(tmp_path, "1", **{name: value})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name}: " in done.stderr


def test_a_refused_database_address_does_not_show_its_password(tmp_path: Path) -> None:
    assert "rahasia123" not in _load(tmp_path, "1", DATABASE_URL="mysql://a:rahasia123@contoh/x").stderr


def test_postgresql_is_read_from_one_address(tmp_path: Path) -> None:
    done = _load(
        tmp_path,
        "[settings.DATABASES['default'][key] for key in ('NAME', 'USER', 'PASSWORD', 'HOST', 'PORT')]",
        DATABASE_URL="postgresql://ani:p%40ss@db.contoh:5433/renkeg",
    )
    assert done.stdout.strip() == "['renkeg', 'ani', 'p@ss', 'db.contoh', '5433']"


def test_postgresql_may_be_reached_by_a_socket(tmp_path: Path) -> None:
    done = _load(
        tmp_path,
        "[settings.DATABASES['default'][key] for key in ('NAME', 'USER', 'HOST')]",
        DATABASE_URL="postgresql:///renkeg?host=/run/postgresql&user=ani",
    )
    assert done.stdout.strip() == "['renkeg', 'ani', '/run/postgresql']"


def test_the_secret_comes_from_the_variable_then_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("dari-berkas\n", encoding="ascii")
    (tmp_path / "secret").chmod(0o600)
    here = {"RENKEG_DATA": str(tmp_path)}
    assert _load(tmp_path, "settings.SECRET_KEY", **here).stdout == "dari-berkas\n"
    assert _load(tmp_path, "settings.SECRET_KEY", RENKEG_SECRET_KEY="dari-variabel", **here).stdout == "dari-variabel\n"


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("dari-berkas\n", encoding="ascii")
    (tmp_path / "secret").chmod(0o644)
    assert "harus bermode 600" in _load(tmp_path, "1", RENKEG_DATA=str(tmp_path)).stderr


def test_https_makes_cookies_strict(tmp_path: Path) -> None:
    wanted = "settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0"
    assert _load(tmp_path, wanted, RENKEG_SITE_URL="https://renkeg.contoh.id").stdout == "__Host-renkeg True True\n"
    assert _load(tmp_path, wanted).stdout == "renkeg False False\n"
