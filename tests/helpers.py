"""What tests of several rooms make or read in the same way."""

from __future__ import annotations

import ast
import io
import subprocess
from typing import TYPE_CHECKING

import pandas as pd
from bs4 import BeautifulSoup

from analysis.folding.cells import Cells, Design, write_cells
from analysis.folding.collapse import collapse
from analysis.sources.vocabulary import as_levels
from analysis.words.wording import read_wording, wording_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode

WEIGHTS_ONLY = Design("weight")
DESIGN_COLUMNS = ("weight", "stratum", "psu")


def people(weight: float | None = 2.0, **answers: list[str]) -> pd.DataFrame:
    """Make a survey of one row per person, all of one weight."""
    frame = pd.DataFrame(answers)
    return frame if weight is None else frame.assign(weight=weight)


def cells_of(people: pd.DataFrame, design: Design = WEIGHTS_ONLY) -> Cells:
    """Fold people by all their answers, with the levels of the vocabulary."""
    variables = [str(name) for name in people.columns if name not in DESIGN_COLUMNS]
    folded = collapse(people, variables, design)
    typed = {name: as_levels(folded[name], name) for name in variables}
    return Cells(folded.assign(**typed), design, source="toy", universe="toys")


def written(cells: pd.DataFrame, folder: Path) -> str:
    """Write cells to a file, and read its text."""
    write_cells(cells, folder / "cells.csv")
    return (folder / "cells.csv").read_text("utf-8")


def digits_of_r(script: Path, *arguments: Path, by: str | list[str] = "name") -> pd.Series:
    """Run a script of R that writes ``name, value``, and read its numbers."""
    command = ["Rscript", "--vanilla", *map(str, (script, *arguments))]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return pd.read_csv(io.StringIO(answer.stdout), index_col=by)["value"]


def soup(page: Path) -> BeautifulSoup:
    """Read a page of the site."""
    return BeautifulSoup(page.read_text("utf-8"), "html.parser")


def sources(notebook: NotebookNode, kind: str) -> list[str]:
    """List the sources of a notebook's cells of one type."""
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def calls(notebook: NotebookNode, names: set[str]) -> Iterator[ast.Call]:
    """Find the calls of some functions in the cells of a notebook."""
    for code in sources(notebook, "code"):
        for node in ast.walk(ast.parse(code)):
            called = getattr(node, "func", None)
            if isinstance(called, ast.Name) and called.id in names:
                yield node


def sentences(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """List the sentences that a notebook says, each with the notebook whose values it quotes."""
    whose = origins(notebook)
    for call in calls(notebook, {"say"}):
        if isinstance(call.args[0], ast.Constant):
            values = call.args[1].id if len(call.args) > 1 else "values"
            yield call.args[0].value, whose[values]


def texts_beside(path: Path) -> dict[str, dict[str, str]]:
    """Read the words beside a notebook; none where it has no such file."""
    file = wording_of(path.stem)
    return read_wording(file) if file.is_file() else {}


def origins(notebook: NotebookNode) -> dict[str, str]:
    """Map each variable that holds values to the notebook whose values they are."""
    found = {}
    for code in sources(notebook, "code"):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                function, target = node.value.func, node.targets[0]
                if isinstance(function, ast.Name) and function.id in {"Values", "read_values"}:
                    found[target.id] = node.value.args[0].value
    return found
