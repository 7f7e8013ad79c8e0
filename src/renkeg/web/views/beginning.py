"""The first-run page: what a new office still needs before its first usulan, one thing at a time."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from renkeg.lib.errors import NotThere
from renkeg.office import clock
from renkeg.office.models import Jabatan
from renkeg.web import beginning
from renkeg.web.address import address
from renkeg.web.http import Request, page

ADMIN = "admin"


@address("GET", right=ADMIN)
def show(request: Request) -> HttpResponse:
    """The list, with its next thing first in sight."""
    at = _moment_of_admin(request)
    steps = beginning.steps(at)
    done = sum(one.done for one in steps)
    return page(request, "beginning/show.html", {"at": at, "steps": steps, "done": done})


@address("POST", right=ADMIN)
def confirm_units(request: Request) -> HttpResponse:
    """The office's tree is as it should be."""
    _moment_of_admin(request)
    beginning.confirm_units(request.user)
    messages.success(request, "Tercatat: susunan kantor sudah cocok.")
    return redirect("beginning")


def _moment_of_admin(request: Request) -> datetime:
    at = clock.now()
    if not request.user.standing(at).has(Jabatan.Post.ADMIN):
        raise NotThere("Alamat ini tidak ada, atau tidak terbuka bagi Anda.")
    return at
