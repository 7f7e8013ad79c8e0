"""Asks somebody who is logged in for his password once more, before what must be he himself."""

from django.contrib.auth import authenticate

from renkeg.lib.errors import BadInput

from .http import Request

WRONG_PASSWORD = "Kata sandi ini tidak cocok. Ketik kata sandi yang Anda pakai untuk masuk."  # noqa: S105


def ask(request: Request) -> None:
    """Raises BadInput unless the person has typed his own password; wrong tries count as at the log-in."""
    typed = request.POST.get("password", "")
    if typed and authenticate(request, username=request.user.username, password=typed) == request.user:
        return
    raise BadInput.at("password", WRONG_PASSWORD if typed else "Isi kata sandi Anda.")
