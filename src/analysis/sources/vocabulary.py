"""The harmonised variables: the same names and levels in every survey.

A variable that is not listed here is a question answered by yes or no.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.cleaning import age, education, missing, occupation, sector
from analysis.errors import StudyError

LEVELS: dict[str, tuple[str, ...]] = {
    "year": tuple(map(str, range(2000, 2041))),
    "country": (
        *("france", "united_states", "united_kingdom", "germany", "other_countries"),
        *("argentina", "bolivia", "brazil", "chile", "colombia", "costa_rica"),
        *("dominican_republic", "ecuador", "el_salvador", "guatemala", "honduras", "mexico"),
        *("nicaragua", "panama", "paraguay", "peru", "uruguay", "venezuela"),
    ),
    "sex": ("men", "women", "another_gender"),
    "age_group": ("12-17", *age.LABELS),
    "age_band": (
        *("12-17", "under_20", "18-24", "20-24", "25-29", "25-39", "30-34", "35-39"),
        *("40-49", "40-59", "50-59", "60-69", "60+", "70+"),
    ),
    "education": education.LEVELS,
    "employment": (
        *("employed", "unemployed", "not_employed", "retired", "student"),
        *("at_home", "other_inactive"),
    ),
    "employment_status": (
        *("full_time", "part_time", "freelance", "self_employed", "unemployed", "student"),
        *("retired", "other_status"),
    ),
    "income_group": ("under_30k", "30k_to_50k", "50k_to_75k", "75k_or_more"),
    "race": ("white", "black", "asian", "mixed_race", "other_race"),
    "occupation": occupation.LEVELS,
    "occupation_group": ("developer", "data", "operations", "management", "other_occupation"),
    "pcs": occupation.PCS_LEVELS,
    "soc_group": occupation.SOC_LEVELS,
    "sector": sector.SECTIONS,
    "employer_type": ("government", "private_company", "nonprofit", "family_business"),
    "work_type": occupation.WORK_TYPES,
    "company_size": ("1-9", "10-99", "100-999", "1000+"),
    "ease_of_profile": (
        *("very_easy", "somewhat_easy", "not_too_easy", "not_at_all_easy", "does_not_use"),
    ),
    "most_important_resource": (
        *("close_ties", "acquaintances", "professional_ties", "online", "agencies"),
        *("print_ads", "job_events", "other_resource", "no_resource"),
    ),
    "interview_mode": ("web", "paper", "telephone"),
    "job_found_through": (
        *("friend", "in_house_recruiter", "external_recruiter", "direct_application"),
        *("job_website", "linkedin", "facebook", "twitter", "stack_overflow", "career_fair"),
        *("created_own_job", "other_channel"),
    ),
    "job_begun": ("before_2000", "2000_2009", "since_2010"),
    "offer_from_contacts": ("offer", "offer_pending", "no_offer"),
}
"""Levels in order. ``age_band`` and ``employment_status`` keep a survey's own groups where they
don't fit the harmonised ones; ``year`` leaves room for waves to come."""


def levels(variable: str) -> tuple[str, ...]:
    """Return all the levels of a variable, missing kinds left out.

    Examples
    --------
    >>> levels("company_size"), levels("on_linkedin")
    (('1-9', '10-99', '100-999', '1000+'), ('yes', 'no'))
    """
    return LEVELS.get(variable, missing.YES_NO)


def as_levels(values: pd.Series[Any], variable: str) -> pd.Series[Any]:
    """Read text back into a harmonised variable.

    Raises
    ------
    StudyError
        When a value is neither a level of the variable nor a missing kind, with its count.

    Examples
    --------
    >>> as_levels(pd.Series(["yes", "not_asked"]), "on_linkedin").cat.categories.tolist()
    ['yes', 'no', 'dont_know', 'refused', 'no_answer', 'not_asked']
    """
    known = [*levels(variable), *missing.KINDS]
    codes = pd.Index(known).get_indexer(pd.Index(values))
    if (codes < 0).any():
        unknown = values[codes < 0]
        found = unknown.fillna("(empty)").value_counts().sort_index()
        raise StudyError(
            f"'{variable}' holds values that it should not.",
            expected=", ".join(known),
            got=", ".join(f"{value} ({count} rows)" for value, count in found.items()),
            hint="recompute the cells with `study build`, or mend the file",
        )
    read = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(known))
    return pd.Series(read, values.index, name=values.name)
