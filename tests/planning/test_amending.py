"""After publication: revisions, and single kegiatan that are cancelled or postponed."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from renkeg.lib.errors import BadInput, NotThere, Refused
from renkeg.papers.models import Document
from renkeg.planning import actions, changes, drafts, integrity
from renkeg.planning.models import Kegiatan, Removal, Tautan, Usulan
from renkeg.planning.models.usulan import Keadaan
from renkeg.trail.models import Notification
from tests.cast import KEGIATAN, Cast, forward, published, start, usulan_at
from tests.planning.walk import entries, reread

SURAT = drafts.Surat("Usulan Revisi Rencana Kegiatan Bulan Februari 2027", "Bersama ini disampaikan usulan revisi.")
WHY = "Narasumber berhalangan hadir."
MARCH = [(date(2027, 3, 9), date(2027, 3, 10))]


@pytest.fixture
def plan(cast: Cast) -> Usulan:
    """A published plan of two kegiatan, acknowledged by nobody yet."""
    return published(cast, kegiatan=[dict(KEGIATAN), {**KEGIATAN, "judul": "Evaluasi anggaran", "anggaran": 500_000}])


def revise(plan: Usulan, cast: Cast) -> Usulan:
    revision, new = actions.revise(plan, uuid.uuid4(), SURAT, by=cast.kasubbag)
    assert new
    return revision


def first(plan: Usulan) -> Kegiatan:
    return plan.kegiatan.all()[0]


def whole() -> list[str]:
    return [str(finding) for finding in integrity.check().findings]


# A revision


def test_a_revision_goes_through_the_sop_while_the_old_plan_stays_published(plan: Usulan, cast: Cast) -> None:
    revision = revise(plan, cast)

    assert (revision.revisi_dari, revision.revisi_ke, revision.unit, revision.bulan) == (plan, 1, plan.unit, plan.bulan)
    assert [row.content() for row in revision.kegiatan.all()] == [row.content() for row in plan.kegiatan.all()]
    assert [row.asal_id for row in revision.kegiatan.all()] == [row.pk for row in plan.kegiatan.all()]
    assert revision.open_tugas is not None
    assert revision.open_tugas.langkah == 1
    while reread(revision).open_tugas is not None:
        assert reread(plan).keadaan is Keadaan.TERBIT
        revision = forward(revision, cast)

    assert [reread(revision).keadaan, reread(plan).keadaan] == [Keadaan.TERBIT, Keadaan.DIGANTIKAN]
    assert reread(plan).tautan.replaced_by == revision
    assert list(Usulan.objects.published()) == [revision]
    assert whole() == []


def test_what_is_replaced_has_no_valid_form_and_nothing_waits_for_it(plan: Usulan, cast: Cast) -> None:
    assert reread(plan).sampingan  # the Kabag has not acknowledged it
    revision = revise(plan, cast)
    while revision.open_tugas is not None:
        revision = forward(revision, cast)

    old = reread(plan)
    assert old.sampingan == []
    assert old.riwayat[-1].verb == "replace"
    assert not old.papers().valid().filter(jenis__in=[Document.Jenis.RENCANA_PDF, Document.Jenis.RENCANA_XLSX]).exists()
    assert old.papers().valid().filter(jenis=Document.Jenis.NOTA_DINAS).exists()
    assert entries(old)[-1] == "replace"
    assert "Revisi ke-1" in str(revision.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF).contents["revisi"])


def test_a_revision_has_a_letter_and_a_number_of_its_own(plan: Usulan, cast: Cast) -> None:
    revision = forward(forward(revise(plan, cast), cast), cast)

    assert revision.surat is not None
    assert plan.surat is not None
    assert (plan.surat.urut, revision.surat.urut) == (1, 2)


def test_only_one_revision_runs_at_a_time_and_a_cancelled_one_makes_room(plan: Usulan, cast: Cast) -> None:
    revision = revise(plan, cast)
    with pytest.raises(Refused, match="sedang berjalan"):
        revise(plan, cast)
    with pytest.raises(Refused, match="sedang berjalan"):
        actions.cancel_kegiatan(first(plan), by=cast.kasubbag, catatan=WHY)
    assert revision.open_tugas is not None
    actions.cancel(revision.open_tugas, by=cast.kasubbag, catatan="Revisi tidak jadi diperlukan.")

    assert revise(plan, cast).revisi_ke == 1
    assert whole() == []


def test_the_database_knows_only_one_revision_at_a_time(plan: Usulan, cast: Cast) -> None:
    revision = revise(plan, cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Usulan.objects.create(
            satker=plan.satker,
            unit=plan.unit,
            sop_slug=plan.sop_slug,
            tahun=plan.tahun,
            bulan=plan.bulan,
            hal=plan.hal,
            pengantar=plan.pengantar,
            started_by=cast.kasubbag,
            started_at=plan.started_at,
            revisi_dari=plan,
            revisi_ke=1,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Usulan.objects.filter(pk=revision.pk).update(revisi_ke=0)


def test_the_same_revision_again_is_harmless_and_another_under_its_id_is_refused(plan: Usulan, cast: Cast) -> None:
    key = uuid.uuid4()
    revision, _ = actions.revise(plan, key, SURAT, by=cast.kasubbag)

    assert actions.revise(plan, key, SURAT, by=cast.kasubbag) == (revision, False)
    with pytest.raises(Refused):
        actions.revise(plan, key, drafts.Surat("Hal yang lain", "Isi yang lain."), by=cast.kasubbag)
    with pytest.raises(NotThere):
        actions.revise(plan, key, SURAT, by=cast.outsider)


def test_only_the_kasubbag_of_the_subbagian_changes_what_is_published(plan: Usulan, cast: Cast) -> None:
    for who in ("kabag", "sekretaris", "petugas", "outsider", "auditor", "admin"):
        by = getattr(cast, who)
        with pytest.raises(Refused, match="Hanya Kepala Subbagian Keuangan"):
            actions.revise(plan, uuid.uuid4(), SURAT, by=by)
        with pytest.raises(Refused, match="Hanya"):
            actions.cancel_kegiatan(first(plan), by=by, catatan=WHY)
        with pytest.raises(Refused, match="Hanya"):
            actions.postpone_kegiatan(first(plan), by=by, tanggal=MARCH, catatan=WHY)
    assert Usulan.objects.count() == 1


def test_what_is_not_published_is_not_revised(cast: Cast) -> None:
    running = usulan_at(3, cast)
    with pytest.raises(Refused, match="belum terbit"):
        actions.revise(running, uuid.uuid4(), SURAT, by=cast.kasubbag)
    with pytest.raises(Refused, match="belum terbit"):
        actions.cancel_kegiatan(first(running), by=cast.kasubbag, catatan=WHY)


def test_a_revision_of_a_revision_is_the_second(plan: Usulan, cast: Cast) -> None:
    revision = revise(plan, cast)
    while revision.open_tugas is not None:
        revision = forward(revision, cast)
    with pytest.raises(Refused, match="sudah digantikan"):
        revise(plan, cast)

    assert revise(revision, cast).revisi_ke == 2
    assert whole() == []


def test_versions_are_compared_by_the_rows_they_came_from(plan: Usulan, cast: Cast) -> None:
    revision = revise(plan, cast)
    kept, dropped = revision.kegiatan.all()
    rows = drafts.read_kegiatan(
        [{**KEGIATAN, "id": kept.pk, "anggaran": 13_000_000}, {**KEGIATAN, "judul": "Bimbingan teknis"}], 2027
    )
    revision = actions.write_kegiatan(revision, rows, versi=revision.versi, by=cast.kasubbag)

    changed, added, gone = changes.between(plan, revision)
    assert (changed.columns, changed.now and changed.now["anggaran"]) == (("anggaran",), 13_000_000)
    assert added.before is None
    assert added.now is not None
    assert added.now["judul"] == "Bimbingan teknis"
    assert gone.now is None
    assert gone.before is not None
    assert gone.before["judul"] == dropped.judul


# A kegiatan is cancelled


def test_a_cancelled_kegiatan_stays_readable_and_its_money_counts_no_more(plan: Usulan, cast: Cast) -> None:
    before = plan.total
    told = actions.cancel_kegiatan(first(plan), by=cast.kasubbag, catatan=WHY)

    gone = first(reread(told)).gone
    assert gone is not None
    assert (gone.verb, gone.by, gone.jabatan.post, gone.catatan) == ("cancel", cast.kasubbag, "kasubbag", WHY)
    assert (before, reread(told).total) == (13_000_000, 500_000)
    assert reread(told).seen == plan.seen
    assert entries(plan)[-1] == "cancel_kegiatan"
    assert whole() == []


def test_the_form_is_issued_anew_with_the_reason_and_under_the_same_names(plan: Usulan, cast: Cast) -> None:
    side = plan.sampingan[0]
    acknowledged = actions.acknowledge(side, by=cast.kabag)
    before = acknowledged.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF)
    cast.at("2027-01-11T09:00:00+07:00")
    actions.cancel_kegiatan(first(plan), by=cast.kasubbag, catatan=WHY)

    after = plan.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF)
    assert after.versi == before.versi + 1
    assert after.contents["kegiatan"][0]["ket"] == f"Dibatalkan (11 Januari 2027): {WHY}"
    assert "ket" not in after.contents["kegiatan"][1]
    assert after.contents["total"] == 500_000
    for name in ("kepala", "mengetahui", "tempat_tanggal"):
        assert after.contents[name] == before.contents[name]


def test_who_acknowledges_after_a_cancellation_keeps_the_day_of_the_form(plan: Usulan, cast: Cast) -> None:
    before = plan.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF)
    cast.at("2027-01-11T09:00:00+07:00")
    actions.cancel_kegiatan(first(plan), by=cast.kasubbag, catatan=WHY)
    actions.acknowledge(reread(plan).sampingan[0], by=cast.kabag)

    after = plan.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF)
    assert after.contents["tempat_tanggal"] == before.contents["tempat_tanggal"]


def test_those_who_took_part_are_told(plan: Usulan, cast: Cast) -> None:
    Notification.objects.all().delete()
    actions.cancel_kegiatan(first(plan), by=cast.kasubbag, catatan=WHY)

    told = {one.to: one.text for one in Notification.objects.all()}
    assert set(told) == {cast.kabag.pk, cast.sekretaris.pk, cast.petugas.pk}
    assert told[cast.kabag.pk].endswith(f"kegiatan “{KEGIATAN['judul']}” dibatalkan oleh {cast.kasubbag.nama}.")


def test_a_reason_is_asked_for_and_a_second_cancellation_is_harmless(plan: Usulan, cast: Cast) -> None:
    for bad in (None, "", "batal"):
        with pytest.raises(BadInput):
            actions.cancel_kegiatan(first(plan), by=cast.kasubbag, catatan=bad)
    once = actions.cancel_kegiatan(first(plan), by=cast.kasubbag, catatan=WHY)

    assert actions.cancel_kegiatan(first(plan), by=cast.kasubbag, catatan=WHY).versi == once.versi
    with pytest.raises(Refused, match="sudah dibatalkan"):
        actions.postpone_kegiatan(first(plan), by=cast.kasubbag, tanggal=MARCH, catatan=WHY)
    assert Removal.objects.count() == 1


def test_a_revision_leaves_out_what_was_cancelled(plan: Usulan, cast: Cast) -> None:
    actions.cancel_kegiatan(first(plan), by=cast.kasubbag, catatan=WHY)

    assert [row.judul for row in revise(plan, cast).kegiatan.all()] == ["Evaluasi anggaran"]


# A kegiatan is postponed


def test_a_postponed_kegiatan_begins_the_plan_of_its_new_month(plan: Usulan, cast: Cast) -> None:
    actions.postpone_kegiatan(first(plan), by=cast.kasubbag, tanggal=MARCH, catatan=WHY)

    gone = first(reread(plan)).gone
    assert gone is not None
    assert gone.to is not None
    assert (gone.to.tahun, gone.to.bulan, gone.to.susulan) == (2027, 3, False)
    (row,) = gone.to.kegiatan.all()
    assert row.asal == first(plan)
    assert row.content() == {**first(plan).content(), "tanggal": [{"mulai": "2027-03-09", "selesai": "2027-03-10"}]}
    form = plan.papers().valid().get(jenis=Document.Jenis.RENCANA_PDF)
    assert form.contents["kegiatan"][0]["ket"].startswith("Ditunda ke Maret 2027 (4 Januari 2027)")
    assert whole() == []


def test_it_joins_the_draft_of_that_month(plan: Usulan, cast: Cast) -> None:
    march = start(cast, bulan=3, kegiatan=[{**KEGIATAN, "tanggal": []}])
    actions.postpone_kegiatan(first(plan), by=cast.kasubbag, tanggal=MARCH, catatan=WHY)

    march = reread(march)
    assert [row.asal for row in march.kegiatan.all()] == [None, first(plan)]
    assert march.versi == 2
    assert whole() == []


def test_a_row_that_was_carried_over_keeps_its_origin_when_the_form_is_saved(plan: Usulan, cast: Cast) -> None:
    march = start(cast, bulan=3)
    actions.postpone_kegiatan(first(plan), by=cast.kasubbag, tanggal=MARCH, catatan=WHY)
    rows = [{**KEGIATAN, "id": row.pk} for row in reread(march).kegiatan.all()]
    march = actions.write_kegiatan(march, drafts.read_kegiatan(rows, 2027), versi=2, by=cast.kasubbag)

    assert [row.asal_id for row in march.kegiatan.all()] == [None, first(plan).pk]
    assert whole() == []


def test_where_that_month_is_on_its_way_it_begins_a_susulan(plan: Usulan, cast: Cast) -> None:
    usulan_at(3, cast, bulan=3, kegiatan=[{**KEGIATAN, "tanggal": [{"mulai": "2027-03-02", "selesai": "2027-03-02"}]}])
    actions.postpone_kegiatan(first(plan), by=cast.kasubbag, tanggal=MARCH, catatan=WHY)

    gone = first(reread(plan)).gone
    assert gone is not None
    assert gone.to is not None
    assert (gone.to.bulan, gone.to.susulan) == (3, True)
    assert whole() == []


@pytest.mark.parametrize(
    ("tanggal", "sentence"),
    [
        ([], "Isi tanggal"),
        ([(date(2028, 1, 4), date(2028, 1, 4))], "tahun anggaran 2027"),
        ([(date(2027, 2, 23), date(2027, 2, 24))], "susun revisi"),
        ([(date(2027, 1, 3), date(2027, 1, 3))], "sudah lewat"),
        ([(date(2027, 3, 31), date(2027, 4, 1))], "satu bulan"),
    ],
)
def test_new_days_lie_ahead_in_one_other_month_of_the_year(
    tanggal: list[tuple[date, date]], sentence: str, plan: Usulan, cast: Cast
) -> None:
    with pytest.raises(BadInput) as caught:
        actions.postpone_kegiatan(first(plan), by=cast.kasubbag, tanggal=tanggal, catatan=WHY)

    assert sentence in caught.value.problems[0].msg
    assert Usulan.objects.count() == 1


def test_postponing_again_is_harmless(plan: Usulan, cast: Cast) -> None:
    for _ in range(2):
        actions.postpone_kegiatan(first(plan), by=cast.kasubbag, tanggal=MARCH, catatan=WHY)

    assert Usulan.objects.count() == 2


# What verify sees


def test_verify_names_a_removal_without_its_entry_and_a_plan_replaced_by_hand(plan: Usulan, cast: Cast) -> None:
    actions.cancel_kegiatan(first(plan), by=cast.kasubbag, catatan=WHY)
    Removal.objects.update(catatan="Alasan yang lain sama sekali.")
    assert any("dibatalkan atau ditunda" in one for one in whole())
    Removal.objects.update(catatan=WHY)
    assert whole() == []

    other = published(cast, susulan=True)
    Tautan.objects.filter(pk=plan.pk).update(replaced_by=other, replaced_at=plan.started_at)
    assert any("bukan revisinya" in one for one in whole())
