"""The handbook docs/panduan as pages of the application, and which of its sections helps on which page."""

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from renkeg.office.models import Jabatan
from renkeg.planning.sop import Verb

COVER = "semua"
"""The part for everybody; its file is README.md, which is also the cover."""

PARTS: Mapping[str, str] = {
    COVER: "Untuk semua orang",
    "kasubbag": "Kasubbag",
    "kabag": "Kepala Bagian",
    "sekretaris": "Sekretaris",
    "petugas": "Petugas/staf",
    "admin": "Admin Renkeg",
    "auditor": "Auditor internal",
}

_DECIDING = {"kasubbag": "kasubbag#memeriksa", "kabag": "kabag#memeriksa", "sekretaris": "sekretaris#memutuskan"}
_ROWS = {"petugas": "petugas#mengisi-form", "kasubbag": "kasubbag#kegiatan"}
_POSTS = {post: post for post in Jabatan.Post.values}

# Name of an address -> post -> section; "" is everybody else's.
SECTIONS: Mapping[str, Mapping[str, str]] = {
    "meja": {**_POSTS, "": "semua#meja-kerja"},
    "usulan_list": {"": "semua#daftar-usulan"},
    "usulan_new": {"": "kasubbag#mengusulkan"},
    "usulan": {**_DECIDING, "petugas": "petugas#mengisi-form", "": "semua#daftar-usulan"},
    "decide_list": {**_DECIDING, "": "semua#daftar-usulan"},
    "surat": {"kabag": "kabag#memeriksa", "": "kasubbag#surat"},
    "kertas_kerja": {**_ROWS, "": "kasubbag#kegiatan"},
    "unggahan_new": {"": "kasubbag#kertas-kerja-dengan-excel"},
    "kertas": {
        **{post: f"{post}#saat-jaringan-atau-listrik-mati" for post in ("kabag", "sekretaris", "petugas")},
        "": "kasubbag#saat-jaringan-atau-listrik-mati",
    },
    "revise": {"": "kasubbag#rencana-yang-sudah-terbit"},
    "tautan": {"": "semua#tautan"},
    "pagu_list": {"": "semua#pagu"},
    "pok_new": {"": "semua#mengimpor-pok"},
    "arsip_list": {**dict.fromkeys(Jabatan.OWN, "petugas#arsip-dan-srikandi"), "": "semua#arsip"},
    "srikandi": {"": "petugas#arsip-dan-srikandi"},
    "destruction": {"sekretaris": "sekretaris#pemusnahan-arsip", "": "petugas#arsip-dan-srikandi"},
    "kantor_jra": {"": "admin#jadwal-retensi-arsip"},
    "rencana_tahunan_list": {
        **dict.fromkeys(("kasubbag", "petugas"), "kasubbag#rencana-tahunan"),
        "": "semua#rencana-tahunan",
    },
    "agenda": {"sekretaris": "sekretaris#buku-agenda", "": "semua#buku-agenda"},
    "sop": {"": "semua#sop"},
    "verifikasi": {"": "semua#memeriksa-keaslian-surat"},
    "akun": {"": "semua#akun"},
    "account_change_password": {"": "semua#masuk"},
    "absence": {"admin": "admin#ketidakhadiran", "": "semua#ketidakhadiran"},
    "kantor_tanya": {"": "semua#siapa-yang-bisa-ditanya"},
    "beginning": {"": "admin#mulai"},
    "kantor": {"": "admin#kantor"},
    "kantor_naskah": {"": "admin#naskah-dinas"},
    "kantor_penugasan": {"": "admin#orang-dan-jabatan"},
    "kantor_pok": {"": "admin#pengelola-pok"},
    "kantor_nomor": {"": "admin#penomoran-surat"},
    "kantor_tanda_tangan": {"": "admin#tanda-tangan"},
    "kantor_libur": {"": "admin#hari-libur"},
}

# Addresses that share a section: a form that is shown again, the parts of one page, what belongs to it.
_SAME: Mapping[str, str] = {
    **dict.fromkeys((*Verb, "tick", "untick", "sign", "scan"), "usulan"),
    "unggahan": "unggahan_new",
    **dict.fromkeys(
        (
            *("record_paper", "paper_act", "confirm_paper", "drop_paper", "paper_scan"),
            *("blank_kit", "running_kit", "kit_qr"),
        ),
        "kertas",
    ),
    **dict.fromkeys(("cancel_kegiatan", "postpone_kegiatan"), "revise"),
    **dict.fromkeys(("pok_upload", "pok_accept", "pok_compare"), "pok_new"),
    "pagu_kode": "pagu_list",
    "arsip": "arsip_list",
    "srikandi_zip": "srikandi",
    **dict.fromkeys(("berita_acara", "destroy", "decline_destruction"), "destruction"),
    "kantor_jra_drop": "kantor_jra",
    **dict.fromkeys(
        ("rencana_tahunan", "rencana_tahunan_new", "tahunan_upload", "tahunan_accept"), "rencana_tahunan_list"
    ),
    **dict.fromkeys(("agenda_reserve", "agenda_use", "agenda_void", "klasifikasi", "klasifikasi_kode"), "agenda"),
    "klasifikasi_impor": "kantor_nomor",
    **dict.fromkeys(("tautan_list", "compare"), "tautan"),
    **dict.fromkeys(("sop_one", "sop_pdf", "sop_bpmn"), "sop"),
    **dict.fromkeys(("mail", "tokens", "revoke_token"), "akun"),
    **dict.fromkeys(
        ("absence_new", "absence_change", "absence_stand_in", "absence_decline", "kantor_absences"), "absence"
    ),
    **dict.fromkeys(("kantor_pegawai", "kantor_jabatan", "kantor_order", "relieve"), "kantor_penugasan"),
}
# What is named after its page.
_FAMILIES = ("kantor_pegawai", "kantor_libur", "kantor")


@dataclass(frozen=True)
class Part:
    """One page of the handbook, ready to be shown."""

    slug: str
    title: str
    sections: tuple[tuple[str, str], ...]
    """Anchor and heading of each."""
    html: SafeString


def section_for(address: str, posts: Sequence[str]) -> str:
    """What helps on the page of that name, as "part#anchor", for a person in these posts; the cover where nothing fits."""
    told = SECTIONS.get(_page(address), {})
    return next((told[post] for post in posts if post in told), told.get("", COVER))


def _page(address: str) -> str:
    """The name under which SECTIONS has it."""
    if address not in SECTIONS and address not in _SAME:
        address = next((family for family in _FAMILIES if address.startswith(family)), address)
    return _SAME.get(address, address)


def read(slug: str) -> Part | None:
    """The part of that name; None where there is none, or where this installation came without its handbook."""
    path = settings.DOCS_DIR / "panduan" / ("README.md" if slug == COVER else f"{slug}.md")
    if slug not in PARTS or not path.is_file():
        return None
    return _read(slug, path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2 * len(PARTS))
def _read(slug: str, path: Path, _: int) -> Part:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(path.read_text(encoding="utf-8"))
    title, sections = PARTS[slug], []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[place + 1].content
            if token.tag == "h1":
                title = heading
                continue
            token.attrSet("id", _anchor(heading))
            if token.tag == "h2":
                sections.append((_anchor(heading), _words(heading)))
        elif token.children:
            token.children = [one for one in map(_rewritten, _readable(token.children)) if one is not None]
    # Nobody types this text: it comes with the program, and the renderer escapes what it finds in it.
    return Part(slug, title, tuple(sections), SafeString(markdown.renderer.render(tokens, markdown.options, {})))


def _anchor(heading: str) -> str:
    """Of "Mengusulkan rencana (tahap 1)": "mengusulkan-rencana"; what stands in brackets may change."""
    return re.sub(r"[^a-z0-9]+", "-", _words(heading).partition("(")[0].lower()).strip("-")


def _words(heading: str) -> str:
    return re.sub(r"[*`]", "", heading)


def _readable(children: list[Token]) -> list[Token]:
    """Without links to pages that only the repository has; their words stay."""
    kept, inside = [], False
    for token in children:
        if token.type == "link_open" and _address(str(token.attrGet("href"))) is None:
            inside = True
        elif token.type == "link_close" and inside:
            inside = False
        else:
            kept.append(token)
    return kept


def _rewritten(token: Token) -> Token | None:
    if token.type == "link_open":
        token.attrSet("href", _address(str(token.attrGet("href"))) or "")
    if token.type == "image":
        name = str(token.attrGet("src")).rpartition("/")[2]
        size = _size(settings.DOCS_DIR / "gambar" / name)
        address = _static(name) if size else None
        if size is None or address is None:
            return None
        # With its place kept free the text does not jump while the picture comes.
        token.attrSet("width", str(size[0]))
        token.attrSet("height", str(size[1]))
        token.attrSet("src", address)
        token.attrSet("loading", "lazy")
        token.attrSet("class", "telepon" if name.endswith("-telepon.png") else "layar")
    return token


def _static(name: str) -> str | None:
    """None for a picture that came after the server had collected its files: the next start brings it."""
    try:
        return staticfiles_storage.url(f"gambar/{name}")
    except ValueError:
        return None


def _size(path: Path) -> tuple[int, int] | None:
    """Width and height of a PNG, which stand in its first bytes; None where there is no such file."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return struct.unpack(">16xII", file.read(24))


def _address(href: str) -> str | None:
    """Where a link of the files leads inside the application; None where that is nowhere."""
    parts = urlsplit(href)
    anchor = f"#{parts.fragment}" if parts.fragment else ""
    if href.startswith(("/", "#")):
        return href
    slug = COVER if parts.path == "README.md" else parts.path.removesuffix(".md")
    return f"/panduan/{slug}/{anchor}" if parts.path.endswith(".md") and slug in PARTS else None
