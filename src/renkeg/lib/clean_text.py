"""The one door for text: NFC, trimmed, and free of what breaks databases, workbooks and readers' eyes."""

import re
import unicodedata

# As in Unicode's stream-safe text (UAX 15). NFC sorts such a run in time that grows with the square of its length.
MARKS = 30
FILE_NAME = 200

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NONCHARACTERS = "".join(chr(plane | 0xFFFE) + chr(plane | 0xFFFF) for plane in range(0, 0x110000, 0x10000))
_BROKEN = re.compile(f"[\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]")
_LINE_BREAK = re.compile("\r\n|[\r\n\u2028\u2029]")
# Letters, symbols and unassigned characters that nevertheless show nothing.
_BLANK = re.compile("[\u115f\u1160\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U0001d159\U000e0000-\U000e0fff]")


class Unclean(ValueError):
    """The text cannot be taken; the message is an Indonesian sentence for the person who typed it."""


def clean_line(text: str) -> str:
    """Return the text as one line: NFC, trimmed, each tab a space; raises Unclean, also on a line break inside."""
    text = _clean(text)
    if "\n" in text:
        raise Unclean("Isian ini hanya boleh satu baris; hapus pindah barisnya.")
    return text


def line_within(text: str, longest: int) -> str:
    """`text` as one clean line of at most `longest` characters. Raises Unclean, with a sentence."""
    # A text far over the limit is not worth a look.
    cleaned = clean_line(text[: 4 * longest + 100])
    if len(cleaned) > longest:
        raise Unclean(f"Terlalu panjang: paling banyak {longest} karakter.")
    return cleaned


def file_name(name: str, *, otherwise: str) -> str:
    """The name of a file as it may be shown, of a long one its last 200 characters; `otherwise` where it is not fit to be."""
    try:
        return line_within(name[-FILE_NAME:], FILE_NAME)
    except Unclean:
        return otherwise


def clean_block(text: str) -> str:
    """Return the text with its line breaks as LF: NFC, trimmed at both ends, each tab a space; raises Unclean."""
    return _clean(text)


def _clean(text: str) -> str:
    # Most texts are plain, and a workbook has a hundred thousand of them: here only blanks at the ends can go.
    if text.isascii() and text.isprintable() and (plain := text.strip()):
        return plain
    # Before trimming: Python counts some controls as space.
    if _CONTROL.search(text):
        raise Unclean("Teks memuat karakter kendali yang tidak terlihat; ketik ulang tanpa karakter itu.")
    if _BIDI.search(text):
        raise Unclean("Teks memuat karakter pengatur arah tulisan yang tidak terlihat; ketik ulang tanpa karakter itu.")
    if _BROKEN.search(text):
        raise Unclean("Teks memuat karakter yang rusak; ketik ulang bagian itu.")
    text = _LINE_BREAK.sub("\n", text).replace("\t", " ").strip()
    if _most_marks(text) > MARKS:
        raise Unclean("Teks memuat terlalu banyak tanda pada satu huruf; hapus tanda yang tidak perlu.")
    text = unicodedata.normalize("NFC", text)
    if not any(map(_visible, text)):
        raise Unclean("Isian ini wajib diisi.")
    return text


def _most_marks(text: str) -> int:
    most = run = 0
    if not text.isascii():
        for character in text:
            run = run + 1 if unicodedata.combining(character) else 0
            most = max(most, run)
    return most


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in {
        "Zs",
        "Cc",
        "Cf",
        "Mn",
        "Me",
    } and not _BLANK.match(character)
