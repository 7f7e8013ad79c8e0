"""docs/istilah.md is the closed list of Indonesian nouns, and verbs are English."""

import ast
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "istilah.md").read_text(encoding="utf-8")
NAMED = re.findall(r"^\| \w+ \| [^|]+ \| `([\w.]+)` \|$", PAGE, flags=re.MULTILINE)

INDONESIAN_VERBS = frozenset(
    "ajukan ambil batalkan beri buat cari cetak daftarkan hapus hitung isi kembalikan kirim masuk muat mulaikan periksa "
    "perbaiki proses serahkan setujui simpan tambah tampilkan tandatangani tarik terbitkan terima teruskan tolak tugaskan "
    "tulis ubah unduh unggah usulkan".split()
)


def test_the_page_names_classes() -> None:
    assert len(NAMED) > 15


@pytest.mark.parametrize("name", NAMED)
def test_each_noun_stands_where_the_page_says(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        assert hasattr(importlib.import_module(module), attribute)


def test_no_indonesian_verb_names_anything() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "src").rglob("*.py")
        for name in [path.stem, *_defined(path)]
        if INDONESIAN_VERBS & set(re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_"))
    ]
    assert wrong == []


def _defined(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node.name for node in ast.walk(tree) if isinstance(node, kinds)]
