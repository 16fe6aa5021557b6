"""Notebooks as people write them, read as plain JSON: to find nothing to do must take no time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.errors import StudyError
from analysis.parsing import read_parsed
from analysis.words.i18n import LANGUAGES
from analysis.words.outputs import Figure, role_of, study_of
from analysis.words.po import po_text

NOT_A_NOTEBOOK = (AttributeError, KeyError, TypeError)
"""What JSON of another kind raises."""

SAVE_AGAIN = "see what changed with `git diff`, mend it, and save it with JupyterLab"

PLACES = "#:"
"""What the lines of a catalogue begin with that tell where a sentence is."""

QUOTED = re.compile(r'"[^"\n]*"')

OTHERS = [f".{code}" for code in LANGUAGES[1:]]
"""What stands in the names of files that are in another language than English."""

NOTEBOOK = re.compile(r"notebooks/(\w+)")


OPENING, CLOSING = ("00", "09"), ("08", "01")
"""The pages that are read before the findings, and those that are read after them."""


def notebook_paths() -> list[Path]:
    """List the notebooks, by their numbers."""
    return sorted(paths.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))


def in_reading_order(names: Iterable[str]) -> list[str]:
    """Sort the names of pages as readers want them: answers, findings, then what they rest on.

    Examples
    --------
    >>> in_reading_order(["00_summary", "01_sources", "02_members", "09_your_case"])
    ['00_summary', '09_your_case', '02_members', '01_sources']
    """

    def place(name: str) -> tuple[int, int, str]:
        number = name[:2]
        if number in OPENING:
            return 0, OPENING.index(number), name
        return (2, CLOSING.index(number), name) if number in CLOSING else (1, 0, name)

    return sorted(names, key=place)


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook: its id, its kind, what people wrote, and what a run displayed."""

    id: str
    cell_type: str
    source: str
    outputs: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Notebook:
    """The cells of a notebook, from first to last."""

    cells: tuple[Cell, ...]

    @property
    def title(self) -> str:
        """What the first Markdown cell says, which holds the notebook's title; "" without one."""
        return next((cell.source for cell in self.cells if cell.cell_type == "markdown"), "")

    @property
    def code(self) -> int:
        """How many letters of code it has, quoted texts left out."""
        codes = [cell.source for cell in self.cells if cell.cell_type == "code"]
        return sum(len(QUOTED.sub("", code)) for code in codes)


def read(path: Path) -> Notebook:
    """Read a notebook without checking it against the notebook format.

    Raises
    ------
    StudyError
        When the file is no notebook.
    """
    raw = read_parsed(path, SAVE_AGAIN)
    try:
        notebook = Notebook(tuple(_cell(cell) for cell in raw["cells"]))
    except NOT_A_NOTEBOOK as problem:
        raise StudyError(
            f"{path.name} is not a notebook.",
            got=f"{type(problem).__name__}: {problem}"[:200],
            hint=SAVE_AGAIN,
        ) from None
    if not all(cell.id for cell in notebook.cells):
        raise StudyError(
            f"{path.name} has cells without an id, by which its sentences and figures are known.",
            expected="notebook format 4.5 or newer",
            got=f"format {raw.get('nbformat')}.{raw.get('nbformat_minor')}",
            hint="open it in JupyterLab 3 or newer, and save it",
        )
    return notebook


def _cell(raw: dict[str, Any]) -> Cell:
    source = raw["source"]
    text = source if isinstance(source, str) else "".join(source)
    return Cell(raw.get("id", ""), raw["cell_type"], text, tuple(raw.get("outputs", ())))


def figures_of(notebook: Notebook) -> list[str]:
    """List the names of the figures that a notebook shows.

    A figure that its cell no longer names was shown by an earlier run: nothing makes its files.
    """
    shown = [(output, cell) for cell in notebook.cells for output in cell.outputs]
    told = [
        (study_of(output, cell.id), cell) for output, cell in shown if role_of(output) == "figure"
    ]
    return [
        figure.id
        for figure, cell in told
        if isinstance(figure, Figure) and f'"{figure.id}"' in cell.source
    ]


def figure_data(notebook: Notebook) -> list[Path]:
    """List the files of its figures that readers may take: data and picture, in each language."""
    ends = [f"{code}{kind}" for code in ("", *OTHERS) for kind in (".csv", ".svg")]
    return [paths.FIGURE_DATA / f"{name}{end}" for name in figures_of(notebook) for end in ends]


def drawings(notebook: Notebook, *languages: str) -> list[Path]:
    """List the drawings of its figures that pages in some languages show."""
    return [
        paths.drawings(name, language) for name in figures_of(notebook) for language in languages
    ]


def translations_of(path: Path, catalogue: Path) -> str:
    """Return the part of a catalogue of translations that a notebook may show.

    That is all of it but the sentences that other notebooks alone have. An entry ends with an empty
    line.
    """
    state, here = catalogue.stat(), {"", path.stem}
    shown = [
        text
        for text, homes in _entries(catalogue, state.st_mtime_ns, state.st_size)
        if not homes or not homes.isdisjoint(here)
    ]
    return "\n\n".join(shown)


@lru_cache(maxsize=len(LANGUAGES))
def _entries(path: Path, _changed: int, _size: int) -> list[tuple[str, set[str]]]:
    """Split a catalogue into its entries, each with the notebooks that have it; "" is elsewhere.

    They are sorted, since their order in the file follows the places. The file is read once, and
    again when it has changed.
    """
    entries = [_entry(entry.splitlines()) for entry in po_text(path).split("\n\n")]
    return sorted(entries, key=itemgetter(0))


def _entry(lines: list[str]) -> tuple[str, set[str]]:
    places = [place for line in lines if line.startswith(PLACES) for place in line.split()[1:]]
    homes = {NOTEBOOK.search(place) for place in places}
    text = "\n".join(line for line in lines if not line.startswith(PLACES))
    return text, {home[1] if home else "" for home in homes}
