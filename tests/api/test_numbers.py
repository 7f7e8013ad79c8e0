"""Classification and numbers by hand over HTTP; clients that know of neither go on as before."""

from dataclasses import replace

from renkeg.office import actions as office_actions
from renkeg.office.actions import Penomoran
from renkeg.papers.models import Agenda
from tests.api.callers import Callers
from tests.cast import Cast


def allow(cast: Cast) -> None:
    wanted = replace(Penomoran.of(cast.satker), nomor_ketik=True)
    office_actions.change_numbering(cast.satker, wanted, by=cast.admin)


def test_the_classification_is_told_and_changed_with_the_letter(api: Callers) -> None:
    usulan = api.walk(1)
    assert usulan["klasifikasi"] == "PR.02.2"
    path = f"/usulan/{usulan['id']}/surat"
    words = {"hal": usulan["hal"], "pengantar": usulan["pengantar"], "versi": usulan["versi"]}

    status, told = api.kasubbag.put(path, {**words, "klasifikasi": "XX.1"})
    assert (status, [one["loc"] for one in told["errors"]]) == (422, ["klasifikasi"])
    status, told = api.kasubbag.put(path, {**words, "klasifikasi": "RT.02.1"})
    assert (status, told["klasifikasi"], told["seen"]) == (200, "RT.02.1", usulan["seen"])
    assert api.kasubbag.put(path, {**words, "klasifikasi": "RT.02.1"}) == (200, told)
    # Who does not name it leaves it as it is.
    status, told = api.kasubbag.put(path, {**words, "hal": "Hal yang lain", "versi": told["versi"]})
    assert (status, told["klasifikasi"]) == (200, "RT.02.1")


def test_a_number_is_typed_at_the_ya_where_the_office_allows_it(api: Callers, cast: Cast) -> None:
    usulan = api.walk(2)
    said = {"seen": usulan["seen"], "nomor": "B-7/SEK/2027", "nomor_dari": "srikandi"}

    status, told = api.kabag.act(usulan, "approve", **said)
    assert (status, [one["loc"] for one in told["errors"]]) == (422, ["nomor"])
    allow(cast)
    status, told = api.kabag.act(usulan, "approve", **said | {"nomor_dari": "ingatan"})
    assert (status, [one["loc"] for one in told["errors"]]) == (422, ["nomor_dari"])
    status, told = api.kabag.act(usulan, "approve", **said)
    assert (status, told["nota_dinas"]) == (200, {"nomor": "B-7/SEK/2027", "tanggal": "2027-01-04"})
    assert api.kabag.act(usulan, "approve", **said) == (200, told)
    assert Agenda.objects.count() == 1


def test_a_typed_number_means_nothing_at_another_step(api: Callers) -> None:
    usulan = api.walk(3)
    said = {"seen": usulan["seen"], "nomor": "B-7/SEK/2027", "nomor_dari": "srikandi"}
    status, told = api.known["sekretaris"].act(usulan, "approve", **said)
    assert (status, told["nota_dinas"]) == (200, usulan["nota_dinas"])
