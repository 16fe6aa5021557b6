"""The whole study by `jupyter nbconvert`, one notebook after another, and by `study build`.

Both work in a copy of the project, with the committed cells: neither folds a survey file.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat
from measure import Outcome, in_turn, output
from results import EDITED, Row, rows_of_each

from analysis import paths
from analysis.words.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def copied(root: Path) -> None:
    """Copy what git keeps of the project, as it stands on the disk."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=paths.ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (paths.ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(paths.ROOT / name, root / name)


def run(root: Path, *asked: str, **env: str) -> None:
    output([sys.executable, "-m", *asked], asked[0], cwd=root, PYTHONPATH=str(root / "src"), **env)


def notebooks(root: Path) -> list[Path]:
    return sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def nbconvert(root: Path) -> None:
    """Execute each notebook to a page, in each language, as one would by hand."""
    for language in LANGUAGES:
        with TemporaryDirectory() as folder:
            for path in notebooks(root):
                asked = ["jupyter", "nbconvert", "--execute", "--to", "html", "--output-dir"]
                run(root, *asked, folder, str(path), STUDY_LANG=language)


def build(root: Path) -> None:
    run(root, "analysis.cli", "build")


def forget(root: Path) -> None:
    shutil.rmtree(root / ".cache", ignore_errors=True)


def leave(_root: Path) -> None:
    """Change nothing before a run."""


def edit(_root: Path, path: Path) -> None:
    """Add a line to a notebook's last cell of code, as someone at work on it would."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    code[-1].source += "\n# changed"
    path.write_text(nbformat.writes(notebook) + "\n", "utf-8")


def timed(action: Callable[[Path], None], before: Callable[[Path], None], root: Path) -> Outcome:
    before(root)
    start, worked = time.perf_counter(), processor()
    action(root)
    taken, used = time.perf_counter() - start, processor() - worked
    return Outcome({"time_s": [taken], "cpu_s": [used]})


def processor() -> float:
    """Return the seconds of all cores that this process's commands took, forked kernels apart."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def builds(runs: int) -> Iterator[list[Row]]:
    """Time the whole study; nothing is warmed up but the files, which were just copied."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        copied(root)
        edits = {
            f"{path.stem}{EDITED}": (build, partial(edit, path=path)) for path in notebooks(root)
        }
        kinds = {"nbconvert": (nbconvert, leave), "cold build": (build, forget), **edits}
        kinds["nothing changed"] = (build, leave)
        found = in_turn(dict.fromkeys(kinds, runs), lambda name: timed(*kinds[name], root))
    yield rows_of_each("builds", len(edits), found)
