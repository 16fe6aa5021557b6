"""Build the study again and again, several builds at a time, and tell which failed: none should.

Usage: ``load.py [COUNT] [AT_A_TIME] [SEED]``. Each time a clone loses files that builds make, or
all that they remember, and must come back to the committed bytes. Counts in ``load.csv``.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
from clones import BUILD, Run, cloned, output

RESULT = Path(__file__).with_name("load.csv")
FROM_NOTHING = 0.1
"""Share of the builds that begin with nothing remembered; the others have lost some files."""

MADE = ["reports", "data/processed/values", ":(glob)data/processed/*.csv"]
LOST = 3


def forget(root: Path, draw: random.Random) -> bool:
    """Remove files that a build makes, or all that builds remember: tell whether it was all."""
    everything = draw.random() < FROM_NOTHING
    if everything:
        shutil.rmtree(root / ".cache", ignore_errors=True)
    names = output(["git", "ls-files", "-z", *MADE], root).strip("\0").split("\0")
    for name in draw.sample(sorted(names), LOST):
        (root / name).unlink()
    return everything


def rounds(root: Path, count: int, seed: str) -> Counter[str]:
    """Forget and build so many times in one clone, and count what failed."""
    draw, found = random.Random(seed), Counter[str]()
    for number in range(count):
        everything = forget(root, draw)
        wrong = Run(root, BUILD).faults()
        found += Counter(
            {"builds": 1, "from nothing": everything or not number, "wrong": bool(wrong)}
        )
        print(f"{root.name}, build {number + 1}: {wrong or 'well'}", flush=True)
    return found


def main(count: str = "300", at_a_time: str = "4", seed: str = "1") -> int:
    """Build, compare, store; return 1 where a build failed or gave other bytes."""
    many = int(at_a_time)
    shares = [int(count) // many + (place < int(count) % many) for place in range(many)]
    with cloned(many) as roots, ThreadPoolExecutor(many) as pool:
        seeds = [f"{seed} {place}" for place in range(many)]
        found = sum(pool.map(rounds, roots, shares, seeds), Counter())
    row = {"builds": found["builds"], "at a time": many, "processors": os.cpu_count()}
    row |= {"from nothing": found["from nothing"], "failed or other bytes": found["wrong"]}
    pd.DataFrame([row]).to_csv(RESULT, index=False, lineterminator="\n")
    print(row)
    return int(bool(found["wrong"]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
