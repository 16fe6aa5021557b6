"""Read a survey's file as its producer published it, whatever its format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import StudyError
from analysis.sources import rfiles, sheet, statfiles, textfiles, unreadable
from analysis.sources.apart import read_apart
from analysis.sources.expansion import check_expansion
from analysis.sources.surveyfile import Labels, SurveyFile
from analysis.sources.workbook import read_workbook

if TYPE_CHECKING:  # the process that reads a file needs no catalogue
    from analysis.sources.catalogue import Source, SourceFile, Workbook

ENDINGS = (*statfiles.ENDINGS, *rfiles.ENDINGS, *sheet.ENDINGS, *textfiles.ENDINGS)
"""The formats that are read, in capitals as well."""


def read_file(
    path: Path,
    workbook: Workbook | None = None,
    *,
    encoding: str | None = None,
    separator: str = ",",
) -> SurveyFile:
    """Read a survey's file: its people, the labels of its codes, the wording of its columns.

    Parameters
    ----------
    path : Path
        A file of SPSS (``.sav``, ``.zsav``, ``.por``), Stata (``.dta``), SAS (``.sas7bdat`` and the
        ``.sas7bcat`` beside it, ``.xpt``) or R (``.rda``, ``.RData``, ``.rds``, of one data frame),
        a workbook (``.xlsx``: its first sheet, names in the first row) or a table in text
        (``.csv``, ``.csv.gz``).
    workbook : Workbook, optional
        What the catalogue says of the sheets of a workbook.
    encoding : str, optional
        The encoding of the text, where it isn't the one that the file names; of a csv, where it
        isn't UTF-8.
    separator : str
        What parts the cells of a csv.

    Returns
    -------
    SurveyFile

    Raises
    ------
    StudyError
        When the file isn't there, is damaged, locked, in another encoding or of another format,
        kills its reader or expands without end, or when a library is missing that reads it. The
        message says which, and what to do.
    """
    ending = _ending(path)
    encoding = unreadable.known_encoding(encoding)
    unreadable.check_file(path, ending)
    # Text is read by pandas itself, which no bytes are known to kill.
    if ending in textfiles.ENDINGS:
        return read_here(path, ending, None, encoding, separator)
    return read_apart(read_here, path, ending, workbook, encoding, separator)


def read_here(
    path: Path, ending: str, workbook: Workbook | None, encoding: str | None, separator: str
) -> SurveyFile:
    """Read a survey's file in this process, which a damaged one may kill: see `read_file`."""
    try:
        check_expansion(path, ending)
        if workbook:
            return SurveyFile(read_workbook(path, workbook))
        return _read(path, ending, encoding, separator)
    except (StudyError, MemoryError):
        raise
    except UnicodeError as problem:
        raise unreadable.in_another_encoding(path, encoding, problem) from problem
    # What readers raise on bytes that aren't of their format can't be listed.
    except Exception as problem:
        raise unreadable.damaged(path, ending, problem) from problem


def read_raw(
    path: Path,
    workbook: Workbook | None = None,
    *,
    encoding: str | None = None,
    separator: str = ",",
) -> pd.DataFrame:
    r"""Read a survey's file: every row and column, codes as the producer wrote them.

    Parameters
    ----------
    path, workbook, encoding, separator
        See `read_file`.

    Returns
    -------
    DataFrame of shape (rows, columns)
        Missing codes declared by SPSS stay codes (those of ``.por`` come back empty); the tags of
        R, Stata and SAS (not of ``.xpt``) can be shown by `analysis.cleaning.missing.missing_tags`.
        A csv is text, where only an empty cell and ``NA`` are missing. Dates are the numbers that
        the file holds.

    Raises
    ------
    StudyError
        As `read_file`.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "survey.csv")
    ...     _ = file.write_text("department,uses_network\n01,yes\n75,NA\n", "utf-8")
    ...     read_raw(file)
      department uses_network
    0         01          yes
    1         75          NaN
    """
    return read_file(path, workbook, encoding=encoding, separator=separator).people


def read_source(path: Path, source: Source, file: SourceFile) -> pd.DataFrame:
    """Read a file of a source as its record says: its sheets, its encoding, what are numbers.

    Parameters
    ----------
    path : Path
        Where the file is.
    source, file : Source, SourceFile
        The record, and what it says of the file.

    Returns
    -------
    DataFrame of shape (rows, columns)
        As `read_raw` gives it; the text of `Source.numbers` is turned by `with_numbers`.

    Raises
    ------
    StudyError
        As `read_file`.
    """
    return with_numbers(read_raw(path, file.workbook, encoding=file.encoding), source.numbers)


def read_labels(path: Path, *, encoding: str | None = None) -> Labels:
    """Read what a survey's file itself says of its codes.

    Parameters
    ----------
    path, encoding
        See `read_file`.

    Returns
    -------
    mapping
        Column -> code -> label, for the columns that have some: the value labels of SPSS, Stata,
        SAS and R's haven. The levels of R's factors are labels and codes at once, as is the text
        of a csv: nothing is told of those.

    Raises
    ------
    StudyError
        As `read_file`.
    """
    return read_file(path, encoding=encoding).labels


def with_numbers(raw: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Turn text into numbers in some columns, as far as it is one.

    Parameters
    ----------
    raw : DataFrame
        A file as read: one of text alone tells no type.
    columns : list of str
        Those to turn; columns that aren't there are passed over.

    Returns
    -------
    DataFrame
        Text that is no number stays, to be refused as a code that nobody knows.

    Examples
    --------
    >>> answers = pd.DataFrame({"q1": ["1", "2", "?"], "department": ["01", "75", "2A"]})
    >>> with_numbers(answers, ["q1"]).iloc[:, 0].tolist()
    [1.0, 2.0, '?']
    """
    turned = {name: _numbers(raw[name]) for name in columns if _is_text(raw, name)}
    return raw.assign(**turned)


def _is_text(raw: pd.DataFrame, name: str) -> bool:
    return name in raw.columns and isinstance(raw[name].dtype, pd.StringDtype)


def _numbers(text: pd.Series[str]) -> pd.Series[float]:
    numbers = pd.to_numeric(text, errors="coerce")
    others = numbers.isna() & text.notna()
    return numbers.astype(object).where(~others, text) if others.any() else numbers


def _ending(path: Path) -> str:
    name = path.name.lower()
    ending = next((end for end in ENDINGS if name.endswith(end)), None)
    if ending is None:
        raise StudyError(
            f"{path.name} is of a format that can't be read.",
            expected=", ".join(ENDINGS),
            got=path.suffix or "no extension",
            hint="unpack an archive; save a workbook of another kind as .xlsx",
        )
    return ending


def _read(path: Path, ending: str, encoding: str | None, separator: str) -> SurveyFile:
    if ending in statfiles.ENDINGS:
        return statfiles.read_statfile(path, ending, encoding)
    if ending in rfiles.ENDINGS:
        return rfiles.read_r(path, ending, encoding)
    if ending in sheet.ENDINGS:
        return sheet.read_sheet(path)
    return textfiles.read_text(path, ending, encoding, separator)
