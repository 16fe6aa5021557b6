"""Do the tests see faults? ``make mutation`` makes small ones, one at a time, and counts.

Of each room, as many mutants as `A_ROOM` are drawn, kind by kind, by a hash of their own line: the
draw stays when other lines change. A mutant is tried in a copy of the study, by the tests of its
room that run its function, the quickest first, until one fails. What was found is in
``tests/reference/mutation.csv``; people write there why each survivor may live.

Each trial is a fork of this process, which holds the libraries and none of our modules. Tools
that do the same leave out what stands outside functions, where this study keeps its rules as tables
(mutmut 3), or start Python anew for every mutant (cosmic-ray).
"""

from __future__ import annotations

import hashlib
import importlib
import json
import shutil
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from builds import copied
from mutants import ROOMS, Mutant, drawn, enclosing, of_room
from trials import HANGS, Chosen, Recorder, Trial

from analysis import files, paths

RESULT = paths.ROOT / "tests" / "reference" / "mutation.csv"
ATONCE = 2
LIBRARIES = (
    "babel.numbers", "dask.dataframe", "duckdb", "narwhals", "openpyxl", "polars",
    "pyarrow.parquet", "pydantic", "rich.console", "rich.table", "scipy.stats", "svy", "yaml",
)  # fmt: skip
BUDGET, PATIENCE, SLOWER = 45.0, 60.0, 3.0
"""Seconds of tests that a mutant is given, and of work that these may take: some, and as many
times their own."""
KEY = ["file", "text", "kind", "old", "new"]
COLUMNS = ["room", *KEY, "result", "reason"]


Tests = dict[str, dict[str, Any]]


def recorded(room: str, root: Path) -> Tests:
    """Run the tests of a room as it is, and return what each that passes runs.

    It is kept for as long as neither code nor tests change: a check that was stopped goes on.
    """
    kept = paths.CACHE / "mutation" / f"{room}-{_digest()}.json"
    if kept.is_file():
        return dict(json.loads(kept.read_text("utf-8")))
    where = [f"tests/{room}", f"src/analysis/{room}", "tests/test_reference.py"]
    trial = Trial(root, where, Recorder(root, room), seconds=HANGS)
    trial.start()
    waited(trial)
    found: Tests = json.loads((root / "ran.json").read_text("utf-8"))
    control = begun(root, [*found], found)
    if waited(control) != "survived":
        sys.exit(f"Tests of {room} fail where nothing is broken: {control.said()}")
    files.write(kept, json.dumps(found))
    return found


def _digest() -> str:
    read = hashlib.sha256()
    for folder in ("src", "tests"):
        for path in sorted((paths.ROOT / folder).rglob("*.py")):
            read.update(path.read_bytes())
    return read.hexdigest()[:16]


def begun(root: Path, names: list[str], tests: Tests) -> Trial:
    """Begin to run some tests."""
    modules = sorted({name.split("::")[0] for name in names})
    limit = PATIENCE + SLOWER * sum(tests[name]["seconds"] for name in names)
    trial = Trial(root, ["-x", *modules], Chosen(names), limit)
    trial.start()
    return trial


def waited(trial: Trial) -> str:
    """Wait for the end of a trial, and say how it ended."""
    while not (ended := trial.ended()):
        time.sleep(0.1)
    return ended


def tests_of(mutant: Mutant, tests: Tests) -> list[str]:
    """List the tests that run a mutant's function, the quickest first, while `BUDGET` lasts.

    Outside functions: those that run anything of its module. A table of a module without any is
    read by others, and tried by all tests of the room.
    """
    start = enclosing((paths.ROOT / mutant.file).read_bytes(), mutant.line)
    found = [
        name
        for name, test in tests.items()
        if any(file == mutant.file and start in (None, line) for file, line in test["ran"])
    ]
    quick = sorted(found or tests, key=lambda name: tests[name]["seconds"])
    spent = accumulate(tests[name]["seconds"] for name in quick)
    return [name for name, upto in zip(quick, spent, strict=True) if upto <= BUDGET]


def tried(mutants: list[Mutant], tests: Tests, roots: list[Path]) -> Iterator[tuple[Mutant, str]]:
    """Try mutants, one in each copy of the study at a time, and say how each ended."""
    waiting, running = mutants[::-1], dict[Path, tuple[Mutant, Trial]]()
    while waiting or running:
        for root in roots:
            if root not in running and waiting:
                mutant = waiting.pop()
                if names := tests_of(mutant, tests):
                    path = root / mutant.file
                    path.write_bytes(mutant.applied(path.read_bytes()))
                    running[root] = mutant, begun(root, names, tests)
                else:
                    yield mutant, "survived"  # nothing runs it
        for root, (mutant, trial) in list(running.items()):
            if result := trial.ended():
                del running[root]
                shutil.copy2(paths.ROOT / mutant.file, root / mutant.file)
                shutil.rmtree(root / ".hypothesis", ignore_errors=True)
                yield mutant, result
        time.sleep(0.05)


Known = dict[tuple[str, ...], dict[str, str]]


def known() -> Known:
    """Return what the last run found, by mutant."""
    if not RESULT.is_file():
        return {}
    rows = pd.read_csv(RESULT, dtype="str", keep_default_na=False).to_dict("records")
    return {tuple(row[name] for name in KEY): row for row in rows}


def write(wanted: dict[str, list[Mutant]], found: Known) -> None:
    """Write what is known of the mutants that are drawn today."""
    rows = [
        {**found[one.key], "room": room} | dict(zip(KEY, one.key, strict=True))
        for room, some in wanted.items()
        for one in sorted(some, key=lambda one: (one.file, one.start, one.kind))
        if one.key in found
    ]
    files.write_table(RESULT, pd.DataFrame(rows, columns=COLUMNS))


def lives(mutant: Mutant, found: Known) -> bool:
    """Check whether a mutant is not known to be seen."""
    return found.get(mutant.key, {}).get("result") not in ("killed", "timeout")


def try_room(wanted: dict[str, list[Mutant]], room: str, again: list[Mutant], found: Known) -> None:
    """Try mutants of a room, and write what is found of each at once."""
    with TemporaryDirectory() as folder:
        roots = [Path(folder) / str(number) for number in range(ATONCE)]
        for root in roots:
            copied(root)
        tests = recorded(room, roots[0])
        for mutant, result in tried(again, tests, roots):
            place = f"{mutant.file}:{mutant.line}"
            print(result, place, f"{mutant.old!r} -> {mutant.new!r}", flush=True)
            kept = found.get(mutant.key, {}).get("reason", "") if result == "survived" else ""
            found[mutant.key] = {"result": result, "reason": kept}
            write(wanted, found)


def main(*asked: str) -> None:
    """Try all that are drawn, of some rooms if asked; with `survivors`, those that are not dead."""
    found = known()
    wanted = {room: drawn(of_room(paths.ROOT, room)) for room in ROOMS}
    for name in LIBRARIES:
        importlib.import_module(name)
    for room in [room for room in ROOMS if room in asked] or ROOMS:
        some = wanted[room]
        again = [one for one in some if lives(one, found)] if "survivors" in asked else some
        if again:
            try_room(wanted, room, again, found)
    write(wanted, found)


if __name__ == "__main__":
    main(*sys.argv[1:])
