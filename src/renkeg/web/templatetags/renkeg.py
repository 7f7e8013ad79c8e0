"""How the pages write money, days, times and acts; all times stand in the zone of the office."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.conf import settings
from django.template import Context
from django.utils import timezone

from renkeg.lib import indonesian
from renkeg.office import clock
from renkeg.office.models import Jabatan, PenugasanJabatan, Satker
from renkeg.planning.models import Tugas, Usulan
from renkeg.planning.sop import Verb
from renkeg.web.forms import told_name
from renkeg.web.where import Scene, Where
from renkeg.web.where import acting_as as capacity

register = template.Library()

_ACTS: Mapping[str, str] = {
    Verb.PROPOSE: "mengajukan usulan",
    Verb.APPROVE: "menyetujui",
    Verb.SEND_BACK: "mengembalikan",
    Verb.DISPOSE: "memberikan disposisi",
    Verb.ASSIGN: "menugaskan petugas",
    Verb.SUBMIT: "menyerahkan form",
    Verb.PUBLISH: "menerbitkan di Tautan",
    Verb.ACKNOWLEDGE: "menyatakan mengetahui",
    Verb.WITHDRAW: "menarik kembali",
    Verb.CANCEL: "membatalkan usulan",
    Verb.REPLACE: "menerbitkan revisi; rencana ini digantikan",
}


@register.filter
def rupiah(amount: int | None) -> str:
    """Whole rupiah as "Rp12.500.000"; a dash where there is none."""
    return "–" if amount is None else indonesian.rupiah(amount)


@register.filter
def angka(number: int | None) -> str:
    """12500000 as "12.500.000"; a dash where there is none."""
    return "–" if number is None else indonesian.angka(number)


@register.filter
def bulan(number: int) -> str:
    """1 as "Januari"."""
    return indonesian.nama_bulan(number)


@register.filter
def tanggal(day: date | None) -> str:
    """A day, or the day of a moment in the office's zone, as "4 Januari 2027"."""
    return indonesian.tanggal(_local_day(day)) if day else ""


@register.filter
def hari(day: date) -> str:
    """As "Senin, 4 Januari 2027"."""
    return indonesian.hari_tanggal(_local_day(day))


@register.filter
def jam(at: datetime) -> str:
    """A moment's time in the office's zone: "10.20"."""
    return indonesian.jam(timezone.localtime(at))


@register.filter
def saat(at: datetime, now: datetime) -> str:
    """A moment as people say it: "pukul 10.20" on the day of `now`, else with its day."""
    local = timezone.localtime(at)
    day = _local_day(at)
    if day == _local_day(now):
        return f"pukul {indonesian.jam(local)}"
    return f"{indonesian.hari_tanggal(day)} pukul {indonesian.jam(local)}"


@register.filter
def durasi(minutes: int) -> str:
    """Working minutes as "1 jam 10 menit"."""
    return indonesian.durasi(minutes)


@register.filter
def lama(minutes: int) -> str:
    """How long something took, in working minutes."""
    return f"{indonesian.durasi(minutes)} kerja" if minutes else "kurang dari satu menit"


@register.filter
def perbuatan(verb: str) -> str:
    """What somebody did, as a verb in a sentence."""
    return _ACTS[verb]


@register.filter
def isian(name: str) -> str:
    """A field of the form inside a sentence: "anggaran"."""
    return told_name(name)


@register.filter
def gelar(tugas: Tugas) -> str:
    """In which capacity a tugas was closed: "Plh. Kepala Bagian …"."""
    jabatan = tugas.closed_as or tugas.jabatan
    return PenugasanJabatan(jabatan=jabatan, kapasitas=tugas.kapasitas).title


@register.filter
def salam(now: datetime) -> str:
    """The greeting of the hour."""
    hour = timezone.localtime(now).hour
    return "Selamat " + ("pagi" if hour < 11 else "siang" if hour < 15 else "sore" if hour < 18 else "malam")


@register.simple_tag
def kantor() -> Satker | None:
    """The office of this installation; none before it is set up."""
    return Satker.objects.first()


@register.simple_tag(takes_context=True)
def is_admin(context: Context) -> bool:
    """Whether the person who asks holds the post of admin at the moment of the page."""
    request = context["request"]
    return bool(request.user.standing(context.get("at") or clock.now()).has(Jabatan.Post.ADMIN))


@register.simple_tag(takes_context=True)
def where_of(context: Context, usulan: Usulan) -> Where:
    """Where a usulan read with `for_reading()` is, for who reads the page: `.sentence`, `.time`, `.short`, `.late` …"""
    return Where.of(usulan, Scene.here(context["request"], context.get("at") or clock.now()))


@register.inclusion_tag("shared/where.html", takes_context=True)
def where(context: Context, usulan: Usulan) -> dict[str, object]:
    """The line of truth: "Di meja Sekretaris sejak 10.20, batas 11.20. Sisa 35 menit kerja."."""
    return {"where": where_of(context, usulan)}


@register.simple_tag(takes_context=True)
def acting_as(context: Context, tugas: Tugas) -> PenugasanJabatan | None:
    """In which capacity the reader would act on a tugas (`.title`, `.dasar`), where that is not plain; else None."""
    return capacity(tugas, context["request"].user, context.get("at") or clock.now())


@register.simple_tag(takes_context=True)
def may_amend(context: Context) -> bool:
    """Whether the reader may revise the page's published plan, or take a kegiatan out of it."""
    return context["usulan"].amend_refusal(context["request"].user, context.get("at") or clock.now()) is None


@register.inclusion_tag("spanduk.html")
def spanduk() -> dict[str, object]:
    """The banner of a practice installation, with its clock."""
    return {"latihan": settings.DEMO, "now": clock.now() if settings.DEMO else None}


def _local_day(value: date) -> date:
    # isinstance first: a moment is a day, too.
    return timezone.localdate(value) if isinstance(value, datetime) else value
