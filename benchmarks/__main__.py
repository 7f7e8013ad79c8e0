"""Runs every measurement in a process of its own, one after the other, and prints one table."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import machine

PARTS = (
    "steps sqlite",
    "steps postgresql",
    "papers",
    "signing",
    "sheets",
    "pages",
    "over_http sqlite",
    "over_http postgresql",
    "slow_line",
    "budget",
)


def main() -> int:
    wanted = sys.argv[1:]
    print(machine.facts())
    failed = 0
    for part in PARTS:
        if wanted and part.split()[0] not in wanted:
            continue
        print(f"\n{part}", flush=True)
        module, *arguments = part.split()
        with tempfile.TemporaryDirectory(prefix="renkeg-bench-") as folder:
            out = Path(folder) / "rows.json"
            command = [sys.executable, "-m", f"benchmarks.{module}", folder, str(out), *arguments]
            if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode:
                failed = 1
                continue
            for name, value in json.loads(out.read_text()):
                print(f"  {name:<66} {value:>14}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
