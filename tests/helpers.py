"""What tests of several rooms make or read in the same way."""

from __future__ import annotations

import ast
import io
import signal
import subprocess
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis.folding.cells import Cells, Design, write_cells
from analysis.folding.collapse import collapse
from analysis.judging.values import Value, read_values
from analysis.sources.vocabulary import as_levels
from analysis.words.wording import read_wording, wording_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode

WEIGHTS_ONLY = Design("weight")
DESIGN_COLUMNS = ("weight", "stratum", "psu")


HANGS_UP = pytest.mark.skipif(
    not hasattr(signal, "SIGHUP") or signal.getsignal(signal.SIGHUP) == signal.SIG_IGN,
    reason="nobody hangs up here, as under nohup",
)


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
    """Map each variable that holds values to the notebook whose values they are.

    Those of several, joined by ``|``, are named so: ``02_members|05_candidates``.
    """
    found: dict[str, str] = {}
    for code in sources(notebook, "code"):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Assign):
                for target, value in _assigned(node):
                    found |= _whose(target, value, found)
    return found


def _assigned(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Pair what is assigned with its name, in ``a, b = f(), g()`` too."""
    (target,), value = node.targets, node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def _whose(target: ast.expr, value: ast.expr, known: dict[str, str]) -> dict[str, str]:
    match target, value:
        case (
            ast.Name(id=name),
            ast.Call(
                func=ast.Name(id="Values" | "read_values"), args=[ast.Constant(value=notebook)]
            ),
        ):
            return {name: notebook}
        case ast.Name(id=name), ast.BinOp(op=ast.BitOr()):
            joined = [part.id for part in ast.walk(value) if isinstance(part, ast.Name)]
            if {*joined} <= {*known}:
                return {name: "|".join(known[part] for part in joined)}
    return {}


def values_of(whose: str) -> dict[str, Value]:
    """Read the saved values of a notebook, or of several, as `origins` names them."""
    return {name: value for one in whose.split("|") for name, value in read_values(one).items()}
