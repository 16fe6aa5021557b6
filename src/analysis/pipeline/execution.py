"""Notebooks run from first to last cell in a fresh kernel, the same bytes each time."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import nbformat

from analysis import paths
from analysis.errors import StudyError
from analysis.files import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode

SECONDS_PER_CELL = 120
STEADY = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "MPLBACKEND": "agg",
    "IPYKERNEL_CELL_NAME": "<cell>",
}
"""What otherwise moves from one run or machine to another (hash order, last digits of sums...)."""

NOT_A_NOTEBOOK = (AttributeError, KeyError, TypeError, nbformat.reader.NotJSONError)
"""What nbformat raises for text that isn't JSON, or JSON of another kind."""

QUIET = ["--log-level=ERROR"]
"""The kernel warns that it talks to this process over the machine's own loopback, unencrypted."""


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file.

    Raises
    ------
    StudyError
        When the file is no notebook.
    """
    try:
        return cast("NotebookNode", nbformat.read(path, as_version=4))
    except (*NOT_A_NOTEBOOK, nbformat.ValidationError) as problem:
        raise StudyError(f"{path.name} is not a notebook.", got=str(problem)[:200]) from None


def source_hash(notebook: NotebookNode) -> str:
    """Give a checksum of what people write in a notebook: its cells, without their outputs."""
    cells = [(cell.id, cell.cell_type, cell.source) for cell in notebook.cells]
    return hashlib.sha256(repr(cells).encode()).hexdigest()


def figure_data(notebook: NotebookNode) -> list[Path]:
    """List the files of the figures that a notebook shows: data and picture."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    about = [output.get("metadata", {}).get("study", {}) for output in outputs]
    names = [figure.id for figure in about if "data" in figure]
    return [paths.FIGURE_DATA / f"{name}.{end}" for name in names for end in ("csv", "svg")]


@contextmanager
def kept_on_failure(path: Path) -> Iterator[None]:
    """Put back the values and figures that a run wrote before it failed: pages still show them."""
    before = {file: file.read_bytes() for file in _written_by(path)}
    try:
        yield
    except BaseException:
        for file in _written_by(path):
            write(file, before[file]) if file in before else file.unlink()
        raise


def _written_by(path: Path) -> list[Path]:
    figures = paths.FIGURE_DATA.glob(f"{path.stem[:2]}_*")
    return [*figures, *paths.VALUES.glob(f"{path.stem}.json")]


def execute(path: Path, language: str = "en") -> NotebookNode:
    """Run a notebook and give it back with fresh outputs.

    Parameters
    ----------
    path : Path
        The notebook; it is not written to.
    language : str
        Language that its sentences and figures are written in.

    Raises
    ------
    StudyError
        When a cell fails, hangs, or kills the kernel: which notebook, section and cell, and why.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import (
        CellExecutionError,
        CellTimeoutError,
        DeadKernelError,
    )

    from analysis.pipeline.kernels import manager

    notebook = read_notebook(path)
    reached = [0]
    client = NotebookClient(
        notebook,
        on_cell_execute=lambda cell, cell_index: reached.append(cell_index),  # noqa: ARG005
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=QUIET,
        kernel_manager_class=manager(STEADY),
        shutdown_kernel="immediate",  # nothing of a finished run is waited for
        resources={"metadata": {"path": str(paths.NOTEBOOKS)}},
    )
    try:
        client.execute(env=os.environ | STEADY | {"STUDY_LANG": language})
    except CellExecutionError as problem:
        raise _failure(path, notebook, reached[-1], f"{problem.ename}: {problem.evalue}") from None
    except CellTimeoutError:
        raise _failure(path, notebook, reached[-1], f"no end after {SECONDS_PER_CELL} s") from None
    except DeadKernelError:
        raise _failure(path, notebook, reached[-1], "the kernel died (out of memory?)") from None
    return _steady(notebook)


def _failure(path: Path, notebook: NotebookNode, place: int, why: str) -> StudyError:
    """Say where a run stopped, as readers count cells and sections."""
    texts = [cell.source for cell in notebook.cells[:place] if cell.cell_type == "markdown"]
    headings = [text.splitlines()[0].lstrip("# ") for text in texts if text.startswith("#")]
    section = headings[-1] if headings else "its beginning"
    return StudyError(
        f"{path.name} stops at cell {place + 1}, in “{section}”.",
        got=why,
        hint=f"open it with `make lab`, mend the cell, then `study build {path.stem}`",
    )


def _steady(notebook: NotebookNode) -> NotebookNode:
    """Drop what a run writes that is not a result: the kernel's patch version, transient keys."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py"},
        }
    )
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _fold(cell)
        for output in cell.get("outputs", []):
            _one_text(output)
    return notebook


def _fold(cell: NotebookNode) -> None:
    """Fold in JupyterLab what only sets up or draws; estimates stay in view."""
    only_shows = any(call in cell.source for call in ("figure(", "table(", "_card("))
    hidden = only_shows or "setup" in cell.metadata.get("tags", [])
    cell.metadata["jupyter"] = {"source_hidden": hidden}


def _one_text(output: dict[str, Any]) -> None:
    """Keep one form of each output: plain text beside a richer form only repeats it."""
    data = output.get("data", {})
    if len(data) > 1:
        data.pop("text/plain", None)


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook all at once, or not at all."""
    write(path, nbformat.writes(notebook) + "\n")
