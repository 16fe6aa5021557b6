"""What each task is said to rest on is all that it loads and reads, and not everything."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from pathlib import Path
from pkgutil import walk_packages
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from doit.loader import load_tasks
from nbformat.v4 import new_code_cell, new_notebook

from analysis import paths
from analysis.pipeline import dependencies, graph, stages
from analysis.pipeline.dependencies import PACKAGE, files, imported, modules
from analysis.pipeline.execution import read_notebook
from analysis.pipeline.notebooks import notebook_paths
from analysis.pipeline.warm import LIBRARIES
from analysis.words.i18n import LANGUAGES, catalogue_of

if TYPE_CHECKING:
    from doit.task import Task

FORKS = """
import importlib, json, os, sys

libraries, codes = json.load(sys.stdin)
for library in libraries:
    importlib.import_module(library)
read = []
def note(event, given):
    if event == "open" and isinstance(given[0], (str, os.PathLike)):
        read.append(os.path.abspath(given[0]))
sys.addaudithook(note)
for name, code in codes.items():
    if os.fork() == 0:
        printed, sys.stdout = sys.stdout, open(os.devnull, "w")
        exec(code, {"__name__": "__main__"})
        loaded = [module for module in sys.modules if module.split(".")[0] == "analysis"]
        print(json.dumps([name, loaded, read]), file=printed, flush=True)
        os._exit(0)
    assert os.wait()[1] == 0, name
"""
"""Runs each code in a process that holds no module of the study; gives what it loaded and read."""


def forked(codes: dict[str, str]) -> dict[str, tuple[set[str], set[Path]]]:
    answer = subprocess.run(
        [sys.executable, "-c", FORKS],
        input=json.dumps([LIBRARIES, codes]),
        env=os.environ | {"STUDY_LANG": "fr", "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    return {name: (set(loaded), set(map(Path, read))) for name, loaded, read in lines}


def code_of(name: str) -> str:
    cells = read_notebook(paths.NOTEBOOKS / f"{name}.ipynb").cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


@pytest.fixture(scope="module")
def tasks() -> list[Task]:
    stages.all_notebooks.cache_clear()
    return [task for task in load_tasks(graph.makers()) if task.actions]


@pytest.fixture(scope="module")
def reads(tasks) -> dict[str, set[Path]]:
    """What each task of the study says that it reads."""
    return {task.name: set(map(Path, task.file_dep)) for task in tasks}


def started_from(task: Task) -> set[str]:
    """List the modules that the action of a task imports."""
    code = dedent(inspect.getsource(inspect.unwrap(task.actions[0].py_callable)))
    return imported(new_notebook(cells=[new_code_cell(code)]))


def test_nothing_is_loaded_beyond_what_was_computed(tasks):
    names = {path.stem: imported(read_notebook(path)) for path in notebook_paths()}
    names |= {task.name.split(":")[0]: started_from(task) for task in tasks}
    codes = {case: "import " + ", ".join(sorted(wanted)) for case, wanted in names.items()}
    found = forked(codes)
    assert found.keys() == names.keys()
    for case, (loaded, _read) in found.items():
        assert "analysis.paths" in loaded, case
        assert loaded <= modules(*names[case]), case


def test_every_task_rests_on_what_its_action_imports(tasks, reads):
    for task in tasks:
        started = started_from(task)
        assert started - {"analysis"}, task.name
        assert reads[task.name] >= set(files(*started)), task.name


def test_a_module_reads_no_file_when_it_is_imported():
    """A file read then would be read by all who import the module, whether they need it or not."""
    names = [module.name for module in walk_packages([str(PACKAGE)], "analysis.")]
    [(loaded, read)] = forked({"all": f"import {', '.join(names)}"}).values()
    assert len(loaded) > 80
    ours = {path for path in read if path.is_relative_to(PACKAGE.parents[1])}
    ours = {path for path in ours if ".venv" not in path.parts}
    assert {path for path in ours if path.suffix not in {".py", ".pyc"}} == set()


@pytest.mark.parametrize("name", ["00_summary", "01_sources", "09_your_case"])
def test_nothing_is_read_beyond_what_was_declared(reads, name):
    [(_loaded, read)] = forked({name: code_of(name)}).values()
    ours = {path for path in read if path.is_relative_to(paths.ROOT)}
    ours = {path for path in ours if ".venv" not in path.parts and path.suffix != ".pyc"}
    assert {paths.CATALOGUE, paths.VERDICTS} & ours
    words = {catalogue_of(language) for language in LANGUAGES}  # compared sentence by sentence
    assert set(map(in_a_build, ours - words)) <= reads[f"notebook:{name}"]


def in_a_build(path: Path) -> Path:
    """Return where a build has a file that is published at its end."""
    if path.parent == paths.VALUES:
        return paths.STAGED_VALUES / path.name
    staged = {paths.VERDICTS: paths.STAGED_VERDICTS, paths.SENSITIVITY: paths.STAGED_SENSITIVITY}
    return staged.get(path, path)


def test_every_data_file_belongs_to_a_module():
    declared = {path for files in dependencies.DATA.values() for path in files}
    declared |= {catalogue_of(language) for language in LANGUAGES}
    data = {path for path in PACKAGE.rglob("*") if path.is_file()}
    data = {path for path in data if path.suffix not in {".py", ".pyc", ".md", ".typed"}}
    drafts = paths.RAW / "drafts.yaml"  # for people to copy from: no code of ours reads it
    assert data | {*paths.RAW.glob("*.yaml")} - {drafts} <= declared


@pytest.mark.parametrize(
    ("file", "some", "others"),
    [
        (
            "show/figures.py",
            ["notebook:00_summary", "notebook:02_members"],
            ["cells", "published", "report"],
        ),
        (
            "inference/estimates.py",
            ["notebook:02_members"],
            ["notebook:03_ties", "verdicts", "report"],
        ),
        ("surveys/pew.py", ["notebook:01_sources"], ["notebook:02", "published", "report"]),
        ("errors.py", ["published", "doors", "dictionary"], []),
        ("cleaning/__init__.py", ["published", "notebook:02_members"], ["dictionary", "report"]),
        ("cleaning/data/nace_divisions.csv", ["published", "codebook"], ["verdicts", "report"]),
        (
            "judging/claims.toml",
            ["verdicts", "publish", "notebook:00_summary"],
            ["published", "codebook"],
        ),
        (
            "report/templates/study/css/prose.css",
            ["report:en:02_members"],
            ["notebook", "verdicts"],
        ),
        (
            "words/locale/fr/LC_MESSAGES/study.po",
            ["report:fr:02_members"],
            ["report:en", "verdicts"],
        ),
        (
            "pipeline/graph.py",
            ["published", "dictionary", "notebook:00_summary", "doors"],
            [],
        ),
        ("cli.py", [], ["published", "notebook", "report", "verdicts", "publish"]),
    ],
)
def test_a_change_reaches_what_reads_the_file_and_nothing_else(reads, file, some, others):
    reached = {name for name, files in reads.items() if PACKAGE / file in files}
    assert reached >= set(some)
    assert not [name for name in reached if name.startswith(tuple(others))]


def test_the_packages_concern_every_task(reads):
    assert all(paths.LOCK in files for files in reads.values())


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import analysis.folding.cells", {"analysis.folding.cells"}),
        ("from analysis import paths", {"analysis", "analysis.paths"}),
        (
            "from analysis.words import i18n, labels",
            {"analysis.words", "analysis.words.i18n", "analysis.words.labels"},
        ),
        ("def f():\n    from analysis.show.figures import dots", {"analysis.show.figures"}),
        ("import pandas as pd", set()),
    ],
)
def test_imports_are_read_from_cells(code, found):
    assert imported(new_notebook(cells=[new_code_cell(code)])) == found


def test_notebook_that_is_no_plain_python_may_import_anything():
    cells = [
        new_code_cell("from analysis.folding import cells"),
        new_code_cell("%load_ext analysis.cli"),
    ]
    assert imported(new_notebook(cells=cells)) >= {"analysis.cli", "analysis.report.site"}


def test_packages_that_hold_a_module_are_run_too():
    packages = [PACKAGE, PACKAGE / "report"]
    assert {folder / "__init__.py" for folder in packages} <= set(files("analysis.report.safe"))
