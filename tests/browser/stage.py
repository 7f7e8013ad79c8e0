"""The one office in which every picture of the gallery is taken: a Monday and a Wednesday, every state at once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from axes.models import AccessAttempt
from django.db import connections
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from renkeg.office import actions as office
from renkeg.office import clock, own_account
from renkeg.office.models import Jabatan, Pegawai, Unit
from renkeg.papers import archive, documents, numbering
from renkeg.papers.models import Document
from renkeg.planning import actions, drafts, uploading, workbook
from renkeg.planning.models import Pin, Usulan
from renkeg.planning.sop import Verb
from tests import annual, archives, budget
from tests.browser.looking import PASSWORD
from tests.cast import KEGIATAN, Cast, do, draft, forward, start, usulan_at
from tests.on_paper import recorded, slip
from tests.planning.walk import open_tugas, reread
from tests.workbooks import edited, put, row_of

ROWS: list[dict[str, Any]] = [
    {**KEGIATAN, "judul": "Rapat koordinasi perencanaan program dan anggaran"},
    {**KEGIATAN, "judul": "Bimbingan teknis penyusunan laporan keuangan", "jenis": "Bimtek", "anggaran": 48_500_000},
    {**KEGIATAN, "judul": "Rekonsiliasi data belanja", "jenis": "Rapat dalam kantor", "anggaran": 3_250_000},
]
LONG = ("Rapat koordinasi " + "penyelenggaraan" * 20)[:300]
SIXTY = [{**KEGIATAN, "judul": LONG, "lokus": ["Kabupaten" + "x" * 80]}, *[dict(ROWS[n % 3]) for n in range(59)]]
PLAIN = [{**KEGIATAN, "kode": "Lain-lain"}]
"""Draws on no kode of the budget."""
GAPS = [{"judul": "Rapat yang belum lengkap"}, {**KEGIATAN, "tanggal": [], "kode": None}]
WEDNESDAY = "2027-01-06T10:20:00+07:00"
LOCKED = "terkunci"


@dataclass
class Stage:
    """The cast, and where each state stands: `places` fills the addresses of the gallery."""

    cast: Cast
    people: dict[str, Pegawai] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def set_up(cast: Cast) -> Stage:
    """Everything by the real verbs; Monday's work is late on Wednesday."""
    stage = Stage(cast, cast.everyone())
    _publish_and_change(stage)
    _papers(stage)
    late = usulan_at(2, cast, susulan=True, kegiatan=ROWS, hal="Usulan yang lama menunggu")
    cast.at(WEDNESDAY)
    _walk(stage, late)
    # From here on a plan above the budget needs a reason.
    _budget(stage)
    _annual(stage)
    _files(stage)
    _agenda(stage)
    _on_paper(stage)
    _stand_in(stage)
    _archive(stage)
    _accounts(stage)
    return stage


def _publish_and_change(stage: Stage) -> None:
    cast = stage.cast
    plan = usulan_at(99, cast, kegiatan=ROWS)
    old = usulan_at(99, cast, bulan=3, kegiatan=_in_month(3), hal="Usulan Rencana Kegiatan Bulan Maret 2027")
    new = _revise(old, cast)
    while new.open_tugas is not None:
        new = forward(new, cast)
    base = usulan_at(99, cast, bulan=4, kegiatan=_in_month(4), hal="Usulan Rencana Kegiatan Bulan April 2027")
    under_revision = _revise(base, cast)
    thinned = usulan_at(99, cast, bulan=5, kegiatan=_in_month(5), hal="Usulan Rencana Kegiatan Bulan Mei 2027")
    rows = list(thinned.kegiatan.all())
    why = "Narasumber berhalangan hadir sampai akhir bulan."
    actions.cancel_kegiatan(rows[0], by=cast.kasubbag, catatan=why)
    days = ((date(2027, 6, 14), date(2027, 6, 15)),)
    actions.postpone_kegiatan(rows[1], by=cast.kasubbag, tanggal=days, catatan=why)
    postponed = Usulan.objects.get(unit="keuangan", bulan=6)
    _name(stage, plan=plan, old=old, new=new, base=base, revision=under_revision, thinned=thinned, postponed=postponed)
    stage.places |= {"row": plan.kegiatan.all()[0].pk, "removed_row": rows[0].pk}


def _papers(stage: Stage) -> None:
    """Codes of papers: one in force, one that its revision has replaced, one that went with its usulan."""
    cast = stage.cast
    void = usulan_at(3, cast, susulan=True, hal="Usulan yang tidak jadi")
    actions.cancel(open_tugas(reread(void)), by=cast.kasubbag, catatan="Kegiatan ini tidak jadi diadakan.")
    plan, old = (Usulan.objects.get(pk=stage.places[name]) for name in ("plan", "old"))
    stage.places |= {
        "letter": plan.papers().valid().get(jenis=Document.Jenis.NOTA_DINAS).code,
        "replaced_paper": old.papers().filter(jenis=Document.Jenis.RENCANA_PDF)[0].code,
        "void_paper": void.papers().get(jenis=Document.Jenis.NOTA_DINAS).code,
    }


def _budget(stage: Stage) -> None:
    """Two revisions of the POK, and files that wait: in order, with rows to be put right, with strange columns, in thousands."""
    cast = stage.cast
    first = budget.imported(cast)
    second = budget.imported(cast, budget.full(budget.changed(CQ_6709_QGE_001_113_A_524114=38_000_000)), revisi=1)
    lower = budget.changed(
        CQ_6709_QGE_001_113_A=9_000_000,
        CQ_6709_QGE_001_113_B=None,
        CQ_6709_QGE_001_113_B_524111=None,
        WA=55_000_000,
    )
    rows = [[pagu, uraian, kode] for kode, uraian, pagu, _ in budget.LINES]
    files = {
        "pok_ready": budget.full([*lower, ("WA.3355.EBD.955.053", "Komponen baru (contoh)", 5_000_000, 0)]),
        "pok_wrong": budget.full([*budget.LINES, budget.LINES[9], ("WA.9999.EBA", "Tanpa induk", 5, 9)]),
        "pok_strange": budget.workbook(*rows, head=["Menjadi", "Rincian", "Rekening"]),
        "pok_thousands": budget.spread(note="(dalam ribuan rupiah)", unit=1_000),
    }
    uploads = {name: budget.uploaded(data, revisi=2, by=cast.sekretaris).pk for name, data in files.items()}
    stage.places |= {"pok_first": first.pk, "pok": second.pk, **uploads}


def _archive(stage: Stage) -> None:
    """Papers on the shelf and without a place, a letter registered in SRIKANDI, and papers proposed, spared and destroyed."""
    cast = stage.cast
    plan, old = (Usulan.objects.get(pk=stage.places[name]) for name in ("plan", "old"))
    letter, form = (plan.papers().get(jenis=jenis).arsip for jenis in ("nota_dinas", "rencana_bulanan_pdf"))
    shelf = actions.Shelf("PR.02.2", "asli", "1 berkas", "keduanya", "terbatas", "Ruang Arsip Lantai 1", "2", "7", "3")
    actions.shelve(letter, shelf, by=cast.petugas)
    actions.shelve(form, replace(shelf, ruang="", rak="", boks="", folder=""), by=cast.petugas)
    said: dict[str, Any] = {"tanggal": date(2027, 1, 5), "status": "Terdaftar", "by": cast.petugas}
    actions.register(plan, nomor="B/77/PR.02.2/2027", **said)
    actions.register(plan, nomor="B/78/PR.02.2/2027", catatan="Salah ketik nomor urutnya.", **said)
    archives.kept_for(cast, 0, kode="PR.02.9")
    papers = list(old.papers())
    for paper in papers:
        documents.make(paper)
        actions.shelve(paper.arsip, replace(shelf, klasifikasi="PR.02.9"), by=cast.petugas)
    proposed = [actions.propose_destruction([one.pk], alasan=archives.WHY, by=cast.petugas) for one in papers[:3]]
    actions.destroy(proposed[0], archives.GROUND, seen=proposed[0].daftar_digest, by=cast.sekretaris)
    archive.clear()
    actions.decline_destruction(proposed[1], catatan="Masih diperlukan untuk audit.", by=cast.sekretaris)
    stage.places |= {
        "shelved": letter.pk,
        "unplaced": form.pk,
        "destroyed": papers[0].pk,
        "act_done": proposed[0].pk,
        "act_rests": proposed[1].pk,
        "act_open": proposed[2].pk,
    }


def _annual(stage: Stage) -> None:
    """Two versions of an annual plan, and files that wait: one that changes it, one with rows to be put right, one for a new year."""
    cast = stage.cast
    annual.planned(cast)
    rows = [{**row, "Bulan": bulan, "Tanggal Kegiatan": ""} for bulan in (3, 5, 6, 9, 12) for row in annual.ROWS[:2]]
    annual.planned(cast, annual.workbook([*annual.ROWS, *rows]), by=cast.petugas)
    spoilt = [{**annual.ROWS[0], "Bulan": "Triwulan I"}, {**annual.ROWS[1], "Bulan": "", "Anggaran (Rp)": "dua juta"}]
    longer = {**annual.ROWS[3], "Judul Kegiatan": LONG, "Lokus": "Kabupaten" + "x" * 80, "Bulan": "Juli"}
    changed = [
        {**annual.ROWS[0], "Anggaran (Rp)": 14_000_000, "Tanggal Kegiatan": "17-18 Feb"},
        *annual.ROWS[2:],
        longer,
    ]
    stage.places |= {
        "annual_ready": annual.uploaded(annual.workbook([*changed, *rows[:6]]), by=cast.kasubbag).pk,
        "annual_wrong": annual.uploaded(annual.workbook([*spoilt, *annual.ROWS]), by=cast.kasubbag).pk,
        "annual_first": annual.uploaded(annual.workbook(), by=cast.outsider, unit="teknis").pk,
    }


def _agenda(stage: Stage) -> None:
    """Numbers of every keadaan: given, typed by hand in the series and from elsewhere, void, reserved, used from a block."""
    cast = stage.cast
    wanted = replace(office.Penomoran.of(cast.satker), nomor_ketik=True, agenda_unit="umum-logistik")
    cast.satker = office.change_numbering(cast.satker, wanted, by=cast.admin)
    for nomor, dari in (("B-417/ND/SEK.17/2027", "srikandi"), ("40/PR.02.2-ND/17/2027", "buku_agenda")):
        usulan = usulan_at(2, cast, susulan=True, kegiatan=PLAIN)
        tugas = open_tugas(usulan)
        actions.approve(tugas, by=cast.kabag, seen=usulan.seen, nomor=nomor, nomor_dari=dari)
    cancelled = usulan_at(3, cast, susulan=True, kegiatan=PLAIN)
    do(Verb.CANCEL, open_tugas(cancelled), cast.kasubbag, cast)
    today = date.fromisoformat(WEDNESDAY[:10])
    block = numbering.reserve(
        cast.satker, "ND", count=4, day=today, reason="Listrik padam di gedung kantor", by=cast.sekretaris
    )
    first, second, third, _ = block.numbers.order_by("urut")
    unit = Unit.objects.get(pk="keuangan")
    words = ("Permintaan data dukung laporan triwulan", "Kepala Bagian Keuangan, Umum dan Logistik", "Sekretaris")
    numbering.use(first, numbering.Letter(unit, unit, "PR.04.1", *words), day=today, by=cast.sekretaris)
    numbering.void(second, reason="Tidak jadi dipakai", by=cast.sekretaris)
    numbering.reserve(
        cast.satker, "ST", count=2, day=today, reason="Listrik padam di gedung kantor", by=cast.sekretaris
    )
    stage.places |= {"reserved": third.pk}


def _files(stage: Stage) -> None:
    """Filled forms that came back: one that can be accepted, one that another has overtaken, one with cells to be put right."""
    cast = stage.cast
    usulan = start(cast, susulan=True, kegiatan=ROWS)
    titles = [str(row["judul"]) for row in ROWS]
    downloaded = workbook.form_of(Usulan.objects.for_reading().get(pk=usulan.pk), at=clock.now())

    def fill(sheet: Worksheet) -> None:
        put(sheet, titles[0], anggaran="Rp 14.000.000,-", tanggal="10-12 Feb")
        put(sheet, "", judul="Supervisi penyusunan rencana", anggaran="2,5 jt", tanggal="24/02/2027")
        sheet.delete_rows(row_of(sheet, titles[2]))

    def spoil(sheet: Worksheet) -> None:
        put(sheet, titles[0], anggaran="dua juta", tanggal="03/03/26")

    kept = [
        uploading.keep(usulan, edited(downloaded, change), name="Kertas kerja saya.xlsx", by=cast.kasubbag)
        for change in (fill, spoil)
    ]
    clashing = start(cast, susulan=True, kegiatan=ROWS)
    before = workbook.form_of(Usulan.objects.for_reading().get(pk=clashing.pk), at=clock.now())
    rows = [{"id": one.pk, **one.content()} for one in clashing.kegiatan.all()]
    rows[0] |= {"anggaran": 13_000_000}
    rows = [rows[0], rows[2]]
    read = drafts.read_kegiatan(rows, clashing.tahun)
    actions.write_kegiatan(clashing, read, versi=clashing.versi, by=cast.petugas)
    mine = edited(before, lambda sheet: [put(sheet, title, anggaran="15 jt") for title in titles[:2]])
    kept.append(uploading.keep(clashing, mine, name="Kertas kerja saya.xlsx", by=cast.kasubbag))
    _name(stage, with_file=usulan, overtaken=clashing)
    stage.places |= dict(zip(("file", "spoilt_file", "overtaken_file"), (one.pk for one in kept), strict=True))


def _walk(stage: Stage, late: Usulan) -> None:
    cast = stage.cast
    for langkah in range(2, 9):
        _name(stage, **{f"at_{langkah}": usulan_at(langkah, cast, susulan=True, kegiatan=ROWS)})
    returned = usulan_at(2, cast, susulan=True, kegiatan=ROWS)
    _send_back(returned, cast.kabag, "Lokus kegiatan kedua belum tepat.")
    actions.tick(Pin.objects.filter(tugas__usulan=returned)[0], by=cast.kasubbag)
    returned_letter = usulan_at(3, cast, susulan=True, kegiatan=ROWS)
    actions.send_back(open_tugas(returned_letter), by=cast.sekretaris, catatan="Anggaran bimtek terlalu besar. " * 9)
    returned_form = usulan_at(7, cast, susulan=True, kegiatan=ROWS)
    _send_back(returned_form, cast.kasubbag, "Satuan volume belum sesuai pedoman.")
    cancelled = start(cast, susulan=True)
    actions.cancel(open_tugas(cancelled), by=cast.kasubbag, catatan="Kegiatan tidak jadi dilaksanakan.")
    _name(
        stage,
        late=late,
        returned=returned,
        returned_letter=returned_letter,
        returned_form=returned_form,
        came_back=_came_back(cast, 2),
        form_came_back=_came_back(cast, 7),
        cancelled=cancelled,
        signed=_signed(cast),
        draft=start(cast, susulan=True, kegiatan=ROWS),
        gaps=start(cast, susulan=True, kegiatan=GAPS),
        blank=start(cast, susulan=True, kegiatan=[]),
        changing=usulan_at(2, cast, susulan=True, kegiatan=ROWS, hal="Usulan yang berubah saat dibaca"),
        clashing=start(cast, susulan=True, kegiatan=ROWS, hal="Usulan yang disunting dua orang"),
        long=usulan_at(2, cast, susulan=True, kegiatan=SIXTY, hal=LONG[:200]),
        long_form=start(cast, susulan=True, kegiatan=SIXTY, hal=LONG[:200]),
        elsewhere=do_propose(start(cast, by=cast.outsider, kegiatan=ROWS), cast.outsider, cast),
    )
    stage.places["tugas"] = open_tugas(reread(late)).pk


def _signed(cast: Cast) -> Usulan:
    """With the Kabag's signature under its letter."""
    usulan = usulan_at(3, cast, susulan=True, kegiatan=ROWS)
    with ThreadPoolExecutor(1) as away:
        # Playwright's loop runs in this thread, and a signer wants one of its own.
        away.submit(_sign, usulan, cast.kabag).result()
    return reread(usulan)


def _sign(usulan: Usulan, by: Pegawai) -> None:
    try:
        actions.sign(usulan.papers().valid().get(jenis=Document.Jenis.NOTA_DINAS), by=by)
    finally:
        connections.close_all()


def _on_paper(stage: Stage) -> None:
    """Recorded from paper on Wednesday: one waits for the Kabag, one is declined, one counts."""
    cast = stage.cast
    hal = "Usulan yang berjalan di atas kertas"
    waits, declined, counted = (
        start(cast, susulan=True, kegiatan=ROWS, hal=f"{hal} {number}") for number in ("pertama", "kedua", "ketiga")
    )
    why = "Alasan di luar pagu: kegiatan wajib menurut tahapan."
    for usulan in (waits, declined, counted):
        line = slip(usulan, cast.kasubbag, "04T09:00", "04T10:30", catatan=why)
        actions.record_paper(usulan, line, by=cast.kasubbag)
    acts = [
        recorded(one, cast.kabag, "04T10:45", "04T11:20", by=cast.kasubbag, catatan="Sesuai lembar kendali.")
        for one in (waits, declined, counted)
    ]
    recorded(waits, cast.sekretaris, "06T08:20", "06T08:40", by=cast.kasubbag, instruksi=["Setuju", "Siapkan bahan"])
    actions.drop_paper(acts[1], by=cast.kabag, catatan="Bukan tanda tangan saya pada lembar itu.")
    actions.confirm_paper(acts[2], by=cast.kabag, seen=counted.seen)
    _name(stage, paper_waits=waits, paper_declined=declined, paper_counted=counted)
    stage.places |= {f"act_{name}": one.pk for name, one in zip(("waits", "declined", "counted"), acts, strict=True)}


def _send_back(usulan: Usulan, by: Pegawai, why: str) -> Usulan:
    """With a remark on a cell and one on a whole row."""
    rows = list(usulan.kegiatan.all())
    pins = [
        {"kegiatan": rows[1].pk, "field": "anggaran", "text": "Melebihi standar biaya masukan untuk 10 orang peserta."},
        {"kegiatan": rows[2].pk, "field": None, "text": "Apakah masih perlu?\nSudah ada pada rencana bulan lalu."},
    ]
    return actions.send_back(open_tugas(usulan), by=by, catatan=why, pins=pins)


def _came_back(cast: Cast, langkah: int) -> Usulan:
    """Sent back, mended in part, and handed on again."""
    usulan = usulan_at(langkah, cast, susulan=True, kegiatan=[*ROWS, *ROWS])
    usulan = _send_back(usulan, cast.whose(open_tugas(usulan)), "Anggaran dan lokus belum tepat.")
    worker = cast.whose(open_tugas(usulan))
    rows: list[dict[str, Any]] = [{"id": row.pk, **row.content()} for row in usulan.kegiatan.all()]
    rows[1] |= {"anggaran": 43_500_000, "lokus": ["Kabupaten Kaur", "Kota Bengkulu"]}
    rows[2:3] = []
    usulan = actions.write_kegiatan(usulan, drafts.read_kegiatan(rows, 2027), versi=usulan.versi, by=worker)
    if langkah == 2:
        surat = drafts.Surat(usulan.hal, usulan.pengantar.replace("usulan rencana", "perbaikan usulan rencana"))
        usulan = actions.write_surat(usulan, surat, versi=usulan.versi, by=worker)
    actions.tick(usulan.pins[0], by=worker)
    return forward(reread(usulan), cast)


def do_propose(usulan: Usulan, by: Pegawai, cast: Cast) -> Usulan:
    """Up from a subbagian that is not the cast's own."""
    tugas = open_tugas(usulan)
    return do(tugas.at.ways[0].verb, tugas, by, cast)


def _stand_in(stage: Stage) -> None:
    cast = stage.cast
    mulai, selesai = date(2027, 1, 6), date(2027, 1, 8)
    decided, _ = office.note_absence(cast.kabag, jenis="cuti", mulai=mulai, selesai=selesai, by=cast.kabag)
    post = Jabatan.objects.get(post="kabag", unit="keuangan-umum-logistik")
    plh, _ = office.name_stand_in(decided, post, cast.outsider_kabag, mulai=mulai, selesai=selesai, by=cast.sekretaris)
    undecided, _ = office.note_absence(cast.kasubbag, jenis="dinas", mulai=mulai, selesai=selesai, by=cast.kasubbag)
    stage.places |= {"plh": plh.pk, "decided": decided.pk, "undecided": undecided.pk, "stand_in_for": post.pk}
    stage.places["desk"] = Jabatan.objects.get(post="kasubbag", unit="keuangan").pk


def _accounts(stage: Stage) -> None:
    cast = stage.cast
    newcomer = office.hire(username="pegawai-baru", nama="Pegawai Baru Contoh", by=cast.admin)
    temporary = office.hire(username="sandi-sementara", nama="Sandi Sementara", temporary=True, by=cast.admin)
    closed = office.disable(office.hire(username="pindah", nama=f"Pegawai {'Pindahan ' * 12}".strip()), by=cast.admin)
    for person in (cast.sekretaris, cast.kasubbag, temporary):
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    own_account.make_token(cast.admin, nama="Rekap bulanan di laptop")
    AccessAttempt.objects.create(
        username=LOCKED, ip_address="127.0.0.1", failures_since_start=10, attempt_time=timezone.now()
    )
    office.close_unit(Unit.objects.get(slug="sdm"), by=cast.admin)
    stage.people |= {"newcomer": newcomer, "temporary": temporary}
    stage.places |= {"newcomer": newcomer.pk, "closed": closed.pk}


def _revise(old: Usulan, cast: Cast) -> Usulan:
    surat = drafts.Surat(hal="Usulan Revisi Rencana Kegiatan", pengantar="Bersama ini disampaikan revisi.")
    revision, _ = actions.revise(old, uuid.uuid4(), surat, by=cast.kasubbag)
    kept = list(revision.kegiatan.all())[:2]
    changed = [
        {**row, "id": one.pk, "anggaran": 15_000_000} for row, one in zip(_in_month(old.bulan), kept, strict=False)
    ]
    rows = drafts.read_kegiatan(
        [*changed, {**KEGIATAN, "judul": "Evaluasi laporan", "tanggal": changed[0]["tanggal"]}], old.tahun
    )
    return actions.write_kegiatan(revision, rows, versi=revision.versi, by=cast.kasubbag)


def _in_month(bulan: int) -> list[dict[str, Any]]:
    days = [{"mulai": f"2027-{bulan:02}-15", "selesai": f"2027-{bulan:02}-16"}]
    return [{**row, "tanggal": days} for row in draft(kegiatan=ROWS)["kegiatan"]]


def _name(stage: Stage, **usulan: Usulan) -> None:
    stage.places |= {name: str(one.pk) for name, one in usulan.items()}
