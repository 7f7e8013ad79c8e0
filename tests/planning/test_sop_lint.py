"""What `renkeg sop lint` finds: the open ends of the signed SOP, and each planted fault."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from renkeg.planning import sop, sop_lint

FAULTY = Path(__file__).parent / "sops"

# File -> (place, sentence) of every kesalahan in it.
KESALAHAN = {
    "tanpa-tidak": [("langkah 2", "Keputusan ini memiliki 0 jalan Tidak; seharusnya satu.")],
    "tidak-tanpa-tujuan": [("berkas", "langkah 2: jalan keluar Tidak tanpa tujuan.")],
    "tak-tercapai": [("langkah 4", "Langkah ini tidak pernah dicapai dari langkah pertama.")],
    "tanpa-waktu": [("langkah 3", "Waktu tidak disebut.")],
    "waktu-berbeda": [("langkah 1", "Waktu “2 Jam” adalah 120 menit, tetapi program memakai 90 menit.")],
    "waktu-gelap": [("langkah 3", "Waktu “secepatnya” tidak dapat dibaca.")],
    "pelaksana-diam": [("pelaksana", "Kabag tidak bertindak pada langkah mana pun.")],
    "pelaksana-tanpa-kolom": [("langkah 2", "Pelaksana sekretaris tidak memiliki kolom.")],
    "tujuan-asing": [("langkah 2", "Jalan Ya menuju langkah 9 yang tidak ada.")],
    "tanpa-akhir": [("berkas", "Tidak ada langkah yang mengakhiri SOP ini.")],
    "berputar": [
        ("langkah 3", "Dari langkah ini akhir SOP tidak dapat dicapai."),
        ("langkah 4", "Dari langkah ini akhir SOP tidak dapat dicapai."),
    ],
    "nomor-ganda": [
        ("langkah 2", "Nomor ini dipakai 2 kali."),
        ("langkah 2", "Jalan Ya menuju langkah 3 yang tidak ada."),
    ],
    "buntu": [
        ("langkah 1", "Tidak ada jalan keluar."),
        ("langkah 2", "Langkah ini tidak pernah dicapai dari langkah pertama."),
        ("langkah 3", "Langkah ini tidak pernah dicapai dari langkah pertama."),
        ("berkas", "Tidak ada langkah yang mengakhiri SOP ini."),
    ],
    "tanpa-penunjuk": [
        ("pelaksana", "Ada langkah untuk petugas yang ditunjuk, tetapi tidak ada langkah yang menunjuknya.")
    ],
    "sampingan-hilang": [("langkah 2", "Jalan Ya membuka tugas sampingan yang tidak dijelaskan.")],
    "perbuatan-ganda": [("langkah 2", "Dua jalan keluar memakai perbuatan yang sama (approve).")],
    "tanda-tangan-salah": [("formulir", "Tanda tangan “Kepala Sub Bagian” menyebut langkah 7 yang tidak ada.")],
    "orang-lain-salah": [("langkah 2", "Jalan Ya menyebut langkah 8 yang tidak ada.")],
    "perbuatan-asing": [("berkas", "'usulkan' is not a valid Verb.")],
    "tanpa-slug": [("berkas", "kunci 'slug' tidak ada.")],
    "rusak": [("berkas", "rusak.toml: Invalid value (at line 2, column 8).")],
}


def test_the_signed_sop_leaves_exactly_four_things_open() -> None:
    findings = sop_lint.lint(sop.SOPS / "6-2025.toml")

    assert [str(one) for one in findings] == [
        (
            "peringatan: formulir: Tanda tangan “Mengetahui, Kepala Bagian” tidak memiliki langkah; "
            "program memberinya tugas sampingan."
        ),
        "peringatan: langkah 2: Kelengkapan “Draf Nota Dinas” tidak dihasilkan langkah mana pun.",
        "peringatan: langkah 4: Kelengkapan tidak memuat “Disposisi” yang dihasilkan langkah 3.",
        "peringatan: waktu: Waktu seluruh langkah 490 menit (8 jam 10 menit), lebih dari satu hari kerja (450 menit).",
    ]


def test_the_other_sop_of_the_package_leaves_nothing_open() -> None:
    assert sop_lint.lint(sop.SOPS / "kabupaten-kota.toml") == []


def test_a_sop_without_fault_is_not_blamed() -> None:
    assert sop_lint.lint(FAULTY / "utuh.toml") == []


def test_every_faulty_file_has_its_expectation() -> None:
    assert {path.stem for path in FAULTY.glob("*.toml")} == {"utuh", *KESALAHAN}


@pytest.mark.parametrize("slug", KESALAHAN)
def test_a_planted_fault_is_a_kesalahan(slug: str) -> None:
    found = sop_lint.lint(FAULTY / f"{slug}.toml")

    assert [(one.place, one.sentence) for one in found if one.kind == "kesalahan"] == KESALAHAN[slug]


def test_a_file_that_is_not_there_is_a_kesalahan() -> None:
    assert [one.kind for one in sop_lint.lint(FAULTY / "tidak-ada.toml")] == ["kesalahan"]


def test_the_printed_time_is_read_in_minutes_hours_and_days() -> None:
    readings = {"10 Menit": 10, "2 Jam": 120, "1 Jam 30 Menit": 90, "1 Hari": 450, "2 hari": 900, "1 Minggu": None}
    assert {text: sop_lint._minutes(text) for text in readings} == readings


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder in which nothing is set up."""
    return tmp_path


def renkeg(cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The real command in a process that has neither DATA nor secret."""
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PYTHONPATH")}
    return subprocess.run(
        [sys.executable, "-m", "renkeg.cli", *arguments],
        cwd=cwd,
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_command_passes_a_sop_with_peringatan_only_and_leaves_no_trace(bare: Path) -> None:
    by_default, by_slug = renkeg(bare, "sop", "lint"), renkeg(bare, "sop", "lint", "6-2025")

    assert by_default.returncode == by_slug.returncode == 0, by_default.stderr
    assert by_default.stdout == by_slug.stdout
    assert by_default.stdout.splitlines()[-1] == "SOP 6-2025: 0 kesalahan, 4 peringatan."
    assert list(bare.iterdir()) == []


def test_the_command_fails_a_file_with_kesalahan(bare: Path) -> None:
    done = renkeg(bare, "sop", "lint", str(FAULTY / "tanpa-tidak.toml"))

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "kesalahan: langkah 2: Keputusan ini memiliki 0 jalan Tidak; seharusnya satu.",
    ]
    assert done.stderr == "SOP tanpa-tidak: 1 kesalahan, 0 peringatan.\n"


def test_the_command_names_the_sops_at_hand_when_asked_for_another(bare: Path) -> None:
    done = renkeg(bare, "sop", "lint", "7-2031")

    assert (done.returncode, done.stderr) == (1, "SOP 7-2031 tidak ada; yang ada: 6-2025, kabupaten-kota.\n")


def test_show_prints_the_sop_as_data(bare: Path) -> None:
    done = renkeg(bare, "sop", "show", "6-2025")

    assert done.returncode == 0
    assert json.loads(done.stdout) == sop.as_data(sop.named("6-2025"))
