"""A page of the study in a copy: made again from its raw data, left alone when nothing changed.

One notebook keeps these tests quick; CI makes all of them again (``make report``, ``make check``).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline.stages import matching
from helpers import HANGS_UP

if TYPE_CHECKING:
    from collections.abc import Callable

WRITTEN = ("data/processed", "notebooks", "reports", "README.md")
NOTEBOOK = "01_sources"
FOUND = f".cache/values/{NOTEBOOK}.json"
"""Where a build gathers values: it publishes them once it has all, and one page is not all."""

MADE = [
    "data/processed/published.csv",
    f"reports/en/{NOTEBOOK}.html",
]
KEPT = ("src", "requirements", "pyproject.toml", "CITATION.cff", *WRITTEN)
LINE = re.compile(r"\[\d+ of \d+\] (.+)… \d+\.\d s \((.+)\)")
READY = "The reports are in reports/: open reports/index.html in a browser."
SEVERAL = hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1


def begun(root: Path, **options: object) -> subprocess.Popen[str]:
    """Begin ``study build`` in a copy of the project, with its own code and no survey file."""
    env = {name: text for name, text in os.environ.items() if not name.startswith("STUDY_")}
    return subprocess.Popen(
        [sys.executable, "-m", "analysis.cli", "build", NOTEBOOK],
        cwd=root,
        env=env | {"PYTHONPATH": str(root / "src"), "PYTHONFAULTHANDLER": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def build(root: Path, **options: object) -> subprocess.CompletedProcess[str]:
    process = begun(root, **options)
    out, err = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def done(answer: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Return what was done and why."""
    lines = [LINE.fullmatch(line) for line in answer.stdout.splitlines()]
    return dict(line.groups() for line in lines if line)


def running(root: Path) -> list[psutil.Process]:
    """List the processes at work in a copy."""
    here = {str(root), str(root / "notebooks")}
    return [found for found in psutil.process_iter(["cwd"]) if found.info["cwd"] in here]


def written(root: Path) -> dict[str, str]:
    """Return the checksum of every file that the study writes."""
    places = (*WRITTEN, ".cache/values")
    files = [path for name in places for path in [root / name, *(root / name).rglob("*")]]
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def times(root: Path) -> dict[str, int]:
    return {name: (root / name).stat().st_mtime_ns for name in written(root)}


def copied(root: Path) -> None:
    """Copy what git keeps of the project."""
    junk = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in KEPT:
        source = paths.ROOT / name
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, root / name, ignore=junk) if source.is_dir() else shutil.copy(
            source, root / name
        )
    shutil.copytree(paths.PUBLISHED_RAW, root / "data/raw/published")
    for path in paths.RAW.glob("*.yaml"):
        shutil.copy(path, root / "data/raw")


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> tuple[Path, dict[str, str], subprocess.CompletedProcess[str]]:
    """A copy whose files were deleted and made again; what they were, and what was told."""
    root = tmp_path_factory.mktemp("study")
    copied(root)
    before = written(root)
    for name in MADE:
        (root / name).unlink()
    answer = build(root)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stderr == ""
    return root, before, answer


@pytest.fixture
def root(study):
    return study[0]


@pytest.fixture
def restored(root):
    """Return a function that changes a file; it is put back at the end."""
    originals = {}

    def change(name: str, old: str, new: str) -> Path:
        path = root / name
        originals[path] = path.read_bytes()
        text = originals[path].decode()
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return path

    yield change
    for path, content in originals.items():
        path.write_bytes(content)


def test_all_that_was_deleted_comes_back_the_same(study):
    root, before, _ran = study
    after = written(root)
    different = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    committed = after[f"data/processed/values/{NOTEBOOK}.json"]
    assert (different, after[FOUND]) == ({FOUND}, committed), (
        "run `make report`: what is committed is not what the code gives"
    )


def test_only_what_the_page_needs_is_run(study):
    names = [
        "Cleaning the published figures",
        "Running 01_sources",
        "Writing the page en/01_sources",
        "Writing the page fr/01_sources",
    ]
    assert done(study[2]) == dict.fromkeys(names, "first run")
    *_lines, told, ready = study[2].stdout.splitlines()
    assert re.fullmatch(r"Tasks: 4 done\. \d+\.\d s in all\.", told)
    assert ready == READY


def test_nothing_is_done_when_nothing_changed(root):
    before = times(root)
    answer = build(root)
    assert (answer.returncode, answer.stderr) == (0, "")
    nothing = "Nothing to do: nothing that the 4 tasks read has changed."
    assert answer.stdout.splitlines() == [nothing, READY]
    assert times(root) == before


def test_what_is_missing_is_made_again(root):
    before = written(root)
    (root / "reports/en/01_sources.html").unlink()
    answer = build(root)
    assert done(answer) == {"Writing the page en/01_sources": "missing: reports/en/01_sources.html"}
    assert "Tasks: 1 done; 3 skipped, nothing they read has changed." in answer.stdout
    assert written(root) == before


@pytest.mark.parametrize(
    ("module", "some"),
    [
        ("show/robustness", []),
        ("report/tables", ["Writing the page en/01_sources", "Writing the page fr/01_sources"]),
    ],
)
def test_changed_module_concerns_what_imports_it(root, restored, module, some):
    before = written(root)
    restored(f"src/analysis/{module}.py", "\n", "\n\n")
    answer = build(root)
    assert done(answer) == dict.fromkeys(some, f"changed: src/analysis/{module}.py")
    assert written(root) == before


@pytest.mark.skipif(not SEVERAL, reason="this machine has one core")
def test_one_core_gives_the_same_bytes_as_all(root):
    before = written(root)
    shutil.rmtree(root / ".cache")
    core = min(os.sched_getaffinity(0))
    answer = build(root, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    assert len(done(answer)) == 4
    assert written(root) == before


@pytest.mark.parametrize(
    ("name", "old", "new", "task"),
    [
        ("notebooks/01_sources.ipynb", "are women (", "are men (", "Running 01_sources"),
        (
            FOUND,
            '"grade": "A"',
            '"grade": "B"',
            "Running 01_sources",
        ),
        ("reports/fr/01_sources.html", "<h1", "<h2", "Writing the page fr/01_sources"),
    ],
)
def test_output_edited_by_hand_is_made_again(root, restored, name, old, new, task):
    before = written(root)
    restored(name, old, new)
    assert written(root) != before
    answer = build(root)
    assert done(answer) == {task: f"changed: {name}"}
    assert written(root) == before


def test_failing_cell_is_told_and_the_notebook_left_as_it_was(root, restored):
    path = restored("notebooks/01_sources.ipynb", "values = Values(", "values = Value(")
    broken = written(root)
    answer = build(root)
    assert answer.returncode != 0
    assert "Running 01_sources failed." in answer.stdout
    assert "01_sources.ipynb stops at cell 3, in “The sources”." in answer.stdout
    assert "NameError: name 'Value' is not defined" in answer.stdout
    assert "Traceback" not in answer.stdout + answer.stderr
    assert "Tasks: 1 failed; 2 left out, for want of what failed; 1 skipped" in answer.stdout
    assert READY not in answer.stdout
    assert written(root) == broken
    assert path.read_text("utf-8").count("NameError") == 0
    assert running(root) == []


def test_failure_after_values_and_figures_were_written_leaves_the_old_ones(root, restored):
    restored(
        "notebooks/01_sources.ipynb", "values.save()", "values.count(z=1); values.save(); 1 / 0"
    )
    broken = written(root)
    answer = build(root)
    assert "ZeroDivisionError: division by zero" in answer.stdout
    assert written(root) == broken


@pytest.mark.parametrize(
    ("stop", "told"),
    [
        (lambda build: os.killpg(build.pid, signal.SIGINT), "Stopped (SIGINT): "),
        (lambda build: build.terminate(), "Stopped (SIGTERM): "),
        pytest.param(
            lambda build: os.killpg(build.pid, signal.SIGHUP), "Stopped (SIGHUP): ", marks=HANGS_UP
        ),
        (lambda build: build.kill(), ""),
    ],
    ids=["Ctrl-C", "terminated", "hung up", "killed"],
)
def test_nothing_is_left_running_by_a_build_that_is_stopped(root, restored, stop, told):
    endless = "import subprocess, time; subprocess.Popen(['sleep', '99']); time.sleep(99); ("
    restored("notebooks/01_sources.ipynb", "values = Values(", endless)
    broken = written(root)
    process = begun(root, start_new_session=True)
    wait_for(lambda: any(found.info["cwd"].endswith("notebooks") for found in running(root)))
    stop(process)
    out, err = ended(process)
    assert process.returncode != 0
    assert err.strip().startswith(told)
    assert len(err.strip().splitlines()) == bool(told)
    assert "Traceback" not in out + err
    wait_for(lambda: running(root) == [])
    assert written(root) == broken


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Return what a build said; of one that doesn't end, where it waits."""
    try:
        return process.communicate(timeout=60)  # a kernel left behind would hold the pipes open
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        pytest.fail(process.communicate(timeout=60)[1])


def wait_for(event: Callable[[], bool]) -> None:
    """Look until something has happened; pytest tells of what never does."""
    end = time.monotonic() + 60
    while not event():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("data/raw/catalogue.yaml", "  licence:\n", "  license:\n", "is not complete"),
        ("notebooks/01_sources.ipynb", "{", "", "01_sources.ipynb can't be read as JSON"),
        ("src/analysis/show/figures.py", "def ", "def def ", "figures.py can't be read as Python"),
    ],
    ids=["catalogue", "notebook", "module"],
)
def test_unreadable_input_is_told_before_anything_runs(root, restored, name, old, new, told):
    before = times(root)
    path = restored(name, old, new)
    answer = build(root)
    assert answer.returncode == 1
    assert answer.stderr.startswith("Error: ")
    assert told in answer.stderr
    assert "Traceback" not in answer.stdout + answer.stderr
    assert done(answer) == {}
    before.pop(path.relative_to(root).as_posix(), None)
    assert {key: time for key, time in times(root).items() if key in before} == before


@pytest.mark.skipif(not hasattr(os, "setsid"), reason="a limit on files is for Unix")
def test_no_room_is_told_in_words_and_all_comes_back_with_it(root):
    import resource  # noqa: PLC0415 - Unix alone

    before = written(root)
    (root / "reports/en/01_sources.html").unlink()
    shutil.rmtree(root / ".cache")
    full = build(root, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000)))
    told = full.stdout + full.stderr
    assert full.returncode != 0
    assert "can't be written" in told
    assert "free some room" in told
    assert "Traceback" not in told
    assert list(root.rglob("*.part")) == []
    assert build(root).returncode == 0
    assert written(root) == before


def test_changed_source_is_refused_and_nothing_is_written(root, restored):
    before = written(root)
    restored("data/raw/published/insee_focus30_2015.csv", "2013", "2012")
    answer = build(root)
    assert answer.returncode != 0
    assert "Cleaning the published figures failed." in answer.stdout
    assert "its checksum differs" in answer.stdout
    assert "Traceback" not in answer.stdout + answer.stderr
    assert written(root) == before


@pytest.mark.parametrize("name", ["02", "02_", "02_members"])
def test_notebook_is_named_by_its_beginning(name):
    assert matching(name) == "02_members"


@pytest.mark.parametrize("name", ["", "0", "12", "members"])
def test_name_of_none_or_several_notebooks_is_refused(name):
    with pytest.raises(StudyError, match="No single notebook is called"):
        matching(name)
