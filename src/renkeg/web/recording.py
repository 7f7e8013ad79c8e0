"""The form in which a line of the lembar kendali is recorded, and what the pages around it show."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, QueryDict

from renkeg.lib.clean_text import file_name
from renkeg.lib.errors import BadInput, Refused
from renkeg.lib.keys import new_key
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Unit
from renkeg.papers import kept_scans, scans
from renkeg.planning import actions, on_paper
from renkeg.planning.models import Usulan
from renkeg.planning.sop import Effect, Verb, Way

from .fields import Field, Form, Reader, typed
from .keys import KeyConverter

_KEY = re.compile(KeyConverter.regex)
_LONGEST = 2000
SAME = "Pakai pindaian yang sama dengan langkah sebelumnya"


def units(by: Pegawai, at: datetime) -> list[Unit]:
    """The subbagian for which the person may print a kit of a usulan that is not there yet."""
    own = by.standing(at).units(Jabatan.OWN)
    return list(Unit.objects.filter(pk__in=own, jenis=Unit.Jenis.SUBBAGIAN, closed_at__isnull=True))


def works_here(by: Pegawai, at: datetime) -> bool:
    """Whether the person holds a post that acts in a usulan."""
    return any(by.standing(at).has(post) for post in (*Jabatan.OWN, *Jabatan.ABOVE))


def form(
    usulan: Usulan, by: Pegawai, post: QueryDict | None = None, error: BadInput | Refused | None = None
) -> Form | None:
    """The form for what comes next; None where nothing can be recorded."""
    one = on_paper.expected(usulan)
    if one is None:
        return None
    fields = _fields(one, by)
    told = typed(post, fields) if post is not None else _proposed(one, by)
    return Form(fields, told, error)


def record(request: HttpRequest, usulan: Usulan, by: Pegawai) -> Usulan:
    """Takes what was typed. Raises BadInput with all that is wrong with the form at once, Refused."""
    slip = _slip(request.POST, usulan)
    return actions.record_paper(usulan, slip, by=by, scan=_scan(request, usulan, by))


def _fields(one: on_paper.Next, by: Pegawai) -> list[Field]:
    people = on_paper.holders(one)
    effects = {effect for way in one.ways for effect in way.effects}
    fields = [
        Field(
            "oleh",
            "Siapa yang bertindak",
            f"Yang membubuhkan paraf sebagai {one.jabatan.nama} saat itu, juga bila ia Plt. atau Plh.",
            "select",
            [("", "Pilih orangnya"), *((person.username, person.nama) for person in people)],
        ),
        Field(
            "verb", "Yang diputuskan", "", "select", [("", "Pilih"), *((str(way.verb), _said(way)) for way in one.ways)]
        ),
        Field("masuk", "Tanggal masuk", kind="date", short=True),
        Field("jam_masuk", "Jam masuk", kind="time", short=True),
        Field("keluar", "Tanggal keluar", kind="date", short=True),
        Field("jam_keluar", "Jam keluar", kind="time", short=True),
    ]
    if Effect.NUMBER in effects and one.usulan.surat is None:
        help_text = "Kosongkan bila di kertas belum ada nomor; surat lalu mendapat nomor berikutnya."
        fields.append(Field("nomor", "Nomor surat di kertas", help_text, required=False, longest=on_paper.NOMOR))
    if Effect.ASSIGN in effects:
        fields.append(Field("petugas", "Petugas yang ditunjuk", "", "select", [("", "Pilih petugas"), *_petugas(one)]))
    if Effect.DISPOSISI in effects:
        told = "Satu instruksi sebaris, seperti dicentang di lembar disposisi."
        fields.append(Field("instruksi", "Instruksi", told, "area", required=False, longest=_LONGEST))
    needed = "Bila jawabannya Tidak, tulis alasannya." if any(way.verb is Verb.SEND_BACK for way in one.ways) else ""
    fields.append(Field("catatan", "Catatan", needed, "area", required=False, longest=_LONGEST))
    fields.append(
        Field(
            "pindaian",
            "Pindaian kertasnya",
            f"PDF, JPEG atau PNG, paling besar {scans.MOST_BYTES // 1024**2} MB. Wajib untuk tindakan orang lain.",
            "file",
        )
    )
    if _earlier_scan(one.usulan, by) is not None:
        fields.append(Field("sama", SAME, kind="tick", required=False))
    return fields


def _said(way: Way) -> str:
    return f"{way.answer}: {way.label}" if way.answer else way.label


def _petugas(one: on_paper.Next) -> Sequence[tuple[str, str]]:
    rows = PenugasanJabatan.objects.filter(jabatan__unit=one.usulan.unit, jabatan__post=Jabatan.Post.PETUGAS)
    found = {row.pegawai.username: row.pegawai.nama for row in rows.with_people() if row.pegawai.is_active}
    return sorted(found.items(), key=lambda item: item[1])


def _proposed(one: on_paper.Next, by: Pegawai) -> dict[str, str]:
    people = on_paper.holders(one)
    told = {"oleh": people[0].username} if len(people) == 1 else {}
    told |= {"verb": str(one.ways[0].verb)} if len(one.ways) == 1 else {}
    if one.since is not None:
        local = one.since.astimezone(one.usulan.satker.tz)
        told |= {"masuk": one.usulan.satker.day(one.since).isoformat(), "jam_masuk": f"{local:%H:%M}"}
    preset = next((way.instruksi for way in one.ways if way.instruksi), ())
    told["instruksi"] = "\n".join(preset)
    if _earlier_scan(one.usulan, by) is not None:
        told["sama"] = "ya"
    return told


def _slip(post: QueryDict, usulan: Usulan) -> on_paper.Slip:
    told = {name: post.get(name, "") for name in post}
    reader = Reader(told)
    opened_at = _moment(reader, "masuk", usulan)
    closed_at = _moment(reader, "keluar", usulan)
    reader.finish()
    key = told.get("id", "")
    return on_paper.Slip(
        id=key if _KEY.fullmatch(key) else new_key(),
        place=_whole(told.get("place")),
        langkah=_whole(told.get("langkah")),
        verb=told.get("verb", ""),
        by=told.get("oleh", ""),
        opened_at=opened_at,
        closed_at=closed_at,
        catatan=told.get("catatan", ""),
        instruksi=[line for line in re.split(r"[\r\n]", told.get("instruksi", "")) if line.strip()],
        petugas=told.get("petugas", ""),
        nomor=told.get("nomor", ""),
    )


def _moment(reader: Reader, name: str, usulan: Usulan) -> datetime:
    """What was typed is the office's time."""
    day, at = reader.day(name), reader.time(f"jam_{name}")
    return datetime.combine(day, at, tzinfo=usulan.satker.tz)


def _whole(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,4}", text) else 0


def _scan(request: HttpRequest, usulan: Usulan, by: Pegawai) -> actions.Scan | None:
    file = request.FILES.get("pindaian")
    if file is None:
        return _earlier_scan(usulan, by) if request.POST.get("sama") else None
    # Of one that is too large just so much is read that this is plain.
    kept = kept_scans.keep(file.read(scans.MOST_BYTES + 1))
    return actions.Scan(kept, _pdf_name(file.name or ""))


def _pdf_name(name: str) -> str:
    stem = file_name(name, otherwise="pindaian").rpartition(".")[0] or "pindaian"
    return f"{stem}.pdf"


def _earlier_scan(usulan: Usulan, by: Pegawai) -> actions.Scan | None:
    """The last scan that this person has put in here: one sheet bears several steps."""
    rows = [
        one for one in usulan.paper_acts.all() if one.scan and one.recorded_by_id == by.pk and one.dropped_at is None
    ]
    return actions.Scan(rows[-1].scan, rows[-1].scan_name) if rows else None
