"""Every page and every state of it, as data: what `make gallery` pictures, what is checked, what docs/pages.md lists."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.stage import Stage

Act = Callable[[Page, Stage], None]

NOBODY = ""


@dataclass(frozen=True)
class State:
    """One picture: the page by the name of its address, the state in a few words, whose screen, and how it comes about."""

    page: str
    name: str
    who: str
    address: str
    act: Act | None = None
    status: int = 200

    @property
    def file(self) -> str:
        """Its name as a file's."""
        return f"{self.page}-{self.name}".replace(" ", "-").replace(",", "").replace("/", "-").replace("'", "")


def _of(page: str, address: str, *states: tuple[str, str] | tuple[str, str, Act]) -> list[State]:
    """States of one page that differ in the reader and in what was done; `address` may go on in the name after '?'."""
    made = []
    for name, who, *act in states:
        words, _, tail = name.partition("?")
        made.append(State(page, words.strip(), who, f"{address}?{tail}" if tail else address, act[0] if act else None))
    return made


def _usulan(name: str, place: str, who: str, act: Act | None = None) -> State:
    return State("usulan", name, who, f"/usulan/{{{place}}}/", act)


LOG_IN = [
    *_of(
        "account_login",
        "/akun/login/",
        ("plain", NOBODY),
        ("on the way somewhere ?next=/tautan/", NOBODY),
        ("session ended ?next=/usulan/&sesi=berakhir", NOBODY),
        ("session ended before what was sent ?next=/usulan/&sesi=terputus", NOBODY),
        ("wrong password", NOBODY, acts.log_in("kabag")),
        ("locked", NOBODY, acts.log_in("terkunci")),
    ),
    *_of("account_logout", "/akun/logout/", ("plain", "kasubbag")),
    *_of("account_inactive", "/akun/inactive/", ("plain", NOBODY)),
    *_of(
        "account_change_password",
        "/akun/password/change/",
        ("plain", "kasubbag"),
        ("temporary password", "temporary"),
        ("faults", "kasubbag", acts.press("Ganti kata sandi|Simpan")),
    ),
]

MEJA = [
    *_of(
        "meja",
        "/",
        ("many waiting, some late", "kabag"),
        ("one returned and drafts", "kasubbag"),
        ("one waiting", "sekretaris"),
        ("work on the form", "petugas"),
        ("empty", "outsider_petugas"),
        ("only reading", "auditor"),
        ("first day, no post", "newcomer"),
        ("several posts, as stand-in", "outsider_kabag"),
        ("one of several posts ?sebagai={stand_in_for}", "outsider_kabag"),
        ("connection lost", "kabag", acts.lose_connection),
        ("something new arrived", "kabag", acts.something_new),
    ),
]

USULAN = [
    *_of(
        "usulan_list",
        "/usulan/",
        ("many", "kabag"),
        ("filtered ?keadaan=berjalan&unit=keuangan", "kabag"),
        ("no hits ?cari=tidak+ada+sama+sekali", "kabag"),
        ("empty", "outsider_petugas"),
    ),
    _usulan("draft", "draft", "kasubbag"),
    _usulan("draft with gaps", "gaps", "kasubbag"),
    _usulan("draft without kegiatan", "blank", "kasubbag"),
    _usulan("langkah 2, his turn, late", "late", "kabag"),
    _usulan("langkah 2, for its proposer", "at_2", "kasubbag"),
    _usulan("langkah 2, as stand-in", "at_2", "outsider_kabag"),
    _usulan("langkah 2, reason opened", "at_2", "kabag", acts.open_summary("Kembalikan")),
    _usulan("langkah 2, reason too short", "at_2", "kabag", acts.too_short_a_reason),
    _usulan("langkah 2, content changed meanwhile", "changing", "kabag", acts.stale),
    _usulan("langkah 2, 60 rows and long titles", "long", "kabag"),
    _usulan("langkah 3, his turn", "at_3", "sekretaris"),
    _usulan("langkah 3, disposisi opened", "at_3", "sekretaris", acts.open_summary("Disposisi")),
    _usulan("langkah 4, his turn", "at_4", "kabag"),
    _usulan("langkah 5, his turn", "at_5", "kasubbag"),
    _usulan("langkah 6, his turn", "at_6", "petugas"),
    _usulan("langkah 6, for the kasubbag", "at_6", "kasubbag", acts.open_all),
    _usulan("langkah 7, his turn", "at_7", "kasubbag"),
    _usulan("langkah 8, his turn", "at_8", "petugas"),
    _usulan("returned to its proposer", "returned", "kasubbag"),
    _usulan("returned letter", "returned_letter", "kabag"),
    _usulan("returned form", "returned_form", "petugas"),
    _usulan("read by the auditor", "at_3", "auditor"),
    _usulan("published, to acknowledge", "plan", "kabag"),
    _usulan("published", "plan", "kasubbag"),
    _usulan("published, replaced", "old", "kasubbag"),
    _usulan("published, one cancelled, one postponed", "thinned", "kasubbag"),
    _usulan("made by a postponement", "postponed", "kasubbag"),
    _usulan("cancelled", "cancelled", "kasubbag"),
    _usulan("revision", "revision", "kasubbag"),
    _usulan("cancel and withdraw opened", "at_2", "kasubbag", acts.open_all),
    _usulan("everything opened", "long", "kabag", acts.open_all),
    *_of(
        "decide_list",
        "/putuskan/",
        ("several", "kabag"),
        ("nothing ticked", "sekretaris", acts.press("Setujui yang dicentang")),
        ("empty", "petugas"),
        ("after ?tugas={tugas}", "kabag"),
    ),
    *_of("surat", "/usulan/{draft}/surat/", ("plain", "kasubbag"), ("faults", "kasubbag", acts.empty_letter)),
    *_of("surat", "/usulan/{at_3}/surat/", ("read-only", "kasubbag")),
]

FORM = [
    *_of("kertas_kerja", "/usulan/{blank}/kertas-kerja/", ("empty", "kasubbag")),
    *_of("kertas_kerja", "/usulan/{gaps}/kertas-kerja/", ("gaps", "kasubbag"), ("faults", "kasubbag", acts.wrong_rows)),
    *_of(
        "kertas_kerja",
        "/usulan/{draft}/kertas-kerja/",
        ("filled", "kasubbag"),
        ("fill from last month", "kasubbag", acts.press("Isi dari bulan lalu")),
        ("nothing last year", "kasubbag", acts.press("Isi dari bulan yang sama tahun lalu")),
    ),
    *_of("kertas_kerja", "/usulan/{clashing}/kertas-kerja/", ("two wrote the same cell", "kasubbag", acts.clash)),
    *_of("kertas_kerja", "/usulan/{long_form}/kertas-kerja/", ("60 rows and long titles", "kasubbag")),
    *_of("kertas_kerja", "/usulan/{at_6}/kertas-kerja/", ("the petugas's turn", "petugas")),
    *_of("kertas_kerja", "/usulan/{at_3}/kertas-kerja/", ("read-only", "kasubbag")),
    *_of(
        "usulan_new",
        "/usulan/baru/",
        ("proposed month", "kasubbag"),
        ("month taken ?tahun=2027&bulan=2", "kasubbag"),
        ("faults", "kasubbag", acts.wrong_rows),
        ("fill from last month", "kasubbag", acts.press("Isi dari bulan lalu")),
    ),
]

TAUTAN = [
    *_of(
        "tautan_list",
        "/tautan/",
        ("year and month ?tahun=2027&bulan=2", "outsider"),
        ("as the kasubbag", "kasubbag"),
        ("one subbagian ?tahun=2027&unit=keuangan", "auditor"),
        ("empty year ?tahun=2024", "outsider"),
        ("search hits ?cari=rapat", "outsider"),
        ("no hits ?cari=tidakada", "outsider"),
    ),
    *_of("tautan", "/tautan/{plan}/", ("plan", "outsider"), ("plan of one's own", "kasubbag", acts.open_all)),
    *_of("tautan", "/tautan/{old}/", ("replaced version", "kasubbag")),
    *_of("tautan", "/tautan/{new}/", ("revision", "outsider")),
    *_of("tautan", "/tautan/{thinned}/", ("cancelled and postponed rows", "outsider")),
    *_of("compare", "/tautan/{new}/perbandingan/", ("published", "outsider")),
    *_of("compare", "/tautan/{revision}/perbandingan/", ("under way", "kasubbag")),
    *_of(
        "revise",
        "/usulan/{plan}/revise/",
        ("plain", "kasubbag"),
        ("faults", "kasubbag", acts.empty_letter),
    ),
    *_of(
        "cancel_kegiatan",
        "/kegiatan/{row}/cancel/",
        ("plain", "kasubbag"),
        ("faults", "kasubbag", acts.press("Batalkan")),
    ),
    *_of(
        "postpone_kegiatan",
        "/kegiatan/{row}/postpone/",
        ("plain", "kasubbag"),
        ("faults", "kasubbag", acts.press("Tunda")),
    ),
]

HELP = [
    *_of("sop", "/sop/", ("plain", "outsider")),
    *_of("panduan", "/panduan/", ("for everybody", "kasubbag")),
    *[State("panduan_page", part, "kasubbag", f"/panduan/{part}/") for part in ("kasubbag", "kabag", "sekretaris")],
    *[State("panduan_page", part, "petugas", f"/panduan/{part}/") for part in ("petugas", "admin", "auditor")],
    *_of("practice_case", "/latihan/", ("under way", "kasubbag")),
]

ACCOUNT = [
    *_of("akun", "/akun/", ("plain", "kasubbag"), ("without a post", "newcomer"), ("as stand-in", "outsider_kabag")),
    *_of("mail", "/akun/pemberitahuan/", ("plain", "kasubbag"), ("faults", "kasubbag", acts.press("Simpan"))),
    *_of(
        "tokens",
        "/akun/token/",
        ("none", "kasubbag"),
        ("one", "admin", acts.open_all),
        ("faults", "kasubbag", acts.press("Buat token")),
        ("made", "sekretaris", acts.make_token),
    ),
]

KANTOR = [
    *_of("kantor", "/kantor/", ("plain", "admin")),
    *_of("beginning", "/kantor/mulai/", ("under way", "admin")),
    *_of(
        "kantor_kop",
        "/kantor/kop/",
        ("plain", "admin"),
        ("preview", "admin", acts.press("Lihat pratinjau")),
        ("faults", "admin", acts.wrong_letterhead),
    ),
    *_of("kantor_tanya", "/kantor/tanya/", ("plain", "petugas")),
    *_of("kantor_unit", "/kantor/unit/", ("plain", "admin")),
    *_of("kantor_unit_edit", "/kantor/unit/keuangan/", ("plain", "admin", acts.open_all)),
    *_of("kantor_unit_edit", "/kantor/unit/sdm/", ("closed", "admin")),
    *_of(
        "kantor_unit_add",
        "/kantor/unit/teknis-hukum/baru/",
        ("plain", "admin"),
        ("faults", "admin", acts.press("Tambah")),
    ),
    *_of(
        "kantor_pegawai",
        "/kantor/pegawai/",
        ("many", "admin"),
        ("no hits ?cari=tidakada", "admin"),
    ),
    *_of(
        "kantor_pegawai_new",
        "/kantor/pegawai/baru/",
        ("plain", "admin"),
        ("faults", "admin", acts.press("Simpan")),
    ),
    *_of(
        "kantor_pegawai_edit",
        "/kantor/pegawai/{newcomer}/",
        ("plain", "admin", acts.open_all),
        ("password made", "admin", acts.new_password),
    ),
    *_of("kantor_pegawai_edit", "/kantor/pegawai/{closed}/", ("closed account, long name", "admin")),
    *_of(
        "kantor_penugasan",
        "/kantor/penugasan/",
        ("plain", "admin"),
        ("faults", "admin", acts.press("Tunjuk pegawai")),
        ("everything opened", "admin", acts.open_all),
    ),
    *_of(
        "kantor_order",
        "/kantor/penugasan/{plh}/order/",
        ("plain", "sekretaris"),
        ("faults", "sekretaris", acts.press("Simpan|Catat")),
    ),
    *_of("kantor_jabatan", "/kantor/jabatan/{desk}/", ("plain", "admin")),
    *_of(
        "kantor_libur",
        "/kantor/libur/",
        ("a year ?tahun=2027", "admin"),
        ("an empty year ?tahun=2031", "admin"),
        ("faults", "admin", acts.press("Simpan hari libur")),
    ),
    *_of(
        "kantor_absences",
        "/kantor/ketidakhadiran/",
        ("some", "sekretaris"),
        ("empty", "outsider_petugas"),
        ("all", "admin"),
    ),
    *_of(
        "absence_new",
        "/kantor/ketidakhadiran/baru/",
        ("one's own", "petugas"),
        ("somebody else's", "kabag"),
        ("faults", "petugas", acts.press("Catat|Simpan")),
    ),
    *_of("absence", "/kantor/ketidakhadiran/{decided}/", ("stand-in named", "sekretaris", acts.open_all)),
    *_of(
        "absence",
        "/kantor/ketidakhadiran/{undecided}/",
        ("to decide", "kabag", acts.open_all),
        ("one's own", "kasubbag"),
    ),
    *_of("absence_change", "/kantor/ketidakhadiran/{undecided}/change/", ("plain", "kasubbag")),
    *_of(
        "absence_stand_in",
        "/kantor/ketidakhadiran/{undecided}/plh/{desk}/",
        ("plain", "kabag"),
        ("faults", "kabag", acts.press("Tunjuk")),
    ),
]

REFUSED = [
    State("404", "not there", "kasubbag", "/tidak-ada/", status=404),
    State("404", "not yours", "outsider", "/usulan/{draft}/", status=404),
    State("405", "an address that only takes what is sent", "kabag", "/tugas/{tugas}/approve/", status=405),
    State("409", "a rule said no", "kasubbag", "/kegiatan/{removed_row}/cancel/", status=409),
    State("403_csrf", "a form from an old page", "kasubbag", "/usulan/{draft}/surat/", acts.old_form),
    State("500", "a bug", "kasubbag", "/", acts.show_bug),
    State("400", "a request that cannot be read", "kasubbag", "/", acts.show_template("400.html")),
    State("403", "refused by the framework", "kasubbag", "/", acts.show_template("403.html")),
]

GROUPS: dict[str, Sequence[State]] = {
    "Log-in": LOG_IN,
    "Meja Kerja": MEJA,
    "Usulan": USULAN,
    "Kertas kerja": FORM,
    "Tautan": TAUTAN,
    "SOP and panduan": HELP,
    "Akun": ACCOUNT,
    "Kantor": KANTOR,
    "Refusals": REFUSED,
}

BEFORE_THE_OFFICE = State("account_login", "before the office is founded", NOBODY, "/akun/login/")
"""Pictured in a place without an office."""

DOWNLOADS = {
    "draft_letter": "a PDF",
    "dokumen": "a PDF or a workbook",
    "tautan_pdf": "a PDF",
    "tautan_xlsx": "a workbook",
    "recap_pdf": "a PDF",
    "recap_xlsx": "a workbook",
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
