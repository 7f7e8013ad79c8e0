"""A usulan: how it begins, one main one a month, who sees it, and the SOP that it keeps."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.office import actions as office_actions
from renkeg.office import clock
from renkeg.planning import actions, drafts, sop
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Verb
from tests.cast import Cast, do, draft, forward, published, start, usulan_at
from tests.planning.walk import entries, open_tugas


def test_a_second_main_usulan_for_the_month_is_refused(cast: Cast) -> None:
    start(cast)

    with pytest.raises(Refused, match="sudah memiliki usulan utama"):
        start(cast)
    assert Usulan.objects.count() == 1


def test_another_month_and_another_subbagian_have_their_own(cast: Cast) -> None:
    start(cast)
    start(cast, bulan=3)
    start(cast, by=cast.outsider)

    assert Usulan.objects.count() == 3


def test_a_susulan_is_always_allowed_and_marked(cast: Cast) -> None:
    start(cast)

    assert [start(cast, susulan=True).susulan for _ in range(2)] == [True, True]


def test_a_susulan_comes_before_the_main_one_if_need_be(cast: Cast) -> None:
    start(cast, susulan=True)

    assert not start(cast).susulan


def test_a_cancelled_usulan_frees_the_month(cast: Cast) -> None:
    first = start(cast)
    do(Verb.CANCEL, open_tugas(first), cast.kasubbag, cast)

    assert start(cast).keadaan == "berjalan"


def test_a_published_usulan_does_not_free_the_month(cast: Cast) -> None:
    published(cast)

    with pytest.raises(Refused):
        start(cast)


def test_only_a_kasubbag_starts_one(cast: Cast) -> None:
    for name, person in cast.everyone().items():
        if name not in ("kasubbag", "outsider"):
            with pytest.raises(NotThere):
                start(cast, by=person)
    assert not Usulan.objects.exists()


def test_nobody_starts_one_for_a_unit_that_is_not_his(cast: Cast) -> None:
    with pytest.raises(NotThere):
        actions.start(uuid.uuid4(), drafts.read_awal(draft()), by=cast.kasubbag, unit="teknis")


def test_a_kasubbag_of_two_subbagian_says_for_which(cast: Cast) -> None:
    cast.appoint(cast.kasubbag, "kasubbag", "umum-logistik", "plt", "2027-01-01")
    with pytest.raises(BadInput) as refused:
        start(cast)

    assert [one.loc for one in refused.value.problems] == ["unit"]
    usulan, _ = actions.start(uuid.uuid4(), drafts.read_awal(draft()), by=cast.kasubbag, unit="umum-logistik")
    assert usulan.unit_id == "umum-logistik"


def test_starting_again_under_the_same_id_is_harmless(cast: Cast) -> None:
    key, awal = uuid.uuid4(), drafts.read_awal(draft())
    first, new = actions.start(key, awal, by=cast.kasubbag)
    forward(first, cast)
    again, new_again = actions.start(key, awal, by=cast.kasubbag)

    assert (new, new_again, again.pk) == (True, False, first.pk)
    assert entries(first) == ["start", "propose"]


def test_the_same_id_with_another_body_is_refused(cast: Cast) -> None:
    key = uuid.uuid4()
    actions.start(key, drafts.read_awal(draft()), by=cast.kasubbag)

    for other in (draft(hal="Hal yang lain sama sekali"), draft(susulan=True), draft(bulan=5)):
        with pytest.raises(Refused):
            actions.start(key, drafts.read_awal(other), by=cast.kasubbag)
    with pytest.raises(Refused):
        actions.start(key, drafts.read_awal(draft()), by=cast.kasubbag, unit="keuangan")


def test_an_id_of_somebody_else_is_as_unknown_as_any_other(cast: Cast) -> None:
    key = uuid.uuid4()
    actions.start(key, drafts.read_awal(draft()), by=cast.kasubbag)

    with pytest.raises(NotThere):
        actions.start(key, drafts.read_awal(draft()), by=cast.outsider)


def test_versi_counts_the_entries_of_the_trail(cast: Cast) -> None:
    usulan = published(cast)

    assert usulan.versi == len(entries(usulan)) == 9


def test_seen_is_the_same_for_equal_contents_and_changes_with_each_part(cast: Cast) -> None:
    usulan = start(cast)
    seen = {usulan.seen}
    assert start(cast, susulan=True).seen in seen
    others: list[dict[str, Any]] = [{"hal": "Hal yang lain"}, {"pengantar": "Lain."}, {"kegiatan": []}]
    for changes in others:
        other = start(cast, susulan=True, **changes)
        assert other.seen not in seen
        seen.add(other.seen)


def test_a_running_usulan_keeps_its_sop_when_the_office_adopts_another(
    cast: Cast, settings: Any, tmp_path: Path
) -> None:
    signed = (sop.SOPS / "6-2025.toml").read_text(encoding="utf-8")
    revised = (
        signed.replace('slug = "6-2025"', 'slug = "7-2027"')
        .replace('"2 Jam"', '"1 Jam"')
        .replace("minutes = 120", "minutes = 60")
        .replace('label = "Kembalikan ke Kepala Bagian"\n  to = 2', 'label = "Kembalikan ke Kasubbag"\n  to = 1')
    )
    (tmp_path / "7-2027.toml").write_text(revised, encoding="utf-8")
    settings.SOP_DIR = tmp_path
    old = usulan_at(3, cast)
    office_actions.adopt_sop(cast.satker, "7-2027", by=cast.admin)
    new = usulan_at(3, cast, susulan=True)

    assert (old.sop_slug, new.sop_slug) == ("6-2025", "7-2027")
    assert old.sop.first.minutes == 120
    assert new.sop.first.minutes == 60
    old = do(Verb.SEND_BACK, open_tugas(old), cast.sekretaris, cast)
    new = do(Verb.SEND_BACK, open_tugas(new), cast.sekretaris, cast)
    assert (open_tugas(old).langkah, open_tugas(new).langkah) == (2, 1)


def test_an_office_without_the_post_that_is_needed_is_told_so(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    _remove_post(cast)

    with pytest.raises(Refused, match="belum memiliki jabatan sekretaris"):
        do(Verb.APPROVE, open_tugas(usulan), cast.kabag, cast)


def _remove_post(cast: Cast) -> None:
    jabatan = cast.sekretaris.penugasan.get().jabatan
    cast.sekretaris.penugasan.all().delete()
    jabatan.delete()


# Who sees a usulan in which state, typed off docs/kontrak.md.
INSIDE = {"kasubbag", "petugas", "rekan"}
CHAIN = INSIDE | {"kabag", "sekretaris"}
SEES = {
    "draft": INSIDE,
    "running": CHAIN | {"auditor"},
    "back at step 1": CHAIN | {"auditor"},
    "withdrawn to step 1": CHAIN | {"auditor"},
    "cancelled draft": CHAIN | {"auditor"},
    "cancelled": CHAIN | {"auditor"},
    "published": CHAIN | {"auditor"},
}
EVERYONE_BUT_ADMIN = CHAIN | {"outsider", "outsider_kabag", "outsider_petugas", "auditor"}


def in_state(state: str, cast: Cast) -> Usulan:
    match state:
        case "draft":
            return start(cast)
        case "running":
            return usulan_at(4, cast)
        case "back at step 1":
            return do(Verb.SEND_BACK, open_tugas(usulan_at(2, cast)), cast.kabag, cast)
        case "withdrawn to step 1":
            return actions.withdraw(open_tugas(usulan_at(2, cast)), by=cast.kasubbag)
        case "cancelled draft":
            return do(Verb.CANCEL, open_tugas(start(cast)), cast.kasubbag, cast)
        case "cancelled":
            return do(Verb.CANCEL, open_tugas(usulan_at(5, cast)), cast.kasubbag, cast)
    return published(cast)


@pytest.mark.parametrize("state", SEES)
def test_who_sees_what(state: str, cast: Cast) -> None:
    usulan = in_state(state, cast)
    at = clock.now()
    everyone = cast.everyone()

    assert {n for n, p in everyone.items() if usulan in Usulan.objects.visible_to(p, at)} == SEES[state]
    assert {n for n, p in everyone.items() if usulan in Usulan.objects.published_for(p, at)} == (
        EVERYONE_BUT_ADMIN if state == "published" else set()
    )


def test_a_plh_sees_what_the_post_sees_while_it_lasts(cast: Cast) -> None:
    usulan = usulan_at(2, cast)
    cast.appoint(cast.outsider_kabag, "kabag", "keuangan-umum-logistik", "plh", "2027-01-04", "2027-01-05")

    assert usulan in Usulan.objects.visible_to(cast.outsider_kabag, clock.now())
    after = cast.at("2027-01-06T00:00:00+07:00")
    assert usulan not in Usulan.objects.visible_to(cast.outsider_kabag, after)


def test_a_list_can_be_narrowed_by_each_of_its_conditions(cast: Cast) -> None:
    draft_, third = start(cast, susulan=True), usulan_at(3, cast)
    out = published(cast, bulan=3, susulan=True, kegiatan=[_march()])
    gone = do(Verb.CANCEL, open_tugas(start(cast, susulan=True)), cast.kasubbag, cast)

    def found(**conditions: Any) -> set[Usulan]:
        return set(Usulan.objects.all().narrowed(**conditions))

    assert found(bulan=3) == {out}
    assert found(tahun=2026) == set()
    assert found(unit="teknis") == set()
    assert found(langkah=3) == {third}
    assert found(keadaan="berjalan") == {draft_, third}
    assert found(keadaan="terbit") == {out}
    assert found(keadaan="batal") == {gone}
    assert found(keadaan="digantikan") == set()


def _march() -> dict[str, Any]:
    kegiatan: dict[str, Any] = draft()["kegiatan"][0]
    return {**kegiatan, "tanggal": [{"mulai": "2027-03-01", "selesai": "2027-03-02"}]}
