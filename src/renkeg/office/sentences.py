"""The standard sentences of an office's letters: plain text with a few words in braces that each letter fills in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

LONGEST: Final = 500
TEMBUSAN: Final = (10, 150)
"""How many lines, and how long one may be."""

_TOKEN: Final = re.compile(r"\{([^{}]*)\}")
_WHOSE: Final = ("unit", "bulan", "tahun")


@dataclass(frozen=True)
class Sentence:
    """A standard sentence: how it reads where the office wrote none of its own, and which words a letter fills in."""

    standard: str
    words: tuple[str, ...] = _WHOSE
    needed: tuple[str, ...] = ()

    def fault(self, text: str) -> str | None:
        """What is wrong with the office's own wording; None where it can be used."""
        known = ", ".join(f"{{{word}}}" for word in self.words)
        for word in _TOKEN.findall(text):
            if word not in self.words:
                return f"Kata {{{word[:30]}}} tidak dikenal; yang diganti sendiri: {known}."
        if "{" in (rest := _TOKEN.sub("", text)) or "}" in rest:
            return f"Kurung kurawal hanya mengapit kata yang diganti sendiri: {known}."
        if missing := [f"{{{word}}}" for word in self.needed if f"{{{word}}}" not in text]:
            return f"Kalimat ini memuat {' dan '.join(missing)}, agar surat menyebutkannya."
        return None


SENTENCES: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        "pembuka": Sentence(
            "Bersama ini disampaikan usulan {rencana} {unit} bulan {bulan} {tahun}.", ("rencana", *_WHOSE)
        ),
        "isi": Sentence(
            "Kegiatan yang diusulkan berjumlah {jumlah} kegiatan dengan anggaran sebesar {anggaran} ({terbilang}), "
            "dengan rincian {rincian}.",
            ("jumlah", "anggaran", "terbilang", "rincian", *_WHOSE),
            ("anggaran", "terbilang"),
        ),
        "penutup": Sentence(
            "Demikian disampaikan, atas perhatian dan persetujuan Bapak/Ibu diucapkan terima kasih.",
        ),
    }
)


def filled(text: str, words: Mapping[str, str]) -> str:
    """The sentence with its words filled in, once: what is filled in is never read again. An unknown word stays as it is."""
    told = _TOKEN.sub(lambda found: words.get(found[1], found[0]), text)
    return " ".join(told.split())
