"""Build where a folder is full or may not be written to: told in words, and mended by the next run.

Usage: ``folders.py``. Linux, with ``unshare``: the folder is so for the build alone that is tried.
Counts in ``folders.csv``; ends with 1 where a build ended otherwise than in words, or left a file
torn, or did not come back.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from clones import BUILD, Run, cloned

RESULT = Path(__file__).with_name("folders.csv")
FOLDERS = ["reports", "reports/data", "data/processed", "notebooks", ".cache"]
STATES = ["full", "read-only"]
NOTEBOOK = "05_candidates"
LOST = [
    f".cache/fr/{NOTEBOOK}.ipynb",
    f"reports/en/{NOTEBOOK}.html",
    f"data/processed/values/{NOTEBOOK}.json",
]
"""Removed before, so that the build has something to write in each folder."""
WRONG = ["not told in words", "files torn", "drafts left", "did not recover"]
ROOM, BLOCK = 65_536, 4_096
"""Bytes beyond its files in a full folder, before the rest is filled; bytes of a block."""


def mount(*words: str | Path) -> None:
    """Mount something, for this process and its children only."""
    subprocess.run(["mount", *words], check=True)


def fill(folder: Path) -> None:
    """Put the files of a folder on a disk that has no room for more."""
    with TemporaryDirectory() as elsewhere:
        kept = Path(shutil.copytree(folder, Path(elsewhere, "kept"), symlinks=True))
        blocks = sum(-(-path.lstat().st_size // BLOCK) + 1 for path in kept.rglob("*"))
        mount("-t", "tmpfs", "-o", f"size={BLOCK * blocks + ROOM}", "none", folder)
        shutil.copytree(kept, folder, symlinks=True, dirs_exist_ok=True)
    with (folder / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * BLOCK):
            pass


def close(folder: Path) -> None:
    """Let nobody write to a folder, the superuser included."""
    mount("--bind", folder, folder)
    mount("-o", "remount,ro,bind", folder)


def spoilt(root: Path, folder: Path, state: str) -> dict[str, Any]:
    """Spoil a folder, build, and tell what the build said and left."""
    (fill if state == "full" else close)(folder)
    run = Run(root, BUILD)
    process = run.begin()
    told, _ = process.communicate()
    torn = [line for line in run.changed() if not line.endswith((*LOST, "filler"))]
    named = process.returncode == 1 and "Traceback" not in told and folder.name in told
    return {"named": named, "torn": torn, "left": [*map(str, run.drafts())], "told": told[-2000:]}


def tried(root: Path, name: str, state: str) -> Counter[str]:
    """Build in a spoilt folder, then without it, and count what was found."""
    for lost in LOST:
        (root / lost).unlink()
    inside = [sys.executable, __file__, str(root), str(root / name), state]
    done = subprocess.run(["unshare", "-rm", *inside], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    wrong = Run(root, BUILD).faults()
    print(f"{name}, {state}: {found}, then {wrong or 'well'}", flush=True)
    counts = [not found["named"], bool(found["torn"]), bool(found["left"]), bool(wrong)]
    return Counter({"builds": 1} | dict(zip(WRONG, counts, strict=True)))


def main() -> int:
    """Spoil each folder in each way, store, and return 1 where anything was wrong."""
    with cloned() as [root]:
        if wrong := Run(root, BUILD).faults():
            raise SystemExit(f"It doesn't even run: {wrong}")
        found = {
            state: sum((tried(root, name, state) for name in FOLDERS), Counter())
            for state in STATES
        }
    rows = [
        {"folder": state} | {name: one[name] for name in ["builds", *WRONG]}
        for state, one in found.items()
    ]
    pd.DataFrame(rows).to_csv(RESULT, index=False, lineterminator="\n")
    return int(any(one[name] for one in found.values() for name in WRONG))


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(spoilt(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
    else:
        sys.exit(main())
