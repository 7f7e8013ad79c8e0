"""The verbs on accounts: open, change, close, open again; and the tokens of the API."""

import hashlib
import secrets

from django.db import transaction

from renkeg.office.models import ApiToken, Pegawai

from .rows import record_pegawai, refuse


@transaction.atomic
def hire(
    *,
    username: str,
    nama: str,
    nip: str = "",
    email: str = "",
    pangkat: str = "",
    password: str | None = None,
    temporary: bool = False,
    by: Pegawai | None = None,
) -> Pegawai:
    """Opens an account; without a password nobody can log in with it yet. `temporary`: its owner must change it."""
    pegawai = Pegawai(username=username, nama=nama, nip=nip, email=email, pangkat=pangkat, temporary_password=temporary)
    if password is None:
        pegawai.set_unusable_password()
    else:
        pegawai.set_password(password)
    pegawai.save(force_insert=True)
    record_pegawai("hire", pegawai, by)
    return pegawai


@transaction.atomic
def change_pegawai(
    pegawai: Pegawai, *, nama: str, nip: str, email: str, pangkat: str | None = None, by: Pegawai | None
) -> Pegawai:
    """Other particulars, checked before (accounts.change); the same again has no second effect. `pangkat` None: as it is."""
    pegawai = Pegawai.objects.select_for_update(no_key=True).get(pk=pegawai.pk)
    pangkat = pegawai.pangkat if pangkat is None else pangkat
    if (pegawai.nama, pegawai.nip, pegawai.email, pegawai.pangkat) != (nama, nip, email, pangkat):
        # An address that is not there, or another one, was not agreed to be shown.
        if pegawai.email != email:
            pegawai.email_shown = False
        pegawai.nama, pegawai.nip, pegawai.email, pegawai.pangkat = nama, nip, email, pangkat
        pegawai.save(update_fields=["nama", "nip", "email", "email_shown", "pangkat"])
        record_pegawai("change_pegawai", pegawai, by)
    return pegawai


@transaction.atomic
def disable(pegawai: Pegawai, *, by: Pegawai | None) -> Pegawai:
    """Closes an account: no log-in, no token, no post counts from now on."""
    pegawai = Pegawai.objects.select_for_update(no_key=True).get(pk=pegawai.pk)
    if pegawai.is_active:
        refuse(pegawai.disable_refusal(by) if by else None)
        pegawai.is_active = False
        pegawai.save(update_fields=["is_active"])
        record_pegawai("disable", pegawai, by)
    return pegawai


@transaction.atomic
def enable(pegawai: Pegawai, *, by: Pegawai | None) -> Pegawai:
    """Opens a closed account again; the posts whose days are not over count again."""
    pegawai = Pegawai.objects.select_for_update(no_key=True).get(pk=pegawai.pk)
    if not pegawai.is_active:
        pegawai.is_active = True
        pegawai.save(update_fields=["is_active"])
        record_pegawai("enable", pegawai, by)
    return pegawai


def new_token(pegawai: Pegawai, secret: str | None = None) -> str:
    """Makes a token of the API and returns it; only its hash is kept."""
    token = secret or secrets.token_urlsafe(32)
    ApiToken.objects.get_or_create(hash=hash_of(token), defaults={"pegawai": pegawai})
    return token


def hash_of(token: str) -> str:
    """How a token is kept. A token has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
