"""The code lists that come with the library, and how files write their codes."""

from __future__ import annotations

from collections.abc import Mapping
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
