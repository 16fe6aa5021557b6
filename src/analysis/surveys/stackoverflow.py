"""Stack Overflow developer survey (volunteers, worldwide)."""

from __future__ import annotations

import pandas as pd

from analysis.sources.catalogue import Source
from analysis.surveys.common import coded


def clean(raw: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Turn the file into harmonised people. They are volunteers: there is no weight.

    Parameters
    ----------
    raw : DataFrame
        The file as published, one row per person.
    source : Source
        Its catalogue record: its codes are all there is to it.

    Returns
    -------
    DataFrame
        One row per person: the harmonised variables.

    Raises
    ------
    StudyError
        When a column is missing, or holds a code that the record doesn't list.
    """
    return coded(raw, source)
