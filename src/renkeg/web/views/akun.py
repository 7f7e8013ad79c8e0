"""The account: who I am, and which posts I hold now and later."""

from django.http import HttpResponse

from renkeg.office import clock
from renkeg.office.models import Satker
from renkeg.web.address import address
from renkeg.web.http import Request, page


@address("GET")
def show(request: Request) -> HttpResponse:
    """Posts in force, and those whose days lie ahead."""
    at = clock.now()
    today = Satker.objects.office().day(at)
    later = [one for one in request.user.penugasan.of_the_office() if one.mulai > today and one.ended_at is None]
    return page(request, "akun/show.html", {"at": at, "posts": request.user.standing(at).posts, "later": later})
