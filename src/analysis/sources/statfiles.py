"""Read the files of SPSS, Stata and SAS, their labels and the kinds of their empty cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.cleaning.missing import tagged
from analysis.extras import needed
from analysis.sources.surveyfile import SurveyFile

# Without user_missing, "don't know" and "refused" would both come back as empty cells. The readers
# of .por and .xpt have no such choice.
_READERS: dict[str, tuple[str, dict[str, Any]]] = {
    ".sav": ("read_sav", {"user_missing": True}),
    ".zsav": ("read_sav", {"user_missing": True}),
    ".por": ("read_por", {}),
    ".dta": ("read_dta", {"user_missing": True}),
    ".sas7bdat": ("read_sas7bdat", {"user_missing": True}),
    ".xpt": ("read_xport", {}),
}
ENDINGS = tuple(_READERS)
_TAGGED = (".dta", ".sas7bdat")


def read_statfile(path: Path, ending: str, encoding: str | None) -> SurveyFile:
    """Read a file of SPSS, Stata or SAS.

    Parameters
    ----------
    path : Path
        The file. Beside a ``.sas7bdat``, the catalog of the same name (``.sas7bcat``) is read for
        the labels, which SAS keeps there.
    ending : str
        Its format, one of `ENDINGS`.
    encoding : str, optional
        The encoding of its text, where it isn't the one that the file names.

    Returns
    -------
    SurveyFile
        Missing codes declared by SPSS stay codes. Numbers of Stata and SAS are float64, and their
        missing values keep their letters, for `missing_tags`. A date is the number that the file
        holds: a column can hold some that no calendar has.

    Raises
    ------
    UnicodeError
        When the text isn't in the encoding that the file names, or in `encoding`.
    ReadstatError, PyreadstatError
        When the file is damaged; `analysis.sources.reading` turns both into a StudyError.
    """
    pyreadstat = needed("pyreadstat", extra="files")
    try:
        frame, meta = _read(path, ending, encoding)
    except pyreadstat.ReadstatError as problem:
        # Any byte is a letter in Latin-1: what can be read in it is whole.
        if ending != ".por" and _is_readable(path, ending, "iso-8859-1"):
            raise UnicodeError(str(problem)) from problem
        raise
    numeric = [name for name, kind in meta.readstat_variable_types.items() if kind != "string"]
    if ending in _TAGGED:
        frame = frame.assign(**{name: tagged(frame[name]) for name in numeric})
    labels = {
        column: {_code(code, column in numeric): text for code, text in told.items()}
        for column, told in _labels(path, ending, frame, meta).items()
    }
    wordings = {name: text for name, text in meta.column_names_to_labels.items() if text}
    return SurveyFile(frame, labels, wordings)


def _read(path: Path, ending: str, encoding: str | None) -> tuple[pd.DataFrame, Any]:
    name, options = _READERS[ending]
    if encoding and ending != ".por":
        options = options | {"encoding": encoding}
    reader = getattr(needed("pyreadstat", extra="files"), name)
    frame, meta = reader(path, disable_datetime_conversion=True, **options)
    return frame, meta


def _is_readable(path: Path, ending: str, encoding: str) -> bool:
    try:
        _read(path, ending, encoding)
    except needed("pyreadstat", extra="files").ReadstatError:
        return False
    return True


def _labels(path: Path, ending: str, frame: pd.DataFrame, meta: Any) -> dict[str, Any]:
    """Return the labels by column, those of a SAS catalog included."""
    if ending == ".sas7bdat":
        beside = (file for file in path.parent.iterdir() if file.stem == path.stem)
        catalog = next((file for file in beside if file.suffix.lower() == ".sas7bcat"), None)
        if catalog:
            pyreadstat = needed("pyreadstat", extra="files")
            _, formats = pyreadstat.read_sas7bcat(catalog)
            _, meta = pyreadstat.set_catalog_to_sas(frame, meta, formats)
    labels: dict[str, Any] = meta.variable_value_labels
    return labels


def _code(code: float | str, of_numbers: bool) -> float | str:
    """Return a code as `missing_tags` shows it: the letter of a missing number comes with a dot."""
    return f".{code}" if of_numbers and isinstance(code, str) else code
