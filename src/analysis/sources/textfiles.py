"""Read a table in text (``.csv``, ``.csv.gz``), each cell as it is written."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.errors import StudyError
from analysis.sources.surveyfile import SurveyFile

ENDINGS = (".csv", ".csv.gz")
_SEPARATORS = {";": "semicolons", "\t": "tabs"}


def read_text(path: Path, ending: str, encoding: str | None, separator: str) -> SurveyFile:
    """Read a table in text.

    Parameters
    ----------
    path : Path
        The file: names of the columns in its first line, then one line a person.
    ending : str
        Its format, one of `ENDINGS`.
    encoding : str, optional
        UTF-8 when left out.
    separator : str
        What parts the cells of a line.

    Returns
    -------
    SurveyFile
        Every column is text: "01" stays what it is, whatever other rows hold. Only an empty cell
        and ``NA`` are missing.

    Raises
    ------
    StudyError
        When the lines have more cells than the first, or that one is parted by something else.
    UnicodeDecodeError, ValueError, OSError, EOFError
        When the file is damaged or in another encoding; `analysis.sources.reading` turns them into
        a StudyError.
    """
    people = pd.read_csv(
        path,
        sep=separator,
        encoding=encoding or "utf-8",
        compression="gzip" if ending.endswith(".gz") else None,
        dtype="str",
        keep_default_na=False,
        na_values=["", "NA"],
    )
    # pandas takes the first cells of longer lines for names of rows, and moves all others.
    if not isinstance(people.index, pd.RangeIndex):
        raise StudyError(
            f"The lines of {path.name} have more cells than its first line has names.",
            expected=f"{people.shape[1]} cells a line",
            got=f"{people.shape[1] + people.index.nlevels} cells",
            hint="give each column its name in the first line, or take out what ends the others",
        )
    _refuse_other_separators(path, people, separator)
    return SurveyFile(people)


def _refuse_other_separators(path: Path, people: pd.DataFrame, separator: str) -> None:
    first = str(people.columns[0])
    found = next((mark for mark in _SEPARATORS if mark in first), None)
    if people.shape[1] == 1 and found and found != separator:
        raise StudyError(
            f"{path.name} is parted by {_SEPARATORS[found]}.",
            expected=f"cells parted by {separator!r}",
            got=first[:80],
            hint=f"give separator={found!r}",
        )
