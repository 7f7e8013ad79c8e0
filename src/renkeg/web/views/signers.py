"""How the office signs: which signer, and the certificate of its own authority for those who check from outside."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from renkeg.lib.errors import BadInput
from renkeg.office.models import Satker
from renkeg.papers import authority, choosing
from renkeg.papers.models import SignerKind
from renkeg.web import refusals
from renkeg.web.address import address
from renkeg.web.fields import Field, Form, typed
from renkeg.web.http import Request, page
from renkeg.web.rights import ADMIN, moment_of_admin
from renkeg.web.views.dokumen import file_answer

_LABELS = {
    SignerKind.EMBEDDED: "Sertifikat internal kantor",
    SignerKind.BSRE: "BSrE (tanda tangan elektronik tersertifikasi)",
}


@address("GET", "POST", right=ADMIN)
def show(request: Request) -> HttpResponse:
    """The signer in force, and the choice of another."""
    moment_of_admin(request)
    satker = Satker.objects.office()
    fields = [
        Field(
            "signer",
            "Penanda tangan",
            "Berlaku untuk tanda tangan sesudah ini; yang sudah ditandatangani tetap.",
            kind="select",
            options=[(str(one), _LABELS[one]) for one in choosing.choices()],
            value=str(choosing.signer_of(satker)),
        )
    ]
    error: BadInput | None = None
    told = typed(request.POST, fields) if request.method == "POST" else {}
    if request.method == "POST":
        try:
            choosing.choose(satker, told["signer"], by=request.user)
        except BadInput as bad:
            error = bad
        else:
            messages.success(request, "Tersimpan. Berkas berikutnya ditandatangani demikian.")
            return redirect("kantor_tanda_tangan")
    context = {
        "form": Form(fields, told, error),
        "authority": authority.present(),
        "bsre": SignerKind.BSRE in choosing.choices(),
    }
    return page(request, "kantor/tanda_tangan.html", context, status=refusals.status(error) if error else 200)


@address("GET", right=ADMIN)
def certificate(request: Request) -> HttpResponse:
    """The certificate of the office's own authority (PEM): whoever trusts it can check signatures without Renkeg."""
    moment_of_admin(request)
    return file_answer(authority.pem().encode(), "application/x-pem-file", "Sertifikat internal kantor.pem")
