"""The codebook of the committed cells: each variable, who was asked it, what its codes mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.files import write_table
from analysis.sources import vocabulary
from analysis.sources.catalogue import Source, Variable
from analysis.words.labels import label

CODEBOOK = paths.PROCESSED / "codebook.csv"
DERIVED = "derived by the study from other answers (see src/analysis/cleaning)"


def codebook(sources: Iterable[Source]) -> pd.DataFrame:
    """List every variable of every table of cells.

    Parameters
    ----------
    sources : iterable of Source
        Records; those without cells are passed over.

    Returns
    -------
    DataFrame
        ``source, variable, label, column, question, base, codes``: one row per source and variable.
        ``codes`` gives the levels with their words; ``column`` is empty for derived variables.
    """
    rows = [row for source in sources for row in _rows(source)]
    names = ["source", "variable", "label", "column", "question", "base", "codes"]
    return pd.DataFrame(rows, columns=names)


def _rows(source: Source) -> Iterator[list[str]]:
    asked = {variable.name: variable for variable in source.variables}
    asked |= {variable.everyone: variable for variable in source.variables if variable.everyone}
    for name in sorted({name for table in source.cells.values() for name in table}):
        found = asked.get(name)
        told = [found.column, found.question, _base(found, name)] if found else ["", DERIVED, ""]
        codes = "; ".join(f"{level} = {label(name, level)}" for level in vocabulary.levels(name))
        yield [source.id, name, label(name), *told, codes]


def _base(variable: Variable, name: str) -> str:
    if name == variable.everyone:
        return f"everyone: who was not asked ({variable.base}) counts as no"
    return variable.base


def write_codebook(frame: pd.DataFrame, path: Path = CODEBOOK) -> None:
    """Write the codebook."""
    write_table(path, frame)
