"""Every page and every state of it, as data: what `make gallery` pictures, what is checked, what docs/pages.md lists."""

from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.states import NOBODY, State
from tests.browser.states_of_the_house import ACCOUNT, HELP, KANTOR, LOG_IN, REFUSED, VERIFIED
from tests.browser.states_of_work import AGENDA, ARSIP, FORM, MEJA, PAGU, TAHUNAN, TAUTAN, USULAN

GROUPS: dict[str, Sequence[State]] = {
    "Log-in": LOG_IN,
    "Meja Kerja": MEJA,
    "Usulan": USULAN,
    "Kertas kerja": FORM,
    "Tautan": TAUTAN,
    "Pagu": PAGU,
    "Rencana tahunan": TAHUNAN,
    "Buku agenda": AGENDA,
    "Arsip": ARSIP,
    "SOP and panduan": HELP,
    "Akun": ACCOUNT,
    "Kantor": KANTOR,
    "Verification": VERIFIED,
    "Refusals": REFUSED,
}

BEFORE_THE_OFFICE = State("account_login", "before the office is founded", NOBODY, "/akun/login/")
"""Pictured in a place without an office."""

DOWNLOADS = {
    "draft_letter": "a PDF",
    "dokumen": "a PDF or a workbook",
    "arsip_pdf": "a PDF",
    "arsip_xlsx": "a workbook",
    "srikandi_zip": "a ZIP",
    "sop_pdf": "a PDF",
    "sop_bpmn": "BPMN 2.0",
    "tautan_pdf": "a PDF",
    "tautan_xlsx": "a workbook",
    "recap_pdf": "a PDF",
    "recap_xlsx": "a workbook",
    "month_xlsx": "a workbook",
    "month_csv": "a plain table",
    "kertas_kerja_xlsx": "a workbook",
    "blank_form": "a workbook",
    "kertas_kerja_live": "JSON",
    "pagu_kode": "JSON",
    "blank_kit": "a PDF",
    "running_kit": "a PDF",
    "kit_qr": "leads to one of two pages",
    "paper_scan": "a scan",
    "rencana_tahunan_form": "a workbook",
    "rencana_tahunan_xlsx": "a workbook",
    "agenda_pdf": "a PDF",
    "agenda_xlsx": "a workbook",
    "klasifikasi_kode": "JSON",
    "kantor_sertifikat": "a certificate",
}
"""Addresses that are read and show no page, with the reason."""


def states() -> Iterator[State]:
    """All of them, in their order."""
    for group in GROUPS.values():
        yield from group


def addresses() -> dict[str, tuple[str, bool]]:
    """Every named address of the pages: how it is written, and whether it is read by GET."""
    return dict(_named(get_resolver("renkeg.web.urls").url_patterns, "/"))


def _named(patterns: Sequence[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, tuple[str, bool]]]:
    for one in patterns:
        route = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _named(one.url_patterns, route)
        elif one.name:
            yield one.name, (route, "GET" in getattr(one.callback, "methods", ("GET",)))


_READERS = {NOBODY: "nobody yet", "newcomer": "somebody new", "temporary": "somebody new"}


def table() -> str:
    """docs/pages.md."""
    written = addresses()
    lines = [_HEAD]
    for title, group in GROUPS.items():
        lines += [f"\n## {title}\n", "| Page | Address | States | Seen as |", "|---|---|---|---|"]
        for page in dict.fromkeys(one.page for one in group):
            mine = [one for one in group if one.page == page]
            if page == BEFORE_THE_OFFICE.page:
                mine.append(BEFORE_THE_OFFICE)
            address = f"`{written[page][0]}`" if page in written else "any"
            readers = dict.fromkeys(_READERS.get(one.who, one.who.replace("_", " ")) for one in mine)
            lines.append(f"| {page} | {address} | {'; '.join(one.name for one in mine)} | {', '.join(readers)} |")
    return "\n".join(lines) + "\n"


_HEAD = """# Pages and their states

Written by `make gallery` from `tests/browser/gallery.py`; a test fails when it is stale. Each state is checked at 360 and 1280 pixels,
in light and dark, and at twice the size; the people are those of `tests/cast.py`."""
