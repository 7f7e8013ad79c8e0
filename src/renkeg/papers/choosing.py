"""Which signer the office uses: chosen by the admin, the embedded one until then."""

from django.conf import settings
from django.db import transaction

from renkeg.lib.errors import BadInput
from renkeg.office.actions import record_kantor
from renkeg.office.models import Pegawai, Satker

from .models import SignerChoice, SignerKind


def signer_of(satker: Satker) -> SignerKind:
    """The signer in force."""
    choice = SignerChoice.objects.filter(satker=satker).first()
    return SignerKind(choice.signer) if choice is not None else SignerKind.EMBEDDED


def choices() -> list[SignerKind]:
    """Those that can be chosen: BSrE only where its service is named."""
    return [SignerKind.EMBEDDED, *([SignerKind.BSRE] if settings.BSRE_URL else [])]


@transaction.atomic
def choose(satker: Satker, signer: str, *, by: Pegawai) -> SignerKind:
    """From now on papers are signed so; what is signed stays. Raises BadInput."""
    wanted = next((one for one in choices() if one == signer), None)
    if wanted is None:
        raise BadInput.at("signer", "Pilih salah satu penanda tangan yang tersedia.")
    Satker.objects.select_for_update(no_key=True).get(pk=satker.pk)
    if signer_of(satker) != wanted:
        SignerChoice.objects.update_or_create(satker=satker, defaults={"signer": wanted})
        record_kantor("choose_signer", satker, by=by, facts={"signer": str(wanted)})
    return wanted
