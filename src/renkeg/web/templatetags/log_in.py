"""What the log-in page can tell before anybody is known: whether there are accounts, whom to ask, who may practise."""

from dataclasses import dataclass

from django import template
from django.conf import settings

from renkeg.office import clock, practice
from renkeg.office.models import Jabatan, Pegawai, PenugasanJabatan, Satker

register = template.Library()

_CHAIN = (Jabatan.Post.KASUBBAG, Jabatan.Post.KABAG, Jabatan.Post.SEKRETARIS, Jabatan.Post.PETUGAS, Jabatan.Post.ADMIN)
_MOST = 3


@dataclass(frozen=True)
class Beginning:
    """Where an installation stands whose first account is to be made."""

    practice: bool
    founded: bool


@register.simple_tag
def beginning() -> Beginning | None:
    """None as soon as there is an account."""
    if Pegawai.objects.exists():
        return None
    return Beginning(practice=settings.DEMO, founded=Satker.objects.exists())


@register.simple_tag
def people_to_ask() -> list[str]:
    """Names of those who give accounts and temporary passwords now."""
    return list(dict.fromkeys(one.pegawai.nama for one in _holders(Jabatan.Post.ADMIN)))[:_MOST]


@register.simple_tag
def practice_people() -> list[PenugasanJabatan]:
    """In a practice office the chain of its first subbagian, whose password everybody may know; else nobody."""
    if not settings.DEMO:
        return []
    by_post: dict[str, PenugasanJabatan] = {}
    for one in _holders(*_CHAIN):
        by_post.setdefault(one.jabatan.post, one)
    return [by_post[post] for post in _CHAIN if post in by_post]


@register.simple_tag
def practice_password() -> str:
    """The one password of the practice people."""
    return practice.PASSWORD


def _holders(*posts: str) -> list[PenugasanJabatan]:
    if not Satker.objects.exists():
        return []
    rows = PenugasanJabatan.objects.active(clock.now()).filter(jabatan__post__in=posts, kapasitas="definitif")
    return list(
        rows.select_related("pegawai", "jabatan__unit").order_by("jabatan__unit__urut", "mulai", "pegawai__username")
    )
