"""Baromètre du numérique (CREDOC, France): fifteen yearly surveys in one file."""

from __future__ import annotations

import pandas as pd

from analysis.cleaning import age, education, missing, occupation
from analysis.sources import vocabulary
from analysis.sources.catalogue import Source
from analysis.surveys.common import coded

AGE_EDGES = (12, *age.EDGES[:-1], 120)
"""The survey starts at 12; 98 and 99 are ages here, not missing codes."""


def clean(raw: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Turn the file of all years into harmonised people.

    Parameters
    ----------
    raw : DataFrame
        The file as published, one row per person and year.
    source : Source
        Its catalogue record, with the columns, the codes and the years of each question.

    Returns
    -------
    DataFrame
        One row per person: the harmonised variables, then ``weight``. An outcome asked of internet
        users only exists twice: as asked, and among everyone (``everyone`` in the record).

    Raises
    ------
    StudyError
        When a column is missing, or holds a code that the record doesn't list.
    """
    frame = coded(raw, source)
    years = source.variable("age_group")
    levels = vocabulary.levels("employment")
    return frame.assign(
        tertiary=education.tertiary(frame["education"]),
        executive=occupation.executive_from_pcs(frame["pcs"]),
        employed=missing.flag(frame["employment"], {"employed"}, levels=levels),
        age_group=age.age_group(
            raw[years.column], AGE_EDGES, vocabulary.levels("age_group"), missing=years.missing
        ),
    )
