"""docs/trail.md is exact: the verifier printed there, which shares no code with ours, agrees with ours."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from renkeg.office import accounts
from renkeg.planning import integrity
from renkeg.trail.models import Event
from tests.cast import Cast, published, usulan_at

PAGE = Path(__file__).parents[2] / "docs" / "trail.md"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The verifier of the page, as a stranger would save it."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "verify.py"
    path.write_text(code, encoding="utf-8")
    return path


@pytest.fixture
def lines(cast: Cast, client: Client) -> list[str]:
    """The trail of a lived-in office, as an auditor reads it over HTTP."""
    published(cast)
    cast.at("2026-12-01T09:00:00+07:00")
    cast.at("2027-01-04T09:00:00+07:00")
    usulan_at(3, cast, susulan=True, hal="Usulan “cafe\u0301” – kegiatan ≥ 1")
    headers = {"Authorization": f"Bearer {accounts.new_token(cast.auditor)}"}
    response: Any = client.get("/api/v1/trail", headers=headers)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode().splitlines()


def _run(program: Path, lines: list[str]) -> subprocess.CompletedProcess[str]:
    text = "".join(f"{line}\n" for line in lines)
    # -I: with nothing of this house in its reach.
    return subprocess.run([sys.executable, "-I", program], input=text, capture_output=True, text=True, check=False)


def test_it_agrees_with_ours_on_an_honest_trail(program: Path, lines: list[str]) -> None:
    report = integrity.check()
    assert report.findings == []
    done = _run(program, lines)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{report.entries} entries, head {report.head}\n"
    assert Event.objects.filter(facts__clock_back=True).exists()


def test_it_names_the_first_bad_entry(program: Path, lines: list[str]) -> None:
    told = [json.loads(line) for line in lines]
    for place, change in (
        (3, {"by": "sistem2"}),
        (7, {"verb": "approve"}),
        (9, {"state": "0" * 64}),
        (11, {"seq": 99}),
    ):
        forged = [*lines]
        forged[place] = json.dumps({**told[place], **change})
        done = _run(program, forged)
        assert (done.returncode, done.stdout) == (1, f"entry {place + 1} does not follow\n")
    assert _run(program, [*lines[:5], *lines[6:]]).stdout.startswith("entry 6 ")
    assert _run(program, [*lines[:5], lines[6], lines[5], *lines[7:]]).stdout.startswith("entry 6 ")


def test_it_is_short_and_needs_nothing_but_python(program: Path) -> None:
    code = program.read_text(encoding="utf-8")
    assert set(re.findall(r"^(?:import|from) (\w+)", code, re.MULTILINE)) <= sys.stdlib_module_names
    assert len([line for line in code.splitlines() if line.strip()]) <= 32


def test_the_page_names_every_verb_and_subject_there_is(lines: list[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for line in lines:
        entry = json.loads(line)
        assert f"`{entry['verb']}`" in page
        assert f"`{entry['subject'].partition(':')[0]}" in page
        assert set(entry) == {"seq", "at", "recorded_at", "verb", "subject", "by", "facts", "state", "prev", "hash"}
