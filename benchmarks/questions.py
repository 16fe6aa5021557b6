"""What notebook 08 asks of the surveys, and the people who were asked, for those who ask them all.

Usage: ``questions.py FOLDER``. Writes ``questions.csv``, and of each table of cells the people
whose file is here: ``<table>.parquet``, and ``<table>.csv`` for R.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pandas as pd
from IPython.core.interactiveshell import InteractiveShell

from analysis import paths
from analysis.folding.cells import read_cells
from analysis.inference import kept
from analysis.sources.catalogue import catalogue, source_of_cells
from analysis.surveys.harmonise import harmonise, read
from analysis.words.i18n import BUILD

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTEBOOK = "08_robustness"
PLACES = {
    "share": ["outcome"],
    "compare": ["outcome", "group"],
    "logit": ["outcome", "factors"],
}
"""What each function takes without naming it."""

DEFAULTS = {"level": "yes", "focus": "yes", "reference": "no", "base": "asked", "where": {}}


def asked() -> Iterator[dict[str, Any]]:
    """Run the notebook as a build does, and list the questions that it kept."""
    os.environ[BUILD] = "1"
    os.chdir(paths.NOTEBOOKS)
    shell = InteractiveShell.instance()
    for cell in nbformat.read(paths.NOTEBOOKS / f"{NOTEBOOK}.ipynb", 4).cells:
        if cell.cell_type == "code":
            shell.run_cell(cell.source, silent=True).raise_error()
    tables = [name for source in catalogue().values() for name in source.cells]
    known = {read_cells(name).digest: name for name in tables}
    for question in kept._KEPT:
        told, digest = question.rsplit(" ", 1)
        what, arguments = told.split("[", 1)
        given, named = json.loads("[" + arguments)
        if digest in known:  # cells that the notebook makes itself have no people
            yield (
                DEFAULTS
                | dict(zip(PLACES[what], given, strict=True))
                | named
                | {
                    "what": what,
                    "table": known[digest],
                }
            )


def flat(question: dict[str, Any]) -> dict[str, str]:
    """Write a question as a line: ``name=level|level;...`` for conditions and factors."""
    where = {name: [x] if isinstance(x, str) else x for name, x in question["where"].items()}
    conditions = ";".join(f"{name}={'|'.join(levels)}" for name, levels in where.items())
    factors = ";".join(f"{name}={level}" for name, level in question.get("factors", {}).items())
    names = ("what", "table", "outcome", "level", "group", "focus", "reference", "base")
    plain = {name: str(question.get(name, "")) for name in names}
    return plain | {"where": conditions, "factors": factors}


def write_people(table: str, folder: Path) -> None:
    """Write the people of a table of cells, one by one."""
    source = source_of_cells(table)
    people = harmonise(source, read(source))[[*source.cells[table], *roles(table)]]
    people = people.astype(dict.fromkeys(source.cells[table], "str"))
    people.to_parquet(folder / f"{table}.parquet", index=False)
    people.to_csv(folder / f"{table}.csv", index=False, float_format="%.17g")


def roles(table: str) -> list[str]:
    """Name the columns of the design."""
    design = read_cells(table).design
    return [*design.clusters, "weight"]


def main(folder: str) -> None:
    """Write the questions, then the people of their tables."""
    place = Path(folder)
    questions = pd.DataFrame([flat(question) for question in asked()])
    questions.to_csv(place / "questions.csv", index=False, lineterminator="\n")
    for table in questions["table"].unique():
        write_people(table, place)


if __name__ == "__main__":
    main(*sys.argv[1:])
