"""Whether a paper is the office's own: open to everybody, by its code or by the file itself. Nothing of it is kept."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from renkeg.lib.errors import BadInput
from renkeg.papers import seals, verifying
from renkeg.papers.examining import MOST_BYTES
from renkeg.papers.models import Document
from renkeg.web import forms, limits, standing
from renkeg.web.address import OPEN, address
from renkeg.web.http import Request, page
from renkeg.web.sent_files import sent_file

_SPAN = 15 * 60
_MOST_MISSES = 30
"""Unknown codes from one place in a span: far more than anybody mistypes, far too few to find one."""
_MOST_FILES = 30
_FORM = 64 * 1024
"""What a form is longer than its file."""


@csrf_exempt
@address("GET", "POST", right=OPEN)
def ask(request: Request) -> HttpResponse:
    """Where a code is typed or a file is chosen."""
    if request.method == "POST":
        return _compare(request, None)
    typed = request.GET.get("kode", "").strip()[:2000]
    if not typed:
        return _shown(request, {})
    code = seals.code_in(typed)
    if code is None:
        error = BadInput.at("kode", "Kode terdiri atas 22 huruf dan angka, seperti tercetak di bawah kode QR.")
        return _shown(request, {"typed": typed, **_faults(error)}, status=422)
    return redirect("verifikasi", code)


@csrf_exempt
@address("GET", "POST", right=OPEN)
def show(request: Request, code: str) -> HttpResponse:
    """What everybody may know of the paper with that code, and whether a file is that paper."""
    if wait := limits.spent(request, "verifikasi-kode", most=_MOST_MISSES, seconds=_SPAN):
        return _wait(request, wait)
    document = Document.objects.filter(code=code).first()
    if document is None:
        limits.spend(request, "verifikasi-kode", seconds=_SPAN)
        return _shown(request, {"unknown": True}, status=404)
    if request.method == "POST":
        return _compare(request, document)
    return _shown(request, {"told": standing.told(document)})


def _compare(request: Request, document: Document | None) -> HttpResponse:
    context: dict[str, object] = {"told": standing.told(document)} if document else {}
    if wait := limits.spent(request, "verifikasi-berkas", most=_MOST_FILES, seconds=_SPAN):
        return _wait(request, wait)
    limits.spend(request, "verifikasi-berkas", seconds=_SPAN)
    try:
        data = _sent(request)
    except BadInput as error:
        return _shown(request, {**context, **_faults(error)}, status=422)
    answer = verifying.verify(data)
    return _shown(request, {**context, "answer": standing.answered(answer, document)})


def _sent(request: Request) -> bytes:
    """The file. What is too large is not even read: nobody here is known. Raises BadInput."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + _FORM:
        raise BadInput.at(
            "file", f"Berkas ini lebih besar dari {MOST_BYTES // 1024**2} MB; naskah kantor jauh lebih kecil."
        )
    return sent_file(request, "file", most=MOST_BYTES, otherwise="Pilih dahulu berkas PDF yang akan diperiksa.").data


def _faults(error: BadInput) -> Mapping[str, object]:
    return {"faults": forms.by_field(error), "summary": forms.summary(error)}


def _wait(request: Request, seconds: int) -> HttpResponse:
    response = _page(request, "verifikasi/wait.html", {"menit": -(-seconds // 60)}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _shown(request: Request, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    return _page(request, "verifikasi/show.html", context, status=status)


def _page(request: Request, template: str, context: Mapping[str, object], *, status: int) -> HttpResponse:
    response = page(request, template, context, status=status)
    # Whoever holds a paper finds its page; nobody else shall.
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
