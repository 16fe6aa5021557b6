"""Read the first sheet of anybody's Excel workbook (``.xlsx``, ``.xlsm``): names, then people."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import StudyError
from analysis.extras import needed
from analysis.sources.surveyfile import SurveyFile

ENDINGS = (".xlsx", ".xlsm")


def read_sheet(path: Path) -> SurveyFile:
    """Read the first sheet of a workbook.

    Parameters
    ----------
    path : Path
        The workbook: names of the columns in the first row, then one row a person.

    Returns
    -------
    SurveyFile
        Text stays text ("01"), numbers are numbers and dates are dates, as Excel keeps them. A row
        in which nothing is written isn't a person.

    Raises
    ------
    StudyError
        When a column that holds something has no name, or two have the same.
    BadZipFile, KeyError, InvalidFileException
        When the file is damaged; `analysis.sources.reading` turns them into a StudyError.
    """
    openpyxl = needed("openpyxl", extra="files")
    with warnings.catch_warnings():
        # It warns of what it leaves out: styles, drop-down lists, headers of printed pages.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            rows = list(_rows(book.worksheets[0]))
        finally:
            book.close()
    names = _names(path, rows)
    people = [row for row in rows[1:] if any(value is not None for value in row)]
    return SurveyFile(pd.DataFrame(people, columns=names))


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows, each as wide as the widest."""
    # Programs that write workbooks often tell a size of the sheet that isn't its own.
    sheet.reset_dimensions()
    rows = [*sheet.iter_rows(values_only=True)]
    used = [1 + max((i for i, x in enumerate(row) if x is not None), default=-1) for row in rows]
    width = max(used, default=0)
    for row in rows:
        yield (*islice(row, width), *[None] * (width - len(row)))


def _names(path: Path, rows: list[tuple[Any, ...]]) -> list[str]:
    names = [None if name is None else str(name) for name in rows[0]] if rows else []
    unnamed = sum(name is None for name in names)
    repeated = sorted({str(name) for name in names if name and names.count(name) > 1})
    if not names or unnamed or repeated:
        raise StudyError(
            f"The first sheet of {path.name} can't be read as a table.",
            expected="the name of each column in the first row, each once",
            got=", ".join(repeated) or (f"{unnamed} without a name" if names else "an empty sheet"),
            hint="move the table to the top left of the first sheet, under its names",
        )
    return [str(name) for name in names]
