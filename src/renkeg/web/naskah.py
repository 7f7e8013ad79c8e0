"""The settings of letters: the fields, how they are read, and the example letter that shows them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from renkeg.lib.errors import BadInput
from renkeg.office import actions
from renkeg.office.models import Satker
from renkeg.office.sentences import LONGEST, SENTENCES, TEMBUSAN
from renkeg.office.sifat import Keamanan, Kecepatan
from renkeg.papers import documents, numbering
from renkeg.papers.models import Document
from renkeg.planning import contents

from .fields import Field, Form, Reader

EXAMPLE = "Contoh Nota Dinas"
_YES = "ya"


def _known(name: str) -> str:
    return ", ".join(f"{{{word}}}" for word in SENTENCES[name].words)


_HEAD: Sequence[Field] = (
    Field("head_order", "Urutan kepala surat", kind="select", options=Satker.HeadOrder.choices),
    Field(
        "keamanan",
        "Sifat: keamanan",
        "Untuk usulan yang tidak menyebut sifatnya sendiri.",
        kind="select",
        options=Keamanan.choices,
        short=True,
    ),
    Field(
        "kecepatan",
        "Sifat: kecepatan",
        "Dicetak bersama keamanannya: “Segera”, “Rahasia/Segera”. Bila keduanya Biasa, tercetak “Biasa”.",
        kind="select",
        options=Kecepatan.choices,
        short=True,
    ),
)
_WORDS: Sequence[Field] = (
    Field(
        "pembuka",
        "Kalimat pembuka",
        f"Diusulkan ketika Kasubbag membuat usulan, dan dapat diubahnya. Diganti sendiri: {_known('pembuka')}.",
        kind="area",
        required=False,
        longest=LONGEST,
    ),
    Field(
        "isi",
        "Kalimat isi",
        f"Tercetak sebelum daftar kegiatan; memuat {{anggaran}} dan {{terbilang}}. Diganti sendiri: {_known('isi')}.",
        kind="area",
        required=False,
        longest=LONGEST,
    ),
    Field(
        "penutup",
        "Kalimat penutup",
        f"Tercetak di atas tanda tangan. Diganti sendiri: {_known('penutup')}.",
        kind="area",
        required=False,
        longest=LONGEST,
    ),
    Field(
        "tembusan",
        "Tembusan",
        f"Satu penerima di dalam kantor sebaris, paling banyak {TEMBUSAN[0]}; nomornya dicetak sendiri.",
        kind="area",
        required=False,
        longest=TEMBUSAN[0] * (TEMBUSAN[1] + 2),
    ),
)
_NAMES: Sequence[Field] = (
    Field("pangkat_printed", "Cetak pangkat di bawah nama penanda tangan", kind="tick", required=False),
    Field("nip_printed", "Cetak NIP di bawah nama penanda tangan", kind="tick", required=False),
)
SECTIONS: Sequence[tuple[str, Sequence[Field]]] = (
    ("Kepala surat", _HEAD),
    ("Kalimat baku dan tembusan", _WORDS),
    ("Tanda tangan", _NAMES),
)
FIELDS: Sequence[Field] = (*_HEAD, *_WORDS, *_NAMES)


def printed(letters: actions.Letters) -> dict[str, str]:
    """As the form shows it."""
    told = {name: str(value) for name, value in vars(letters).items() if isinstance(value, str)}
    ticks = {"pangkat_printed": letters.pangkat_printed, "nip_printed": not letters.nip_omitted}
    return told | {name: _YES if ticked else "" for name, ticked in ticks.items()}


def context(told: Mapping[str, str], error: BadInput | None) -> dict[str, object]:
    """What the page shows."""
    form = Form(FIELDS, told, error)
    return {"form": form, "sections": [(title, [form[one.name] for one in fields]) for title, fields in SECTIONS]}


def read(told: Mapping[str, str]) -> actions.Letters:
    """What was typed; a sentence may be broken over lines there, on paper it is one. What is wrong, the verb says."""
    reader = Reader(told)
    return actions.Letters(
        head_order=reader.typed["head_order"],
        keamanan=reader.typed["keamanan"],
        kecepatan=reader.typed["kecepatan"],
        **{name: told[name].strip() for name in SENTENCES},
        tembusan=told["tembusan"],
        pangkat_printed=bool(told["pangkat_printed"]),
        nip_omitted=not told["nip_printed"],
    )


def example(satker: Satker, at: datetime) -> bytes:
    """The example letter of these settings as PDF; nothing is kept of it."""
    day = date(at.year, 1, 4)
    nomor = numbering.example(satker.pola_nomor, numbering.NOTA_DINAS, satker=satker, day=day)
    letter = contents.example_letter(satker, nomor=nomor)
    return documents.draw(Document.Jenis.NOTA_DINAS, letter, made_for=at, title=EXAMPLE)
