"""A process that signs and stops in the middle, to be killed there: `python -m tests.faults.signing_child DATABASE PAPER BY AT TOLD`."""

import sys
import time
from pathlib import Path

import django
from django.conf import settings


def main(database: str, letter: str, by: str, at: str, told: str) -> None:
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from renkeg.office.models import Pegawai
    from renkeg.papers.models import Document
    from renkeg.papers.signers.embedded import Embedded
    from renkeg.planning import actions

    def hang(*_: object, **__: object) -> bytes:
        Path(told).touch()
        time.sleep(60)
        return b""

    if at == "signing":
        Embedded.sign = hang  # type: ignore[method-assign]
    else:
        sys.modules["renkeg.planning.actions.signing"]._take = hang  # type: ignore[attr-defined]
    actions.sign(Document.objects.get(pk=letter), by=Pegawai.objects.get(pk=by))


if __name__ == "__main__":
    main(*sys.argv[1:])
