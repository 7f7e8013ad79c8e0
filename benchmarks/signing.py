"""Milliseconds for number, signature and archive of a nota dinas by the verbs, beside pyHanko alone on the very same file.

Then many of them in one process, and how much memory that process holds after the first hundred and at the end.
"""

import json
import sys
import time
from io import BytesIO
from pathlib import Path
from statistics import median

from benchmarks import machine

USULAN = 30
FIRST = 5
BATCH = 1_000
SETTLED = 100
"""After so many a process has loaded all it needs: what it grows from there on is what each one leaves behind."""


def measure(folder: Path) -> list[tuple[str, str]]:
    data = folder / "data"
    data.mkdir()
    machine.set_up(data, "")
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from renkeg.papers import documents
    from renkeg.papers.models import Document
    from renkeg.planning import actions
    from renkeg.planning.models import Usulan
    from renkeg.planning.sop import Verb
    from tests import cast as people

    cast = people.gather()

    def sign(usulan: Usulan) -> tuple[float, float, Document]:
        """Seconds for all of it and for the signature alone, and the letter as it was drawn."""
        tugas = usulan.open_tugas
        assert tugas is not None
        begin = time.perf_counter()
        people.do(Verb.APPROVE, tugas, cast.kabag, cast)
        letter = documents.make(usulan.papers().valid().get(jenis=Document.Jenis.NOTA_DINAS))
        drawn = time.perf_counter()
        actions.sign(letter, by=cast.kabag)
        end = time.perf_counter()
        return end - begin, end - drawn, letter

    whole, signing, bare = [], [], []
    for usulan in [people.usulan_at(2, cast, susulan=True) for _ in range(USULAN)]:
        all_of_it, alone, letter = sign(usulan)
        whole.append(all_of_it)
        signing.append(alone)
        bare.append(_bare(documents.read(letter), cast.kabag))
    batch, held = [], []
    for number in range(1, BATCH + 1):
        batch.append(sign(people.usulan_at(2, cast, susulan=True))[0])
        if number in {SETTLED, BATCH}:
            held.append(machine.held())
    return [
        ("first in a process: number, draw, sign and store", _ms(whole[:1])),
        ("number, draw, sign and store (aim: 150 ms)", _ms(whole[FIRST:])),
        ("of that: ask, sign, check, take", _ms(signing[FIRST:])),
        ("pyHanko alone, invisible, the same key and file", _ms(bare[FIRST:])),
        (f"{BATCH} in one process, each of the last hundred", _ms(batch[-100:])),
        (f"memory held after {SETTLED}, and after {BATCH}", " / ".join(f"{one / 2**20:.0f} MB" for one in held)),
    ]


def _bare(data: bytes, pegawai: object) -> float:
    """The least that a signature takes: no mark, no tags, no check, no row."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.signers.pdf_cms import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from renkeg.office.models import Pegawai
    from renkeg.papers import ca
    from renkeg.papers.models import Certificate

    assert isinstance(pegawai, Pegawai)
    held = ca.credentials(pegawai, Certificate.objects.filter(pegawai=pegawai)[0].title)
    certificate = x509.Certificate.load(held.certificate.public_bytes(Encoding.DER))
    signer = SimpleSigner(certificate, keys.PrivateKeyInfo.load(held.key), SimpleCertificateStore())
    begin = time.perf_counter()
    writer = IncrementalPdfFileWriter(BytesIO(data))
    PdfSigner(PdfSignatureMetadata(field_name="ttd"), signer).sign_pdf(writer)
    return time.perf_counter() - begin


def _ms(seconds: list[float]) -> str:
    return f"{median(seconds) * 1000:.0f} ms"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(measure(Path(sys.argv[1]))), encoding="utf-8")
