"""Survey of Consumer Expectations (New York Fed, United States): its job search supplement."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.cleaning import occupation
from analysis.cleaning.missing import recode
from analysis.sources import vocabulary
from analysis.sources.catalogue import Source
from analysis.surveys.common import coded, column

WAYS = "found_"
"""How the job was found: variables of one question with several answers begin so."""

FORGOTTEN = "found_not_remembered"

PERIODS = (0, 200000, 201000, 300000)
"""Months, as numbers such as 201310, at which the periods of ``job_begun`` part."""


def clean(raw: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Turn the sheets of both years into harmonised people.

    Item numbers differ by year: the record names the column of each.

    Parameters
    ----------
    raw : DataFrame
        The sheets stacked, columns named with their year, with the corrections applied: whoever
        has no weight is in no sheet of the sample.
    source : Source
        Its catalogue record, with the columns and the codes.

    Returns
    -------
    DataFrame
        One row per person who has a weight: the harmonised variables, then ``weight``. Who doesn't
        remember how the job was found doesn't know of any way; who ticked none gave no answer.

    Raises
    ------
    StudyError
        When a column is missing, or holds a code that the record doesn't list.
    """
    frame = coded(raw, source)
    frame = frame.assign(**_ways(frame))
    jobs = source.variable("soc_group")
    codes = column(raw, jobs.column, source)
    for name in jobs.also:
        codes = codes.combine_first(column(raw, name, source))
    groups = occupation.soc_group(codes, missing=jobs.missing)
    return frame.assign(
        soc_group=groups,
        management_or_professional=occupation.management_or_professional(groups),
        job_begun=_periods(raw, source),
        only_contacted_unasked=_only_unasked(raw, frame, source),
    )


def _ways(frame: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """Separate a "no" from the silence of whoever doesn't remember, or ticked nothing."""
    ways = [str(name) for name in frame if str(name).startswith(WAYS) and name != FORGOTTEN]
    forgotten = frame[FORGOTTEN] == "yes"
    silent = ~(frame[[*ways, FORGOTTEN]] == "yes").any(axis="columns")
    return {
        name: frame[name]
        .mask(forgotten & (frame[name] == "no"), "dont_know")
        .mask(silent & (frame[name] == "no"), "no_answer")
        for name in ways
    }


def _periods(people: pd.DataFrame, source: Source) -> pd.Series[Any]:
    """Return the period in which the job held was begun: a job of 1985 was not found online."""
    variable = source.variable("job_begun")
    levels = vocabulary.levels(variable.name)
    months = people[[variable.column, *variable.also]].max(axis="columns")
    periods = pd.cut(months, PERIODS, labels=[*levels]).astype(object).fillna(months)
    own = {level: level for level in levels}
    return recode(periods, own, levels=levels, missing=variable.missing)


def _only_unasked(people: pd.DataFrame, frame: pd.DataFrame, source: Source) -> pd.Series[Any]:
    """Flag people all of whose contacts were unsolicited: an offer then came of one of those."""
    counts = {}
    for name in ("contacted_by_employer", "contacted_unasked"):
        variable = source.variable(name)
        parts = people[[variable.column, *variable.also]]
        counts[name] = parts.max(axis="columns")
    solicited = counts["contacted_unasked"] < counts["contacted_by_employer"]
    return frame["contacted_unasked"].mask(solicited & (frame["contacted_unasked"] == "yes"), "no")
