"""General Social Survey (NORC, United States), read from the R file of its panel."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from analysis.cleaning import age, education, missing, occupation, sector
from analysis.sources import vocabulary
from analysis.sources.catalogue import Source
from analysis.surveys.common import coded

_with_tags = partial(missing.missing_tags, kept=True)


def clean(raw: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Turn the panel file into harmonised people: those first interviewed in 2016.

    Parameters
    ----------
    raw : DataFrame
        The file as published, one row per panel member.
    source : Source
        Its catalogue record, with the columns and the codes.

    Returns
    -------
    DataFrame
        One row per person: the harmonised variables, then ``stratum, psu, weight``.

    Raises
    ------
    StudyError
        When a column is missing, or holds a code that the record doesn't list.
    """
    frame = coded(raw, source, prepare=_with_tags)
    frame["on_linkedin_adults"] = _among_adults(frame)
    frame["tertiary"] = education.tertiary(frame["education"])
    frame["bachelor_or_more"] = education.bachelor_or_more(frame["education"])
    frame["employed"] = missing.flag(
        frame["employment"], {"employed"}, levels=vocabulary.levels("employment")
    )
    years, kinds = _tagged(raw, source, "age_group")
    frame["age_group"] = age.age_group(years, missing=kinds)
    return frame.assign(**_occupation(raw, source), **_activity(raw, source))


def _among_adults(frame: pd.DataFrame) -> pd.Series[Any]:
    """Count who doesn't use the internet, and so was not asked, as no member of LinkedIn."""
    offline = (frame["internet_user"] == "no") & (frame["on_linkedin"] == "not_asked")
    return frame["on_linkedin"].mask(offline, "no")


def _tagged(
    people: pd.DataFrame, source: Source, name: str
) -> tuple[pd.Series[Any], Mapping[Any, str]]:
    variable = source.variable(name)
    return _with_tags(people[variable.column]), variable.missing


def _occupation(people: pd.DataFrame, source: Source) -> dict[str, pd.Series[Any]]:
    codes, kinds = _tagged(people, source, "occupation")
    major = occupation.isco_major_group(codes, missing=kinds)
    return {
        "occupation": major,
        "professional_or_manager": occupation.professional_or_manager(major),
        "executive": occupation.executive(major),
        "knowledge_occupation": occupation.knowledge_occupation(major),
        "ict_occupation": occupation.ict_occupation(codes, missing=kinds),
        "communication_occupation": occupation.communication_occupation(codes, missing=kinds),
    }


def _activity(people: pd.DataFrame, source: Source) -> dict[str, pd.Series[Any]]:
    codes, kinds = _tagged(people, source, "sector")
    divisions = sector.nace_division(codes, missing=kinds)
    sections = sector.nace_section(divisions)
    return {
        "sector": sections,
        "knowledge_activity": sector.knowledge_activity(divisions, "kia"),
        "knowledge_business": sector.knowledge_activity(divisions, "kiabi"),
        "knowledge_services": sector.knowledge_activity(divisions, "kis_high_tech"),
        "knowledge_market": sector.knowledge_activity(divisions, "market_high_tech"),
        "information_finance_professions": sector.information_finance_professions(sections),
    }
