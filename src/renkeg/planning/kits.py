"""What stands on the kit for days on paper: the way of one usulan as a lembar kendali, and its papers to be filled in by hand."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from renkeg.lib import indonesian
from renkeg.office.models import Jabatan

from . import contents, suggested
from .models import Usulan
from .sop import Effect, Langkah

SPARE = 3
"""Lines for a langkah that comes a second time, after a Tidak."""


def kit(usulan: Usulan, *, nomor: str, at: datetime) -> contents.Contents:
    """The kit of a usulan, running or not there yet. `nomor`: the one that the office has reserved for its letter, or ""."""
    surat = contents.nota_dinas(usulan)
    here = usulan.open_tugas
    return {
        "kop": contents.kop(usulan.satker),
        "subbagian": usulan.unit.nama,
        "bulan": f"{indonesian.nama_bulan(usulan.bulan)} {usulan.tahun}",
        "usulan": str(usulan.pk),
        "dicetak": contents.stamp(usulan.satker, at),
        "langkah": [_line(usulan, langkah, here.langkah if here else 1) for langkah in usulan.sop.langkah],
        "sisa": SPARE,
        "surat": {**surat, "nomor": surat["nomor"] or nomor, "terisi": bool(surat["kegiatan"])},
        "disposisi": _disposisi(usulan),
        "instruksi": list(suggested.words()["instruksi"]),
        "form": {**contents.rencana_bulanan(usulan, kepala=None, mengetahui=None, day=None), "konsep": False},
    }


def path_of(usulan: Usulan) -> str:
    """Where the kit is recorded later: it names the usulan, and for one that is not there yet its unit and month too."""
    asked = urlencode({"unit": usulan.unit_id, "tahun": usulan.tahun, "bulan": usulan.bulan})
    return f"/kertas/{usulan.pk}/?{asked}"


def _line(usulan: Usulan, langkah: Langkah, now: int) -> dict[str, Any]:
    jabatan = usulan.jabatan_of(langkah.post, langkah.at)
    return {
        "no": langkah.nomor,
        "uraian": langkah.title[:1].upper() + langkah.title[1:],
        "jabatan": jabatan.nama,
        "waktu": langkah.waktu,
        "memutuskan": langkah.decides,
        "di_sini": any(Effect.PUBLISH in way.effects for way in langkah.ways),
        "sudah": langkah.nomor < now,
    }


def _disposisi(usulan: Usulan) -> list[dict[str, str]]:
    """Who hands down to whom."""
    found = []
    for langkah in usulan.sop.langkah:
        for way in langkah.ways:
            if Effect.DISPOSISI in way.effects and way.to is not None:
                after = usulan.sop.at(way.to)
                dari: Jabatan = usulan.jabatan_of(langkah.post, langkah.at)
                found.append({"dari": dari.nama, "kepada": usulan.jabatan_of(after.post, after.at).nama})
    return found
