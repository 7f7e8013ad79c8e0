"""Whether the process lives, and whether it can work."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from renkeg import start_checks
from renkeg.web.address import OPEN, address


@address("GET", right=OPEN)
@never_cache
def alive(_request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "hidup"})


@address("GET", right=OPEN)
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """200 when an act could be done now, else 503 with what is in the way."""
    problems = start_checks.not_ready()
    return JsonResponse(
        {"status": "belum siap" if problems else "siap", "masalah": problems}, status=503 if problems else 200
    )
