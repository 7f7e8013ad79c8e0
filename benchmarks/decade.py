"""An office after ten years: 3,000 usulan, 30,000 kegiatan, more than 60,000 entries in the trail, written in bulk."""

from datetime import date
from typing import Any

USULAN = 3_000
ROWS = 10
MONTHS = 120
RUNNING = 96
"""So many of the newest are still on their way, at every langkah."""

_TITLES = (
    "Rapat koordinasi perencanaan",
    "Bimbingan teknis pengelolaan keuangan",
    "Supervisi dan monitoring logistik",
    "Sosialisasi pendidikan pemilih",
    "Penyusunan laporan kinerja",
    "Pemeliharaan jaringan dan data pemilih",
    "Rekonsiliasi barang milik negara",
    "Pelatihan pelayanan informasi publik",
)
_PLACES = ("Kota Bengkulu", "Kabupaten Kaur", "Kabupaten Seluma", "Kabupaten Mukomuko", "Jakarta")


def build() -> Any:
    """Founds the practice office, walks a few usulan of each subbagian by the verbs, copies them over ten years; its cast."""
    from renkeg.office import founding, practice
    from renkeg.office.models import Unit
    from renkeg.planning.models import Usulan
    from tests import cast as people
    from tests.copies import Copies, Pattern, months

    cast = people.gather()
    practice.populate(founding.read("office"))
    cast.at(people.MONDAY)
    patterns = [Pattern(_published(cast).pk)]
    running = [Pattern(people.usulan_at(n, cast, susulan=True, kegiatan=_rows()).pk) for n in range(1, 9)]
    units = list(Unit.objects.filter(jenis=Unit.Jenis.SUBBAGIAN))
    copies, taken = Copies(), set(Usulan.objects.values_list("unit", "tahun", "bulan"))
    span = list(months(date(2017, 3, 1), MONTHS))
    for number in range(USULAN - len(running) - 1):
        old = number < USULAN - RUNNING
        pattern = patterns[0] if old else running[number % len(running)]
        month = span[min(number * MONTHS // USULAN, MONTHS - 1)]
        unit = units[number % len(units)]
        place = unit.pk, month.year, month.month
        usulan = copies.add(
            pattern, month=month, susulan=place in taken, made=old, vary=lambda row, n: _words(row.position, n)
        )
        # Letters, desks and posts stay those of the first subbagian; lists and filters see all of them.
        usulan.unit = unit
        taken.add(place)
    copies.save()
    return cast


def _rows() -> list[dict[str, Any]]:
    from tests.cast import KEGIATAN

    return [{**KEGIATAN, **_words(place, place)} for place in range(ROWS)]


def _words(place: int, number: int) -> dict[str, Any]:
    return {
        "judul": f"{_TITLES[(place + number) % len(_TITLES)]} tahap {number % 7 + 1}",
        "anggaran": 1_000_000 * ((place * 7 + number) % 90 + 1),
        "lokus": [_PLACES[(place + number) % len(_PLACES)]],
    }


def _published(cast: Any) -> Any:
    """One with a life behind it: changed, returned twice, published, acknowledged."""
    from renkeg.planning import actions, drafts
    from renkeg.planning.sop import Verb
    from tests import cast as people

    def written(usulan: Any, by: Any, times: int) -> Any:
        for turn in range(times):
            rows = [{**row, "id": one.pk} for row, one in zip(_rows(), usulan.kegiatan.all(), strict=True)]
            rows[turn]["anggaran"] += 500_000
            asked = drafts.read_kegiatan(rows, tahun=usulan.tahun)
            usulan = actions.write_kegiatan(usulan, asked, versi=usulan.versi, by=by)
        return usulan

    usulan = people.start(cast, susulan=True, kegiatan=_rows())
    usulan = people.forward(written(usulan, cast.kasubbag, 4), cast)
    usulan = people.do(Verb.SEND_BACK, usulan.open_tugas, cast.kabag, cast)
    while (tugas := usulan.open_tugas) is not None:
        if tugas.langkah == 6 and len(usulan.tugas.all()) < 10:
            usulan = written(usulan, cast.petugas, 6)
        usulan = people.forward(usulan, cast)
    side = next((one for one in usulan.tugas.all() if one.is_open), None)
    if side is not None:
        actions.acknowledge(side, by=cast.kabag)
    return usulan
