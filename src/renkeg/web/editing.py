"""What the pages show on which a usulan is changed: what is kept, what was typed, and why it was not taken."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.http import QueryDict
from django.utils import timezone

from renkeg.lib import indonesian
from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock, sifat
from renkeg.office.calendar import Calendar
from renkeg.office.models import Pegawai
from renkeg.papers import classification
from renkeg.planning import contents, drafts, merging, suggested
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Edits, Rows

from . import baris, filling, forms, pins, room, sheets, where, words

# The wish that only asks whether the rows are understood.
CHECK = "periksa"
STRANGER = "Halaman ini dibuka oleh orang lain. Tulisan di dalamnya hanya dapat disimpan olehnya sendiri."


def surat(
    usulan: Usulan, by: Pegawai, at: datetime, post: QueryDict | None = None, error: BadInput | Refused | None = None
) -> dict[str, object]:
    """Hal and pengantar; after an error as they were typed, beside what others saved where both changed them."""
    typed = {"hal": usulan.hal, "pengantar": usulan.pengantar}
    dasar = json.dumps(typed, ensure_ascii=False)
    if post:
        typed = {name: post.get(name, "") for name in typed}
        dasar = dasar if isinstance(error, Refused) else post.get("dasar", "")
    kept: dict[str, baris.Kept] = {}
    if isinstance(error, merging.WordsUndecided):
        typed = error.mine.content()  # type: ignore[assignment]
        who = sheets.told_by(error.writers, by)
        kept = {name: baris.Kept(getattr(usulan, name), who) for name in error.names}
    elif post and isinstance(error, BadInput):
        kept = words.kept(post)
    return {
        **_common(usulan, by, at, Edits.SURAT, error),
        "axes": _axes(usulan, post),
        "sifat": sifat.printed(*usulan.letter_sifat),
        **_klasifikasi(usulan, post),
        "typed": typed,
        "kept": kept,
        "versi": _versi(usulan, post, error),
        "dasar": dasar,
        "orang": by.pk,
        "tidak": where.sent_back(tugas) if (tugas := usulan.open_tugas) else None,
        "rounds": pins.rounds(usulan, by, at),
    }


def rows(
    usulan: Usulan,
    by: Pegawai,
    at: datetime,
    post: QueryDict | None = None,
    error: BadInput | Refused | None = None,
) -> dict[str, object]:
    """The form's rows; after an error or another wish than to save as they were typed."""
    kegiatan = list(usulan.kegiatan.all())
    calendar = Calendar.of(usulan.satker)
    typed = baris.rows_typed(post) if post else baris.rows_printed(kegiatan)
    anew = isinstance(error, Refused)
    if isinstance(error, merging.Undecided):
        typed = sheets.merged(error.comparison, typed, error.writers, by)
    elif anew:
        known = {one.pk for one in kegiatan}
        # A row that somebody else has dropped meanwhile is a new one when it is saved again.
        typed = [row if row.id in known else replace(row, id="") for row in typed]
    common = _common(usulan, by, at, Edits.KEGIATAN, error)
    tugas = usulan.open_tugas
    tidak = where.sent_back(tugas) if tugas else None
    if tidak is not None and not post:
        typed = sheets.pointed_at(typed, tidak.catatan)
    typed = pins.hinted(typed, usulan)
    wanted = next((way.rows for way in tugas.at.ways if way.rows), None) if tugas else None
    return {
        **common,
        **table(
            typed,
            post if error is None else None,
            error,
            month=usulan.first_day,
            wanted=wanted,
            by=by,
            at=at,
            unit=usulan.unit_id,
            calendar=calendar,
        ),
        "clashing": isinstance(error, merging.Undecided),
        "kept": [contents.row(one, number) for number, one in enumerate(kegiatan, 1)]
        if common["refusal"] or anew
        else [],
        "versi": _versi(usulan, post, error),
        "dasar": post.get("dasar", "") if post and not anew else merging.base_text(merging.rows_of(usulan)),
        "tidak": tidak,
        "rounds": pins.rounds(usulan, by, at),
    }


def table(
    typed: Sequence[baris.Row],
    post: QueryDict | None,
    error: BadInput | Refused | None,
    *,
    month: date | None,
    wanted: Rows | None,
    by: Pegawai,
    at: datetime,
    unit: str,
    calendar: Calendar,
) -> dict[str, object]:
    """The table of rows as it is drawn, after whatever its buttons asked for. Without a month no day can be judged."""
    wish = post.get("aksi", "") if post else ""
    offered = None
    if month is not None and post is not None and (wish in filling.WISHES or wish == filling.TAKE):
        kind = filling.WISHES.get(wish) or post.get("isi_dari", "")
        offered = filling.offer(by, at, unit, month, kind, calendar)
        if wish == filling.TAKE:
            typed = filling.filled(typed, offered, post.getlist(filling.TAKE))
            offered = None
    elif wish:
        typed = sheets.arranged(typed, wish)
    fields: frozenset[str] = frozenset()
    shown = baris.more_rows(typed, asked=wish == "tambah")
    if month is not None:
        fields = sheets.needed(wanted, month.year, month.month)
        shown = sheets.marked(shown, fields, month, calendar)
    bad = error if isinstance(error, BadInput) else None
    shown = baris.faulted(shown, bad)
    lacks = sheets.lacking(shown)
    return {
        "rows": shown,
        "needed": " ".join(name for name in forms.LABELS if name in fields),
        "month": month,
        "lacking": lacks,
        "lacking_count": sum(len(one.fields) for one in lacks),
        "offer": offered,
        "saran": suggested.words(),
        "orang": by.pk,
        "changed": bool(post) or error is not None,
    }


def checked(
    post: QueryDict, month: date | None, calendar: Calendar, usulan: Usulan | None = None
) -> dict[str, dict[str, str]]:
    """What would be said of the posted rows, by field, before they are saved: faults, soft words about their days, remarks."""
    rows = baris.rows_typed(post)
    faults: dict[str, list[str]] = {}
    try:
        baris.read_rows(rows, month.year if month else None)
    except BadInput as error:
        faults = forms.by_field(error)
    if month is not None:
        rows = sheets.marked(rows, frozenset(), month, calendar)
        rows = room.hinted(rows, month.year, usulan)
    if usulan is not None:
        rows = pins.hinted(rows, usulan)
    return {
        "salah": {loc: " ".join(said) for loc, said in faults.items()},
        "petunjuk": {f"{row.loc}/{name}": hint for row in rows for name, hint in row.hints.items()},
    }


def save_rows(usulan: Usulan, post: QueryDict, *, by: Pegawai) -> merging.Saved:
    """Saves the posted rows, merged with what others saved since they were read. Raises BadInput, Refused."""
    refuse_strangers(post, by)
    read = baris.read_rows(sheets.decided(baris.rows_typed(post)), usulan.tahun)
    base, versi = merging.read_base(post.get("dasar")), forms.whole(post.get("versi")) or 0
    return merging.save_rows(usulan, read, base=base, versi=versi, by=by)


def save_surat(usulan: Usulan, post: QueryDict, *, by: Pegawai) -> tuple[Usulan, tuple[merging.Writer, ...]]:
    """Saves the posted words, merged with what others saved since they were read. Raises BadInput, Refused."""
    refuse_strangers(post, by)
    read = words.read(words.decided(post))
    versi = forms.whole(post.get("versi")) or 0
    # Left as it was on the page, it is not this person's word: somebody else's choice stays.
    typed = post.get("klasifikasi", "").strip()
    klasifikasi = None if typed == post.get("klasifikasi_awal", "") else typed
    return merging.save_surat(usulan, read, base=_base_words(post), versi=versi, by=by, klasifikasi=klasifikasi)


def refuse_strangers(post: QueryDict, by: Pegawai) -> None:
    """A page that stayed open on a shared machine saves nothing in the name of whoever logged in later. Raises Refused."""
    if post.get("orang", by.pk) != by.pk:
        raise Refused(STRANGER)


def answer(saved: merging.Saved, sent: int, by: Pegawai, to: str) -> dict[str, object]:
    """What a script is told after a save: the time, and the new state to write upon."""
    usulan = saved.usulan
    kegiatan = merging.rows_of(usulan)
    return {
        "jam": indonesian.jam(timezone.localtime(clock.now())),
        "versi": usulan.versi,
        "dasar": merging.base_text(kegiatan),
        "ids": [row["id"] for row in kegiatan],
        # Then the rows on the screen are no longer those that are kept.
        "baru": saved.comparison is not None or len(kegiatan) != sent,
        "pesan": sheets.told_merge(saved.comparison, saved.writers, by) if saved.comparison else "",
        "ke": to,
    }


def _axes(usulan: Usulan, post: QueryDict | None) -> list[dict[str, object]]:
    """The two choices of the letter's sifat, as they are kept or as they were typed."""
    axes = (("keamanan", "Keamanan", sifat.Keamanan.choices), ("kecepatan", "Kecepatan", sifat.Kecepatan.choices))
    return [
        {
            "name": name,
            "label": label,
            "choices": choices,
            "kept": kept,
            "value": post.get(name, kept) if post else kept,
        }
        for (name, label, choices), kept in zip(axes, usulan.letter_sifat, strict=True)
    ]


def _klasifikasi(usulan: Usulan, post: QueryDict | None) -> dict[str, object]:
    """The code that the letter will bear, as it is kept or as it was typed, and what it stands for."""
    kode = usulan.letter_klasifikasi
    typed = post.get("klasifikasi", kode) if post else kode
    return {"klasifikasi": typed, "klasifikasi_awal": kode, "klasifikasi_uraian": classification.told(typed)}


def _base_words(post: QueryDict) -> drafts.Surat | None:
    try:
        raw = json.loads(post.get("dasar", "") or "null")
        return drafts.Surat(hal=str(raw["hal"]), pengantar=str(raw["pengantar"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _common(
    usulan: Usulan, by: Pegawai, at: datetime, what: Edits, error: BadInput | Refused | None
) -> dict[str, object]:
    tugas = usulan.open_tugas
    bad = error if isinstance(error, BadInput) else None
    return {
        "usulan": usulan,
        "at": at,
        "tugas": tugas,
        "refusal": _refusal(tugas, usulan, what, by, at),
        "refused": error.sentence if isinstance(error, Refused) else "",
        "summary": forms.summary(bad),
        "faults": forms.by_field(bad),
    }


def _refusal(tugas: Tugas | None, usulan: Usulan, what: Edits, by: Pegawai, at: datetime) -> str | None:
    return tugas.edit_refusal(what, by, at) if tugas else f"Usulan ini sudah {usulan.keadaan}."


def _versi(usulan: Usulan, post: QueryDict | None, error: BadInput | Refused | None) -> str:
    """The one that was read. After it proved old the present one: who saves again has seen what changed."""
    if post is None or not post or isinstance(error, Refused):
        return str(usulan.versi)
    return post.get("versi", "")
