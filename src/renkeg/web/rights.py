"""Who finds the settings: the admin of this moment, and nobody else."""

from datetime import datetime

from renkeg.lib.errors import NotThere
from renkeg.office import clock
from renkeg.office.models import Jabatan

from .http import Request

ADMIN = "admin"
NOT_THERE = "Alamat ini tidak ada, atau tidak terbuka bagi Anda."


def moment_of_admin(request: Request) -> datetime:
    """The office's moment, for the admin of that moment. Raises NotThere for everybody else."""
    at = clock.now()
    if not request.user.standing(at).has(Jabatan.Post.ADMIN):
        raise NotThere(NOT_THERE)
    return at
