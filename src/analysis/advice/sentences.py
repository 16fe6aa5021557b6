"""The sentences of an answer: what a line says of a hundred people, and what weakens it.

Each is whole, in the language of the run, so that whatever puts an answer together (the command, or
the page, whose script only shows and hides) says the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

from analysis.advice.choices import Case
from analysis.advice.hires import Hires
from analysis.advice.lines import LINES
from analysis.advice.naming import CHOICES_OF, dated, line_label
from analysis.advice.readings import Readings
from analysis.advice.telling import (
    WORDS,
    about,
    hires_where,
    hundredths,
    source_name,
)
from analysis.words import i18n
from analysis.words.i18n import N_, _

LIKE = {
    ("diploma",): N_("with your diploma"),
    ("diploma", "age"): N_("with your diploma and of your age"),
    ("age",): N_("of your age"),
    ("occupation",): N_("in your trade"),
    ("sector",): N_("in your sector"),
    ("situation",): N_("in your situation"),
}
"""Choices that a line goes by -> words for whoever made the same; they agree with nothing."""

NEAREST_PEOPLE = N_("of the nearest known group")
NEAREST = {
    "sector": N_("in the nearest known group of sectors"),
    "occupation": N_("in the nearest known group of trades"),
}
"""The same for another group than one's own: of recruiters by what the line goes by."""

ON_LINKEDIN = N_("Of 100 internet users at work {like}, {number} were on LinkedIn")
FOR_WORK = N_("Of 100 adults {like}, {number} used networks for work")
FIRMS = N_("Of 100 firms {like}, {number} recruited on social media")
PROFILES = N_("For {number} of 100 recruitments {like}, profiles were searched online")
HELPED = N_("Of 100 social media users {like}, {number} said that a post had helped them get a job")
TOLD = {
    "linkedin_by_diploma_and_age": N_("Of 100 adults {like}, {number} were on LinkedIn"),
    "linkedin_by_diploma": N_("Of 100 internet users {like}, {number} were on LinkedIn"),
    "linkedin_by_occupation": ON_LINKEDIN,
    "linkedin_by_sector": ON_LINKEDIN,
    "professional_use_by_diploma": FOR_WORK,
    "professional_use_by_occupation": N_(
        "Of 100 people at work {like}, {number} used networks for work"
    ),
    "professional_network_by_occupation": N_(
        "Of 100 active people {like}, {number} took part in a professional network"
    ),
    "professional_use_by_situation": FOR_WORK,
    "searched_by_diploma": N_(
        "Of 100 recent job seekers {like}, all on networks, {number} had looked for work there"
    ),
    "search_made_known_by_diploma": N_(
        "Of 100 job seekers {like}, {number} had made their search known on networks"
    ),
    "search_by_occupation": N_(
        "Of 100 job seekers {like}, {number} used networks to look for work"
    ),
    "firms_in_france": FIRMS,
    "profiles_by_sector": PROFILES,
    "firms_in_europe": FIRMS,
    "profiles_by_occupation": PROFILES,
    "executives_firms": N_(
        "Of 100 private firms that recruited executives, {number} used networks to recruit some"
    ),
    "vacancies_by_occupation": N_(
        "For {number} of 100 vacancies {like}, employers used social media among other ways"
    ),
    "helped_by_age": HELPED,
    "helped_by_diploma": HELPED,
    "helped_by_occupation": N_(
        "Of 100 recent job seekers {like}, all on networks, {number} said that a post had helped "
        "them get a job"
    ),
}
"""Line -> what it says of a hundred."""

AGAINST_OTHERS = N_("{told}; of everyone else, {others} ({dated}; {source}, grade {grade}).")
AGAINST_ALL = N_("{told}; of all, {others} ({dated}; {source}, grade {grade}).")
ALONE = N_("{told} ({dated}; {source}, grade {grade}).")
BUT_OTHERS = N_("{label}: {word}, {number} of 100 against {others} of everyone else.")
BUT_ALL = N_("{label}: {word}, {number} of 100 against {others} of all.")
BUT_ALONE = N_("{label}: {number} of 100.")

GROUP = N_("Group: {about}.")
NO_ERROR = N_("No sampling error is known.")
TEN_OR_MORE = N_("Firms with ten persons or more, however few people they recruit there.")
DATABASES = N_(
    "Databases of CVs are included, so that networks alone are less; civil servants are not among "
    "these recruitments."
)
LIMITS = {
    "firms_in_france": TEN_OR_MORE,
    "firms_in_europe": TEN_OR_MORE,
    "profiles_by_sector": DATABASES,
    "profiles_by_occupation": DATABASES,
    "executives_firms": N_("As firms told Apec."),
    "vacancies_by_occupation": N_("Social media of any kind."),
}
"""Line -> what its figure holds besides, or lacks."""

NETWORKS = N_(
    "Of 100 hires, {number} came through online networks: {where} ({source}, grade {grade})."
)
NOT_KNOWN = N_("Not known for people like you.")
NEAR = N_("A group near yours, not yours alone.")
TOGETHER = N_("All trades together.")
AVERAGE = N_("All trades together, not yours alone.")
SECTION_LIMITS = {
    "people": N_("That people are there does not say what it brings them."),
    "recruiters": N_("Using a way is not hiring through it."),
    "hires": N_(
        "A way may lead because many use it; lists differ by year, country and people asked."
    ),
}
"""Reading -> what it can't tell, whoever asks."""

HEADINGS = {
    "own": N_("How much of this is about you"),
    "unknown": N_("What nobody knows"),
    "ways": N_("Where hires came from, to choose what to try first"),
    "effects": N_("What is known of effects"),
}
OTHERWISE = N_("Other lines say otherwise:")

UNKNOWN = N_(
    "No trial in these sources compares people who use networks with people who don't: what "
    "joining one would change for you is not known."
)
UNKNOWN_SITUATIONS = {
    "at_work": N_("No line here tells people at work apart in what a network brought them."),
    "looking": N_(
        "No source here follows job seekers, trade by trade, from the ways they try to the job "
        "they find."
    ),
    "student": N_(
        "The only list here of first jobs is that of French graduates with four years of higher "
        "education or more, in 2010."
    ),
    "changing": N_("No source here tells people who change trade apart."),
}
"""Situation -> what nobody knows of it."""

OWN = (
    N_("None of the {lines} lines of evidence is about your own group alone."),
    N_("One of the {lines} lines of evidence is about your own group."),
    N_("{own} of the {lines} lines of evidence are about your own group."),
    N_("The only line of evidence is not about your own group alone."),
    N_("The only line of evidence is about your own group."),
)
"""How many of several lines are about one's own group: none, one, more; of one line: none, one."""

UNLESS = {line.name: line.unless for line in LINES}


def said(row: Mapping[Any, Any]) -> str:
    """Write what a line says of a hundred people, firms or vacancies, where and when.

    Parameters
    ----------
    row : mapping
        A row of `analysis.advice.readings.every_answer` that holds a figure.

    Examples
    --------
    >>> from analysis.advice.choices import Case
    >>> from analysis.advice.readings import read, row_of
    >>> said(row_of(read(Case(sector="J")).of("recruiters")[0]))
    'Of 100 firms in your sector, 32 recruited on social media (France, 2013; Insee Focus 30 (2013), grade B).'
    """  # noqa: E501 - the sentence is that long
    words = _words(row)
    told = _(TOLD[row["line"]]).format(like=_(_like(row)), **words)
    return _(_form(row, AGAINST_OTHERS, AGAINST_ALL, ALONE)).format(told=told, **words)


def but(row: Mapping[Any, Any]) -> str:
    """Write what a line says in a clause, for where another one leads."""
    return _(_form(row, BUT_OTHERS, BUT_ALL, BUT_ALONE)).format(
        label=line_label(row), word=_(WORDS[row["word"]]).lower(), **_words(row)
    )


def limit(row: Mapping[Any, Any]) -> str:
    """Write what weakens a line for whoever asks: whose figure it is, and what it holds besides."""
    parts = [_(GROUP).format(about=about(row))]
    if isnan(row["se"]) and not isnan(row["others"]):
        parts.append(_(NO_ERROR))
    if more := LIMITS.get(row["line"]):
        parts.append(_(more))
    return " ".join(parts)


def _like(row: Mapping[Any, Any]) -> str:
    choices = CHOICES_OF[row["line"]]
    if row["own"]:
        return LIKE[choices]
    return NEAREST[choices[0]] if row["section"] == "recruiters" else NEAREST_PEOPLE


def _form(row: Mapping[Any, Any], against_others: str, against_all: str, alone: str) -> str:
    if isnan(row["others"]):
        return alone
    return against_all if isnan(row["se"]) else against_others


def _words(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "number": hundredths(row),
        "others": "" if isnan(row["others"]) else i18n.number(100 * row["others"]),
        "dated": dated(row),
        "source": source_name(row["source"]),
        "grade": row["grade"],
    }


def networks_said(hires: Hires) -> str:
    """Write where networks stand among the ways that led to hires, in one source that tells."""
    words = {
        "number": hundredths(hires.figures()["networks"].to_dict()),
        "where": hires_where(hires),
        "source": source_name(hires.source),
        "grade": hires.grade,
    }
    told = _(NETWORKS).format(**words)
    return told if hires.only else f"{_(NOT_KNOWN)} {told}"


def networks_limit(hires: Hires) -> str:
    """Write how far what `networks_said` tells is from whoever asks."""
    return _(NEAR if hires.only else TOGETHER)


def hires_limit(hires: Hires) -> str:
    """Write how far a list of hires is from whoever asks."""
    return _(NEAR if hires.only else AVERAGE)


def unknown(case: Case) -> list[str]:
    """Write what nobody knows, for everybody and for one's situation.

    Examples
    --------
    >>> unknown(Case(situation="changing"))[1:]
    ['No source here tells people who change trade apart.']
    """
    of_situation = UNKNOWN_SITUATIONS.get(case.situation)
    return [_(UNKNOWN), *([_(of_situation)] if of_situation else [])]


def own_count(readings: Readings) -> str:
    """Write how many of the lines are about the person's own group; "" where there is no line."""
    own, lines = readings.own, len(readings.answers)
    if not lines:
        return ""
    text = OWN[3 + own] if lines == 1 else OWN[min(own, 2)]
    return _(text).format(own=i18n.number(own), lines=i18n.number(lines))
