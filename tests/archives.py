"""An office whose papers are so old that they may be destroyed: with its own JRA and a clock that has gone on."""

from datetime import date

from renkeg.office.models import Satker
from renkeg.papers import archive, documents
from renkeg.papers.models import Arsip, BeritaAcara, Document
from renkeg.planning import actions
from renkeg.planning.actions import Ground
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from tests.cast import Cast, do, published

NEXT_DAY = "2027-01-05T09:00:00+07:00"
GROUND = Ground("1/TU.05-BA/17/2027", date(2027, 1, 5), "B-12/CONTOH/2027", date(2027, 1, 4), "ANRI (contoh)")
WHY = "Retensi lewat dan tidak bernilai guna lagi."


def kept_for(cast: Cast, years: int, *, kode: str = "PR.02", nasib: str = "musnah", sejak: str = "tanggal") -> None:
    """The office keeps papers of that code so many years, all of them active."""
    actions.set_retention(
        kode,
        uraian="Rencana kerja (contoh)",
        aktif=years,
        inaktif=0,
        sejak=sejak,
        nasib=nasib,
        dasar="PKPU 17/2016, tahun diisi kantor",
        by=cast.admin,
    )


def old(cast: Cast) -> Usulan:
    """A published plan with nothing left to do, its papers made, of yesterday; and a JRA that keeps papers for a day."""
    usulan = published(cast)
    for side in usulan.sampingan:
        do(Verb(side.side), side, cast.kabag, cast)
    for document in Document.objects.unmade():
        documents.make(document)
    kept_for(cast, 0)
    cast.at(NEXT_DAY)
    return usulan


def keys(usulan: Usulan) -> list[str]:
    return list(usulan.papers().order_by("pk").values_list("pk", flat=True))


def proposed(cast: Cast, usulan: Usulan) -> BeritaAcara:
    return actions.propose_destruction(keys(usulan), alasan=WHY, by=cast.petugas)


def destroyed(cast: Cast, usulan: Usulan) -> BeritaAcara:
    """Proposed by the petugas, approved by the Sekretaris, the files taken away."""
    found = proposed(cast, usulan)
    found = actions.destroy(found, GROUND, seen=found.daftar_digest, by=cast.sekretaris)
    archive.clear()
    return BeritaAcara.objects.get(pk=found.pk)


def state_of(key: str, cast: Cast, moment: str) -> Arsip.Keadaan:
    """Where that paper is on its way at that moment."""
    arsip = Arsip.objects.select_related("berita_acara").get(pk=key)
    today = Satker.objects.office().day(cast.at(moment))
    return arsip.state(archive.schedule().rule(arsip.klasifikasi), today)
