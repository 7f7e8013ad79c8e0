"""Whether the process lives, and whether it can work."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from renkeg import start_checks


@login_not_required
@require_safe
@never_cache
def alive(_request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "hidup"})


@login_not_required
@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """200 when an act could be done now, else 503 with what is in the way."""
    problems = start_checks.not_ready()
    return JsonResponse(
        {"status": "belum siap" if problems else "siap", "masalah": problems}, status=503 if problems else 200
    )
