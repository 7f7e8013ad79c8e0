"""The people, what each may do at an instant, and the tokens of the API."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from renkeg.lib.keys import LENGTH, new_key
from renkeg.trail.snapshot import added_to

if TYPE_CHECKING:
    from .penugasan import PenugasanJabatan


class PegawaiManager(BaseUserManager["Pegawai"]):
    def get_by_natural_key(self, username: str | None) -> "Pegawai":
        return self.get(username=username)

    def with_open_account(self) -> "models.QuerySet[Pegawai]":
        """Who can be given a post."""
        return self.filter(is_active=True)

    def found(self, search: str) -> "models.QuerySet[Pegawai]":
        """Those whose name, user name or NIP contains the text; all where it is empty."""
        wanted = Q(nama__icontains=search) | Q(username__icontains=search) | Q(nip__startswith=search)
        return self.filter(wanted) if search else self.all()


class Pegawai(AbstractBaseUser):
    """A person with an account."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    username = models.SlugField(max_length=60, unique=True)
    nama = models.CharField(max_length=120)
    nip = models.CharField(max_length=18, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    email_shown = models.BooleanField(default=False, help_text="colleagues may read the e-mail address")
    temporary_password = models.BooleanField(default=False, help_text="made by somebody else; to be changed at log-in")
    mail_off = models.BooleanField(default=False, help_text="messages stay on the desk although there is an address")
    steps_put_away = models.BooleanField(default=False, help_text="needs no first-steps panel any more")

    pangkat = models.CharField(max_length=60, blank=True, default="", help_text="Penata Tingkat I (III/d)")

    # temporary_password and steps_put_away stand in no snapshot: no act rests on them, as with the password itself.
    ADDED: ClassVar = ("email_shown", "mail_off", "pangkat")

    objects = PegawaiManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["nama"]

    class Meta:
        ordering: ClassVar = ["nama", "username"]

    def __str__(self) -> str:
        return self.nama

    def standing(self, at: datetime) -> "Standing":
        """The posts held at that instant. Read anew for each instant; remembered for the same one."""
        known: Standing | None = self.__dict__.get("_standing")
        if known is None or known.at != at:
            known = Standing(at=at, posts=tuple(self.penugasan.active(at).of_the_office()) if self.is_active else ())
            self.__dict__["_standing"] = known
        return known

    def disable_refusal(self, by: "Pegawai") -> str | None:
        """Why that person may not close this account; None where he may."""
        if self.pk == by.pk:
            return "Akun Anda sendiri hanya dapat ditutup oleh admin lain, agar kantor tidak kehilangan adminnya."
        return None

    def absence_refusal(self, by: "Pegawai", at: datetime) -> str | None:
        """Why that person may not note or change an absence of this one; None where he may: himself, superior, admin."""
        standing = by.standing(at)
        if self.pk == by.pk or standing.has("admin"):
            return None
        above = (one.jabatan.above for one in self.standing(at).posts)
        if any(one is not None and standing.holding(one.pk) for one in above):
            return None
        return f"Ketidakhadiran {self.nama} dicatat olehnya sendiri, atasannya, atau admin."

    def snapshot(self) -> dict[str, object]:
        return {
            "username": self.username,
            "nama": self.nama,
            "nip": self.nip,
            "email": self.email,
            "aktif": self.is_active,
            **added_to(self),
        }


@dataclass(frozen=True)
class Standing:
    """The posts of a person at one instant: what every right is answered from."""

    at: datetime
    posts: "tuple[PenugasanJabatan, ...]"

    def holding(self, jabatan_id: str) -> "PenugasanJabatan | None":
        """The best penugasan at that jabatan: definitif before Plt. before Plh."""
        return next((one for one in self.posts if one.jabatan_id == jabatan_id), None)

    def units(self, posts: Iterable[str]) -> set[str]:
        """Slugs of the units in which one of these posts is held."""
        wanted = set(posts)
        return {one.jabatan.unit_id for one in self.posts if one.jabatan.post in wanted}

    def has(self, post: str) -> bool:
        return any(one.jabatan.post == post for one in self.posts)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def good(self) -> "ApiTokenQuerySet":
        """Not revoked, the newest first."""
        return self.filter(revoked_at__isnull=True).order_by("-created_at", "id")


class ApiToken(models.Model):
    """A token of the API, kept as the SHA-256 of 256 random bits."""

    id = models.CharField(primary_key=True, max_length=LENGTH, default=new_key, editable=False)
    pegawai = models.ForeignKey(Pegawai, on_delete=models.CASCADE, related_name="tokens")
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    nama = models.CharField(max_length=60, blank=True, default="", help_text="what its owner calls it")
    last_used_on = models.DateField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.id
