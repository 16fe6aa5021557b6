"""The survey files: each module reads one survey into the harmonised variables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.errors import StudyError
from analysis.folding import cells
from analysis.folding.collapse import collapse
from analysis.folding.locks import write_locks
from analysis.sources import corrections
from analysis.sources.catalogue import Source, locate, verify
from analysis.sources.reading import read_source
from analysis.surveys import credoc, gss, latinobarometro, pew, sce
from analysis.surveys.common import check_columns, coded, sample

CLEAN: dict[str, Callable[[pd.DataFrame, Source], pd.DataFrame]] = {
    "coded": coded,
    "credoc": credoc.clean,
    "gss": gss.clean,
    "latinobarometro": latinobarometro.clean,
    "pew": pew.clean,
    "sce": sce.clean,
}
"""How each survey is cleaned; "coded" is for those whose record has codes for all there is."""


def read(source: Source) -> pd.DataFrame:
    """Read the file of a survey, once it is known to be the right one.

    Parameters
    ----------
    source : Source
        A microdata record whose file is in ``data/raw`` or in the mirror.

    Raises
    ------
    StudyError
        When the file isn't there, or isn't byte for byte the one that the record tells.
    """
    file = source.files[0]
    path = locate(source, file)
    if path is None:
        raise StudyError(
            f"The file of {source.id} is not on this machine.",
            expected=f"data/raw/{source.id}/{file.path}, or the same in STUDY_MIRROR",
            hint=f"get it with `study fetch {source.id}`",
        )
    verify(path, file)
    return read_source(path, source, file)


def harmonise(source: Source, raw: pd.DataFrame) -> pd.DataFrame:
    """Correct and clean the file of a survey.

    Parameters
    ----------
    source : Source
        Its record.
    raw : DataFrame
        As `read` gives it.

    Returns
    -------
    DataFrame
        One row per person of the record's sample, harmonised variables as categories, design
        columns by their roles.

    Raises
    ------
    StudyError
        When two columns bear one name, a correction no longer fits, or the file can't be cleaned.
    """
    check_columns(raw, source)
    people = sample(corrections.apply(raw, source), source)
    return CLEAN[source.survey or ""](people, source)


def make_cells(source: Source, raw: pd.DataFrame, folder: Path) -> None:
    """Fold a survey's people, as `read` gives them, into each table of its record, and lock them.

    `analysis.surveys.fold.fold` looks for faults first.
    """
    people = harmonise(source, raw)
    tables = {
        name: collapse(people, variables, cells.standard_design(source))
        for name, variables in source.cells.items()
    }
    for name, table in tables.items():
        cells.write_cells(table, folder / f"{name}.csv")
    write_locks(tables, source.id, folder)
