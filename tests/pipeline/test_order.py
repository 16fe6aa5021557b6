"""Tasks go in an order that leaves no core without work, and what they need is loaded early."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from analysis import paths
from analysis.pipeline import warm
from analysis.pipeline.loading import UNASKED, lightly
from analysis.pipeline.tasks import InOrder

NAMES = ["notebook:08", "notebook:02", "report:en:02", "report:fr:02"]
FUTURE = 4e9


@pytest.fixture
def ready():
    found = InOrder(NAMES)
    nodes = [SimpleNamespace(task=SimpleNamespace(name=name), run_status=None) for name in NAMES]
    found.extend(reversed(nodes))
    return found


def begun(ready):
    node = ready.popleft()
    node.run_status = "run"
    return node


def test_a_page_goes_first_and_a_notebook_beside_it(ready):
    taken = [begun(ready).task.name for _ in range(4)]
    assert taken == ["report:en:02", "notebook:08", "notebook:02", "report:fr:02"]


def test_the_next_page_goes_before_notebooks_once_the_first_is_written(ready):
    begun(ready).run_status = "done"
    assert begun(ready).task.name == "report:fr:02"


@pytest.fixture
def started(monkeypatch, tmp_path):
    """How often the warm process was started, beside a build's memory of the year 2096."""
    found = []
    monkeypatch.setattr(warm, "warm", lambda: found.append("started"))
    monkeypatch.setattr(paths, "CACHE", tmp_path)
    paths.memory().touch()
    os.utime(paths.memory(), (FUTURE, FUTURE))
    return found


def test_libraries_are_not_loaded_where_nothing_was_changed(started):
    warm.warm_early()
    assert started == []


def test_libraries_are_loaded_early_once_a_notebook_was_changed(started):
    os.utime(paths.memory(), (0, 0))
    warm.warm_early()
    assert started == ["started"]


def test_libraries_are_loaded_early_in_a_first_build(started):
    paths.memory().unlink()
    warm.warm_early()
    assert started == ["started"]


def test_what_is_left_out_for_a_while_is_there_again():
    before = {name: sys.modules.get(name) for name in UNASKED}
    with lightly():
        assert all(name in sys.modules for name in UNASKED)
    assert {name: sys.modules.get(name) for name in UNASKED} == before


LEAVES = """
import atexit, os
atexit.register(print, "freed")
import analysis.pipeline.leaving
if os.fork() == 0:
    raise SystemExit(3)
print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
raise SystemExit(4)
"""


def test_the_warm_process_leaves_at_once_and_kernels_in_their_own_way():
    """The fork frees what it holds and gives its own code; what it comes from does neither."""
    done = subprocess.run(
        [sys.executable, "-c", LEAVES], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "freed\n3\n", "")
