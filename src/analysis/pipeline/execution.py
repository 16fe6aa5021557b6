"""Notebooks run from first to last cell in a fresh kernel, the same bytes each time."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, cast

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from analysis import paths
from analysis.errors import StudyError
from analysis.files import write
from analysis.parsing import parsed, read_text
from analysis.pipeline.notebooks import SAVE_AGAIN
from analysis.pipeline.steady import steady
from analysis.words.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

SECONDS_PER_CELL = 120
NOT_A_NOTEBOOK = (AttributeError, KeyError, TypeError, ValueError)
"""What nbformat raises, beside its own error, for JSON of another kind."""

SPEAK = """\
import os
from analysis.pipeline.asserts import speak_up
os.environ['STUDY_LANG'] = '{}'
speak_up(get_ipython())
get_ipython().reset()
"""
"""Empties the kernel's memory, but for modules and what a build keeps, for a run in a language."""

CHECK = "AssertionError: "
HINT = "\n  to do: "
"""What a StudyError says in its last line, where it knows better than to mend the cell."""


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
    return {language: steady(notebook) for language, notebook in editions.items()}


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
    from analysis.pipeline.client import run

    return run(notebook, SECONDS_PER_CELL)


def _failure(path: Path, notebook: NotebookNode, place: int, why: str, language: str) -> StudyError:
    """Build the error that says where a run stopped, as readers count cells and sections."""
    texts = [cell.source for cell in notebook.cells[:place] if cell.cell_type == "markdown"]
    headings = [text.splitlines()[0].lstrip("# ") for text in texts if text.startswith("#")]
    section = headings[-1] if headings else "its beginning"
    spoken = "" if language == LANGUAGES[0] else f" (run in {language})"
    if why.startswith(CHECK):
        return StudyError(
            f"{path.name} says what no longer holds, in “{section}”, cell {place + 1}{spoken}.",
            expected=_within(why.removeprefix(CHECK)),
            got=_said(notebook.cells[: place + 1]),
            hint=f"reword it, or mend what it rests on, then `study build {path.stem}`",
        )
    mend = f"open it with `make lab`, mend the cell, then `study build {path.stem}`"
    return StudyError(
        f"{path.name} stops at cell {place + 1}, in “{section}”{spoken}.",
        got=_within(why.removeprefix(f"{StudyError.__name__}: ")),
        hint="" if HINT in why else mend,
    )


def _within(why: str) -> str:
    """Indent what an error says in several lines, below the line of ours that holds it."""
    return why.replace("\n", "\n  ")


def _said(cells: Sequence[NotebookNode]) -> str:
    """Return the last sentence before a failing check: what was shown, or else what is written."""
    for cell in reversed(cells):
        texts = [output.get("data", {}).get("text/markdown") for output in cell.get("outputs", ())]
        texts += [cell.source] if cell.cell_type == "markdown" else []
        if said := [text for text in texts if text]:
            return f"“{said[-1].strip().splitlines()[-1].lstrip('#>- ')}”"
    return "nothing said yet"


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook all at once, or not at all."""
    write(path, nbformat.writes(notebook) + "\n")
