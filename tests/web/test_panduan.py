"""The handbook inside the application: every part, every picture, and from every page the section that helps."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from renkeg.office.models import Jabatan
from renkeg.web import first_steps, handbook
from renkeg.web.address import OPEN
from tests.cast import Cast, usulan_at

DOCS = Path(__file__).parents[2] / "docs" / "panduan"
TARGETS = sorted(
    {target for told in handbook.SECTIONS.values() for target in told.values()}
    | {section for lines in first_steps._STEPS.values() for _, section in lines}
)


@pytest.fixture
def reader(cast: Cast, client: Client) -> Client:
    """A petugas at his browser."""
    client.force_login(cast.petugas)
    return client


@pytest.mark.parametrize("slug", handbook.PARTS)
def test_every_part_is_readable_with_its_pictures_and_ways_on(reader: Client, slug: str) -> None:
    body = reader.get(f"/panduan/{slug}/").content.decode()
    text = body[body.index("<article") : body.index("</article>")]
    assert "<h1>" in text
    assert ".md" not in re.sub(r"<a href=\"[^\"]*\">|<[^>]+>", "", text).replace("trail.md", "")
    for source, alt in re.findall(r'<img src="([^"]+)" alt="([^"]*)"', text):
        assert source.startswith("/static/gambar/")
        assert len(alt) > 10
    for href in re.findall(r'<a href="([^"]+)"', text):
        assert reader.get(href.partition("#")[0] or "/panduan/").status_code == 200


def test_every_file_is_a_part_and_every_part_a_file() -> None:
    files = {path.stem for path in DOCS.glob("*.md")} - {"README"}
    assert files == set(handbook.PARTS) - {handbook.COVER}


@pytest.mark.parametrize("target", TARGETS)
def test_every_section_that_a_page_leads_to_is_there(cast: Cast, target: str) -> None:
    slug, _, anchor = target.partition("#")
    part = handbook.read(slug)
    assert part is not None
    assert not anchor or anchor in dict(part.sections)


def test_every_page_that_people_read_has_its_section() -> None:
    own = {"panduan", "panduan_page", "practice_case"}
    silent = {
        str(entry.name)
        for entry in _entries(get_resolver())
        if "GET" in getattr(entry.callback, "methods", ())
        and entry.callback.__module__.startswith("renkeg.web.")
        and getattr(entry.callback, "right", OPEN) != OPEN
        and not str(entry.pattern).endswith((".pdf", ".xlsx", ".csv"))
        and handbook.section_for(str(entry.name), ["kasubbag"]) == handbook.COVER
    }
    assert silent - own == {"dokumen", "kertas_kerja_live"}


def _entries(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _entries(entry)
        elif isinstance(entry, URLPattern):
            yield entry


def test_a_page_leads_each_person_to_his_own_section(cast: Cast, client: Client) -> None:
    for person, address in (
        (cast.kasubbag, "/panduan/kasubbag/#memeriksa"),
        (cast.kabag, "/panduan/kabag/#memeriksa"),
        (cast.sekretaris, "/panduan/sekretaris/#memutuskan"),
        (cast.auditor, "/panduan/#daftar-usulan"),
    ):
        client.force_login(person)
        assert client.get("/panduan/?dari=usulan")["Location"] == address
    client.force_login(cast.admin)
    for name, address in (
        ("kantor_libur_suggest", "/panduan/admin/#hari-libur"),
        ("kantor_pegawai_edit", "/panduan/admin/#orang-dan-jabatan"),
        ("kantor_unit_add", "/panduan/admin/#kantor"),
        ("absence_new", "/panduan/admin/#ketidakhadiran"),
        ("approve", "/panduan/#daftar-usulan"),
    ):
        assert client.get(f"/panduan/?dari={name}")["Location"] == address
    assert client.get("/panduan/?dari=tidak-ada&x=%00")["Location"] == "/panduan/"
    page = client.get("/akun/").content.decode()
    assert f'{reverse("panduan")}?dari=akun"' in page


def test_nobody_reads_it_before_the_log_in_and_other_names_are_not_there(cast: Cast, client: Client) -> None:
    assert client.get("/panduan/").status_code == 302
    client.force_login(cast.outsider)
    for name in ("readme", "tidak-ada", "kontrak"):
        assert client.get(f"/panduan/{name}/").status_code == 404
    assert client.get("/panduan/../kontrak/").status_code == 404


def test_without_its_folder_the_handbook_is_simply_not_there(reader: Client, settings: Any, tmp_path: Path) -> None:
    settings.DOCS_DIR = tmp_path
    assert reader.get("/panduan/").status_code == 404
    assert reader.get("/").status_code == 200


def test_what_looks_like_html_in_a_part_stays_text(settings: Any, tmp_path: Path) -> None:
    settings.DOCS_DIR = tmp_path
    (tmp_path / "panduan").mkdir()
    (tmp_path / "panduan" / "kabag.md").write_text("# A\n<script>x</script> [b](javascript:c)\n", encoding="utf-8")
    part = handbook.read("kabag")
    assert part is not None
    assert "<script" not in part.html
    assert "href" not in part.html


def test_who_sits_down_for_the_first_time_is_told_how_his_work_goes_until_he_acts(cast: Cast, client: Client) -> None:
    for person in (cast.kasubbag, cast.kabag, cast.sekretaris, cast.petugas, cast.auditor):
        client.force_login(person)
        assert "Begini cara kerja Anda" in client.get("/").content.decode()
    client.force_login(cast.admin)
    assert "Begini cara kerja Anda" not in client.get("/").content.decode()
    usulan_at(2, cast)
    client.force_login(cast.kasubbag)
    assert "Begini cara kerja Anda" not in client.get("/").content.decode()
    client.force_login(cast.kabag)
    assert client.get("/akun/langkah-pertama/put-away/").status_code == 405
    assert client.post("/akun/langkah-pertama/put-away/")["Location"] == "/"
    assert "Begini cara kerja Anda" not in client.get("/").content.decode()
    assert Jabatan.Post.KABAG in first_steps._STEPS


def test_the_practice_case_names_who_acts_next_and_what_to_press(cast: Cast, client: Client, settings: Any) -> None:
    def told(person: Any) -> str:
        client.force_login(person)
        page = client.get("/latihan/").content.decode()
        found = re.search(r'aria-labelledby="sekarang".*?</section>', page, re.DOTALL)
        assert found
        return found[0]

    assert "Giliran Anda" in told(cast.kasubbag)
    assert "Masuk sebagai <strong>kasubbag</strong>" in told(cast.kabag)
    usulan = usulan_at(3, cast)
    assert "Masuk sebagai <strong>sekretaris</strong>" in told(cast.kasubbag)
    assert "Setujui dengan disposisi" in told(cast.sekretaris)
    assert usulan.hal not in told(cast.outsider)
    settings.DEMO = False
    assert client.get("/latihan/").status_code == 404
