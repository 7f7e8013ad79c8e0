"""Takes a PDF from outside apart: what it says of itself, what its pages hold, and what its signatures are worth.

All of it happens in a process of its own with little memory and little time, which is what `python -m` of this module is.
"""

import base64
import hashlib
import json
import re
import resource
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import Any, Final

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

MOST_BYTES: Final = 10 * 1024 * 1024
"""The largest file."""
_MEMORY: Final = 1024**3
_SECONDS: Final = 10
_UNPACKED: Final = 64 * 1024 * 1024
_MOST_PAGES: Final = 2000
_MOST_STREAMS: Final = 2000
_LONGEST_STREAM: Final = 4 * 1024 * 1024
_MOST_SIGNATURES: Final = 20
_CODE: Final = re.compile(rb"/verifikasi/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])")
_STREAM: Final = re.compile(rb"stream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")
"""Where a packed part begins: by its first byte it is what zlib packs."""
_PROBLEMS: Final[Mapping[AdESSubIndic, str]] = {
    AdESIndeterminate.EXPIRED: "expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "expired",
    AdESIndeterminate.REVOKED_NO_POE: "revoked",
    AdESIndeterminate.REVOKED_CA_NO_POE: "revoked",
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE: "revoked",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "usage",
    AdESIndeterminate.SIG_CONSTRAINTS_FAILURE: "usage",
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "unknown",
}


class Endless(ValueError):
    """The file asked for more time or memory than any paper does."""


@dataclass(frozen=True)
class Signed:
    """What one signature is worth."""

    intact: bool
    """Cryptographically whole, over the bytes that it names."""
    whole: bool
    """It names every byte of the file but itself, and nothing was changed after it."""
    trusted: bool
    good: bool
    """The library's last word on all of it."""
    problem: str
    """Why the certificate is not trusted: "", "expired", "revoked", "usage" or "unknown"."""
    signer: str


@dataclass(frozen=True)
class Examined:
    """What stands in a PDF."""

    readable: bool
    encrypted: bool = False
    codes: Sequence[str] = ()
    """Verification codes that it bears."""
    pages: Sequence[str] = ()
    """The digest of what each page draws."""
    annotations: int = 0
    attachments: int = 0
    fields: int = 0
    active: bool = False
    """It runs something when it is opened."""
    signatures: Sequence[Signed] = field(default_factory=list)


@dataclass(frozen=True)
class Trust:
    """The certificates from which good signatures descend, and the lists of those that were revoked; all DER."""

    roots: Sequence[bytes] = ()
    revoked: Sequence[bytes] = ()


def examined(data: bytes, *, trust: Trust, at: datetime | None) -> Examined:
    """Takes `data` apart. Raises Endless.

    Certificates are asked how they stood at `at`. None: at the moment that each signature itself names, which may be believed
    where the file has been in the archive since.
    """
    told = {name: [base64.b64encode(one).decode() for one in value] for name, value in asdict(trust).items()}
    head = json.dumps({"at": at.isoformat() if at else None, "trust": told}).encode()
    command = [sys.executable, "-I", "-m", __spec__.name]
    given = b"%d\n%b%b" % (len(head), head, data)
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=2 * _SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Endless from error
    if done.returncode != 0:
        raise Endless
    answer = json.loads(done.stdout)
    return Examined(**{**answer, "signatures": [Signed(**one) for one in answer["signatures"]]})


def examine_here(data: bytes, *, trust: Trust, at: datetime | None) -> Examined:
    """The same without the process around it."""
    codes = sorted(_codes(data))
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted:
            return Examined(readable=True, encrypted=True, codes=codes)
        root = reader.root
        pages = list(islice(_pages(root["/Pages"]), _MOST_PAGES + 1))
        if len(pages) > _MOST_PAGES:
            raise ValueError("no paper is that long")
        form = _at(root, "/AcroForm", {})
        return Examined(
            readable=True,
            codes=codes,
            pages=[_drawn(one) for one in pages],
            annotations=sum(len(_at(one, "/Annots", ())) for one in pages),
            attachments=_attachments(root, data),
            fields=len(_at(form, "/Fields", ())),
            active=any(name in root for name in ("/OpenAction", "/AA")) or "/JavaScript" in _at(root, "/Names", {}),
            signatures=_signatures(reader, data, trust, at),
        )
    except Exception:
        # A file from outside can be broken in every way there is; it is told as that, and nothing else follows from it.
        return Examined(readable=False, codes=codes)


# --- Signatures -----------------------------------------------------------------


def _signatures(reader: PdfFileReader, data: bytes, trust: Trust, at: datetime | None) -> list[Signed]:
    roots = [x509.Certificate.load(one) for one in trust.roots]
    found = list(reader.embedded_signatures)
    if len(found) > _MOST_SIGNATURES:
        raise ValueError("no paper bears so many signatures")
    return [_signed(one, data, roots, trust.revoked, at) for one in found]


def _signed(
    one: EmbeddedPdfSignature,
    data: bytes,
    roots: Sequence[x509.Certificate],
    revoked: Sequence[bytes],
    at: datetime | None,
) -> Signed:
    try:
        context = ValidationContext(
            trust_roots=roots,
            crls=revoked,
            allow_fetching=False,
            moment=at or one.self_reported_timestamp,
            # Otherwise a list that the certificate does not itself name would not be asked.
            revocation_mode="require" if revoked else "soft-fail",
            retroactive_revinfo=True,
        )
        status = validate_pdf_signature(one, context)
    except Exception:
        return Signed(intact=False, whole=False, trusted=False, good=False, problem="", signer="")
    name = one.signer_cert.subject.native.get("common_name", "") if one.signer_cert else ""
    trusted = bool(status.trusted)
    indication = status.trust_problem_indic
    return Signed(
        intact=bool(status.intact and status.valid),
        whole=_names_all(one, data) and status.modification_level == ModificationLevel.NONE,
        trusted=trusted,
        good=bool(status.bottom_line),
        problem="" if trusted else _PROBLEMS.get(indication, "unknown") if indication else "unknown",
        signer=str(name),
    )


def _names_all(one: EmbeddedPdfSignature, data: bytes) -> bool:
    """Whether the bytes that it signs are all there are, but for one hexadecimal string."""
    start, first, second, rest = (int(value) for value in one.byte_range)
    gap = data[first:second]
    plain = gap[:1] == b"<" and gap[-1:] == b">" and not gap[1:-1].strip(b"0123456789abcdefABCDEF")
    return start == 0 and second + rest == len(data) and plain


# --- Pages ------------------------------------------------------------------------


def _pages(node: Any, depth: int = 0) -> Iterator[Any]:
    if depth > 50:
        raise ValueError("no book is that deep")
    kids = node["/Kids"]
    for kid in (kids[at] for at in range(len(kids))):  # so read, what is only pointed at is fetched
        if _at(kid, "/Type", "") == "/Pages":
            yield from _pages(kid, depth + 1)
        else:
            yield kid


def _drawn(page: Any) -> str:
    contents = _at(page, "/Contents", ())
    listed = isinstance(contents, generic.ArrayObject)
    parts = [contents[at] for at in range(len(contents))] if listed else [contents]
    told = hashlib.sha256()
    for part in parts:
        told.update(_unpacked(part) + b"\n")
    for name, one in sorted(_at(_at(page, "/Resources", {}), "/XObject", {}).items()):
        told.update(f"{name} {hashlib.sha256(_unpacked(one.get_object())).hexdigest()}".encode())
    told.update(repr([float(value) for value in _at(page, "/MediaBox", ())]).encode())
    return told.hexdigest()


def _unpacked(part: Any) -> bytes:
    """What a stream holds; as it is packed where it cannot be unpacked, or only without end."""
    if not isinstance(part, generic.StreamObject):
        return b""
    try:
        return bytes(part.data)
    except (zlib.error, ValueError, PdfError):
        return bytes(part.encoded_data)


def _at(node: Any, name: str, otherwise: Any) -> Any:
    """What stands under a name, fetched from wherever it is; the library's own `get` gives the pointer."""
    return node[name] if name in node else otherwise  # noqa: SIM401


def _attachments(root: Any, data: bytes) -> int:
    files = _at(_at(root, "/Names", {}), "/EmbeddedFiles", {})
    named = len(_at(files, "/Names", ())) // 2 + len(_at(files, "/Kids", ()))
    return named or len(_at(root, "/AF", ())) or data.count(b"/EmbeddedFile")


# --- The code ---------------------------------------------------------------------


def _codes(data: bytes) -> set[str]:
    """Every code that stands in the file or in one of its packed parts, however broken it is."""
    found = set(_written_in(data))
    room = _UNPACKED
    for start in islice(_STREAM.finditer(data), _MOST_STREAMS):
        most = start.end() + _LONGEST_STREAM
        end = data.find(b"endstream", start.end(), most)
        try:
            part = zlib.decompressobj().decompress(data[start.end() : most if end < 0 else end], room)
        except zlib.error:
            continue
        room -= len(part)
        found |= _written_in(part)
        if room <= 0:
            break
    return found


def _written_in(part: bytes) -> set[str]:
    # In UTF-16 each letter is followed, or led, by a zero.
    return {one.decode() for text in (part, part.replace(b"\0", b"")) for one in _CODE.findall(text)}


def limit() -> None:
    """Gives this process little memory and little time, for good."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> int:
    limit()
    head = json.loads(sys.stdin.buffer.read(int(sys.stdin.buffer.readline())))
    trust = Trust(**{name: [base64.b64decode(one) for one in value] for name, value in head["trust"].items()})
    found = examine_here(
        sys.stdin.buffer.read(), trust=trust, at=datetime.fromisoformat(head["at"]) if head["at"] else None
    )
    sys.stdout.write(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
