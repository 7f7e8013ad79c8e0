"""`renkeg verifier` writes the page, once, with the fingerprint to be announced."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from renkeg.lib.errors import Refused
from renkeg.office import clock
from renkeg.papers import seals
from renkeg.papers.models import SealKey
from renkeg.settings import UNUSABLE_SECRET
from tests.cast import Cast
from tests.serving import command


def test_the_command_writes_the_page_and_says_the_fingerprint(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pemeriksa.html"
    call_command("verifier", file)
    key = SealKey.objects.in_force().get()
    assert seals.fingerprint(key) in capsys.readouterr().out
    assert key.public in file.read_text(encoding="utf-8")
    with pytest.raises(CommandError, match="sudah ada"):
        call_command("verifier", file)
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        call_command("verifier", tmp_path / "tidak-ada" / "pemeriksa.html")


def test_a_new_office_has_its_key_from_then_on(tmp_path: Path) -> None:
    command("seed", "--demo", data=tmp_path, check=True)
    first = command("verifier", str(tmp_path / "a.html"), data=tmp_path, check=True).stdout.splitlines()[-1]
    again = command("verifier", str(tmp_path / "b.html"), data=tmp_path, check=True).stdout.splitlines()[-1]
    assert first == again
    assert first.startswith("Sidik kunci kantor: ")
    command("verify", data=tmp_path, check=True)


def test_without_the_secret_no_key_is_made_or_put_away(cast: Cast, settings: object) -> None:
    kept = list(SealKey.objects.values_list("pk", "in_force"))
    settings.SECRET_KEY = UNUSABLE_SECRET  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        seals.key_in_force(clock.now())
    assert list(SealKey.objects.values_list("pk", "in_force")) == kept
