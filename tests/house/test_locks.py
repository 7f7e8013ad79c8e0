"""The two locks agree, carry hashes and name no host."""

import re
from pathlib import Path

REQUIREMENTS = Path(__file__).parent.parent.parent / "requirements"


def _pins(name: str) -> dict[str, str]:
    lock = (REQUIREMENTS / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ;]+)", lock, re.MULTILINE))


def test_development_runs_on_the_very_versions_of_the_office() -> None:
    assert _pins("run.lock").items() <= _pins("dev.lock").items()


def test_every_pin_has_a_hash_and_no_line_an_address() -> None:
    for name in ("run.lock", "dev.lock"):
        lock = (REQUIREMENTS / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[a-z0-9])", lock)
        assert all("--hash=sha256:" in entry for entry in entries)
        assert "://" not in lock
