"""Kill runs at random moments, run them again, and tell what was left: nothing should be.

Usage: ``kills.py build|set-up COUNT [SEED] [NOTEBOOK...]``. Works in a clone of what is committed.
COUNT runs are killed at work; others, which had less to do, may have ended by then.
Counts in ``kills.csv``; ends with 1 where anything was left or did not come back.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

import pandas as pd
from clones import BUILD, Run, cloned, output

RESULT = Path(__file__).with_name("kills.csv")
COLUMNS = ["run", "killed", "at work", "processes left", "files torn", "did not recover"]
FROM_NOTHING = 2 / 3
"""Share of the runs that begin with nothing made."""

WHOLE = """
from importlib.metadata import distributions
import analysis, matplotlib, nbclient, pandas, svy
lost = [str(f) for d in distributions() for f in d.files or () if not f.locate().exists()]
assert not lost, lost[:3]
assert all(d.files for d in distributions())
"""


class Build(Run):
    """A build, which makes pages out of notebooks."""

    made = ".cache"

    def recovered(self) -> list[str]:
        """Run it to its end, and list what is wrong."""
        return self.faults()


class SetUp(Run):
    """A set-up, which makes an environment out of packages."""

    made = ".venv"

    def recovered(self) -> list[str]:
        """Run it to its end, and list what is wrong, packages that lack a file included."""
        return (
            self.faults() + output([".venv/bin/python", "-c", WHOLE], self.root).splitlines()[-1:]
        )


def chosen(what: str, root: Path, names: list[str]) -> Build | SetUp:
    """Return what is to be killed."""
    if what == "build":
        return Build(root, [*BUILD, *names])
    return SetUp(root, ["sh", "requirements/set-up.sh", "run", sys.executable], packages="")


def killed(run: Build | SetUp, count: int, draw: random.Random) -> Counter[str]:
    """Kill a run again and again, and count what was found."""
    found: Counter[str] = Counter()
    began = time.monotonic()
    if wrong := run.recovered():
        raise SystemExit(f"It doesn't even run: {wrong}")
    whole = time.monotonic() - began
    while found["at work"] < count:
        if draw.random() < FROM_NOTHING:
            shutil.rmtree(run.root / run.made)
        seconds = draw.uniform(0, whole)
        at_work, left = run.kill(seconds)
        torn = run.changed()
        wrong = run.recovered()
        found += Counter(
            {
                "killed": 1,
                "at work": at_work,
                "processes left": bool(left),
                "files torn": bool(torn),
                "did not recover": bool(wrong),
            }
        )
        told = [*left, *torn, *wrong]
        print(
            f"{found['killed']}: after {seconds:.1f} of {whole:.1f} s: {told or 'well'}", flush=True
        )
    return found


def store(what: str, found: Counter[str]) -> None:
    """Put a line in the place of the one of the same run."""
    rows = pd.read_csv(RESULT) if RESULT.is_file() else pd.DataFrame(columns=COLUMNS)
    row = pd.DataFrame([{"run": what, **{name: found[name] for name in COLUMNS[1:]}}])
    kept = rows[rows["run"] != what]
    table = pd.concat([kept, row]) if len(kept) else row
    table.sort_values("run").to_csv(RESULT, index=False, lineterminator="\n")


def main(what: str, count: str, seed: str = "1", *names: str) -> int:
    """Kill, run again, compare; return 1 where anything was wrong."""
    with cloned() as [root]:
        found = killed(chosen(what, root, [*names]), int(count), random.Random(int(seed)))
    if not names:
        store(what, found)
    print(f"{what}: {dict(found)}")
    return int(bool(found["processes left"] + found["files torn"] + found["did not recover"]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
