"""What is known of effects: what goes with giving, and two trials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.advice.closest import figure
from analysis.advice.readings import giving
from analysis.advice.telling import difference_words, ends, percent, source_name
from analysis.sources.catalogue import source
from analysis.words import i18n
from analysis.words.i18n import N_, _

TRIAL = "wheeler2022_linkedin_rct"
ADVICE_SITE = "experiments_networks_hiring"

ASSOCIATION = N_(
    "Of people on networks who had told friends of an opening at work, {givers} ({interval}) said "
    "that a post had helped them get a job; of the others, {others}: {difference}. That one brings "
    "the other is not shown ({place}, {year}; n = {n}; {source}, grade {grade})."
)
TRAINED = N_(
    "Of young work seekers in a placement programme with training, those whom chance chose to be "
    "trained in LinkedIn were more often at work at its end, {employed}; no change is shown in "
    "jobs found by oneself, {alone} ({source}, {years}; n = {n}; grade {grade})."
)
ADVISED = N_(
    "A trial of Bob Emploi, a website of advice and no network, among {n} registered job seekers "
    "(France, {years}), found no effect on employment ({source}, grade {grade})."
)


def effects() -> list[str]:
    """Write what is known of effects, a sentence each with its evidence.

    Returns
    -------
    list of str
        What goes with giving, and the two trials.
    """
    return [association(), trained(), advised()]


def association() -> str:
    """Write what goes with giving on networks."""
    found = giving()
    givers, others, apart = found["givers"], found["others"], found["difference"]
    return _(ASSOCIATION).format(
        givers=percent(givers["estimate"]),
        interval=ends(givers.to_dict(), givers["estimate"]),
        others=percent(others["estimate"]),
        difference=_gap(apart.to_dict()),
        place=_("United States"),
        year="2015",
        n=i18n.number(apart["n"]),
        source=source_name(apart["source"]),
        grade=source(apart["source"]).grade,
    )


def trained() -> str:
    """Write what a randomised trial of LinkedIn training changed, and for whom."""
    employed = figure(TRIAL, "employed").to_dict()
    return _(TRAINED).format(
        years=_years(employed),
        n=i18n.number(employed["n"]),
        employed=_gap(employed),
        alone=_gap(figure(TRIAL, "found-job-alone").to_dict()),
        source=source_name(TRIAL),
        grade=employed["grade"],
    )


def advised() -> str:
    """Write what a randomised trial of a website of advice found, in its authors' words."""
    found = figure(ADVICE_SITE, "bob-emploi-employment").to_dict()
    return _(ADVISED).format(
        n=i18n.number(found["n"]),
        years=_years(found),
        source=source_name(ADVICE_SITE),
        grade=found["grade"],
    )


def _gap(row: Mapping[Any, Any]) -> str:
    """Write an estimate that is a difference of shares, with its interval."""
    gap = {f"difference_{end}": row[end] for end in ("low", "high")}
    return difference_words({"difference": row["estimate"], **gap})


def _years(row: Mapping[Any, Any]) -> str:
    return f"{row['year_from']}-{row['year_to']}"
