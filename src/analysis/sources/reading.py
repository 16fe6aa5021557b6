"""Read a survey's file as its producer published it, whatever its format."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import pandas as pd
import pyreadr
import pyreadstat
from pyreadr.custom_errors import LibrdataError, PyreadrError

from analysis.errors import StudyError
from analysis.sources.catalogue import Workbook
from analysis.sources.workbook import read_workbook

# What the readers raise on a damaged file, seen by cutting and by overwriting real ones.
_DAMAGE = (
    pyreadstat.ReadstatError,
    pyreadstat.PyreadstatError,
    PyreadrError,
    LibrdataError,
    BadZipFile,
    ParseError,
    KeyError,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
)


def read_raw(path: Path, workbook: Workbook | None = None) -> pd.DataFrame:
    r"""Read a survey's file: every row and column, codes as the producer wrote them.

    Parameters
    ----------
    path : Path
        An SPSS file (``.sav``), an R file that holds one data frame (``.rda``, ``.rds``), a table
        in text (``.csv``, ``.csv.gz``: UTF-8, commas), or a workbook (``.xlsx``) where `workbook`
        is given.
    workbook : Workbook, optional
        What the catalogue says of the sheets of a workbook.

    Returns
    -------
    DataFrame of shape (rows, columns)
        Missing codes declared by SPSS stay codes: the catalogue says what each one means. In text,
        only an empty cell and ``NA`` are missing.

    Raises
    ------
    StudyError
        When the file isn't there, is damaged (cut short, an error page saved under its name), or
        is of another format.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "survey.csv")
    ...     _ = file.write_text("age,uses_network\n31,yes\n58,NA\n", "utf-8")
    ...     read_raw(file)
       age uses_network
    0   31          yes
    1   58          NaN
    """
    readers = dict(_READERS)
    if workbook:
        readers[".xlsx"] = partial(read_workbook, workbook=workbook)
    reader = next((read for end, read in readers.items() if path.name.endswith(end)), None)
    if reader is None:
        raise StudyError(
            f"{path.name} is of a format the study can't read.",
            expected=", ".join([*_READERS, ".xlsx whose sheets the catalogue describes"]),
            got=path.suffix or "no extension",
        )
    try:
        return reader(path)
    except _DAMAGE as problem:
        raise StudyError(
            f"{path.name} can't be read: it is missing, cut short or not what its name says.",
            expected=f"a whole {path.suffix} file",
            got=str(problem).strip(),
            hint="fetch it again with `study fetch`",
        ) from problem


def read_labels(path: Path) -> dict[str, dict[float | int, str]]:
    """Read what a survey's file itself says of its codes.

    Parameters
    ----------
    path : Path
        A file that `read_raw` can read.

    Returns
    -------
    dict
        Column -> code -> label, for the columns that have some: the value labels of SPSS. The
        levels of R's factors are labels and codes at once, as is the text of a csv: nothing is
        told of those.
    """
    if not path.name.endswith(".sav"):
        return {}
    _frame, meta = pyreadstat.read_sav(path, metadataonly=True)
    return meta.variable_value_labels


def _read_spss(path: Path) -> pd.DataFrame:
    # Without user_missing, "don't know" and "refused" would both come back as empty cells.
    frame, _ = pyreadstat.read_sav(path, user_missing=True)
    return frame


def _read_r(path: Path) -> pd.DataFrame:
    frames: list[pd.DataFrame] = list(pyreadr.read_r(path).values())
    if len(frames) != 1:
        raise ValueError(f"{len(frames)} objects instead of one data frame")
    return frames[0]


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, keep_default_na=False, na_values=["", "NA"], low_memory=False)


_READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    ".sav": _read_spss,
    ".rda": _read_r,
    ".rds": _read_r,
    ".csv": _read_csv,
    ".csv.gz": _read_csv,
}
