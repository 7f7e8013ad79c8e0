"""What is unusual about a usulan and matters to whoever decides on it, each in one Indonesian sentence. Pure over loaded rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from renkeg.lib import indonesian
from renkeg.office.calendar import Calendar

from . import overdrawn
from .ledger import Ledger
from .models import Kegiatan, Usulan
from .sop import Verb

# A longer span runs over week-ends by its nature; naming them would only be noise.
SHORT_DAYS = 7
MOST_OF_A_KIND = 3
MUCH_MORE = 2


def unusual(usulan: Usulan, calendar: Calendar, at: datetime, book: Ledger | None = None) -> list[str]:
    """What stands out, the weightiest first: the budget, the usulan as a whole, then days, money, titles. None where all is as ever.

    Above the budget only with the ledger that counts for it. Asks the database for nothing where `usulan` was read `for_reading`.
    """
    rows = list(enumerate(usulan.kegiatan.all(), 1))
    return [
        *(_above_pagu(usulan, book) if book is not None else []),
        *_whole(usulan, calendar, at),
        *_closed_days(rows, calendar),
        *_other_months(usulan, rows),
        *_money(rows),
        *_same_titles(rows),
        *_same_time_and_place(rows),
        *_without_kode(rows),
    ]


def risen(usulan: Usulan, before: int | None, month: date) -> str | None:
    """Where the total is more than twice `before`, that of the plan of `month` in whole rupiah; else None."""
    total = usulan.total
    if not before or total <= MUCH_MORE * before:
        return None
    name = f"{indonesian.nama_bulan(month.month)} {month.year}"
    return f"Jumlahnya lebih dari dua kali rencana {name} ({indonesian.rupiah(before)})."


def _whole(usulan: Usulan, calendar: Calendar, at: datetime) -> list[str]:
    told = []
    if usulan.proposed_late(calendar, at):
        told.append(f"Terlambat diajukan: batasnya {indonesian.tanggal(usulan.proposal_due(calendar))}.")
    if usulan.revisi_dari_id is not None:
        told.append("Ini revisi atas rencana yang sudah terbit.")
    if usulan.susulan:
        told.append("Ini usulan susulan, di luar rencana bulanan.")
    returned = sum(row.verb == Verb.SEND_BACK for row in usulan.tugas.all())
    if returned:
        told.append("Pernah dikembalikan." if returned == 1 else f"Sudah dikembalikan {returned} kali.")
    return told


def _above_pagu(usulan: Usulan, book: Ledger) -> list[str]:
    told = overdrawn.sentences(overdrawn.rooms(usulan, book))
    why = overdrawn.reason(usulan)
    return [*told, *([f"Alasan melebihi pagu: {why}"] if told and why else [])]


def _closed_days(rows: Sequence[tuple[int, Kegiatan]], calendar: Calendar) -> list[str]:
    """The days are named; kegiatan that share them stand in one sentence."""
    on: dict[date, list[int]] = defaultdict(list)
    open_days: dict[date, bool] = {}
    for number, row in rows:
        for day in _short_days(row):
            if day not in open_days:
                open_days[day] = calendar.working_day(day)
            if not open_days[day]:
                on[day].append(number)
    together: dict[tuple[int, ...], list[date]] = defaultdict(list)
    for day, numbers in sorted(on.items()):
        together[tuple(numbers)].append(day)
    told = []
    for named, days in list(together.items())[:MOST_OF_A_KIND]:
        words = [("hari libur, " if day in calendar.closed else "") + indonesian.hari_tanggal(day) for day in days]
        told.append(f"{_named(named)} jatuh pada {_joined(words, 'hari lain')}.")
    if len(together) > MOST_OF_A_KIND:
        told.append("Masih ada kegiatan lain di luar hari kerja.")
    return told


def _other_months(usulan: Usulan, rows: Sequence[tuple[int, Kegiatan]]) -> list[str]:
    month = (usulan.tahun, usulan.bulan)
    found = [
        number
        for number, row in rows
        if any(not (first.year, first.month) <= month <= (last.year, last.month) for first, last in row.days)
    ]
    name = f"{indonesian.nama_bulan(usulan.bulan)} {usulan.tahun}"
    return [f"{_named(found)} memuat tanggal di luar {name}."] if found else []


def _money(rows: Sequence[tuple[int, Kegiatan]]) -> list[str]:
    empty = [number for number, row in rows if row.anggaran is None]
    free = [number for number, row in rows if row.anggaran == 0]
    told = [f"Anggaran {_lower(empty)} belum diisi."] if empty else []
    return [*told, f"{_named(free)} tanpa anggaran (Rp0)."] if free else told


def _same_titles(rows: Sequence[tuple[int, Kegiatan]]) -> list[str]:
    titled: dict[str, list[int]] = defaultdict(list)
    for number, row in rows:
        if row.judul:
            titled[" ".join(row.judul.casefold().split())].append(number)
    same = [numbers for numbers in titled.values() if len(numbers) > 1]
    told = [f"{_named(numbers)} berjudul sama." for numbers in same[:MOST_OF_A_KIND]]
    if len(same) > MOST_OF_A_KIND:
        told.append(f"Masih ada {len(same) - MOST_OF_A_KIND} judul lain yang sama.")
    return told


def _same_time_and_place(rows: Sequence[tuple[int, Kegiatan]]) -> list[str]:
    """Only where two meet in exactly the same words; most rows of an office lie in the same town."""
    meet: dict[tuple[tuple[str, ...], date], list[int]] = defaultdict(list)
    for number, row in rows:
        place = tuple(sorted({one.casefold() for one in row.lokus}))
        for day in _short_days(row) if place else ():
            meet[place, day].append(number)
    pairs: dict[tuple[int, ...], date] = {}
    for (_, day), numbers in sorted(meet.items(), key=lambda one: one[0][1]):
        if len(numbers) > 1:
            pairs.setdefault(tuple(numbers), day)
    told = [
        f"{_named(numbers)} bertepatan hari dan lokusnya, {indonesian.hari_tanggal(day)}."
        for numbers, day in list(pairs.items())[:MOST_OF_A_KIND]
    ]
    if len(pairs) > MOST_OF_A_KIND:
        told.append("Masih ada kegiatan lain yang bertepatan hari dan lokusnya.")
    return told


def _without_kode(rows: Sequence[tuple[int, Kegiatan]]) -> list[str]:
    found = [number for number, row in rows if not row.kode]
    if not found:
        return []
    return ["Semua kegiatan belum berkode." if len(found) == len(rows) > 1 else f"{_named(found)} belum berkode."]


def _short_days(row: Kegiatan) -> list[date]:
    """The days of its short spans, each once."""
    days: dict[date, None] = {}
    for first, last in row.days:
        count = (last - first).days + 1
        if count <= SHORT_DAYS:
            days.update((first + timedelta(days=n), None) for n in range(count))
    return list(days)


def _named(numbers: Sequence[int]) -> str:
    """[1, 3, 5] as "Kegiatan 1, 3 dan 5"."""
    return f"Kegiatan {_listed(numbers)}"


def _lower(numbers: Sequence[int]) -> str:
    return f"kegiatan {_listed(numbers)}"


def _listed(numbers: Iterable[int]) -> str:
    return _joined([str(one) for one in numbers], "lainnya")


def _joined(words: Sequence[str], others: str) -> str:
    """Up to five in full, of more the first three: "1, 3 dan 5", "1, 2, 3 dan 57 lainnya"."""
    if len(words) > MOST_OF_A_KIND + 2:
        return f"{', '.join(words[:MOST_OF_A_KIND])} dan {len(words) - MOST_OF_A_KIND} {others}"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} dan {words[-1]}"
