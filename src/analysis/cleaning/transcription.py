"""The form of a transcription of published figures, and how one that can't be read is refused."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.errors import StudyError

RAW_COLUMNS = (
    "id",
    "indicator",
    "population",
    "breakdown",
    "group",
    "geo",
    "year",
    "value",
    "unit",
    "n",
    "n_of",
    "source_title",
    "source_url",
    "where_seen",
    "quote_context",
    "confidence",
    "reached",
    "margin",
    "row_grade",
)

OPTIONAL_COLUMNS = ("se", "df", "quality")
"""Columns of the few transcriptions whose producer tells an error; the others leave them out."""

_WORD = "(?:[a-z0-9]+|[A-Z][A-Z0-9_]*)"
_ID = f"{_WORD}(?:-{_WORD})*"


def check_form(frame: pd.DataFrame, source: str) -> None:
    """Check that a table has the columns of a transcription, all of text, and an id a row.

    Parameters
    ----------
    frame : DataFrame
        The transcription.
    source : str
        Id of the source, for the message.

    Raises
    ------
    StudyError
        When a column lacks or is too many, a cell isn't text, or an id is missing, unreadable or
        used twice.

    Examples
    --------
    >>> check_form(pd.DataFrame([dict.fromkeys(RAW_COLUMNS, "") | {"id": "men-2013"}]), "insee")
    """
    _check_columns(frame, source)
    _check_ids(frame["id"].reset_index(drop=True), source)


def complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a transcription with its optional columns, empty where it leaves them out.

    Parameters
    ----------
    frame : DataFrame
        A transcription that `check_form` let through.

    Returns
    -------
    DataFrame
        Its rows under 0, 1, 2..., with ``se``, ``df`` and ``quality``.

    Examples
    --------
    >>> complete(pd.DataFrame({"value": ["8"]})).to_dict("records")
    [{'value': '8', 'se': '', 'df': '', 'quality': ''}]
    """
    absent = dict.fromkeys(set(OPTIONAL_COLUMNS) - set(frame.columns), "")
    ordered = [*frame.columns, *(name for name in OPTIONAL_COLUMNS if name in absent)]
    return frame.assign(**absent).reset_index(drop=True)[ordered]


def refuse(found: pd.Series[Any], title: str, expected: str) -> None:
    """Check that nothing was found; else name each text with its count and first line.

    Parameters
    ----------
    found : Series
        What can't be read, under the index of the transcription: its first row is line 2.
    title : str
        What is wrong, and in which source.
    expected : str
        What should be there.

    Raises
    ------
    StudyError
        When anything was found.

    Examples
    --------
    >>> refuse(pd.Series([], dtype=str), "Unknown unit in insee.", "%, million")
    """
    if found.empty:
        return
    lines = pd.Series(found.index + 2, index=found.to_numpy())
    got = (
        f"'{text}': {len(at)} rows, from line {at.iloc[0]}" for text, at in lines.groupby(level=0)
    )
    raise StudyError(title, expected=expected, got="; ".join(got), hint="mend the transcription")


def _check_columns(frame: pd.DataFrame, source: str) -> None:
    if set(frame.columns) - set(OPTIONAL_COLUMNS) != set(RAW_COLUMNS):
        raise StudyError(
            f"{source} doesn't have the columns of a transcription.",
            expected=", ".join(RAW_COLUMNS),
            got=", ".join(map(str, frame.columns)),
            hint="see data/raw/published/README.md",
        )
    numeric = [name for name in frame.columns if not pd.api.types.is_string_dtype(frame[name])]
    if numeric or frame.isna().any(axis=None):
        raise StudyError(
            f"{source} isn't all text.",
            expected='text in every cell, "" where it is empty',
            got=f"columns {', '.join(numeric)}" if numeric else "missing cells",
            hint="read the file with pd.read_csv(path, dtype=str, keep_default_na=False)",
        )


def _check_ids(ids: pd.Series[str], source: str) -> None:
    refuse(
        ids[~ids.str.fullmatch(_ID)],
        f"No id, or an unreadable one, in {source}.csv.",
        "words and codes joined by hyphens, such as executives-2013 or E_SM_PRCR-FR-2013",
    )
    shared = ids[ids.duplicated(keep=False)]
    if not shared.empty:
        lines = (shared.index + 2).astype(str)
        raise StudyError(
            f"Figures share an id in {source}.csv.",
            expected="an id of its own in each row",
            got="; ".join(f"line {at}: '{id_}'" for at, id_ in zip(lines, shared, strict=True)),
            hint="add what tells the two figures apart, such as the year or the group, to the id "
            "of the newer one",
        )
