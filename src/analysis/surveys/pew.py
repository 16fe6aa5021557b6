"""Surveys of the Pew Research Center (United States): jobs 2015, core trends, NPORS."""

from __future__ import annotations

import pandas as pd

from analysis.cleaning import age, education, missing
from analysis.sources import vocabulary
from analysis.sources.catalogue import Source
from analysis.surveys.common import coded


def clean(raw: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Turn the file of one wave into harmonised people.

    Names and codes change from wave to wave: they are all in the catalogue, so that a new wave is
    a new record.

    Parameters
    ----------
    raw : DataFrame
        The SPSS file as published, one row per person, with the corrections applied.
    source : Source
        The wave's catalogue record. Its variable `age_group` has codes where the file has groups,
        none where it has years.

    Returns
    -------
    DataFrame
        One row per person: the harmonised variables, then ``weight``.

    Raises
    ------
    StudyError
        When a column is missing, or holds a code that the record doesn't list.
    """
    frame = coded(raw, source)
    frame["tertiary"] = education.tertiary(frame["education"])
    frame["bachelor_or_more"] = education.bachelor_or_more(frame["education"])
    if "age_group" not in frame:
        years = source.variable("age_group")
        frame["age_group"] = age.age_group(raw[years.column], missing=years.missing)
    if "employment" in frame:
        levels = vocabulary.levels("employment")
        frame["employed"] = missing.flag(frame["employment"], {"employed"}, levels=levels)
    return frame
