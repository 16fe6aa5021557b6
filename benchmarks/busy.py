"""Builds on a busy machine: many at once, again and again, none of which may fail by itself.

python benchmarks/busy.py --builds 100 --at-once 4
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from builds import copied, forget

NOTEBOOKS = ("03_ties", "04_platforms")


def build(copies: SimpleQueue[Path]) -> str:
    """Build two notebooks from nothing, in both languages; return what a failure told."""
    root = copies.get()
    forget(root)
    done = subprocess.run(
        [sys.executable, "-m", "analysis.cli", "build", *NOTEBOOKS],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    copies.put(root)
    return done.stdout + done.stderr if done.returncode else ""


def main() -> int:
    """Run the builds, count those that failed, and show what the first of them told."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--builds", type=int, default=100)
    options.add_argument("--at-once", type=int, default=4)
    asked = options.parse_args()
    copies: SimpleQueue[Path] = SimpleQueue()
    with TemporaryDirectory() as folder, ThreadPoolExecutor(asked.at_once) as pool:
        for number in range(asked.at_once):
            root = Path(folder) / f"copy {number}"
            copied(root)
            copies.put(root)
        told = [*pool.map(lambda _number: build(copies), range(asked.builds))]
    failed = [text for text in told if text]
    print(f"{len(failed)} of {len(told)} builds failed, {asked.at_once} at once.")
    print(*failed[:1], sep="\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
