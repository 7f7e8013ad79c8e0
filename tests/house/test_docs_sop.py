"""docs/sop.md is what its command writes from the SOP file."""

from pathlib import Path

from renkeg.planning.management.commands.sop_page import page
from renkeg.planning.sop import named

PAGE = Path(__file__).parent.parent.parent / "docs/sop.md"


def test_the_page_of_the_sop_is_fresh() -> None:
    fresh = page(named("6-2025"))

    assert PAGE.read_text(encoding="utf-8") == fresh, "stale: run `python -m django sop_page`"


def test_the_page_prints_every_step_and_every_way_out() -> None:
    sop = named("6-2025")
    lines = PAGE.read_text(encoding="utf-8").splitlines()

    for row in sop.langkah:
        assert any(line.startswith(f"| {row.nomor} | {row.uraian} |") for line in lines)
        for way in row.ways:
            assert any(line.startswith(f"| {row.nomor} | `{way.verb}` | {way.label} |") for line in lines)
