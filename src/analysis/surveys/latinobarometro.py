"""Latinobarómetro (eighteen countries of Latin America), wave of 2018."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.cleaning import age, education, missing, occupation
from analysis.cleaning.tables import code_column
from analysis.sources import vocabulary
from analysis.sources.catalogue import Source
from analysis.surveys.common import coded

AGE_EDGES = (12, *age.EDGES[:-1], 120)
"""Two countries start at 16; 98 and over are ages here, not missing codes."""

PROFESSIONALS_AND_MANAGERS = frozenset(
    {"independent_professional", "employed_professional", "top_executive", "middle_manager"}
)


def clean(raw: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Turn the file into harmonised people.

    Parameters
    ----------
    raw : DataFrame
        The R file as published, one row per person, with the corrections applied.
    source : Source
        Its catalogue record, with the columns and the codes.

    Returns
    -------
    DataFrame
        One row per person: the harmonised variables, then ``stratum`` (the country), ``psu`` (the
        locality, which stands in for it) and ``weight``. What tells kinds of work apart is
        "not_asked" of people without work.

    Raises
    ------
    StudyError
        When a column is missing, or holds a code that the record doesn't list.
    """
    frame = coded(raw, source)
    ages = source.variable("age_group")
    levels = vocabulary.levels("employment")
    kinds = ("business_owner", "independent_professional", "own_account_worker")
    return frame.assign(
        tertiary=education.tertiary(frame["education"]),
        employed=missing.flag(frame["employment"], {"employed"}, levels=levels),
        professional_or_manager=_works_as(frame["work_type"], PROFESSIONALS_AND_MANAGERS),
        **{kind: _works_as(frame["work_type"], frozenset({kind})) for kind in kinds},
        age_group=age.age_group(
            raw[ages.column], AGE_EDGES, vocabulary.levels("age_group"), missing=ages.missing
        ),
    )


def populations() -> dict[int, float]:
    """Return the inhabitants of each country, by its stratum, to scale the cells with.

    Returns
    -------
    dict of int to float
        ISO 3166 numeric code -> inhabitants of all ages in 2019, from the World Bank's World
        Development Indicators. For `analysis.folding.scaling.scaled_to`.

    Examples
    --------
    >>> len(populations()), populations()[484]
    (18, 127575529.0)
    """
    people = code_column("latin_america_population", "population_2019")
    return {int(code): float(number) for code, number in people.items()}


def _works_as(work: pd.Series[Any], kinds: frozenset[str]) -> pd.Series[Any]:
    return missing.flag(work, kinds, levels=occupation.WORK_TYPES)
