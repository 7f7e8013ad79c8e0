"""People of several subbagian who plan at the same time: each edit a random one, by the verbs that pages and API call."""

import copy
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from django.db import OperationalError, connection
from openpyxl.worksheet.worksheet import Worksheet

from renkeg.lib.errors import BadInput, NotThere, Refused, Stale
from renkeg.office import clock
from renkeg.office.models import Pegawai
from renkeg.planning import actions, drafts, merging, typed, uploading, workbook
from renkeg.planning.models import Kegiatan, Usulan
from renkeg.planning.sop import Edits
from tests.budget import changed, full, imported
from tests.cast import KEGIATAN, Cast, draft, forward
from tests.faults.recount import MEANT, TAHUN
from tests.workbooks import COLUMN, edited, row_of

MOST_ROWS = 6
MONTHS = (2, 3, 4)
REASON = "Menunggu kepastian pagu."
NAMES = [kode for kode in MEANT if kode]

WISHES = {
    "save": 38,
    "merge": 28,
    "upload": 4,
    "start": 4,
    "go on": 8,
    "withdraw": 5,
    "cancel": 2,
    "cancel kegiatan": 3,
    "postpone": 8,
    "revise": 2,
    "import": 0.5,
}
"""What somebody wants, by weight."""


class Writer:
    """One person at work; `told` counts what had an effect, `met` how others stood in the way."""

    def __init__(self, cast: Cast, by: Pegawai, seed: int) -> None:
        # Nobody shares an object with another, as in the office.
        self.cast, self.by = copy.deepcopy(cast), copy.deepcopy(by)
        self.chance = Random(seed)  # noqa: S311 - what people do, no secrets
        self.unit = next(iter(self.by.standing(clock.now()).posts)).jabatan.unit_id
        self.told: Counter[str] = Counter()
        self.met: Counter[str] = Counter()
        self._page: Usulan | None = None
        """What he still has open from the last time; others may have changed it since."""
        self._ways: dict[str, Callable[[], bool]] = {
            "save": self._save,
            "merge": self._merge,
            "upload": self._upload,
            "start": self._start,
            "go on": self._go_on,
            "withdraw": self._withdraw,
            "cancel": self._cancel,
            "cancel kegiatan": self._cancel_kegiatan,
            "postpone": self._postpone,
            "revise": self._revise,
            "import": self._import,
        }

    def edit(self) -> str:
        """Does one thing that has an effect, however often others were faster; returns its name."""
        while True:
            (wish,) = self.chance.choices(list(WISHES), list(WISHES.values()))
            try:
                done = self._ways[wish]()
            except (Refused, BadInput, NotThere) as error:
                self.met[type(error).__name__] += 1
                done = False
            except OperationalError:
                # SQLite serves those who wait in no order: whoever waits too long is asked to try again.
                if connection.vendor != "sqlite":
                    raise
                self.met["busy"] += 1
                done = False
            if done:
                self.told[wish] += 1
                return wish

    # Rows

    def _save(self) -> bool:
        """Writes upon what is there; where it was changed meanwhile, reads again and writes again."""
        usulan = self._running()
        while usulan is not None:
            rows = self._other_rows(merging.rows_of(usulan), usulan.bulan)
            try:
                saved = actions.write_kegiatan(usulan, rows, versi=usulan.versi, by=self.by)
            except Stale:
                self.met["stale"] += 1
                usulan = Usulan.objects.for_reading().get(pk=usulan.pk)
                continue
            self._page = saved
            return saved.versi != usulan.versi
        return False

    def _merge(self) -> bool:
        """The same with what others saved meanwhile merged in; where both changed one thing, reads again."""
        usulan = self._running()
        while usulan is not None:
            base = merging.rows_of(usulan)
            rows = self._other_rows(base, usulan.bulan)
            try:
                saved = merging.save_rows(usulan, rows, base=base, versi=usulan.versi, by=self.by)
            except merging.Undecided:
                self.met["asked"] += 1
                usulan = Usulan.objects.for_reading().get(pk=usulan.pk)
                continue
            self._page = saved.usulan
            self.met["merged"] += saved.comparison is not None
            return saved.usulan.versi != usulan.versi
        return False

    def _upload(self) -> bool:
        """A file goes home, comes back changed, and is accepted after somebody else may have saved."""
        usulan = self._running()
        if usulan is None:
            return False
        rows = merging.rows_of(usulan)
        new = [typed.printed(one) for one in (self._row(usulan.bulan) for _ in range(self.chance.randint(1, 2)))]
        file = edited(workbook.form_of(usulan, at=clock.now()), lambda page: self._fill(page, rows, new))
        upload = uploading.keep(usulan, file, name="isi.xlsx", by=self.by)
        choices: dict[str, str] = {}
        while True:
            try:
                return uploading.accept(upload, by=self.by, choices=choices).versi != usulan.versi
            except merging.Undecided as asked:
                self.met["asked"] += 1
                # Somebody else may change the rows until it is accepted: then it is asked about them, too.
                side = self.chance.choice([uploading.FILE, uploading.SERVER])
                for line in asked.comparison.lines:
                    row = upload.rows[line.place]["number"] if line.place is not None else line.id
                    choices |= {workbook.choice_key(row, one.name): side for one in line.conflicts}

    def _fill(self, page: Worksheet, rows: list[dict[str, Any]], new: list[dict[str, str]]) -> None:
        first = row_of(page, str(rows[0]["judul"])) if rows else 0
        if rows and self.chance.random() < 0.5:
            place = first + self.chance.randrange(len(rows))
            page.cell(place, COLUMN["kode"]).value = self.chance.choice(NAMES)
            page.cell(place, COLUMN["anggaran"]).value = self.chance.randrange(10**7)
            page.cell(place, COLUMN["rincian"]).value = None
        for words in new[: MOST_ROWS - len(rows)]:
            place = row_of(page, "")
            for name, text in words.items():
                page.cell(place, COLUMN[name]).value = text or None

    # The usulan as a whole

    def _start(self) -> bool:
        bulan = self.chance.choice(MONTHS)
        rows = [self._row(bulan) for _ in range(self.chance.randint(1, 4))]
        actions.start(
            uuid.uuid4(), drafts.read_awal(draft(bulan=bulan, susulan=True, kegiatan=rows)), by=self.by, unit=self.unit
        )
        return True

    def _go_on(self) -> bool:
        """One langkah ahead, by whoever it waits for; only Subbagian Keuangan has all its people in the cast."""
        usulan = self._running(editable=False)
        tugas = usulan.open_tugas if usulan else None
        if usulan is None or tugas is None:
            return False
        if tugas.langkah == usulan.sop.first.nomor:
            actions.propose(tugas, by=self.by, catatan=REASON)
        elif tugas.jabatan.unit_id != self.unit or self.unit == "keuangan":
            forward(usulan, self.cast)
        else:
            return False
        return True

    def _withdraw(self) -> bool:
        usulan = self._running(editable=False)
        if usulan is None or usulan.open_tugas is None:
            return False
        actions.withdraw(usulan.open_tugas, by=self.by)
        return True

    def _cancel(self) -> bool:
        usulan = self._running(editable=False)
        if usulan is None or usulan.open_tugas is None:
            return False
        actions.cancel(usulan.open_tugas, by=self.by, catatan=REASON)
        return True

    # Published plans

    def _cancel_kegiatan(self) -> bool:
        row = self._published_row()
        if row is None:
            return False
        actions.cancel_kegiatan(row, by=self.by, catatan=REASON)
        return True

    def _postpone(self) -> bool:
        row = self._published_row()
        if row is None:
            return False
        day = date(TAHUN, self.chance.choice([one for one in MONTHS if one != row.usulan.bulan]), 20)
        actions.postpone_kegiatan(row, by=self.by, tanggal=[(day, day)], catatan=REASON)
        return True

    def _revise(self) -> bool:
        row = self._published_row()
        if row is None:
            return False
        plan = Usulan.objects.for_reading().get(pk=row.usulan_id)
        actions.revise(plan, uuid.uuid4(), drafts.Surat("Usulan revisi", "Isi revisi."), by=self.by)
        return True

    def _import(self) -> bool:
        """A revision of the POK; sometimes it has a kode less, which plans go on drawing on."""
        less = {"CQ_6709_QGE_001_113_B_524111": None} if self.chance.random() < 0.5 else {}
        more = {"WA_3355_EBD_955_052_TA": self.chance.randrange(50_000_000)}
        imported(self.cast, full(changed(**less, **more)), revisi=self.chance.randrange(9))
        return True

    # What there is

    def _running(self, *, editable: bool = True) -> Usulan | None:
        """One of the unit's usulan, chosen at random; with `editable` one whose rows the person may change now."""
        if editable and self._page is not None and self.chance.random() < 0.7:
            page, self._page = self._page, None
            return page
        known = Usulan.objects.filter(unit=self.unit, cancelled_at__isnull=True, tautan__isnull=True)
        keys = sorted(known.order_by().values_list("pk", flat=True))
        # Often the same one, so that they get in each other's way.
        if self.chance.random() < 0.5:
            self.chance.shuffle(keys)
        for key in keys[: 4 if editable else 1]:
            usulan = Usulan.objects.for_reading().get(pk=key)
            if not editable or usulan.edit_refusal(Edits.KEGIATAN, self.by, clock.now()) is None:
                return usulan
        return None

    def _published_row(self) -> Kegiatan | None:
        rows = Kegiatan.objects.filter(usulan__unit=self.unit, usulan__tautan__replaced_at__isnull=True)
        keys = list(
            rows.filter(usulan__tautan__isnull=False, removal__isnull=True)
            .order_by("usulan", "position")
            .values_list("pk", flat=True)
        )
        return Kegiatan.objects.get(pk=self.chance.choice(keys)) if keys else None

    def _other_rows(self, rows: list[dict[str, Any]], bulan: int) -> tuple[drafts.Baris, ...]:
        """Rows added, changed, moved and taken away."""
        rows = [dict(one) for one in rows]
        if rows and self.chance.random() < (0.6 if len(rows) >= MOST_ROWS else 0.2):
            del rows[self.chance.randrange(len(rows))]
        for one in self.chance.sample(rows, min(len(rows), self.chance.randint(0, 2))):
            new = self._row(bulan)
            if self.chance.random() < 0.3:
                one["kode"] = new["kode"]
            else:
                one.pop("rincian", None)
                one |= {name: new[name] for name in ("kode", "anggaran", "rincian") if name in new}
        if len(rows) < MOST_ROWS and self.chance.random() < 0.4:
            rows.insert(self.chance.randint(0, len(rows)), {"id": None, **self._row(bulan)})
        if self.chance.random() < 0.1:
            self.chance.shuffle(rows)
        return drafts.read_kegiatan(rows, TAHUN)

    def _row(self, bulan: int) -> dict[str, Any]:
        """A new kegiatan that draws on one kode, on several, or on none."""
        day = f"{TAHUN}-{bulan:02}-15"
        row = {
            **KEGIATAN,
            "judul": f"Rapat contoh {self.chance.randrange(10**6)}",
            "kode": self.chance.choice([*NAMES, None]),
            "anggaran": self.chance.choice([None, 0, self.chance.randrange(10**7), self.chance.randrange(10**7)]),
            "tanggal": [{"mulai": day, "selesai": day}],
        }
        if self.chance.random() < 0.4:
            kode = self.chance.sample(NAMES, self.chance.randint(2, 4))
            row["rincian"] = [{"kode": one, "jumlah": self.chance.randrange(10**6)} for one in kode]
            row["anggaran"] = sum(one["jumlah"] for one in row["rincian"])
        return row
