"""Notebooks run from first to last cell in a fresh kernel, the same bytes each time."""

from __future__ import annotations

import os
from contextlib import contextmanager
from itertools import chain
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from analysis import paths
from analysis.errors import StudyError
from analysis.files import write
from analysis.parsing import parsed, read_text
from analysis.pipeline.notebooks import SAVE_AGAIN
from analysis.pipeline.warm import STEADY
from analysis.words.i18n import BUILD, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

SECONDS_PER_CELL = 120
NOT_A_NOTEBOOK = (AttributeError, KeyError, TypeError, ValueError)
"""What nbformat raises, beside its own error, for JSON of another kind."""

QUIET = ["--log-level=ERROR"]
"""An ordinary kernel warns that it talks over the machine's own loopback, unencrypted."""

FOLDED = "hide-input"
"""Tag of a cell that only sets up or shows: it neither estimates, nor reads data, nor asserts."""

SPEAK = """\
import os
from analysis.pipeline.asserts import speak_up
os.environ['STUDY_LANG'] = '{}'
speak_up(get_ipython())
get_ipython().reset()
"""
"""Empties the kernel's memory, but for modules and what a build keeps, for a run in a language."""

CHECK = "AssertionError: "


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file.

    Raises
    ------
    StudyError
        When the file is no notebook.
    """
    text = read_text(path, SAVE_AGAIN)
    raw = parsed(text, path, SAVE_AGAIN)  # nbformat takes the last of two keys
    try:
        raw["nbformat"]  # without it, nbformat finds no cell
        notebook = nbformat.convert(nbformat.reader.reads(text), 4)
        nbformat.validate(notebook)
    except (*NOT_A_NOTEBOOK, nbformat.ValidationError) as problem:
        raise StudyError(
            f"{path.name} is not a notebook.", got=str(problem)[:200], hint=SAVE_AGAIN
        ) from None
    return cast("NotebookNode", notebook)


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
    folders = (paths.FIGURE_DATA, paths.DRAWINGS)
    figures = [file for folder in folders for file in folder.glob(f"{path.stem[:2]}_*")]
    return [*figures, *paths.STAGED_VALUES.glob(f"{path.stem}.json")]


def execute(path: Path, languages: Sequence[str] = LANGUAGES) -> dict[str, NotebookNode]:
    """Run a notebook in one kernel, in one language after the other.

    Parameters
    ----------
    path : Path
        The notebook; it is not written to.
    languages : sequence of str
        Languages that its sentences and figures are written in. The first one computes; the others
        are given what it found (`analysis.inference.kept`).

    Returns
    -------
    dict of str to NotebookNode
        The notebook with fresh outputs, by language.

    Raises
    ------
    StudyError
        When a cell fails, hangs, or kills the kernel: which notebook, section and cell, and why.
    """
    editions = {language: read_notebook(path) for language in languages}
    runs = [[_speaking(language), *editions[language].cells] for language in languages]
    with _told_apart([*chain.from_iterable(runs)]) as cells:
        reached, why = _run(new_notebook(cells=cells))
    if why:
        run, place = divmod(reached, len(runs[0]))
        language = languages[run]
        raise _failure(path, editions[language], place - 1, why, language)
    return {language: _steady(notebook) for language, notebook in editions.items()}


@contextmanager
def _told_apart(cells: list[NotebookNode]) -> Iterator[list[NotebookNode]]:
    """Lend cells other ids for a while: no two cells of a notebook may have the same."""
    ids = [cell.id for cell in cells]
    for number, cell in enumerate(cells):
        cell.id = f"{number}"
    yield cells
    for name, cell in zip(ids, cells, strict=True):
        cell.id = name


def _speaking(language: str) -> NotebookNode:
    return cast("NotebookNode", new_code_cell(SPEAK.format(language)))


def _run(notebook: NotebookNode) -> tuple[int, str]:
    """Run all the cells; return the place of the last one begun, and why it failed if it did."""
    from analysis.pipeline.kernels import manager

    start = manager()  # its libraries load while ours do
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    reached = [0]
    with TemporaryDirectory() as sockets:
        client = NotebookClient(
            notebook,
            km=start(sockets),
            on_cell_execute=lambda cell, cell_index: reached.append(cell_index),  # noqa: ARG005
            timeout=SECONDS_PER_CELL,
            record_timing=False,
            coalesce_streams=True,
            extra_arguments=QUIET,
            shutdown_kernel="immediate",  # nothing of a finished run is waited for
            resources={"metadata": {"path": str(paths.NOTEBOOKS)}},
        )
        try:
            client.execute(env=os.environ | STEADY | {BUILD: "1"}, cleanup_kc=True)
        except CellExecutionError as problem:
            return reached[-1], f"{problem.ename}: {problem.evalue}"
        except CellTimeoutError:
            return reached[-1], f"no end after {SECONDS_PER_CELL} s"
        except DeadKernelError:
            return reached[-1], "the kernel died (out of memory?)"
    return reached[-1], ""


def _failure(path: Path, notebook: NotebookNode, place: int, why: str, language: str) -> StudyError:
    """Build the error that says where a run stopped, as readers count cells and sections."""
    texts = [cell.source for cell in notebook.cells[:place] if cell.cell_type == "markdown"]
    headings = [text.splitlines()[0].lstrip("# ") for text in texts if text.startswith("#")]
    section = headings[-1] if headings else "its beginning"
    spoken = "" if language == LANGUAGES[0] else f" (run in {language})"
    if why.startswith(CHECK):
        return StudyError(
            f"{path.name} says what no longer holds, in “{section}”, cell {place + 1}{spoken}.",
            expected=why.removeprefix(CHECK),
            got=_said(notebook.cells[: place + 1]),
            hint=f"reword it, or mend what it rests on, then `study build {path.stem}`",
        )
    return StudyError(
        f"{path.name} stops at cell {place + 1}, in “{section}”{spoken}.",
        got=why,
        hint=f"open it with `make lab`, mend the cell, then `study build {path.stem}`",
    )


def _said(cells: Sequence[NotebookNode]) -> str:
    """Return the last sentence before a failing check: what was shown, or else what is written."""
    for cell in reversed(cells):
        texts = [output.get("data", {}).get("text/markdown") for output in cell.get("outputs", ())]
        texts += [cell.source] if cell.cell_type == "markdown" else []
        if said := [text for text in texts if text]:
            return f"“{said[-1].strip().splitlines()[-1].lstrip('#>- ')}”"
    return "nothing said yet"


def _steady(notebook: NotebookNode) -> NotebookNode:
    """Drop what a run writes that is not a result: the kernel's patch version, transient keys."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py"},
        }
    )
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(filter(_says_something, codes), start=1):
        _number(cell, number)
    for cell in codes:
        _fold(cell)
        for output in cell.outputs:
            _one_text(output)
    return notebook


def _says_something(cell: NotebookNode) -> bool:
    return bool(cell.source.strip())


def _number(cell: NotebookNode, number: int) -> None:
    """Count a cell from the first of its notebook, whatever its kernel ran before."""
    for numbered in (cell, *cell.outputs):
        if "execution_count" in numbered:
            numbered.execution_count = number


def _fold(cell: NotebookNode) -> None:
    """Fold in JupyterLab the cells that people tagged so: they only set up or show."""
    cell.metadata["jupyter"] = {"source_hidden": FOLDED in cell.metadata.get("tags", [])}


def _one_text(output: dict[str, Any]) -> None:
    """Keep one form of each output: plain text beside a richer form only repeats it."""
    data = output.get("data", {})
    if len(data) > 1:
        data.pop("text/plain", None)


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook all at once, or not at all."""
    write(path, nbformat.writes(notebook) + "\n")
