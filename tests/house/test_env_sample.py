"""`.env.sample` names every variable that settings.py reads, with its default."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def _sample() -> dict[str, str]:
    lines = (ROOT / ".env.sample").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_it_names_exactly_the_variables_that_settings_reads() -> None:
    source = (ROOT / "src/renkeg/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"(RENKEG_[A-Z_]+|DATABASE_URL)"', source))
    assert read == set(_sample())


def test_its_values_are_the_defaults(tmp_path: Path) -> None:
    assert _settings(tmp_path, _sample()) == _settings(tmp_path, {})


def _settings(cwd: Path, environment: dict[str, str]) -> str:
    """All settings as a process sees them that has just this environment."""
    program = (
        "import renkeg.settings as s; print({n: str(getattr(s, n)) for n in dir(s) if n.isupper() and n != 'LOGGING'})"
    )
    clean = {name: value for name, value in os.environ.items() if name not in _sample()}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=cwd,
        env=clean | environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
