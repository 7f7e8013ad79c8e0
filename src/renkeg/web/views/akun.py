"""The account: who I am, which posts I hold, from where I am logged in; where messages go; tokens of the API."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from renkeg.lib.errors import BadInput, Refused
from renkeg.office import clock, own_account
from renkeg.office.models import ApiToken, Satker
from renkeg.web import log_ins, own_password
from renkeg.web.address import address
from renkeg.web.http import Request, page
from renkeg.web.refusals import status


@address("GET")
def show(request: Request) -> HttpResponse:
    """Posts in force, those whose days lie ahead, and the sessions."""
    at = clock.now()
    today = Satker.objects.office().day(at)
    later = [one for one in request.user.penugasan.of_the_office() if one.mulai > today and one.ended_at is None]
    context = {
        "at": at,
        "posts": request.user.standing(at).posts,
        "later": later,
        # Sessions know nothing of the practice clock.
        "real_now": timezone.now(),
        "log_ins": log_ins.of(request.user, request.session.session_key),
        "tokens": request.user.tokens.good().count(),
    }
    return page(request, "akun/show.html", context)


@address("POST")
def end_session(request: Request, session: str) -> HttpResponse:
    """One device must log in again."""
    if log_ins.end(request.user, session):
        messages.success(request, "Perangkat itu sudah dikeluarkan.")
    else:
        messages.success(request, "Perangkat itu sudah tidak masuk lagi.")
    return redirect("akun")


@address("POST")
def end_other_sessions(request: Request) -> HttpResponse:
    """All devices but this one must log in again."""
    log_ins.end_all(request.user, but=request.session.session_key)
    messages.success(request, "Semua perangkat lain sudah dikeluarkan. Anda tetap masuk di sini.")
    return redirect("akun")


@address("POST")
def end_all_sessions(request: Request) -> HttpResponse:
    """All devices must log in again, this one too."""
    log_ins.end_all(request.user)
    logout(request)
    messages.success(request, "Anda sudah keluar dari semua perangkat.")
    return redirect("account_login")


@dataclass(frozen=True)
class Mail:
    """What stands in the fields of the page about messages."""

    email: str
    on: bool
    shown: bool


@address("GET", "POST")
def mail(request: Request) -> HttpResponse:
    """Where messages go: by e-mail too, or only to the desk."""
    me = request.user
    if request.method != "POST":
        return _mail(request, Mail(me.email, not me.mail_off, me.email_shown))
    typed = Mail(
        request.POST.get("email", ""), request.POST.get("kirim") == "surel", request.POST.get("tampak") == "ya"
    )
    try:
        own_account.check_email(typed.email, on=typed.on)
        own_password.ask(request)
        own_account.set_mail(me, email=typed.email, on=typed.on, shown=typed.shown)
    except BadInput as error:
        return _mail(request, typed, error)
    messages.success(request, "Tujuan pemberitahuan sudah disimpan.")
    return redirect("akun")


def _mail(request: Request, typed: Mail, error: BadInput | None = None) -> HttpResponse:
    context = {"typed": typed, **_faults(error)}
    return page(request, "akun/mail.html", context, status=status(error) if error else 200)


@address("GET", "POST")
def tokens(request: Request) -> HttpResponse:
    """The tokens that are good, and the form for a new one, whose text is shown once."""
    if request.method != "POST":
        return _tokens(request)
    nama = request.POST.get("nama", "")
    try:
        own_password.ask(request)
        token, text = own_account.make_token(request.user, nama=nama)
    except (BadInput, Refused) as error:
        return _tokens(request, nama=nama, error=error)
    # No redirect: the text stands in this one answer, which nothing keeps.
    return page(request, "akun/token_made.html", {"token": token, "text": text})


def _tokens(request: Request, *, nama: str = "", error: BadInput | Refused | None = None) -> HttpResponse:
    context = {"tokens": request.user.tokens.good(), "nama": nama, **_faults(error)}
    return page(request, "akun/tokens.html", context, status=status(error) if error else 200)


@address("POST")
def revoke_token(request: Request, token: str) -> HttpResponse:
    """A token of one's own ends."""
    found = get_object_or_404(ApiToken.objects.filter(pegawai=request.user), pk=token)
    own_account.revoke_token(found)
    messages.success(request, f"Token {found.nama or 'tanpa nama'} sudah dicabut; program yang memakainya ditolak.")
    return redirect("tokens")


@address("POST")
def put_away_steps(request: Request) -> HttpResponse:
    """The first-steps panel leaves the desk for good."""
    own_account.put_away_steps(request.user)
    return redirect("meja")


def _faults(error: BadInput | Refused | None) -> dict[str, object]:
    if isinstance(error, BadInput):
        faults = {one.loc: [one.msg] for one in error.problems}
        return {"faults": faults, "summary": [{"href": f"#{one.loc}", "text": one.msg} for one in error.problems]}
    return {"faults": {}, "summary": [], "refused": error.sentence if error else ""}
