"""Takes a scan of a paper that was signed by hand: PDF, PNG or JPEG, told by its content; what comes out is a plain PDF.

All reading happens in a process of its own with little memory and little time, which is what `python -m` of this module is.
"""

import resource
import struct
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

MOST_BYTES: Final = 10 * 1024 * 1024
"""The largest scan."""
_PAGES: Final = 50
_PIXELS: Final = 40_000_000
_MEMORY: Final = 2 * 1024**3
"""Bytes of address space of the reading process; what it really uses is a fraction."""
_SECONDS: Final = 20
_REFUSED: Final = 3
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_BROKEN: Final = "Berkas pindaian ini rusak atau tidak lengkap; pindai ulang, lalu unggah lagi."
_KINDS: Final = "Unggah pindaian sebagai PDF, PNG atau JPEG."
_ACTIVE: Final = (
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/RichMedia",
    "/AA",
    "/OpenAction",
)
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Unreadable(ValueError):
    """The file is no scan that is taken here; the text is the Indonesian sentence that says why."""


def as_pdf(data: bytes) -> bytes:
    """The scan as a PDF; one that is a PDF stays the very file. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"Pindaian ini lebih besar dari {MOST_BYTES // 1024**2} MB; pindai dengan ketajaman 150–200 dpi."
        )
    command = [sys.executable, "-I", "-m", __spec__.name]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS * 2, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(_BROKEN) from error
    if done.returncode == _REFUSED:
        raise Unreadable(done.stdout.decode())
    if done.returncode != 0:
        # Killed by its limits, or by a fault of the library that a limit keeps from doing harm.
        raise Unreadable(_BROKEN)
    return data if data.startswith(b"%PDF-") else done.stdout


def read_here(data: bytes) -> bytes:
    """The same without the process around it. Raises Unreadable."""
    if data.startswith(b"%PDF-"):
        _inspect(data)
        return b""
    if data.startswith(_PNG):
        width, height = _png_size(data)
        return _page(data, "png", width, height)
    if data.startswith(_JPEG):
        width, height = _jpeg_size(data)
        return _page(data, "jpg", width, height)
    raise Unreadable(_KINDS)


def _inspect(data: bytes) -> None:
    """Refuses what is more than pages, and what would have to be repaired (threats 28b)."""
    import pikepdf  # here only: no other process needs it

    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as found:
            if found.is_encrypted:
                raise Unreadable("PDF ini terkunci; simpan tanpa kata sandi, lalu unggah lagi.")
            if found.get_warnings():
                raise Unreadable(_BROKEN)
            if not 1 <= len(found.pages) <= _PAGES:
                raise Unreadable(f"Pindaian memuat 1 sampai {_PAGES} halaman.")
            if any(_is_active(one) for one in found.objects):
                raise Unreadable("PDF ini memuat program atau lampiran; unggah hasil pindaian saja.")
    except pikepdf.PasswordError as error:
        raise Unreadable("PDF ini terkunci; simpan tanpa kata sandi, lalu unggah lagi.") from error
    except pikepdf.PdfError as error:
        raise Unreadable(_BROKEN) from error


def _is_active(one: object) -> bool:
    import pikepdf  # as above

    if isinstance(one, pikepdf.Stream):
        one = one.stream_dict
    if not isinstance(one, pikepdf.Dictionary):
        return False
    return (
        any(name in one for name in _ACTIVE)
        or str(one.get("/S", "")) in _ACTIVE
        or str(one.get("/Type", "")) in _ACTIVE
    )


def _png_size(data: bytes) -> tuple[int, int]:
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise Unreadable(_BROKEN)
    width, height = struct.unpack(">II", data[16:24])
    return _sane(width, height)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        kind, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return _sane(width, height)
        at += 2 + length
    raise Unreadable(_BROKEN)


def _sane(width: int, height: int) -> tuple[int, int]:
    if not width or not height:
        raise Unreadable(_BROKEN)
    if width * height > _PIXELS:
        raise Unreadable(f"Gambar ini lebih besar dari {_PIXELS // 1_000_000} megapiksel; pindai dengan 150–200 dpi.")
    return width, height


def _page(data: bytes, kind: str, width: int, height: int) -> bytes:
    """The picture on a sheet of A4 that lies as it does."""
    import typst  # here only: the picture of a stranger is decoded in this process alone

    flipped = "true" if width > height else "false"
    markup = (
        f'#set document(title: [Pindaian])\n#set text(lang: "id")\n'
        f'#set page(paper: "a4", flipped: {flipped}, margin: 0pt)\n'
        f'#image("scan.{kind}", width: 100%, height: 100%, fit: "contain", alt: "Pindaian naskah bertanda tangan basah")\n'
    )
    try:
        with TemporaryDirectory() as folder:
            (Path(folder) / f"scan.{kind}").write_bytes(data)
            (Path(folder) / "page.typ").write_text(markup, encoding="utf-8")
            made = typst.compile(Path(folder) / "page.typ", format="pdf", pdf_standards=["a-2b"], timestamp=0)
    except (typst.TypstError, RuntimeError, ValueError) as error:
        raise Unreadable(_BROKEN) from error
    if not isinstance(made, bytes):
        raise Unreadable(_BROKEN)
    return made


def _main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        made = read_here(sys.stdin.buffer.read())
    except Unreadable as error:
        sys.stdout.buffer.write(str(error).encode())
        return _REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
