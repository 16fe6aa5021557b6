"""The code lists that come with the library, and how files write their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

DATA = Path(__file__).parent / "data"


def code_list(name: str) -> pd.DataFrame:
    """Read one code list.

    Parameters
    ----------
    name : str
        Name of the file in `data/`, without ``.csv``.

    Returns
    -------
    DataFrame
        Text columns only, so that codes keep their leading zeros; the first is the index.

    Examples
    --------
    >>> code_list("nace_divisions").loc["62", "section"]
    'J'
    """
    return pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False, index_col=0)


def code_column(name: str, column: str) -> dict[str, str]:
    """Read one column of a code list as a mapping.

    Parameters
    ----------
    name : str
        Name of the file in `data/`, without ``.csv``.
    column : str
        Column wanted, such as the section of each division.

    Returns
    -------
    dict
        Code -> the column's text.

    Examples
    --------
    >>> code_column("nace_sections", "title_en")["J"]
    'Information and communication'
    """
    return {str(code): str(text) for code, text in code_list(name)[column].items()}


def as_text_and_number(mapping: Mapping[str, str]) -> dict[Any, str]:
    """Key a mapping by the number as well as by the text of each code.

    Parameters
    ----------
    mapping : mapping
        Keyed by codes as text, zeros included.

    Returns
    -------
    dict
        The same, found by "0110" and by 110, which is how a file of numbers writes it.

    Examples
    --------
    >>> as_text_and_number({"0110": "armed_forces"})
    {'0110': 'armed_forces', 110: 'armed_forces'}
    """
    return {**mapping, **{int(code): target for code, target in mapping.items()}}


def matching(
    frame: pd.DataFrame, where: Mapping[str, Sequence[str | int | None]]
) -> pd.Series[bool]:
    """Flag the rows whose columns each hold one of some values.

    Parameters
    ----------
    frame : DataFrame
        Any table.
    where : mapping
        Column -> the values wanted in it; None is an empty cell. No column flags every row.

    Returns
    -------
    Series of bool
        Under the index of `frame`.

    Examples
    --------
    >>> people = pd.DataFrame({"sex": ["men", "women", None, "men"], "age": [20, 30, 40, 50]})
    >>> matching(people, {"sex": ["men", None], "age": [20, 30, 40]}).tolist()
    [True, False, True, False]
    """
    rows = pd.Series(True, index=frame.index)
    for column, wanted in where.items():
        found = frame[column].isin([value for value in wanted if value is not None])
        rows &= found | frame[column].isna() if None in wanted else found
    return rows
