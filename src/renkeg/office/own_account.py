"""What a person changes on his own account by himself: where messages go, tokens of the API, the first-steps panel."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from renkeg.lib.clean_text import Unclean, clean_line
from renkeg.lib.errors import BadInput, Refused
from renkeg.trail.record import record

from . import clock
from .actions import hash_of
from .models import ApiToken, Pegawai, state_of
from .telling import tell_owner

TOKENS = 20
"""As many tokens as one person may have at a time."""
_NAME_LENGTH = 60


@transaction.atomic
def set_mail(pegawai: Pegawai, *, email: str, on: bool, shown: bool) -> Pegawai:
    """Where messages go from now on; without an address, or not `on`, they stay on the desk. Raises BadInput.

    `shown`: colleagues may read the address.
    """
    pegawai = Pegawai.objects.select_for_update(no_key=True).get(pk=pegawai.pk)
    email = email.strip()
    check_email(email, on=on)
    wanted = (email, not on, shown and bool(email))
    if (pegawai.email, pegawai.mail_off, pegawai.email_shown) == wanted:
        return pegawai
    pegawai.email, pegawai.mail_off, pegawai.email_shown = wanted
    pegawai.save(update_fields=["email", "mail_off", "email_shown"])
    _record("set_mail", pegawai, "Tujuan pemberitahuan Anda baru saja diubah.")
    return pegawai


def check_email(email: str, *, on: bool) -> None:
    """Raises BadInput where the address is none, or is missing although messages shall go there."""
    email = email.strip()
    if on and not email:
        raise BadInput.at("email", "Isi alamat surel, atau pilih hanya di Meja Kerja.")
    if email:
        try:
            Pegawai._meta.get_field("email").run_validators(email)
        except ValidationError as error:
            raise BadInput.at("email", "Tulis alamat surel yang lengkap, misalnya nama@kpu.go.id.") from error


@transaction.atomic
def make_token(pegawai: Pegawai, *, nama: str) -> tuple[ApiToken, str]:
    """A new token and its text, which is kept nowhere. Raises BadInput on the name, Refused where there are too many."""
    try:
        nama = clean_line(nama)
    except Unclean as error:
        raise BadInput.at("nama", str(error)) from error
    if not 1 <= len(nama) <= _NAME_LENGTH:
        raise BadInput.at("nama", f"Beri nama sampai {_NAME_LENGTH} huruf, agar kelak Anda tahu token ini untuk apa.")
    pegawai = Pegawai.objects.select_for_update(no_key=True).get(pk=pegawai.pk)
    if pegawai.tokens.good().count() >= TOKENS:
        raise Refused(f"Anda sudah memiliki {TOKENS} token; cabut dahulu yang tidak dipakai lagi.")
    text = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(pegawai=pegawai, hash=hash_of(text), nama=nama)
    _record("make_token", pegawai, f"Token “{nama}” baru saja dibuat untuk akun Anda.", token=token.pk)
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken) -> ApiToken:
    """The token counts for nothing from now on; harmless to repeat."""
    token = ApiToken.objects.select_for_update(no_key=True).get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        _record("revoke_token", token.pegawai, "Satu token akun Anda baru saja dicabut.", token=token.pk)
    return token


def put_away_steps(pegawai: Pegawai) -> None:
    """The first-steps panel is not shown to this person again."""
    Pegawai.objects.filter(pk=pegawai.pk).update(steps_put_away=True)


def _record(verb: str, pegawai: Pegawai, told: str, **facts: object) -> None:
    event = record(verb, f"pegawai:{pegawai.pk}", by=pegawai.pk, at=clock.now(), facts=facts, state=state_of([pegawai]))
    tell_owner(pegawai, event, f"{told} Bila bukan atas kehendak Anda, hubungi admin.")
