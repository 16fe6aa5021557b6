"""The mutation check: the faults it makes, how it tries one, and what it has found is today's."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
from typing import Any

import pandas as pd
import pytest

from analysis import paths

BENCHMARKS = paths.ROOT / "benchmarks"
STORED = paths.ROOT / "tests" / "reference" / "mutation.csv"
SEEN, TODAY = 0.92, 0.85
"""Of the mutants, those that tests see; of their lines, those that the code still has."""


@pytest.fixture
def mutants(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("mutants")


SOURCE = '''"""A docstring of 3 words."""

from __future__ import annotations


def found(n: int | None, least: int = 2, *, most: float = 0.5) -> float | None:
    """Return 1."""
    if n is None or n < least:
        raise ValueError(f"too few: {n + 1}")
    table["share"] = merge(n, most)
    return n / most if not open else -n
'''


def made(mutants, source=SOURCE):
    return [(one.kind, one.old, one.new) for one in mutants.mutants("m.py", source.encode())]


def test_each_place_is_changed_in_each_way_and_nothing_else(mutants):
    assert sorted(made(mutants)) == sorted(
        [
            ("default", "2", "3"),
            ("default", "0.5", "1.5"),
            ("condition", "n is None or n < least", "(not (n is None or n < least))"),
            ("boolean", "n is None or n < least", "(n is None and n < least)"),
            ("comparison", "n is None", "(n is not None)"),
            ("comparison", "n < least", "(n <= least)"),
            ("removed", 'raise ValueError(f"too few: {n + 1}")', "pass"),
            ("constant", '"share"', "'sharex'"),
            ("swapped", "merge(n, most)", "merge(most, n)"),
            ("return", "n / most if not open else -n", "None"),
            ("condition", "not open", "(not not open)"),
            ("boolean", "not open", "(open)"),
            ("arithmetic", "n / most", "(n * most)"),
        ]
    )


def test_a_mutant_is_the_module_with_one_place_changed(mutants):
    for one in mutants.mutants("m.py", SOURCE.encode()):
        changed = one.applied(SOURCE.encode()).decode()
        ast.parse(changed)
        before, after = SOURCE.splitlines(), changed.splitlines()
        assert [number for number, pair in enumerate(zip(before, after, strict=True), 1)
                if len({*pair}) > 1] == [one.line]  # fmt: skip


def test_places_are_counted_in_bytes(mutants):
    [one] = mutants.mutants("m.py", 'é = "é"; a = 1\n'.encode())
    assert one.applied('é = "é"; a = 1\n'.encode()).decode() == 'é = "é"; a = 2\n'


def test_the_draw_stays_when_other_lines_change(mutants):
    moved = SOURCE.replace("def found", "OTHER = {}\n\n\ndef found").encode()
    one, other = (
        {mutant.key: mutant.drawn(1) for mutant in mutants.mutants("m.py", source)}
        for source in (SOURCE.encode(), moved)
    )
    assert one == other
    assert len({*one.values()}) == len(one)


def test_the_function_around_a_line_begins_with_its_decorators(mutants):
    source = b"A = 1\n\n\n@cache\ndef f():\n    def g():\n        return 1\n    return g\n"
    assert [mutants.enclosing(source, line) for line in (1, 5, 7, 8)] == [None, 4, 6, 4]


TRIED = """
import sys, time
from pathlib import Path
from trials import Chosen, Recorder, Trial

def run(plugin, seconds):
    trial = Trial(Path.cwd(), ["tests"], plugin, seconds)
    trial.start()
    while not (ended := trial.ended()):
        time.sleep(0.02)
    return ended

module = Path("src/analysis/cleaning/made.py")
print(run(Recorder(Path.cwd(), "cleaning"), 60))
print(Path("ran.json").read_text())
names = ["tests/test_made.py::test_half"]
for text in sys.argv[1:]:
    module.write_text(text)
    print(run(Chosen(names), 2))
"""
HALF = "def half(n):\n    return n / 2\n"


def test_a_trial_is_seen_or_not_or_stopped(tmp_path):
    for name, text in {
        "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['src']\n",
        "src/analysis/__init__.py": "",
        "src/analysis/cleaning/__init__.py": "",
        "src/analysis/cleaning/made.py": HALF,
        "tests/test_made.py": "from analysis.cleaning.made import half\n\n\ndef test_half():\n"
        "    assert half(4) == 2\n\n\ndef test_never():\n    assert half(1) == 7\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        os.utime(tmp_path / name, (0, 0))  # as in a copy: older than any of its mutants
    lives, dies = HALF.replace("n / 2", "n - 2"), HALF.replace("n / 2", "n * 2")
    hangs = HALF.replace("return n / 2", "while True: n += 1")
    told = subprocess.run(
        [sys.executable, "-B", "-c", TRIED, lives, dies, hangs],
        cwd=tmp_path,
        env={"PYTHONPATH": str(BENCHMARKS), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert [told[0], *told[2:]] == ["killed", "survived", "killed", "timeout"]
    assert '"ran": [["src/analysis/cleaning/made.py", 1]]' in told[1]
    assert "test_never" not in told[1]


@pytest.fixture(scope="module")
def stored() -> pd.DataFrame:
    return pd.read_csv(STORED, dtype="str", keep_default_na=False)


def test_tests_see_most_of_the_faults(stored):
    seen = stored["result"].isin(["killed", "timeout"])
    assert {*stored["result"]} <= {"killed", "timeout", "survived"}
    assert seen.mean() >= SEEN


def test_every_survivor_has_its_reason_and_no_other(stored):
    lived = stored["result"] == "survived"
    assert (
        stored.loc[lived & (stored["reason"] == ""), ["file", "text", "new"]].to_numpy().tolist()
        == []
    )
    assert {*stored.loc[~lived, "reason"]} == {""}


def test_what_was_found_is_of_today_s_code(stored):
    """Lines change; where too many have, `make mutation` finds it all again."""
    lines = {
        file: {line.strip() for line in (paths.ROOT / file).read_text("utf-8").splitlines()}
        if (paths.ROOT / file).is_file()
        else set()
        for file in {*stored["file"]}
    }
    here = [row.text in lines[row.file] for row in stored.itertuples()]
    assert sum(here) / len(here) >= TODAY, "run `make mutation`"


def test_what_was_tried_is_what_is_drawn(stored, mutants):
    counts = stored["room"].value_counts()
    assert {*counts.index} <= {*mutants.ROOMS}
    assert counts.max() <= mutants.A_ROOM
    assert len(stored) >= 100
