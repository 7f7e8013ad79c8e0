"""The file that a form of a page sends along."""

from typing import Final, NamedTuple

from django.http import HttpRequest

from renkeg.lib.errors import BadInput
from renkeg.papers.opening import MOST_BYTES

NO_FILE: Final = "Pilih dahulu berkas Excel (.xlsx) yang akan diunggah."


class SentFile(NamedTuple):
    """Its name as the sender's machine has it, and its bytes: of one that is too large just so many that this is plain."""

    name: str
    data: bytes


def sent_file(request: HttpRequest, field: str, *, otherwise: str, most: int = MOST_BYTES) -> SentFile:
    """The file of that field. Raises BadInput there with the sentence `otherwise` where none was chosen."""
    file = request.FILES.get(field)
    if file is None:
        raise BadInput.at(field, otherwise)
    return SentFile(file.name or "", file.read(most + 1))
