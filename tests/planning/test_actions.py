"""The verbs of the SOP, walked by people."""

from renkeg.papers import documents
from renkeg.planning.models import Usulan
from tests.cast import Cast, published, usulan_at


def test_a_usulan_walks_all_eight_langkah_to_the_tautan(cast: Cast) -> None:
    usulan = published(cast)

    assert usulan.keadaan == "terbit"
    assert [row.langkah for row in usulan.riwayat] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert usulan.surat is not None
    assert usulan.surat.nomor == "1/PR.02.2-ND/17/2027"


def test_the_papers_of_a_usulan_are_made_once_and_stay(cast: Cast) -> None:
    usulan = published(cast)

    for paper in usulan.papers():
        assert documents.read(paper) == documents.render(paper)


def test_the_kabag_finds_it_on_his_desk(cast: Cast) -> None:
    usulan = usulan_at(2, cast)

    assert usulan.open_tugas is not None
    assert usulan.open_tugas.jabatan.slug == "kabag-keuangan-umum-logistik"
    assert Usulan.objects.visible_to(cast.kabag, usulan.open_tugas.opened_at).get() == usulan
